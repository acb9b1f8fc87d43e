#include "daemon/triage_body.h"

#include "daemon/body_road.h"

namespace tocsin {
namespace {

constexpr std::size_t reason_signs_max = 400;
// More than any procedure has fields or questions.
constexpr std::size_t entries_max = 100;

}  // namespace

std::variant<SetFields, ProblemDetail> read_fields(const std::string& body, IncidentId incident,
                                                   const std::string& principal) {
    return read_fields_of<SetFields>(body, [&](Body& fields, SetFields& set) {
        set.incident = incident;
        for (const auto& [name, words] : fields.word_lists("fields", entries_max))
            set.fields.emplace(name, std::set<std::string>(words.begin(), words.end()));
        if (set.fields.empty() && fields.good())
            fields.error("fields", "names no field; write {\"category\": [\"data-centre\"]}");
        set.reason = fields.line("reason", reason_signs_max);
        set.by = by_whom(fields, principal);
    });
}

std::variant<RaiseFlag, ProblemDetail> read_flag(const std::string& body, IncidentId incident,
                                                 const std::string& principal) {
    return read_fields_of<RaiseFlag>(body, [&](Body& fields, RaiseFlag& raised) {
        raised.incident = incident;
        raised.flag = fields.need_name("flag");
        raised.reason = fields.need_line("reason", reason_signs_max);
        raised.by = by_whom(fields, principal);
    });
}

std::variant<RemoveFlag, ProblemDetail> read_flag_removal(const std::string& body,
                                                          IncidentId incident,
                                                          const std::string& flag,
                                                          const std::string& principal) {
    return read_fields_of<RemoveFlag>(body, [&](Body& fields, RemoveFlag& removed) {
        removed.incident = incident;
        removed.flag = flag;
        removed.reason = fields.need_line("reason", reason_signs_max);
        removed.by = by_whom(fields, principal);
    });
}

std::variant<JudgeSeverity, ProblemDetail> read_judgement(const std::string& body,
                                                          IncidentId incident,
                                                          const std::string& principal) {
    return read_fields_of<JudgeSeverity>(body, [&](Body& fields, JudgeSeverity& judged) {
        judged.incident = incident;
        judged.way = fields.line("way", 64);
        judged.answers = fields.pairs("answers", entries_max, 100);
        judged.severity = static_cast<int>(fields.whole("severity", 1, 5).value_or(0));
        judged.propose = !judged.answers.empty() || !judged.way.empty() || judged.severity == 0;
        judged.reason = fields.line("reason", reason_signs_max);
        judged.by = by_whom(fields, principal);
    });
}

}  // namespace tocsin
