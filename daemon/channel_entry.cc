#include "daemon/channel_entry.h"

#include "rota/contact.h"

namespace tocsin {

using std::chrono::seconds;

void ChannelEntry::complain(const std::string& key, std::string what, std::string fix,
                            std::string why) {
    complained_ = true;
    map_.complaints().error(map_.mark(key), std::move(what), std::move(why), std::move(fix));
}

void ChannelEntry::need_medium(Medium medium, const std::string& sends) {
    if (common_.medium == medium) return;
    complain("medium", "the channel " + in_quotes(common_.name) + " of type " + sends,
             "write \"medium: " + std::string(medium_name(medium)) + "\"");
}

std::string ChannelEntry::mail_or(const std::string& key, std::string otherwise) {
    const auto written = map_.text(key);
    if (!written) return otherwise;
    Checked checked = parse_mail(*written);
    if (checked.value.empty()) {
        complain(key, in_quotes(key) + " of " + map_.name() + " is no mail address",
                 "write an address alone, such as tocsin@example.org", checked.why);
    }
    return checked.value;
}

void ChannelEntry::only_here(const std::string& key, const UrlParts& url) {
    if (!around_.exercise || url.loopback()) return;
    complain(key, map_.name() + " reaches beyond this machine",
             "use channels of type file, or a provider on 127.0.0.1",
             "in an exercise nothing may reach real people");
}

void ChannelEntry::http_url(const std::string& key, const std::string& text, bool& plain,
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

void ChannelEntry::network(bool& private_addresses, std::string& trusted_certificates,
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

std::optional<std::string> ChannelEntry::secret(const Node& node, const std::string& what) {
    auto found = read_secret(node, what + " of " + map_.name(), around_.home, map_.complaints());
    complained_ = complained_ || !found;
    return found;
}

std::vector<std::string> ChannelEntry::secrets(const std::string& key, const std::string& what) {
    std::vector<std::string> found;
    for (const Node* item : map_.items(key)) {
        if (auto one = secret(*item, what)) found.push_back(*std::move(one));
    }
    return found;
}

void ChannelEntry::adopt(const std::vector<std::string>& problems) {
    if (complained_) return;
    const std::string begin = "channel '" + common_.name + "': ";
    for (const std::string& sentence : problems) {
        const bool named = sentence.starts_with(begin);
        map_.complaints().error(
            map_.mark(), map_.name() + ": " + (named ? sentence.substr(begin.size()) : sentence));
    }
}

}  // namespace tocsin
