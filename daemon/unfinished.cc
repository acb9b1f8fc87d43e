#include "daemon/unfinished.h"

#include <system_error>
#include <utility>

namespace tocsin {

Unfinished::Unfinished(std::filesystem::path path) : path_(std::move(path)) {
    remove();
}

Unfinished::~Unfinished() {
    remove();
}

void Unfinished::remove() const {
    std::error_code ignored;
    for (const char* part : {"", "-journal", "-wal", "-shm"})
        std::filesystem::remove(path_.string() + part, ignored);
}

}  // namespace tocsin
