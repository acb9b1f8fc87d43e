#include "daemon/file_text.h"

#include "daemon/sha256.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace tocsin {

FileText read_file(const std::filesystem::path& path) {
    FileText file;
    std::error_code fault;
    const auto status = std::filesystem::status(path, fault);
    if (!std::filesystem::exists(status)) {
        file.why = fault && fault != std::errc::no_such_file_or_directory ? fault.message()
                                                                          : "it does not exist";
        return file;
    }
    // A pipe or a device would make the daemon wait for ever.
    if (!std::filesystem::is_regular_file(status)) {
        file.why = "it is not a file";
        return file;
    }
    file.readable_by_all = (status.permissions() & std::filesystem::perms::others_read) !=
                           std::filesystem::perms::none;
    std::ifstream stream(path, std::ios::binary);
    std::string text(file_text_max + 1, '\0');
    if (!stream ||
        (!stream.read(text.data(), static_cast<std::streamsize>(text.size())) && !stream.eof())) {
        file.why = "it cannot be read; check its owner and mode";
        return file;
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > file_text_max) {
        file.why = "it is over 1 MiB";
        return file;
    }
    file.text = std::move(text);
    return file;
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder,
                                            const std::set<std::string>& extensions) {
    std::vector<std::filesystem::path> files;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        const std::filesystem::path& path = entry->path();
        if (!extensions.contains(path.extension().string())) continue;
        if (path.filename().string().starts_with('.')) continue;
        files.push_back(path);
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string sha256_hex(std::string_view text) {
    return to_hex(sha256(text));
}

}  // namespace tocsin
