// Atlassian Statuspage: what people have written for the public, as an incident of a page there.
// The first notice makes the incident, what follows updates it, the last resolves it. What the page
// shows a service as is told apart, as the core says it. Internal steps are not told. A test reads
// the page's components, and posts nothing.
// It has no idempotency key. The metadata of an incident bear the reference of the message that
// spoke last, so that a message whose fate is unknown is looked up before it is sent again.
#pragma once

#include "channels/endpoint.h"

namespace tocsin {

struct Statuspage : Endpoint {
    static constexpr const char* real = "https://api.statuspage.io/v1";

    std::string key;                                  // of the API
    std::string page_id;                              // a word of small letters and digits
    std::map<std::string, std::string> components{};  // the page's ids, by the id of our service
    bool tells_subscribers = false;  // the provider mails the public: only where somebody said so
};

std::vector<std::string> problems(const Statuspage& page);

class StatuspageChannel : public Channel {
public:
    // Statuspage counts over a rolling minute and names no time to come back.
    static constexpr Duration pause_unless_said = std::chrono::seconds(5);
    static constexpr int per_minute = 60;  // what it takes of one key

    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit StatuspageChannel(Statuspage page);

    const std::string& name() const override { return page_.name; }
    Medium medium() const override { return page_.medium; }
    int in_flight_max() const override { return page_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;
    std::optional<WireRequest> look_up(const Message& message) const override;
    Outcome interpret_look_up(const Message& message, const WireAnswer& answer) const override;

private:
    WireRequest test_request() const;
    Outcome interpret_test(const Message& message, const WireAnswer& answer,
                           const std::string& words) const;
    std::string incident_path(const Message& message) const;
    std::string component_members(const Message& message) const;
    std::string words_of(const WireAnswer& answer) const;

    Statuspage page_;
};

}  // namespace tocsin
