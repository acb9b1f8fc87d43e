// Messages to stakeholders: whoever is on a list gets one, once; nothing that may be a patient's
// leaves undecided, nothing at all once a patient has come to harm; none lacks what it must say;
// who is not to be told is not (HSSI-28..39, 47); what was over when it was reported is told by
// itself, or somebody is asked (HSSI-33), and level 1 hears of what waits. Worked out from what
// stands in the journal.
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tocsin {

// A number with the right check digit, and nobody's: what somebody may write into a message.
inline constexpr const char* patient_number = "943 476 5919";

class NoticeWatch : public Watcher {
public:
    explicit NoticeWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void ended(Instant at) override;

private:
    void sent(const NoticeSent& event, bool judged);
    void offered(const SendOffered& event, bool judged);
    void leaves(SendId send) const;
    void judge_hold(const NoticeHeld& held, const Step& step) const;
    void texted(SendId send, Instant at);
    void spare(const NoticeSent& event, Instant now);
    bool in_time(const IncidentOpened& event, Instant now) const;
    void by_itself(IncidentId id, bool held) const;

    const Directory& directory_;
    std::map<IncidentId, std::string> services_;
    std::map<IncidentId, bool> over_;  // reported when it was over: in time
    std::set<IncidentId> harmed_;
    std::set<std::string> rolled_out_;
    std::set<std::uint64_t> released_;               // holds, of what may be a patient's
    std::set<std::pair<IncidentId, int>> decided_;   // notices that may hold a patient's number
    std::set<std::pair<IncidentId, int>> patients_;  // notices whose words hold such a number
    std::map<SendId, IncidentId> sends_;
    std::set<std::tuple<IncidentId, int, std::string>> told_;  // by notice and address
    // Readers of notices given in parts, who have nothing yet.
    std::map<std::pair<IncidentId, int>, std::set<PersonId>> waiting_;
    std::set<IncidentId> closed_;
    std::set<IncidentId> drills_;
    std::map<IncidentId, Instant> untold_;  // reported as over, and nothing has come of it
    std::map<SendId, std::string> phones_;  // of texts
    std::map<std::string, std::vector<Instant>> texts_;  // by phone, when they left
    std::set<std::tuple<IncidentId, int, PersonId>> spared_;
};

}  // namespace tocsin
