#include "daemon/disk.h"

#include "daemon/store.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tocsin {
namespace {

// Linux names these in headers that differ from release to release.
constexpr long cifs_magic = 0xFF534D42;
constexpr long smb2_magic = 0xFE534D42;

// A file descriptor that is closed at the end of the scope.
class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    bool valid() const { return number_ >= 0; }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, int error) {
    throw StoreError("'" + path.string() + "': " + what + ": " +
                     std::generic_category().message(error));
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

std::optional<std::string> refused_file_system(long type) {
    // Some of these are negative where a long has 32 bits; the low half is what counts.
    switch (type & 0xFFFFFFFF) {
        case NFS_SUPER_MAGIC:
            return "it is on NFS; the database needs a local disk";
        case SMB_SUPER_MAGIC:
        case cifs_magic:
        case smb2_magic:
            return "it is on a Windows share (CIFS); the database needs a local disk";
        default:
            return std::nullopt;
    }
}

void ensure_file(const std::filesystem::path& path) {
    struct statfs file_system {};
    if (::statfs(folder_of(path).c_str(), &file_system) != 0) {
        fail(path, "its folder cannot be reached", errno);
    }
    if (const auto why = refused_file_system(static_cast<long>(file_system.f_type))) {
        throw StoreError("'" + path.string() + "': " + *why);
    }
    // Only a file that is not there is opened here: closing a descriptor of a database that is
    // open in this process would drop SQLite's locks on it.
    const Descriptor file(path, O_RDWR | O_CREAT | O_EXCL);
    if (!file.valid()) {
        if (errno == EEXIST) return;
        fail(path, "it cannot be created", errno);
    }
    if (::fsync(file.number()) != 0) fail(path, "it cannot be synced", errno);
    sync_folder(folder_of(path));
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
    if (!opened.valid() || ::fsync(opened.number()) != 0) {
        fail(folder, "the folder cannot be synced", errno);
    }
}

void sync_file(const std::filesystem::path& path) {
    const Descriptor file(path, O_RDWR);
    if (!file.valid() || ::fsync(file.number()) != 0) fail(path, "it cannot be synced", errno);
}

FileLock::FileLock(const std::filesystem::path& path) {
    Descriptor file(path, O_RDWR | O_CREAT);
    if (!file.valid()) fail(path, "it cannot be opened", errno);
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        fail(path, "another process has this database open", errno);
    }
    descriptor_ = file.release();
}

FileLock::~FileLock() {
    ::close(descriptor_);
}

void take_restored(const std::filesystem::path& path) {
    const std::filesystem::path ready = path.string() + restored_suffix;
    std::error_code error;
    if (!std::filesystem::exists(ready, error)) return;
    for (const char* part : {"-wal", "-shm"}) {
        std::filesystem::remove(path.string() + part, error);
        if (error) fail(path.string() + part, "it cannot be removed", error.value());
    }
    sync_folder(folder_of(path));
    if (::rename(ready.c_str(), path.c_str()) != 0) fail(path, "it cannot be replaced", errno);
    sync_folder(folder_of(path));
}

Ballast::Ballast(std::filesystem::path path, std::uint64_t bytes)
    : path_(std::move(path)), bytes_(bytes) {}

bool Ballast::release() {
    std::error_code ignored;
    return std::filesystem::remove(path_, ignored);
}

bool Ballast::restore() {
    if (whole()) return true;
    std::error_code error;
    const auto room = std::filesystem::space(folder_of(path_), error);
    if (error || room.available < 2 * bytes_) return false;
    const Descriptor file(path_, O_RDWR | O_CREAT);
    const bool set_aside =
        file.valid() && ::posix_fallocate(file.number(), 0, static_cast<off_t>(bytes_)) == 0;
    if (!set_aside) release();
    return set_aside;
}

bool Ballast::whole() const {
    if (bytes_ == 0) return true;
    std::error_code error;
    return std::filesystem::file_size(path_, error) == bytes_ && !error;
}

}  // namespace tocsin
