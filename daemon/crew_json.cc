#include "daemon/crew_json.h"

#include "channels/mask.h"
#include "core/addresses.h"
#include "core/crew.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"

#include <array>

namespace tocsin {
namespace {

using std::chrono::hours;

void put(JsonObject& json, const char* name, const std::optional<Instant>& at) {
    if (at) json.text(name, iso_utc(*at));
}

std::string contact_json(const Draft& draft, const Callee& person, Medium medium) {
    const bool phone = medium == Medium::sms;
    const std::string& address = phone ? person.phone : person.mail;
    JsonObject json;
    json.text("medium", phone ? "phone" : "mail")
        .text("address", phone ? mask_phone(address) : mask_mail(address));
    const AddressState* known = draft.state.addresses().find({person.person, address});
    if (known == nullptr) return json.str();
    put(json, "verified", known->verified);
    put(json, "answered", known->answered);
    json.text("by", known->how);
    if (const auto proof = std::max(known->verified, known->answered)) {
        json.number("days", (draft.now - *proof) / hours(24));
    }
    put(json, "failed", known->failed);
    if (known->failed) json.text("why", known->why);
    return json.str();
}

// "17:30 to Thu 08:00"; of a term "1 July 2026 to 31 December 2026".
std::string span_words(const ShiftReadiness& row, const Zone& zone, Instant now) {
    const Span& span = row.line.span;
    if (!row.term) {
        // A shift of a week begins and ends on the same day of the week.
        const bool long_one = span.to - span.from > hours(24 * 6);
        const auto moment = [&](Instant at) {
            return long_one ? short_day(zone.day(at)) + " " + short_time(zone, at, at)
                            : short_time(zone, at, now);
        };
        return moment(span.from) + " to " + moment(span.to);
    }
    const auto day = [](const std::optional<Day>& one) {
        return short_day(*one) + " " + std::to_string(static_cast<int>(one->year()));
    };
    return (row.term->from ? "from " + day(row.term->from) : std::string("now")) +
           (row.term->until ? " to " + day(row.term->until) : "") +
           (row.term->interim ? ", interim" : "");
}

}  // namespace

std::string readiness_json(const Draft& draft, int days) {
    const Zone& zone = draft.directory.calendar.zone;
    JsonList shifts;
    std::array<std::int64_t, 3> counts{};
    for (const ShiftReadiness& row : readiness(draft, hours(24) * days)) {
        ++counts[static_cast<std::size_t>(row.readiness)];
        JsonList why;
        for (const std::string& one : row.why) why.text(one);
        const Span& span = row.line.span;
        shifts.raw(JsonObject()
                       .text("rota", row.line.rota)
                       .text("role", row.line.role)
                       .text("called", row.line.called)
                       .text("from", iso_utc(span.from))
                       .text("to", iso_utc(span.to))
                       .text("words", span_words(row, zone, draft.now))
                       .text("person", row.person)
                       .text("name", row.name)
                       .text("readiness", words(row.readiness))
                       .raw("why", why.str())
                       .text("do", row.fix)
                       .str());
    }
    return JsonObject()
        .text("at", iso_utc(draft.now))
        .number("days", days)
        .number("ready", counts[0])
        .number("partly", counts[1])
        .number("not_reachable", counts[2])
        .raw("shifts", shifts.str())
        .str();
}

std::string contacts_json(const Draft& draft) {
    JsonList people;
    for (const Callee& person : everybody(draft)) {
        JsonList contacts;
        if (!person.phone.empty()) contacts.raw(contact_json(draft, person, Medium::sms));
        if (!person.mail.empty()) contacts.raw(contact_json(draft, person, Medium::email));
        people.raw(JsonObject()
                       .text("person", person.person)
                       .text("name", person.name)
                       .raw("contacts", contacts.str())
                       .str());
    }
    return JsonObject().text("at", iso_utc(draft.now)).raw("people", people.str()).str();
}

}  // namespace tocsin
