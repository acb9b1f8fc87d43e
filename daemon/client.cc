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

std::size_t take(char* from, std::size_t size, std::size_t count, void* body) {
    auto& text = *static_cast<std::string*>(body);
    const std::size_t length = size * count;
    if (text.size() + length > Client::body_max) return CURL_WRITEFUNC_ERROR;
    text.append(from, length);
    return length;
}

void append(Headers& headers, const std::string& line) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) throw NoAnswer("there is no memory for a header");
    static_cast<void>(headers.release());
    headers.reset(longer);
}

NoAnswer failure(const Easy& easy, CURLcode code, const std::string& socket, Duration time_out) {
    long system_error = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &system_error);
    if (code == CURLE_OPERATION_TIMEDOUT) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(time_out).count();
        return NoAnswer("it took the request at " + socket + " and said nothing for " +
                        std::to_string(seconds) + " s");
    }
    if (code == CURLE_COULDNT_CONNECT && (system_error == EACCES || system_error == EPERM)) {
        NoAnswer refused("this user may not use its socket " + socket);
        refused.not_permitted = true;
        return refused;
    }
    if (code == CURLE_COULDNT_CONNECT) return NoAnswer("nothing listens on its socket " + socket);
    if (code == CURLE_COULDNT_RESOLVE_HOST) {
        return NoAnswer("the path of a socket cannot be this long: " + socket);
    }
    if (code == CURLE_WRITE_ERROR) return NoAnswer("its answer is too long to be one of ours");
    return NoAnswer("the connection to " + socket + " broke off: " + curl_easy_strerror(code));
}

}  // namespace

DaemonAnswer Client::request(const std::string& method, const std::string& path,
                             const std::string& body, const std::string& accept) const {
    const Easy easy(curl_easy_init());
    if (!easy) throw NoAnswer("libcurl has no handle to give");
    DaemonAnswer answer;
    set(easy, CURLOPT_URL, ("http://localhost" + path).c_str());
    set(easy, CURLOPT_UNIX_SOCKET_PATH, socket_.c_str());
    set(easy, CURLOPT_PROTOCOLS_STR, "http");
    set(easy, CURLOPT_PROXY, "");
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(time_out_.count()));
    set(easy, CURLOPT_WRITEFUNCTION, &take);
    set(easy, CURLOPT_WRITEDATA, &answer.body);
    Headers headers;
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
    if (code != CURLE_OK) throw failure(easy, code, socket_.string(), time_out_);
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    const char* type = nullptr;
    curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr) answer.content_type = type;
    curl_header* found = nullptr;
    answer.needs_you =
        curl_easy_header(easy.get(), needs_you_header, 0, CURLH_HEADER, -1, &found) == CURLHE_OK;
    return answer;
}

}  // namespace tocsin
