#include "daemon/story_words.h"

#include "core/draft.h"
#include "daemon/columns.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"
#include "rota/counted.h"
#include "rota/words.h"

#include <sstream>

namespace tocsin {
namespace {

// "02:00", with seconds where there are any, and in the hour that comes twice with its name.
std::string clock_of(const Zone& zone, Instant at) {
    const std::string iso = iso_local(zone, at);
    const std::string clock = iso.substr(11, iso.substr(17, 2) == "00" ? 5 : 8);
    return zone.in_repeated_hour(at) ? clock + " " + zone.abbreviation(at) : clock;
}

std::string by_words(const ToldCall& call) {
    std::vector<std::string> all;
    for (const ToldCall::By& by : call.by) {
        all.push_back(std::string(medium_word(by.medium)) + " by " + by.channel +
                      (by.verdict == Verdict::accepted ? "" : ", which failed"));
    }
    return all.empty() ? "not reached: no address, no channel" : join_words(all, "; ");
}

class Words {
public:
    Words(const Story& story, const Told& told, const Zone& zone)
        : story_(story), told_(told), zone_(zone) {}

    std::string text() const { return title() + happened() + calls() + owed() + ends() + amiss(); }

private:
    static std::string line(const std::string& words, std::size_t indent) {
        return wrapped(words, indent) + "\n";
    }

    std::string when(Instant at) const {
        const bool today = zone_.day(at) == zone_.day(story_.begins);
        return (today ? "" : short_day(zone_.day(at)) + " ") + clock_of(zone_, at);
    }

    std::string title() const {
        const std::string proves =
            story_.proves.empty() ? "" : "Proves " + join_words(story_.proves) + ".\n";
        return line(story_.name + " (" + story_.procedure + "). Nothing is sent.", 0) + proves;
    }

    std::string happened() const {
        std::string out;
        std::optional<Day> day;
        for (const ToldLine& one : told_.lines) {
            if (day != zone_.day(one.at)) {
                day = zone_.day(one.at);
                out += "\n" + long_day(*day) + "\n";
            }
            const std::string time = "  " + clock_of(zone_, one.at) + "  ";
            const std::string of = one.act || !one.incident ? "" : reference(one.incident) + "  ";
            const std::string words = (one.act ? "> " : "") + one.words;
            out += line(time + of + words, time.size() + of.size() + 2);
            if (one.text.find('\n') != std::string::npos)
                out += as_it_is(one.text);
            else if (!one.text.empty())
                out += line(std::string(time.size() + of.size() + 2, ' ') + one.text,
                            time.size() + of.size() + 2);
        }
        return out;
    }

    // A document keeps its lines.
    static std::string as_it_is(const std::string& text) {
        std::string out;
        std::istringstream lines(text);
        for (std::string one; std::getline(lines, one);)
            out += one.empty() ? "\n" : "    " + one + "\n";
        return out;
    }

    std::string calls() const {
        std::string out = told_.calls.empty() ? "\nNobody was called.\n" : "\nCalled\n";
        for (const ToldCall& call : told_.calls) {
            out += line("  " + when(call.at) + "  " + reference(call.incident) + "  " + call.name +
                            " (" + call.called + "), try " + std::to_string(call.attempt) + ": " +
                            by_words(call),
                        6);
        }
        return out;
    }

    std::string owed() const {
        std::string out = told_.owed.empty() ? "\nNothing was owed.\n" : "\nOwed\n";
        for (const ToldOwed& one : told_.owed) {
            out += line("  " + reference(one.incident) + "  " + one.title + " (" + one.name +
                            (one.rules.empty() ? "" : "; " + join_words(one.rules)) + "), by " +
                            one.owner + ", from " + when(one.from),
                        6);
            out += line("      " + standing(one), 8);
        }
        return out;
    }

    std::string standing(const ToldOwed& one) const {
        std::string words = one.standing;
        if (one.standing == "owed") {
            words = "owed until " + when(one.due);
        } else {
            words += " " + when(one.stands) + ", was due " + when(one.due);
        }
        if (one.times_met > 1 || (one.times_met == 1 && one.standing != "met"))
            words += ", met " + counted(static_cast<std::size_t>(one.times_met), "time");
        if (one.late) {
            words += ", late " + when(*one.late) + ", told " +
                     counted(static_cast<std::size_t>(one.times_told), "time");
            if (one.times_late > 1)
                words += " in " + counted(static_cast<std::size_t>(one.times_late), "period");
        }
        return one.text.empty() ? words : words + ": " + one.text;
    }

    std::string ends() const {
        std::string out = "\nEnds " + when(told_.ended) + "\n";
        for (const ToldIncident& one : told_.incidents) {
            const std::string rules = one.rules.empty() ? "" : " (" + join_words(one.rules) + ")";
            const std::string holder = one.holder.empty() ? "nobody" : one.holder;
            out +=
                line("  " + reference(one.incident) + "  " + one.what + rules + ": " + one.status +
                         ", " + holder + " has it" + (one.page ? ", on the status page" : ""),
                     6);
            if (!one.said.empty()) out += line("      " + join_words(one.said, "; "), 6);
            if (!one.unset.empty()) out += line("      Not said: " + join_words(one.unset), 6);
        }
        return out;
    }

    std::string amiss() const {
        std::string out;
        for (const std::string& one : told_.amiss) out += line("NOT AS TOLD: " + one, 4);
        return out.empty() ? out : "\n" + out;
    }

    const Story& story_;
    const Told& told_;
    const Zone& zone_;
};

std::string list_of(const std::vector<std::string>& words) {
    JsonList list;
    for (const std::string& word : words) list.text(word);
    return list.str();
}

std::string lines_json(const Told& told, const Zone& zone) {
    JsonList lines;
    for (const ToldLine& one : told.lines) {
        lines.raw(JsonObject()
                      .text("at", iso_utc(one.at))
                      .text("local", iso_local(zone, one.at))
                      .text("incident", one.incident ? reference(one.incident) : "")
                      .truth("act", one.act)
                      .text("words", one.words)
                      .text("text", one.text)
                      .str());
    }
    return lines.str();
}

std::string calls_json(const Told& told, const Zone& zone) {
    JsonList calls;
    for (const ToldCall& call : told.calls) {
        JsonList by;
        for (const ToldCall::By& one : call.by) {
            by.raw(JsonObject()
                       .text("medium", std::string(medium_word(one.medium)))
                       .text("channel", one.channel)
                       .truth("accepted", one.verdict == Verdict::accepted)
                       .str());
        }
        calls.raw(JsonObject()
                      .text("at", iso_utc(call.at))
                      .text("local", iso_local(zone, call.at))
                      .text("incident", reference(call.incident))
                      .text("name", call.name)
                      .text("called", call.called)
                      .number("try", call.attempt)
                      .raw("by", by.str())
                      .str());
    }
    return calls.str();
}

std::string owed_json(const Told& told) {
    JsonList owed;
    for (const ToldOwed& one : told.owed) {
        owed.raw(JsonObject()
                     .text("incident", reference(one.incident))
                     .text("name", one.name)
                     .text("title", one.title)
                     .text("owner", one.owner)
                     .raw("rules", list_of(one.rules))
                     .text("from", iso_utc(one.from))
                     .text("due", iso_utc(one.due))
                     .number("times_met", one.times_met)
                     .number("times_late", one.times_late)
                     .number("times_told", one.times_told)
                     .text("late", one.late ? iso_utc(*one.late) : "")
                     .text("standing", one.standing)
                     .text("since", iso_utc(one.stands))
                     .text("text", one.text)
                     .str());
    }
    return owed.str();
}

std::string incidents_json(const Told& told) {
    JsonList incidents;
    for (const ToldIncident& one : told.incidents) {
        incidents.raw(JsonObject()
                          .text("incident", reference(one.incident))
                          .text("what", one.what)
                          .raw("rules", list_of(one.rules))
                          .text("status", one.status)
                          .text("holder", one.holder)
                          .truth("on_status_page", one.page)
                          .raw("said", list_of(one.said))
                          .raw("unset", list_of(one.unset))
                          .str());
    }
    return incidents.str();
}

}  // namespace

std::string story_text(const Story& story, const Told& told, const Zone& zone) {
    return Words(story, told, zone).text();
}

std::string story_json(const Story& story, const Told& told, const Zone& zone) {
    return JsonObject()
        .truth("nothing_is_sent", true)
        .text("story", story.name)
        .text("procedure", story.procedure)
        .raw("proves", list_of(story.proves))
        .text("at", iso_utc(story.begins))
        .text("ended", iso_utc(told.ended))
        .truth("as_told", told.amiss.empty())
        .raw("amiss", list_of(told.amiss))
        .raw("lines", lines_json(told, zone))
        .raw("calls", calls_json(told, zone))
        .raw("owed", owed_json(told))
        .raw("incidents", incidents_json(told))
        .str();
}

}  // namespace tocsin
