#include "channels/smtp.h"

#include "tests/channels/exchanges.h"
#include "tests/channels/scripted_server.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

SmtpRelay loopback_relay(int port) {
    SmtpRelay relay;
    relay.name = "relay";
    relay.host = "127.0.0.1";
    relay.port = port;
    relay.plain = true;
    relay.ehlo = "tocsin.example.org";
    relay.from = "alert@example.org";
    relay.from_name = "Tocsin";
    relay.private_addresses = true;
    relay.timeouts = {.connect = 400ms, .total = 600ms, .stalled = 5s};
    return relay;
}

// A relay that says 250 to everything but what `replies` name: "greeting", "EHLO", "MAIL", "RCPT",
// "DATA", "body", "QUIT". The reply "hang" is silence, "close" the end of the connection.
struct Relay {
    std::map<std::string, std::string> replies;
    std::string extensions = "250 SIZE 100000";
    std::vector<std::string> heard;  // commands
    std::string data;                // what came between DATA and the final dot

    void operator()(Peer& peer, int) {
        if (!reply(peer, "greeting", "220 ready")) return;
        for (std::string line; !(line = peer.line()).empty();) {
            heard.push_back(line);
            const std::string verb = line.substr(0, 4);
            if (verb == "EHLO") {
                if (!reply(peer, verb, "250-hello\r\n" + extensions)) return;
            } else if (verb == "DATA") {
                if (!reply(peer, verb, "354 go on")) return;
                if (replies.contains(verb)) continue;
                for (std::string text = peer.line(); text != "."; text = peer.line()) {
                    data += text + "\r\n";
                    if (data.size() > 1000000) return;
                }
                if (!reply(peer, "body", "250 2.0.0 queued")) return;
            } else if (!reply(peer, verb, "250 ok")) {
                return;
            }
        }
    }

    bool reply(Peer& peer, const std::string& step, const std::string& usual) {
        const auto other = replies.find(step);
        const std::string words = other == replies.end() ? usual : other->second;
        if (words == "close") return false;
        if (words == "hang") {
            peer.hang();
            return false;
        }
        return peer.say(words + "\r\n");
    }
};

Outcome mailed(Relay& relay, SmtpRelay settings = loopback_relay(0),
               const Message& message = mail_message()) {
    ScriptedServer server([&relay](Peer& peer, int number) { relay(peer, number); });
    settings.port = server.port();
    Transfers transfers;
    return sent(transfers, SmtpChannel(settings), message);
}

Verdict verdict_at(const std::string& step, const std::string& reply) {
    Relay relay;
    relay.replies[step] = reply;
    return mailed(relay).verdict;
}

TEST(Smtp, AMailIsHandedOverInOneTransaction) {
    Relay relay;
    const Outcome outcome = mailed(relay);
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << outcome.detail;
    EXPECT_EQ(outcome.detail, "The relay said: 250 2.0.0 queued");
    ASSERT_GE(relay.heard.size(), 4u);
    EXPECT_EQ(relay.heard[0], "EHLO tocsin.example.org");
    EXPECT_TRUE(relay.heard[1].starts_with("MAIL FROM:<alert@example.org>")) << relay.heard[1];
    EXPECT_EQ(relay.heard[2], "RCPT TO:<jo.elm@example.org>");
    EXPECT_EQ(relay.heard[3], "DATA");
    EXPECT_EQ(relay.data, SmtpChannel(loopback_relay(1)).compose(mail_message()).body);
}

TEST(Smtp, EveryStepHasItsVerdict) {
    EXPECT_EQ(verdict_at("greeting", "421 later"), Verdict::deferred);
    EXPECT_EQ(verdict_at("greeting", "554 no"), Verdict::misconfigured);
    EXPECT_EQ(verdict_at("MAIL", "451 later"), Verdict::deferred);
    EXPECT_EQ(verdict_at("MAIL", "550 no"), Verdict::refused);
    EXPECT_EQ(verdict_at("MAIL", "530 5.7.0 authenticate first"), Verdict::misconfigured);
    EXPECT_EQ(verdict_at("RCPT", "450 greylisted"), Verdict::deferred);
    EXPECT_EQ(verdict_at("RCPT", "550 5.1.1 no such user"), Verdict::refused);
    EXPECT_EQ(verdict_at("DATA", "554 no"), Verdict::refused);
    EXPECT_EQ(verdict_at("body", "452 disk full"), Verdict::deferred);
    EXPECT_EQ(verdict_at("body", "554 5.7.1 content"), Verdict::refused);
}

TEST(Smtp, SilenceIsUnknownOnlyAfterTheBody) {
    proves("P5");
    for (const char* step : {"greeting", "EHLO", "MAIL", "RCPT", "DATA"}) {
        EXPECT_EQ(verdict_at(step, "hang"), Verdict::deferred) << step;
        EXPECT_EQ(verdict_at(step, "close"), Verdict::deferred) << step;
    }
    EXPECT_EQ(verdict_at("body", "hang"), Verdict::unknown);
    EXPECT_EQ(verdict_at("body", "close"), Verdict::unknown);
}

TEST(Smtp, WithoutTheTlsItRequiresNothingIsSaid) {
    SmtpRelay settings = loopback_relay(0);
    settings.plain = false;
    settings.user = "tocsin";
    settings.password = "s3cr3t-w0rd";
    Relay relay;
    relay.extensions = "250 AUTH PLAIN";
    EXPECT_EQ(mailed(relay, settings).verdict, Verdict::misconfigured);
    for (const std::string& line : relay.heard) {
        EXPECT_TRUE(line.starts_with("EHLO") || line.starts_with("QUIT")) << line;
    }
}

// The password goes in the clear here, which no SmtpRelay would agree to: only the answer matters.
Outcome authenticated(const std::string& reply, const std::string& extensions = "250 AUTH PLAIN") {
    Relay relay;
    relay.extensions = extensions;
    relay.replies["AUTH"] = reply;
    ScriptedServer server([&relay](Peer& peer, int number) { relay(peer, number); });
    const SmtpChannel channel(loopback_relay(server.port()));
    WireRequest request = channel.compose(mail_message());
    request.user = "tocsin";
    request.password = "s3cr3t-w0rd";
    Transfers transfers;
    return channel.interpret(mail_message(), exchanged(transfers, request));
}

TEST(Smtp, FailedAuthenticationIsForTheOperator) {
    EXPECT_EQ(authenticated("235 welcome").verdict, Verdict::accepted);
    EXPECT_EQ(authenticated("535 5.7.8 no").verdict, Verdict::misconfigured);
    EXPECT_EQ(authenticated("454 4.7.0 later").verdict, Verdict::deferred);
    EXPECT_EQ(authenticated("", "250 AUTH X-UNKNOWN").verdict, Verdict::misconfigured);
}

TEST(Smtp, NoAddressReachesTheRelayAsACommand) {
    const SmtpChannel channel(loopback_relay(1));
    for (const char* to :
         {"", "jo", "@example.org", "jo@", "jo@example.org\r\nRCPT TO:<evil@example.org>",
          "jo@example.org>\nDATA", "<jo@example.org>", "jo elm@example.org",
          "j\xC3\xB6@example.org", "jo@exam\x01ple.org", "jo@a@b", "jo,li@example.org",
          "\"jo\"@example.org"}) {
        Message message = mail_message();
        message.to = to;
        EXPECT_THROW(channel.compose(message), Unsendable) << to;
    }
    Message nul = mail_message();
    nul.to = std::string("jo@example.org\0x", 16);
    EXPECT_THROW(channel.compose(nul), Unsendable);
}

TEST(Smtp, NeitherSubjectNorBodyEscapesTheMail) {
    Message message = mail_message();
    message.subject = "hello\r\nBcc: evil@example.org\r\n\r\nbody";
    message.text = "one\n.\nMAIL FROM:<evil@example.org>\r\n.\r\nQUIT\r.\r\n..two";
    message.html = "<p>\n.\n</p>";
    Relay relay;
    EXPECT_EQ(mailed(relay, loopback_relay(0), message).verdict, Verdict::accepted);
    int mails = 0;
    for (const std::string& line : relay.heard) mails += line.starts_with("MAIL");
    EXPECT_EQ(mails, 1);
    EXPECT_EQ(relay.data.find("\r\nBcc"), std::string::npos);
    EXPECT_EQ(relay.data.find("\r\n."), std::string::npos);
    EXPECT_EQ(relay.data, SmtpChannel(loopback_relay(1)).compose(message).body);
}

TEST(Smtp, ARelayThatHangsAtTheEndDelaysNobody) {
    proves("P14");
    Relay relay;
    relay.replies["QUIT"] = "hang";
    Relay refusing;
    refusing.replies["RCPT"] = "550 no";
    refusing.replies["QUIT"] = "hang";
    ScriptedServer one([&relay](Peer& peer, int number) { relay(peer, number); });
    ScriptedServer two([&refusing](Peer& peer, int number) { refusing(peer, number); });
    ScriptedServer healthy(ScriptedServer::always(http_answer("200 OK", "")));
    Transfers transfers;
    const HttpChannel texts(loopback_provider(healthy.port()));
    for (const int port : {one.port(), two.port()}) {
        const SmtpChannel mails(loopback_relay(port));
        const auto started = Clock::now();
        EXPECT_NE(sent(transfers, mails, mail_message()).verdict, Verdict::unknown);
        EXPECT_EQ(sent(transfers, texts, text_message()).verdict, Verdict::accepted);
        EXPECT_LT(Clock::now() - started, 250ms);
    }
}

TEST(Smtp, ADetailHoldsNoAddress) {
    proves("P18");
    Relay relay;
    relay.replies["RCPT"] = "550 5.1.1 <jo.elm@example.org> unknown";
    EXPECT_EQ(mailed(relay).detail, "The relay said: 550 5.1.1 <j...@example.org> unknown");
}

TEST(Smtp, ABadRelayIsNamed) {
    SmtpRelay relay = loopback_relay(25);
    EXPECT_TRUE(problems(relay).empty());
    relay.user = "tocsin";
    EXPECT_EQ(problems(relay).front(), "channel 'relay': a password is not sent without TLS");
    relay = loopback_relay(25);
    relay.from = "Tocsin <alert@example.org>";
    EXPECT_FALSE(problems(relay).empty());
    relay = loopback_relay(25);
    relay.host = "relay/../x";
    EXPECT_THROW(SmtpChannel{relay}, std::runtime_error);
}

}  // namespace
}  // namespace tocsin
