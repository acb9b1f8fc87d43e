#include "daemon/notify_callback.h"

#include "daemon/body.h"
#include "daemon/plain_text.h"
#include "daemon/sender_time.h"
#include "rota/telephone.h"

namespace tocsin {
namespace {

constexpr std::string_view closing = "Nothing was taken.";

}  // namespace

std::string notify_number(const std::string& text) {
    return parse_sender(text);
}

Receipt::State notify_state(std::string_view status) {
    if (status == "delivered") return Receipt::State::delivered;
    if (status == "permanent-failure") return Receipt::State::failed_for_good;
    if (status == "temporary-failure") return Receipt::State::failed;
    if (status == "technical-failure") return Receipt::State::provider_failed;
    return Receipt::State::unknown_state;
}

std::variant<Receipt, ProblemDetail> read_notify_receipt(
    const std::string& body, const std::string& channel,
    const std::map<std::string, std::string>& senders) {
    auto tree = parse_body(body, closing);
    if (auto* wrong = std::get_if<ProblemDetail>(&tree)) return std::move(*wrong);
    Body fields(std::get<Node>(tree));
    Receipt receipt;
    const auto sender = senders.find(fields.line("template_id", notify_word_signs_max));
    receipt.channel = sender == senders.end() ? channel : sender->second;
    receipt.provider_reference = fields.need_line("id", notify_word_signs_max);
    receipt.reference = fields.line("reference", notify_word_signs_max);
    receipt.detail = fields.need_line("status", notify_word_signs_max);
    receipt.state = notify_state(receipt.detail);
    if (!fields.good()) return fields.refusal(closing);
    return receipt;
}

std::variant<Replied, ProblemDetail> read_notify_text(const std::string& body,
                                                      const std::string& channel) {
    auto tree = parse_body(body, closing);
    if (auto* wrong = std::get_if<ProblemDetail>(&tree)) return std::move(*wrong);
    Body fields(std::get<Node>(tree));
    Replied replied;
    replied.channel = channel;
    replied.id = fields.need_line("id", notify_word_signs_max);
    const std::string from = fields.need_line("source_number", notify_word_signs_max);
    replied.from = notify_number(from);
    if (!from.empty() && replied.from.empty()) {
        fields.error("source_number", "is no number that can be answered");
    }
    // Ours may be a short code, which no number is.
    replied.to = notify_number(fields.line("destination_number", notify_word_signs_max));
    replied.text = cut_to_bytes(fields.text("message", notify_text_signs_max), reply_bytes_max);
    replied.sent = sender_time(fields.line("date_received", notify_word_signs_max));
    if (!fields.good()) return fields.refusal(closing);
    return replied;
}

}  // namespace tocsin
