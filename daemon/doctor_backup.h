// What is said of the backups.
#pragma once

#include "daemon/finding.h"
#include "rota/time.h"

#include <optional>
#include <string>

namespace tocsin {

// Backups that the configuration asks for.
struct BackupFacts {
    std::string folder;
    Duration every{};
    std::optional<Duration> age;  // of the newest that was verified; nothing: there is none
    std::string last_error{};     // since then; empty: none
};

// Nothing: none is configured.
Finding judge_backup(const std::optional<BackupFacts>& backup);

}  // namespace tocsin
