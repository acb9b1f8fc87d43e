#include "daemon/twilio_callback.h"

#include "channels/wire.h"
#include "daemon/base64.h"
#include "daemon/callback_proof.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <span>

namespace tocsin {
namespace {

using State = Receipt::State;

const std::string token = "12345678901234567890123456789012";

// Two signatures by Twilio's own library.
const Fields status_fields = {{"MessageSid", "SM00000000000000000000000000000001"},
                              {"MessageStatus", "delivered"},
                              {"To", "+447700900123"},
                              {"From", "+447700900999"},
                              {"AccountSid", "AC00000000000000000000000000000001"},
                              {"ApiVersion", "2010-04-01"}};
const std::string status_signature = "BiUnETfoqpE7Wrgw7YzEtZM7Yj0=";
const Fields inbound_fields = {{"Body", "1 ACK é ✓"},
                               {"From", "+447700900123"},
                               {"To", "+447700900999"},
                               {"MessageSid", "SM2"},
                               {"NumMedia", "0"}};
const std::string inbound_signature = "/YLzWn30904isI7HYAyvzDVclOI=";

// As Twilio writes it in the header.
std::string signed_as(const std::string& url, const Fields& parameters) {
    const std::string mac = twilio_signature(token, url, parameters);
    std::string text =
        base64url(std::span(reinterpret_cast<const std::uint8_t*>(mac.data()), mac.size()));
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    return text + "=";
}

Request status_request() {
    return {.method = "POST",
            .target = "/v1/twilio/status",
            .query = "tenant=t1",
            .headers = {{"x-twilio-signature", status_signature}},
            .body = form_text(status_fields),
            .peer = "192.0.2.1"};
}

bool holds(const Request& request, const std::string& base = "https://hooks.example.nhs.uk",
           std::vector<std::string> tokens = {token}) {
    return twilio_signed(tokens, base, request);
}

TEST(TwilioSignature, IsTheOneOfTwiliosOwnLibrary) {
    proves("P12");
    EXPECT_EQ(twilio_signature(token, "https://hooks.example.nhs.uk/v1/twilio/status?tenant=t1",
                               status_fields),
              base64_decoded(status_signature));
    EXPECT_EQ(twilio_signature(token, "https://hooks.example.nhs.uk:8443/v1/twilio/inbound",
                               inbound_fields),
              base64_decoded(inbound_signature));
    EXPECT_TRUE(holds(status_request()));
    EXPECT_TRUE(holds({.method = "POST",
                       .target = "/v1/twilio/inbound",
                       .headers = {{"X-Twilio-Signature", inbound_signature}},
                       .body = form_text(inbound_fields)},
                      "https://hooks.example.nhs.uk:8443"));
}

TEST(TwilioSignature, PortOfTheSchemeMayStandThereOrNot) {
    EXPECT_TRUE(holds(status_request(), "https://hooks.example.nhs.uk:443"));
    EXPECT_FALSE(holds(status_request(), "https://hooks.example.nhs.uk:8443"));
    EXPECT_FALSE(holds(status_request(), "http://hooks.example.nhs.uk"));
    Request with_port = status_request();
    with_port.headers = {
        {"X-Twilio-Signature",
         signed_as("https://hooks.example.nhs.uk:443/v1/twilio/status?tenant=t1", status_fields)}};
    EXPECT_TRUE(holds(with_port));
}

TEST(TwilioSignature, QueryCountsAsItCameAndEncodedAnew) {
    const auto request = [](const std::string& query, const std::string& url) {
        return Request{.method = "POST",
                       .target = "/k",
                       .query = query,
                       .headers = {{"X-Twilio-Signature", signed_as(url, {})}}};
    };
    const std::string base = "https://hooks.example.nhs.uk";
    EXPECT_TRUE(holds(request("a=b:c", base + "/k?a=b:c")));
    EXPECT_TRUE(holds(request("a=b:c", base + "/k?a=b%3Ac")));
    EXPECT_FALSE(holds(request("a=b:c", base + "/k?a=b:d")));
    EXPECT_FALSE(holds(request("a=b:c", base + "/k")));
}

TEST(TwilioSignature, ValuesOfOneNameCountOnceAndInOrder) {
    const Fields once = {{"MediaUrl", "a"}, {"MediaUrl", "b"}};
    const Fields twice = {{"MediaUrl", "b"}, {"MediaUrl", "a"}, {"MediaUrl", "b"}};
    EXPECT_EQ(twilio_signature(token, "u", once), twilio_signature(token, "u", twice));
    EXPECT_NE(twilio_signature(token, "u", once), twilio_signature(token, "u", {once[0]}));
}

TEST(TwilioSignature, AnyTokenThatLivesCountsAndNoOther) {
    EXPECT_TRUE(holds(status_request(), "https://hooks.example.nhs.uk", {"old", token, "new"}));
    EXPECT_FALSE(holds(status_request(), "https://hooks.example.nhs.uk", {"old", "new"}));
    EXPECT_FALSE(holds(status_request(), "https://hooks.example.nhs.uk", {}));
}

TEST(TwilioSignature, WhateverIsChangedBreaksIt) {
    proves("P12");
    const std::vector<std::function<void(Request&)>> changes = {
        [](Request& one) { one.body += "&Extra=1"; },
        [](Request& one) { one.body.replace(one.body.find("delivered"), 9, "failed"); },
        [](Request& one) { one.body.clear(); },
        [](Request& one) { one.query.clear(); },
        [](Request& one) { one.query = "tenant=t2"; },
        [](Request& one) { one.target = "/v1/twilio/texts"; },
        [](Request& one) { one.method = "GET"; },
        [](Request& one) { one.headers.clear(); },
        [](Request& one) { one.headers.front().second = ""; },
        [](Request& one) { one.headers.front().second = "BiUnETfoqpE7Wrgw7YzEtZM7Yk0="; },
        [](Request& one) { one.headers.front().second = "not base64!"; },
    };
    for (std::size_t index = 0; index < changes.size(); ++index) {
        Request request = status_request();
        changes[index](request);
        EXPECT_FALSE(holds(request)) << index;
    }
}

TEST(CallbackProof, ForgedSignatureIsRefusedCountedAndThenThrottled) {
    proves("P12");
    FailureLimiter limiter;
    const CallbackProof proof = TwilioProof{{token}};
    const auto said = [&](const Request& request) {
        return identify_callback(proof, "twilio", "https://hooks.example.nhs.uk", limiter, request,
                                 Instant{});
    };
    Request forged = status_request();
    forged.body += "&x=1";
    for (int count = 0; count < 10; ++count) {
        EXPECT_EQ(std::get<AuthFailure>(said(forged)), AuthFailure::forged) << count;
    }
    EXPECT_EQ(std::get<AuthFailure>(said(forged)), AuthFailure::throttled);
    const auto who = std::get<Principal>(said(status_request()));
    EXPECT_EQ(who.name, "twilio");
    EXPECT_TRUE(who.scopes.empty());
    Request huge = status_request();
    huge.body.resize(callback_bytes_max + 1, ' ');
    huge.peer = "192.0.2.2";
    EXPECT_EQ(std::get<AuthFailure>(said(huge)), AuthFailure::forged);
}

Receipt receipt(const Fields& form) {
    return std::get<Receipt>(read_twilio_receipt(form, "twilio"));
}

Receipt of_text(const std::string& status, const std::string& error = "") {
    Fields form = {{"MessageSid", "SM1"}, {"MessageStatus", status}};
    if (!error.empty()) form.emplace_back("ErrorCode", error);
    return receipt(form);
}

TEST(TwilioCallback, EveryStatusOfATextHasItsState) {
    struct Row {
        std::string status;
        std::string error;
        State state;
    };
    const Row rows[] = {
        {"queued", "", State::unknown_state},
        {"sending", "", State::unknown_state},
        {"sent", "", State::unknown_state},
        {"accepted", "", State::unknown_state},
        {"scheduled", "", State::unknown_state},
        {"of-the-future", "", State::unknown_state},
        {"delivered", "", State::delivered},
        {"read", "", State::delivered},
        {"canceled", "", State::failed},
        {"undelivered", "", State::failed},
        {"failed", "", State::failed},
        {"undelivered", "30001", State::failed},
        {"failed", "30002", State::provider_failed},
        {"undelivered", "30003", State::failed},
        {"undelivered", "30004", State::failed_for_good},
        {"undelivered", "30005", State::failed_for_good},
        {"undelivered", "30006", State::failed_for_good},
        {"undelivered", "30007", State::failed},
        {"undelivered", "30008", State::failed},
        {"failed", "30009", State::failed},
        {"failed", "30010", State::failed},
        {"failed", "30410", State::failed},
        {"failed", "21610", State::failed_for_good},
        {"failed", "30999", State::failed},
        {"failed", "many", State::failed},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(of_text(row.status, row.error).state, row.state) << row.status << row.error;
    }
    EXPECT_EQ(of_text("undelivered", "30003").detail, "undelivered, error 30003");
    EXPECT_EQ(of_text("delivered").provider_reference, "SM1");
    EXPECT_EQ(of_text("delivered").channel, "twilio");
}

Receipt of_call(const std::string& status, const std::string& by = "",
                const std::string& sip = "") {
    Fields form = {{"CallSid", "CA1"}, {"CallStatus", status}};
    if (!by.empty()) form.emplace_back("AnsweredBy", by);
    if (!sip.empty()) form.emplace_back("SipResponseCode", sip);
    return receipt(form);
}

TEST(TwilioCallback, EveryStatusOfAPhoneCallHasItsState) {
    for (const char* status : {"queued", "ringing", "in-progress", "of-the-future"}) {
        EXPECT_EQ(of_call(status).state, State::unknown_state) << status;
    }
    for (const char* status : {"busy", "no-answer", "failed", "canceled"}) {
        EXPECT_EQ(of_call(status).state, State::failed) << status;
    }
    for (const char* by : {"", "human", "unknown"}) {
        EXPECT_EQ(of_call("completed", by).state, State::delivered) << by;
    }
    for (const char* by : {"machine_start", "machine_end_beep", "machine_end_other", "fax"}) {
        EXPECT_EQ(of_call("completed", by).state, State::failed) << by;
    }
    EXPECT_EQ(of_call("completed", "machine_start").detail, "answered by a machine");
    EXPECT_EQ(of_call("failed", "", "404").state, State::failed_for_good);
    EXPECT_EQ(of_call("failed", "", "604").state, State::failed_for_good);
    EXPECT_EQ(of_call("failed", "", "480").state, State::failed);
    EXPECT_EQ(of_call("failed", "", "480").detail, "failed, SIP 480");
    EXPECT_EQ(of_call("busy").provider_reference, "CA1");
}

TEST(TwilioCallback, TextIsReadAsItWasTyped) {
    const auto read = std::get<Replied>(read_twilio_text(inbound_fields, "twilio"));
    EXPECT_EQ(read.channel, "twilio");
    EXPECT_EQ(read.id, "SM2");
    EXPECT_EQ(read.from, "+447700900123");
    EXPECT_EQ(read.to, "+447700900999");
    EXPECT_EQ(read.text, "1 ACK é ✓");
    EXPECT_EQ(read.sent, std::nullopt);
}

TEST(TwilioCallback, WhatIsKeptIsWellFormedAndBounded) {
    Fields fields = inbound_fields;
    fields[0].second = "4715 \xFF\x01 ok\n" + std::string(9000, 'x');
    const auto read = std::get<Replied>(read_twilio_text(fields, "twilio"));
    EXPECT_TRUE(read.text.starts_with("4715 \xEF\xBF\xBD")) << read.text.substr(0, 20);
    EXPECT_LE(read.text.size(), 1600U);
    fields[2].second = "60006";
    EXPECT_EQ(std::get<Replied>(read_twilio_text(fields, "twilio")).to, "") << "a short code";
}

std::string refusal(const std::variant<Receipt, ProblemDetail>& read) {
    std::string said;
    for (const FieldError& error : std::get<ProblemDetail>(read).errors)
        said += error.pointer + " ";
    return said;
}

TEST(TwilioCallback, WhatIsWrongIsNamedAndNeverQuoted) {
    proves("P2");
    proves("P18");
    EXPECT_EQ(refusal(read_twilio_receipt({}, "t")), "#/MessageSid #/MessageStatus ");
    EXPECT_EQ(refusal(read_twilio_receipt({{"CallSid", "CA1"}}, "t")), "#/CallStatus ");
    EXPECT_EQ(refusal(read_twilio_receipt(
                  {{"MessageSid", std::string(129, 'x')}, {"MessageStatus", "sent"}}, "t")),
              "#/MessageSid ");
    for (const char* from : {"NHS", "whatsapp:+447700900123", ""}) {
        const auto read = read_twilio_text({{"MessageSid", "SM1"}, {"From", from}}, "t");
        const auto& errors = std::get<ProblemDetail>(read).errors;
        ASSERT_EQ(errors.size(), 1U) << from;
        EXPECT_EQ(errors.front().pointer, "#/From");
        EXPECT_EQ(errors.front().detail.find("900123"), std::string::npos);
    }
}

}  // namespace
}  // namespace tocsin
