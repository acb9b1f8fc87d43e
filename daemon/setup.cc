#include "daemon/setup.h"

#include "daemon/procedure_file.h"
#include "daemon/rota_text.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using ChannelMade = std::shared_ptr<const Channel>;

ChannelMade made(const FileFolder& folder) {
    return std::make_shared<FileChannel>(folder);
}
ChannelMade made(const HttpProvider& provider) {
    return std::make_shared<HttpChannel>(provider);
}
ChannelMade made(const SmtpRelay& relay) {
    return std::make_shared<SmtpChannel>(relay);
}
ChannelMade made(const NotifyService& service) {
    return std::make_shared<NotifyChannel>(service);
}
ChannelMade made(const TwilioSms& settings) {
    return std::make_shared<TwilioSmsChannel>(settings);
}
ChannelMade made(const TwilioVoice& settings) {
    return std::make_shared<TwilioVoiceChannel>(settings);
}
ChannelMade made(const AwsSns& settings) {
    return std::make_shared<AwsSnsChannel>(settings);
}
ChannelMade made(const SlackWorkspace& settings) {
    return std::make_shared<SlackChannel>(settings);
}

ChannelMade made(const SlackWebhook& settings) {
    return std::make_shared<SlackWebhookChannel>(settings);
}

ChannelMade made(const Statuspage& settings) {
    return std::make_shared<StatuspageChannel>(settings);
}

ChannelMade made(const SignedWebhook& settings) {
    return std::make_shared<SignedWebhookChannel>(settings);
}

// A daemon that pages with gaps is better than one that pages nobody.
constexpr std::string_view folder_accepts = "files of the folder count with their gaps";

const NotifyService* notify_service(const Configuration& configuration, const std::string& name) {
    for (const ChannelSettings& settings : configuration.channels) {
        const auto* service = std::get_if<NotifyService>(&settings);
        if (service && service->name == name) return service;
    }
    return nullptr;
}

// They have the same lists at Notify.
bool list_the_same(const NotifyService& one, const NotifyService& other) {
    return one.medium == other.medium && one.url == other.url &&
           one.key.service_id == other.key.service_id;
}

}  // namespace

Channels make_channels(const Configuration& configuration) {
    Channels channels;
    for (const ChannelSettings& settings : configuration.channels) {
        channels[channel_name(settings)] =
            std::visit([](const auto& one) { return made(one); }, settings);
    }
    return channels;
}

std::string hears_texts(const Configuration& configuration, const std::string& channel) {
    const NotifyService* own = notify_service(configuration, channel);
    for (const CallingBack& one : configuration.calling_back) {
        const NotifyService* other = notify_service(configuration, one.channel);
        if (own && other && list_the_same(*own, *other)) return one.channel;
    }
    return channel;
}

Voice voice_of(const Configuration& configuration, const std::string& channel) {
    for (const ChannelSettings& settings : configuration.channels) {
        const auto* calls = std::get_if<TwilioVoice>(&settings);
        if (calls && calls->name == channel) return calls->voice;
    }
    return {};
}

std::vector<Polled> make_polled(const Configuration& configuration) {
    std::vector<Polled> polled;
    std::vector<const NotifyService*> asked;
    for (const CallingBack& one : configuration.calling_back) {
        const NotifyService* service = notify_service(configuration, one.channel);
        if (!one.poll || !service) continue;
        if (std::any_of(asked.begin(), asked.end(), [&](const NotifyService* other) {
                return list_the_same(*service, *other);
            }))
            continue;
        asked.push_back(service);
        polled.push_back({std::make_shared<NotifyChannel>(*service), *one.poll, one.senders,
                          hears_texts(configuration, one.channel)});
    }
    return polled;
}

std::shared_ptr<const Directory> directory_in_force(const Configuration& configuration,
                                                    const State& state,
                                                    std::vector<std::string>& complaints) {
    auto directory = std::make_shared<Directory>(configuration.directory);
    for (const auto& [name, procedure] : directory->procedures) {
        directory->procedure_versions[procedure.hash] = procedure;
    }
    for (const auto& [id, incident] : state.incidents()) {
        if (directory->procedure_versions.contains(incident.procedure_hash)) continue;
        const DirectoryActivated::Version* version =
            state.procedures().find(incident.procedure_hash);
        Problems problems;
        std::optional<Procedure> procedure;
        if (version != nullptr)
            procedure = parse_procedure(version->text, version->name, problems, nullptr);
        if (procedure) {
            directory->procedure_versions[incident.procedure_hash] = *procedure;
        } else {
            complaints.push_back(
                "the version of procedure " + incident.procedure +
                " that an open incident was opened with cannot be read: the one in force is used");
        }
    }
    return directory;
}

SeenRotas seen_rotas(const State& state) {
    SeenRotas seen;
    for (const auto& [name, rota] : state.rotas()) seen[name] = rota.seen;
    return seen;
}

std::vector<RotaUploaded> new_rotas(const Configuration& configuration, const SeenRotas& seen,
                                    std::vector<std::string>& complaints) {
    const Directory& directory = configuration.directory;
    std::vector<RotaUploaded> rotas;
    Problems unreadable;
    for (const RotaFile& file : read_rota_folder(configuration.rotas, unreadable)) {
        const std::string name = file.path.filename().string();
        RotaText read =
            read_rota_text(file.text, file.path.string(), rota_of_file(name, directory), directory);
        if (refused(read.problems)) {
            complaints.push_back(
                format_problems(read.problems, file.text, "The rota in force stays in force."));
        } else if (const auto known = seen.find(read.name);
                   known == seen.end() || !known->second.contains(file.sha256)) {
            rotas.push_back({std::move(read.weeks), file.sha256, "file " + name,
                             std::string(folder_accepts), read.rolling});
        }
    }
    if (!unreadable.empty()) {
        complaints.push_back(format_problems(unreadable, "", "The rotas in force stay in force."));
    }
    return rotas;
}

}  // namespace tocsin
