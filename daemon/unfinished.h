// A database that is being made beside the one that counts: a backup, or what is restored.
#pragma once

#include <filesystem>

namespace tocsin {

// Removes what lies at the path, with what SQLite has put beside it: what an earlier process left
// there, and at the end what was not finished. What was, has been renamed by then. Never throws.
class Unfinished {
public:
    explicit Unfinished(std::filesystem::path path);
    ~Unfinished();
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    void remove() const;

    std::filesystem::path path_;
};

}  // namespace tocsin
