#include "daemon/config.h"

#include "core/roads.h"
#include "daemon/config_backup.h"
#include "daemon/config_noise.h"
#include "daemon/config_parts.h"
#include "daemon/config_retention.h"
#include "daemon/dialect_file.h"
#include "daemon/file_text.h"
#include "daemon/procedure_file.h"
#include "daemon/triage_file.h"
#include "daemon/yaml.h"
#include "rota/words.h"

#include <algorithm>
#include <list>
#include <sys/un.h>
#include <tuple>

namespace tocsin {

namespace {

namespace fs = std::filesystem;

// Reads everything in the order in which one part needs another.
class Loading {
public:
    Loading(const fs::path& path, Day today, bool exercise)
        : path_(path), today_(today), complaints_(path.string(), loaded_.problems) {
        around_.home = fs::absolute(path).parent_path().lexically_normal();
        around_.exercise = exercise;
        configuration_.directory.exercise = exercise;
    }

    Loaded load() {
        if (const auto text = read(path_, {})) {
            hashed_ += sha256_hex(*text);
            const YamlResult yaml = parse_yaml(*text, path_.string());
            add(yaml.problems);
            if (yaml.tree) read_main(*yaml.tree);
        }
        sort_problems();
        configuration_.sha256 = sha256_hex(hashed_);
        if (!refused(loaded_.problems)) loaded_.configuration = std::move(configuration_);
        return std::move(loaded_);
    }

private:
    // File by file, the main one first, from the top: as a person mends them.
    void sort_problems() {
        const auto place = [this](const Problem& problem) {
            return std::tuple(problem.file != path_.string(), problem.file, problem.mark.line,
                              problem.mark.column);
        };
        std::stable_sort(
            loaded_.problems.begin(), loaded_.problems.end(),
            [&](const Problem& one, const Problem& other) { return place(one) < place(other); });
    }

    void add(const Problems& problems) {
        loaded_.problems.insert(loaded_.problems.end(), problems.begin(), problems.end());
    }

    std::optional<std::string> read(const fs::path& path, Mark mark) {
        FileText file = read_file(path);
        if (file.text) {
            loaded_.sources[path.string()] = *file.text;
        } else {
            complaints_.error(mark, "the file " + path.string() + " cannot be read: " + file.why);
        }
        return file.text;
    }

    void read_main(const Node& tree) {
        MapReader file(tree, "the configuration", complaints_);
        Directory& directory = configuration_.directory;
        directory.site = file.need_text("site", 60, "name whose services these are").value_or("");
        configuration_.listen = read_listen(file, around_, today_);
        read_paths(file);
        directory.base_url = read_base_url(file);
        judge_links(file, directory.base_url, configuration_.listen, complaints_);
        read_mail_domain(file);
        read_calendar(file, directory, today_);
        const ContactMarks marks = read_contacts(file, directory);
        read_services(file, directory);
        // Of a dialect that is refused, nobody knows what its sources need.
        if (read_dialects(file)) {
            configuration_.sources = read_sources(file, around_, configuration_.dialects);
        } else {
            file.find("sources");
        }
        read_all_channels(file);
        configuration_.status_page = read_status_page(file, around_, directory.base_url);
        configuration_.on_call_sheet = read_on_call_sheet(file, around_);
        configuration_.heartbeat = read_heartbeat(file, around_, directory);
        configuration_.limits = read_limits(file);
        read_example(file);
        const KnownContacts known = known_contacts(marks);
        read_procedures(file, known);
        read_what_places_are_told(known);
        read_noise(file, directory);
        // Checked here with everything else; whoever makes backups reads it by backup_settings().
        static_cast<void>(read_backup(file, around_, directory));
        configuration_.words_kept = read_retention(file);
        file.refuse_unknown();
    }

    // The configuration of a package is complete, and of a house that does not exist.
    void read_example(MapReader& file) {
        configuration_.example = file.yes_no("example").value_or(false);
        if (!configuration_.example) return;
        complaints_.warning(
            file.mark("example"), "this is the example: it calls nobody real",
            "its people, services and channels are invented, so the daemon runs and "
            "does not say that it is ready",
            "write your own, and remove the line \"example: yes\"");
    }

    void read_paths(MapReader& file) {
        const auto data = file.need_text("data", 1000, "write \"data: /var/lib/tocsin\"");
        around_.data = (around_.home / data.value_or("data")).lexically_normal();
        configuration_.data = around_.data;
        configuration_.socket = around_.data / file.text("socket").value_or("tocsin.sock");
        configuration_.link_keys = around_.data / "link.keys";
        configuration_.procedures = around_.home / file.text("procedures").value_or("procedures");
        configuration_.rotas = around_.home / file.text("rotas").value_or("rotas");
        if (configuration_.socket.string().size() >= sizeof(sockaddr_un::sun_path)) {
            complaints_.error(file.mark("socket"), "the path of the socket is too long",
                              "the system takes " +
                                  std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                                  " bytes at most",
                              "write a shorter one, such as /run/tocsin/tocsin.sock");
        }
        std::error_code ignored;
        if (file.find("rotas") && !fs::is_directory(configuration_.rotas, ignored)) {
            complaints_.warning(file.mark("rotas"), "there is no such folder of rotas",
                                "no rota will come from it", "create it, or correct the name");
        }
    }

    void read_mail_domain(MapReader& file) {
        const auto domain = file.need_text("mail-domain", 200,
                                           "write \"mail-domain: HOST\", the "
                                           "right side of our addresses");
        if (!domain) return;
        const auto url = split_url("smtp://" + *domain);
        if (!url || url->port || !url->rest.empty() || url->credentials || url->host != *domain) {
            complaints_.error(file.mark("mail-domain"),
                              in_quotes(*domain) + " is no name of a domain", "",
                              "write one such as alert.example.org, in small letters");
            return;
        }
        configuration_.directory.mail_domain = *domain;
    }

    // What each kind of monitor says, for sources to name. False: one was refused.
    bool read_dialects(MapReader& file) {
        bool all = true;
        for (const Node* item : file.items("dialect-files")) {
            const auto name = one_line(*item, "a file of a dialect", complaints_);
            const fs::path path = path_.parent_path() / name.value_or("");
            const auto text = name ? read(path, item->mark) : std::nullopt;
            auto dialect =
                text ? parse_dialect(*text, path.string(), loaded_.problems) : std::nullopt;
            all = all && dialect;
            if (!dialect) continue;
            hashed_ += sha256_hex(*text);
            const std::string called = dialect->name;
            if (std::ranges::find(own_dialects, called) != own_dialects.end() ||
                !configuration_.dialects.emplace(called, *std::move(dialect)).second) {
                complaints_.error(item->mark, "a second dialect is called " + in_quotes(called),
                                  "sources would not know which is meant",
                                  "give one of them another name");
            }
        }
        return all;
    }

    void read_all_channels(MapReader& file) {
        const std::vector<const Node*> others = file.items("channel-files");
        if (others.empty()) file.need("channels", "add at least one that sends texts or mail");
        read_channels(file, around_, configuration_.directory, channels_);
        for (const Node* item : others) {
            const auto name = one_line(*item, "a file of channels", complaints_);
            if (name) read_channel_file(path_.parent_path() / *name, item->mark);
        }
        know_senders(channels_, file);
        configuration_.channels = std::move(channels_.channels);
        configuration_.calling_back = std::move(channels_.calling_back);
        configuration_.directory.providers = std::move(channels_.providers);
        for (Provider& provider : configuration_.directory.providers) {
            provider.two_way = provider.medium == Medium::sms && can_be_answered(provider.name);
        }
    }

    // A file whose `channels` stand as if they were written in the main one, behind its own.
    void read_channel_file(const fs::path& path, Mark mark) {
        const auto text = read(path, mark);
        if (!text) return;
        hashed_ += sha256_hex(*text);
        YamlResult yaml = parse_yaml(*text, path.string());
        add(yaml.problems);
        if (!yaml.tree) return;
        ChannelFile& kept = channel_files_.emplace_back(
            ChannelFile{*std::move(yaml.tree), Complaints(path.string(), loaded_.problems)});
        MapReader file(kept.tree, "the file of channels", kept.complaints);
        file.need("channels", "write \"channels:\" at its top, and the channels below");
        read_channels(file, around_, configuration_.directory, channels_);
        file.refuse_unknown();
    }

    void read_what_places_are_told(const KnownContacts& known) {
        Directory& directory = configuration_.directory;
        for (Provider& provider : directory.providers) {
            const auto& [node, complaints] = channels_.written.at(provider.name);
            if (!is_place(provider.medium)) continue;
            provider.tells.when =
                read_tells_when(*node, provider.name, directory.procedures, known, *complaints);
            judge_components(*node, directory.services, *complaints);
            judge_pressers(*node, directory.people, *complaints);
        }
    }

    bool can_be_answered(const std::string& channel) const {
        const auto& list = configuration_.calling_back;
        return std::any_of(list.begin(), list.end(), [&](const CallingBack& one) {
            return one.channel == channel && one.two_way;
        });
    }

    bool reachable(const Contact& contact) const {
        return std::ranges::any_of(people_media, [&](Medium medium) {
            return !address_for(contact, medium).empty() &&
                   is_provided(configuration_.directory, medium);
        });
    }

    KnownContacts known_contacts(const ContactMarks& marks) {
        KnownContacts known;
        known.today = today_;
        known.outside = configuration_.directory.outside;
        const auto check = [&](const PersonId& id, const Contact& contact, const char* what) {
            if (reachable(contact)) {
                known.reachable.insert(id);
            } else if (!contact.phone.empty() || !contact.mail.empty()) {
                complaints_.error(marks.at(id),
                                  "no channel reaches the " + std::string(what) + in_quotes(id),
                                  contact.phone.empty() ? "there is only a mail address, and no "
                                                          "channel sends mail"
                                                        : "there is only a phone, and no channel "
                                                          "sends texts",
                                  "add such a channel, or another address");
            }
        };
        for (const auto& [id, person] : configuration_.directory.people) {
            known.people.insert(id);
            check(id, person.contact, "person ");
        }
        for (const auto& [id, desk] : configuration_.directory.desks) {
            known.desks.insert(id);
            check(id, desk.contact, "desk ");
        }
        for (const auto& [id, service] : configuration_.directory.services) {
            known.services.insert(id);
            for (const auto& [word, ids] : service.contacts) known.contact_words.insert(word);
        }
        return known;
    }

    void read_procedures(MapReader& file, const KnownContacts& known) {
        Directory& directory = configuration_.directory;
        const fs::path shown = path_.parent_path() / file.text("procedures").value_or("procedures");
        const std::vector<fs::path> files = files_of(shown, {".yaml", ".yml"});
        if (files.empty()) {
            complaints_.error(
                file.mark("procedures"), "the folder " + shown.string() + " holds no procedure",
                "without one nobody would be called", "put at least one *.yaml file into it");
        }
        std::map<std::string, std::string> owners;
        std::vector<std::string> names;
        bool whole = true;
        for (const fs::path& path : files) {
            const auto text = read(path, file.mark("procedures"));
            auto procedure = text ? parse_procedure(*text, path.string(), loaded_.problems, &known)
                                  : std::nullopt;
            if (text) hashed_ += path.filename().string() + sha256_hex(*text);
            if (!procedure) {
                whole = false;
                continue;
            }
            for (const DocumentTemplate& paper : procedure->documents) {
                hashed_ += paper.name + sha256_hex(paper.text);
            }
            const auto [owner, first] = owners.emplace(procedure->name, path.string());
            if (!first) {
                loaded_.problems.push_back(
                    {path.string(),
                     {1, 1},
                     "a second procedure is called " + in_quotes(procedure->name),
                     owner->second + " holds the first",
                     "give one of them another name",
                     false});
                continue;
            }
            names.push_back(procedure->name);
            directory.procedure_versions.emplace(procedure->hash, *procedure);
            directory.procedures.emplace(procedure->name, std::move(*procedure));
        }
        directory.default_procedure = file.text("default-procedure").value_or("");
        if (directory.default_procedure.empty() && names.size() == 1) {
            directory.default_procedure = names.front();
        }
        if (whole) check_followed(names, owners);
        // A procedure that was refused may be the very one that is meant.
        if (whole && !files.empty()) check_procedure_names(file, names);
    }

    // A task may follow another procedure of the same folder.
    void check_followed(const std::vector<std::string>& names,
                        const std::map<std::string, std::string>& files) {
        for (const auto& [name, procedure] : configuration_.directory.procedures) {
            for (const TaskRule& task : procedure.tasks) {
                const bool known = std::ranges::find(names, task.follows) != names.end();
                const auto& all = configuration_.directory.procedures;
                const bool waits = known && all.at(task.follows).ladder.starts != "reported";
                if (task.follows.empty() || (known && !waits && task.follows != name)) continue;
                loaded_.problems.push_back(
                    {files.at(name),
                     {1, 1},
                     "the task " + in_quotes(task.name) + " follows " +
                         (waits   ? "a procedure that calls nobody before it is confirmed"
                          : known ? "its own procedure"
                                  : "no procedure there is: " + in_quotes(task.follows)),
                     "it would never be opened",
                     suggest(task.follows, names, "add that procedure to the folder"),
                     false});
            }
        }
    }

    void check_procedure_names(MapReader& file, const std::vector<std::string>& names) {
        const auto check = [&](const std::string& name, Mark mark) {
            if (std::find(names.begin(), names.end(), name) != names.end()) return;
            complaints_.error(mark, "no procedure is called " + in_quotes(name),
                              "it is the name in the file that counts, not the file's name",
                              suggest(name, names, "add it to the folder of procedures"));
        };
        const Directory& directory = configuration_.directory;
        if (directory.default_procedure.empty()) {
            file.need("default-procedure", "name the procedure of alarms that name none");
        } else {
            check(directory.default_procedure, file.mark("default-procedure"));
        }
        const auto services = file.entries("services");
        for (const auto& [id, node] : services) {
            const Service& service = directory.services.at(id);
            if (!service.procedure.empty()) check(service.procedure, node->find("procedure")->mark);
            judge_service(service, *node);
        }
    }

    // What a service says of its incidents must be in the words of its procedure.
    void judge_service(const Service& service, const Node& node) {
        const Directory& directory = configuration_.directory;
        const auto procedure = directory.procedures.find(
            service.procedure.empty() ? directory.default_procedure : service.procedure);
        if (service.fields.empty() || procedure == directory.procedures.end()) return;
        judge_field_values(*node.find("fields"), procedure->second, complaints_);
    }

    fs::path path_;
    Day today_;
    Loaded loaded_;
    Complaints complaints_;
    Surroundings around_;
    Configuration configuration_;
    struct ChannelFile {
        Node tree;
        Complaints complaints;
    };
    std::list<ChannelFile> channel_files_;  // channels_ refers to them
    ChannelsRead channels_;
    std::string hashed_;  // what the hash is of: hashes of files, and names of procedures
};

// A line that holds a secret by mistake must not be shown again (P18).
bool shows_secret(std::string_view line) {
    std::string small;
    for (const char sign : line) {
        small += sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign + 32) : sign;
    }
    for (const std::string_view word :
         {"password", "secret", "token", "authorization", "bearer", "api-key", "apikey"}) {
        if (small.find(word) != std::string::npos) return true;
    }
    const std::size_t scheme = small.find("://");
    return scheme != std::string::npos && small.find('@', scheme) != std::string::npos;
}

std::string_view line_of(std::string_view text, int number) {
    for (int line = 1; line < number; ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::string Loaded::words(std::string_view closing) const {
    std::string text;
    for (const Problem& problem : problems) {
        const auto source = sources.find(problem.file);
        const bool shown =
            source != sources.end() && !shows_secret(line_of(source->second, problem.mark.line));
        text += format_problem(problem, shown ? std::string_view(source->second) : "");
    }
    std::string counts = format_problems(problems, "", closing);
    counts.erase(0, counts.rfind('\n', counts.size() - 2) + 1);
    return text + (text.empty() ? "" : "\n") + counts;
}

Loaded load_configuration(const fs::path& path, Day today, bool exercise) {
    return Loading(path, today, exercise).load();
}

std::vector<RotaFile> read_rota_folder(const fs::path& folder, Problems& problems) {
    std::vector<RotaFile> files;
    for (const fs::path& path : files_of(folder, {".yaml", ".yml", ".csv"})) {
        FileText file = read_file(path);
        if (!file.text) {
            problems.push_back({path.string(), {}, "cannot be read: " + file.why, "", "", false});
            continue;
        }
        std::string hash = sha256_hex(*file.text);
        files.push_back({path, std::move(*file.text), std::move(hash)});
    }
    return files;
}

}  // namespace tocsin
