#include "daemon/vonage_callback.h"

#include "channels/wire.h"
#include "core/reply.h"
#include "daemon/callback_proof.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin {
namespace {

using State = Receipt::State;
using std::chrono::minutes;

const Instant now{std::chrono::seconds(1767225600)};

// Signed by the recipe of Vonage's documentation, with another library.
const Fields inbound = {{"msisdn", "447700900123"},
                        {"to", "447700900999"},
                        {"messageId", "0A0000000123ABCD1"},
                        {"text", "ACK a&b=c"},
                        {"type", "text"},
                        {"keyword", "ACK"},
                        {"message-timestamp", "2026-01-01 00:00:00"},
                        {"timestamp", "1767225600"},
                        {"nonce", "n1"}};
const std::string signature = "cb812dc2ecc64a82aea5ec47590ab87bb8ccf0da0dd349fd24af7d9b8b2cd758";

Fields with_sig(std::string sig = signature) {
    Fields fields = inbound;
    fields.emplace_back("sig", std::move(sig));
    return fields;
}

bool holds(const Fields& fields, Instant at = now, std::vector<std::string> secrets = {"vsecret"}) {
    return vonage_signed(VonageMethod::sha256_hmac, secrets, fields, at);
}

TEST(VonageSignature, IsTheOneOfTheReference) {
    proves("P12");
    EXPECT_EQ(vonage_signature(VonageMethod::sha256_hmac, "vsecret", inbound), signature);
    EXPECT_TRUE(holds(with_sig()));
    EXPECT_TRUE(
        holds(with_sig("CB812DC2ECC64A82AEA5EC47590AB87BB8CCF0DA0DD349FD24AF7D9B8B2CD758")));
    Fields turned = with_sig();
    std::reverse(turned.begin(), turned.end());
    EXPECT_TRUE(holds(turned)) << "in whatever order they come";
    EXPECT_TRUE(holds(with_sig(), now, {"old", "vsecret"}));
    EXPECT_FALSE(holds(with_sig(), now, {"old"}));
    EXPECT_FALSE(holds(with_sig(), now, {}));
}

TEST(VonageSignature, EveryMethodHasItsLengthAndItsOwnResult) {
    const std::map<VonageMethod, std::size_t> lengths = {{VonageMethod::md5_hash, 32},
                                                         {VonageMethod::md5_hmac, 32},
                                                         {VonageMethod::sha1_hmac, 40},
                                                         {VonageMethod::sha256_hmac, 64},
                                                         {VonageMethod::sha512_hmac, 128}};
    std::set<std::string> all;
    for (const auto& [method, length] : lengths) {
        const std::string made = vonage_signature(method, "vsecret", inbound);
        EXPECT_EQ(made.size(), length);
        all.insert(made);
    }
    EXPECT_EQ(all.size(), lengths.size());
    // Of "&a=1_2", by another program.
    const Fields small = {{"a", "1&2"}, {"sig", "x"}};
    EXPECT_EQ(vonage_signature(VonageMethod::md5_hash, "secret", small),
              "621d0d22ef77701b8d84cc7aec9b5aad");
    EXPECT_EQ(vonage_signature(VonageMethod::md5_hmac, "secret", small),
              "fbb185209450b6bd293aa48da41b85d6");
    EXPECT_EQ(vonage_methods().size(), lengths.size());
}

TEST(VonageSignature, WhateverIsChangedBreaksIt) {
    proves("P12");
    EXPECT_FALSE(holds(inbound)) << "unsigned";
    EXPECT_FALSE(holds(with_sig("")));
    for (std::size_t index = 0; index < inbound.size(); ++index) {
        Fields changed = with_sig();
        changed[index].second += "1";
        EXPECT_FALSE(holds(changed)) << inbound[index].first;
        Fields without = with_sig();
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(index));
        EXPECT_FALSE(holds(without)) << inbound[index].first;
    }
}

TEST(VonageSignature, OldOneIsNotBelieved) {
    proves("P12");
    EXPECT_TRUE(holds(with_sig(), now + minutes(59)));
    EXPECT_FALSE(holds(with_sig(), now + minutes(61)));
    EXPECT_TRUE(holds(with_sig(), now - minutes(4)));
    EXPECT_FALSE(holds(with_sig(), now - minutes(6)));
    Fields timeless = {{"a", "1"}};
    timeless.emplace_back("sig", vonage_signature(VonageMethod::sha256_hmac, "vsecret", timeless));
    EXPECT_FALSE(holds(timeless));
}

TEST(VonageCallback, FieldsComeInAnyOfThreeWays) {
    const std::string query = form_text(with_sig());
    std::string json = "{";
    for (const auto& [name, value] : with_sig()) {
        json += (json.size() > 1 ? ",\"" : "\"") + name + "\":\"" + value + "\"";
    }
    json += R"(,"nested":{"a":1}})";
    const Request requests[] = {{.method = "GET", .query = query},
                                {.method = "POST", .body = query},
                                {.method = "POST", .body = " " + json}};
    for (const Request& request : requests) {
        const std::optional<Fields> fields = vonage_fields(request);
        ASSERT_TRUE(fields);
        EXPECT_TRUE(holds(*fields)) << request.method << request.body;
        const auto read = std::get<Replied>(read_vonage_text(*fields, "vonage"));
        EXPECT_EQ(read.id, "0A0000000123ABCD1");
        EXPECT_EQ(read.from, "+447700900123");
        EXPECT_EQ(read.to, "+447700900999");
        EXPECT_EQ(read.text, "ACK a&b=c");
        EXPECT_EQ(read.sent, now);
        EXPECT_EQ(read.channel, "vonage");
    }
    EXPECT_FALSE(vonage_fields({.method = "POST", .body = "{\"a\":"}));
}

TEST(VonageCallback, EveryStatusHasItsState) {
    const std::map<std::string, State> states = {
        {"delivered", State::delivered},    {"expired", State::failed},
        {"failed", State::failed},          {"rejected", State::failed},
        {"accepted", State::unknown_state}, {"buffered", State::unknown_state},
        {"unknown", State::unknown_state},  {"of-the-future", State::unknown_state}};
    for (const auto& [status, state] : states) {
        const auto read = std::get<Receipt>(
            read_vonage_receipt({{"messageId", "0A1"}, {"status", status}}, "vonage"));
        EXPECT_EQ(read.state, state) << status;
    }
    const auto read = std::get<Receipt>(read_vonage_receipt(
        {{"messageId", "0A1"}, {"status", "failed"}, {"err-code", "9"}, {"client-ref", "42-3-1"}},
        "vonage"));
    EXPECT_EQ(read.detail, "failed, error 9");
    EXPECT_EQ(read.reference, "42-3-1");
    EXPECT_EQ(read.provider_reference, "0A1");
}

TEST(VonageCallback, APartOfALongTextIsADoubtForWhatTheRestSaysIsNotKnown) {
    proves("P12");
    Fields first = inbound;
    first.insert(
        first.end(),
        {{"concat", "true"}, {"concat-ref", "7"}, {"concat-total", "2"}, {"concat-part", "1"}});
    const std::string text = std::get<Replied>(read_vonage_text(first, "v")).text;
    EXPECT_EQ(text, "(more?) ACK a&b=c");
    for (const char* words : {"4715", "4715 ok", "4715 ok\n--\nPat Ash", "> 4715\n4715"}) {
        EXPECT_EQ(read_reply(words).wish, ReplyText::Wish::take) << words;
        EXPECT_EQ(read_reply(std::string("(more?) ") + words).wish, ReplyText::Wish::doubtful)
            << words;
        EXPECT_EQ(read_reply(std::string("(more?) ") + words).codes.size(), 1U) << words;
    }
    for (auto& [name, value] : first) {
        if (name == "concat-total") value = "1";
    }
    EXPECT_EQ(std::get<Replied>(read_vonage_text(first, "v")).text, "ACK a&b=c");
}

TEST(VonageCallback, WhatIsWrongIsNamed) {
    proves("P2");
    const auto receipt = read_vonage_receipt({}, "v");
    EXPECT_EQ(std::get<ProblemDetail>(receipt).errors.size(), 2U);
    const auto text = read_vonage_text({{"messageId", "1"}, {"msisdn", "NHS"}}, "v");
    ASSERT_EQ(std::get<ProblemDetail>(text).errors.size(), 1U);
    EXPECT_EQ(std::get<ProblemDetail>(text).errors.front().pointer, "#/msisdn");
}

TEST(VonageCallback, ProofIsOverTheBytesThatCame) {
    FailureLimiter limiter;
    const CallbackProof proof = VonageProof{VonageMethod::sha256_hmac, {"vsecret"}};
    const auto said = [&](const Request& request) {
        return identify_callback(proof, "vonage", "https://x", limiter, request, now);
    };
    EXPECT_EQ(std::get<Principal>(said({.method = "GET", .query = form_text(with_sig())})).name,
              "vonage");
    EXPECT_EQ(std::get<AuthFailure>(said({.method = "POST", .query = form_text(with_sig())})),
              AuthFailure::forged);
    EXPECT_EQ(std::get<AuthFailure>(said({.method = "POST", .body = "{"})), AuthFailure::forged);
}

}  // namespace
}  // namespace tocsin
