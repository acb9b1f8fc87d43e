// What the gate refuses, and how it says so. Each shape is one that a lenient server was seen to
// accept; none may reach a handler.
#include "tests/daemon/gate_fixture.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace tocsin {
namespace {

struct Shape {
    std::string name;
    std::string bytes;
    int status;
};

void PrintTo(const Shape& shape, std::ostream* out) {
    *out << shape.name;
}

std::string get_with(const std::string& headers, const std::string& target = "/echo") {
    return "GET " + target + " HTTP/1.1\r\nHost: here\r\n" + headers + "\r\n";
}

std::string post_with(const std::string& headers, const std::string& body = "") {
    return "POST /echo HTTP/1.1\r\nHost: here\r\n" + headers + "\r\n" + body;
}

// What a smuggler hopes is taken for a second request.
const std::string second = "GET /second HTTP/1.1\r\nHost: here\r\n\r\n";

std::vector<Shape> smuggling() {
    return {
        {"lengthAndCoding",
         post_with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + second),
         400},
        {"twoLengths", post_with("Content-Length: 0\r\nContent-Length: 5\r\n", second), 400},
        {"sameLengthTwice", post_with("Content-Length: 0\r\nContent-Length: 0\r\n", second), 400},
        {"lengthList", post_with("Content-Length: 0, 0\r\n", second), 400},
        {"lengthWord", post_with("Content-Length: abc\r\n", second), 400},
        {"lengthPlus", post_with("Content-Length: +3\r\n", "abc"), 400},
        {"lengthMinus", post_with("Content-Length: -1\r\n", second), 400},
        {"lengthHex", post_with("Content-Length: 0x10\r\n", second), 400},
        {"lengthZeroes", post_with("Content-Length: 003\r\n", "abc"), 400},
        {"lengthEmpty", post_with("Content-Length: \r\n", second), 400},
        {"lengthHuge", post_with("Content-Length: 99999999999999999999\r\n", second), 400},
        {"getWithBody", get_with("Content-Length: 5\r\n") + second, 400},
        {"headWithBody", "HEAD /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\n" + second,
         400},
        {"getWithChunks", get_with("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
        {"gzipThenChunked", post_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        {"identityCoding", post_with("Transfer-Encoding: identity\r\n", second), 501},
        {"twoCodings",
         post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         501},
        {"oldWithChunks", "POST / HTTP/1.0\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"negativeChunk", post_with("Transfer-Encoding: chunked\r\n", "-1\r\nabc\r\n0\r\n\r\n"),
         400},
        {"chunkOverflow",
         post_with("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"), 400},
        {"chunkBareLf", post_with("Transfer-Encoding: chunked\r\n", "3\nabc\n0\n\n\r\n"), 400},
        {"chunkTooShort", post_with("Transfer-Encoding: chunked\r\n", "2\r\nabc\r\n0\r\n\r\n"),
         400},
    };
}

std::vector<Shape> malformed() {
    return {
        {"noHost", "GET / HTTP/1.1\r\n\r\n", 400},
        {"twoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"oddHost", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"folded", get_with("X-Long: one\r\n two\r\n"), 400},
        {"bareLf", "GET / HTTP/1.1\nHost: here\n\n", 400},
        {"bareCr", get_with("X: a\rb\r\n"), 400},
        {"nulInValue", get_with(std::string("X: a\0b\r\n", 8)), 400},
        {"controlInValue", get_with("X: a\x01\r\n"), 400},
        // Ours takes bytes beyond ASCII in a value; Beast refuses them in this one header.
        {"eightBitConnection", get_with("Connection: k\xde\r\n"), 400},
        {"underscore", get_with("REMOTE_ADDR: 10.9.9.9\r\n"), 400},
        {"spaceBeforeColon", get_with("X : a\r\n"), 400},
        {"noColon", get_with("nonsense\r\n"), 400},
        {"noName", get_with(": a\r\n"), 400},
        {"twoTypes", post_with("Content-Type: a/b\r\nContent-Type: c/d\r\n"), 400},
        {"absoluteTarget", get_with("", "http://here/echo"), 400},
        {"starTarget", get_with("", "*"), 400},
        {"noSlash", get_with("", "echo"), 400},
        {"fragment", get_with("", "/echo#x"), 400},
        {"dots", get_with("", "/a/../b"), 400},
        {"nulEscaped", get_with("", "/a%00b"), 400},
        {"nulInQuery", get_with("", "/a?b=%00"), 400},
        {"lineEndEscaped", get_with("", "/a%0d%0ab"), 400},
        {"brokenEscape", get_with("", "/a%4"), 400},
        {"blankInTarget", get_with("", "/a b"), 400},
        {"eightBitTarget", get_with("", "/\xc3\xa9"), 400},
        {"tlsHello", std::string("\x16\x03\x01\x02\x00\x01\x00", 7), 400},
        {"emptyFirstLine", "\r\nGET / HTTP/1.1\r\nHost: here\r\n\r\n", 400},
        {"twoWords", "GET /\r\nHost: here\r\n\r\n", 400},
        {"http2", "GET / HTTP/2.0\r\nHost: here\r\n\r\n", 505},
        {"options", "OPTIONS / HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"trace", "TRACE / HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"connect", "CONNECT here:443 HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"lowerCase", "get / HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"gzipBody", post_with("Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 415},
        {"multipart", post_with("Content-Type: Multipart/form-data; boundary=x\r\n"), 415},
        {"expect", post_with("Expect: a-miracle\r\nContent-Length: 3\r\n", "abc"), 417},
    };
}

std::vector<Shape> oversized() {
    std::string headers;
    for (int i = 0; i < 64; ++i) headers += "X-" + std::to_string(i) + ": a\r\n";
    return {
        {"longRequestLine", get_with("", "/" + std::string(2100, 'a')), 414},
        {"longHeader", get_with("X: " + std::string(8300, 'a') + "\r\n"), 431},
        {"headersPlusOne", get_with(headers), 431},  // Host is the 65th
        {"longHead",
         get_with("A: " + std::string(8000, 'a') + "\r\nB: " + std::string(8000, 'b') +
                  "\r\nC: " + std::string(1000, 'c') + "\r\n"),
         431},
        {"endlessHeader", "GET / HTTP/1.1\r\nX: " + std::string(200000, 'a'), 431},
        {"largeBody", post_with("Content-Length: 1048577\r\n"), 413},
        {"largeChunk", post_with("Transfer-Encoding: chunked\r\n", "100001\r\n"), 413},
        {"endlessChunkLine",
         post_with("Transfer-Encoding: chunked\r\n", "1;" + std::string(9000, 'a')), 400},
    };
}

class RefusalTest : public GateTest, public testing::WithParamInterface<Shape> {};

TEST_P(RefusalTest, IsAnsweredWithAProblemAndNeverHandled) {
    proves("P2");
    proves("P15");
    open();
    Caller caller(port());
    const std::string all = caller.send(GetParam().bytes).rest();
    EXPECT_EQ(status_of(all), GetParam().status) << all;
    EXPECT_EQ(header_of(all, "Content-Type"), "application/problem+json; charset=utf-8");
    EXPECT_EQ(header_of(all, "Connection"), "close");
    EXPECT_NE(body_of(all).find("\"status\":" + std::to_string(GetParam().status)),
              std::string::npos);
    EXPECT_EQ(std::to_string(body_of(all).size()), header_of(all, "Content-Length"))
        << "something follows the answer: " << all;
    EXPECT_EQ(handled(), 0u);
}

std::string name_of(const testing::TestParamInfo<Shape>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Smuggling, RefusalTest, testing::ValuesIn(smuggling()), name_of);
INSTANTIATE_TEST_SUITE_P(Malformed, RefusalTest, testing::ValuesIn(malformed()), name_of);
INSTANTIATE_TEST_SUITE_P(Oversized, RefusalTest, testing::ValuesIn(oversized()), name_of);

TEST_F(GateTest, SixtyFourHeadersAreAccepted) {
    open();
    std::string headers;
    for (int i = 0; i < 63; ++i) headers += "X-" + std::to_string(i) + ": a\r\n";
    EXPECT_EQ(status_of(ask(get_with(headers))), 200);
}

TEST_F(GateTest, RefusedMethodNamesThoseThatAreTaken) {
    open();
    EXPECT_EQ(header_of(ask("OPTIONS / HTTP/1.1\r\nHost: here\r\n\r\n"), "Allow"),
              "GET, HEAD, POST, PUT, DELETE, PATCH");
}

TEST_F(GateTest, RefusalsAreCountedByTheirReason) {
    open();
    ask("OPTIONS / HTTP/1.1\r\nHost: here\r\n\r\n");
    ask("nonsense\r\n\r\n");
    const GateCounters counters = gate_->counters();
    EXPECT_EQ(counters.refused.at("method"), 1u);
    EXPECT_EQ(counters.refused.at("request"), 1u);
    EXPECT_EQ(counters.answered, 0u);
}

TEST_F(GateTest, ChunksThatSumUpToTooMuchAreRefused) {
    proves("P15");
    open();
    Caller caller(port());
    caller.send(post_with("Transfer-Encoding: chunked\r\n"));
    const std::string chunk = "10000\r\n" + std::string(65536, 'a') + "\r\n";
    for (int i = 0; i < 17; ++i) caller.send(chunk);
    EXPECT_EQ(status_of(caller.rest()), 413);
    EXPECT_EQ(handled(), 0u);
}

TEST_F(GateTest, ForwardingAndHopHeadersAreNotPassedOn) {
    open();
    const std::string seen = ask(get_with(
        "X-Forwarded-For: 10.9.9.9\r\nForwarded: for=10.9.9.9\r\nX-Real-IP: 10.9.9.9\r\n"
        "Remote-Addr: 10.9.9.9\r\nRange: bytes=0-1\r\nConnection: close\r\nUpgrade: h2c\r\n"
        "TE: trailers\r\nAccept-Encoding: gzip\r\nX-Kept: yes\r\n"));
    EXPECT_EQ(status_of(seen), 200);
    EXPECT_EQ(body_of(seen), "GET /echo\nquery=\nbody=\npeer=127.0.0.1\nHost=here\nX-Kept=yes\n");
}

TEST_F(GateTest, EscapesInAHeaderStayAsTheyWereSent) {
    open();
    const std::string seen = ask(get_with("X-Name: a%0d%0aInjected: yes %41\r\n"));
    EXPECT_NE(body_of(seen).find("X-Name=a%0d%0aInjected: yes %41\n"), std::string::npos) << seen;
}

}  // namespace
}  // namespace tocsin
