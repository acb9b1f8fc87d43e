#include "tests/daemon/faulty_disk.h"

#include <sqlite3.h>

#include <cstring>
#include <memory>

namespace tocsin {
namespace {

// SQLite allocates szOsFile bytes for a file: this, and behind it the file of the real one.
struct File {
    sqlite3_file base;
    FaultyDisk* disk;
    sqlite3_int64 size;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& of(sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return of(file).real();
}
const sqlite3_io_methods& methods(sqlite3_file* file) {
    return *real(file)->pMethods;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    File& own = of(file);
    if (const int code = own.disk->answer(DiskCall::write); code != SQLITE_OK) return code;
    if (const auto growth = offset + count - own.size; growth > 0) {
        const int code = own.disk->grow(static_cast<std::uint64_t>(growth));
        if (code != SQLITE_OK) return code;
        own.size += growth;
    }
    return methods(file).xWrite(real(file), bytes, count, offset);
}

int sync(sqlite3_file* file, int flags) {
    const int code = of(file).disk->answer(DiskCall::sync);
    return code == SQLITE_OK ? methods(file).xSync(real(file), flags) : code;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    File& own = of(file);
    if (size < own.size) {
        own.disk->shrink(static_cast<std::uint64_t>(own.size - size));
        own.size = size;
    }
    return methods(file).xTruncate(real(file), size);
}

// Everything else goes straight to the real file.
const sqlite3_io_methods passed{
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return methods(f).xClose(real(f)); },
    .xRead = [](sqlite3_file* f, void* bytes, int count,
                sqlite3_int64 offset) { return methods(f).xRead(real(f), bytes, count, offset); },
    .xWrite = &write,
    .xTruncate = &truncate,
    .xSync = &sync,
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* size) { return methods(f).xFileSize(real(f), size); },
    .xLock = [](sqlite3_file* f, int level) { return methods(f).xLock(real(f), level); },
    .xUnlock = [](sqlite3_file* f, int level) { return methods(f).xUnlock(real(f), level); },
    .xCheckReservedLock =
        [](sqlite3_file* f, int* answer) { return methods(f).xCheckReservedLock(real(f), answer); },
    .xFileControl = [](sqlite3_file* f, int operation,
                       void* value) { return methods(f).xFileControl(real(f), operation, value); },
    .xSectorSize = [](sqlite3_file* f) { return methods(f).xSectorSize(real(f)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return methods(f).xDeviceCharacteristics(real(f)); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** at) {
            return methods(f).xShmMap(real(f), page, size, extend, at);
        },
    .xShmLock = [](sqlite3_file* f, int offset, int count,
                   int flags) { return methods(f).xShmLock(real(f), offset, count, flags); },
    .xShmBarrier = [](sqlite3_file* f) { methods(f).xShmBarrier(real(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return methods(f).xShmUnmap(real(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

struct FileSystem : sqlite3_vfs {
    sqlite3_vfs* under;
    FaultyDisk* disk;
};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* answered) {
    auto& own = *static_cast<FileSystem*>(vfs);
    File& opened = of(file);
    opened.base.pMethods = nullptr;
    opened.disk = own.disk;
    opened.size = 0;
    const int code = own.under->xOpen(own.under, name, opened.real(), flags, answered);
    if (opened.real()->pMethods == nullptr) return code;
    opened.base.pMethods = &passed;
    if (code != SQLITE_OK) return code;
    methods(file).xFileSize(opened.real(), &opened.size);
    return own.disk->grow(static_cast<std::uint64_t>(opened.size));
}

}  // namespace

FaultyDisk::FaultyDisk()
    : name_("faulty-" + std::to_string(reinterpret_cast<std::uintptr_t>(this))) {
    auto* under = sqlite3_vfs_find(nullptr);
    auto own = std::make_unique<FileSystem>();
    static_cast<sqlite3_vfs&>(*own) = *under;
    own->under = under;
    own->disk = this;
    own->zName = name_.c_str();
    own->szOsFile = static_cast<int>(sizeof(File)) + under->szOsFile;
    own->xOpen = &open;
    own->pNext = nullptr;
    sqlite3_vfs_register(own.release(), 0);
}

FaultyDisk::~FaultyDisk() {
    auto* vfs = sqlite3_vfs_find(name_.c_str());
    sqlite3_vfs_unregister(vfs);
    delete static_cast<FileSystem*>(vfs);
}

void FaultyDisk::fail(DiskCall call, int after, int times) {
    call_ = call;
    after_ = after;
    times_ = times;
    failed_ = false;
}

int FaultyDisk::answer(DiskCall call) {
    if (call != call_ || times_ == 0) return SQLITE_OK;
    if (after_ > 0) {
        --after_;
        return SQLITE_OK;
    }
    --times_;
    failed_ = true;
    return call == DiskCall::write ? SQLITE_IOERR_WRITE : SQLITE_IOERR_FSYNC;
}

int FaultyDisk::grow(std::uint64_t bytes) {
    if (room && used_ + bytes > room()) return SQLITE_FULL;
    used_ += bytes;
    return SQLITE_OK;
}

}  // namespace tocsin
