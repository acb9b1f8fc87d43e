#include "daemon/simulate_body.h"

#include "daemon/ascii.h"
#include "daemon/body.h"
#include "daemon/fields.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view closing = "Nothing was looked at.";

// Rotas are made weeks ahead; a mistyped century is not meant.
constexpr Duration ahead_max = std::chrono::hours(24 * 366 * 10);
constexpr std::size_t answers_max = 20;
constexpr std::size_t named_max = 12;  // names listed for somebody who mistyped one

std::string not_known(const std::string& word, const std::vector<std::string>& names) {
    const std::string meant = near(word, names);
    if (!meant.empty()) return "is not known; did you mean \"" + meant + "\"?";
    std::string list;
    for (std::size_t index = 0; index < names.size() && index < named_max; ++index) {
        list += (list.empty() ? "" : ", ") + names[index];
    }
    if (names.size() > named_max) list += " and others";
    return "is not known; known are " + list;
}

std::string service_id(Body& fields, const Directory& directory) {
    const std::string word = fields.need_line("service", 100);
    if (word.empty()) return word;
    std::vector<std::string> names;
    for (const auto& [id, service] : directory.services) {
        if (same_word(word, id) || same_word(word, service.name)) return id;
        names.push_back(service.name);
    }
    fields.error("service", not_known(word, names));
    return "";
}

std::string procedure_name(Body& fields, const Directory& directory) {
    const std::string word = fields.line("procedure", 100);
    if (word.empty() || directory.procedures.contains(word)) return word;
    std::vector<std::string> names;
    for (const auto& [name, procedure] : directory.procedures) names.push_back(name);
    fields.error("procedure", not_known(word, names));
    return "";
}

bool known_person(const Directory& directory, const std::string& id) {
    return directory.people.contains(id) || directory.desks.contains(id);
}

// "pat.ash@+12m", "pat.ash@+12 min".
std::optional<SupposedAnswer> read_answer(const std::string& text) {
    const std::size_t at = text.find("@+");
    if (at == std::string::npos || at == 0) return std::nullopt;
    const std::optional<Duration> after = parse_typed_duration(text.substr(at + 2));
    if (!after) return std::nullopt;
    return SupposedAnswer{text.substr(0, at), *after};
}

void read_answers(Body& fields, const Directory& directory, std::vector<SupposedAnswer>& answers) {
    if (const auto minutes = fields.whole("taken_after_min", 0, 24 * 60)) {
        answers.push_back({"", std::chrono::minutes(*minutes)});
    }
    const std::vector<std::string> words = fields.words("answers");
    if (words.size() > answers_max) {
        fields.error("answers", "has more than " + std::to_string(answers_max) + " of them");
    }
    for (const std::string& word : words) {
        const std::optional<SupposedAnswer> answer = read_answer(word);
        if (!answer) {
            fields.error("answers",
                         in_quotes(word) + " is not a person and a time; write pat.ash@+12m");
            return;
        }
        if (answer->after > rehearsal_horizon) {
            fields.error("answers", in_quotes(word) + " is too late: this looks no further than " +
                                        duration_words(rehearsal_horizon) +
                                        "; write pat.ash@+24h or less");
            return;
        }
        if (!known_person(directory, answer->person)) {
            std::vector<std::string> ids;
            for (const auto& [id, person] : directory.people) ids.push_back(id);
            fields.error("answers",
                         in_quotes(answer->person) + " " + not_known(answer->person, ids));
            return;
        }
        answers.push_back(*answer);
    }
}

void read_failing(Body& fields, const Directory& directory, std::set<std::string>& failing) {
    std::vector<std::string> names;
    for (const Provider& provider : directory.providers) names.push_back(provider.name);
    for (const std::string& word : fields.words("fails")) {
        if (std::find(names.begin(), names.end(), word) == names.end()) {
            fields.error("fails", in_quotes(word) + " " + not_known(word, names));
            return;
        }
        failing.insert(word);
    }
}

}  // namespace

std::variant<SimulateCall, ProblemDetail> read_simulate(const std::string& body,
                                                        const Directory& directory, Instant now) {
    auto parsed = parse_body(body, closing);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    const Node& tree = std::get<Node>(parsed);
    Body fields(tree);
    SimulateCall call;
    Alarm& alarm = call.supposed.alarm;
    alarm.key = "simulate";
    alarm.summary = "Simulated: nothing has happened";
    alarm.service = service_id(fields, directory);
    alarm.state = fields.one_of("state", {"down", "degraded"});
    alarm.severity = static_cast<int>(fields.whole("severity", 1, 5).value_or(1));
    alarm.procedure = procedure_name(fields, directory);
    alarm.place = fields.line("place", 43);
    call.supposed.at = fields.time("at", now + ahead_max).value_or(now);
    read_answers(fields, directory, call.supposed.answers);
    read_failing(fields, directory, call.supposed.failing);
    call.texts = fields.one_of("texts", {"true", "false"}) == "true";
    fields.refuse_unknown();
    if (fields.good()) return call;
    ProblemDetail refusal = fields.refusal(closing);
    refusal.slug = "not-simulated";
    return refusal;
}

}  // namespace tocsin
