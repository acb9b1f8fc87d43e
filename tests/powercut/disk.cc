#include "tests/powercut/disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace tocsin {
namespace {

// SQLite allocates szOsFile bytes for a file: this. Plain data, for nobody calls a destructor.
struct File {
    sqlite3_file base;
    Disk* disk;
    Disk::Node* node;
    int level;
    bool folder_too;  // the first sync of a log that was just made syncs its folder, as on Unix
    std::uint32_t shm_shared;  // one bit for each lock held
    std::uint32_t shm_exclusive;
    bool shm_mapped;
};

File& of(sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}

int close(sqlite3_file*) {
    return SQLITE_OK;
}

int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
    File& own = of(file);
    const auto wanted = static_cast<std::size_t>(count);
    const auto at = static_cast<std::size_t>(offset);
    if (own.disk->strikes(DiskCall::read)) return SQLITE_IOERR_READ;
    const std::string& content = own.node->content;
    std::size_t there = at < content.size() ? std::min(wanted, content.size() - at) : 0;
    if (own.disk->strikes(DiskCall::short_read)) there /= 2;
    if (there > 0) std::memcpy(into, content.data() + at, there);
    if (there == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    File& own = of(file);
    if (own.disk->strikes(DiskCall::write)) return SQLITE_IOERR_WRITE;
    if (own.disk->strikes(DiskCall::full)) return SQLITE_FULL;
    Operation operation{
        .kind = Operation::Kind::write,
        .file = own.node->number,
        .at = static_cast<std::size_t>(offset),
        .bytes = {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}};
    std::string& content = own.node->content;
    if (content.size() < operation.at + operation.bytes.size()) {
        content.resize(operation.at + operation.bytes.size(), '\0');
    }
    std::memcpy(content.data() + operation.at, bytes, operation.bytes.size());
    own.disk->note(std::move(operation));
    return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    File& own = of(file);
    if (own.disk->strikes(DiskCall::truncate)) return SQLITE_IOERR_TRUNCATE;
    own.node->content.resize(static_cast<std::size_t>(size), '\0');
    own.disk->note({.kind = Operation::Kind::truncate,
                    .file = own.node->number,
                    .at = static_cast<std::size_t>(size)});
    return SQLITE_OK;
}

int sync(sqlite3_file* file, int) {
    File& own = of(file);
    if (own.disk->strikes(DiskCall::sync)) {
        own.disk->note({.kind = Operation::Kind::sync_failed, .file = own.node->number});
        return SQLITE_IOERR_FSYNC;
    }
    if (own.disk->ignores_sync) return SQLITE_OK;
    own.disk->note({.kind = Operation::Kind::sync,
                    .file = own.node->number,
                    .folder = std::exchange(own.folder_too, false)});
    return SQLITE_OK;
}

int size(sqlite3_file* file, sqlite3_int64* answer) {
    if (of(file).disk->strikes(DiskCall::size)) return SQLITE_IOERR_FSTAT;
    *answer = static_cast<sqlite3_int64>(of(file).node->content.size());
    return SQLITE_OK;
}

// As unix does it: SHARED, RESERVED, EXCLUSIVE, of several connections of one process.
int lock(sqlite3_file* file, int level) {
    File& own = of(file);
    Disk::Node& node = *own.node;
    if (level <= own.level) return SQLITE_OK;
    if (own.disk->strikes(DiskCall::lock)) return SQLITE_IOERR_LOCK;
    if (node.exclusive != nullptr && node.exclusive != file) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_SHARED) {
        ++node.readers;
    } else {
        if (node.reserved != nullptr && node.reserved != file) return SQLITE_BUSY;
        if (level == SQLITE_LOCK_EXCLUSIVE && node.readers > 1) return SQLITE_BUSY;
        node.reserved = file;
        if (level == SQLITE_LOCK_EXCLUSIVE) node.exclusive = file;
    }
    own.level = level;
    return SQLITE_OK;
}

int unlock(sqlite3_file* file, int level) {
    File& own = of(file);
    Disk::Node& node = *own.node;
    if (level >= own.level) return SQLITE_OK;
    if (node.exclusive == file) node.exclusive = nullptr;
    if (node.reserved == file) node.reserved = nullptr;
    if (level == SQLITE_LOCK_NONE) --node.readers;
    own.level = level;
    return SQLITE_OK;
}

int shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** at) {
    File& own = of(file);
    if (own.disk->strikes(DiskCall::shm)) return SQLITE_IOERR_SHMMAP;
    if (!std::exchange(own.shm_mapped, true)) ++own.node->shm_users;
    auto& pages = own.node->shared_memory;
    const auto index = static_cast<std::size_t>(page);
    *at = nullptr;
    if (pages.size() <= index && extend == 0) return SQLITE_OK;
    // What is mapped must not move: the texts are moved, the bytes they own are not.
    while (pages.size() <= index) pages.emplace_back(static_cast<std::size_t>(bytes), '\0');
    *at = pages[index].data();
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    File& own = of(file);
    Disk::Node& node = *own.node;
    const bool locks = (flags & SQLITE_SHM_LOCK) != 0;
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if (locks && own.disk->strikes(DiskCall::shm)) return SQLITE_IOERR_SHMLOCK;
    for (int index = offset; locks && index < offset + count; ++index) {
        const auto place = static_cast<std::size_t>(index);
        const bool mine = (own.shm_shared & (1U << place)) != 0;
        if (node.shm_exclusive[place] != nullptr && node.shm_exclusive[place] != file)
            return SQLITE_BUSY;
        if (exclusive && node.shm_shared[place] > (mine ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int index = offset; index < offset + count; ++index) {
        const auto place = static_cast<std::size_t>(index);
        const std::uint32_t bit = 1U << place;
        std::uint32_t& held = exclusive ? own.shm_exclusive : own.shm_shared;
        if (locks == ((held & bit) != 0)) continue;
        held ^= bit;
        if (exclusive) {
            node.shm_exclusive[place] = locks ? file : nullptr;
        } else {
            node.shm_shared[place] += locks ? 1 : -1;
        }
    }
    return SQLITE_OK;
}

// Nothing of it outlives the last who had it.
int shm_unmap(sqlite3_file* file, int) {
    Disk::Node& node = *of(file).node;
    if (std::exchange(of(file).shm_mapped, false) && --node.shm_users == 0) {
        node.shared_memory.clear();
    }
    return SQLITE_OK;
}

// Nothing is ever mapped, whatever is asked for.
int control(sqlite3_file*, int operation, void* value) {
    if (operation != SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
    *static_cast<sqlite3_int64*>(value) = 0;
    return SQLITE_OK;
}

const sqlite3_io_methods in_memory_methods{
    .iVersion = 2,
    .xClose = &close,
    .xRead = &read,
    .xWrite = &write,
    .xTruncate = &truncate,
    .xSync = &sync,
    .xFileSize = &size,
    .xLock = &lock,
    .xUnlock = &unlock,
    .xCheckReservedLock =
        [](sqlite3_file* file, int* answer) {
            *answer = of(file).node->reserved != nullptr;
            return SQLITE_OK;
        },
    .xFileControl = &control,
    .xSectorSize = [](sqlite3_file*) { return 4096; },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap = &shm_map,
    .xShmLock = &shm_lock,
    .xShmBarrier = [](sqlite3_file*) {},
    .xShmUnmap = &shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

struct FileSystem : sqlite3_vfs {
    Disk* disk;
};

Disk& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<FileSystem*>(vfs)->disk;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* answered) {
    Disk& disk = disk_of(vfs);
    file->pMethods = nullptr;
    if (disk.strikes(DiskCall::open)) return SQLITE_CANTOPEN;
    Disk::Node* node = disk.find(name);
    const bool made = node == nullptr;
    if (made && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (made) node = &disk.make(name);
    const bool log = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    of(file) = {{&in_memory_methods}, &disk, node, SQLITE_LOCK_NONE, made && log, 0, 0, false};
    if (answered != nullptr) *answered = flags;
    return SQLITE_OK;
}

}  // namespace

const char* name_of(DiskCall call) {
    constexpr std::array names{"open",   "read", "short read", "write", "sync",     "truncate",
                               "delete", "lock", "shm",        "full",  "file size"};
    return names[static_cast<std::size_t>(call)];
}

Disk::Disk(const Image& image, std::uint64_t seed)
    : name_("disk-" + std::to_string(reinterpret_cast<std::uintptr_t>(this))), random_(seed) {
    for (const auto& [name, content] : image) {
        Node& node = nodes_.emplace_back();
        node.number = nodes_.size() - 1;
        node.content = content;
        names_[name] = &node;
    }
    auto own = std::make_unique<FileSystem>();
    static_cast<sqlite3_vfs&>(*own) = *sqlite3_vfs_find(nullptr);
    own->disk = this;
    own->zName = name_.c_str();
    own->szOsFile = static_cast<int>(sizeof(File));
    own->pNext = nullptr;
    own->xOpen = &open;
    own->xDelete = [](sqlite3_vfs* vfs, const char* name, int folder) {
        if (disk_of(vfs).strikes(DiskCall::remove)) return SQLITE_IOERR_DELETE;
        return disk_of(vfs).remove(name, folder != 0) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
    };
    own->xAccess = [](sqlite3_vfs* vfs, const char* name, int, int* answer) {
        *answer = disk_of(vfs).find(name) != nullptr;
        return SQLITE_OK;
    };
    own->xFullPathname = [](sqlite3_vfs*, const char* name, int room, char* full) {
        sqlite3_snprintf(room, full, "%s", name);
        return SQLITE_OK;
    };
    own->xRandomness = [](sqlite3_vfs* vfs, int count, char* into) {
        for (int i = 0; i < count; ++i) into[i] = static_cast<char>(disk_of(vfs).draw());
        return count;
    };
    vfs_ = own.release();
    sqlite3_vfs_register(vfs_, 0);
}

Disk::~Disk() {
    sqlite3_vfs_unregister(vfs_);
    delete static_cast<FileSystem*>(vfs_);
}

Image Disk::content() const {
    Image image;
    for (const auto& [name, node] : names_) image[name] = node->content;
    return image;
}

void Disk::fail(DiskCall call, std::uint64_t after, bool for_good) {
    call_ = call;
    after_ = after;
    for_good_ = for_good;
    failing_ = true;
    failed_ = false;
}

bool Disk::strikes(DiskCall call) {
    if (!failing_ || call != call_) return false;
    if (after_ > 0) {
        --after_;
        return false;
    }
    failing_ = for_good_;
    failed_ = true;
    return true;
}

Disk::Node* Disk::find(const std::string& name) {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second;
}

Disk::Node& Disk::make(const std::string& name) {
    Node& node = nodes_.emplace_back();
    node.number = nodes_.size() - 1;
    names_[name] = &node;
    note({.kind = Operation::Kind::create, .file = node.number, .name = name});
    return node;
}

bool Disk::remove(const std::string& name, bool folder) {
    const auto found = names_.find(name);
    if (found == names_.end()) return false;
    note({.kind = Operation::Kind::remove,
          .file = found->second->number,
          .name = name,
          .folder = folder});
    names_.erase(found);
    return true;
}

// SplitMix64.
std::uint64_t Disk::draw() {
    std::uint64_t z = random_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

}  // namespace tocsin
