#include "daemon/channel_reader.h"

#include "rota/contact.h"

namespace tocsin {

using std::chrono::seconds;

void ChannelReader::complain(const std::string& key, std::string what, std::string fix,
                             std::string why) {
    complained_ = true;
    map_.complaints().error(map_.mark(key), std::move(what), std::move(why), std::move(fix));
}

void ChannelReader::need_medium(Medium medium, const std::string& sends) {
    if (common_.medium == medium) return;
    complain("medium", "the channel " + in_quotes(common_.name) + " of type " + sends,
             "write \"medium: " + std::string(medium_name(medium)) + "\"");
}

std::string ChannelReader::mail_or(const std::string& key, std::string otherwise) {
    const auto written = map_.text(key);
    if (!written) return otherwise;
    Checked checked = parse_mail(*written);
    if (checked.value.empty()) {
        complain(key, in_quotes(key) + " of " + map_.name() + " is no mail address",
                 "write an address alone, such as tocsin@example.org", checked.why);
    }
    return checked.value;
}

void ChannelReader::only_here(const std::string& key, const UrlParts& url) {
    if (!around_.exercise || url.loopback()) return;
    complain(key, map_.name() + " reaches beyond this machine",
             "use channels of type file, or a provider on 127.0.0.1",
             "in an exercise nothing may reach real people");
}

void ChannelReader::http_url(const std::string& key, const std::string& text, bool& plain,
                             bool& private_addresses) {
    const auto url = split_url(text);
    if (!url || url->credentials || (url->scheme != "https" && url->scheme != "http")) {
        complain(key, in_quotes(key) + " of " + map_.name() + " is no address of a provider",
                 "write https://HOST/PATH; user and password stand apart");
        return;
    }
    only_here(key, *url);
    const bool open = map_.one_of("tls", {"required", "none"}).value_or(0) == 1;
    if (url->scheme == "http" && !url->loopback() && !open) {
        complain(key, in_quotes(key) + " of " + map_.name() + " is not encrypted",
                 "write https://, or add \"tls: none\" if it must be so",
                 "phone numbers, texts and credentials would travel in the clear");
    }
    plain = plain || open || url->loopback();
    private_addresses = private_addresses || url->loopback();
}

void ChannelReader::base_url(Endpoint& endpoint, const std::string& otherwise) {
    endpoint.url = map_.text("url").value_or(otherwise);
    http_url("url", endpoint.url, endpoint.plain, endpoint.private_addresses);
    while (endpoint.url.ends_with('/')) endpoint.url.pop_back();
}

std::optional<std::string> ChannelReader::secret_url(bool& plain, bool& private_addresses) {
    const Node* node = map_.find("url-file");
    if (!node) return std::nullopt;
    const auto text =
        read_secret(*node, "the address of " + map_.name(), around_.home, map_.complaints());
    if (!text) {
        complained_ = true;
        return std::nullopt;
    }
    if (!is_whole_url(*text, true)) {
        complain("url-file", "the file \"url-file\" of " + map_.name() + " holds no address",
                 "copy the whole address into it, and nothing else: https://HOST/PATH");
        return std::nullopt;
    }
    http_url("url-file", *text, plain, private_addresses);
    return text;
}

void ChannelReader::network(bool& private_addresses, std::string& trusted_certificates,
                            Timeouts& timeouts) {
    private_addresses = map_.yes_no("private-addresses").value_or(private_addresses);
    if (const auto file = map_.text("trusted-certificates")) {
        trusted_certificates = around_.home / *file;
        if (!std::filesystem::is_regular_file(trusted_certificates)) {
            complain("trusted-certificates", "there is no such file of certificates",
                     "name a PEM file");
        }
    }
    const Node* node = map_.find("timeouts");
    if (!node) return;
    MapReader map(*node, "\"timeouts\" of " + map_.name(), map_.complaints());
    timeouts.connect = map.duration("connect", seconds(1), seconds(30)).value_or(timeouts.connect);
    timeouts.total = map.duration("total", seconds(1), seconds(60)).value_or(timeouts.total);
    timeouts.stalled = map.duration("stalled", seconds(1), seconds(60)).value_or(timeouts.stalled);
    map.refuse_unknown();
}

void ChannelReader::endpoint(Endpoint& endpoint) {
    endpoint.name = common_.name;
    endpoint.medium = common_.medium;
    endpoint.in_flight_max = common_.in_flight_max.value_or(endpoint.in_flight_max);
    network(endpoint.private_addresses, endpoint.trusted_certificates, endpoint.timeouts);
}

std::optional<std::string> ChannelReader::secret(const Node& node, const std::string& what) {
    auto found = read_secret(node, what + " of " + map_.name(), around_.home, map_.complaints());
    complained_ = complained_ || !found;
    return found;
}

std::vector<std::string> ChannelReader::secrets(const std::string& key, const std::string& what) {
    std::vector<std::string> found;
    for (const Node* item : map_.items(key)) {
        if (auto one = secret(*item, what)) found.push_back(*std::move(one));
    }
    return found;
}

std::string ChannelReader::need_secret(const std::string& key, const std::string& what,
                                       const std::string& fix) {
    const Node* node = map_.need(key, fix);
    const auto text = node ? secret(*node, what) : std::nullopt;
    complained_ = complained_ || !text;
    return text.value_or("");
}

std::string ChannelReader::callbacks(const std::string& key, const std::string& provider, bool here,
                                     const std::string& fix, const std::string& lost) {
    const auto base = split_url(house_.base_url);
    if (base && !here && (base->loopback() || base->scheme != "https")) {
        complain(key, provider + " cannot call back to " + house_.base_url,
                 "make base-url the https:// address that phones use, or " + fix, lost);
    }
    return house_.base_url + "/v1/callbacks/" + common_.name;
}

void ChannelReader::adopt(const std::vector<std::string>& problems) {
    if (complained_) return;
    const std::string begin = "channel '" + common_.name + "': ";
    for (const std::string& sentence : problems) {
        const bool named = sentence.starts_with(begin);
        map_.complaints().error(
            map_.mark(), map_.name() + ": " + (named ? sentence.substr(begin.size()) : sentence));
    }
}

}  // namespace tocsin
