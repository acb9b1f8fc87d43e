#include "core/news.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/place_event.h"
#include "core/roads.h"
#include "core/text_budget.h"

#include <algorithm>

namespace tocsin {
namespace {

// News that has not left within an hour is no news any more; the timeline has it.
constexpr Duration news_lives = std::chrono::hours(1);

// An answer that comes later than this answers nothing: the person has asked again, or phoned.
constexpr Duration answer_lives = std::chrono::minutes(10);

// How a provider failed, for a text: "last 3 tries failed: 503". What it answered besides is its
// own words, a page of HTML perhaps, which the mail and the log have.
std::string failure_in_brief(const std::string& rate, const std::string& provider) {
    constexpr std::size_t signs_max = 40;
    const std::size_t colon = rate.find(": ");
    if (colon == std::string::npos) return fit_for_text(rate, signs_max);
    const std::string what = rate.substr(0, colon);
    std::string why = rate.substr(colon + 2);
    const std::string answered = provider + " answered ";
    if (why.starts_with(answered)) why.erase(0, answered.size());
    why.erase(std::min(why.find_first_of(":<{[\n"), why.size()));
    while (why.ends_with(' ')) why.pop_back();
    return fit_for_text(why.empty() ? what : what + ": " + why, signs_max);
}

bool send(Draft& draft, const Callee& reader, const std::string& text_id, Values values,
          const std::vector<IncidentId>& about, int severity, Medium medium) {
    if (text_id == "op.provider" && medium == Medium::sms)
        values["rate"] = failure_in_brief(values["rate"], values["prov"]);
    SendOffered offered;
    offered.message = compose_news(draft, reader, text_id, values, about, medium);
    if (offered.message.to.empty()) return false;
    offered.message.expires = draft.now + news_lives;
    offered.person = reader.person;
    offered.outside = reader.outside;
    offered.text_id = text_id;
    offered.about = about;
    offered.give_up = draft.now + news_lives;
    offered.severity = severity;
    return draft.offer(std::move(offered));
}

Values with_incidents(const Draft& draft, Values values, const std::vector<IncidentId>& about) {
    if (about.empty()) return values;
    const Incident* first = draft.state.incidents().find(about.front());
    if (first == nullptr) return values;
    values.merge(incident_values(draft, *first));
    if (about.size() > 1) {
        values["ref"] =
            reference(about.front()) + " and " + std::to_string(about.size() - 1) + " more";
    }
    values.merge(desk_values(draft, draft.procedure(*first)));
    return values;
}

Values of_the_house(const Draft& draft, Values values, const std::vector<IncidentId>& about) {
    values = with_incidents(draft, std::move(values), about);
    values.merge(
        desk_values(draft, draft.directory.procedures.at(draft.directory.default_procedure)));
    return values;
}

void send_everywhere(Draft& draft, const Callee& reader, const std::string& text_id,
                     const Values& values, const std::vector<IncidentId>& about, int severity) {
    const bool mailed = !reader.mail.empty() && is_provided(draft.directory, Medium::email);
    if (!mailed || !texts_used_up(draft, reader.phone))
        send(draft, reader, text_id, values, about, severity, Medium::sms);
    send(draft, reader, text_id, values, about, severity, Medium::email);
}

}  // namespace

void tell(Draft& draft, const Callee& reader, const std::string& text_id, Values values,
          const std::vector<IncidentId>& about, int severity) {
    values = with_incidents(draft, std::move(values), about);
    // News spares the texts that a number may still get.
    const bool spared = texts_used_up(draft, reader.phone);
    const bool told =
        (!spared && send(draft, reader, text_id, values, about, severity, Medium::sms)) ||
        send(draft, reader, text_id, values, about, severity, Medium::email);
    if (!told && spared) send(draft, reader, text_id, values, about, severity, Medium::sms);
}

void answer(Draft& draft, const Callee& reader, const std::string& channel,
            const std::string& text_id, Values values, const std::vector<IncidentId>& about) {
    values = of_the_house(draft, std::move(values), about);
    SendOffered offered;
    offered.message = compose_news(draft, reader, text_id, values, about, Medium::sms);
    offered.message.channel = channel;
    offered.message.urgent = true;
    offered.message.expires = draft.now + answer_lives;
    offered.person = reader.person;
    offered.outside = reader.outside;
    offered.text_id = text_id;
    offered.about = about;
    offered.give_up = draft.now + answer_lives;
    offered.severity = 1;
    draft.offer(std::move(offered));
}

void answer_press(Draft& draft, const Pressed& said, const std::string& text_id, Values values,
                  const std::vector<IncidentId>& about) {
    values = of_the_house(draft, std::move(values), about);
    SendOffered offered;
    offered.message.medium = Medium::chat;
    offered.message.channel = said.channel;
    offered.message.text = news_text(draft, text_id, values, about);
    offered.message.facts = {
        {"event", answer_event}, {"presser", said.presser}, {"room", said.room}};
    offered.message.expires = draft.now + answer_lives;
    // It has no reader of ours: whoever is outside and has pressed in an exercise hears of it too.
    offered.text_id = text_id;
    offered.about = about;
    offered.give_up = draft.now + answer_lives;
    offered.severity = 1;
    draft.offer(std::move(offered));
}

bool mail(Draft& draft, const Callee& reader, const std::string& text_id, const Document& document,
          const std::vector<Attachment>& attachments, Duration lives) {
    if (reader.mail.empty()) return false;
    const Document shown = draft.directory.exercise ? exercise_document(document) : document;
    SendOffered offered;
    offered.message.medium = Medium::email;
    offered.message.to = reader.mail;
    offered.message.subject = shown.subject;
    offered.message.text = plain_text(shown);
    offered.message.html = html_page(shown);
    offered.message.attachments = attachments;
    offered.message.expires = draft.now + lives;
    offered.person = reader.person;
    offered.outside = reader.outside;
    offered.text_id = text_id;
    offered.give_up = draft.now + lives;
    return draft.offer(std::move(offered));
}

void tell_level_1(Draft& draft, const Procedure& procedure, const std::string& text_id,
                  Values values, const std::vector<IncidentId>& about, int severity) {
    values = with_incidents(draft, std::move(values), about);
    values.merge(desk_values(draft, procedure));
    const Meaning level_1 =
        meaning(draft.state, draft.directory, procedure, procedure.level_1, draft.now);
    for (const Callee& desk : level_1.people) {
        send_everywhere(draft, desk, text_id, values, about, severity);
    }
}

void tell_rota_team(Draft& draft, const Procedure& procedure, const std::string& text_id,
                    const Values& values) {
    const std::vector<Callee> level_1 =
        meaning(draft.state, draft.directory, procedure, procedure.level_1, draft.now).people;
    for (const PersonId& id : draft.directory.rota_team) {
        const bool told = std::any_of(level_1.begin(), level_1.end(),
                                      [&](const Callee& desk) { return desk.person == id; });
        if (told) continue;
        if (const auto reader = find_person(draft.state, draft.directory, id, draft.now)) {
            send_everywhere(draft, *reader, text_id, values, {}, 3);
        }
    }
}

}  // namespace tocsin
