// Files under tests/golden hold what we send, byte for byte. A test compares; with
// TOCSIN_UPDATE_GOLDEN=1 in the environment it writes them instead, and the diff is read by a
// person.
#pragma once

#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tocsin {

// `name` is a path under tests/golden.
inline void expect_golden(const std::string& name, const std::string& text) {
    const auto path = source_dir() / "tests" / "golden" / name;
    if (std::getenv("TOCSIN_UPDATE_GOLDEN") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream in(path, std::ios::binary);
    ASSERT_TRUE(in) << "no golden file " << name << "; TOCSIN_UPDATE_GOLDEN=1 writes it";
    const std::string golden{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    EXPECT_EQ(text, golden) << name;
}

}  // namespace tocsin
