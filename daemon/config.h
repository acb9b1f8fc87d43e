// The configuration: one YAML file, a folder of procedures and the secrets they name, read once and
// checked as a whole. Whoever holds a Configuration holds one that can page somebody (P11, P20).
// Nothing here keeps state; a reload is a second call, and the caller keeps the old value when the
// new one is refused.
#pragma once

#include "channels/aws_sns.h"
#include "channels/file_channel.h"
#include "channels/notify.h"
#include "channels/provider.h"
#include "channels/signed_webhook.h"
#include "channels/slack.h"
#include "channels/slack_webhook.h"
#include "channels/smtp.h"
#include "channels/statuspage.h"
#include "channels/twilio_sms.h"
#include "channels/twilio_voice.h"
#include "core/directory.h"
#include "daemon/callback_proof.h"
#include "daemon/dialect.h"
#include "daemon/gate.h"
#include "daemon/heartbeat_out.h"
#include "daemon/hook_signature.h"
#include "daemon/source_auth.h"
#include "daemon/source_limits.h"
#include "rota/tree.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// A monitor that reports to POST /v1/hooks/<name>.
struct Source {
    std::string name;
    std::string dialect;           // "alertmanager", or the name of one of the dialects
    std::vector<SourceAuth> auth;  // any one suffices; a token with the scope intake always does
    std::optional<HookSignature> hmac;  // nothing is taken without a right signature
    std::vector<SecretHash> keys;       // of "pagerduty" and "opsgenie": their messages bear one
    std::vector<std::string> topics;    // of "aws-sns": those that may report
    int per_minute = per_minute_default;
    // Whoever acknowledges there takes the incident, if they are one of our people; else it is
    // noted.
    bool acknowledges = false;
    std::string service_label = "service";  // Alertmanager's label that names the service
    std::string service;                    // of all its alarms; empty: as each of them says
    std::optional<int> severity;            // where an alarm says none that we know; else 2
    // What its own words mean, before those of the dialect.
    std::map<std::string, int> severities;
};

using ChannelSettings =
    std::variant<FileFolder, HttpProvider, SmtpRelay, NotifyService, TwilioSms, TwilioVoice, AwsSns,
                 SlackWorkspace, SlackWebhook, Statuspage, SignedWebhook>;

// A channel whose provider tells of receipts and of what people reply.
struct CallingBack {
    std::string channel;
    CallbackProof proof;           // how it proves itself when it calls
    std::optional<Duration> poll;  // it is asked so often, where it cannot call
    bool two_way = true;           // people can reply to what it sends
    // The channels of the same service by their template, itself among them: Notify has one address
    // for the receipts of a service, whatever channel sent.
    std::map<std::string, std::string> senders;
    // Whoever may press a button of its posts, by their id there.
    std::map<std::string, PersonId> pressers{};
};

struct StatusPageSettings {
    std::vector<std::string> publish;  // file:// URLs of folders, or http(s) URLs that accept PUT
    std::string site_url;              // where readers find the page
};

struct OnCallSheetSettings {
    std::filesystem::path folder;
    int days = 14;  // ahead
};

// Every path is absolute.
struct Configuration {
    Directory directory;  // without what lives in the journal
    std::vector<TcpAddress> listen;
    std::filesystem::path data;
    std::filesystem::path socket;
    std::filesystem::path link_keys;
    std::filesystem::path procedures;
    std::filesystem::path rotas;
    std::vector<Source> sources;
    std::map<std::string, Dialect> dialects;  // of the files, by name
    std::vector<ChannelSettings> channels;    // in order of preference, as directory.providers
    std::vector<CallingBack> calling_back;
    StatusPageSettings status_page;
    OnCallSheetSettings on_call_sheet;
    bool example = false;  // as it was installed: nobody in it is real, and we are not ready
    std::optional<HeartbeatSettings> heartbeat;  // our own, to somebody who misses it
    std::optional<Duration> words_kept;  // behind the end of their incident; nothing: for ever
    GateLimits limits;
    // Of the main file and the procedures, not of the secrets they name.
    std::string sha256;
};

struct Loaded {
    std::optional<Configuration> configuration;  // absent when the problems refuse it
    Problems problems;                           // of all files, all at once
    std::map<std::string, std::string> sources;  // text of each file, by its name in the problems

    // The problems for a person, each with its line, then the count and `closing`.
    std::string words(std::string_view closing) const;
};

// Reads files. Never throws for their content: what cannot be read is a problem. `today` tells
// whether the bank holidays are known far enough. In an exercise every channel and every place of
// the status page must be a file or on this machine, so that no drill can reach real people.
// Secrets named `credential:` are read from $CREDENTIALS_DIRECTORY, as systemd hands them over.
[[nodiscard]] Loaded load_configuration(const std::filesystem::path& path, Day today,
                                        bool exercise = false);

const std::string& channel_name(const ChannelSettings& channel);

struct RotaFile {
    std::filesystem::path path;
    std::string text;
    std::string sha256;
};

// The rotas waiting in the folder, in order of name. What cannot be read is a problem.
// Empty when there is no such folder: rotas may come by the API alone.
std::vector<RotaFile> read_rota_folder(const std::filesystem::path& folder, Problems& problems);

}  // namespace tocsin
