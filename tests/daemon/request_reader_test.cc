// Whole requests out of bytes that arrive in any pieces. What was found by fuzzing has its name
// here.
#include "daemon/request_reader.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tocsin {
namespace {

using Stage = RequestReader::Stage;

// What a reader says of `bytes` when they arrive `size` at a time.
Stage stage_after(std::string_view bytes, std::size_t size, std::string& body) {
    static const GateLimits limits;
    RequestReader reader(limits);
    for (std::size_t at = 0; at < bytes.size(); at += size) reader.feed(bytes.substr(at, size));
    if (reader.stage() == Stage::whole) body = reader.take().body;
    return reader.stage();
}

const std::string chunked = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(RequestReader, PiecesOfAnySizeMakeTheSameRequest) {
    for (std::size_t size = 1; size < 40; ++size) {
        std::string body;
        const std::string bytes = chunked + "5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n";
        EXPECT_EQ(stage_after(bytes, size, body), Stage::whole) << size;
        EXPECT_EQ(body, "hello!") << size;
    }
}

// Beast asserts when it sees "0\r\n" and then one byte more: the daemon would end.
TEST(RequestReader, AnEmptyBodyInChunksMayArriveByteByByte) {
    proves("P15");
    for (std::size_t size = 1; size < 8; ++size) {
        std::string body;
        EXPECT_EQ(stage_after(chunked + "0\r\n\r\n", size, body), Stage::whole) << size;
        EXPECT_EQ(body, "") << size;
    }
}

// Beast asserts when it is asked about the framing of a head that it has refused.
TEST(RequestReader, AHeadThatOnlyBeastRefusesIsRefused) {
    proves("P15");
    std::string body;
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: k\xde\r\n\r\n";
    EXPECT_EQ(stage_after(head, 1, body), Stage::refused);
    EXPECT_EQ(stage_after(head, head.size(), body), Stage::refused);
}

// No monitor sends again what was refused as too large.
TEST(RequestReader, AHookMayBringWhatOthersMayNot) {
    const GateLimits limits;
    const std::string body(limits.body_bytes + 1, ' ');
    const auto to = [&](const std::string& path) {
        return "POST " + path +
               " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    };
    std::string read;
    EXPECT_EQ(stage_after(to("/v1/hooks/alertmanager"), 65536, read), Stage::whole);
    EXPECT_EQ(read.size(), body.size());
    EXPECT_EQ(stage_after(to("/v1/incidents"), 65536, read), Stage::refused);

    RequestReader reader(limits);
    reader.feed("POST /v1/hooks/a/secret HTTP/1.1\r\nHost: a\r\nContent-Length: 8388609\r\n\r\n");
    ASSERT_EQ(reader.stage(), Stage::refused);
    EXPECT_EQ(reader.refusal().slug, "too-large");
    EXPECT_EQ(reader.refusal().detail,
              "The body is over its limit of 8388608 bytes. Nothing of it was read.");
}

}  // namespace
}  // namespace tocsin
