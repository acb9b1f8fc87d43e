// What people said an incident is stays so until people say otherwise: its fields, its flags, which
// are lost only as raised in error with a reason (HSSI-45), and its severity, which nothing sets
// but a person who asks for it, whatever was proposed (HSSI-04, 64).
#pragma once

#include "core/state.h"
#include "tests/simulator/watcher.h"

#include <map>
#include <set>
#include <string>

namespace tocsin {

class TriageWatch : public Watcher {
public:
    explicit TriageWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void forget() override;

    // The incidents of which entries have come since, as the state has them.
    void look(const State& state);

private:
    struct Said {
        FieldValues fields;
        std::set<std::string> flags;
        int reported = 5;  // the worst that its monitor said
        int severity = 5;
    };

    void on(const Step*, const IncidentOpened&);
    void on(const Step*, const AlarmRepeated&);
    void on(const Step*, const FieldsSet&);
    void on(const Step*, const FlagRaised&);
    void on(const Step*, const FlagRemoved&);
    void on(const Step*, const SeveritySet&);
    template <class Other>
    void on(const Step*, const Other&) {}

    const Directory& directory_;
    std::map<IncidentId, Said> said_;
    std::set<IncidentId> touched_;
};

}  // namespace tocsin
