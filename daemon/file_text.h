// Whole files as text, and what they are known by.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// Nobody writes more by hand; it bounds what a mistaken path can make us read.
inline constexpr std::size_t file_text_max = 1024 * 1024;

struct FileText {
    std::optional<std::string> text;  // absent: it cannot be read
    std::string why;                  // why not: "it does not exist", "it is over 1 MiB"
    bool readable_by_all = false;     // others than its owner and group may read it
};

// Throws nothing but std::bad_alloc.
FileText read_file(const std::filesystem::path& path);

// The files of `folder` with one of these extensions (".yaml"), without hidden ones, in order of
// name. Empty when there is no such folder or it cannot be read.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder,
                                            const std::set<std::string>& extensions);

// SHA-256, 64 hexadecimal digits in lower case.
std::string sha256_hex(std::string_view text);

}  // namespace tocsin
