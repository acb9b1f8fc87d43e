// The route by which what is old leaves the journal.
//
//     POST /v1/archive  {before: "2026-01-01", file?, trial?, by?}: entries from before that day,
//                       for the file has them: a backup that this daemon has made last and verified
//
// Whoever is answered that there is more asks again.
#pragma once

#include "daemon/api.h"
#include "daemon/archiver.h"
#include "daemon/backup_desk.h"

namespace tocsin {

class ArchiveRoutes {
public:
    // All outlive it.
    ArchiveRoutes(const Api& api, Archiver& archiver, const BackupDesk& backups)
        : api_(api), archiver_(archiver), backups_(backups) {}

    void add_routes(Router& router);

private:
    Response archive(const Visit& visit) const;
    ArchiveFile file_at(const std::string& path) const;

    const Api& api_;
    Archiver& archiver_;
    const BackupDesk& backups_;
};

}  // namespace tocsin
