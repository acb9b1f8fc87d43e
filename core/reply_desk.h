// The entry of one reply in the journal and the one text that answers it: who is answered how
// often, whatever the reply is about (P12).
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// For one decision.
class ReplyDesk {
public:
    ReplyDesk(Draft& draft, const Replied& said);

    // Whose phone it is; may be several, or nobody.
    const std::vector<Callee>& people() const { return people_; }
    void is_phone_of(const Callee& person) { people_.push_back(person); }

    // The entry is begun before what the reply leads to, and completed when that is known.
    void begin();
    void end();
    ReplyCame& came() { return came_; }

    // False: it has been said often enough. `limited`: a machine could provoke it without end.
    bool may_answer(const std::string& text_id, bool limited) const;

    // Says what the reply was read as, and answers it. False: silence, for it has been said often
    // enough.
    bool answer(const std::string& read_as, const std::string& text_id, const Callee& reader,
                Values values, const std::vector<IncidentId>& about, bool limited = false);
    bool answer_house(const std::string& read_as, const std::string& text_id, bool limited);

    std::string time(Instant at) const;

    Draft& draft;
    const Replied& said;

private:
    bool changed() const;

    std::vector<Callee> people_;
    ReplyCame came_;
    std::size_t came_at_ = 0;
};

}  // namespace tocsin
