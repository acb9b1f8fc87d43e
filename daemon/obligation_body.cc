#include "daemon/obligation_body.h"

#include "daemon/body_road.h"

#include <algorithm>
#include <vector>

namespace tocsin {
namespace {

// In the order of ObligationAct::Act.
const std::vector<std::string>& act_words() {
    static const std::vector<std::string> words = {"ask",   "meet",   "waive", "put-off",
                                                   "pause", "resume", "reject"};
    return words;
}

// A proof is a reference, or says where it stands.
constexpr std::size_t proof_signs_max = 200;

}  // namespace

std::variant<ObligationAct, ProblemDetail> read_obligation_act(const std::string& body,
                                                               IncidentId incident,
                                                               const std::string& name,
                                                               const Zone& zone,
                                                               const std::string& principal) {
    using Act = ObligationAct::Act;
    return read_fields_of<ObligationAct>(body, [&](Body& fields, ObligationAct& act) {
        act.incident = incident;
        act.name = name;
        act.by = by_whom(fields, principal);
        const std::string word = fields.one_of("act", act_words());
        if (word.empty()) {
            if (fields.good())
                fields.error("act",
                             "says what you do: ask, meet, waive, put-off, "
                             "pause, resume or reject");
            return;
        }
        const auto place = std::ranges::find(act_words(), word) - act_words().begin();
        act.act = static_cast<Act>(place);
        if (act.act == Act::meet) {
            act.text = fields.line("proof", proof_signs_max);
        } else if (act.act == Act::ask || act.act == Act::resume) {
            act.text = fields.line("reason", reason_in_text_max);
        } else {
            act.text = fields.need_line("reason", reason_in_text_max);
        }
        if (act.act == Act::put_off) act.due = need_moment(fields, "due", zone);
    });
}

}  // namespace tocsin
