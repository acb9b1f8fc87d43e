#include "daemon/notify_page.h"

#include "daemon/body.h"
#include "daemon/json.h"
#include "daemon/notify_callback.h"
#include "daemon/plain_text.h"
#include "daemon/sender_time.h"

#include <algorithm>

namespace tocsin {
namespace {

template <class Read>
std::optional<std::vector<NotifyItem>> read_page(const std::string& body, const char* list,
                                                 const Read& read) {
    const JsonResult json = parse_json(body);
    const Node* page = json.tree ? json.tree->find(list) : nullptr;
    if (!page || page->kind != Node::Kind::list) return std::nullopt;
    std::vector<NotifyItem> items;
    for (const Node& node : page->items) {
        Body fields(node);
        NotifyItem item = read(fields, node);
        if (fields.good()) items.push_back(std::move(item));
    }
    // Notify lists the newest first.
    std::reverse(items.begin(), items.end());
    return items;
}

}  // namespace

std::optional<std::vector<NotifyItem>> read_notify_texts(const std::string& body,
                                                         const std::string& channel) {
    return read_page(body, "received_text_messages", [&](Body& fields, const Node&) {
        Replied replied;
        replied.channel = channel;
        replied.id = fields.need_line("id", notify_word_signs_max);
        replied.from = notify_number(fields.need_line("user_number", notify_word_signs_max));
        if (replied.from.empty()) fields.error("user_number", "is no number");
        replied.to = notify_number(fields.line("notify_number", notify_word_signs_max));
        replied.text = cut_to_bytes(fields.text("content", notify_text_signs_max), reply_bytes_max);
        replied.sent = sender_time(fields.line("created_at", notify_word_signs_max));
        return NotifyItem{replied.id, replied.sent, replied};
    });
}

std::optional<std::vector<NotifyItem>> read_notify_ended(
    const std::string& body, const std::string& channel,
    const std::map<std::string, std::string>& senders) {
    return read_page(body, "notifications", [&](Body& fields, const Node& node) {
        Receipt receipt;
        const Node* notify_template = node.find("template");
        const Node* id = notify_template ? notify_template->find("id") : nullptr;
        const auto sender = senders.find(id ? id->text : "");
        receipt.channel = sender == senders.end() ? channel : sender->second;
        receipt.provider_reference = fields.need_line("id", notify_word_signs_max);
        receipt.reference = fields.line("reference", notify_word_signs_max);
        receipt.detail = fields.need_line("status", notify_word_signs_max);
        receipt.state = notify_state(receipt.detail);
        return NotifyItem{receipt.provider_reference + " " + receipt.detail, {}, receipt};
    });
}

}  // namespace tocsin
