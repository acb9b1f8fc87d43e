#include "daemon/cli_socket.h"

#include "daemon/file_text.h"
#include "daemon/terminal.h"
#include "daemon/yaml.h"

namespace tocsin {

namespace {

// Two keys of a configuration that may be wrong everywhere else.
class Glance {
public:
    Glance(const std::filesystem::path& config, const std::string& otherwise) {
        const FileText file = read_file(config);
        if (!file.text) {
            throw CommandFailed(exit_asked_wrongly, config.string() + " cannot be read", file.why,
                                otherwise);
        }
        YamlResult yaml = parse_yaml(*file.text, config.string());
        if (!yaml.tree) {
            throw CommandFailed(exit_asked_wrongly, config.string() + " is no YAML we can read", "",
                                "tocsin check --config " + config.string() + ", or " + otherwise);
        }
        tree_ = std::move(*yaml.tree);
        const std::filesystem::path home = std::filesystem::absolute(config).parent_path();
        data_ = (home / text(tree_, "data", "data")).lexically_normal();
    }

    const Node& tree() const { return tree_; }
    const std::filesystem::path& data() const { return data_; }

    static std::string text(const Node& map, std::string_view key, const std::string& otherwise) {
        const Node* node = map.find(key);
        return node && !node->text.empty() ? node->text : otherwise;
    }

private:
    Node tree_;
    std::filesystem::path data_;
};

}  // namespace

std::filesystem::path socket_of(const std::filesystem::path& config) {
    const Glance glance(config, "name the daemon's socket: --socket PATH");
    return glance.data() / Glance::text(glance.tree(), "socket", "tocsin.sock");
}

std::filesystem::path data_folder_of(const std::filesystem::path& config) {
    return Glance(config, "name the folder of the data: --data FOLDER").data();
}

std::filesystem::path sheet_folder_of(const std::filesystem::path& config) {
    const Glance glance(config, "name the folder of the sheet: --folder FOLDER");
    const Node* block = glance.tree().find("on-call-sheet");
    return glance.data() /
           (block == nullptr ? "on-call" : Glance::text(*block, "folder", "on-call"));
}

}  // namespace tocsin
