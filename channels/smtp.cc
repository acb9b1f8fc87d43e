#include "channels/smtp.h"

#include "channels/mask.h"
#include "channels/mime.h"
#include "channels/recipient.h"
#include "channels/secret_forms.h"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace tocsin {
namespace {

bool is_host(const std::string& host) {
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    });
}

// Replies by which a relay refuses us, not the recipient: authentication required or failed.
bool is_about_us(long status) {
    return status == 530 || status == 534 || status == 535 || status == 538;
}

Verdict verdict_of(const WireAnswer& answer) {
    if (const auto broken = transport_verdict(answer)) return *broken;
    const long status = answer.status;
    if (answer.curl_code == CURLE_OK && status >= 200 && status < 300) return Verdict::accepted;
    if (is_about_us(status)) return Verdict::misconfigured;
    if (status >= 400 && status < 500) return Verdict::deferred;
    if (answer.curl_code == CURLE_LOGIN_DENIED) return Verdict::misconfigured;
    // A 5xx greeting turns everybody away.
    const bool greeting = answer.curl_code == CURLE_WEIRD_SERVER_REPLY && !answer.sent_whole;
    if (status >= 500) return greeting ? Verdict::misconfigured : Verdict::refused;
    return answer.sent_whole ? Verdict::unknown : Verdict::deferred;
}

}  // namespace

std::vector<std::string> problems(const SmtpRelay& relay) {
    std::vector<std::string> found;
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back("channel '" + relay.name + "': " + what);
    };
    need(is_host(relay.host), "`host` is no host name");
    need(relay.port > 0 && relay.port < 65536, "`port` is no port");
    need(is_host(relay.ehlo), "`ehlo` is no host name");
    need(is_mail_address(relay.from), "`from` is no mail address");
    need(relay.reply_to.empty() || is_mail_address(relay.reply_to),
         "`reply_to` is no mail address");
    need(!relay.plain || !relay.implicit_tls, "`plain` and TLS from the start exclude each other");
    need(!relay.plain || relay.user.empty(), "a password is not sent without TLS");
    need(is_one_line(relay.user) && is_one_line(relay.password), "a credential has two lines");
    return found;
}

SmtpChannel::SmtpChannel(SmtpRelay relay) : relay_(std::move(relay)) {
    const std::vector<std::string> found = problems(relay_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest SmtpChannel::compose(const Message& message) const {
    if (message.medium != Medium::email) throw Unsendable("A relay takes mail only.");
    check_recipient(message);
    Mail mail;
    mail.from = relay_.from;
    mail.from_name = relay_.from_name;
    mail.reply_to = relay_.reply_to;
    mail.to = message.to;
    mail.subject = message.subject;
    mail.message_id = message.message_id;
    mail.in_reply_to = message.in_reply_to;
    mail.at = message.at;
    mail.urgent = message.urgent;
    mail.text = message.text;
    mail.html = message.html;
    mail.attachments = message.attachments;

    WireRequest request;
    // The path of an SMTP URL is the name we say EHLO with.
    request.url = std::string(relay_.implicit_tls ? "smtps" : "smtp") + "://" + relay_.host + ":" +
                  std::to_string(relay_.port) + "/" + relay_.ehlo;
    request.body = mime(mail);
    request.envelope = MailEnvelope{relay_.from, message.to};
    request.user = relay_.user;
    request.password = relay_.password;
    request.tls = relay_.implicit_tls ? TlsMode::by_scheme
                  : relay_.plain      ? TlsMode::none
                                      : TlsMode::starttls;
    request.trusted_certificates = relay_.trusted_certificates;
    request.private_addresses = relay_.private_addresses;
    request.timeouts = relay_.timeouts;
    return request;
}

Outcome SmtpChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const bool said = answer.status > 0 && !answer.last_reply.empty();
    const std::string words = said ? "The relay said: " + answer.last_reply : answer.curl_error;
    Secrets secrets = login_secrets(relay_.user, relay_.password);
    secrets["user"] = relay_.user;
    return outcome(message, verdict_of(answer), fit_to_show(words, secrets));
}

}  // namespace tocsin
