// The doctor: whether this house would call somebody tonight.
//
//     GET /v1/doctor   everything that was looked at, and what to do; a few seconds, one at a time
#pragma once

#include "daemon/api.h"
#include "daemon/archive.h"
#include "daemon/doctor_backup.h"
#include "daemon/doctor_retention.h"
#include "daemon/doctor_watch.h"
#include "daemon/gate.h"
#include "daemon/one_at_a_time.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// Whom it asks. Any thread; all outlive it.
struct DoctorParts {
    const Api& api;
    Archive& archive;
    std::filesystem::path config;  // the file
    bool exercise = false;
    std::function<std::shared_ptr<const Configuration>()> in_force;
    std::function<std::vector<std::string>()> unready;  // reasons; none: it is ready
    std::function<std::vector<TcpAddress>()> listened;  // with the certificates in use
    std::function<HeartbeatHealth()> heartbeat;
    std::function<SheetHealth()> sheet;
    std::function<std::vector<PublisherHealth>()> published;
    std::function<std::optional<BackupFacts>()> backup;
    std::function<RetentionHealth()> retention;
    bool watched = false;  // by systemd
    std::string lost{};    // at this start there was no journal where one has been; else empty
};

class DoctorRoutes {
public:
    explicit DoctorRoutes(DoctorParts parts) : parts_(std::move(parts)) {}

    void add_routes(Router& router);

private:
    Response examine() const;
    Findings look_at_daemon() const;
    Findings look_at_files(const Configuration& in_force, Instant now) const;
    Findings look_at_state() const;
    Finding look_at_steps(Instant now) const;
    Findings look_at_certificates(Instant now) const;

    DoctorParts parts_;
    mutable OneAtATime examining_;
};

}  // namespace tocsin
