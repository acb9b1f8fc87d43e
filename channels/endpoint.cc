#include "channels/endpoint.h"

#include "channels/mask.h"
#include "channels/provider.h"

#include <algorithm>

namespace tocsin {
namespace {

// What is shorter is a word of the address, such as "services".
constexpr std::size_t token_signs_min = 12;

// A thousand rooms or incidents of a few kilobytes each.
constexpr std::size_t list_bytes_max = 4 * 1024 * 1024;

bool has_scheme(std::string_view url, bool plain) {
    return url.starts_with("https://") || (plain && url.starts_with("http://"));
}

}  // namespace

WireRequest request_to(const Endpoint& endpoint, const std::string& path) {
    WireRequest request;
    request.url = endpoint.url + path;
    request.trusted_certificates = endpoint.trusted_certificates;
    request.private_addresses = endpoint.private_addresses;
    request.timeouts = endpoint.timeouts;
    return request;
}

WireRequest json_to(const Endpoint& endpoint, const std::string& path, std::string body) {
    WireRequest request = request_to(endpoint, path);
    request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    request.body = std::move(body);
    return request;
}

WireRequest question_to(const Endpoint& endpoint, const std::string& path) {
    WireRequest request = request_to(endpoint, path);
    request.method = "GET";
    request.answer_max = list_bytes_max;
    request.timeouts.total = std::min(request.timeouts.total, HttpChannel::look_up_max);
    request.timeouts.connect = std::min(request.timeouts.connect, HttpChannel::look_up_max);
    return request;
}

bool is_base_url(std::string_view url, bool plain) {
    return has_scheme(url, plain) && is_one_line(url) && !url.ends_with('/') &&
           url.find_first_of("?#@{} ") == std::string_view::npos;
}

bool is_whole_url(std::string_view url, bool plain) {
    if (!has_scheme(url, plain) || !is_one_line(url)) return false;
    const std::size_t host = url.find("//") + 2;
    const std::size_t end = std::min(url.find_first_of("/?", host), url.size());
    return end > host && url.substr(host, end - host).find('@') == std::string_view::npos &&
           url.find_first_of("#{}\"<> ") == std::string_view::npos;
}

std::map<std::string, std::string> url_secrets(const std::string& url) {
    std::map<std::string, std::string> secrets{{"1 whole", url}};  // the longest goes first
    const std::size_t path = std::min(url.find_first_of("/?", url.find("//") + 2), url.size());
    const std::size_t query = std::min(url.find('?', path), url.size());
    // A slash alone would blot out every slash of what a provider says.
    if (query > path + 1) secrets["2 path"] = url.substr(path, query - path);
    if (url.size() > query + 1) secrets["3 query"] = url.substr(query + 1);
    // A token is one part of it, and a provider may name it alone.
    for (std::size_t from = path; from < url.size();) {
        const std::size_t end = std::min(url.find_first_of("/?&=", from), url.size());
        if (end - from >= token_signs_min)
            secrets["4 part at " + std::to_string(from)] = url.substr(from, end - from);
        from = end + 1;
    }
    return secrets;
}

std::vector<std::string> problems(const Endpoint& endpoint) {
    if (endpoint.in_flight_max > 0) return {};
    return {"channel '" + endpoint.name + "': `in-flight` is less than one"};
}

std::string words_of(const Endpoint& endpoint, const WireAnswer& answer, std::string_view said,
                     const std::map<std::string, std::string>& secrets) {
    std::string words = answer.curl_error;
    if (answer.curl_code == 0) {
        words = endpoint.name + " answered " + std::to_string(answer.status);
        if (!said.empty()) words += " " + std::string(said);
    }
    return fit_to_show(words, secrets);
}

Outcome judged(const Message& message, Verdict verdict, std::string words,
               const WireAnswer& answer) {
    Outcome result = outcome(message, verdict, std::move(words));
    if (verdict == Verdict::deferred && answer.retry_after) {
        result.retry_after = std::min(*answer.retry_after, HttpChannel::retry_after_max);
    }
    return result;
}

}  // namespace tocsin
