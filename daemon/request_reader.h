// Turns the bytes of one connection into whole requests, one after another. It holds no socket and
// no timer: whoever feeds it owns the deadlines. daemon/head_check judges the head first; Beast's
// parser must then agree, and decodes the body.
#pragma once

#include "daemon/gate_limits.h"
#include "daemon/head_check.h"
#include "daemon/http.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin {

class RequestReader {
public:
    enum class Stage {
        idle,     // no byte of the next request has come
        head,     // inside the head
        body,     // inside the body
        whole,    // take() has a request
        refused,  // refusal() says why; nothing more is read
    };

    explicit RequestReader(const GateLimits& limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    // Takes bytes as they arrive. In stage `whole` they are kept for the request that follows.
    Stage feed(std::string_view bytes);

    Stage stage() const { return stage_; }

    // The whole request, without peer. Once, in stage `whole`.
    Request take();

    // After take(): goes on with what has arrived already.
    Stage next();

    // Whether the caller of the last whole request wishes to send another.
    bool keep_alive() const { return head_.keep_alive; }

    // In stage `refused`.
    const HeadRefusal& refusal() const { return refusal_; }

    // In stage `body`: whether the caller sends nothing of it before it has read "100 Continue".
    bool awaits_continue() const;

    // Bytes of body held so far.
    std::size_t body_bytes() const;

private:
    struct Body;

    Stage advance();
    Stage read_head();
    Stage read_body();
    Stage refuse(HeadRefusal refusal);
    // For the request whose head has been read.
    std::size_t body_limit() const;

    const GateLimits& limits_;
    Stage stage_ = Stage::idle;
    std::string pending_;      // arrived, not yet consumed
    std::size_t scanned_ = 0;  // of pending_, by scan_
    HeadScan scan_;
    RequestHead head_;
    HeadRefusal refusal_;
    std::unique_ptr<Body> body_;
};

}  // namespace tocsin
