#include "daemon/doctor_routes.h"

#include "daemon/clock.h"
#include "daemon/doctor_disk.h"
#include "daemon/doctor_doors.h"
#include "daemon/doctor_files.h"
#include "daemon/doctor_house.h"
#include "daemon/doctor_machine.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::milliseconds;

// With the syncs and the journal's tail it stays within the patience of a client.
constexpr milliseconds reached_within{4000};
constexpr milliseconds patience{200};

constexpr std::uint64_t tail = 2000;

constexpr const char* zone_files = "/usr/share/zoneinfo";

}  // namespace

void DoctorRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/doctor", Scope::admin, [this](const Visit&) { return examine(); });
}

Response DoctorRoutes::examine() const {
    const OneAtATime::Taken place(examining_, patience);
    if (!place) {
        throw Refused({.slug = "busy",
                       .detail = "Somebody else has the house examined. Try again.",
                       .retry_after = std::chrono::seconds(5)});
    }
    const std::shared_ptr<const Configuration> in_force = parts_.in_force();
    const Instant now = machine_time().utc;
    Findings found = look_at_daemon();
    if (!parts_.lost.empty())
        found.push_back(wrong("journal", parts_.lost, "tocsin restore takes a backup up again"));
    add(found, look_at_files(*in_force, now));
    add(found, look_at_disk(in_force->data));
    const ClockSaid clock = ask_clock();
    if (clock.known) found.push_back(judge_clock(clock));
    found.push_back(look_at_steps(now));
    add(found, look_at_zones(in_force->directory.calendar.zone.name(), zone_files, now));
    found.push_back(judge_descriptors(descriptors_allowed(), in_force->limits.connections));
    add(found, look_at_state());
    add(found, judge_media(*in_force));
    const std::vector<Door> doors = doors_of(*in_force);
    add(found, judge_doors(doors, reach(doors, reached_within), now));
    add(found, look_at_certificates(now));
    found.push_back(judge_heartbeat(parts_.heartbeat(), in_force->heartbeat
                                                            ? in_force->heartbeat->every
                                                            : HeartbeatSettings{}.every));
    found.push_back(judge_watcher(parts_.watched));
    add(found, judge_pages(parts_.published()));
    found.push_back(judge_sheet(parts_.sheet()));
    found.push_back(judge_backup(parts_.backup()));
    found.push_back(judge_retention(in_force->words_kept, parts_.retention()));
    return json_response(200, JsonObject()
                                  .text("at", iso_utc(now))
                                  .text("version", TOCSIN_VERSION)
                                  .raw("findings", findings_json(found))
                                  .str());
}

Findings DoctorRoutes::look_at_daemon() const {
    Findings found;
    for (const std::string& reason : parts_.unready())
        found.push_back(
            wrong("daemon", "not ready: " + reason, "what else is wrong here says more"));
    if (found.empty()) found.push_back(fine("daemon", "version " TOCSIN_VERSION " is ready"));
    return found;
}

Findings DoctorRoutes::look_at_files(const Configuration& in_force, Instant now) const {
    const Loaded on_disk = load_configuration(
        parts_.config, in_force.directory.calendar.zone.day(now), parts_.exercise);
    return judge_configuration(parts_.config, on_disk, &in_force);
}

Findings DoctorRoutes::look_at_state() const {
    Findings found;
    std::uint64_t last = 0;
    parts_.api.look([&](const Engine& engine, Instant now) {
        found = look_at_house(engine, now);
        last = engine.state().next_seq() - 1;
    });
    const std::uint64_t first = last > tail ? last - tail : 1;
    found.push_back(judge_journal(parts_.archive.verify_part(first, last), first));
    return found;
}

Finding DoctorRoutes::look_at_steps(Instant now) const {
    std::vector<Duration> steps;
    const std::string kind = "clock-stepped";
    for (const Entry& entry : parts_.archive.of_kinds(kind, kind, now - std::chrono::hours(24))) {
        if (const auto* stepped = std::get_if<ClockStepped>(&entry.event))
            steps.push_back(stepped->step);
    }
    return judge_steps(steps);
}

Findings DoctorRoutes::look_at_certificates(Instant now) const {
    Findings found;
    for (const TcpAddress& address : parts_.listened()) {
        if (!address.tls) continue;
        found.push_back(judge_certificate(
            "certificate", "the certificate " + address.certificate, address.tls->ends(), now,
            "put a renewed one there, then: systemctl reload tocsin"));
    }
    return found;
}

}  // namespace tocsin
