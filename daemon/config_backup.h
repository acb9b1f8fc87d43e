// How backups are made, as the configuration says.
#pragma once

#include "daemon/backup_desk.h"
#include "daemon/config.h"

namespace tocsin {

class MapReader;
struct Surroundings;

// The block "backup" of the main file, checked; its heartbeat is one of `house`'s.
std::optional<BackupSettings> read_backup(MapReader& file, const Surroundings& around,
                                          const Directory& house);

// Of what was loaded from `config`, which is in order. Nothing: none are made by themselves, as
// never in an exercise, whose journal must push no real backup out.
std::optional<BackupSettings> backup_settings(const std::filesystem::path& config,
                                              const Loaded& loaded, bool exercise);

}  // namespace tocsin
