// What the tests of the wire share: messages, a provider on loopback, one exchange awaited.
#pragma once

#include "channels/http.h"
#include "channels/provider.h"

#include <future>
#include <string>
#include <utility>

namespace tocsin {

inline Message text_message() {
    Message message;
    message.id = SendId{7};
    message.medium = Medium::sms;
    message.reference = "42-3-1";
    message.to = "+447700900104";
    message.text = "GP Records is down.\nReply 4715";
    return message;
}

inline Message mail_message() {
    Message message = text_message();
    message.medium = Medium::email;
    message.to = "jo.elm@example.org";
    message.subject = "Take this: Sev 1 GP Records down (INC-2041, try 1 of 2)";
    message.message_id = "<inc-2041.1@alert.example.org>";
    // 2026-01-04 02:11:06 UTC, a Sunday.
    message.at = Instant(std::chrono::seconds(1767492666));
    return message;
}

inline HttpProvider loopback_provider(int port) {
    HttpProvider provider;
    provider.name = "fake";
    provider.url = "http://127.0.0.1:" + std::to_string(port) + "/send";
    provider.body = R"({"to":"{to}","text":"{text}","reference":"{reference}"})";
    provider.headers = {{"Authorization", "Bearer {secret.token}"}};
    provider.secrets = {{"token", "s3cr3t-t0ken"}};
    provider.plain = true;
    provider.private_addresses = true;
    return provider;
}

// Waits for the answer; the time-outs of the request bound the wait.
inline WireAnswer exchanged(Transfers& transfers, WireRequest request,
                            const std::string& channel = "fake") {
    std::promise<WireAnswer> promise;
    WireJob job;
    job.request = std::move(request);
    job.channel = channel;
    job.done = [&promise](WireAnswer answer) { promise.set_value(std::move(answer)); };
    if (!transfers.offer(std::move(job))) return WireAnswer{};
    return promise.get_future().get();
}

inline Outcome sent(Transfers& transfers, const Channel& channel, const Message& message) {
    return channel.interpret(message,
                             exchanged(transfers, channel.compose(message), channel.name()));
}

}  // namespace tocsin
