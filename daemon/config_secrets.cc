#include "daemon/config_parts.h"
#include "daemon/file_text.h"
#include "daemon/secret_words.h"

#include <algorithm>
#include <cstdlib>

namespace tocsin {

namespace {

std::optional<std::filesystem::path> credential_path(const Node& node, const std::string& name,
                                                     MapReader& map, Complaints& complaints) {
    const auto credential = map.need_text("credential");
    if (!credential) return std::nullopt;
    if (credential->find('/') != std::string::npos || credential->starts_with('.')) {
        complaints.error(node.mark, name + " names no credential of systemd",
                         "a credential is a name, not a path");
        return std::nullopt;
    }
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (!folder) {
        complaints.error(node.mark, name + " is a credential, and systemd handed over none",
                         "CREDENTIALS_DIRECTORY is not set",
                         "add LoadCredential= to the unit, or name a file");
        return std::nullopt;
    }
    return std::filesystem::path(folder) / *credential;
}

}  // namespace

std::optional<std::string> read_secret_text(const Node& node, const std::string& name,
                                            const std::filesystem::path& home,
                                            Complaints& complaints) {
    std::filesystem::path path;
    const bool credential = node.kind == Node::Kind::map;
    if (credential) {
        MapReader map(node, name, complaints);
        const auto found = credential_path(node, name, map, complaints);
        map.refuse_unknown();
        if (!found) return std::nullopt;
        path = *found;
    } else {
        const auto file = one_line(node, name, complaints);
        if (!file) return std::nullopt;
        path = home / *file;
    }
    FileText file = read_file(path);
    if (!file.text) {
        complaints.error(node.mark, name + " cannot be read: " + file.why,
                         credential ? "" : "a secret stands in a file of its own, not here",
                         "name a file that holds the secret and nothing else");
        return std::nullopt;
    }
    // systemd keeps the folder of credentials to the service, whatever the modes in it.
    if (file.readable_by_all && !credential) {
        complaints.warning(node.mark, name + " " + std::string(readable_by_everybody), "",
                           "chmod 640 its file, with the daemon's group");
    }
    return std::move(file.text);
}

std::optional<std::string> read_secret(const Node& node, const std::string& name,
                                       const std::filesystem::path& home, Complaints& complaints) {
    std::optional<std::string> text = read_secret_text(node, name, home, complaints);
    if (!text) return std::nullopt;
    std::string secret = *std::move(text);
    const std::size_t end = secret.find_last_not_of(" \t\r\n");
    secret.erase(end == std::string::npos ? 0 : end + 1);
    if (secret.empty()) {
        complaints.error(node.mark, name + " is an empty file", "", "put the secret into it");
        return std::nullopt;
    }
    const bool controls = std::any_of(secret.begin(), secret.end(), [](char sign) {
        return static_cast<unsigned char>(sign) < 0x20 || sign == 0x7f;
    });
    if (controls) {
        complaints.error(node.mark, name + " has more than one line", "",
                         "put the secret into its file and nothing else");
        return std::nullopt;
    }
    return secret;
}

}  // namespace tocsin
