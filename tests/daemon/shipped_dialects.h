// The files of systemd/dialects and the messages kept for each in tests/golden/dialects/<name>: as
// JSON, as a form, or with its headers before a blank line (.http).
#pragma once

#include "daemon/config.h"
#include "daemon/dialect_file.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tocsin {

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in) << path;
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::filesystem::path dialect_folder() {
    return source_dir() / "systemd" / "dialects";
}

inline std::filesystem::path message_folder() {
    return source_dir() / "tests" / "golden" / "dialects";
}

// By the file's name without its end.
inline Dialect shipped_dialect(const std::string& name) {
    Problems problems;
    const std::string file = name + ".yaml";
    auto dialect = parse_dialect(file_text(dialect_folder() / file), file, problems);
    for (const Problem& problem : problems)
        ADD_FAILURE() << problem.file << ":" << problem.mark.line << ": " << problem.what;
    return dialect.value_or(Dialect{});
}

struct SampleMessage {
    Fields headers;
    std::string body;
};

inline SampleMessage kept_message(const std::filesystem::path& path) {
    std::string text = file_text(path);
    if (path.extension() == ".json") return {{{"Content-Type", "application/json"}}, text};
    if (path.extension() == ".form") {
        text.erase(text.find_last_not_of('\n') + 1);
        return {{{"Content-Type", "application/x-www-form-urlencoded"}}, text};
    }
    SampleMessage message;
    while (!text.starts_with('\n')) {
        const std::string line = text.substr(0, text.find('\n'));
        const std::size_t colon = line.find(": ");
        message.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        text.erase(0, line.size() + 1);
    }
    message.body = text.substr(1);
    return message;
}

}  // namespace tocsin
