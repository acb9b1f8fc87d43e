// Messages of Amazon SNS: whatever arrives is refused by its fields, or is a message whose
// addresses are SNS's; no bytes are a certificate that proves it.
#include "daemon/sns_message.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"
#include "tests/fuzz/signal_claims.h"

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

void run(std::string_view bytes) {
    Source source;
    source.name = "aws";
    source.dialect = "aws-sns";
    const std::string certificate(next_part(bytes));
    const auto read = read_sns_message(std::string(bytes));
    if (const auto* refusal = std::get_if<ProblemDetail>(&read)) return check_refusal(*refusal);
    const auto& message = std::get<SnsMessage>(read);
    must(!message.id.empty() && !message.topic.empty(), "a message has its names");
    must(is_sns_certificate_url(message.certificate_url), "the certificate is SNS's");
    must(message.certificate_url.find('@') > message.certificate_url.find('/', 8),
         "nobody stands before its host");
    must(message.kind == SnsMessage::Kind::notification || is_sns_url(message.subscribe_url),
         "what is confirmed is SNS's");
    must(!is_signed_by_sns(message, certificate, now), "nobody guesses a key");
    must(sns_signed_text(message).starts_with("Message\n"), "what is signed has its order");
    check_signal(sns_unsubscribed(message, source), now);
    const std::vector<Signal> signals = read_sns_notification(message, source, now);
    must(signals.size() == 1, "a message is one signal");
    check_signal(signals.front(), now);
}

const Target target{"sns", run};

}  // namespace
}  // namespace tocsin::fuzz
