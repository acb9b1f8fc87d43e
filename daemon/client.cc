#include "daemon/client.h"

#include <curl/curl.h>

#include <cerrno>
#include <memory>

namespace tocsin {
namespace {

struct Closing {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, Closing>;
using Headers = std::unique_ptr<curl_slist, Closing>;

template <class Value>
void set(const Easy& easy, CURLoption option, Value value) {
    if (curl_easy_setopt(easy.get(), option, value) != CURLE_OK) {
        throw NoAnswer("libcurl refuses option " + std::to_string(option));
    }
}

// What came in, and where it goes.
struct Incoming {
    CURL* easy = nullptr;
    std::string body;
    const std::function<bool(std::string_view)>* piece = nullptr;  // null: into the body
    bool enough = false;
};

std::size_t take(char* from, std::size_t size, std::size_t count, void* whole) {
    auto& in = *static_cast<Incoming*>(whole);
    const std::size_t length = size * count;
    long status = 0;
    curl_easy_getinfo(in.easy, CURLINFO_RESPONSE_CODE, &status);
    if (in.piece != nullptr && status >= 200 && status <= 299) {
        in.enough = !(*in.piece)({from, length});
        return in.enough ? CURL_WRITEFUNC_ERROR : length;
    }
    if (in.body.size() + length > Client::body_max) return CURL_WRITEFUNC_ERROR;
    in.body.append(from, length);
    return length;
}

void append(Headers& headers, const std::string& line) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) throw NoAnswer("there is no memory for a header");
    static_cast<void>(headers.release());
    headers.reset(longer);
}

// What is named in a sentence: "its socket /run/...".
std::string place_of(const DaemonAddress& address) {
    return address.url.empty() ? "its socket " + address.socket.string() : address.url;
}

NoAnswer tls_failure(CURLcode code, const DaemonAddress& address) {
    return NoAnswer("the certificate of " + address.url + " is not accepted (" +
                    curl_easy_strerror(code) + "): name who vouches for it, --ca FILE");
}

NoAnswer failure(const Easy& easy, CURLcode code, const DaemonAddress& address, Duration time_out) {
    const std::string place = place_of(address);
    long system_error = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &system_error);
    if (code == CURLE_OPERATION_TIMEDOUT) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(time_out).count();
        return NoAnswer("it took the request at " + place + " and said nothing for " +
                        std::to_string(seconds) + " s");
    }
    if (code == CURLE_COULDNT_CONNECT && (system_error == EACCES || system_error == EPERM) &&
        address.url.empty()) {
        NoAnswer refused("this user may not use " + place);
        refused.not_permitted = true;
        return refused;
    }
    if (code == CURLE_COULDNT_CONNECT) return NoAnswer("nothing listens on " + place);
    if (code == CURLE_COULDNT_RESOLVE_HOST) {
        return NoAnswer(address.url.empty()
                            ? "the path of a socket cannot be this long: " + address.socket.string()
                            : "nobody knows the name in " + address.url);
    }
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        return tls_failure(code, address);
    if (code == CURLE_WRITE_ERROR) return NoAnswer("its answer is too long to be one of ours");
    return NoAnswer("the connection to " + place + " broke off: " + curl_easy_strerror(code));
}

void point_at(const Easy& easy, const DaemonAddress& address, const std::string& path,
              Headers& headers) {
    set(easy, CURLOPT_PROXY, "");
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_NOSIGNAL, 1L);
    if (address.url.empty()) {
        set(easy, CURLOPT_URL, ("http://localhost" + path).c_str());
        set(easy, CURLOPT_UNIX_SOCKET_PATH, address.socket.c_str());
        set(easy, CURLOPT_PROTOCOLS_STR, "http");
        return;
    }
    set(easy, CURLOPT_URL, (address.url + path).c_str());
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    if (!address.ca.empty()) set(easy, CURLOPT_CAINFO, address.ca.c_str());
    if (!address.token.empty()) append(headers, "Authorization: Bearer " + address.token);
}

DaemonAnswer answered(const Easy& easy, Incoming& in) {
    DaemonAnswer answer;
    answer.body = std::move(in.body);
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    const char* type = nullptr;
    curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr) answer.content_type = type;
    curl_header* found = nullptr;
    answer.needs_you =
        curl_easy_header(easy.get(), needs_you_header, 0, CURLH_HEADER, -1, &found) == CURLHE_OK;
    return answer;
}

}  // namespace

DaemonAnswer Client::request(const std::string& method, const std::string& path,
                             const std::string& body, const std::string& accept) const {
    const Easy easy(curl_easy_init());
    if (!easy) throw NoAnswer("libcurl has no handle to give");
    Incoming in{easy.get(), {}, nullptr, false};
    Headers headers;
    point_at(easy, address_, path, headers);
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(time_out_.count()));
    set(easy, CURLOPT_WRITEFUNCTION, &take);
    set(easy, CURLOPT_WRITEDATA, &in);
    append(headers, "Accept: " + accept);
    append(headers, "Expect:");
    if (!body.empty()) {
        append(headers, "Content-Type: application/json");
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        set(easy, CURLOPT_POSTFIELDS, body.c_str());
    }
    set(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
    set(easy, CURLOPT_HTTPHEADER, headers.get());
    const CURLcode code = curl_easy_perform(easy.get());
    if (code != CURLE_OK) throw failure(easy, code, address_, time_out_);
    return answered(easy, in);
}

DaemonAnswer Client::follow(const std::string& path, const std::vector<std::string>& more,
                            const std::function<bool(std::string_view)>& piece) const {
    const Easy easy(curl_easy_init());
    if (!easy) throw NoAnswer("libcurl has no handle to give");
    Incoming in{easy.get(), {}, &piece, false};
    Headers headers;
    point_at(easy, address_, path, headers);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(time_out_.count()));
    set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy, CURLOPT_LOW_SPEED_TIME,
        static_cast<long>(std::chrono::ceil<std::chrono::seconds>(silence_max).count()));
    set(easy, CURLOPT_WRITEFUNCTION, &take);
    set(easy, CURLOPT_WRITEDATA, &in);
    append(headers, "Accept: text/event-stream, application/problem+json");
    for (const std::string& header : more) append(headers, header);
    set(easy, CURLOPT_HTTPHEADER, headers.get());
    const CURLcode code = curl_easy_perform(easy.get());
    if (code != CURLE_OK && !in.enough) throw failure(easy, code, address_, silence_max);
    return answered(easy, in);
}

}  // namespace tocsin
