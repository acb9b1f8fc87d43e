// The bodies by which people and programs work on an incident, and those that make tokens, checked
// into the inputs of the core. Each answers the refusal "not-json" or "fields" otherwise.
// An empty body is an empty object where no field is required. `principal` is who sent it.
#pragma once

#include "core/input.h"
#include "daemon/auth.h"
#include "daemon/problem.h"
#include "rota/zone.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin {

// {by?, person?, state?, degree?, impact?, place?}
[[nodiscard]] std::variant<Confirmed, ProblemDetail> read_confirm(const std::string& body,
                                                                  IncidentId incident,
                                                                  const std::string& principal);

// {by?, person?, summary?}
[[nodiscard]] std::variant<Resolved, ProblemDetail> read_resolve(const std::string& body,
                                                                 IncidentId incident,
                                                                 const std::string& principal);

// {by?, person?}
[[nodiscard]] std::variant<Closed, ProblemDetail> read_close(const std::string& body,
                                                             IncidentId incident,
                                                             const std::string& principal);

// {person}
[[nodiscard]] std::variant<Acknowledgement, ProblemDetail> read_acknowledge(
    const std::string& body, IncidentId incident, const std::string& principal);

// `to` is a role of the incident's procedure or the id of a person; the caller, who knows both,
// puts it into to_role or to_person, which are empty here.
struct PassOnBody {
    PassOn pass_on;
    std::string to;
};

struct EscalateBody {
    Escalate escalate;
    std::string to;
};

// {person, to}
[[nodiscard]] std::variant<PassOnBody, ProblemDetail> read_pass_on(const std::string& body,
                                                                   IncidentId incident);

// {to, reason}
[[nodiscard]] std::variant<EscalateBody, ProblemDetail> read_escalate(const std::string& body,
                                                                      IncidentId incident,
                                                                      const std::string& principal);

// {role, out?, in?, from, to, reason, force?, by?}. Times are local, "2026-11-24 17:30", unless
// they end in Z or an offset.
[[nodiscard]] std::variant<RotaSwapped, ProblemDetail> read_swap(const std::string& body,
                                                                 const std::string& rota,
                                                                 const Zone& zone,
                                                                 const std::string& principal);

// {version, reason, by?}
[[nodiscard]] std::variant<RotaRestored, ProblemDetail> read_restore(const std::string& body,
                                                                     const std::string& rota,
                                                                     const std::string& principal);

// {person, medium?: "phone" or "mail"}
[[nodiscard]] std::variant<AddressChecked, ProblemDetail> read_verify(const std::string& body,
                                                                      const std::string& principal);

// {person, code}
[[nodiscard]] std::variant<AddressCodeSaid, ProblemDetail> read_verification(
    const std::string& body, const std::string& principal);

// {person, cannot?}
[[nodiscard]] std::variant<ShiftAnswered, ProblemDetail> read_shift(const std::string& body,
                                                                    const std::string& principal);

// {person} or {role}, by?; without the id and the hash, which the caller draws.
[[nodiscard]] std::variant<FeedAsked, ProblemDetail> read_feed(const std::string& body,
                                                               const std::string& principal);

// {by?, note?}
[[nodiscard]] std::variant<HandoverCall, ProblemDetail> read_handover_call(
    const std::string& body, const std::string& principal);

// {reason, by?}
[[nodiscard]] std::variant<Reopened, ProblemDetail> read_reopen(const std::string& body,
                                                                IncidentId incident,
                                                                const std::string& principal);

// {text, kind?, by?}
[[nodiscard]] std::variant<IncidentNote, ProblemDetail> read_incident_note(
    const std::string& body, IncidentId incident, const std::string& principal);

// {text, kind?, by?}
[[nodiscard]] std::variant<NoteWritten, ProblemDetail> read_note(const std::string& body,
                                                                 const std::string& principal);

struct TokenBody {
    std::string name;
    std::set<Scope> scopes;   // never empty
    std::optional<int> days;  // how long it lives; nothing: until it is revoked
};

// {name, scopes, days?}
[[nodiscard]] std::variant<TokenBody, ProblemDetail> read_token_body(const std::string& body);

// "INC-42" or "42". Nothing for anything else.
std::optional<IncidentId> read_incident_id(std::string_view text);

}  // namespace tocsin
