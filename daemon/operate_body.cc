#include "daemon/operate_body.h"

#include "channels/mask.h"
#include "core/closing.h"
#include "core/handover_words.h"
#include "daemon/ascii.h"
#include "daemon/body_road.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

void read_scopes(Body& fields, std::set<Scope>& scopes) {
    std::vector<std::string> known;
    for (const Scope scope : all_scopes) known.emplace_back(to_string(scope));
    for (const std::string& word : fields.need_words("scopes")) {
        if (const auto scope = scope_named(word)) {
            scopes.insert(*scope);
        } else {
            std::string list;
            for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
            fields.error("scopes", "names a scope that is not known; known are " + list);
            return;
        }
    }
}

}  // namespace

std::string by_whom(Body& fields, const std::string& principal) {
    const std::string by = fields.line("by", 100);
    if (fit_to_show(by) != by)
        fields.error("by", "is who says so: a name, without a number or an address");
    return by.empty() ? principal : by;
}

Instant need_moment(Body& fields, const std::string& key, const Zone& zone) {
    std::string text = fields.need_line(key, 40);
    if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
    const std::optional<When> when = parse_when(text, zone);
    if (!when && !text.empty())
        fields.error(key, "is no time; write 2026-11-24 17:30, local, or add Z for UTC");
    return when ? when->at : Instant{};
}

std::variant<Confirmed, ProblemDetail> read_confirm(const std::string& body, IncidentId incident,
                                                    const std::string& principal) {
    return read_fields_of<Confirmed>(body, [&](Body& fields, Confirmed& confirmed) {
        confirmed.incident = incident;
        confirmed.by = by_whom(fields, principal);
        confirmed.person = fields.line("person", 64);
        PublicWords& words = confirmed.words;
        const std::string state = fields.one_of("state", {"down", "degraded"});
        if (!state.empty()) words.state = state;
        words.degree = fields.one_of("degree", {"slow", "partly working"});
        words.impact = fields.line("impact", 200);
        words.place = fields.line("place", 43);
        if (!words.degree.empty() && words.state != "degraded") {
            fields.error("degree",
                         "only a degraded service has one; write \"state\": \"degraded\"");
        }
        if (same_word(words.place, "Ad-hoc Update")) {
            fields.error("place",
                         "this is not a location; name up to 3 Trusts, or \"Multiple Trusts in "
                         "{region}\", or \"Multiple {service} Users\"");
        }
    });
}

std::variant<Resolved, ProblemDetail> read_resolve(const std::string& body, IncidentId incident,
                                                   const std::string& principal) {
    return read_fields_of<Resolved>(body, [&](Body& fields, Resolved& resolved) {
        resolved.incident = incident;
        resolved.by = by_whom(fields, principal);
        resolved.summary = fields.line("summary", 500);
        resolved.person = fields.line("person", 64);
    });
}

std::variant<Closed, ProblemDetail> read_close(const std::string& body, IncidentId incident,
                                               const std::string& principal) {
    return read_fields_of<Closed>(body, [&](Body& fields, Closed& closed) {
        closed.incident = incident;
        closed.by = by_whom(fields, principal);
        closed.person = fields.line("person", 64);
    });
}

std::variant<Reopened, ProblemDetail> read_reopen(const std::string& body, IncidentId incident,
                                                  const std::string& principal) {
    return read_fields_of<Reopened>(body, [&](Body& fields, Reopened& reopened) {
        reopened.incident = incident;
        reopened.reason = fields.need_line("reason", reason_in_text_max);
        reopened.by = by_whom(fields, principal);
    });
}

std::variant<IncidentNote, ProblemDetail> read_incident_note(const std::string& body,
                                                             IncidentId incident,
                                                             const std::string& principal) {
    return read_fields_of<IncidentNote>(body, [&](Body& fields, IncidentNote& note) {
        note.incident = incident;
        note.text = fields.need_line("text", 2000);
        note.kind = fields.one_of("kind", incident_note_kinds());
        if (note.kind.empty()) note.kind = incident_note_kinds().front();
        note.by = by_whom(fields, principal);
    });
}

std::variant<Acknowledgement, ProblemDetail> read_acknowledge(const std::string& body,
                                                              IncidentId incident,
                                                              const std::string& principal) {
    return read_fields_of<Acknowledgement>(body,
                                           [&](Body& fields, Acknowledgement& acknowledgement) {
                                               acknowledgement.incident = incident;
                                               acknowledgement.person = fields.need_name("person");
                                               acknowledgement.via = "API";
                                               acknowledgement.by = principal;
                                           });
}

std::variant<PassOnBody, ProblemDetail> read_pass_on(const std::string& body, IncidentId incident) {
    return read_fields_of<PassOnBody>(body, [&](Body& fields, PassOnBody& read) {
        read.pass_on.incident = incident;
        read.pass_on.person = fields.need_name("person");
        read.pass_on.via = "API";
        read.to = fields.need_name("to");
    });
}

std::variant<EscalateBody, ProblemDetail> read_escalate(const std::string& body,
                                                        IncidentId incident,
                                                        const std::string& principal) {
    return read_fields_of<EscalateBody>(body, [&](Body& fields, EscalateBody& read) {
        read.escalate.incident = incident;
        read.escalate.by = principal;
        read.to = fields.need_name("to");
        read.escalate.reason = fields.need_line("reason", 200);
    });
}

std::variant<RotaSwapped, ProblemDetail> read_swap(const std::string& body, const std::string& rota,
                                                   const Zone& zone, const std::string& principal) {
    return read_fields_of<RotaSwapped>(body, [&](Body& fields, RotaSwapped& swapped) {
        const auto name = [&](const std::string& key) {
            return fields.line(key, 64).empty() ? std::string() : fields.need_name(key);
        };
        swapped.rota = rota;
        swapped.swap.role = fields.need_name("role");
        swapped.swap.out = name("out");
        swapped.swap.in = name("in");
        swapped.swap.span = {need_moment(fields, "from", zone), need_moment(fields, "to", zone)};
        swapped.reason = fields.need_line("reason", reason_in_text_max);
        swapped.by = by_whom(fields, principal);
        swapped.force = fields.one_of("force", {"true", "false"}) == "true";
    });
}

std::variant<RotaRestored, ProblemDetail> read_restore(const std::string& body,
                                                       const std::string& rota,
                                                       const std::string& principal) {
    return read_fields_of<RotaRestored>(body, [&](Body& fields, RotaRestored& restored) {
        restored.rota = rota;
        const auto version = fields.whole("version", 1, 1'000'000);
        if (version) {
            restored.version = static_cast<int>(*version);
        } else if (fields.good()) {
            fields.error("version", "is the number of a version; GET /v1/rotas lists them");
        }
        restored.reason = fields.need_line("reason", reason_in_text_max);
        restored.by = by_whom(fields, principal);
    });
}

std::variant<AddressChecked, ProblemDetail> read_verify(const std::string& body,
                                                        const std::string& principal) {
    return read_fields_of<AddressChecked>(body, [&](Body& fields, AddressChecked& checked) {
        checked.person = fields.need_name("person");
        if (fields.one_of("medium", {"phone", "mail"}) == "mail") checked.medium = Medium::email;
        checked.by = principal;
    });
}

std::variant<AddressCodeSaid, ProblemDetail> read_verification(const std::string& body,
                                                               const std::string& principal) {
    return read_fields_of<AddressCodeSaid>(body, [&](Body& fields, AddressCodeSaid& said) {
        said.person = fields.need_name("person");
        said.code = fields.need_line("code", 10);
        said.by = principal;
    });
}

std::variant<ShiftAnswered, ProblemDetail> read_shift(const std::string& body,
                                                      const std::string& principal) {
    return read_fields_of<ShiftAnswered>(body, [&](Body& fields, ShiftAnswered& said) {
        said.person = fields.need_name("person");
        said.declines = fields.one_of("cannot", {"true", "false"}) == "true";
        said.via = "API";
        said.by = principal;
    });
}

std::variant<FeedAsked, ProblemDetail> read_feed(const std::string& body,
                                                 const std::string& principal) {
    return read_fields_of<FeedAsked>(body, [&](Body& fields, FeedAsked& asked) {
        asked.role = fields.line("role", 64);
        asked.by = by_whom(fields, principal);
        const bool person = !fields.line("person", 64).empty();
        if (person) asked.person = fields.need_name("person");
        if (person == !asked.role.empty())
            fields.error("person", "give a person or a role, and not both");
    });
}

std::variant<HandoverCall, ProblemDetail> read_handover_call(const std::string& body,
                                                             const std::string& principal) {
    return read_fields_of<HandoverCall>(body, [&](Body& fields, HandoverCall& call) {
        call.by = by_whom(fields, principal);
        call.note = fields.line("note", reason_in_text_max);
    });
}

std::variant<NoteWritten, ProblemDetail> read_note(const std::string& body,
                                                   const std::string& principal) {
    return read_fields_of<NoteWritten>(body, [&](Body& fields, NoteWritten& note) {
        note.text = fields.need_line("text", 400);
        note.kind = fields.one_of("kind", note_kinds());
        if (note.kind.empty()) note.kind = note_kinds().front();
        note.by = by_whom(fields, principal);
    });
}

std::variant<TokenBody, ProblemDetail> read_token_body(const std::string& body) {
    return read_fields_of<TokenBody>(body, [](Body& fields, TokenBody& token) {
        token.name = fields.need_name("name");
        read_scopes(fields, token.scopes);
        if (const auto days = fields.whole("days", 1, 3650)) token.days = static_cast<int>(*days);
    });
}

std::optional<IncidentId> read_incident_id(std::string_view text) {
    if (text.size() > 4 && same_word(text.substr(0, 4), "INC-")) text.remove_prefix(4);
    // One incident has one number: no leading zeros, and no incident is number 0.
    if (text.empty() || text.front() == '0' ||
        !std::all_of(text.begin(), text.end(), ascii_digit)) {
        return std::nullopt;
    }
    IncidentId id;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    return fault == std::errc{} ? std::optional(id) : std::nullopt;
}

}  // namespace tocsin
