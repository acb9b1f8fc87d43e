#include "daemon/story_step.h"

#include "core/draft.h"
#include "core/ladder.h"
#include "daemon/json_text.h"
#include "daemon/json_writer.h"
#include "daemon/notice_body.h"
#include "daemon/obligation_body.h"
#include "daemon/operate_body.h"
#include "daemon/report_body.h"
#include "daemon/triage_body.h"

#include <algorithm>

namespace tocsin {
namespace {

// Whoever acts, where the step does not say "by".
constexpr const char* principal = "story";

std::string json_of(const Node& node);

JsonObject fields_of(const Node& map) {
    JsonObject object;
    for (const auto& [key, value] : map.fields) object.raw(key.text, json_of(value));
    return object;
}

std::string json_of(const Node& node) {
    if (node.kind == Node::Kind::map) return fields_of(node).str();
    if (node.kind == Node::Kind::scalar) return json_quoted(node.text);
    JsonList list;
    for (const Node& item : node.items) list.raw(json_of(item));
    return list.str();
}

struct Words {
    const StoryStep& step;
    const StoryPlace& place;

    const std::string& main() const { return step.main.text; }
    // The body of the API without what is done, with it as `field`, or with another text as that.
    std::string body() const { return fields_of(step.rest).str(); }
    std::string body(const std::string& field) const {
        return fields_of(step.rest).raw(field, json_of(step.main)).str();
    }
    std::string body(const std::string& field, const std::string& text) const {
        return fields_of(step.rest).text(field, text).str();
    }
};

using Read = std::variant<StoryAct, ProblemDetail>;

ProblemDetail wrong(const std::string& key, const std::string& why) {
    return {.slug = "fields", .errors = {{"#/" + key, why}}};
}

// What a reader of the API made of it, as the act of a story.
template <class Value>
Read act(std::variant<Value, ProblemDetail> read) {
    if (auto* problem = std::get_if<ProblemDetail>(&read)) return std::move(*problem);
    return StoryAct{Occurrence{std::get<Value>(std::move(read))}};
}

Read report(const Words& words) {
    // Two reports of a story are two incidents, unless they say the same "key".
    const std::string key = "line " + std::to_string(words.step.mark.line);
    const ReportCall call{principal, "", key, words.place.now};
    auto read = read_report(words.body("service"), call);
    if (auto* reported = std::get_if<Reported>(&read)) {
        std::string& procedure = reported->alarms.front().procedure;
        if (procedure.empty()) procedure = words.place.procedure.name;
    }
    return act(std::move(read));
}

// The monitor says that it is over, of the report with this key.
Read clear(const Words& words) {
    Alarm alarm;
    alarm.key = words.main();
    alarm.firing = false;
    return StoryAct{Occurrence{Reported{"api", principal, {std::move(alarm)}, "", ""}}};
}

Read confirm(const Words& words) {
    return act(read_confirm(words.body("state"), words.place.incident, principal));
}

// Also of a task, which is safe then: the words are what is said of it.
Read resolve(const Words& words) {
    return act(read_resolve(words.body("summary"), words.place.incident, principal));
}

Read close(const Words& words) {
    return act(read_close(words.body("person"), words.place.incident, principal));
}

Read reopen(const Words& words) {
    return act(read_reopen(words.body("reason"), words.place.incident, principal));
}

Read note(const Words& words) {
    return act(read_incident_note(words.body("text"), words.place.incident, principal));
}

Read answer(const Words& words) {
    return act(read_acknowledge(words.body("person"), words.place.incident, principal));
}

// The latest call of the person about the incident that waits for an answer; else about any.
CallId open_call(const State& state, const PersonId& person, IncidentId incident) {
    CallId latest;
    CallId about;
    for (const CallId id : state.open_calls(person)) {
        latest = std::max(latest, id);
        const Call& call = *state.calls().find(id);
        if (std::ranges::find(call.covers, incident, &Covered::incident) != call.covers.end())
            about = std::max(about, id);
    }
    return about ? about : latest;
}

// By the link of that call.
Read press(const Words& words) {
    if (!words.step.rest.fields.empty())
        return wrong(words.step.rest.fields.front().first.text, "is not part of a press");
    Acknowledgement taking;
    taking.person = words.main();
    taking.via = "link";
    if (words.place.state == nullptr) return StoryAct{Occurrence{taking}};
    taking.call = open_call(*words.place.state, words.main(), words.place.incident);
    if (!taking.call) return wrong("press", "has no call that can be answered at that moment");
    return StoryAct{Occurrence{taking}};
}

// A role of the ladder, else a person.
void split_to(const Words& words, const std::string& to, std::string& role, PersonId& person) {
    const Incident* incident = words.place.state == nullptr
                                   ? nullptr
                                   : words.place.state->incidents().find(words.place.incident);
    const Procedure& procedure = incident == nullptr
                                     ? words.place.procedure
                                     : procedure_of(words.place.directory, *incident);
    (rung_of(procedure, to) ? role : person) = to;
}

Read pass_on(const Words& words) {
    auto read = read_pass_on(words.body("person"), words.place.incident);
    if (auto* problem = std::get_if<ProblemDetail>(&read)) return std::move(*problem);
    PassOnBody& body = std::get<PassOnBody>(read);
    split_to(words, body.to, body.pass_on.to_role, body.pass_on.to_person);
    return StoryAct{Occurrence{std::move(body.pass_on)}};
}

Read escalate(const Words& words) {
    auto read = read_escalate(words.body("to"), words.place.incident, principal);
    if (auto* problem = std::get_if<ProblemDetail>(&read)) return std::move(*problem);
    EscalateBody& body = std::get<EscalateBody>(read);
    split_to(words, body.to, body.escalate.to_role, body.escalate.to_person);
    return StoryAct{Occurrence{std::move(body.escalate)}};
}

Read set(const Words& words) {
    return act(read_fields(words.body("fields"), words.place.incident, principal));
}

Read flag(const Words& words) {
    return act(read_flag(words.body("flag"), words.place.incident, principal));
}

Read unflag(const Words& words) {
    return act(read_flag_removal(words.body(), words.place.incident, words.main(), principal));
}

Read severity(const Words& words) {
    return act(read_judgement(words.body("severity"), words.place.incident, principal));
}

Read judge(const Words& words) {
    return act(read_judgement(words.body("way"), words.place.incident, principal));
}

Read notice(const Words& words) {
    const StoryPlace& place = words.place;
    auto read = read_notice(words.body("stage"), place.incident, principal, place.zone, place.now);
    if (auto* problem = std::get_if<ProblemDetail>(&read)) return std::move(*problem);
    return StoryAct{Occurrence{std::move(std::get<NoticeBody>(read).written)}};
}

// About the latest message of the incident that is held.
Read hold(const Words& words) {
    const StoryPlace& place = words.place;
    HoldId latest;
    if (place.state != nullptr) {
        for (const auto& [number, held] : place.state->holds()) {
            if (held.held.incident == place.incident) latest = held.held.hold;
        }
        if (!latest) return wrong("hold", "finds no message that is held");
    }
    return act(read_hold_decision(words.body("action"), latest, principal, place.zone, place.now));
}

Read rollout(const Words& words) {
    return act(read_rollout(words.body(), words.main(), principal));
}

Read obligation(const Words& words) {
    const std::string verb = words.step.verb == "met" ? "meet" : words.step.verb;
    return act(read_obligation_act(words.body("act", verb), words.place.incident, words.main(),
                                   words.place.zone, principal));
}

Read swap(const Words& words) {
    return act(
        read_swap(words.body("role"), words.place.procedure.rota, words.place.zone, principal));
}

Read shift(const Words& words) {
    return act(read_shift(words.body("person"), principal));
}

Read handover_call(const Words& words) {
    return act(read_handover_call(words.body("note"), principal));
}

Read handover_note(const Words& words) {
    return act(read_note(words.body("text"), principal));
}

Read channel(const Words& words) {
    return StoryAct{ChannelMoved{words.main(), words.step.verb == "fails"}};
}

Read document(const Words& words) {
    return StoryAct{DocumentRead{words.main()}};
}

struct Verb {
    std::string name;
    Read (*read)(const Words&);
};

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> all = {{"report", report},
                                          {"clear", clear},
                                          {"confirm", confirm},
                                          {"resolve", resolve},
                                          {"close", close},
                                          {"reopen", reopen},
                                          {"note", note},
                                          {"press", press},
                                          {"answer", answer},
                                          {"pass-on", pass_on},
                                          {"escalate", escalate},
                                          {"set", set},
                                          {"flag", flag},
                                          {"unflag", unflag},
                                          {"severity", severity},
                                          {"judge", judge},
                                          {"notice", notice},
                                          {"hold", hold},
                                          {"rollout", rollout},
                                          {"ask", obligation},
                                          {"met", obligation},
                                          {"waive", obligation},
                                          {"put-off", obligation},
                                          {"pause", obligation},
                                          {"resume", obligation},
                                          {"reject", obligation},
                                          {"safe", resolve},
                                          {"swap", swap},
                                          {"shift", shift},
                                          {"handover-call", handover_call},
                                          {"handover-note", handover_note},
                                          {"document", document},
                                          {"fails", channel},
                                          {"works", channel}};
    return all;
}

}  // namespace

const std::vector<std::string>& story_verbs() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names;
        for (const Verb& verb : verbs()) names.push_back(verb.name);
        return names;
    }();
    return all;
}

std::variant<StoryAct, ProblemDetail> act_of(const StoryStep& step, const StoryPlace& place) {
    const auto verb = std::ranges::find(verbs(), step.verb, &Verb::name);
    return verb->read(Words{step, place});
}

}  // namespace tocsin
