// Phones and mail addresses as people write them, and how they may be shown.
#include "rota/contact.h"

#include "channels/mask.h"
#include "channels/wire.h"
#include "daemon/config_parts.h"
#include "daemon/fields.h"
#include "rota/telephone.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

bool is_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_phone(std::string_view text) {
    const Phone phone = parse_phone(text);
    const Phone texted = parse_texted_phone(text);
    must(texted.value == (phone.no_texts.empty() ? phone.value : ""),
         "texts reach what they reach");
    must(texted.value.empty() != texted.why.empty(), "a number, or why not");
    must(is_honest(phone.why) && is_honest(texted.why), "a reason can be shown");
    must(phone.value.empty() != phone.why.empty(), "a number, or why not");
    if (phone.value.empty()) return;
    // The shortest are +43, +49 or +98 and four digits.
    must(phone.value.size() >= 7 && phone.value.size() <= 16, "a number has a number's length");
    must(phone.value[0] == '+' && phone.value[1] != '0', "a number is E.164");
    must(is_digits(std::string_view(phone.value).substr(1)), "and digits");
    must(parse_phone(phone.value).value == phone.value, "the one form stays");
    must(parse_sender(phone.value) == phone.value, "whoever can be called can write to us");
    must(!spoken_phone(phone.value).empty(), "a number can be read out");
    const std::string shown = mask_phone(phone.value);
    must(signs_of(shown) < phone.value.size() + 3 && shown.find("...") != std::string::npos,
         "a number is shown in part");
    must(fit_to_show("to " + phone.value).find(phone.value.substr(1)) == std::string::npos,
         "a number is shown nowhere whole");
}

void check_mail(std::string_view text) {
    const Checked mail = parse_mail(text);
    must(mail.value.empty() != mail.why.empty(), "an address, or why not");
    if (mail.value.empty()) return;
    must(parse_mail(mail.value).value == mail.value, "the one form stays");
    must(is_mail_address(mail.value), "what is accepted can be written to");
    must(std::count(mail.value.begin(), mail.value.end(), '@') == 1, "an address has one @");
    const std::size_t at = mail.value.find('@');
    must(at > 0 && mail.value.find('.', at) != std::string::npos, "and a domain");
    if (at > 1) {
        must(fit_to_show("to " + mail.value).find(mail.value) == std::string::npos,
             "an address is shown nowhere whole");
    }
}

void check_url(std::string_view text) {
    const auto url = split_url(text);
    if (!url) return;
    must(!url->scheme.empty() && !url->host.empty(), "a URL has a scheme and a host");
    must(!url->port || (*url->port >= 0 && *url->port <= 65535), "a port is one");
    must(is_one_line(std::string(text)), "a URL is one line");
}

void run(std::string_view bytes) {
    check_phone(bytes);
    check_mail(bytes);
    check_url(bytes);
    must(!plain_name(bytes) || is_honest(bytes), "a plain name is plain");
    const std::string shown = fit_to_show(bytes, {{"key", "hunter22"}});
    must(is_honest(shown) && signs_of(shown) <= 200, "what is shown is one short line");
    must(shown.find("hunter22") == std::string::npos, "no secret is shown");
}

const Target target{"contact", run};

}  // namespace
}  // namespace tocsin::fuzz
