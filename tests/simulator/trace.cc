#include "tests/simulator/trace.h"

#include "core/timeline.h"
#include "rota/clock_words.h"
#include "tests/support/source_dir.h"

#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

namespace tocsin {
namespace {

// The watchers' own promises, which stand in no procedure.
const std::map<std::string, std::string> own = {
    {"liveness", "once the faults stop, everything that is owed happens, and nothing stays behind"},
    {"replay", "what lives is what a replay of the journal makes"},
    {"acknowledged is quiet", "nobody is called for what somebody has taken"},
    {"a failed commit leaves no trace", "what was not saved has not happened"},
    {"no exception", "no input makes the engine throw"},
};

// As a line can hold it.
std::string in_a_line(const std::string& text) {
    std::string line;
    for (const char sign : text) line += sign == '\n' ? std::string(" / ") : std::string(1, sign);
    return line;
}

}  // namespace

std::string promised(const std::string& promise) {
    if (const auto found = own.find(promise); found != own.end()) return found->second;
    std::ifstream rules(source_dir() / "tests" / "rules.txt");
    for (std::string line; std::getline(rules, line);) {
        if (line.starts_with(promise + " ")) return line.substr(promise.size() + 1);
    }
    return "";
}

// Each day is said once, and a time or a kind of line only when it is another.
void Trace::line(Instant now, const char* what, const std::string& words) {
    const std::string full = iso_local(zone_, now);  // 2026-07-01T17:34:00.002+01:00
    const std::size_t dot = full.find_first_of(".+Z", 19);
    const std::string millis = full[dot] == '.' ? full.substr(dot, 4) : ".000";
    const std::string time = full.substr(11, 8) + millis;
    if (const std::string day = full.substr(0, 10) + " " + full.substr(full.size() - 6);
        day != day_) {
        *out_ << "\n" << day.substr(0, 10) << " (" << day.substr(11) << ")\n";
        day_ = day;
        time_.clear();
    }
    const bool same = time == time_;
    const bool same_kind = same && what_ == what;
    *out_ << (same ? "            " : time) << "  ";
    const std::string kind = same_kind ? "" : what;
    *out_ << kind << std::string(12 - kind.size(), ' ') << in_a_line(words) << '\n';
    time_ = time;
    what_ = what;
}

void Trace::begins(const std::string& words) {
    if (out_ != nullptr) *out_ << words << '\n';
}

void Trace::came_in(Instant now, const Occurrence& what) {
    if (out_ == nullptr) return;
    const std::string words = words_of(what, zone_);
    if (!words.empty()) line(now, "came in", words);
}

void Trace::decided(Instant now, const Entry& entry) {
    if (out_ == nullptr) return;
    const std::string words = sentence(entry.event, zone_, entry.at);
    if (words.empty()) return;
    std::string about_it;
    for (const IncidentId id : about(entry.event))
        about_it += "INC-" + std::to_string(id.value) + " ";
    line(now, "decided", about_it + words + " [" + std::to_string(entry.seq) + "]");
}

void Trace::left(Instant now, const HandOver& message) {
    if (out_ == nullptr) return;
    const Message& sent = message.message;
    std::string words = "send " + std::to_string(sent.id.value) + " by " + sent.channel + " to " +
                        (message.person.empty() ? sent.to : message.person);
    if (message.again) words += ", again";
    words += ": \"" + (sent.subject.empty() ? sent.text : sent.subject) + "\"";
    line(now, "left", words);
}

void Trace::went_wrong(Instant now, Fault fault) {
    if (out_ != nullptr) line(now, "WENT WRONG", std::string(kind_of(fault).name));
}

void Trace::happens(Instant now, const std::string& what) {
    if (out_ != nullptr) line(now, "happened", what);
}

void Trace::broken(Instant now, const std::string& promise, const std::string& how) {
    if (out_ == nullptr) return;
    line(now, "BROKEN", promise);
    const std::string expected = promised(promise);
    if (!expected.empty()) *out_ << "  expected: " << expected << '\n';
    *out_ << "  but: " << how << '\n';
}

}  // namespace tocsin
