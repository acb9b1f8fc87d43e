// A disk in memory under SQLite that writes down every operation on it, and fails a call when it is
// told to. What a power cut leaves of it is platter.h's business.
// It promises what SQLite expects of a disk by default: a write never harms bytes beside its own.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace tocsin {

// What lies on a disk at rest: the files by name.
using Image = std::map<std::string, std::string>;

// One operation that changes what is on the disk, or what of it is there for good.
struct Operation {
    enum class Kind { create, write, truncate, sync, sync_failed, remove };
    Kind kind = Kind::write;
    std::size_t file = 0;  // each file that was ever made has a number of its own
    std::string name{};    // of create and remove
    std::size_t at = 0;    // where a write begins; the size after a truncate
    std::string bytes{};   // of a write
    bool folder = false;   // of sync and remove: the folder is synced with it
};

// The calls that may fail. `full` is a write that finds no room.
enum class DiskCall {
    open,
    read,
    short_read,
    write,
    sync,
    truncate,
    remove,
    lock,
    shm,
    full,
    size
};
inline constexpr std::array every_disk_call{DiskCall::open,   DiskCall::read, DiskCall::short_read,
                                            DiskCall::write,  DiskCall::sync, DiskCall::truncate,
                                            DiskCall::remove, DiskCall::lock, DiskCall::shm,
                                            DiskCall::full,   DiskCall::size};
const char* name_of(DiskCall call);

// Registered with SQLite under a name of its own until destroyed. Outlives every connection. One
// thread.
class Disk {
public:
    // `seed` is for SQLite's own random numbers: the same seed and work, the same operations.
    explicit Disk(const Image& image, std::uint64_t seed = 1);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    const std::string& name() const { return name_; }
    const std::deque<Operation>& operations() const { return operations_; }
    Image content() const;  // as a process sees it

    // A sync does nothing, and says that it did.
    bool ignores_sync = false;

    // The call of this kind after `after` more fails; `for_good`: every later one as well.
    void fail(DiskCall call, std::uint64_t after, bool for_good);
    void heal() { failing_ = false; }
    bool failed() const { return failed_; }  // whether any call has failed since fail()

    // For the file system itself.
    struct Node {
        std::size_t number = 0;
        std::string content{};
        std::vector<std::string> shared_memory{};  // pages of it, by index
        std::array<int, 8> shm_shared{};           // how many hold each lock
        std::array<const void*, 8> shm_exclusive{};
        int shm_users = 0;
        int readers = 0;
        const void* reserved = nullptr;
        const void* exclusive = nullptr;
    };
    [[nodiscard]] bool strikes(DiskCall call);
    Node* find(const std::string& name);
    Node& make(const std::string& name);
    bool remove(const std::string& name, bool folder);
    void note(Operation operation) { operations_.push_back(std::move(operation)); }
    std::uint64_t draw();

private:
    std::string name_;
    sqlite3_vfs* vfs_;
    std::deque<Node> nodes_;  // those removed as well: somebody may still have them open
    std::map<std::string, Node*> names_;
    std::deque<Operation> operations_;
    std::uint64_t random_;
    bool failing_ = false;
    bool failed_ = false;
    bool for_good_ = false;
    DiskCall call_ = DiskCall::write;
    std::uint64_t after_ = 0;
};

}  // namespace tocsin
