// The routes of backups.
//
//     GET  /v1/backups  the newest, how old it is, and what stands in its way
//     POST /v1/backups  {path?}: makes one, which takes as long as it takes
#pragma once

#include "daemon/api.h"
#include "daemon/backup_desk.h"

namespace tocsin {

// For Prometheus: tocsin_backup_failures_total, and tocsin_backup_age_seconds where one is wanted
// or was made.
std::string backup_figures(const BackupHealth& health);

class BackupRoutes {
public:
    // `desk` outlives it.
    explicit BackupRoutes(BackupDesk& desk) : desk_(desk) {}

    void add_routes(Router& router);

private:
    Response backups() const;
    Response back_up(const Visit& visit) const;

    BackupDesk& desk_;
};

}  // namespace tocsin
