#include "core/explain.h"

#include "rota/clock_words.h"

#include <algorithm>
#include <limits>
#include <map>

namespace tocsin {
namespace {

using Kind = ExplainedLine::Kind;

// Times to the second, since people put timelines side by side; with the day when it is another
// than that of `first`, and with BST or GMT in the hour that comes twice.
class Clock {
public:
    Clock(const Zone& zone, Instant first) : zone_(zone), first_(first) {}

    std::string operator()(Instant at) const {
        std::string words = iso_local(zone_, at).substr(11, 8);
        if (zone_.in_repeated_hour(at)) words += " " + zone_.abbreviation(at);
        if (zone_.day(at) == zone_.day(first_)) return words;
        return std::string(short_name(weekday_of(zone_.day(at)))) + " " + words;
    }

    // "Mon 6 July 17:30".
    std::string date(Instant at) const {
        return short_day(zone_.day(at)) + " " + long_time(zone_, at).substr(0, 5);
    }

private:
    const Zone& zone_;
    Instant first_;
};

std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string names(const std::vector<Callee>& callees) {
    std::string text;
    for (const Callee& callee : callees) {
        text += (text.empty() ? "" : ", ") + callee.name + " (" + callee.called + ")";
    }
    return text.empty() ? "nobody" : text;
}

// "the EDM", "level 3", "the last resort": as a sentence names it.
std::string in_sentence(const std::string& called) {
    const bool level = called.starts_with("level") || called.starts_with("the ");
    return level ? called : "the " + called;
}

std::string failure_words(const std::string& why) {
    if (why.ends_with("no answer")) return "nobody answered in its share of the time";
    if (why.ends_with("not delivered")) return "every channel failed for good";
    if (why.ends_with("outside, exercise")) return "nobody outside is called in an exercise";
    if (why.ends_with("no address")) return "there was no address to call";
    return why;
}

std::string verdict_words(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::deferred:
            return "given up";
        case Verdict::refused:
            return "refused";
        case Verdict::misconfigured:
            return "refused for everybody";
        case Verdict::unknown:
            return "not answered, it may have arrived";
    }
    return "";
}

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// What a person typed, for a line of ours: no controls, and no more than says what it was.
std::string on_one_line(std::string text) {
    constexpr std::size_t most = 60;
    for (char& byte : text) {
        if ((byte >= 0 && byte < ' ') || byte == 0x7f) byte = ' ';
    }
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && continues(text[end])) --end;
    return text.substr(0, end) + "...";
}

// The line broken at spaces where it passes 96 columns; what follows is indented by `indent`.
std::string wrapped(const std::string& line, std::size_t indent) {
    constexpr std::size_t width = 96;
    std::string out;
    std::size_t from = 0;
    std::size_t columns = 0;
    std::size_t space = 0;  // the last one seen in this line after words; 0: none
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (!continues(line[at])) ++columns;
        if (line[at] == ' ' && at > from && (from > 0 || at >= indent)) space = at;
        if (columns <= width || space == 0) continue;
        out += line.substr(from, space - from) + "\n" + std::string(indent, ' ');
        from = space + 1;
        at = space;
        columns = indent;
        space = 0;
    }
    return out + line.substr(from) + "\n";
}

// Reads the entries once, in order.
class Reading {
public:
    explicit Reading(const ExplainSources& sources)
        : sources_(sources), clock_(sources.zone, sources.entries.front().at) {
        // In the order of the journal, for a clock that was set back dates later entries earlier.
        auto house = sources.house.begin();
        const auto read_house_before = [&](std::uint64_t seq) {
            for (; house != sources.house.end() && house->seq < seq; ++house) {
                begin(*house);
                std::visit([this](const auto& event) { read_house(event); }, house->event);
            }
        };
        for (const Entry& entry : sources.entries) {
            read_house_before(entry.seq);
            begin(entry);
            std::visit([this](const auto& event) { read(event); }, entry.event);
        }
        read_house_before(std::numeric_limits<std::uint64_t>::max());
        for (ExplainedLine& line : lines_) {
            std::stable_sort(line.sends.begin(), line.sends.end(),
                             [](const ExplainedSend& one, const ExplainedSend& other) {
                                 return one.medium < other.medium;
                             });
        }
    }

    Explanation explanation() {
        Explanation explained;
        explained.conclusion = (drill_ ? "EXERCISE. " : "") + conclusion();
        explained.rule = rule();
        explained.rota = rota();
        explained.clock = clock_words();
        explained.not_called = not_called();
        explained.first_row = sources_.entries.front().seq;
        explained.last_row = last_row();
        explained.lines = std::move(lines_);
        return explained;
    }

    std::string person(const PersonId& id, const std::string& name) const {
        std::string known = name;
        std::string times;
        const ExplainedLine* last = nullptr;
        for (const ExplainedLine& line : lines_) {
            const auto callee = std::find_if(line.people.begin(), line.people.end(),
                                             [&](const Callee& one) { return one.person == id; });
            if (callee == line.people.end()) continue;
            known = callee->name;
            times += (times.empty() ? "" : ", ") + clock_(line.at);
            last = &line;
        }
        if (last == nullptr && names_erased())
            return "Whether " + known + " was called is not known any more: the names are erased.";
        if (last == nullptr) return known + " was not called: " + meant_instead() + ".";
        std::string words = known + " was called at " + times + " as " + last->called;
        if (last->rota_version > 0)
            words += " (rota version " + std::to_string(last->rota_version) + ")";
        if (!climbed_to_.empty() && climbed_to_ == id) words += ", " + climbed_why_;
        std::string did;
        for (const Deed& deed : deeds_) {
            if (deed.person == id) did += " and " + deed.words;
        }
        return words + (did.empty() ? ", and did not take it" : "," + did) + ".";
    }

private:
    // ------------------------------------------------------------ what was read
    void begin(const Entry& entry) {
        at_ = entry.at;
        seq_ = entry.seq;
    }

    ExplainedLine& other(const std::string& words) {
        ExplainedLine line;
        line.at = at_;
        line.words = words;
        lines_.push_back(std::move(line));
        return lines_.back();
    }

    // Of the story itself: years may lie between it and its erasure.
    std::uint64_t last_row() const {
        const auto last = std::ranges::find_if_not(
            sources_.entries.rbegin(), sources_.entries.rend(),
            [](const Entry& entry) { return std::holds_alternative<Erased>(entry.event); });
        return last->seq;
    }

    bool names_erased() const {
        return std::ranges::any_of(lines_, [](const ExplainedLine& line) {
            return std::ranges::find(line.people, erased_text, &Callee::person) !=
                   line.people.end();
        });
    }

    // Where in the lines the latest step of that rung and attempt is.
    std::optional<std::size_t> step(int rung, int attempt) const {
        for (std::size_t index = lines_.size(); index-- > 0;) {
            const ExplainedLine& line = lines_[index];
            if (line.kind == Kind::step && line.rung == rung && line.attempt == attempt)
                return index;
        }
        return std::nullopt;
    }

    template <class Other>
    void read(const Other&) {}

    void read(const IncidentOpened& event) {
        opened_ = at_;
        drill_ = event.drill;
        procedure_ = event.procedure;
        hash_ = event.procedure_hash;
        const std::string why = event.drill_reason.empty() ? "" : " (" + event.drill_reason + ")";
        other((event.drill ? "EXERCISE" + why + ": " : "") + "reported by " + event.source + ": " +
              event.service_name + ", severity " + std::to_string(event.alarm.severity));
    }

    void read(const Withheld& event) {
        other("not sent to " + event.name + " (" + event.text_id + "): outside, exercise");
    }

    void read(const StatusMoved& event) {
        other(event.to + (event.by.empty() ? "" : " by " + event.by));
        if (event.over) over_ = event.to;
    }

    void read(const StepBegan& event) {
        ExplainedLine line;
        line.kind = Kind::step;
        line.at = at_;
        line.rung = event.rung;
        line.attempt = event.attempt;
        line.round = event.round;
        line.role = event.role;
        line.called = event.called;
        line.people = event.callees;
        line.rota_version = event.rota_version;
        line.on_duty = event.on_duty;
        line.until = event.until;
        const std::string which = event.round > 0 ? "round " + std::to_string(event.round)
                                                  : "try " + std::to_string(event.attempt);
        line.words = event.callees.empty() ? "nobody is " + event.called
                                           : which + ", " + names(event.callees);
        const ExplainedLine* before = last_step();
        if (before != nullptr && before->rung < event.rung) {
            // A wait stays as long when the clock is moved.
            const Instant limit = before->until + stepped_;
            if (at_ < limit && !before->people.empty() && !climbed_) {
                line.words +=
                    ", " + exact_words(limit - at_) + " before the limit of " + clock_(limit);
            }
        }
        if (climbed_) line.because = climbed_why_;
        climbed_ = false;
        stepped_ = Duration{0};
        lines_.push_back(std::move(line));
    }

    void read(const StepFailed& event) {
        const auto index = step(event.rung, event.attempt);
        if (!index) return;
        lines_[*index].failed = at_;
        lines_[*index].failed_why = failure_words(event.why);
        if (!event.why.ends_with("no answer")) return;
        for (ExplainedSend& send : lines_[*index].sends) {
            if (send.landed) send.fate.push_back("no answer");
        }
    }

    using Asked = std::pair<CallId, int>;  // a call, and which attempt of it

    void answers_to(const Asked& asked, const Covered& covered) {
        if (const auto index = step(covered.rung, covered.attempt)) steps_of_[asked] = *index;
    }

    void read(const CallMade& event) {
        for (const Covered& covered : event.covers) {
            if (covered.incident == sources_.incident)
                answers_to({event.call, event.attempt}, covered);
        }
    }

    void read(const CallJoined& event) {
        if (event.covers.incident != sources_.incident) return;
        answers_to({event.call, event.attempt}, event.covers);
        other("shares the call that " + event.callee.name + " had got at " + clock_(event.made));
    }

    void read(const SendOffered& event) {
        const auto where = steps_of_.find({event.call, event.attempt});
        if (!event.call || where == steps_of_.end()) return;
        ExplainedLine& line = lines_[where->second];
        ExplainedSend send;
        send.at = at_;
        send.medium = event.message.medium;
        send.channel = event.message.channel;
        send.address = sources_.mask(event.message.medium, event.message.to);
        send.reference = event.message.reference;
        touched_[event.message.id] = seq_;
        sends_[event.message.id] = {where->second, line.sends.size()};
        line.sends.push_back(std::move(send));
    }

    ExplainedSend* send(SendId id) {
        const auto where = sends_.find(id);
        if (where == sends_.end()) return nullptr;
        return &lines_[where->second.first].sends[where->second.second];
    }

    void fate(SendId id, const std::string& words) {
        if (ExplainedSend* there = send(id)) there->fate.push_back(words);
    }

    void read(const SendHanded& event) {
        if (event.again) {
            const auto touched = touched_.find(event.send);
            const bool restarted = touched != touched_.end() && touched->second < took_over_;
            fate(event.send, "offered again " + clock_(at_) +
                                 (restarted ? " after a restart" : "") +
                                 " (the provider is asked first where it can be)");
        }
        touched_[event.send] = seq_;
    }

    void read(const SendDeferred& event) {
        touched_[event.send] = seq_;
        fate(event.send, (event.verdict == Verdict::unknown ? "not answered " : "not yet ") +
                             clock_(at_) + ", again " + clock_(event.until) +
                             (event.why.empty() ? "" : ": " + event.why));
    }

    void read(const SendSettled& event) {
        ExplainedSend* there = send(event.send);
        if (there == nullptr) return;
        there->landed = event.verdict == Verdict::accepted;
        there->provider_reference = event.provider_reference;
        fate(event.send,
             verdict_words(event.verdict) + " " + clock_(at_) +
                 (event.detail.empty() ? "" : ": " + event.detail) +
                 (event.provider_reference.empty() ? "" : " (" + event.provider_reference + ")"));
    }

    void read(const ReceiptCame& event) {
        const bool delivered = event.state == Receipt::State::delivered;
        if (ExplainedSend* there = send(event.send)) there->landed = delivered;
        // A provider's "delivered" needs no second word for it.
        const bool plain = event.detail.empty() || (delivered && event.detail == "delivered");
        fate(event.send, (delivered ? "delivered " : "not delivered ") + clock_(at_) +
                             (plain ? "" : ": " + event.detail));
    }

    // The words and the phone may have been erased since.
    void read(const ReplyCame& event) {
        const std::string phone =
            event.from.empty() ? "" : " from " + sources_.mask(Medium::sms, event.from);
        other((event.person.empty() ? "an unknown phone" : name_of(event.person)) + " replied" +
              (event.text.empty() ? "" : " \"" + on_one_line(event.text) + "\"") + phone +
              ": read as " + event.read_as);
    }

    void read(const SendDropped& event) {
        if (ExplainedSend* there = send(event.send)) there->landed = false;
        fate(event.send,
             (event.asked_back ? "asked back " : "not sent ") + clock_(at_) + ": " + event.why);
    }

    void read(const WrongCode& event) {
        other(event.locked ? "third wrong code: this road is closed, the calls go on"
                           : "a wrong code was typed");
    }

    void read(const Taken& event) {
        holder_ = event.person;
        taken_ = at_;
        deeds_.push_back({event.person, "took it at " + clock_(at_)});
        taker_ = event.name + " (" + event.called + ")";
        other(event.name + " (" + event.called + ") took it by " + event.via +
              (event.by.empty() ? "" : ", said " + event.by) +
              (event.late ? ", late: the call above stands" : ""));
    }

    void read(const Climbed& event) {
        climbed_to_ = event.named ? event.named->person : "";
        const std::string who = event.by.empty() ? "somebody" : name_of(event.by);
        climbed_ = true;
        climbed_why_ = "because " + who + (event.passed ? " passed it on" : " escalated it");
        if (event.passed) deeds_.push_back({event.by, "passed it on at " + clock_(at_)});
        // Who holds it holds it until somebody else takes it, whoever is called meanwhile.
        if (event.passed && event.by == holder_) {
            holder_.clear();
            taker_.clear();
        }
        other((event.passed ? "passed on by " : "escalated by ") + who +
              (event.named ? " to " + event.named->name : "") +
              (event.passed || event.why.empty() ? "" : ": " + event.why));
    }

    // Of somebody who was called; else as it stands, for those who act by the API.
    std::string name_of(const PersonId& id) const {
        for (const ExplainedLine& line : lines_) {
            for (const Callee& callee : line.people) {
                if (callee.person == id) return callee.name;
            }
        }
        return id;
    }

    template <class Other>
    void read_house(const Other&) {}

    void read_house(const TookOver& event) {
        const std::string words =
            event.unclean ? "started again after an unclean stop" : "started again";
        other("the daemon " + words + (event.rebooted ? ", the machine was rebooted" : ""));
        took_over_ = seq_;
        restarts_ += (restarts_.empty() ? "" : ", ") + clock_(at_);
    }

    void read_house(const ClockStepped& event) {
        const std::string words = std::string(event.step < Duration{0} ? "back " : "forward ") +
                                  exact_words(std::chrono::abs(event.step)) + " at " + clock_(at_);
        other("the clock was moved " + words.substr(0, words.find(" at ")) +
              ": waits stay as long");
        stepped_ += event.step;
        moved_ += (moved_.empty() ? "" : ", ") + words;
    }

    // ------------------------------------------------------------ what is said of it
    const ExplainedLine* last_step() const {
        for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
            if (line->kind == Kind::step) return &*line;
        }
        return nullptr;
    }

    // The step that brought the ladder to where it stood last: the first of its rung, or the one
    // that somebody began by hand.
    const ExplainedLine* last_rung() const {
        const ExplainedLine* last = last_step();
        const ExplainedLine* first = nullptr;
        for (const ExplainedLine& line : lines_) {
            if (line.kind != Kind::step || line.rung != last->rung) continue;
            if (first == nullptr || !line.because.empty()) first = &line;
        }
        return first;
    }

    std::string because(const ExplainedLine& reached) const {
        const ExplainedLine* before = nullptr;
        int tries = 0;
        for (const ExplainedLine& line : lines_) {
            if (&line == &reached) break;
            if (line.kind != Kind::step || line.rung >= reached.rung) continue;
            if (before != nullptr && before->rung != line.rung) tries = 0;
            before = &line;
            ++tries;
        }
        if (before == nullptr) return "";
        if (before->people.empty()) return " because nobody was " + before->called;
        const std::string count = tries == 1   ? "the try"
                                  : tries == 2 ? "both tries"
                                               : "all " + std::to_string(tries) + " tries";
        return " because " + count + " to reach " + in_sentence(before->called) + " had failed";
    }

    static std::string who(const ExplainedLine& step) {
        return step.because.empty() ? capital(in_sentence(step.called)) : names(step.people);
    }

    std::string conclusion() const {
        const ExplainedLine* reached = last_rung();
        if (reached == nullptr) {
            return over_.empty() ? "Nobody has been called yet."
                                 : "Nobody was called before it was " + over_ + ".";
        }
        std::string words = reached->people.empty()
                                ? "Nobody was " + reached->called + " at " + clock_(reached->at)
                                : who(*reached) + " was called at " + clock_(reached->at);
        words += !reached->because.empty() ? " " + reached->because : because(*reached);
        words += ".";
        if (!taker_.empty()) return words + " " + taker_ + " took it at " + clock_(taken_) + ".";
        if (!over_.empty()) return words + " Nobody took it before it was " + over_ + ".";
        return words + " It is NOT TAKEN.";
    }

    std::string rule() const {
        std::string words = "HSSI-14, procedure " + procedure_ + " " + hash_.substr(0, 12);
        if (sources_.procedure == nullptr) return words;
        std::string ladder;
        for (const Rung& rung : sources_.procedure->ladder.rungs) {
            ladder += rung.role + ", ";
        }
        return words + ", ladder " + ladder + "then " + sources_.procedure->ladder.last_resort;
    }

    std::vector<std::string> rota() const {
        std::vector<std::string> all;
        for (const ExplainedLine& line : lines_) {
            if (line.kind != Kind::step || !line.on_duty) continue;
            std::string who;
            for (const Callee& callee : line.people) {
                if (callee.called == line.called) who += (who.empty() ? "" : ", ") + callee.name;
            }
            std::string words = line.rota_version > 0
                                    ? "version " + std::to_string(line.rota_version)
                                    : std::string("none for that week");
            words += ": " + (who.empty() ? "nobody" : who) + " is " + line.called;
            if (line.on_duty->from > Instant{}) words += ", " + clock_.date(line.on_duty->from);
            if (line.on_duty->to < never) words += " to " + clock_.date(line.on_duty->to);
            if (std::find(all.begin(), all.end(), words) == all.end()) all.push_back(words);
        }
        if (all.empty()) all.push_back("none was asked");
        return all;
    }

    std::string clock_words() const {
        const Instant first = sources_.entries.front().at;
        const Instant last = sources_.entries.back().at;
        const std::string then = sources_.zone.abbreviation(first);
        const std::string later = sources_.zone.abbreviation(last);
        const std::string between = " between " + clock_(first) + " and " + clock_(last);
        return then + (later == then ? "" : ", then " + later) + ", " +
               (moved_.empty() ? "in step" : "moved " + moved_) + "; " +
               (restarts_.empty() ? "no restart" + between : "started again at " + restarts_);
    }

    std::string reason_to_stop() const {
        if (!taker_.empty()) return taker_ + " had taken it at " + clock_(taken_);
        if (!over_.empty()) return "it was " + over_;
        return "their turn had not come by " + clock_(sources_.entries.back().at);
    }

    // The rungs of the ladder that were never reached.
    std::string not_called() const {
        const ExplainedLine* last = last_step();
        if (sources_.procedure == nullptr || last == nullptr) return "";
        const Ladder& ladder = sources_.procedure->ladder;
        std::string roles;
        for (std::size_t rung = static_cast<std::size_t>(last->rung) + 1;
             rung <= ladder.rungs.size(); ++rung) {
            roles += (roles.empty() ? "" : ", ") +
                     (rung < ladder.rungs.size() ? ladder.rungs[rung].role : ladder.last_resort);
        }
        return roles.empty() ? "" : roles + ": " + reason_to_stop();
    }

    std::string meant_instead() const {
        std::vector<std::string> said;
        for (const ExplainedLine& line : lines_) {
            if (line.kind != Kind::step) continue;
            std::string one =
                line.people.empty() ? "nobody was " + line.called : names(line.people);
            if (line.rota_version > 0)
                one += " by rota version " + std::to_string(line.rota_version);
            if (std::find(said.begin(), said.end(), one) == said.end()) said.push_back(one);
        }
        if (said.empty()) return "nobody was";
        std::string words = "the ladder meant ";
        for (std::size_t index = 0; index < said.size(); ++index) {
            words += (index == 0 ? "" : ", then ") + said[index];
        }
        return words + ", and " + reason_to_stop();
    }

    // What a person did about the call: "took it at 03:01:00".
    struct Deed {
        PersonId person;
        std::string words;
    };

    const ExplainSources& sources_;
    Clock clock_;
    Instant at_{};
    std::uint64_t seq_ = 0;
    Instant opened_{};
    bool drill_ = false;
    std::string procedure_;
    std::string hash_;
    std::vector<ExplainedLine> lines_;
    std::map<Asked, std::size_t> steps_of_;                        // the line
    std::map<SendId, std::pair<std::size_t, std::size_t>> sends_;  // the line, and which of it
    std::map<SendId, std::uint64_t> touched_;  // the row in which it was last spoken of
    std::uint64_t took_over_ = 0;              // the row of the latest start
    std::vector<Deed> deeds_;
    PersonId holder_;    // empty: nobody has it
    std::string taker_;  // that holder, as a sentence names them
    Instant taken_{};
    Duration stepped_{};  // how far the clock was moved since the latest step
    PersonId climbed_to_;
    std::string climbed_why_;
    bool climbed_ = false;  // by hand, and no step has begun since
    std::string over_;
    std::string restarts_;
    std::string moved_;
};

}  // namespace

Explanation explain(const ExplainSources& sources) {
    return Reading(sources).explanation();
}

std::string explain_person(const ExplainSources& sources, const PersonId& person,
                           const std::string& name) {
    return Reading(sources).person(person, name);
}

std::string explanation_text(const Explanation& explanation, const Zone& zone) {
    const Clock clock(zone, explanation.lines.empty() ? Instant{} : explanation.lines.front().at);
    const std::string indent(10, ' ');
    std::string text = wrapped(explanation.conclusion, 0) + "\n";
    text += wrapped("Rule    " + explanation.rule, 8);
    const auto label_of = [](Medium medium) {
        std::string name = medium_label(medium);
        name.resize(std::max<std::size_t>(name.size() + 2, 7), ' ');
        return name;
    };
    std::string label = "Rota    ";
    for (const std::string& rota : explanation.rota) {
        text += wrapped(label + rota, 8);
        label = "        ";
    }
    text += wrapped("Clock   " + explanation.clock, 8) + "\n";
    for (const ExplainedLine& line : explanation.lines) {
        text += wrapped(clock(line.at) + "  " + line.words, indent.size());
        for (const ExplainedSend& send : line.sends) {
            std::string fate;
            for (const std::string& one : send.fate) fate += (fate.empty() ? "" : ", ") + one;
            text += wrapped(indent + label_of(send.medium) + send.channel + "  " + send.address +
                                "  " + (fate.empty() ? "nothing known yet" : fate),
                            indent.size() + 7);
        }
        if (line.failed) {
            text += wrapped(indent + "failed " + clock(*line.failed) + ": " + line.failed_why,
                            indent.size());
        }
    }
    if (!explanation.not_called.empty())
        text += "\n" + wrapped("Not called: " + explanation.not_called + ".", 0);
    return text;
}

std::string medium_label(Medium medium) {
    return medium == Medium::email ? "email" : std::string(medium_word(medium));
}

}  // namespace tocsin
