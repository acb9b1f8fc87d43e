#include "daemon/cli_socket.h"

#include "daemon/file_text.h"
#include "daemon/terminal.h"
#include "daemon/yaml.h"

namespace tocsin {

std::filesystem::path socket_of(const std::filesystem::path& config) {
    const FileText file = read_file(config);
    if (!file.text) {
        throw CommandFailed(exit_asked_wrongly, config.string() + " cannot be read", file.why,
                            "name the daemon's socket: --socket PATH");
    }
    const YamlResult yaml = parse_yaml(*file.text, config.string());
    if (!yaml.tree) {
        throw CommandFailed(exit_asked_wrongly, config.string() + " is no YAML we can read", "",
                            "tocsin check --config " + config.string() +
                                ", or name the daemon's socket: --socket PATH");
    }
    const auto value = [&yaml](std::string_view key, const std::string& otherwise) {
        const Node* node = yaml.tree->find(key);
        return node && !node->text.empty() ? node->text : otherwise;
    };
    const std::filesystem::path home = std::filesystem::absolute(config).parent_path();
    const auto data = (home / value("data", "data")).lexically_normal();
    return data / value("socket", "tocsin.sock");
}

}  // namespace tocsin
