#include "daemon/cli_doctor.h"

#include "daemon/cli_ask.h"
#include "daemon/clock.h"
#include "daemon/config.h"
#include "daemon/doctor_disk.h"
#include "daemon/doctor_doors.h"
#include "daemon/doctor_files.h"
#include "daemon/doctor_machine.h"
#include "daemon/json_writer.h"
#include "daemon/zone_load.h"
#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

using Grade = Finding::Grade;

// The daemon takes up to 8 s, for it waits for providers.
constexpr std::chrono::milliseconds offline_reach{4000};

Grade grade_of(const std::string& word) {
    if (word == grade_word(Grade::ok)) return Grade::ok;
    return word == grade_word(Grade::warning) ? Grade::warning : Grade::wrong;
}

Findings found_by(const Node& answer) {
    Findings found;
    for (const Node& one : items_of(answer, "findings")) {
        found.push_back({grade_of(text_of(one, "state")), text_of(one, "check"),
                         text_of(one, "says"), text_of(one, "do")});
    }
    return found;
}

bool speaks_of(const Findings& findings, const std::string& about) {
    return std::ranges::any_of(findings, [&](const Finding& one) { return one.about == about; });
}

std::size_t count_of(const Findings& findings, Grade grade) {
    return static_cast<std::size_t>(std::ranges::count(findings, grade, &Finding::grade));
}

Finding not_answering(const std::string& why) {
    return wrong("daemon", "it does not answer, and nobody is called: " + why,
                 "phone people by hand, as tocsin sheet says; then: systemctl restart tocsin, and "
                 "journalctl -u tocsin -n 50");
}

std::string words_of(const Findings& findings, const Terminal& terminal) {
    std::vector<Cells> rows;
    for (const Finding& one : findings) {
        const std::string word(grade_word(one.grade));
        rows.push_back({one.grade == Grade::wrong ? alarming(terminal, word) : word, one.about,
                        one.says + (one.remedy.empty() ? "" : ". Do: " + one.remedy)});
    }
    return columns(rows) + counted(count_of(findings, Grade::wrong), "thing") + " wrong, " +
           counted(count_of(findings, Grade::warning), "warning") + ", " +
           std::to_string(count_of(findings, Grade::ok)) + " ok\n";
}

}  // namespace

Findings look_without_daemon(const std::filesystem::path& config) {
    borrow_credentials();
    const Instant now = machine_time().utc;
    const Loaded on_disk = load_configuration(config, load_zone("Europe/London").day(now));
    Findings found = judge_configuration(config, on_disk, nullptr);
    if (!on_disk.configuration) return found;
    const Configuration& house = *on_disk.configuration;
    add(found, look_at_disk(house.data));
    found.push_back(look_at_journal_file(house.data));
    add(found, look_at_zones(house.directory.calendar.zone.name(), "/usr/share/zoneinfo", now));
    add(found, judge_media(house));
    const std::vector<Door> doors = doors_of(house);
    add(found, judge_doors(doors, reach(doors, offline_reach), now));
    for (const TcpAddress& address : house.listen) {
        if (!address.tls) continue;
        found.push_back(judge_certificate("certificate", "the certificate " + address.certificate,
                                          address.tls->ends(), now, "put a renewed one there"));
    }
    return found;
}

DoctorCommand::DoctorCommand(Commands& commands) : commands_(commands) {
    CLI::App* sub = commands.command(
        commands.app(), "doctor", "Examines this house: would it call somebody tonight?",
        "  tocsin doctor\n  tocsin doctor --strict --json", [this] { return run(); });
    sub->add_flag("--strict", strict_, "warnings need you as well: 1 instead of 0");
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

int DoctorCommand::run() {
    const bool elsewhere = commands_.asks_by_url();
    Findings found;
    bool down = false;
    try {
        const DaemonAnswer answer = commands_.client().request("GET", "/v1/doctor");
        refuse_unless_done(answer);
        const Node said = json_of(answer);
        found = found_by(said);
        if (const std::string runs = text_of(said, "version"); !elsewhere && runs != TOCSIN_VERSION)
            found.push_back(
                warning("version", "version " + runs + " runs, and " TOCSIN_VERSION " is installed",
                        "systemctl restart tocsin"));
    } catch (const NoAnswer& failure) {
        if (failure.not_permitted || elsewhere) throw silence(failure);
        down = true;
        found.push_back(not_answering(failure.what()));
        add(found, look_without_daemon(commands_.config()));
    }
    // The unit keeps the daemon from asking the kernel.
    if (!elsewhere && !speaks_of(found, "clock")) found.push_back(judge_clock(ask_clock()));
    return tell(std::move(found), down);
}

int DoctorCommand::tell(Findings findings, bool down) const {
    std::ranges::stable_sort(findings, std::greater<>{}, &Finding::grade);
    Terminal& terminal = commands_.terminal();
    const std::size_t warnings = count_of(findings, Grade::warning);
    const std::size_t faults = count_of(findings, Grade::wrong);
    if (commands_.json()) {
        terminal.out << JsonObject()
                            .truth("daemon", !down)
                            .number("wrong", static_cast<std::int64_t>(faults))
                            .number("warnings", static_cast<std::int64_t>(warnings))
                            .raw("findings", findings_json(findings))
                            .str()
                     << "\n";
    } else {
        terminal.out << words_of(findings, terminal);
    }
    if (down) return exit_silent;
    return faults > 0 || (strict_ && warnings > 0) ? exit_needs_you : exit_done;
}

}  // namespace tocsin
