// A disk that fails when it is told to: a file system for SQLite over the real one, whose writes
// and syncs can be made to fail, and whose room can be bounded.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace tocsin {

enum class DiskCall { write, sync };

class FaultyDisk {
public:
    // Registered with SQLite under a name of its own until destroyed. Outlives every connection.
    FaultyDisk();
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    const std::string& name() const { return name_; }

    // Calls `times` of `call` fail, the first after `after` more that succeed.
    void fail(DiskCall call, int after, int times = std::numeric_limits<int>::max());
    void heal() { times_ = 0; }
    bool failed() const { return failed_; }  // whether any call has failed since fail()

    // How many bytes the files of SQLite may have together; asked at each write that makes one
    // grow.
    std::function<std::uint64_t()> room{};

    // For the file system itself: the answer to a call on a file, SQLITE_OK or an error.
    int answer(DiskCall call);
    int grow(std::uint64_t bytes);
    void shrink(std::uint64_t bytes) { used_ -= bytes; }

private:
    std::string name_;
    DiskCall call_ = DiskCall::write;
    int after_ = 0;
    int times_ = 0;
    bool failed_ = false;
    std::uint64_t used_ = 0;
};

}  // namespace tocsin
