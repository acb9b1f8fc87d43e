#include "daemon/cli_page.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/clock.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <thread>

namespace tocsin {
namespace {

// systemd/procedures/page-test.yaml.
constexpr const char* procedure = "page-test";

// Less than the first rung of that procedure has: nobody else is called by a test.
constexpr int minutes_max = 15;

constexpr auto looked_every = std::chrono::milliseconds(500);

// A daemon that restarts is back within this; behind it the test is given up.
constexpr auto silent_max = std::chrono::seconds(60);

volatile std::sig_atomic_t interrupted = 0;

// While it lives, Ctrl-C and SIGTERM end the wait and not the process: the drill must be closed.
class Interruptible {
public:
    Interruptible() {
        interrupted = 0;
        for (std::size_t i = 0; i < 2; ++i)
            before_[i] = std::signal(signals[i], [](int) { interrupted = 1; });
    }
    ~Interruptible() {
        for (std::size_t i = 0; i < 2; ++i) std::signal(signals[i], before_[i]);
    }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

private:
    static constexpr int signals[] = {SIGINT, SIGTERM};
    void (*before_[2])(int) = {};
};

// One drill from its opening to its end; it ends with this, whatever happens.
class Trial {
public:
    Trial(const Client& client, const PageTest& test, Terminal& terminal)
        : client_(client), test_(test), terminal_(terminal) {
        const std::string body = JsonObject()
                                     .text("service", "Page test")
                                     .text("procedure", procedure)
                                     .text("summary", "A test of the way to " + test.person)
                                     .text("reason", "page test of " + test.person)
                                     .str();
        incident_ = text_of(json_of(ask(client, "POST", "/v1/drills", body)), "incident");
    }
    ~Trial() {
        try {
            patiently([this] { end(); });
        } catch (const CommandFailed& failure) {
            terminal_.err << "tocsin: the drill " << incident_
                          << " could not be closed: " << failure.what()
                          << "\n     tocsin drill end " << incident_ << "\n";
        }
    }
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;

    int run() {
        terminal_.out << "Calling " << test_.person << " for the drill " << incident_
                      << ". Ctrl-C ends it.\n"
                      << std::flush;
        const auto until = steady_now() + std::chrono::minutes(test_.minutes);
        while (interrupted == 0 && steady_now() < until) {
            std::optional<int> code;
            // A daemon that was killed may have called and not said so: it is called once.
            patiently([&] {
                code = look();
                if (!began_) call();
            });
            if (code) return *code;
            std::this_thread::sleep_for(looked_every);
        }
        if (interrupted != 0) {
            terminal_.out << "Stopped.\n";
            return exit_interrupted;
        }
        terminal_.out << "Not taken within " << test_.minutes << " min.\n";
        return exit_needs_you;
    }

private:
    // Does it, and while the daemon does not answer, again: it is restarted, and the call goes on.
    // Throws what `act` throws when it stays silent, and when somebody has stopped the wait.
    void patiently(const std::function<void()>& act) {
        const auto until = steady_now() + silent_max;
        for (bool told = false;; told = true) {
            try {
                return act();
            } catch (const CommandFailed& failure) {
                const bool away =
                    failure.exit_code == exit_silent || failure.exit_code == exit_not_now;
                if (!away || interrupted != 0 || steady_now() >= until) throw;
            }
            if (!told) {
                terminal_.out << "The daemon does not answer; waiting for it.\n" << std::flush;
            }
            std::this_thread::sleep_for(looked_every);
        }
    }

    void call() {
        const std::string body =
            JsonObject().text("to", test_.person).text("reason", "a test of your phone").str();
        ask(client_, "POST", path_of_incident() + "/escalate", body);
    }

    std::string path_of_incident() const { return "/v1/incidents/" + percent_encoded(incident_); }

    // Prints what has happened since. The exit code, once it has come to an end.
    std::optional<int> look() {
        const Node read = json_of(ask(client_, "GET", path_of_incident() + "/timeline"));
        for (const Node& entry : items_of(read, "entries")) {
            const long seq = std::stol("0" + text_of(entry, "seq"));
            if (seq <= seen_) continue;
            const std::optional<int> code = print(entry);
            seen_ = seq;
            if (code) return code;
        }
        return std::nullopt;
    }

    std::optional<int> print(const Node& entry) {
        const std::string kind = text_of(entry, "kind");
        const Instant at = parse_rfc3339(text_of(entry, "at")).value_or(Instant{});
        if (kind == "climbed" && began_) {
            terminal_.out << "Handed on, not taken.\n";
            return exit_needs_you;
        }
        if (kind == "climbed") began_ = at;
        if (!began_) return std::nullopt;
        // Asked before anything is said of it: without an answer it is all looked at again.
        const std::optional<Node> holder = kind == "taken" ? holder_now() : std::nullopt;
        const std::string after = exact_words(at - *began_);
        terminal_.out << after << std::string(after.size() < 11 ? 11 - after.size() : 1, ' ')
                      << text_of(entry, "sentence") << "\n"
                      << std::flush;
        if (kind != "taken") return std::nullopt;
        if (holder && text_of(*holder, "person") != test_.person) {
            terminal_.out << "Taken by " << text_of(*holder, "name") << ", not by " << test_.person
                          << ".\n";
            return exit_needs_you;
        }
        terminal_.out << "The way to " << test_.person << " works: taken after " << after << ".\n";
        return exit_done;
    }

    std::optional<Node> holder_now() const {
        const Node incident = json_of(ask(client_, "GET", path_of_incident()));
        const Node* holder = incident.find("holder");
        return holder == nullptr ? std::nullopt : std::optional<Node>(*holder);
    }

    void end() {
        ask(client_, "POST", "/v1/drills/" + percent_encoded(incident_) + "/end", "{}");
        terminal_.out << "The drill " << incident_ << " is closed.\n";
    }

    const Client& client_;
    const PageTest& test_;
    Terminal& terminal_;
    std::string incident_;
    std::optional<Instant> began_;
    long seen_ = 0;
};

// Whoever cannot be called is told so before a drill stands in the journal.
void need_somebody(const Client& client, const std::string& person) {
    const Node known = json_of(ask(client, "GET", "/v1/contacts"));
    for (const Node& one : items_of(known, "people")) {
        if (text_of(one, "person") == person && !items_of(one, "contacts").empty()) return;
    }
    throw CommandFailed(exit_not_found, "nobody is called",
                        "nobody with the id \"" + person + "\" has a phone or a mail address",
                        "write an id such as pat.ash: tocsin contacts lists them");
}

int test_page(const Client& client, const PageTest& test, Terminal& terminal) {
    need_somebody(client, test.person);
    const Interruptible here;
    Trial trial(client, test, terminal);
    return trial.run();
}

}  // namespace

PageCommands::PageCommands(Commands& commands) {
    CLI::App* page = commands.group("page", "Tries the whole way to a person.");
    CLI::App* test = commands.command(
        *page, "test", "Calls one person as in the night, as a drill, and waits for the answer.",
        "  tocsin page test pat.ash\n  tocsin page test pat.ash --wait 5",
        [this, &commands] { return test_page(commands.client(), test_, commands.terminal()); });
    test->add_option("PERSON", test_.person, "an id")->required();
    test->add_option("--wait", test_.minutes, "minutes; else 10")
        ->check(CLI::Range(1, minutes_max));
    commands.add_daemon_options(test);
}

}  // namespace tocsin
