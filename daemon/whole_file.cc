#include "daemon/whole_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace tocsin {
namespace {

class Descriptor {
public:
    Descriptor(const char* path, int flags) : number_(::open(path, flags | O_CLOEXEC, 0600)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    bool open() const { return number_ >= 0; }
    bool sync() const { return ::fsync(number_) == 0; }
    bool permit(mode_t mode) const { return ::fchmod(number_, mode) == 0; }
    bool write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t count = ::write(number_, text.data(), text.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return false;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

private:
    int number_;
};

std::string why() {
    return std::generic_category().message(errno);
}

// False: errno says why.
bool written(const std::string& path, std::string_view text, mode_t mode) {
    const Descriptor file(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC);
    return file.open() && file.permit(mode) && file.write(text) && file.sync();
}

}  // namespace

std::string write_whole(const std::filesystem::path& path, std::string_view text,
                        std::filesystem::perms permissions) {
    const std::string part = path.string() + ".part";
    if (!written(part, text, static_cast<mode_t>(permissions)) ||
        std::rename(part.c_str(), path.c_str()) != 0) {
        std::string reason = why();
        ::unlink(part.c_str());
        return reason;
    }
    const Descriptor folder(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY);
    return folder.open() && folder.sync() ? "" : why();
}

}  // namespace tocsin
