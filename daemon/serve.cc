#include "daemon/serve.h"

#include "channels/sabotage.h"
#include "daemon/api.h"
#include "daemon/archiver.h"
#include "daemon/at_work.h"
#include "daemon/auditor.h"
#include "daemon/clock.h"
#include "daemon/config_backup.h"
#include "daemon/crash_point.h"
#include "daemon/descriptors.h"
#include "daemon/doctor_machine.h"
#include "daemon/doorman.h"
#include "daemon/doorstep.h"
#include "daemon/follow_up.h"
#include "daemon/gate.h"
#include "daemon/handed_sockets.h"
#include "daemon/health.h"
#include "daemon/heartbeat_out.h"
#include "daemon/housekeeper.h"
#include "daemon/listened.h"
#include "daemon/log.h"
#include "daemon/public_board.h"
#include "daemon/restore.h"
#include "daemon/retention.h"
#include "daemon/routes.h"
#include "daemon/secrets.h"
#include "daemon/setup.h"
#include "daemon/sheet_board.h"
#include "daemon/sns_desk.h"
#include "daemon/sqlite_journal.h"
#include "daemon/systemd.h"
#include "daemon/token_book.h"
#include "daemon/unsent_pages.h"
#include "daemon/watchdog.h"
#include "rota/clock_words.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <set>
#include <unistd.h>

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// How long a stop waits for requests, and then for providers: within systemd's patience.
constexpr milliseconds drained_within = seconds(6);
constexpr Duration providers_within = seconds(5);

// The page and readiness follow a change within this; a burst of commits is looked at once.
constexpr milliseconds looked_every{250};
// A house of thousands takes some time to look at: while much is decided, one part in so many of
// the engine's time at most, as long as no look is later than `looked_within`.
constexpr int looked_share = 20;
constexpr milliseconds looked_within = seconds(2);

// Pages of the journal's log before they are copied into its file: 16 MiB, some milliseconds. While
// a broadcast runs, the fewer they are, the oftener the same pages are copied.
constexpr int log_pages_max = 4000;

// Whoever erases waits so long for a part of it.
constexpr milliseconds decided_within = seconds(3);

constexpr const char* nothing_changed =
    "Nothing was changed: the configuration in force stays in force.";

constexpr const char* meta_keys[] = {"clock-boot", "clock-anchor", "clock-boottime"};

std::map<std::string, std::string> kept_clock(const Store& store) {
    std::map<std::string, std::string> kept;
    for (const char* key : meta_keys) {
        if (std::optional<std::string> value = store.meta(key)) kept[key] = *value;
    }
    return kept;
}

Pace pace_of(const ServeOptions& options, const Zone& zone) {
    Pace pace{options.speed, options.exercise, std::nullopt};
    if (options.begin) {
        const auto begin = parse_when(*options.begin, zone);
        if (!begin) throw std::runtime_error("--begin is a time: 2026-11-28T03:00");
        pace.begins = begin->at;
    }
    return pace;
}

// Whether such a thing was decided.
template <class Kind>
bool has(const Effects& effects) {
    return std::ranges::any_of(effects.entries, [](const Entry& entry) {
        return std::holds_alternative<Kind>(entry.event);
    });
}

// The daemon from the inside out: journal, engine, loop, wire, pages, door. Members are built in
// the order of their dependence and taken down in the reverse.
class House {
public:
    House(const ServeOptions& options, Configuration configuration,
          std::optional<BackupSettings> backups)
        : options_(options),
          configuration_(std::make_shared<Configuration>(std::move(configuration))),
          store_(prepared(store_file()), options.exercise ? StoreKind::exercise : StoreKind::real,
                 {.checkpoint_pages = log_pages_max, .checks_beside = true}),
          takeover_(store_.take_over(machine_time().boot_id)),
          clock_(machine_time(), pace_of(options, configuration_->directory.calendar.zone)),
          resumed_(clock_.resume(kept_clock(store_), machine_time())),
          restored_(store_.meta(restored_key).value_or("")),
          journal_(store_, [this] { return facts_to_keep(); }),
          engine_(journal_, std::make_shared<Directory>(configuration_->directory)),
          archive_(store_file()),
          feed_(
              store_file(), [this] { return in_force()->directory.calendar.zone; },
              [](const std::string& what) { spdlog::error("{}", what); }),
          keys_(link_keys(configuration_->link_keys)),
          dispatcher_(transfers_,
                      [this](const Outcome& outcome) { loop_.tell(Answered{outcome}); }),
          board_(transfers_),
          beat_([this](WireJob job) { return transfers_.offer(std::move(job)).has_value(); }),
          poll_(transfers_,
                [this](Occurrence what) { return loop_.submit(std::move(what), Lane::first); }),
          loop_(engine_, clock_,
                {.committed = [this](std::shared_ptr<const Effects> effects,
                                     Instant now) { committed(std::move(effects), now); },
                 .fatal =
                     [this](const std::string& why) {
                         end_at_once(why + " (" + journal_.why_not() + ")");
                     },
                 .entropy = &random_number}),
          auditor_(store_file(),
                   {.look = [this](const auto& see) { return loop_.look(see); },
                    .found =
                        [this](std::vector<std::string> differences) {
                            for (const std::string& one : differences) spdlog::critical("{}", one);
                            loop_.tell(AuditFound{std::move(differences)});
                        },
                    .failed = [](const std::string& what) { spdlog::error("{}", what); }}),
          api_({.loop = loop_,
                .archive = archive_,
                .configuration = [this] { return in_force(); },
                .entropy = &random_bytes,
                .unique = &random_word,
                .door = door_,
                .sns = [this](const Visit& visit,
                              const Source& from) { return sns_.take(visit, from, loop_.now()); }}),
          sns_(api_, *door_, fetch_by(transfers_)),
          desk_(
              store_file(), [] { return machine_time().utc; },
              [this](const std::string& why, std::optional<Instant> last) {
                  tell_of_backup(why, last);
              }),
          eraser_(
              store_file(), rewriting_,
              [this](EraseAsked asked) { return decided(std::move(asked)); },
              [this] { return loop_.now(); }),
          archiver_(store_file(), rewriting_,
                    [this](ArchiveAsked asked) { return decided(std::move(asked)); }),
          retention_(eraser_, [this](const PersonId& id) { return named(id); }),
          routes_({.api = api_,
                   .archive = archive_,
                   .feed = feed_,
                   .door = *door_,
                   .doorman = doorman_,
                   .dispatcher = dispatcher_,
                   .board = board_,
                   .desk = desk_,
                   .eraser = eraser_,
                   .archiver = archiver_,
                   .in_force = [this] { return in_force(); },
                   .links = [this] { return link_maker(); },
                   .now = [this] { return loop_.now(); },
                   .metrics = [this] { return metrics(); },
                   .doctor = doctor_parts()}),
          router_(in_force()->directory.base_url + "/problems/", doorman_.authenticator(),
                  [](const std::string& what) { spdlog::error("{}", what); }) {
        let_group_pass(configuration_->data);
        desk_.use(std::move(backups));
        routes_.add_routes(router_);
    }

    // Whoever calls back is stopped before what it calls: a start that fails half-way ends here
    // too.
    ~House() {
        desk_.stop();
        housekeeper_.stop();
        auditor_.stop();
        loop_.stop();
        follow_up_.stop();
        board_.stop();
        sheet_.stop();
        transfers_.stop(Duration{0});
    }

    std::vector<Route> routes() const { return router_.routes(); }

    int run(const HandedEnvironment& sockets) {
        // The door is there before anything is recovered: a start that cannot listen must send
        // nothing.
        const std::vector<TcpAddress> addresses = addresses_to_listen_at(sockets);
        Gate gate(gate_settings(addresses),
                  {.handle = [this](const Request& request,
                                    auto answer) { handle(request, std::move(answer)); },
                   .health = [this](std::string_view path,
                                    std::string& line) { return healthy(path, line); },
                   .log = [](const std::string& line) { spdlog::warn("{}", line); }});
        gate_ = &gate;
        keep_sockets(addresses, gate.listening());
        // Whoever waits for a start that fails is told so before the gate ends.
        const std::unique_ptr<Doorstep, void (*)(Doorstep*)> gives_up(
            &doorstep_, [](Doorstep* doorstep) { doorstep->give_up(); });
        // The engine's thread answers at the gate, and ends before it does, whatever happens here.
        const std::unique_ptr<Loop, void (*)(Loop*)> ends(&loop_, [](Loop* loop) { loop->stop(); });
        recover();
        crash_point("ready");
        const std::size_t open = engine_.state().incidents().size();
        loop_.start();  // from here on the engine is that thread's
        auditor_.start();
        housekeeper_.start();
        if (!lost_.empty()) {
            spdlog::critical("{}. It was {}; tocsin restore takes a backup up again", lost_,
                             store_file().string());
            loop_.tell(AuditFound{{lost_}});
        }
        doorstep_.open();
        notifier_.ready("Serving " + std::to_string(open) + " open incidents");
        status_replaced_ = true;
        spdlog::info("ready on port {}", gate.ports().empty() ? 0 : gate.ports().front());
        wait_for_stop();
        spdlog::info("stopping");
        notifier_.stopping();
        desk_.stop();
        housekeeper_.stop();
        gate.stop_accepting();
        if (!gate.drain(drained_within)) spdlog::warn("requests were still being handled");
        crash_point("drained");
        auditor_.stop();
        // Nothing more is handed over; what is on its way is answered, and the answers are kept.
        polling_ = false;
        close_providers();
        follow_up_.drain();
        board_.stop();
        sheet_.stop();
        transfers_.stop(providers_within);
        loop_.tell(Stopping{});
        loop_.stop();
        gate.stop();
        gate_ = nullptr;
        return 0;
    }

private:
    // Its folder is made if need be. What is in it is nobody else's business.
    static std::filesystem::path prepared(std::filesystem::path journal) {
        std::filesystem::create_directories(journal.parent_path());
        std::filesystem::permissions(journal.parent_path(), std::filesystem::perms::owner_all);
        return journal;
    }

    // Keys of links are made with the first journal: a daemon that has them and no journal has run
    // here, and whatever was open then is known to nobody. Empty: nothing is missing.
    std::string lost_journal() const {
        if (options_.exercise || !std::filesystem::exists(in_force()->link_keys)) return "";
        const auto holds = [](const std::string& file) {
            std::error_code none;
            const auto bytes = std::filesystem::file_size(file, none);
            return !none && bytes > 0;
        };
        const std::string file = store_file().string();
        if (holds(file) || holds(file + "-wal")) return "";
        return "the journal is gone: what was open before is lost";
    }

    // The journal. An exercise has one of its own.
    std::filesystem::path store_file() const {
        return in_force()->data / (options_.exercise ? "exercise.db" : "journal.db");
    }

    // Said with the first commit: whoever restored a backup has prepared the sentence.
    std::map<std::string, std::string> facts_to_keep() const {
        std::map<std::string, std::string> facts = clock_.meta(machine_time());
        if (!restored_.empty()) facts[restored_key] = "";
        return facts;
    }

    // The housekeeper's thread. Nothing is too old in an exercise.
    void keep_house() {
        desk_.look();
        if (options_.exercise) return;
        const std::shared_ptr<const Configuration> configuration = in_force();
        retention_.look(loop_.now(), configuration->directory.calendar.zone,
                        configuration->words_kept);
    }

    NamedPerson named(const PersonId& id) {
        NamedPerson person{id, {}};
        static_cast<void>(loop_.look([&](const Engine& engine, Instant) {
            add_names(engine.state(), engine.directory(), person);
        }));
        return person;
    }

    // Nothing: the engine has no room, or does not come to it in time.
    std::optional<Reply> decided(Occurrence asked) const {
        try {
            return api_.ask({}, std::move(asked), Lane::intake, decided_within);
        } catch (const Refused&) {
            return std::nullopt;
        }
    }

    // One that was due is made, or is not: level 1 hears of it, the next handover, and the
    // heartbeat that waits for it. Calls go on.
    void tell_of_backup(const std::string& why, std::optional<Instant> last) {
        const std::optional<BackupSettings> settings = desk_.health().settings;
        if (settings && !settings->heartbeat.empty()) {
            loop_.tell(Heartbeat{settings->heartbeat, "tocsin", !why.empty(), why});
        }
        if (why.empty()) return;
        spdlog::error("no backup could be made: {}", why);
        loop_.tell(BackupFailed{why, last});
    }

    // Our group may pass through to the on-call sheet, list nothing on the way and read nothing
    // else, whatever the mask was when the journal was made.
    static void let_group_pass(const std::filesystem::path& data) {
        using std::filesystem::perms;
        for (const char* journal : {"journal.db", "exercise.db"}) {
            for (const char* part : {"", "-wal", "-shm"}) {
                std::error_code missing;
                std::filesystem::permissions(data / (std::string(journal) + part),
                                             perms::owner_read | perms::owner_write, missing);
            }
        }
        std::filesystem::permissions(data, perms::owner_all | perms::group_exec);
    }

    // The journal's answer leaves no safe way on: end, and recover at the next start.
    [[noreturn]] static void end_at_once(const std::string& why) {
        spdlog::critical("{}: ending, to recover from the journal", why);
        spdlog::shutdown();
        std::_Exit(70);
    }

    void handle(const Request& request, std::function<void(Response)> answer) {
        if (doorstep_.wait()) return router_.answer(request, std::move(answer));
        answer(problem(in_force()->directory.base_url + "/problems/",
                       {.slug = "busy",
                        .detail = "Starting. Send it again with the same key after 1 second.",
                        .retry_after = seconds(1)}));
    }

    void recover() {
        crash_point("epoch-taken");
        engine_.recover();
        crash_point("recovered");
        const bool fresh = engine_.state().next_seq() == 1;
        const bool unclean = !fresh && !engine_.state().clean_stop();
        apply_configuration(make_channels(*in_force()));
        Started started{takeover_.epoch, random_word(), !fresh && !resumed_, unclean};
        std::vector<Input> inputs = {{started, random_number()}};
        if (engine_.state().directory_sha256() != in_force()->sha256)
            inputs.push_back(configured());
        if (!restored_.empty()) {
            spdlog::warn("{}", restored_);
            inputs.push_back({NoteWritten{"information", restored_, "tocsin restore"}, 0});
        }
        for (RotaUploaded& rota : folder_rotas(seen_rotas(engine_.state()))) {
            inputs.push_back({std::move(rota), random_number()});
        }
        const Instant now = clock_.at(machine_time());
        const auto effects = std::make_shared<const Effects>(engine_.step(inputs, now));
        crash_point("took-over-committed");
        committed(effects, now);
        tokens_.renew(token_records(engine_.state()));
    }

    Input configured() const {
        Configured configured{in_force()->sha256, {}};
        for (const auto& [name, procedure] : in_force()->directory.procedures) {
            configured.procedures.push_back(procedure);
        }
        return {configured, random_number()};
    }

    std::vector<RotaUploaded> folder_rotas(const SeenRotas& seen) const {
        std::vector<std::string> complaints;
        std::vector<RotaUploaded> found = new_rotas(*in_force(), seen, complaints);
        for (const std::string& complaint : complaints) spdlog::error("{}", complaint);
        return found;
    }

    // The engine's thread, or before it runs.
    void apply_configuration(Channels channels) {
        std::vector<std::string> complaints;
        engine_.use(directory_in_force(*in_force(), engine_.state(), complaints));
        for (const std::string& complaint : complaints) spdlog::error("{}", complaint);
        // Behind what was decided by the one before.
        follow_up_.post([this, channels = std::move(channels), links = link_maker()] {
            dispatcher_.use(channels, links);
        });
        poll_.use(make_polled(*in_force()));
        board_.use(in_force()->status_page.publish, in_force()->status_page.site_url);
        sheet_.use(in_force()->on_call_sheet.folder, in_force()->on_call_sheet.days);
        beat_.use(in_force()->heartbeat, steady_now());
    }

    // From here on no provider has room: what falls due waits in the journal for the next start,
    // instead of standing there as handed to a provider who never saw it.
    void close_providers() {
        loop_.run([](Engine& engine) {
            auto closing = std::make_shared<Directory>(engine.directory());
            for (Provider& provider : closing->providers) provider.in_flight_max = 0;
            engine.use(std::move(closing));
        });
        static_cast<void>(loop_.look([](const Engine&, Instant) {}));
    }

    // What was decided leaves, and is told to the log. Beside the engine's thread.
    void follow(const Effects& effects, const Zone& zone) {
        if (!effects.hand_over.empty()) crash_point("handing-over");
        for (const HandOver& hand_over : effects.hand_over) dispatcher_.hand_over(hand_over);
        if (!effects.hand_over.empty()) crash_point("handed-over");
        for (const SendId id : effects.asked_back) dispatcher_.ask_back(id);
        for (const Entry& entry : effects.entries) log_entry(entry, zone);
    }

    // After every commit, and at least once a second. The engine's thread.
    void committed(std::shared_ptr<const Effects> effects, Instant now) {
        const bool tokens = has<TokenIssued>(*effects) || has<TokenWithdrawn>(*effects);
        if (has<Erased>(*effects)) board_.erased();
        if (!effects->entries.empty()) {
            feed_.committed();
            follow_up_.post([this, effects = std::move(effects), around = in_force()] {
                follow(*effects, around->directory.calendar.zone);
            });
        }
        if (tokens) tokens_.renew(token_records(engine_.state()));
        const auto steady = steady_now();
        if (steady < look_again_) return;
        look_around(now, steady);
        const auto took = std::chrono::ceil<milliseconds>(steady_now() - steady);
        look_again_ = steady + std::clamp(took * looked_share, looked_every, looked_within);
    }

    // What others see of the state: readiness, page and sheet. The engine's thread.
    void look_around(Instant now, std::chrono::steady_clock::time_point steady) {
        if (polling_) poll_.look();
        if (polling_) beat_.look([&] { return heartbeat_facts(now); }, steady);
        board_.look(engine_, now);
        sheet_.look(engine_, now);
        static_cast<void>(store_.empty_log());
        std::vector<std::string> reasons = not_ready(engine_, now);
        if (!store_.restore_ballast())
            reasons.push_back("the disk's reserve is used up: free space");
        const AuditHealth audit = auditor_.health(steady);
        if (!audit.differences.empty()) reasons.push_back(audit.differences.front());
        if (std::string old = sheet_.complaint(); !old.empty()) reasons.push_back(std::move(old));
        if (in_force()->example)
            reasons.insert(reasons.begin(), "not configured yet: this is the example");
        reasons.insert(reasons.end(), unserved_.begin(), unserved_.end());
        tell_status(reasons);
        health_.say(std::move(reasons));
    }

    // For `systemctl status`, when it changes.
    void tell_status(const std::vector<std::string>& reasons) {
        std::string line = status_line(engine_.state(), reasons);
        if (reload_refused_) line += "; the last reload was refused, see the log";
        if (!status_replaced_.exchange(false) && line == status_) return;
        notifier_.status(line);
        status_ = std::move(line);
    }

    HeartbeatFacts heartbeat_facts(Instant now) {
        HeartbeatFacts facts;
        facts.instance = in_force()->directory.site;
        facts.exercise = options_.exercise;
        facts.at = machine_time().utc;
        const State& state = engine_.state();
        facts.oldest_unsent = unsent_.oldest(state, now);
        if (const auto due = state.next_due()) facts.overdue = std::max(now - *due, Duration{0});
        if (const AuditHealth audit = auditor_.health(steady_now()); !audit.differences.empty())
            facts.audit = audit.differences.front();
        facts.open_incidents = static_cast<std::uint64_t>(std::ranges::count_if(
            state.incidents(),
            [](const auto& row) { return !row.second.drill && !row.second.resolved; }));
        facts.entries = state.next_seq() - 1;
        // A beat without its head says that the journal could not be read; pages go on.
        try {
            facts.head = to_hex(store_.head().hash);
        } catch (const StoreError& unread) {
            spdlog::error("the heartbeat has no head of the journal: {}", unread.what());
        }
        return facts;
    }

    DoctorParts doctor_parts() {
        return {.api = api_,
                .archive = archive_,
                .config = options_.config,
                .exercise = options_.exercise,
                .in_force = [this] { return in_force(); },
                .unready = [this] { return health_.reasons(); },
                .listened = [this] { return listened(); },
                .heartbeat = [this] { return beat_.health(steady_now()); },
                .sheet = [this] { return sheet_.health(); },
                .published = [this] { return board_.health(); },
                .backup = [this] { return backup_facts(); },
                .retention = [this] { return retention_.health(); },
                .watched = notifier_.watchdog_interval().has_value(),
                .lost = lost_};
    }

    std::optional<BackupFacts> backup_facts() const {
        const BackupHealth health = desk_.health();
        if (!health.settings) return std::nullopt;
        const auto age = health.lacking ? std::nullopt : std::optional<Duration>(health.age);
        return BackupFacts{health.settings->folder.string(), health.settings->every, age,
                           health.trouble};
    }

    std::shared_ptr<const Configuration> in_force() const {
        const std::lock_guard lock(mutex_);
        return configuration_;
    }

    LinkMaker link_maker() const { return {in_force()->directory.base_url, keys_}; }

    std::vector<TcpAddress> listened() const {
        const std::lock_guard lock(mutex_);
        return listened_;
    }

    void renew_listened(const std::vector<TcpAddress>& addresses) {
        const std::lock_guard lock(mutex_);
        renew_certificates(listened_, addresses);
    }

    // Those of the configuration, each with the socket that systemd has for it.
    std::vector<TcpAddress> addresses_to_listen_at(const HandedEnvironment& sockets) {
        HandedSockets handed(sockets);
        std::vector<TcpAddress> addresses = in_force()->listen;
        for (TcpAddress& address : addresses)
            address.handed = handed.take(address.host, address.port);
        for (const std::string& address : handed.refuse_rest()) {
            unserved_.push_back("systemd listens at " + address +
                                ", and the configuration does not");
            spdlog::error("{}: make tocsin.socket and \"listen\" say the same", unserved_.back());
        }
        return addresses;
    }

    // The next process finds our own as we leave them: nobody is refused in between.
    void keep_sockets(const std::vector<TcpAddress>& addresses, const std::vector<int>& sockets) {
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            if (!addresses[i].handed) notifier_.keep(sockets[i], kept_name);
        }
    }

    GateSettings gate_settings(const std::vector<TcpAddress>& addresses) const {
        GateSettings settings;
        settings.tcp = addresses;
        settings.unix_path = in_force()->socket.string();
        settings.problem_base = in_force()->directory.base_url + "/problems/";
        settings.limits = in_force()->limits;
        const std::size_t wanted = settings.limits.connections;
        settings.limits.connections = affordable_connections(wanted);
        if (settings.limits.connections < wanted) {
            spdlog::warn("descriptors suffice for {} connections, not for {}: raise LimitNOFILE",
                         settings.limits.connections, wanted);
        }
        return settings;
    }

    Turns turns() const {
        Turns turns = {{"engine", loop_.last_turn()},
                       {"journal", journal_.last_turn()},
                       {"dispatcher", follow_up_.last_turn()},
                       {"transfers", transfers_.last_turn()},
                       {"house", at_work_.last_turn()},
                       {"stream of events", feed_.last_turn()},
                       {"drawing of the status page", board_.drawing_last_turn()},
                       {"publisher", board_.publisher_last_turn()},
                       // Its folder may be on another machine.
                       {"writer of the on-call sheet", sheet_.last_turn(), false}};
        if (const Gate* gate = gate_) turns.push_back({"gate", gate->last_turn()});
        return turns;
    }

    bool healthy(std::string_view path, std::string& line) const {
        std::vector<std::string> reasons;
        for (const std::string& loop : wedged(turns(), steady_now(), unready_after)) {
            reasons.push_back("the " + loop + " stands still");
        }
        if (path == "/readyz") {
            for (std::string& reason : health_.reasons()) reasons.push_back(std::move(reason));
        }
        for (const std::string& reason : reasons) line += (line.empty() ? "" : "; ") + reason;
        if (reasons.empty()) line = path == "/readyz" ? "ready" : "alive";
        return reasons.empty();
    }

    Response metrics() {
        MetricsView view;
        api_.look([&](const Engine& engine, Instant now) {
            view = state_figures(engine, now);
            view.commit_seconds = journal_.commit_seconds();
        });
        view.version = TOCSIN_VERSION;
        view.ready = health_.reasons().empty();
        if (const ClockSaid clock = ask_clock(); clock.known) view.clock_set = clock.set;
        view.inbox_waiting = loop_.waiting();
        const Gate* door = gate_;
        const GateCounters gate = door == nullptr ? GateCounters{} : door->counters();
        view.connections_accepted = gate.accepted;
        view.connections_open = gate.open;
        view.requests_answered = gate.answered;
        view.requests_refused = gate.refused;
        view.sources_shed = door_->limits().shed();
        const Instant now = machine_time().utc;
        for (const TcpAddress& address : listened()) {
            if (!address.tls) continue;
            view.certificate_left[address.host + " port " + std::to_string(address.port)] =
                address.tls->ends() - now;
        }
        view.heartbeat = beat_.health(steady_now());
        const AuditHealth audit = auditor_.health(steady_now());
        view.audit_differences = audit.differences.size();
        view.audit_looks = audit.looks_total;
        view.audit_age = audit.age;
        const SheetHealth sheet = sheet_.health();
        view.sheet_failures = sheet.failures_total;
        view.sheet_age = sheet.age;
        for (const PublisherHealth& target : board_.health()) {
            view.publisher_failures.push_back(target.failures_total);
            view.publisher_age.push_back(target.age);
        }
        return {.content_type = std::string(metrics_content_type),
                .headers = {},
                .body = metrics_text(view) + backup_figures(desk_.health())};
    }

    // Signals end the wait; in between the loops are looked at, for systemd.
    void wait_for_stop() {
        const auto interval = notifier_.watchdog_interval();
        const auto beat =
            interval ? std::min<std::chrono::microseconds>(*interval / 2, seconds(1)) : seconds(1);
        sigset_t signals;
        sigemptyset(&signals);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
        for (;;) {
            timespec wait{};
            wait.tv_sec = std::chrono::duration_cast<seconds>(beat).count();
            wait.tv_nsec = std::chrono::nanoseconds(beat % seconds(1)).count();
            const int signal = sigtimedwait(&signals, nullptr, &wait);
            const AtWork::Piece piece(at_work_);
            stand_still(Standstill::house);
            if (signal == SIGTERM || signal == SIGINT) return;
            if (signal == SIGHUP) reload();
            if (shows_life(turns(), steady_now())) notifier_.watchdog();
        }
    }

    // A bad configuration changes nothing (P20).
    void reload() {
        notifier_.reloading(
            std::chrono::duration_cast<std::chrono::microseconds>(steady_now().time_since_epoch()));
        Loaded loaded = load_configuration(
            options_.config, in_force()->directory.calendar.zone.day(machine_time().utc),
            options_.exercise);
        if (!loaded.configuration) {
            spdlog::error("{}", loaded.words(nothing_changed));
            if (sabotaged(Bug::bad_configuration_counts)) dispatcher_.use({}, link_maker());
            return refuse_reload();
        }
        const TcpAddress* ended =
            ends_worse(*in_force(), *loaded.configuration, machine_time().utc);
        if (ended != nullptr) {
            spdlog::error(
                "the certificate {} ended on {}, and the one in force has not: put a renewed "
                "one and its key there, then reload. {}",
                ended->certificate, last_day(*ended), nothing_changed);
            return refuse_reload();
        }
        if (!loaded.problems.empty()) {
            spdlog::warn("{}", loaded.words("It is used all the same."));
        }
        if (loaded.configuration->data != in_force()->data) {
            spdlog::error(
                "\"data\" is {} now, and the journal in force is in {}: a daemon that starts there "
                "knows nothing of what is open. Write the old folder again, or stop the daemon, "
                "move "
                "it, and start. {}",
                loaded.configuration->data.string(), in_force()->data.string(), nothing_changed);
            return refuse_reload();
        }
        if (!same_addresses(*loaded.configuration, *in_force())) {
            spdlog::warn(
                "\"listen\" or \"socket\" have changed: systemctl restart tocsin takes "
                "them over, and until then the daemon listens where it did");
            auto listen = in_force()->listen;
            renew_certificates(listen, loaded.configuration->listen);
            loaded.configuration->listen = std::move(listen);
            loaded.configuration->socket = in_force()->socket;
        }
        crash_point("reload-read");
        Channels channels = make_channels(*loaded.configuration);
        desk_.use(backup_settings(options_.config, loaded, options_.exercise));
        {
            const std::lock_guard lock(mutex_);
            configuration_ = std::make_shared<Configuration>(std::move(*loaded.configuration));
        }
        loop_.run([this, channels](Engine&) {
            apply_configuration(channels);
            crash_point("reload-applied");
            if (engine_.state().directory_sha256() != in_force()->sha256)
                loop_.tell(configured().what);
        });
        if (Gate* gate = gate_) gate->renew_certificates(in_force()->listen);
        renew_listened(in_force()->listen);
        SeenRotas seen;
        if (loop_.look([&](const Engine& engine, Instant) { seen = seen_rotas(engine.state()); })) {
            for (RotaUploaded& rota : folder_rotas(seen)) loop_.tell(std::move(rota));
        }
        spdlog::info("configuration reloaded{}", certificates_hold(in_force()->listen));
        reload_refused_ = false;
        notifier_.ready("Reloaded");
        status_replaced_ = true;
    }

    void refuse_reload() {
        reload_refused_ = true;
        notifier_.ready("Reload refused: the configuration in force stays in force");
        status_replaced_ = true;
    }

    const ServeOptions options_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Configuration> configuration_;
    std::vector<TcpAddress> listened_ = configuration_->listen;  // with the certificates in use
    const std::string lost_ = lost_journal();
    Store store_;
    TakeOver takeover_;
    EngineClock clock_;
    bool resumed_;
    std::string restored_;  // what the first start behind a restore says; else empty
    SqliteJournal journal_;
    Engine engine_;
    Archive archive_;
    EventFeed feed_;
    std::vector<std::string> keys_;
    HealthBoard health_;
    TokenBook tokens_;
    Doorman doorman_{[this] { return in_force(); }, tokens_};
    Notifier notifier_;
    Transfers transfers_;
    Dispatcher dispatcher_;
    FollowUp follow_up_;  // what leaves, and the log
    PublicBoard board_;
    SheetBoard sheet_;
    HeartbeatOut beat_;
    UnsentPages unsent_;
    NotifyPoll poll_;
    Loop loop_;
    Auditor auditor_;
    std::shared_ptr<SourceDoor> door_ = std::make_shared<SourceDoor>();
    Api api_;
    SnsDesk sns_;
    BackupDesk desk_;
    OneAtATime rewriting_;  // of the journal
    Eraser eraser_;
    Archiver archiver_;
    Retention retention_;
    Routes routes_;
    Router router_;
    std::atomic<Gate*> gate_ = nullptr;  // while run() has it
    Doorstep doorstep_;
    std::vector<std::string> unserved_;          // addresses that only systemd listens at
    std::atomic<bool> reload_refused_ = false;   // since the last one that was taken over
    std::string status_;                         // as systemd was told; the engine's thread
    std::atomic<bool> status_replaced_ = false;  // by what a start or a reload came to
    std::atomic<bool> polling_ = true;
    std::chrono::steady_clock::time_point look_again_{};
    AtWork at_work_;  // of the thread that waits for signals
    Housekeeper housekeeper_{[this] { keep_house(); }};
};

// An exception that no thread's owner caught, nearly always a want of memory: what this process
// holds may be half done, and what the journal holds is not. It may have no memory to say so.
[[noreturn]] void end_and_recover() {
    constexpr std::string_view words =
        "tocsin: a thread could not go on (no memory?): ending, to recover from the journal\n";
    static_cast<void>(!write(STDERR_FILENO, words.data(), words.size()));
    std::_Exit(70);
}

void block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

int serve(const ServeOptions& options) {
    // Before the first thread starts, so that every thread leaves them to the wait in run().
    block_signals();
    std::set_terminate(&end_and_recover);
    const HandedEnvironment sockets = handed_environment();
    start_log();
    const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(machine_time().utc);
    Loaded loaded = load_configuration(options.config, today, options.exercise);
    if (!loaded.problems.empty()) {
        std::fputs(
            loaded.words(loaded.configuration ? "It is used all the same." : "Nothing was started.")
                .c_str(),
            stderr);
    }
    if (!loaded.configuration) return 1;
    try {
        auto backups = backup_settings(options.config, loaded, options.exercise);
        return House(options, std::move(*loaded.configuration), std::move(backups)).run(sockets);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "tocsin: the daemon cannot start\nwhy: %s\n", error.what());
        return 1;
    }
}

std::vector<Route> served_routes(const ServeOptions& options) {
    const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(machine_time().utc);
    Loaded loaded = load_configuration(options.config, today, options.exercise);
    if (!loaded.configuration) throw std::runtime_error(loaded.words("Nothing was put together."));
    return House(options, std::move(*loaded.configuration), std::nullopt).routes();
}

}  // namespace tocsin
