#include "daemon/cli_check.h"

#include "daemon/cli_ask.h"
#include "daemon/config.h"
#include "daemon/file_text.h"
#include "daemon/procedure_file.h"
#include "daemon/rota_check.h"
#include "daemon/rota_text.h"
#include "daemon/yaml.h"
#include "daemon/zone_load.h"
#include "rota/counted.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// An accepted configuration has no contact that no channel reaches.
KnownContacts contacts_of(const Directory& directory) {
    KnownContacts known;
    for (const auto& [id, person] : directory.people) known.people.insert(id);
    for (const auto& [id, desk] : directory.desks) known.desks.insert(id);
    for (const auto& [id, service] : directory.services) {
        known.services.insert(id);
        for (const auto& [word, ids] : service.contacts) known.contact_words.insert(word);
    }
    known.outside = directory.outside;
    known.reachable = known.people;
    known.reachable.insert(known.desks.begin(), known.desks.end());
    return known;
}

// The files beside the main one and its procedures, checked against them.
class FilesCheck {
public:
    FilesCheck(Loaded& loaded, Instant now)
        : loaded_(loaded), now_(now), known_(contacts_of(loaded.configuration->directory)) {
        known_.today = loaded.configuration->directory.calendar.zone.day(now);
    }

    void look_at(const fs::path& path, const std::string& text) {
        const std::string name = path.string();
        loaded_.sources[name] = text;
        const YamlResult yaml = parse_yaml(text, name);
        if (yaml.tree && yaml.tree->find("procedure")) {
            Problems problems = yaml.problems;
            static_cast<void>(parse_procedure(text, name, problems, &known_));
            add(problems);
            return;
        }
        const Directory& directory = loaded_.configuration->directory;
        const RotaText read = read_rota_text(
            text, name, rota_of_file(path.filename().string(), directory), directory);
        add(read.problems);
        if (refused(read.problems)) return;
        add(open_ends(read.weeks, name, directory, now_));
    }

private:
    void add(const Problems& problems) {
        loaded_.problems.insert(loaded_.problems.end(), problems.begin(), problems.end());
    }

    Loaded& loaded_;
    Instant now_;
    KnownContacts known_;
};

class Check {
public:
    Check(Instant now, Terminal& terminal) : now_(now), terminal_(terminal) {}

    int run(const CheckOptions& options) {
        if (const FileText file = read_file(options.config); !file.text) {
            tell_unreadable(options.config, file.why);
            terminal_.err << "do:  name your configuration with --config FILE\n";
            return exit_asked_wrongly;
        }
        // The day decides only whether the bank holidays are known far enough.
        loaded_ = load_configuration(options.config, load_zone("Europe/London").day(now_));
        const bool further = loaded_.configuration.has_value();
        if (further) look_further(options);
        report();
        if (!further) {
            terminal_.err << "Rotas and other files were not looked at: they name people of the "
                             "configuration. Mend it, and check again.\n";
        }
        if (unreadable_) return exit_asked_wrongly;
        return refused(loaded_.problems) ? exit_needs_you : exit_done;
    }

private:
    void tell_unreadable(const fs::path& path, const std::string& why) {
        terminal_.err << "tocsin: " << path.string() << " cannot be read\nwhy: " << why << "\n";
        unreadable_ = true;
    }

    void look_further(const CheckOptions& options) {
        FilesCheck files(loaded_, now_);
        Problems unread;
        for (const RotaFile& file : read_rota_folder(loaded_.configuration->rotas, unread)) {
            if (seen_.insert(fs::weakly_canonical(file.path)).second) {
                files.look_at(file.path, file.text);
            }
        }
        for (const Problem& problem : unread) tell_unreadable(problem.file, problem.what);
        for (const auto& [name, text] : loaded_.sources) seen_.insert(fs::weakly_canonical(name));
        for (const fs::path& path : options.files) {
            const FileText file = read_file(path);
            if (!file.text) {
                tell_unreadable(path, file.why);
            } else if (seen_.insert(fs::weakly_canonical(path)).second) {
                files.look_at(path, *file.text);
            }
        }
    }

    void report() {
        const std::size_t count = loaded_.sources.size();
        const std::string good = counted(count, "file") + (count == 1 ? " is good." : " are good.");
        if (refused(loaded_.problems)) {
            terminal_.out << loaded_.words(
                "Nothing was changed: the daemon goes on with what it had.");
        } else if (!loaded_.problems.empty()) {
            terminal_.out << loaded_.words(good);
        } else {
            terminal_.out << good << "\n";
        }
    }

    Instant now_;
    Terminal& terminal_;
    Loaded loaded_;
    std::set<fs::path> seen_;  // so that a file in force that is named as well is told of once
    bool unreadable_ = false;
};

}  // namespace

int check(const CheckOptions& options, Instant now, Terminal& terminal) {
    return Check(now, terminal).run(options);
}

}  // namespace tocsin
