// The shipped configuration in a folder of its own, for tests that break it in one place.
#pragma once

#include "daemon/config.h"

#include <filesystem>
#include <string>

namespace tocsin {

// A copy of systemd/tocsin.yaml with its folders, in a fresh folder that goes with the object.
class ConfigurationSample {
public:
    ConfigurationSample();
    ~ConfigurationSample();
    ConfigurationSample(const ConfigurationSample&) = delete;
    ConfigurationSample& operator=(const ConfigurationSample&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path main_file() const { return folder_ / "tocsin.yaml"; }
    std::filesystem::path procedure_file() const { return folder_ / "procedures" / "hssi.yaml"; }

    // `from` must stand exactly once in the file; it becomes `to`.
    void replace(const std::filesystem::path& file, const std::string& from,
                 const std::string& to) const;

    // Creates the file, with its folders, readable by its owner alone.
    std::filesystem::path write(const std::string& name, const std::string& text) const;

    // On a Sunday in 2026, when the bank holidays are known.
    Loaded load(bool exercise = false) const;

private:
    std::filesystem::path folder_;
};

// The problem as "hssi.yaml:12:5: what"; of a warning "hssi.yaml:12:5: warning: what".
std::string short_form(const Problem& problem);

// All of them, one a line.
std::string short_form(const Problems& problems);

}  // namespace tocsin
