// The routes of the API: who may ask what, and how an answer of the engine becomes an answer of
// HTTP. Handlers run on the gate's workers, many at a time; they meet the engine only by posting.
#pragma once

#include "daemon/archive.h"
#include "daemon/config.h"
#include "daemon/loop.h"
#include "daemon/one_at_a_time.h"
#include "daemon/report_body.h"
#include "daemon/router.h"
#include "daemon/source_door.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// The house as the API sees it. References outlive it.
struct ApiParts {
    Loop& loop;
    Archive& archive;
    std::function<std::shared_ptr<const Configuration>()> configuration;  // the one in force
    std::function<std::array<std::uint8_t, 40>()> entropy;                // for tokens
    std::function<std::string()> unique;  // for reports without a key
    // What every message of a source passes.
    std::shared_ptr<SourceDoor> door = std::make_shared<SourceDoor>();
    // Takes the hooks of sources of the dialect aws-sns (daemon/sns_desk.h). Empty: refused.
    std::function<Handled(const Visit&, const Source&)> sns = {};
};

Response json_response(int status, std::string body);

// The incident that "INC-42" or "42" names. Throws Refused when it is neither.
IncidentId incident_named(const std::string& text);

// Throws Refused: there is no such incident, or it has left the journal for a file, which it names.
// `next` is the number that the next incident will have.
[[noreturn]] void refuse_unknown(IncidentId id, IncidentId next, Archive& archive);

// Throws Refused: what was asked is not on disk.
[[noreturn]] void refuse_unsaved();

// The value that a body was read into. Throws Refused with what is wrong otherwise.
template <class Value>
Value checked(std::variant<Value, ProblemDetail> read) {
    if (auto* wrong = std::get_if<ProblemDetail>(&read)) throw Refused(std::move(*wrong));
    return std::move(std::get<Value>(read));
}

class Api {
public:
    // Under the gate's own limit, so that the caller hears our reason and not its (P2: 10 s
    // always).
    static constexpr Duration answer_time = std::chrono::seconds(8);

    explicit Api(ApiParts parts) : parts_(std::move(parts)) {}

    void add_routes(Router& router);

    // Posts an input; `answer` makes the response of what became of it, when it is on disk. No
    // worker waits meanwhile. It runs on the engine's thread and may throw Refused, which it is
    // told of as well when the engine has no room.
    Later later(Occurrence what, Lane lane, std::function<Response(const Reply&)> answer) const;

    // Posts an input and waits until it is on disk, at most so long. `asked` is the visit's;
    // nothing on a page or a callback, which have no such headers. Throws Refused: busy, not saved,
    // its key stands for something else, the incident is another by now; DoneBefore, when it was
    // done. The caller judges a reply that is not durable.
    Reply ask(const Asked& asked, Occurrence what, Lane lane, Duration within = answer_time) const;

    // Looks at the state on the engine's thread. Throws Refused when the engine does not come to
    // it.
    void look(const std::function<void(const Engine&, Instant now)>& see) const;

    // Asks for a change of one incident, and says what came of it. `person` points at the field
    // that names somebody.
    Response change(const Visit& visit, Occurrence what, const std::string& done,
                    const std::string& person = "#/person") const;

    // Opens an incident as an exercise (daemon/drill_routes.h), as a report opens one for real.
    Handled start_drill(const Visit& visit) const;

private:
    ReportCall report_call(const Visit& visit) const;
    Handled report(const Visit& visit) const;
    Handled hook(const Visit& visit) const;
    Response list(const Visit& visit) const;
    Response show(const Visit& visit) const;
    Response timeline(const Visit& visit) const;
    Response alarms(const Visit& visit) const;
    Response explain(const Visit& visit) const;
    Response confirm(const Visit& visit) const;
    Response resolve(const Visit& visit) const;
    Response close(const Visit& visit) const;
    Response reopen(const Visit& visit) const;
    Response note(const Visit& visit) const;
    Response acknowledge(const Visit& visit) const;
    Response pass_on(const Visit& visit) const;
    Response escalate(const Visit& visit) const;
    Response on_call(const Visit& visit) const;
    Response simulate(const Visit& visit) const;
    Response add_token(const Visit& visit) const;
    Response list_tokens(const Visit& visit) const;
    Response revoke_token(const Visit& visit) const;
    Response audit(const Visit& visit) const;

    // Refused when the caller's If-Match does not name the incident as it is. What is decided holds
    // only while it is so.
    void check_match(const Route& route, Visit& visit) const;

    // The incident of the path, from the state or, when it is over, from the journal.
    struct Shown {
        Incident incident;
        std::vector<Entry> entries;
    };
    Shown find(const Visit& visit, bool with_entries) const;

    // The procedure of exactly that content: in force, of an open incident, or as the journal kept
    // it. Nothing when it cannot be read any more.
    std::optional<Procedure> procedure_of(const Incident& incident) const;

    ApiParts parts_;
    // One simulation at a time: its arithmetic must not crowd out what is real.
    mutable OneAtATime simulating_;
};

}  // namespace tocsin
