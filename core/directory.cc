#include "core/directory.h"

#include "core/state.h"

namespace tocsin {

const Procedure& Directory::procedure(const std::string& name, const std::string& hash) const {
    if (const auto version = procedure_versions.find(hash); version != procedure_versions.end()) {
        return version->second;
    }
    if (const auto named = procedures.find(name); named != procedures.end()) return named->second;
    return procedures.at(default_procedure);
}

const Procedure& procedure_of(const Directory& directory, const Incident& incident) {
    const Procedure& whole = directory.procedure(incident.procedure, incident.procedure_hash);
    const std::string& task = incident.follows_task();
    return task.empty() ? whole : whole.of_task(task);
}

}  // namespace tocsin
