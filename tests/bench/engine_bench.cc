// The real engine on the real store, where a moment is wanted that takes years, or thousands of
// people, to come about.
//
//   --do past --config tocsin.yaml --rows 1000000 --open 10000
//       fills the data folder with a past: incidents reported, called about, taken and closed, and
//       behind them some that are taken and still open. Prints the rows.
//   --do due --config tocsin.yaml --count 6000
//       so many incidents, each with a person of its own, whose second attempt falls due in the
//       same moment. Prints the seconds until all are journalled and handed over.
//   --do owed --config tocsin.yaml --count 100000
//       so many incidents that owe something, of which 500 fall due one by one. Prints the
//       microseconds of processor that one of these Ticks takes.
//   --do load --config tocsin.yaml
//       reads a configuration with its procedures and prints the milliseconds.
#include "daemon/clock.h"
#include "daemon/config.h"
#include "daemon/engine.h"
#include "daemon/rota_check.h"
#include "daemon/rota_text.h"
#include "daemon/sqlite_journal.h"
#include "tests/bench/arguments.h"
#include "tests/bench/year_rota.h"

#include <cstdio>

namespace tocsin {
namespace {

// The past is written in large commits: how it came to be there is not what is measured.
class LargeCommits : public Journal {
public:
    explicit LargeCommits(Journal& journal) : journal_(journal) {}

    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override {
        entries_.insert(entries_.end(), entries.begin(), entries.end());
        over_.insert(over_.end(), over.begin(), over.end());
        if (entries_.size() >= rows_at_once) flush();
        return Committed::done;
    }
    void replay(const std::function<void(const Entry&)>& apply) override { journal_.replay(apply); }

    void flush() {
        if (!entries_.empty() && journal_.commit(entries_, over_) != Committed::done)
            throw std::runtime_error("the journal does not take the past");
        entries_.clear();
        over_.clear();
    }

private:
    static constexpr std::size_t rows_at_once = 20'000;

    Journal& journal_;
    std::vector<Entry> entries_;
    std::vector<IncidentId> over_;
};

class Bench {
public:
    explicit Bench(const Arguments& given)
        : count_(given.number("count")),
          rows_(given.number("rows")),
          open_(given.number("open")),
          configuration_(configuration(given.text("config"))),
          store_(configuration_.data / "journal.db", StoreKind::real, {}),
          epoch_(store_.take_over(machine_time().boot_id).epoch),
          durable_(store_, {}),
          large_(durable_) {}

    void past() {
        begin(large_, machine_time().utc - std::chrono::hours(24) * 365);
        while (engine_->state().next_seq() + open_ * 10 < rows_) {
            const IncidentId incident = taken("");
            step({Resolved{incident, "bench", "Network link replaced"}});
            step({Closed{incident, "bench"}});
            now_ += std::chrono::minutes(8);
        }
        now_ = std::max(now_, machine_time().utc - std::chrono::hours(3));
        for (std::size_t n = 0; n < open_; ++n) {
            static_cast<void>(taken(""));
            now_ += std::chrono::milliseconds(900);
        }
        step({Stopping{}});
        large_.flush();
        std::printf("%llu\n", static_cast<unsigned long long>(engine_->state().next_seq() - 1));
    }

    void due() {
        Directory& directory = configuration_.directory;
        const Procedure procedure = directory.procedures.at(directory.default_procedure);
        const Person person = directory.people.at("pat.ash");
        for (std::size_t n = 0; n < count_; ++n) {
            const std::string id = "bench." + std::to_string(n);
            directory.people[id] = person;
            directory.people[id].id = id;
            Procedure own = procedure;
            own.name = own.hash = id;
            for (Role& role : own.roles) {
                if (role.name == own.ladder.rungs.front().role)
                    role.sources = {{Applies::always, "", {id}, "EDM"}};
            }
            directory.procedures[id] = own;
        }
        for (Provider& provider : directory.providers) {
            provider.in_flight_max = static_cast<int>(2 * count_);
        }
        begin(durable_, machine_time().utc);
        for (std::size_t n = 0; n < count_; ++n) {
            step({report("bench." + std::to_string(n))});
        }
        settle_all();
        const auto next = engine_->state().next_due();
        if (!next) throw std::runtime_error("nothing is due");
        now_ = *next + std::chrono::seconds(30);

        const std::int64_t began = monotonic_ns();
        std::size_t handed = 0;
        while (engine_->state().next_due().value_or(now_ + Duration(1)) <= now_) {
            handed += engine_->step({{Tick{}, ++entropy_}}, now_).hand_over.size();
        }
        const double seconds = static_cast<double>(monotonic_ns() - began) / 1e9;
        if (handed < count_) throw std::runtime_error(std::to_string(handed) + " handed over only");
        std::printf("%.3f\n", seconds);
    }

    // What falls due is late: its owner is told, and it is looked at again a day later.
    void owed() {
        constexpr std::size_t ticks = 500;
        owing_procedure();
        begin(large_, machine_time().utc);
        for (std::size_t n = 0; n < count_; n += 100) {
            Reported reported = report("");
            for (int more = 1; more < 100; ++more)
                reported.alarms.push_back(report("").alarms.front());
            step({reported});
        }
        for (std::size_t n = 0; n < ticks; ++n) {
            step({ObligationAct{{n * (count_ / ticks) + 1},
                                "report",
                                ObligationAct::Act::put_off,
                                "bench",
                                "later",
                                now_ + std::chrono::minutes(n + 1)}});
        }
        std::size_t handed = 0;
        const std::int64_t began = processor_ns();
        for (std::size_t n = 0; n < ticks; ++n) {
            now_ += std::chrono::minutes(1);
            handed += engine_->step({{Tick{}, ++entropy_}}, now_).hand_over.size();
        }
        const double each = static_cast<double>(processor_ns() - began) / 1e3 / ticks;
        if (handed < ticks) throw std::runtime_error(std::to_string(handed) + " told only");
        std::printf("%.2f\n", each);
    }

    void rota() {
        begin(durable_, Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25}});
        const std::string text = year_rota();
        const Directory& directory = configuration_.directory;

        const std::int64_t began = monotonic_ns();
        RotaText read = read_rota_text(text, "year.yaml", "on-call", directory);
        const Problems open = open_ends(read.weeks, "year.yaml", directory, now_);
        const Effects effects =
            step({RotaUploaded{std::move(read.weeks), "", "bench", "", read.rolling}});
        const double milliseconds = static_cast<double>(monotonic_ns() - began) / 1e6;
        const RotaVersion* version = engine_->state().rotas().find("on-call");
        if (!read.problems.empty() || !open.empty() || version == nullptr ||
            version->rota.rolling.size() != 52 || !effects.replies.front().answer.gaps.empty())
            throw std::runtime_error("the rota of a year is not in force");
        std::printf("%.1f\n", milliseconds);
    }

private:
    static Configuration configuration(const std::string& path) {
        Loaded loaded =
            load_configuration(path, std::chrono::floor<std::chrono::days>(machine_time().utc));
        if (!loaded.configuration) throw std::runtime_error(loaded.words("Nothing is measured."));
        return std::move(*loaded.configuration);
    }

    void begin(Journal& journal, Instant now) {
        now_ = now;
        engine_ = std::make_unique<Engine>(journal,
                                           std::make_shared<Directory>(configuration_.directory));
        engine_->recover();
        Configured configured{configuration_.sha256, {}};
        for (const auto& [name, procedure] : configuration_.directory.procedures) {
            configured.procedures.push_back(procedure);
        }
        step({Started{epoch_, "bench", false, false}, configured});
    }

    // The default procedure, whose incidents call nobody and owe a report within a month.
    void owing_procedure() {
        Directory& directory = configuration_.directory;
        Procedure& procedure = directory.procedures.at(directory.default_procedure);
        procedure.ladder.starts = "confirmed";
        ObligationRule rule;
        rule.name = rule.title = "report";
        rule.ask = "Send it";
        rule.starts = {{Moment::Of::status, "reported"}};
        rule.due[0] = {std::chrono::hours(24 * 30)};
        rule.owner = procedure.level_1;
        rule.late = {{}, "", std::chrono::hours(24)};
        procedure.obligations = {rule};
        directory.procedure_versions[procedure.hash] = procedure;
        for (Provider& provider : directory.providers) provider.in_flight_max = 1'000'000;
    }

    Effects step(std::vector<Occurrence> happened) {
        std::vector<Input> inputs;
        for (Occurrence& one : happened) inputs.push_back({std::move(one), ++entropy_});
        inputs.push_back({Tick{}, ++entropy_});
        Effects effects = engine_->step(inputs, now_);
        handed_.insert(handed_.end(), effects.hand_over.begin(), effects.hand_over.end());
        return effects;
    }

    // Every provider accepts everything at once.
    void settle_all() {
        while (!handed_.empty()) {
            std::vector<Occurrence> answers;
            for (const HandOver& one : std::exchange(handed_, {})) {
                answers.push_back(Answered{{.id = one.message.id,
                                            .verdict = Verdict::accepted,
                                            .detail = "201",
                                            .provider_reference = "sms-1",
                                            .retry_after = {}}});
            }
            step(std::move(answers));
        }
    }

    Reported report(const std::string& procedure) {
        Alarm alarm;
        alarm.key = "bench-" + std::to_string(++alarms_);
        alarm.service = "gp-records";
        alarm.procedure = procedure;
        alarm.severity = 1;
        alarm.summary = "Records do not open, " + std::to_string(alarms_);
        return {"api", "bench", {alarm}, "", alarm.key};
    }

    // An incident that was reported, called about, and taken by the one who was called.
    IncidentId taken(const std::string& procedure) {
        const IncidentId incident = engine_->state().next_incident();
        step({report(procedure)});
        now_ += std::chrono::seconds(1);
        settle_all();
        Acknowledgement taken;
        taken.incident = incident;
        taken.person = "pat.ash";
        taken.via = "API";
        taken.by = "bench";
        step({taken});
        settle_all();
        return incident;
    }

    std::size_t count_;
    std::size_t rows_;
    std::size_t open_;
    Configuration configuration_;
    Store store_;
    std::uint64_t epoch_;
    SqliteJournal durable_;
    LargeCommits large_;
    std::unique_ptr<Engine> engine_;
    std::vector<HandOver> handed_;
    Instant now_{};
    std::uint64_t entropy_ = 0;
    std::uint64_t alarms_ = 0;
};

int load(const std::string& path) {
    const Day today = std::chrono::floor<std::chrono::days>(machine_time().utc);
    const std::int64_t began = monotonic_ns();
    const Loaded loaded = load_configuration(path, today);
    const double milliseconds = static_cast<double>(monotonic_ns() - began) / 1e6;
    if (!loaded.configuration) throw std::runtime_error(loaded.words("Nothing is measured."));
    std::printf("%.2f %zu\n", milliseconds, loaded.configuration->directory.procedures.size());
    return 0;
}

}  // namespace
}  // namespace tocsin

int main(int count, char** words) {
    try {
        const tocsin::Arguments given(count, words);
        if (given.text("do") == "load") return tocsin::load(given.text("config"));
        tocsin::Bench bench(given);
        const std::string what = given.text("do");
        what == "past"   ? bench.past()
        : what == "rota" ? bench.rota()
        : what == "owed" ? bench.owed()
                         : bench.due();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "engine_bench: %s\n", error.what());
        return 1;
    }
}
