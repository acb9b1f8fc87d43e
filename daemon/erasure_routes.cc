#include "daemon/erasure_routes.h"

#include "core/draft.h"
#include "core/patient_data.h"
#include "daemon/ascii.h"
#include "daemon/body_road.h"
#include "daemon/fields.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

// Under the answer's own time, so that whoever asks hears how far it came.
constexpr auto erases_within = std::chrono::seconds(4);

// Shorter ones would be found in other words.
constexpr std::size_t signs_min = 4;
constexpr std::size_t also_max = 20;

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

// The reason stays: it must not say again what is erased.
void check_reason(Body& fields, const ErasureWanted& wanted, Instant now) {
    const auto found = patient_data(wanted.reason, std::chrono::floor<std::chrono::days>(now));
    if (!found.empty()) {
        fields.error("reason", "has " + found_words(found) +
                                   ", and stays in the journal: say it without, as by the number "
                                   "of the request");
    }
}

ErasureWanted read_wanted(Body& fields, const std::string& principal, Instant now) {
    ErasureWanted wanted;
    wanted.reason = fields.need_line("reason", 200);
    wanted.by = by_whom(fields, principal);
    wanted.trial = fields.one_of("trial", {"true", "false"}) == "true";
    check_reason(fields, wanted, now);
    return wanted;
}

void read_also(Body& fields, NamedPerson& person) {
    for (std::string& word : fields.words("also")) {
        if (signs(word) < signs_min) {
            fields.error("also", "each has at least " + std::to_string(signs_min) +
                                     " signs: shorter ones are parts of other words");
            return;
        }
        person.words.push_back(std::move(word));
    }
    if (person.words.size() > also_max)
        fields.error("also", "has at most " + std::to_string(also_max) + " names and addresses");
}

bool says(const std::string& text, const std::string& word) {
    return !std::ranges::search(text, word, {}, &ascii_lower, &ascii_lower).empty();
}

void add(NamedPerson& person, const std::string& word) {
    if (!word.empty() && std::ranges::find(person.words, word) == person.words.end())
        person.words.push_back(word);
}

// "+447700900101" is "07700900101" and "07700 900101" to people.
void add_phone(NamedPerson& person, const std::string& phone) {
    add(person, phone);
    if (!phone.starts_with("+44") || phone.size() < 9) return;
    const std::string national = "0" + phone.substr(3);
    add(person, national);
    add(person, national.substr(0, 5) + " " + national.substr(5));
}

void add_person(NamedPerson& person, const Person& known) {
    if (known.id != person.id) return;
    add(person, known.name);
    add_phone(person, known.contact.phone);
    add(person, known.contact.mail);
    add(person, known.contact.push);
}

std::string backups_json(const std::filesystem::path& folder) {
    const std::vector<BackupFile> all = backups_in(folder);
    JsonObject json;
    json.text("folder", folder.string()).number("count", static_cast<std::int64_t>(all.size()));
    if (!all.empty()) {
        json.text("newest", iso_utc(all.front().at)).text("oldest", iso_utc(all.back().at));
    }
    return json.str();
}

std::string done_json(const ErasureWanted& wanted, const ErasureDone& done,
                      const BackupHealth& backups, const std::set<std::string>& archives) {
    JsonList of;
    for (const IncidentId id : done.of) of.text(reference(id));
    JsonObject stays;
    for (const auto& [kind, count] : done.stays)
        stays.number(kind, static_cast<std::int64_t>(count));
    JsonObject json;
    json.truth("trial", wanted.trial)
        .number("entries", static_cast<std::int64_t>(done.entries))
        .raw("incidents", of.str())
        .truth("more", done.how == InParts::parted)
        .raw("stays", stays.str());
    // They keep the words: the backups until they are pruned, the archives for ever.
    if (backups.settings) json.raw("backups", backups_json(backups.settings->folder));
    JsonList files;
    for (const std::string& file : archives) files.text(file);
    json.raw("archives", files.str());
    return json.str();
}

// Of one that the state still knows: its words are needed. What is to be done first.
std::string why_unfinished(const State& state, IncidentId id) {
    const std::string ref = reference(id);
    if (!state.incidents().find(id)->closed) {
        return ref +
               " is open: its clocks and calls need its words. Resolve and close it first: tocsin "
               "close " +
               ref + ".";
    }
    for (const ObligationState* one : state.obligations_of(id)) {
        if (!one->owing()) continue;
        return ref + " is closed, and its " + one->owed.title +
               " is still owed. When that is done, tocsin met " + ref + " " + one->owed.name +
               "; if it is not needed, tocsin waive.";
    }
    return ref +
           " is closed, and some of its messages are still on their way. Ask again in some "
           "minutes.";
}

}  // namespace

void add_names(const State& state, const Directory& directory, NamedPerson& person) {
    if (const auto known = directory.people.find(person.id); known != directory.people.end())
        add_person(person, known->second);
    const auto add_week = [&](const WeeklyRota& week) {
        for (const Person& contact : week.contacts) add_person(person, contact);
    };
    for (const auto& [name, rota] : state.rotas()) {
        for (const auto* weeks : {&rota.rota.weeks, &rota.rota.rolling}) {
            for (const auto& [monday, week] : *weeks) add_week(week);
        }
    }
    for (const auto& [plan, rota] : state.planned_rotas()) {
        for (const WeeklyRota& week : rota.uploaded.weeks) add_week(week);
    }
}

void ErasureRoutes::add_routes(Router& router) {
    router.add("POST", "/v1/incidents/{id}/erase", Scope::admin,
               [this, &router](const Visit& visit) { return erase_incident(visit, router); });
    router.add("POST", "/v1/people/{id}/erase", Scope::admin,
               [this, &router](const Visit& visit) { return erase_person(visit, router); });
}

Response ErasureRoutes::erase_incident(const Visit& visit, const Router& router) const {
    const IncidentId id = incident_named(*find_field(visit.path, "id"));
    std::string unfinished;
    IncidentId next;
    Instant now{};
    api_.look([&](const Engine& engine, Instant at) {
        if (engine.state().incidents().find(id) != nullptr)
            unfinished = why_unfinished(engine.state(), id);
        next = engine.state().next_incident();
        now = at;
    });
    ErasureWanted wanted = checked(
        read_fields_of<ErasureWanted>(visit.request.body, [&](Body& fields, ErasureWanted& read) {
            read = read_wanted(fields, visit.who.name, now);
        }));
    wanted.incident = id;
    if (!unfinished.empty()) refuse("wrong-state", unfinished + " Nothing was erased.");
    if (!eraser_.knows(id)) refuse_unknown(id, next, archive_);
    return answer(wanted, router);
}

Response ErasureRoutes::erase_person(const Visit& visit, const Router& router) const {
    const std::string& id = *find_field(visit.path, "id");
    if (!plain_name(id))
        refuse("unknown", "A person is named by an id such as pat.ash. Nothing was erased.");
    NamedPerson person{id, {}};
    Instant now{};
    api_.look([&](const Engine& engine, Instant at) {
        add_names(engine.state(), engine.directory(), person);
        now = at;
    });
    const ErasureWanted asked = checked(
        read_fields_of<ErasureWanted>(visit.request.body, [&](Body& fields, ErasureWanted& wanted) {
            wanted = read_wanted(fields, visit.who.name, now);
            wanted.person.id = id;
            read_also(fields, wanted.person);
            for (const std::string& word : person.words) add(wanted.person, word);
            for (const std::string& word : wanted.person.words) {
                if (!says(wanted.reason, word)) continue;
                fields.error("reason", "names them, and stays in the journal: say it without");
                return;
            }
        }));
    return answer(asked, router);
}

Response ErasureRoutes::answer(const ErasureWanted& wanted, const Router& router) const {
    const ErasureDone done = eraser_.erase(wanted, erases_within);
    if (!wanted.trial) router.forget_answers();
    switch (done.how) {
        case InParts::unsaved:
            refuse_unsaved();
        case InParts::busy:
            throw Refused({.slug = "busy",
                           .detail = "Another erasure goes on. Ask again. Nothing was erased.",
                           .retry_after = std::chrono::seconds(2)});
        case InParts::done:
        case InParts::parted:
            break;
    }
    return json_response(200, done_json(wanted, done, backups_.health(), archive_.files()));
}

}  // namespace tocsin
