#include "daemon/doctor_disk.h"

#include "daemon/clock.h"
#include "daemon/disk.h"
#include "daemon/schema.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block = 4096;
constexpr int syncs = 16;
constexpr std::chrono::milliseconds syncs_longest{1500};

// The quickest devices with a cache that outlives the power need some 20 us and the system its own;
// what is quicker has gone nowhere.
constexpr double impossible_us = 12;
constexpr double slow_us = 50'000;

constexpr std::uint64_t mebibyte = 1024 * 1024;
// The journal's reserve is 16 MiB, and a year of a busy desk some 400.
constexpr std::uint64_t room_least = 100 * mebibyte;
constexpr std::uint64_t room_wanted = 1024 * mebibyte;

// Linux names these in headers that differ from release to release.
constexpr long ceph_magic = 0x00C36400;
constexpr long fuse_magic = 0x65735546;
constexpr long nine_p_magic = 0x01021997;

// The file that is written, gone at the end of the scope.
class Trial {
public:
    explicit Trial(const fs::path& folder)
        : path_(folder / (".doctor-" + std::to_string(::getpid()))),
          file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}
    ~Trial() {
        if (file_ < 0) return;
        ::close(file_);
        ::unlink(path_.c_str());
    }
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;

    bool open() const { return file_ >= 0; }
    // False: errno says why.
    bool write(const std::array<char, block>& bytes) const {
        return ::pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(block) &&
               ::fdatasync(file_) == 0;
    }

private:
    fs::path path_;
    int file_;
};

std::string microseconds_words(double us) {
    if (us < 1000) return std::to_string(std::lround(us)) + " µs";
    const long tenths = std::lround(us / 100);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

std::string bytes_words(std::uint64_t bytes) {
    const std::uint64_t in_mebibytes = bytes / mebibyte;
    return in_mebibytes < 10 * 1024 ? std::to_string(in_mebibytes) + " MiB"
                                    : std::to_string(in_mebibytes / 1024) + " GiB";
}

// "0644" of the mode.
std::string mode_words(mode_t mode) {
    const std::array<char, 5> digits = {'0', static_cast<char>('0' + ((mode >> 6) & 7)),
                                        static_cast<char>('0' + ((mode >> 3) & 7)),
                                        static_cast<char>('0' + (mode & 7)), 0};
    return digits.data();
}

Findings look_at_modes(const fs::path& data) {
    Findings found;
    for (const char* name : {"journal.db", "journal.db-wal", "link.keys"}) {
        struct stat status {};
        const fs::path path = data / name;
        if (::stat(path.c_str(), &status) != 0 || (status.st_mode & 077) == 0) continue;
        found.push_back(wrong("modes",
                              path.string() + " may be read by others (" +
                                  mode_words(status.st_mode) +
                                  "): it holds addresses, or opens every link",
                              "chmod 600 " + path.string()));
    }
    struct stat folder {};
    if (::stat(data.c_str(), &folder) == 0 && (folder.st_mode & 067) != 0) {
        found.push_back(warning(
            "modes",
            "the data folder " + data.string() + " has the mode " + mode_words(folder.st_mode),
            "chmod 710 " + data.string()));
    }
    if (found.empty()) found.push_back(fine("modes", "journal and keys are its owner's alone"));
    return found;
}

Findings look_at_inodes(const struct statfs& there) {
    if (there.f_files == 0 || there.f_ffree * 100 >= there.f_files) return {};
    return {wrong("disk room",
                  "fewer than a hundredth of the file system's files are left: none can be made",
                  "remove small files on it")};
}

}  // namespace

SyncTimed time_syncs(const fs::path& folder) {
    const Trial trial(folder);
    if (!trial.open()) return {0, std::generic_category().message(errno)};
    std::array<char, block> bytes{};
    std::vector<double> took;
    const auto began = steady_now();
    // The first one makes room for the file, and is not counted.
    for (int i = 0; i <= syncs && steady_now() - began < syncs_longest; ++i) {
        bytes[0] = static_cast<char>(i);
        const auto before = steady_now();
        if (!trial.write(bytes)) return {0, std::generic_category().message(errno)};
        const std::chrono::duration<double, std::micro> one = steady_now() - before;
        if (i > 0 || one > syncs_longest) took.push_back(one.count());
    }
    std::nth_element(took.begin(), took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2),
                     took.end());
    return {took.empty() ? 0 : took[took.size() / 2], {}};
}

Finding judge_sync(const SyncTimed& timed) {
    const std::string about = "disk sync";
    if (!timed.why.empty()) {
        return warning(about, "whether a sync is one could not be tried: " + timed.why,
                       "run it as root, or as the daemon's user");
    }
    const std::string took = microseconds_words(timed.median_us);
    if (timed.median_us < impossible_us) {
        return wrong(about,
                     "a sync takes " + took +
                         ": no disk is so quick. What was accepted is lost when the power goes",
                     "put the data folder on a local disk; of a virtual machine, let its host "
                     "honour flushes (cache=none or writethrough, not unsafe); no eatmydata");
    }
    if (timed.median_us > slow_us) {
        return warning(about,
                       "a sync takes " + took + ": every report and every call waits for one",
                       "put the data folder on a quicker disk, or look who else keeps this one "
                       "busy");
    }
    return fine(about, "a write of 4 KiB is synced in " + took);
}

Finding judge_file_system(long type) {
    const std::string about = "disk kind";
    if (const auto why = refused_file_system(type))
        return wrong(about, "of the data folder: " + *why, "put the data folder on a local disk");
    switch (type & 0xFFFFFFFF) {
        case TMPFS_MAGIC:
        case RAMFS_MAGIC:
            return wrong(about, "the data folder is in memory: a reboot loses the journal",
                         "put the data folder on a local disk");
        case ceph_magic:
        case fuse_magic:
        case nine_p_magic:
        case AFS_SUPER_MAGIC:
            return wrong(about,
                         "the data folder is on a network, or on a file system of a program: "
                         "locks and syncs promise less there than they say",
                         "put the data folder on a local disk: ext4 or XFS");
        case OVERLAYFS_SUPER_MAGIC:
            return warning(about, "the data folder is in a layer of a container, and goes with it",
                           "mount a volume there");
        default:
            return fine(about, "the data folder is on a local file system");
    }
}

Finding judge_room(std::uint64_t available, std::uint64_t capacity) {
    const std::string about = "disk room";
    const std::string left = bytes_words(available) + " of " + bytes_words(capacity) + " are free";
    if (available < room_least) {
        return wrong(about, left + ": new reports will be refused soon",
                     "free space on the file system of the data folder");
    }
    if (available < room_wanted)
        return warning(about, left, "free space on the file system of the data folder");
    return fine(about, left);
}

Finding look_at_journal_file(const fs::path& data) {
    const fs::path path = data / "journal.db";
    std::error_code missing;
    const std::uint64_t size = fs::file_size(path, missing);
    if (missing)
        return warning("journal",
                       "there is no journal in " + data.string() + ": " + missing.message(),
                       "the first start makes it; else: is data right in the configuration?");
    // SQLite begins a file with its name, and keeps user_version in four bytes of the header, the
    // high one first.
    std::ifstream file(path, std::ios::binary);
    std::array<unsigned char, 64> header{};
    file.read(reinterpret_cast<char*>(header.data()), header.size());
    if (!file) return warning("journal", path.string() + " cannot be read", "run it as root");
    constexpr std::string_view magic("SQLite format 3\0", 16);
    if (!std::equal(magic.begin(), magic.end(), header.begin())) {
        return wrong("journal", path.string() + " is no journal: something has written over it",
                     "put it aside and take a backup up again: tocsin restore");
    }
    std::uint32_t schema = 0;
    for (std::size_t at = 60; at < 64; ++at) schema = (schema << 8U) | header[at];
    if (schema > static_cast<std::uint32_t>(schema_version())) {
        return wrong("journal",
                     path.string() + " has schema " + std::to_string(schema) +
                         ", and this program reads " + std::to_string(schema_version()) +
                         " at most",
                     "install the version that wrote it, or a newer one");
    }
    return fine("journal", path.string() + " has schema " + std::to_string(schema) + " and " +
                               bytes_words(size));
}

Findings look_at_disk(const fs::path& data) {
    struct statfs there {};
    if (::statfs(data.c_str(), &there) != 0) {
        return {warning("disk kind",
                        "the data folder " + data.string() +
                            " cannot be looked at: " + std::generic_category().message(errno),
                        "the first start makes it; else run this as root")};
    }
    const auto unit = static_cast<std::uint64_t>(there.f_bsize);
    Findings found = {judge_file_system(static_cast<long>(there.f_type)),
                      judge_sync(time_syncs(data)),
                      judge_room(there.f_bavail * unit, there.f_blocks * unit)};
    add(found, look_at_inodes(there));
    add(found, look_at_modes(data));
    return found;
}

}  // namespace tocsin
