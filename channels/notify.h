// GOV.UK Notify: texts and mails of a service, by one template that is nothing but placeholders.
// A request holds exactly the members Notify knows: it refuses any other.
// Notify has no idempotency key, so what may have arrived is looked up by our reference.
#pragma once

#include "channels/channel.h"
#include "channels/notify_token.h"

#include <string>
#include <vector>

namespace tocsin {

struct NotifyService {
    static constexpr const char* real = "https://api.notifications.service.gov.uk";

    std::string name;
    Medium medium = Medium::sms;
    std::string url = real;  // without a slash at its end
    NotifyKey key;
    std::string template_id;
    std::string text_placeholder = "message";
    std::string subject_placeholder = "subject";  // of mail
    std::string sms_sender_id;                    // empty: the service's own
    std::string email_reply_to_id;                // empty: the service's own
    bool plain = false;                           // http:// is allowed: loopback
    bool private_addresses = false;
    std::string trusted_certificates;
    int in_flight_max = 8;
    Timeouts timeouts;
};

// What is wrong with the settings, one sentence each; empty when they can be used.
std::vector<std::string> problems(const NotifyService& service);

class NotifyChannel : public Channel {
public:
    // What Notify sends as one text: six parts of GSM-7.
    static constexpr int text_units_max = 918;
    // Notify counts its requests over a rolling minute and names no time to come back.
    static constexpr Duration pause_unless_said = std::chrono::seconds(5);

    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit NotifyChannel(NotifyService service);

    const std::string& name() const override { return service_.name; }
    Medium medium() const override { return service_.medium; }
    int in_flight_max() const override { return service_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    void sign(WireRequest& request, Instant now) const override;
    std::optional<Duration> clock_ahead(const WireAnswer& answer, Instant signed_at) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;
    std::optional<WireRequest> look_up(const Message& message) const override;
    Outcome interpret_look_up(const Message& message, const WireAnswer& answer) const override;

    // For who cannot be called back: the newest texts of people, and the newest messages of this
    // medium that came to an end. Notify lists 250, the newest first: those that are older than the
    // item with the id `older_than`; empty: the newest of all.
    WireRequest received_texts(const std::string& older_than = "") const;
    WireRequest ended_messages(const std::string& older_than = "") const;

private:
    // 250 texts of the greatest length in JSON, each sign of them written as \uXXXX.
    static constexpr std::size_t page_bytes_max = 4 * 1024 * 1024;

    WireRequest listed(const std::string& path) const;
    WireRequest request(const std::string& path) const;
    std::string words_of(const WireAnswer& answer) const;

    NotifyService service_;
};

}  // namespace tocsin
