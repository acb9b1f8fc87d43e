// The routes by which somebody is forgotten.
//
//     POST /v1/incidents/{id}/erase  {reason, trial?, by?}: what people wrote of it, names,
//                                    addresses; it must be over
//     POST /v1/people/{id}/erase     {reason, also?: ["Pat A"], trial?, by?}: whatever names them,
//                                    of the house and of incidents that are over
//
// Whoever is answered that there is more asks again.
#pragma once

#include "daemon/api.h"
#include "daemon/backup_desk.h"
#include "daemon/eraser.h"

namespace tocsin {

class ErasureRoutes {
public:
    // All outlive it.
    ErasureRoutes(const Api& api, Eraser& eraser, Archive& archive, const BackupDesk& backups)
        : api_(api), eraser_(eraser), archive_(archive), backups_(backups) {}

    // Answers that the router keeps are forgotten with every erasure.
    void add_routes(Router& router);

private:
    Response erase_incident(const Visit& visit, const Router& router) const;
    Response erase_person(const Visit& visit, const Router& router) const;
    Response answer(const ErasureWanted& wanted, const Router& router) const;

    const Api& api_;
    Eraser& eraser_;
    Archive& archive_;
    const BackupDesk& backups_;
};

// How the journal may name a person: as the configuration and the rotas have them, and the words
// that `person` has already.
void add_names(const State& state, const Directory& directory, NamedPerson& person);

}  // namespace tocsin
