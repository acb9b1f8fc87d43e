// The parts that daemon/config.cc puts together; for nobody else. Each reads its keys of the main
// file, complains of what is wrong with them, and answers with what could be understood.
#pragma once

#include "daemon/config.h"
#include "daemon/fields.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct KnownContacts;

// What relative paths are relative to, and whether only this machine may be spoken to.
struct Surroundings {
    std::filesystem::path home;  // the folder of the configuration file
    std::filesystem::path data;
    bool exercise = false;
};

// people, desks, rota-team. The marks say where each contact stands, by id.
using ContactMarks = std::map<PersonId, Mark>;
ContactMarks read_contacts(MapReader& file, Directory& directory);

// services; their procedures are checked by the caller, who knows the procedures.
void read_services(MapReader& file, Directory& directory);

// time-zone, bank-holidays.
void read_calendar(MapReader& file, Directory& directory, Day today);

// channels, with the proofs of those that call back.
struct ChannelsRead {
    std::vector<ChannelSettings> channels;
    std::vector<Provider> providers;  // one for each channel, as the core knows it
    // Where each stands, and the complaints of that file, by name.
    std::map<std::string, std::pair<const Node*, Complaints*>> written;
    std::vector<CallingBack> calling_back;
};
// Fills in the senders of those that call back, and complains of what no receipt could tell apart.
void know_senders(ChannelsRead& read, MapReader& file);
// Adds the channels of one file to `read`. What it refers to outlives `read`. Of the house,
// mail-domain and base-url have been read.
void read_channels(MapReader& file, const Surroundings& around, const Directory& house,
                   ChannelsRead& read);

// "tells" of a channel, without "when".
Tells read_tells(MapReader& channel, Medium medium);
// "when" of the place's "tells", in the words of all procedures.
std::vector<Matcher> read_tells_when(const Node& channel, const std::string& name,
                                     const std::map<std::string, Procedure>& procedures,
                                     const KnownContacts& known, Complaints& complaints);
// Complains of components of services that there are not.
void judge_components(const Node& channel, const std::map<std::string, Service>& services,
                      Complaints& complaints);
// Complains of buttons for people that there are not.
void judge_pressers(const Node& channel, const std::map<PersonId, Person>& people,
                    Complaints& complaints);

// Dialects that have code of their own; no file may have such a name.
inline const std::vector<std::string> own_dialects = {"alertmanager", "pagerduty", "opsgenie",
                                                      "aws-sns"};
// `dialects`: those of the files, beside these.
std::vector<Source> read_sources(MapReader& file, const Surroundings& around,
                                 const std::map<std::string, Dialect>& dialects);
// How a source of that dialect proves itself, beside `auth`, and how much it may send.
void read_trust(MapReader& source, const Surroundings& around, Source& read);
// Complains of a key that two sources of one dialect have.
void judge_keys(const std::vector<Source>& sources, MapReader& file);

StatusPageSettings read_status_page(MapReader& file, const Surroundings& around,
                                    const std::string& base_url);

OnCallSheetSettings read_on_call_sheet(MapReader& file, const Surroundings& around);

std::optional<HeartbeatSettings> read_heartbeat(MapReader& file, const Surroundings& around,
                                                const Directory& house);

std::vector<TcpAddress> read_listen(MapReader& file, const Surroundings& around, Day today);

// A block of certificate and key. The identity is null when the pair cannot serve; of its dates it
// only warns.
struct TlsRead {
    std::shared_ptr<const TlsIdentity> identity = nullptr;
    std::string certificate{};  // its file
};
TlsRead read_tls(const Node& node, const std::filesystem::path& home, Day today,
                 Complaints& complaints);

std::string read_base_url(MapReader& file);
// Warns when links begin with http:// and no address answers it.
void judge_links(const MapReader& file, const std::string& base_url,
                 const std::vector<TcpAddress>& listen, Complaints& complaints);
GateLimits read_limits(MapReader& file);

// The file that `node` names as a secret: a path, or { credential: NAME }. As it stands there.
// No complaint holds the secret or the name of its file: people write the one for the other.
// `name` is what sentences call it.
std::optional<std::string> read_secret_text(const Node& node, const std::string& name,
                                            const std::filesystem::path& home,
                                            Complaints& complaints);

// The same for a secret of one line: trimmed, never empty.
std::optional<std::string> read_secret(const Node& node, const std::string& name,
                                       const std::filesystem::path& home, Complaints& complaints);

struct UrlParts {
    std::string scheme;  // in small letters
    std::string host;    // without the brackets of an IPv6 address
    std::optional<int> port;
    std::string rest;          // path, query and fragment
    bool credentials = false;  // something stands before an @

    bool loopback() const;  // by its spelling; nothing is resolved
};

// Nothing when `url` has no scheme, no host, a port that is none, or a sign no URL has.
std::optional<UrlParts> split_url(std::string_view url);

}  // namespace tocsin
