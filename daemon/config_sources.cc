#include "daemon/alarm_words.h"
#include "daemon/config_parts.h"

#include <algorithm>

namespace tocsin {

namespace {

// A secret path is all the proof there is, and it must not be guessed at ten tries a minute.
constexpr std::size_t secret_path_signs_min = 16;

bool fit_for_path(std::string_view secret) {
    return std::all_of(secret.begin(), secret.end(), [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
               (sign >= '0' && sign <= '9') || sign == '-' || sign == '_' || sign == '.' ||
               sign == '~';
    });
}

void read_basic(MapReader& source, const Surroundings& around, std::vector<SourceAuth>& auth) {
    std::vector<ByBasic> users;
    for (const Node* item : source.items("basic")) {
        MapReader map(*item, "a line of \"basic\" of " + source.name(), source.complaints());
        const auto user = map.need_text("user");
        const Node* node = map.need("password-file");
        map.refuse_unknown();
        if (!user || !node) continue;
        const auto password = read_secret(*node, "the password file of " + in_quotes(*user),
                                          around.home, source.complaints());
        if (!password) continue;
        auto known = std::find_if(users.begin(), users.end(),
                                  [&](const ByBasic& one) { return one.user == *user; });
        if (known == users.end()) known = users.insert(users.end(), ByBasic{*user, {}});
        known->passwords.push_back(hash_secret(*password));
    }
    auth.insert(auth.end(), users.begin(), users.end());
}

void read_secret_paths(MapReader& source, const Surroundings& around,
                       std::vector<SourceAuth>& auth) {
    ByPath paths;
    for (const Node* item : source.items("secret-paths")) {
        const std::string name = "a secret path of " + source.name();
        const auto secret = read_secret(*item, name, around.home, source.complaints());
        if (!secret) continue;
        if (secret->size() < secret_path_signs_min || !fit_for_path(*secret)) {
            source.complaints().error(
                item->mark, name + " is short, or has signs no path has",
                "it is all the proof there is, and it stands in an address",
                "put 32 letters and digits into its file: openssl rand -hex 32");
            continue;
        }
        paths.secrets.push_back(hash_secret(*secret));
    }
    if (!paths.secrets.empty()) auth.emplace_back(std::move(paths));
}

// The name of the dialect that the source speaks.
std::string read_spoken(MapReader& source, const std::map<std::string, Dialect>& dialects) {
    std::vector<std::string> known = own_dialects;
    for (const auto& [name, dialect] : dialects) known.push_back(name);
    source.need("dialect", "write \"dialect: alertmanager\"");
    const auto spoken = source.one_of("dialect", known);
    return spoken ? known[*spoken] : "";
}

}  // namespace

std::vector<Source> read_sources(MapReader& file, const Surroundings& around,
                                 const std::map<std::string, Dialect>& dialects) {
    std::vector<Source> sources;
    for (const auto& [name, node] : file.entries("sources")) {
        need_plain_name(name, "a source", node->mark, file.complaints());
        MapReader map(*node, "the source " + in_quotes(name), file.complaints());
        Source source;
        source.name = name;
        source.dialect = read_spoken(map, dialects);
        source.auth.emplace_back(ByToken{});
        read_basic(map, around, source.auth);
        read_secret_paths(map, around, source.auth);
        read_trust(map, around, source);
        source.acknowledges = map.yes_no("acknowledges").value_or(false);
        if (!dialects.contains(source.dialect))
            source.service_label = map.text("service-label").value_or(source.service_label);
        source.service = map.text("service", service_signs_max).value_or("");
        if (const auto level = map.whole("severity", 1, 5))
            source.severity = static_cast<int>(*level);
        if (const Node* severities = map.find("severities")) {
            MapReader table(*severities, "\"severities\" of " + map.name(), file.complaints());
            for (const auto& [label, value] : severities->fields) {
                if (const auto level = table.whole(label.text, 1, 5)) {
                    source.severities[label.text] = static_cast<int>(*level);
                }
            }
        }
        map.refuse_unknown();
        sources.push_back(std::move(source));
    }
    judge_keys(sources, file);
    return sources;
}

}  // namespace tocsin
