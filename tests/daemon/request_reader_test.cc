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

}  // namespace
}  // namespace tocsin
