#include "daemon/request_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>
#include <variant>

namespace tocsin {
namespace {

namespace http = boost::beast::http;

// The size of a chunk with its extensions, and the trailers after the last one. No sender known
// writes more than a line.
constexpr std::size_t chunk_line_bytes = 4096;

// "0\r\n\r\n": a body in chunks that has not ended has so many bytes to come, and Beast 1.74
// asserts when it meets the last chunk a second time with fewer.
constexpr std::size_t last_chunk_bytes = 5;

std::string over_limit(std::size_t limit) {
    return "The body is over its limit of " + std::to_string(limit) + " bytes.";
}

}  // namespace

struct RequestReader::Body {
    http::request_parser<http::string_body> parser;
};

RequestReader::RequestReader(const GateLimits& limits) : limits_(limits), scan_(limits.head) {}
RequestReader::~RequestReader() = default;

RequestReader::Stage RequestReader::feed(std::string_view bytes) {
    if (stage_ == Stage::refused) return stage_;
    pending_ += bytes;
    return advance();
}

RequestReader::Stage RequestReader::next() {
    stage_ = Stage::idle;
    scan_ = HeadScan(limits_.head);
    scanned_ = 0;
    body_.reset();
    return advance();
}

Request RequestReader::take() {
    Request request = std::move(head_.request);
    request.body = std::move(body_->parser.get().body());
    body_.reset();
    return request;
}

bool RequestReader::awaits_continue() const {
    return stage_ == Stage::body && head_.continues && body_bytes() == 0 && pending_.empty();
}

std::size_t RequestReader::body_bytes() const {
    return body_ == nullptr ? 0 : body_->parser.get().body().size();
}

RequestReader::Stage RequestReader::advance() {
    if (stage_ == Stage::idle && !pending_.empty()) stage_ = Stage::head;
    if (stage_ == Stage::head) stage_ = read_head();
    if (stage_ == Stage::body) stage_ = read_body();
    return stage_;
}

RequestReader::Stage RequestReader::read_head() {
    std::size_t used = 0;
    const auto state = scan_.scan(std::string_view(pending_).substr(scanned_), used);
    scanned_ += used;
    if (state == HeadScan::State::refused) return refuse(scan_.refusal());
    if (state == HeadScan::State::more) return Stage::head;

    auto verdict = check_head(std::string_view(pending_).substr(0, scanned_), limits_.head);
    if (auto* refusal = std::get_if<HeadRefusal>(&verdict)) return refuse(std::move(*refusal));
    head_ = std::get<RequestHead>(std::move(verdict));
    if (head_.content_length.value_or(0) > body_limit()) {
        return refuse({"too-large", over_limit(body_limit()) + " Nothing of it was read."});
    }
    body_ = std::make_unique<Body>();
    auto& parser = body_->parser;
    parser.eager(true);
    parser.body_limit(body_limit());
    parser.header_limit(static_cast<std::uint32_t>(limits_.head.head_bytes + chunk_line_bytes));
    boost::system::error_code error;
    const std::size_t taken = parser.put(boost::asio::buffer(pending_.data(), scanned_), error);
    if (error == http::error::need_more) error = {};
    // Two readings of one head are how requests are smuggled: where Beast differs, nobody passes.
    // Beast knows the framing of a head that it has read to its end, and asserts when asked before.
    const bool read = !error && taken == scanned_ && parser.is_header_done();
    const bool same_frame = read && head_.chunked == parser.chunked() &&
                            head_.content_length.value_or(0) == parser.content_length().value_or(0);
    if (!same_frame) {
        return refuse({"request", "The head can be read in more than one way."});
    }
    pending_.erase(0, scanned_);
    return Stage::body;
}

RequestReader::Stage RequestReader::read_body() {
    auto& parser = body_->parser;
    const std::size_t least = parser.chunked() ? last_chunk_bytes : 1;
    std::size_t used = 0;
    while (!parser.is_done() && pending_.size() - used >= least) {
        boost::system::error_code error;
        const std::size_t taken =
            parser.put(boost::asio::buffer(pending_.data() + used, pending_.size() - used), error);
        used += taken;
        if (error == http::error::body_limit) {
            return refuse({"too-large", over_limit(body_limit())});
        }
        if (error && error != http::error::need_more) {
            return refuse({"request", "The body's chunks are not well formed."});
        }
        if (taken == 0) break;
    }
    pending_.erase(0, used);
    if (parser.is_done()) return Stage::whole;
    if (pending_.size() > chunk_line_bytes) {
        return refuse({"request", "A chunk's first line or the trailers are too long."});
    }
    return Stage::body;
}

std::size_t RequestReader::body_limit() const {
    return head_.request.target.starts_with("/v1/hooks/") ? limits_.hook_bytes : limits_.body_bytes;
}

RequestReader::Stage RequestReader::refuse(HeadRefusal refusal) {
    refusal_ = std::move(refusal);
    pending_.clear();
    body_.reset();
    return stage_ = Stage::refused;
}

}  // namespace tocsin
