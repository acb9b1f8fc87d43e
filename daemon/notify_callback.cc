#include "daemon/notify_callback.h"

#include "daemon/body.h"
#include "daemon/plain_text.h"
#include "daemon/sender_time.h"
#include "rota/contact.h"

namespace tocsin {
namespace {

// Of an id, a number, a status or a time.
constexpr std::size_t word_signs_max = 128;
// More than any text has; what is longer is cut, not refused: the answer stands at its beginning.
constexpr std::size_t text_signs_max = 60'000;

constexpr std::string_view closing = "Nothing was taken.";

// "447700900123" and "07700900123" as "+447700900123". Empty for what is no number of a person,
// such as a sender with a name.
std::string e164(const std::string& number) {
    const bool bare = !number.empty() && number.front() >= '1' && number.front() <= '9';
    return parse_phone((bare ? "+" : "") + number).value;
}

}  // namespace

Receipt::State notify_state(std::string_view status) {
    if (status == "delivered") return Receipt::State::delivered;
    if (status == "permanent-failure") return Receipt::State::failed_for_good;
    if (status == "temporary-failure" || status == "technical-failure") {
        return Receipt::State::failed;
    }
    return Receipt::State::unknown_state;
}

std::variant<Receipt, ProblemDetail> read_notify_receipt(const std::string& body,
                                                         const std::string& channel) {
    auto tree = parse_body(body, closing);
    if (auto* wrong = std::get_if<ProblemDetail>(&tree)) return std::move(*wrong);
    Body fields(std::get<Node>(tree));
    Receipt receipt;
    receipt.channel = channel;
    receipt.provider_reference = fields.need_line("id", word_signs_max);
    receipt.reference = fields.line("reference", word_signs_max);
    receipt.detail = fields.need_line("status", word_signs_max);
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
    replied.id = fields.need_line("id", word_signs_max);
    const std::string from = fields.need_line("source_number", word_signs_max);
    replied.from = e164(from);
    if (!from.empty() && replied.from.empty()) {
        fields.error("source_number", "is no number that can be answered");
    }
    // Ours may be a short code, which no number is.
    replied.to = e164(fields.line("destination_number", word_signs_max));
    replied.text = cut_to_bytes(fields.text("message", text_signs_max), reply_bytes_max);
    replied.sent = sender_time(fields.line("date_received", word_signs_max));
    if (!fields.good()) return fields.refusal(closing);
    return replied;
}

}  // namespace tocsin
