// Severity worked out from answers (HSSI-01..03, 63): tables, points and words, as data of the
// procedure. Whatever comes of it is a proposal; people decide (HSSI-04). Pure.
#pragma once

#include "core/matcher.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin {

struct SeverityRules;

// One thing that is asked, or worked out from questions before it. Somebody may answer any of them
// outright; what nobody answers is found as `how` says.
struct Question {
    // One of the words, by asking; or by the first case that the incident fits.
    struct Asked {
        struct Case {
            std::vector<Matcher> when;
            std::string word;
        };
        std::vector<Case> cases;
    };
    // The word that the incident has in a field of this name.
    struct OfField {
        std::string field;
    };
    // From this number on, it is this word.
    struct Band {
        int from = 0;
        std::string word;
    };
    // A number that somebody counts. Of a smaller service the bands may be scaled (HSSI-02).
    struct Counted {
        std::vector<Band> bands;  // from the highest to the lowest; never empty
        bool scaled = false;
    };
    struct Table {
        std::string rows;  // questions before this one
        std::string columns;
        std::map<std::pair<std::string, std::string>, std::string> cells;  // row, column: all there
    };
    // What the answer to one question counts.
    struct Term {
        std::string question;
        std::map<std::string, int> counts;  // by word
    };
    // The points of all terms together.
    struct Sum {
        std::vector<Term> terms;
        std::vector<Band> bands;  // none: the sum itself is the answer
    };
    // The most severe that any answer stands for. A word that stands for none counts nothing.
    struct Worst {
        std::vector<Term> terms;
    };

    std::string name;                          // "urgency"
    std::string title;                         // as it is asked: "Urgency"
    std::vector<std::string> words;            // in order; none of a sum without bands
    std::map<std::string, std::string> means;  // what a word means, where somebody says
    std::variant<Asked, OfField, Counted, Table, Sum, Worst> how;
};

struct SeverityRules {
    std::vector<Question> questions;  // one names only those before it
    std::vector<std::string> ways;    // questions whose answer is a severity, or a score; the first
                                      // is the usual one

    const Question* find(const std::string& name) const;
};

// By question: one of its words, or a number where it counts.
using Answers = std::map<std::string, std::string>;

// What the incident itself says. The scale is of its service's bands, in per cent.
struct Evidence {
    const Incident& incident;
    bool core_hours = false;
    int scale_percent = 100;
};

struct AnswerLine {
    std::string question;
    std::string word;
    std::string said;   // the number that was counted; empty: none
    int points = 0;     // of a term; of a sum, all together
    bool given = true;  // somebody said so; false: worked out

    bool operator==(const AnswerLine&) const = default;
};

struct Assessment {
    std::string way;
    std::vector<AnswerLine> lines;     // in the order of the questions
    std::string result;                // empty: something is missing, or nothing counted
    std::optional<int> severity;       // proposed; a score alone proposes none
    std::vector<std::string> missing;  // questions that nobody has answered
};

// `way` is one of the rules' ways; the answers are right (wrong_with).
Assessment assess(const SeverityRules& rules, const std::string& way, const Answers& answers,
                  const Evidence& evidence);

// What is wrong with these: a sentence for each.
std::vector<std::string> wrong_with(const Answers& answers, const SeverityRules& rules,
                                    int scale_percent = 100);

// "1" to "5". Nothing for anything else.
std::optional<int> severity_of(std::string_view word);

}  // namespace tocsin
