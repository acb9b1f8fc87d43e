// A request as the gate hands it inward, and the answer to it: plain values, whole and bounded.
// What stands here has been checked at the edge; nothing here knows sockets, Beast or httplib.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace tocsin {

class OpenBody;

// Name and value pairs in the order they came. Names may repeat.
using Fields = std::vector<std::pair<std::string, std::string>>;

// The first value under exactly this name; nullptr when there is none.
const std::string* find_field(const Fields& fields, std::string_view name);

// The first value under this name, whatever its case; nullptr when there is none.
const std::string* find_header(const Fields& headers, std::string_view name);

struct Request {
    std::string method = {};  // GET, HEAD, POST, PUT, DELETE or PATCH
    std::string target = {};  // the path as sent, still percent-encoded; begins with '/'
    std::string query = {};   // what followed '?', still encoded; may be empty
    Fields headers = {};      // values as sent; hop-by-hop and forwarding headers are left out
    std::string body = {};    // decoded from chunks, if it came in chunks
    std::string peer = {};    // numeric address from the socket; empty for a local caller
    // Who is at the other end of the Unix socket; empty over TCP.
    std::optional<uid_t> local_uid = {};
};

struct Response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";  // unused when the body is empty
    Fields headers = {};  // beyond those that every answer carries
    std::string body = {};
    // What follows `body` for as long as the caller listens; null: nothing, as nearly always.
    std::shared_ptr<OpenBody> open = {};
};

}  // namespace tocsin
