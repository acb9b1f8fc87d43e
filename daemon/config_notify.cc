// What the channels of one service at GOV.UK Notify have in common: the receipts of all come to
// whoever hears of any.
#include "daemon/config_parts.h"

#include <algorithm>

namespace tocsin {
namespace {

bool same_service(const NotifyService& one, const NotifyService& other) {
    return one.url == other.url && one.key.service_id == other.key.service_id;
}

// Whose messages a receipt can be about, when it comes to the channel `name`.
std::map<std::string, std::string> senders(const std::vector<ChannelSettings>& channels,
                                           const std::string& name) {
    std::map<std::string, std::string> found;
    const auto* own = std::get_if<NotifyService>(
        &*std::find_if(channels.begin(), channels.end(),
                       [&](const ChannelSettings& one) { return channel_name(one) == name; }));
    for (const ChannelSettings& channel : channels) {
        const auto* service = std::get_if<NotifyService>(&channel);
        if (own && service && same_service(*own, *service))
            found.emplace(service->template_id, service->name);
    }
    return found;
}

// A receipt names the template and not the channel: where receipts come, a template is of one.
void refuse_shared_templates(const ChannelsRead& read, MapReader& file) {
    std::vector<const NotifyService*> seen;
    for (const ChannelSettings& channel : read.channels) {
        const auto* service = std::get_if<NotifyService>(&channel);
        if (!service || service->template_id.empty()) continue;
        const auto shares = [&](const NotifyService* other) {
            return same_service(*service, *other) && service->template_id == other->template_id;
        };
        const auto other = std::find_if(seen.begin(), seen.end(), shares);
        const bool told = std::any_of(
            read.calling_back.begin(), read.calling_back.end(),
            [&](const CallingBack& one) { return one.senders.contains(service->template_id); });
        if (other != seen.end() && told) {
            file.complaints().error(
                file.mark("channels"),
                "the channels " + in_quotes((*other)->name) + " and " + in_quotes(service->name) +
                    " of one service share a template",
                "a receipt names its template alone: nobody can tell whose message it is about",
                "give each a template of its own");
        }
        seen.push_back(service);
    }
}

}  // namespace

void know_senders(ChannelsRead& read, MapReader& file) {
    for (CallingBack& one : read.calling_back) one.senders = senders(read.channels, one.channel);
    refuse_shared_templates(read, file);
}

}  // namespace tocsin
