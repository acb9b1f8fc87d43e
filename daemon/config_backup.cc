// The block "backup": where backups of the journal go, how often, and how many are kept.
#include "daemon/config_backup.h"

#include "daemon/config_parts.h"
#include "daemon/yaml.h"

namespace tocsin {
std::optional<BackupSettings> read_backup(MapReader& file, const Surroundings& around,
                                          const Directory& house) {
    const Node* node = file.find("backup");
    if (node == nullptr) return std::nullopt;
    MapReader map(*node, "the block \"backup\"", file.complaints());
    BackupSettings settings;
    const auto folder = map.need_text("folder", 1000, "write \"folder: /srv/tocsin-backups\"");
    if (const auto every = map.duration("every", std::chrono::minutes(5), std::chrono::days(7)))
        settings.every = *every;
    if (const auto keep = map.whole("keep", 1, 1000))
        settings.keep = static_cast<std::size_t>(*keep);
    if (const auto name = map.text("heartbeat", 100)) {
        settings.heartbeat = *name;
        if (!house.heartbeats.contains(*name)) {
            map.complaints().error(map.mark("heartbeat"),
                                   "no heartbeat is called \"" + *name + "\"",
                                   "it hears of each backup, and level 1 of one that does not come",
                                   "write it under \"heartbeats\", or leave it out");
        }
    }
    map.refuse_unknown();
    if (!folder) return std::nullopt;
    settings.folder = (around.data / *folder).lexically_normal();
    std::error_code ignored;
    if (!std::filesystem::is_directory(settings.folder, ignored)) {
        map.complaints().warning(map.mark("folder"), "there is no such folder of backups",
                                 "no backup is made while it is missing",
                                 "create it on another disk, owned by the daemon's user");
    }
    // The journal of a drill is nothing to keep, and must not push a real backup out.
    if (around.exercise) return std::nullopt;
    return settings;
}

std::optional<BackupSettings> backup_settings(const std::filesystem::path& config,
                                              const Loaded& loaded, bool exercise) {
    const auto text = loaded.sources.find(config.string());
    if (!loaded.configuration || text == loaded.sources.end()) return std::nullopt;
    const YamlResult yaml = parse_yaml(text->second, config.string());
    if (!yaml.tree) return std::nullopt;
    Problems told;  // when it was loaded
    Complaints complaints(config.string(), told);
    MapReader file(*yaml.tree, "the configuration", complaints);
    Surroundings around;
    around.data = loaded.configuration->data;
    around.exercise = exercise;
    return read_backup(file, around, loaded.configuration->directory);
}

}  // namespace tocsin
