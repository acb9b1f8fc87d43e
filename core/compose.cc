#include "core/compose.h"

#include "core/exercise.h"
#include "core/gsm7.h"
#include "core/ladder.h"
#include "core/roads.h"
#include "core/unseen.h"
#include "core/utf8.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"

#include <algorithm>
#include <cctype>

namespace tocsin {
namespace {

const Service* service_of(const Directory& directory, const std::string& id) {
    const auto found = directory.services.find(id);
    return found == directory.services.end() ? nullptr : &found->second;
}

// Ends a line, rings a bell or does worse, on some screen.
bool is_control(char32_t sign) {
    return sign < 0x20 || (0x7F <= sign && sign <= 0x9F) || sign == 0x2028 || sign == 0x2029;
}

// What came from outside stays on its line, turns nothing round, and holds no place for a link.
std::string one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const FirstSign first = first_sign(text);
        if (is_control(first.sign)) {
            out += ' ';
        } else if (first.sign == '{') {
            out += '(';
        } else if (first.sign == '}') {
            out += ')';
        } else if (!is_unseen(first.sign)) {
            out += text.substr(0, first.bytes);
        }
        text.remove_prefix(first.bytes);
    }
    return out;
}

// A value longer than its cap would push the ask out of the first segment (wording 2.3). What the
// configuration says is checked there; what an alarm says is cut at a word. Counted is what each
// sign takes in a text: "[" takes two.
std::string capped(const std::string& text, std::size_t signs) {
    constexpr int most = 4;  // of one sign
    std::size_t end = 0;
    std::size_t count = 0;
    std::size_t space = 0;
    while (end < text.size()) {
        const std::string_view rest = std::string_view(text).substr(end);
        const std::size_t bytes = first_sign(rest).bytes;
        const int cost = std::max(1, septets_of(rest.substr(0, bytes), most));
        count += static_cast<std::size_t>(cost);
        if (count > signs) break;
        if (text[end] == ' ') space = end;
        end += bytes;
    }
    if (end >= text.size()) return text;
    return text.substr(0, space > end / 2 ? space : end);
}

bool is_last_resort(const Draft& draft, const CallPlan::Line& line) {
    return line.step->rung >= last_resort(draft.procedure(*line.incident));
}

std::string try_words(const Draft& draft, const CallPlan::Line& line, std::string_view prefix) {
    if (is_last_resort(draft, line)) return "round " + std::to_string(line.step->round);
    const Procedure& procedure = draft.procedure(*line.incident);
    const int attempts = procedure.ladder.rungs[static_cast<std::size_t>(line.step->rung)].attempts;
    return std::string(prefix) + std::to_string(line.step->attempt) + " of " +
           std::to_string(attempts);
}

// A phone shows so much of a title when it is locked (wording 2.8).
constexpr std::size_t push_title_signs = 40;

// Longer than this it would push the ask out of the first part of a text, even in an exercise.
constexpr std::size_t missed_max = 34;

// Who has been called in vain, for the last resort: "EDM and level 3 not reached".
std::string missed(const Incident& incident) {
    std::vector<std::string> roles;
    for (const auto& [person, called] : incident.called) {
        if (std::find(roles.begin(), roles.end(), called.callee.called) == roles.end() &&
            called.callee.called != "the last resort") {
            roles.push_back(called.callee.called);
        }
    }
    if (roles.empty()) return "Nobody is on the rota";
    std::string text = roles.front();
    if (roles.size() > 1) text += " and " + (roles.size() == 2 ? roles[1] : "others");
    text += " not reached";
    return text.size() <= missed_max ? text : "All others not reached";
}

std::string list_of(const std::vector<CallPlan::Line>& lines) {
    std::string text;
    for (std::size_t index = 0; index < lines.size() && index < 3; ++index) {
        text += (index > 0 ? ", " : "") + reference(lines[index].incident->id);
    }
    if (lines.size() > 3) text += " and " + std::to_string(lines.size() - 3) + " more";
    return text;
}

// A mail stands beside a text, which may not have come.
std::string or_reply(const Directory& directory, const Callee& callee, const CallMade& made) {
    const bool answerable = std::ranges::any_of(directory.providers, [](const Provider& one) {
        return one.medium == Medium::sms && one.two_way;
    });
    if (callee.phone.empty() || !answerable) return "";
    return "Or reply " + made.code + " to our text, if you have it.\n";
}

// " Supplier Exampletech.": whom the service names so.
std::string supplier_words(const Directory& directory, const Incident& incident) {
    std::string names;
    for (const PersonId& id :
         service_contacts(service_of(directory, incident.alarm.service), "supplier")) {
        const auto desk = directory.desks.find(id);
        const auto person = directory.people.find(id);
        const std::string name = desk != directory.desks.end()      ? desk->second.long_name
                                 : person != directory.people.end() ? person->second.name
                                                                    : "";
        if (!name.empty()) names += (names.empty() ? " Supplier " : ", ") + name;
    }
    return names.empty() ? "" : names + ".";
}

Values call_values(const Draft& draft, const CallPlan::Person& person, const CallMade& made) {
    const CallPlan::Line& line = person.lines.front();
    const Incident& incident = *line.incident;
    const Procedure& procedure = draft.procedure(incident);
    const Zone& zone = draft.directory.calendar.zone;
    Values values = incident_values(draft, incident);
    values.merge(desk_values(draft, procedure));
    const std::string next =
        rung_called(draft, incident, std::min(line.step->rung + 1, last_resort(procedure)));
    values["until"] = short_time(zone, made.until, draft.now);
    values["role"] = person.callee.called;
    values["person"] = person.callee.name;
    values["sent"] = short_time(zone, draft.now, draft.now);
    values["sent_long"] = long_time(zone, draft.now);
    values["code"] = made.code;
    values["next"] = next;
    values["why"] = fit_for_text(line.step->why, 44);
    values["round"] = std::to_string(line.step->round);
    values["missed"] = missed(incident);
    values["try_short"] = try_words(draft, line, "try ");
    values["try"] = try_words(draft, line, "Try ");
    values["count"] = std::to_string(person.lines.size());
    values["more"] = std::to_string(person.lines.size() - 1);
    values["list"] = list_of(person.lines);
    const bool secret = incident.task_of && incident.task_of->by_phone_only;
    values["or_reply"] = or_reply(draft.directory, person.callee, made);
    values["supplier"] = secret ? "" : supplier_words(draft.directory, incident);
    values["opening"] = line.step->why.empty() || is_last_resort(draft, line) || secret
                            ? person.callee.name + ", you are " + person.callee.called + " on call."
                            : person.callee.name + ": " + one_line(line.step->why) + ".";
    const bool last_try =
        !is_last_resort(draft, line) &&
        line.step->attempt >=
            procedure.ladder.rungs[static_cast<std::size_t>(line.step->rung)].attempts;
    if (is_last_resort(draft, line)) {
        values["after"] =
            "we call you again, every " + duration_words(procedure.ladder.last_resort_every);
    } else if (last_try) {
        values["after"] = "we call " + next;
    } else {
        values["after"] = "we try you once more, and then call " + next;
    }
    return values;
}

// Of a task whose messages say nothing of what it is about (HSSI-43).
Values secret_values(const Draft& draft, const Incident& incident) {
    return {
        {"ref", reference(incident.id)},
        {"task", incident.task_of->title},
        {"of", reference(incident.task_of->incident)},
        {"sev", std::to_string(incident.severity)},
        {"service", capitalised(incident.task_of->title)},
        {"state", "open"},
        {"state_words", "open"},
        {"place", "Details by phone only"},
        {"impact", "details by phone only"},
        {"summary", "details by phone only"},
        {"start_long", long_time(draft.directory.calendar.zone, incident.began)},
    };
}

// What a phone says before it listens for a key; what the keys do is the same whatever it is about.
std::string spoken(const std::string& text, bool exercise) {
    if (!exercise) return text;
    const std::size_t ask = text.rfind('\n') + 1;
    return "Exercise, exercise, exercise.\n" + text.substr(0, ask) +
           "This is an exercise. Press keys as if it were real, then stop.\n" + text.substr(ask) +
           "\nExercise, exercise, exercise.";
}

// A text in GSM-7. News whose values are longer than anybody has foreseen loses their ends: its
// mail says all of them.
std::string text_of(const Template& wording, const Values& values, bool exercise) {
    Values texted = values;
    for (auto& [name, value] : texted) value = textable(value);
    const auto composed = [&] {
        const std::string text = filled(wording.text, texted);
        return exercise ? exercise_text(text, wording.ask) : text;
    };
    std::string text = composed();
    for (const std::size_t signs : {80U, 60U, 40U, 20U}) {
        if (fits_in_parts(text) || wording.ask != Ask::nothing) break;
        for (auto& [name, value] : texted) {
            if (value.find('\n') == std::string::npos) value = fit_for_text(value, signs);
        }
        text = composed();
    }
    return text;
}

Message composed(const std::string& to, const std::string& text_id, const Values& values,
                 Medium medium, bool exercise) {
    const Template& wording = template_of(text_id);
    Message message;
    message.medium = medium;
    message.to = to;
    message.urgent = wording.ask != Ask::nothing;
    if (medium == Medium::sms) {
        message.text = text_of(wording, values, exercise);
        return message;
    }
    if (medium == Medium::voice) {
        message.text = spoken(filled(wording.text, values), exercise);
        return message;
    }
    message.subject = filled(wording.subject, values);
    if (medium == Medium::push) {
        message.subject = fit_for_text(message.subject, push_title_signs);
        message.text = filled(wording.text, values);
        if (exercise) {
            message.subject = fit_for_text("EXERCISE " + message.subject, push_title_signs);
            message.text = exercise_text(message.text, wording.ask);
        }
        return message;
    }
    message.text = filled(wording.mail.empty() ? wording.text : wording.mail, values);
    if (!message.text.ends_with('\n')) message.text += '\n';
    if (exercise) {
        message.subject = exercise_line(message.subject);
        message.text = exercise_text(message.text, wording.ask) + "\n";
    }
    message.html = html_part(message.subject, message.text);
    return message;
}

}  // namespace

std::string fit_for_text(const std::string& written, std::size_t signs) {
    return capped(one_line(written), signs);
}

std::string capitalised(std::string called) {
    if (!called.empty()) {
        called.front() =
            static_cast<char>(std::toupper(static_cast<unsigned char>(called.front())));
    }
    return called;
}

std::string rings_at(const Directory& directory, const Callee& callee) {
    const auto desk = directory.desks.find(callee.person);
    const bool landline = desk != directory.desks.end() && !desk->second.landline.empty();
    return landline ? desk->second.landline : callee.phone;
}

Values incident_values(const Draft& draft, const Incident& incident) {
    const Service* service = service_of(draft.directory, incident.alarm.service);
    const std::string state = incident.words ? incident.words->state : incident.alarm.state;
    std::string place = incident.words ? incident.words->place : incident.alarm.place;
    if (place.empty() && service != nullptr) place = service->place;
    std::string impact = incident.words ? incident.words->impact : "";
    if (impact.empty() && service != nullptr && state == "down") impact = service->impact;
    if (incident.task_of && incident.task_of->by_phone_only) return secret_values(draft, incident);
    return {
        {"ref", reference(incident.id)},
        {"task", incident.task_of ? incident.task_of->title : ""},
        {"of", incident.task_of ? reference(incident.task_of->incident) : ""},
        {"sev", std::to_string(incident.severity)},
        {"service", fit_for_text(incident.service_name, 20)},
        {"state", state.empty() ? "alarm" : one_line(state)},
        {"state_words", state.empty() ? "an alarm, nobody has looked yet" : one_line(state)},
        {"place", place.empty() ? "Place not known yet" : fit_for_text(place, 43)},
        {"impact", impact.empty() ? "Effect on users not known yet" : one_line(impact)},
        {"summary", one_line(incident.alarm.summary)},
        {"start_long", long_time(draft.directory.calendar.zone, incident.began)},
    };
}

Values desk_values(const Draft& draft, const Procedure& procedure) {
    const Meaning level_1 =
        meaning(draft.state, draft.directory, procedure, procedure.level_1, draft.now);
    // Nobody is level 1 now: a text still says who asks, and never shows an empty place.
    if (level_1.people.empty()) {
        return {{"desk", "Tocsin"}, {"desk_long", "service desk"}, {"phone", "the service desk"}};
    }
    const Callee& first = level_1.people.front();
    const auto desk = draft.directory.desks.find(first.person);
    return {
        {"desk", first.name},
        {"desk_long", desk == draft.directory.desks.end() ? first.name : desk->second.long_name},
        {"phone", spoken_phone(rings_at(draft.directory, first))}};
}

std::string call_text(const Draft& draft, const CallPlan::Person& person, bool two_way) {
    const CallPlan::Line& line = person.lines.front();
    if (person.lines.size() > 1) return two_way ? "call.merged" : "call.open.merged";
    if (is_last_resort(draft, line)) return two_way ? "call.last" : "call.open.last";
    if (line.incident->task_of) {
        const bool secret = line.incident->task_of->by_phone_only;
        if (two_way) return secret ? "call.task.phone" : "call.task";
        return secret ? "call.open.task.phone" : "call.open.task";
    }
    const Procedure& procedure = draft.procedure(*line.incident);
    const int attempts = procedure.ladder.rungs[static_cast<std::size_t>(line.step->rung)].attempts;
    if (line.step->attempt >= attempts && attempts > 1) return two_way ? "call.2" : "call.open.2";
    if (!line.step->why.empty()) return two_way ? "call.why" : "call.open.why";
    return two_way ? "call.1" : "call.open";
}

std::string call_text_for(const Draft& draft, const CallPlan::Person& person, Medium medium,
                          bool two_way) {
    const bool several = person.lines.size() > 1;
    if (medium == Medium::voice) return several ? "voice.call.merged" : "voice.call";
    if (medium == Medium::push) return several ? "push.call.merged" : "push.call";
    return call_text(draft, person, two_way);
}

Message compose_call(const Draft& draft, const CallPlan::Person& person, const CallMade& made,
                     Medium medium, bool two_way) {
    const std::string& to = address_for(person.callee, medium);
    if (to.empty()) return {};
    Message message = composed(to, call_text_for(draft, person, medium, two_way),
                               call_values(draft, person, made), medium,
                               is_exercise(draft.state, draft.directory, incidents_of(person)));
    message.expires = made.until;
    return message;
}

Message compose_news(const Draft& draft, const Callee& reader, const std::string& text_id,
                     const Values& values, const std::vector<IncidentId>& about, Medium medium) {
    const std::string& to = address_for(reader, medium);
    if (to.empty()) return {};
    return composed(to, text_id, values, medium, is_exercise(draft.state, draft.directory, about));
}

std::string news_text(const Draft& draft, const std::string& text_id, const Values& values,
                      const std::vector<IncidentId>& about) {
    return text_of(template_of(text_id), values, is_exercise(draft.state, draft.directory, about));
}

}  // namespace tocsin
