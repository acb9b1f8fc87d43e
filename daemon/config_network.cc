#include "daemon/config_parts.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace tocsin {

namespace {

bool numeric_address(const std::string& host) {
    in6_addr space{};
    return inet_pton(AF_INET, host.c_str(), &space) == 1 ||
           inet_pton(AF_INET6, host.c_str(), &space) == 1;
}

// "127.0.0.1:8080", "[::1]:8080". Port 0 leaves the choice to the system.
std::optional<TcpAddress> parse_address(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    std::string host = text.substr(0, colon);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    if (brackets != (host.find(':') != std::string::npos)) return std::nullopt;
    TcpAddress address{host, 0};
    const char* last = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data() + colon + 1, last, address.port);
    if (fault != std::errc{} || stop != last || !numeric_address(host)) return std::nullopt;
    return address;
}

std::optional<TcpAddress> read_address(const Node& node, Complaints& complaints) {
    const auto word = one_line(node, "an address to listen on", complaints);
    if (!word) return std::nullopt;
    auto address = parse_address(*word);
    if (!address) {
        complaints.error(node.mark, in_quotes(*word) + " is no address to listen on",
                         "an address is numeric, so that no name server is asked",
                         "write \"127.0.0.1:8080\" or \"[::1]:8080\"");
    }
    return address;
}

// { address: "0.0.0.0:8443", tls: { certificate: FILE, key: FILE } }
std::optional<TcpAddress> read_tls_address(const Node& node, const Surroundings& around, Day today,
                                           Complaints& complaints) {
    MapReader map(node, "an address to listen on", complaints);
    const Node* place = map.need("address", "write \"address: 127.0.0.1:8443\"");
    auto address = place ? read_address(*place, complaints) : std::nullopt;
    if (const Node* tls = map.find("tls")) {
        TlsRead read = read_tls(*tls, around.home, today, complaints);
        if (address) {
            address->tls = std::move(read.identity);
            address->certificate = std::move(read.certificate);
        }
    }
    map.refuse_unknown();
    return address;
}

}  // namespace

std::vector<TcpAddress> read_listen(MapReader& file, const Surroundings& around, Day today) {
    std::vector<TcpAddress> addresses;
    file.need("listen", "write \"listen: [\"127.0.0.1:8080\"]\"");
    for (const Node* item : file.items("listen")) {
        const auto address = item->kind == Node::Kind::map
                                 ? read_tls_address(*item, around, today, file.complaints())
                                 : read_address(*item, file.complaints());
        if (address) addresses.push_back(*address);
    }
    return addresses;
}

std::string read_base_url(MapReader& file) {
    const auto text = file.need_text("base-url", 200,
                                     "write how phones reach this daemon: "
                                     "\"base-url: https://alert.example.org\"");
    if (!text) return "";
    const auto url = split_url(*text);
    if (!url || (url->scheme != "https" && url->scheme != "http") || url->credentials ||
        url->rest.find_first_of("?#") != std::string::npos) {
        file.complaints().error(file.mark("base-url"), "\"base-url\" is no address of a site",
                                "links in messages begin with it",
                                "write https://HOST, without a query");
        return "";
    }
    if (url->scheme == "http" && !url->loopback()) {
        file.complaints().warning(
            file.mark("base-url"), "links in messages are not encrypted",
            "whoever sees one on its way could answer in a person's name",
            "write https://, and give \"listen\" a certificate or let a proxy speak TLS");
    }
    std::string base = *text;
    while (base.ends_with('/')) base.pop_back();
    return base;
}

void judge_links(const MapReader& file, const std::string& base_url,
                 const std::vector<TcpAddress>& listen, Complaints& complaints) {
    const bool encrypted =
        !listen.empty() && std::all_of(listen.begin(), listen.end(), [](const TcpAddress& address) {
            return !address.certificate.empty();
        });
    if (!encrypted || !base_url.starts_with("http://")) return;
    complaints.warning(file.mark("base-url"),
                       "links in messages begin with http://, but every address speaks TLS",
                       "whoever opens such a link is refused, and cannot take the incident",
                       "write https://" + base_url.substr(7));
}

StatusPageSettings read_status_page(MapReader& file, const Surroundings& around,
                                    const std::string& base_url) {
    StatusPageSettings settings;
    settings.site_url = base_url + "/status";
    const std::string standard = "file://" + (around.data / "out/www").string();
    const Node* node = file.find("status-page");
    if (!node) {
        settings.publish.push_back(standard);
        return settings;
    }
    MapReader map(*node, "the block \"status-page\"", file.complaints());
    for (const Node* item : map.items("publish")) {
        const auto word = one_line(*item, "a place of the status page", file.complaints());
        if (!word) continue;
        if (word->find("://") == std::string::npos) {
            settings.publish.push_back("file://" + (around.data / *word).string());
            continue;
        }
        if (word->starts_with("file:///")) {
            settings.publish.push_back(*word);
            continue;
        }
        const auto url = split_url(*word);
        if (!url || (url->scheme != "https" && url->scheme != "http") || url->credentials) {
            file.complaints().error(item->mark, "the status page cannot be put there", "",
                                    "write a folder, file:///FOLDER, or https://HOST/PATH");
        } else if (around.exercise && !url->loopback()) {
            file.complaints().error(item->mark, "the status page would be put beyond this machine",
                                    "in an exercise nothing may reach real people",
                                    "write a folder, such as out/www");
        } else {
            settings.publish.push_back(*word);
        }
    }
    if (!node->find("publish")) settings.publish.push_back(standard);
    if (const auto site = map.text("site-url")) {
        const auto url = split_url(*site);
        if (!url || (url->scheme != "https" && url->scheme != "http")) {
            file.complaints().error(map.mark("site-url"), "\"site-url\" is no address of a page",
                                    "", "write where readers find it: https://HOST/PATH");
        }
        settings.site_url = *site;
    }
    map.refuse_unknown();
    return settings;
}

OnCallSheetSettings read_on_call_sheet(MapReader& file, const Surroundings& around) {
    OnCallSheetSettings settings;
    settings.folder = around.data / "on-call";
    const Node* node = file.find("on-call-sheet");
    if (node != nullptr) {
        MapReader map(*node, "the block \"on-call-sheet\"", file.complaints());
        if (const auto folder = map.text("folder")) {
            settings.folder = (around.data / *folder).lexically_normal();
            if (!settings.folder.has_filename()) settings.folder = settings.folder.parent_path();
        }
        if (const auto days = map.whole("days", 1, 62)) settings.days = static_cast<int>(*days);
        map.refuse_unknown();
    }
    // A drill must not write over what a switchboard relies on.
    if (around.exercise) settings.folder += "-exercise";
    return settings;
}

GateLimits read_limits(MapReader& file) {
    GateLimits limits;
    const Node* node = file.find("limits");
    if (!node) return limits;
    MapReader map(*node, "the block \"limits\"", file.complaints());
    const auto count = [&map](const char* key, std::size_t& value, long min, long max) {
        if (const auto given = map.whole(key, min, max)) value = static_cast<std::size_t>(*given);
    };
    const auto time = [&map](const char* key, std::chrono::milliseconds& value, int max_s) {
        const auto given = map.duration(key, std::chrono::seconds(1), std::chrono::seconds(max_s));
        if (given) value = std::chrono::duration_cast<std::chrono::milliseconds>(*given);
    };
    constexpr long mebibyte = 1024 * 1024;
    count("body-bytes", limits.body_bytes, 16 * 1024, 16 * mebibyte);
    count("hook-bytes", limits.hook_bytes, 16 * 1024, 16 * mebibyte);
    count("bodies-bytes", limits.bodies_bytes, mebibyte, 4096 * mebibyte);
    count("connections", limits.connections, 16, 50000);
    count("connections-per-ip", limits.connections_per_ip, 1, 50000);
    count("requests-per-connection", limits.requests_per_connection, 1, 100000);
    count("workers", limits.workers, 4, 256);
    count("worker-queue", limits.worker_queue, 16, 4096);
    time("head-time", limits.head_time, 60);
    time("body-time", limits.body_time, 60);
    time("write-time", limits.write_time, 60);
    time("idle-time", limits.idle_time, 300);
    for (const Node* item : map.items("trusted")) {
        const auto word = one_line(*item, "a trusted address", file.complaints());
        if (word && !numeric_address(*word)) {
            file.complaints().error(item->mark, in_quotes(*word) + " is no numeric address", "",
                                    "write one such as 10.0.0.5");
        }
        if (word) limits.trusted.push_back(*word);
    }
    map.refuse_unknown();
    return limits;
}

}  // namespace tocsin
