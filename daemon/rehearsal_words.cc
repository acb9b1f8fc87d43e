#include "daemon/rehearsal_words.h"

#include "channels/mask.h"
#include "core/explain.h"
#include "core/gsm7.h"
#include "daemon/columns.h"
#include "daemon/fields.h"
#include "daemon/json_writer.h"
#include "daemon/verdict_name.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using Kind = RehearsedLine::Kind;
using End = Rehearsal::End;

// Names may be long; a column for what happens stays.
constexpr std::size_t indent_max = 56;
constexpr std::size_t later_width = 12;  // "1 h 05 later"

std::string kind_name(Kind kind) {
    switch (kind) {
        case Kind::call:
            return "call";
        case Kind::gap:
            return "gap";
        case Kind::news:
            return "news";
        case Kind::taken:
            return "taken";
        case Kind::shift:
            return "shift";
    }
    return "";
}

std::string end_name(End end) {
    switch (end) {
        case End::taken:
            return "taken";
        case End::last_resort:
            return "last-resort";
        case End::nobody_left:
            return "nobody-left";
        case End::horizon:
            return "horizon";
        case End::steps:
            return "steps";
    }
    return "";
}

std::string size_words(const RehearsedSend& send) {
    const SmsSize size = sms_size(gsm7_text(send.text));
    return counted(static_cast<std::size_t>(size.units), "character") + " in " +
           counted(static_cast<std::size_t>(size.segments), "segment");
}

std::string indented(const std::string& text) {
    std::string out;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        out += (end > from ? "    " + text.substr(from, end - from) : "") + "\n";
        from = end + 1;
    }
    return out;
}

class Words {
public:
    Words(const Rehearsal& rehearsal, const Zone& zone) : rehearsal_(rehearsal), zone_(zone) {
        // Near a change of the clocks every time says which of the two it is.
        labelled_ = zone.offset(rehearsal.supposed.at - std::chrono::hours(1)) !=
                    zone.offset(rehearsal.ends);
    }

    std::string text(bool texts) const {
        std::string out = wrapped(title()) + "\n\n" + table() + "\n" + wrapped(ending()) + "\n";
        for (const std::string& note : rehearsal_.notes) out += wrapped(note) + "\n";
        return out + (texts ? every_text() : first_text());
    }

private:
    std::string time(Instant at) const {
        std::string words = short_time(zone_, at, rehearsal_.supposed.at);
        if (labelled_ && !zone_.in_repeated_hour(at)) words += " " + zone_.abbreviation(at);
        return words;
    }

    std::string title() const {
        const Supposition& supposed = rehearsal_.supposed;
        const std::string sev = " (severity " + std::to_string(supposed.alarm.severity) + ")";
        const std::string& service = rehearsal_.service_name;
        std::string what = "an alarm for " + service + " comes";
        if (supposed.alarm.state == "down") what = service + " goes down";
        if (supposed.alarm.state == "degraded") what = service + " is degraded";
        const Day day = zone_.day(supposed.at);
        const std::string condition = anybody_reached(rehearsal_) ? "If " : "NOBODY is reached if ";
        return "Nothing is sent. " + condition + what + sev + " at " +
               iso_local(zone_, supposed.at).substr(11, 5) + " " + zone_.abbreviation(supposed.at) +
               " on " + short_day(day) + " " + std::to_string(int{day.year()}) + failing_words() +
               answer_words() + ":";
    }

    std::string failing_words() const {
        const std::set<std::string>& failing = rehearsal_.supposed.failing;
        std::string words;
        for (const std::string& channel : failing) {
            const bool last = !words.empty() && channel == *failing.rbegin();
            words += (last ? " and " : ", ") + channel;
        }
        const bool one = failing.size() == 1;
        return words.empty() ? "" : words + (one ? " fails" : " fail");
    }

    std::string answer_words() const {
        std::string words;
        for (const SupposedAnswer& answer : rehearsal_.answered) {
            words += (words.empty() ? " and " : ", ") + name_of(answer.person) + " answers " +
                     duration_words(answer.after) + " later";
        }
        return words.empty() ? " and nobody answers" : words;
    }

    std::string name_of(const PersonId& person) const {
        if (person.empty()) return "whoever was called last";
        for (const RehearsedLine& line : rehearsal_.lines) {
            if (line.person == person && !line.name.empty()) return line.name;
        }
        return person;
    }

    std::string later(const RehearsedLine& line) const {
        const Duration after = line.at - rehearsal_.supposed.at;
        return after > Duration{0} ? duration_words(after) + " later" : "";
    }

    static std::string who(const RehearsedLine& line) {
        switch (line.kind) {
            case Kind::call: {
                const std::string called = line.last_resort && line.called == "the last resort"
                                               ? "last resort"
                                               : line.called;
                return called + " " + line.name +
                       (line.round > 0 ? ", round " + std::to_string(line.round)
                                       : ", try " + std::to_string(line.attempt));
            }
            case Kind::gap:
                return "nobody is " + line.called;
            case Kind::news:
                return line.name + (arrives(line) ? " told" : " not reached:");
            case Kind::taken:
                return line.name + (line.called.empty() ? "" : " (" + line.called + ")");
            case Kind::shift:
                return "shift change";
        }
        return "";
    }

    static bool arrives(const RehearsedLine& line) {
        return std::any_of(line.sends.begin(), line.sends.end(), [](const RehearsedSend& send) {
            return send.verdict == Verdict::accepted;
        });
    }

    // "text sms-a fails, then sms-b; email mail".
    static std::string channels(const RehearsedLine& line) {
        std::string words;
        bool failed = false;
        for (const Medium medium : people_media) {
            bool first = true;
            for (const RehearsedSend& send : line.sends) {
                if (send.medium != medium) continue;
                if (first) {
                    words += (words.empty() ? ""
                              : failed      ? "; "
                                            : ", ") +
                             medium_label(medium) + " " + send.channel;
                } else {
                    words += ", then " + send.channel;
                }
                first = false;
                const bool fails = send.verdict != Verdict::accepted;
                failed = failed || fails;
                words += fails ? " fails" : "";
            }
        }
        return words.empty() ? "NOT REACHED: no address, no channel" : words;
    }

    // Calls stand in columns; news is as long as it is, and widens none of them. What does not fit
    // a terminal goes on below its own column.
    std::string table() const {
        std::size_t time_width = 0;
        std::size_t who_width = 0;
        std::size_t what_width = 0;
        const std::vector<const RehearsedLine*> repeated = repetitions();
        for (const RehearsedLine& line : rehearsal_.lines) {
            if (said_before(repeated, line)) continue;
            time_width = std::max(time_width, signs(time(line.at)));
            who_width = std::max(who_width, signs(who(line)));
            if (line.kind == Kind::call) {
                what_width = std::max(what_width, signs(channels(line)));
            }
        }
        const std::size_t taken = time_width + who_width + later_width + 3 * 2;
        what_width = std::min(what_width, std::max(terminal_columns, taken + 20) - taken);
        const auto padded = [](const std::string& text, std::size_t width) {
            return text + std::string(std::max(width, signs(text)) - signs(text) + 2, ' ');
        };
        std::string out;
        bool left_out = false;  // something since the last row
        for (const RehearsedLine& line : rehearsal_.lines) {
            if (said_before(repeated, line)) {
                if (!left_out) {
                    out += padded(time(line.at), time_width) + "the same again every " +
                           duration_words(rehearsal_.last_resort_every) + "\n";
                }
                left_out = true;
                continue;
            }
            left_out = false;
            const std::string row =
                padded(time(line.at), time_width) + padded(who(line), who_width);
            const std::size_t indent = std::min(signs(row), indent_max);
            if (line.kind != Kind::call) {
                out += wrapped(row + line.words, indent) + "\n";
                continue;
            }
            // The last column stands beside the first line of the one before.
            const std::size_t edge = signs(row) + what_width;
            const std::string cell = wrapped(row + channels(line), indent, edge);
            const std::size_t first = std::min(cell.find('\n'), cell.size());
            const std::string after = later(line);
            out +=
                after.empty() ? cell.substr(0, first) : padded(cell.substr(0, first), edge) + after;
            out += cell.substr(first) + "\n";
        }
        return out;
    }

    // The rounds of the last resort between its second and its last that say nothing else than
    // those before: an answer a day later has hundreds.
    std::vector<const RehearsedLine*> repetitions() const {
        int rounds = 0;
        Instant third = never;
        Instant last{};
        for (const RehearsedLine& line : rehearsal_.lines) {
            rounds = std::max(rounds, line.round);
            if (line.round > 2) third = std::min(third, line.at);
            if (line.round == rounds) last = line.at;
        }
        std::set<std::string> said;
        std::vector<const RehearsedLine*> repeated;
        for (const RehearsedLine& line : rehearsal_.lines) {
            const bool call = line.kind == Kind::call;
            if (!call && line.kind != Kind::news && line.kind != Kind::gap) continue;
            const bool fresh =
                said.insert(kind_name(line.kind) + "\n" + line.person + "\n" + line.called + "\n" +
                            (call ? std::to_string(line.last_resort) : line.words))
                    .second;
            if (!fresh && line.at >= third && line.at < last) repeated.push_back(&line);
        }
        return repeated;
    }

    static bool said_before(const std::vector<const RehearsedLine*>& repeated,
                            const RehearsedLine& line) {
        return std::find(repeated.begin(), repeated.end(), &line) != repeated.end();
    }

    std::string ending() const {
        switch (rehearsal_.end) {
            case End::taken:
                return "Nobody else is called after " + time(last_call()) + ".";
            case End::last_resort:
                return "The last resort is called again every " +
                       duration_words(rehearsal_.last_resort_every) + ", until somebody takes it.";
            case End::nobody_left:
                return "Nobody else is called.";
            case End::horizon:
                return "This looks no further than " + time(rehearsal_.ends) + ".";
            case End::steps:
                return "This looks no further: too much has happened by " + time(rehearsal_.ends) +
                       ".";
        }
        return "";
    }

    // Whoever answers later than that is told who has it, and no more.
    Instant last_call() const {
        const auto counts = [](const RehearsedLine& line) {
            return line.kind != Kind::shift && (line.kind != Kind::taken || !line.called.empty());
        };
        const auto& lines = rehearsal_.lines;
        const auto last = std::find_if(lines.rbegin(), lines.rend(), counts);
        return last == lines.rend() ? rehearsal_.ends : last->at;
    }

    std::string first_text() const {
        for (const RehearsedLine& line : rehearsal_.lines) {
            if (line.kind != Kind::call) continue;
            for (const RehearsedSend& send : line.sends) {
                if (send.medium != Medium::sms) continue;
                return "\nText to " + line.name + ", " +
                       (line.round > 0 ? "round " + std::to_string(line.round)
                                       : "try " + std::to_string(line.attempt)) +
                       " (" + size_words(send) + "):\n" + indented(send.text) +
                       "\nEvery text and mail: --texts\n";
            }
        }
        return "";
    }

    std::string every_text() const {
        std::string out;
        for (const RehearsedLine& line : rehearsal_.lines) {
            for (const RehearsedSend& send : line.sends) {
                const std::string head = time(line.at) + "  " + medium_label(send.medium) + " to " +
                                         line.name + " by " + send.channel +
                                         (send.medium == Medium::sms ? " (" + size_words(send) + ")"
                                                                     : ": " + send.subject);
                out += "\n" + wrapped(head, 7) + "\n" + indented(send.text);
            }
        }
        return out;
    }

    const Rehearsal& rehearsal_;
    const Zone& zone_;
    bool labelled_ = false;
};

std::string send_json(const RehearsedSend& send) {
    JsonObject json;
    json.text("medium", medium_label(send.medium))
        .text("channel", send.channel)
        .text("to", mask_address(send.medium, send.to))
        .text("verdict", verdict_name(send.verdict))
        .text("text_id", send.text_id)
        .text("subject", send.subject)
        .text("text", send.text);
    if (send.medium == Medium::sms) {
        const SmsSize size = sms_size(gsm7_text(send.text));
        json.number("characters", size.units).number("segments", size.segments);
    }
    return json.str();
}

std::int64_t seconds_after(Instant from, Instant at) {
    return std::chrono::floor<std::chrono::seconds>(at - from).count();
}

}  // namespace

std::string rehearsal_text(const Rehearsal& rehearsal, const Zone& zone, bool texts) {
    return Words(rehearsal, zone).text(texts);
}

std::string rehearsal_json(const Rehearsal& rehearsal, const Zone& zone) {
    const Supposition& supposed = rehearsal.supposed;
    JsonList answers;
    for (const SupposedAnswer& answer : supposed.answers) {
        answers.raw(JsonObject()
                        .text("person", answer.person)
                        .number("after_s", seconds_after({}, Instant{answer.after}))
                        .str());
    }
    JsonList failing;
    for (const std::string& channel : supposed.failing) failing.text(channel);
    JsonList lines;
    for (const RehearsedLine& line : rehearsal.lines) {
        JsonList sends;
        for (const RehearsedSend& send : line.sends) sends.raw(send_json(send));
        lines.raw(JsonObject()
                      .text("kind", kind_name(line.kind))
                      .text("at", iso_utc(line.at))
                      .text("local", iso_local(zone, line.at))
                      .number("after_s", seconds_after(supposed.at, line.at))
                      .text("role", line.role)
                      .text("called", line.called)
                      .text("person", line.person)
                      .text("name", line.name)
                      .number("try", line.attempt)
                      .number("round", line.round)
                      .truth("last_resort", line.last_resort)
                      .text("until", line.until ? iso_utc(*line.until) : "")
                      .text("why", line.why)
                      .text("words", line.words)
                      .number("rota_version", line.rota_version)
                      .raw("sends", sends.str())
                      .str());
    }
    JsonList notes;
    for (const std::string& note : rehearsal.notes) notes.text(note);
    return JsonObject()
        .truth("nothing_is_sent", true)
        .text("service", supposed.alarm.service)
        .text("service_name", rehearsal.service_name)
        .text("state", supposed.alarm.state)
        .text("place", supposed.alarm.place)
        .number("severity", supposed.alarm.severity)
        .text("procedure", rehearsal.procedure)
        .text("procedure_hash", rehearsal.procedure_hash)
        .text("at", iso_utc(supposed.at))
        .text("local", iso_local(zone, supposed.at))
        .raw("answers", answers.str())
        .raw("failing", failing.str())
        .truth("confirmed_at_once", rehearsal.confirmed)
        .truth("anybody_reached", anybody_reached(rehearsal))
        .truth("rota_gap", has_gap(rehearsal))
        .raw("lines", lines.str())
        .text("ends", iso_utc(rehearsal.ends))
        .text("end", end_name(rehearsal.end))
        .raw("notes", notes.str())
        .str();
}

}  // namespace tocsin
