#include "core/severity.h"

#include "core/state.h"
#include "rota/words.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

// Longer counts are mistakes of typing.
constexpr int count_max = 1'000'000'000;

std::optional<int> counted(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number >= 0 && number <= count_max ? std::optional(number) : std::nullopt;
}

// A count on a boundary belongs to the larger band (HSSI-02). nullptr below the lowest.
const Question::Band* band_of(const std::vector<Question::Band>& bands, int number,
                              int scale_percent = 100) {
    const auto reached = [&](const Question::Band& band) {
        return std::int64_t{number} * 100 >= std::int64_t{band.from} * scale_percent;
    };
    const auto found = std::ranges::find_if(bands, reached);
    return found == bands.end() ? nullptr : &*found;
}

bool is_word(const Question& question, const std::string& word) {
    return std::ranges::find(question.words, word) != question.words.end();
}

int scale_of(const Question::Counted& counts, int percent) {
    return counts.scaled ? percent : 100;
}

class Assessing {
public:
    Assessing(const SeverityRules& rules, const Answers& answers, const Evidence& evidence)
        : rules_(rules), answers_(answers), evidence_(evidence) {}

    Assessment result_of(const std::string& way) {
        Assessment assessment;
        assessment.way = way;
        assessment.result = word_of(way);
        assessment.severity = severity_of(assessment.result);
        const Question* question = rules_.find(way);
        if (question == nullptr || question->words.empty()) assessment.severity.reset();
        for (const Question& one : rules_.questions) {
            if (const auto line = lines_.find(one.name); line != lines_.end())
                assessment.lines.push_back(line->second);
            if (missing_.contains(one.name)) assessment.missing.push_back(one.name);
        }
        return assessment;
    }

private:
    // Empty: it cannot be told yet.
    std::string word_of(const std::string& name) {
        if (const auto known = lines_.find(name); known != lines_.end()) return known->second.word;
        const Question* question = rules_.find(name);
        if (question == nullptr || missing_.contains(name)) return "";
        AnswerLine line{name, "", "", 0, true};
        if (const auto given = answers_.find(name); given != answers_.end()) {
            take(*question, given->second, line);
        } else {
            line.given = false;
            std::visit([&](const auto& how) { find(name, how, line); }, question->how);
        }
        if (!line.word.empty()) lines_.emplace(name, line);
        return line.word;
    }

    void take(const Question& question, const std::string& given, AnswerLine& line) const {
        const auto* counts = std::get_if<Question::Counted>(&question.how);
        if (counts == nullptr || is_word(question, given)) {
            line.word = given;
            return;
        }
        line.said = given;
        const auto* band = band_of(counts->bands, counted(given).value_or(0),
                                   scale_of(*counts, evidence_.scale_percent));
        if (band != nullptr) line.word = band->word;
    }

    void find(const std::string& name, const Question::Asked& asked, AnswerLine& line) {
        for (const Question::Asked::Case& one : asked.cases) {
            if (!matches(one.when, evidence_.incident, evidence_.core_hours)) continue;
            line.word = one.word;
            return;
        }
        missing_.insert(name);
    }

    void find(const std::string& name, const Question::OfField& of, AnswerLine& line) {
        const std::set<std::string>& values = evidence_.incident.values(of.field);
        if (values.empty()) {
            missing_.insert(name);
        } else {
            line.word = *values.begin();
        }
    }

    void find(const std::string& name, const Question::Counted&, AnswerLine&) {
        missing_.insert(name);
    }

    void find(const std::string&, const Question::Table& table, AnswerLine& line) {
        const std::string row = word_of(table.rows);
        const std::string column = word_of(table.columns);
        const auto cell = table.cells.find({row, column});
        if (cell != table.cells.end()) line.word = cell->second;
    }

    // What the answer to a term counts; nothing when it is open, or counts nothing.
    std::optional<int> count_of(const Question::Term& term) {
        const auto counts = term.counts.find(word_of(term.question));
        if (counts == term.counts.end()) return std::nullopt;
        lines_.at(term.question).points = counts->second;
        return counts->second;
    }

    void find(const std::string&, const Question::Sum& sum, AnswerLine& line) {
        bool whole = true;
        for (const Question::Term& term : sum.terms) {
            const std::optional<int> points = count_of(term);
            whole = whole && points;
            line.points += points.value_or(0);
        }
        if (!whole) return;
        const Question::Band* band = band_of(sum.bands, line.points);
        if (sum.bands.empty()) {
            line.word = std::to_string(line.points);
        } else if (band != nullptr) {
            line.word = band->word;
        }
    }

    void find(const std::string&, const Question::Worst& worst, AnswerLine& line) {
        const std::set<std::string> missing_before = missing_;
        std::optional<int> found;
        bool whole = true;
        for (const Question::Term& term : worst.terms) {
            const std::optional<int> severity = count_of(term);
            if (severity) found = std::min(found.value_or(*severity), *severity);
            whole = whole && !word_of(term.question).empty();
        }
        // Nothing is worse than 1, whatever the rest is.
        if (found == 1) missing_ = missing_before;
        if (found && (whole || found == 1)) line.word = std::to_string(*found);
    }

    const SeverityRules& rules_;
    const Answers& answers_;
    const Evidence& evidence_;
    std::map<std::string, AnswerLine> lines_;
    std::set<std::string> missing_;
};

}  // namespace

const Question* SeverityRules::find(const std::string& name) const {
    const auto found = std::ranges::find(questions, name, &Question::name);
    return found == questions.end() ? nullptr : &*found;
}

std::optional<int> severity_of(std::string_view word) {
    if (word.size() != 1 || word.front() < '1' || word.front() > '5') return std::nullopt;
    return word.front() - '0';
}

Assessment assess(const SeverityRules& rules, const std::string& way, const Answers& answers,
                  const Evidence& evidence) {
    return Assessing(rules, answers, evidence).result_of(way);
}

std::vector<std::string> wrong_with(const Answers& answers, const SeverityRules& rules,
                                    int scale_percent) {
    std::vector<std::string> wrong;
    for (const auto& [name, given] : answers) {
        const Question* question = rules.find(name);
        if (question == nullptr) {
            std::vector<std::string> names;
            for (const Question& one : rules.questions) names.push_back(one.name);
            const std::string meant = near(name, names);
            wrong.push_back("Nothing is called " + quoted(name) + "." +
                            (meant.empty() ? " There are: " + join_words(names) + "."
                                           : " Write " + meant + "."));
            continue;
        }
        if (std::ranges::find(rules.ways, name) != rules.ways.end()) {
            wrong.push_back(name + " is what is worked out, and is no answer.");
            continue;
        }
        if (is_word(*question, given)) continue;
        const auto* counts = std::get_if<Question::Counted>(&question->how);
        const std::optional<int> number = counted(given);
        if (counts != nullptr && number) {
            const int scale = scale_of(*counts, scale_percent);
            if (band_of(counts->bands, *number, scale) != nullptr) continue;
            wrong.push_back(name + " is at least " + std::to_string(counts->bands.back().from) +
                            ".");
            continue;
        }
        const std::string meant = near(given, question->words);
        wrong.push_back(name + " cannot be " + quoted(given) + "." +
                        (!meant.empty()      ? " Write " + meant + "."
                         : counts != nullptr ? " Write a whole number."
                                             : " It can be: " + join_words(question->words) + "."));
    }
    return wrong;
}

}  // namespace tocsin
