#include "daemon/doctor_doors.h"

#include "daemon/columns.h"
#include "rota/clock_words.h"
#include "rota/counted.h"
#include "rota/words.h"

#include <set>

namespace tocsin {
namespace {

using std::chrono::hours;

constexpr Duration certificate_wrong = hours(24 * 3);
constexpr Duration certificate_soon = hours(24 * 21);

Door door(const std::string& url, const std::string& name, bool private_addresses,
          const std::string& trusted) {
    return {name, url, false, private_addresses, trusted};
}

// Scheme, host and port alone: what follows may hold placeholders, and be a secret.
std::string root_of(const std::string& url) {
    const std::size_t host = url.find("://");
    if (host == std::string::npos) return url;
    return url.substr(0, url.find_first_of("/?#{", host + 3));
}

struct ToDoor {
    std::optional<Door> operator()(const FileFolder&) const { return std::nullopt; }

    std::optional<Door> operator()(const SmtpRelay& relay) const {
        Door to = door((relay.implicit_tls ? "smtps://" : "smtp://") + relay.host + ":" +
                           std::to_string(relay.port) + "/" + relay.ehlo,
                       relay.name, relay.private_addresses, relay.trusted_certificates);
        to.starttls = !relay.plain && !relay.implicit_tls;
        return to;
    }

    std::optional<Door> operator()(const TwilioSms& channel) const {
        return of_account(channel.name, channel.account);
    }
    std::optional<Door> operator()(const TwilioVoice& channel) const {
        return of_account(channel.name, channel.account);
    }

    std::optional<Door> operator()(const AwsSns& channel) const {
        const std::string url =
            channel.url.empty() ? "https://sns." + channel.region + ".amazonaws.com" : channel.url;
        return door(url, channel.name, channel.private_addresses, channel.trusted_certificates);
    }

    std::optional<Door> operator()(const NotifyService& channel) const { return plainly(channel); }
    std::optional<Door> operator()(const HttpProvider& channel) const { return plainly(channel); }
    std::optional<Door> operator()(const Endpoint& channel) const { return plainly(channel); }

private:
    template <class Channel>
    static Door plainly(const Channel& channel) {
        return door(root_of(channel.url), channel.name, channel.private_addresses,
                    channel.trusted_certificates);
    }
    static Door of_account(const std::string& name, const TwilioAccount& account) {
        return door(account.url, name, account.private_addresses, account.trusted_certificates);
    }
};

}  // namespace

std::vector<Door> doors_of(const Configuration& configuration) {
    std::vector<Door> doors;
    for (const ChannelSettings& channel : configuration.channels) {
        if (std::optional<Door> found = std::visit(ToDoor{}, channel))
            doors.push_back(std::move(*found));
    }
    return doors;
}

Finding judge_certificate(const std::string& about, const std::string& whose,
                          std::chrono::sys_seconds ends, Instant now, const std::string& remedy) {
    const Duration left = ends - now;
    const std::string day = long_day(std::chrono::floor<std::chrono::days>(ends));
    if (left <= Duration{0}) return wrong(about, whose + " ended on " + day, remedy);
    const std::string says = whose + " ends in " +
                             counted(static_cast<std::size_t>(left / hours(24)), "day") + ", on " +
                             day;
    if (left < certificate_wrong) return wrong(about, says, remedy);
    if (left < certificate_soon) return warning(about, says, remedy);
    return fine(about, says);
}

Findings judge_doors(const std::vector<Door>& doors, const std::vector<Reached>& reached,
                     Instant now) {
    const std::string about = "providers";
    Findings found;
    for (std::size_t i = 0; i < doors.size(); ++i) {
        const std::string whose = doors[i].name + " at " + root_of(doors[i].url);
        if (!reached[i].why.empty()) {
            found.push_back(wrong(about, whose + " cannot be reached: " + reached[i].why,
                                  "look at the name, the firewall and the provider's status page; "
                                  "then: tocsin channel test " +
                                      doors[i].name));
            continue;
        }
        found.push_back(fine(
            about, whose + " is reached in " + std::to_string(reached[i].took.count()) + " ms"));
        if (!reached[i].certificate_ends) continue;
        found.push_back(judge_certificate(about, "the certificate of " + doors[i].name,
                                          *reached[i].certificate_ends, now,
                                          "ask the provider: messages fail when it has ended"));
    }
    return found;
}

Findings judge_media(const Configuration& configuration) {
    std::set<std::string> files;
    bool leaves = false;
    for (std::size_t i = 0; i < configuration.channels.size(); ++i) {
        const Provider& provider = configuration.directory.providers[i];
        if (is_place(provider.medium) || provider.medium == Medium::page) continue;
        if (std::holds_alternative<FileFolder>(configuration.channels[i])) {
            files.insert(provider.name);
        } else {
            leaves = true;
        }
    }
    if (leaves || files.empty()) return {};
    return {warning("channels",
                    "every message is written as a file (" +
                        join_words({files.begin(), files.end()}) + "): nobody is called",
                    "configure a provider below channels")};
}

}  // namespace tocsin
