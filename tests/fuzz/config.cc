// The main configuration file, part by part as daemon/config.cc reads it, without the files beside
// it: secrets and procedures are looked for where there are none.
#include "channels/notify.h"
#include "channels/provider.h"
#include "channels/smtp.h"
#include "daemon/config_parts.h"
#include "daemon/yaml.h"
#include "rota/clock_words.h"
#include "rota/contact.h"
#include "rota/telephone.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <initializer_list>

namespace tocsin::fuzz {
namespace {

void check_contact(const Contact& contact) {
    must(contact.phone.empty() || parse_phone(contact.phone).value == contact.phone, "a phone");
    must(contact.mail.empty() || parse_mail(contact.mail).value == contact.mail, "an address");
}

void check_channel(const ChannelSettings& settings) {
    // The constructors throw for what problems() names.
    if (const auto* http = std::get_if<HttpProvider>(&settings)) HttpChannel{*http};
    if (const auto* smtp = std::get_if<SmtpRelay>(&settings)) SmtpChannel{*smtp};
    if (const auto* notify = std::get_if<NotifyService>(&settings)) NotifyChannel{*notify};
    if (const auto* slack = std::get_if<SlackWorkspace>(&settings)) SlackChannel{*slack};
    if (const auto* hook = std::get_if<SlackWebhook>(&settings)) SlackWebhookChannel{*hook};
    if (const auto* page = std::get_if<Statuspage>(&settings)) StatuspageChannel{*page};
    if (const auto* hook = std::get_if<SignedWebhook>(&settings)) SignedWebhookChannel{*hook};
    if (const auto* texts = std::get_if<TwilioSms>(&settings)) TwilioSmsChannel{*texts};
    if (const auto* calls = std::get_if<TwilioVoice>(&settings)) TwilioVoiceChannel{*calls};
    if (const auto* amazon = std::get_if<AwsSns>(&settings)) AwsSnsChannel{*amazon};
}

void run(std::string_view bytes) {
    const YamlResult yaml = parse_yaml(bytes, "tocsin.yaml");
    if (!yaml.tree) return;
    const Surroundings around{"/nowhere", "/nowhere/data", !bytes.empty() && bytes.back() == ' '};
    Problems problems;
    Complaints complaints("tocsin.yaml", problems);
    MapReader file(*yaml.tree, "the configuration", complaints);
    Directory directory;
    for (const char* key :
         {"site", "data", "socket", "procedures", "rotas", "mail-domain", "default-procedure"}) {
        file.text(key);
    }
    const Day today = *parse_day("2026-11-23");
    const auto listen = read_listen(file, around, today);
    const std::string base_url = read_base_url(file);
    read_calendar(file, directory, today);
    read_contacts(file, directory);
    read_services(file, directory);
    read_sources(file, around, {});
    directory.mail_domain = "alert.example.org";
    directory.base_url = base_url;
    ChannelsRead read;
    read_channels(file, around, directory, read);
    know_senders(read, file);
    read_status_page(file, around, base_url);
    const GateLimits limits = read_limits(file);
    file.refuse_unknown();

    check_problems(problems, bytes);
    if (refused(problems)) return;
    for (const auto& [id, person] : directory.people) check_contact(person.contact);
    for (const auto& [id, desk] : directory.desks) check_contact(desk.contact);
    for (const ChannelSettings& settings : read.channels) check_channel(settings);
    must(limits.body_bytes > 0 && limits.workers > 0, "limits let something through");
}

const Target target{"config", run};

}  // namespace
}  // namespace tocsin::fuzz
