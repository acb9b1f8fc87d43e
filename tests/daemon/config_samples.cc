#include "tests/daemon/config_samples.h"

#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tocsin {

namespace fs = std::filesystem;

ConfigurationSample::ConfigurationSample() {
    std::string pattern = (fs::temp_directory_path() / "tocsin-config-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no folder for a test");
    folder_ = pattern;
    fs::copy(source_dir() / "systemd", folder_, fs::copy_options::recursive);
    replace(main_file(), "data: /var/lib/tocsin", "data: " + (folder_ / "data").string());
}

ConfigurationSample::~ConfigurationSample() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void ConfigurationSample::replace(const fs::path& file, const std::string& from,
                                  const std::string& to) const {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    std::string changed = text.str();
    const std::size_t at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << "not in the file: " << from;
    ASSERT_EQ(changed.find(from, at + 1), std::string::npos) << "twice in the file: " << from;
    std::ofstream(file) << changed.replace(at, from.size(), to);
}

fs::path ConfigurationSample::write(const std::string& name, const std::string& text) const {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    return path;
}

Loaded ConfigurationSample::load(bool exercise) const {
    using namespace std::chrono;
    return load_configuration(main_file(), year(2026) / 11 / 22, exercise);
}

std::string short_form(const Problem& problem) {
    return fs::path(problem.file).filename().string() + ":" + std::to_string(problem.mark.line) +
           ":" + std::to_string(problem.mark.column) + ": " + (problem.warning ? "warning: " : "") +
           problem.what;
}

std::string short_form(const Problems& problems) {
    std::string text;
    for (const Problem& problem : problems) text += short_form(problem) + "\n";
    return text;
}

}  // namespace tocsin
