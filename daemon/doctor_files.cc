#include "daemon/doctor_files.h"

#include "daemon/columns.h"
#include "daemon/listened.h"
#include "daemon/secret_words.h"
#include "rota/counted.h"

#include <algorithm>
#include <cstdlib>

namespace tocsin {
namespace {

constexpr const char* credentials = "/run/credentials/tocsin.service";

std::string place_of(const Problem& problem) {
    return problem.file + (problem.mark.line == 0 ? "" : ":" + std::to_string(problem.mark.line));
}

// What was warned of and accepted all the same; a secret that others may read is worse.
Findings judge_warnings(const Problems& problems) {
    Findings found;
    for (const Problem& problem : problems) {
        if (!problem.warning) continue;
        const std::string says = place_of(problem) + ": " + problem.what +
                                 (problem.why.empty() ? "" : " (" + problem.why + ")");
        const std::string remedy = problem.fix.empty() ? "tocsin check" : problem.fix;
        const bool secret = problem.what.find(readable_by_everybody) != std::string::npos;
        found.push_back(secret ? wrong("secrets", says, remedy)
                               : warning("configuration", says, remedy));
    }
    const auto of_secrets = [](const Finding& one) { return one.about == "secrets"; };
    if (std::ranges::none_of(found, of_secrets))
        found.push_back(fine("secrets", "no file of a secret may be read by everybody"));
    return found;
}

Finding compare(const std::filesystem::path& path, const Configuration& on_disk,
                const Configuration& in_force) {
    const std::string about = "configuration";
    if (on_disk.data != in_force.data) {
        return wrong(about,
                     path.string() + " has another data folder than what runs, " +
                         in_force.data.string() +
                         ": after a restart nobody is called for what is open",
                     "write the old folder again, or stop the daemon, move it, and start");
    }
    if (!same_addresses(on_disk, in_force)) {
        return warning(about, path.string() + " has other addresses than what runs",
                       "systemctl restart tocsin");
    }
    if (on_disk.sha256 != in_force.sha256) {
        return warning(about, path.string() + " or its procedures differ from what runs",
                       "tocsin check, then: systemctl reload tocsin");
    }
    return fine(about, path.string() + " is good, and is what runs");
}

}  // namespace

Findings judge_configuration(const std::filesystem::path& path, const Loaded& on_disk,
                             const Configuration* in_force) {
    if (!on_disk.configuration) {
        const auto mistakes = static_cast<std::size_t>(std::ranges::count_if(
            on_disk.problems, [](const Problem& one) { return !one.warning; }));
        return {wrong("configuration",
                      path.string() + " is refused, with " + counted(mistakes, "mistake") +
                          (in_force == nullptr ? ": the daemon cannot start with it"
                                               : ": after a restart nobody is called"),
                      "tocsin check --config " + path.string())};
    }
    Findings found = {in_force == nullptr ? fine("configuration", path.string() + " is good")
                                          : compare(path, *on_disk.configuration, *in_force)};
    add(found, judge_warnings(on_disk.problems));
    return found;
}

void borrow_credentials() {
    std::error_code unseen;
    if (std::getenv("CREDENTIALS_DIRECTORY") == nullptr &&
        std::filesystem::is_directory(credentials, unseen))
        ::setenv("CREDENTIALS_DIRECTORY", credentials, 0);
}

}  // namespace tocsin
