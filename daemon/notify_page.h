// A page of what GOV.UK Notify lists when it is asked: texts of people, or messages of ours that
// came to an end. Pure.
#pragma once

#include "core/input.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct NotifyItem {
    std::string key;  // the same for the same item in the same state
    std::optional<Instant> at;
    Occurrence what;
};

// Oldest first. Nothing when the body is no page; an item that makes no sense is left out, for it
// must not keep out the others.
std::optional<std::vector<NotifyItem>> read_notify_texts(const std::string& body,
                                                         const std::string& channel);
std::optional<std::vector<NotifyItem>> read_notify_ended(
    const std::string& body, const std::string& channel,
    const std::map<std::string, std::string>& senders);

}  // namespace tocsin
