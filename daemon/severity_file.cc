#include "daemon/severity_file.h"

#include "daemon/matcher_file.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

constexpr int number_max = 1'000'000'000;

std::optional<int> number_of(const Node& node) {
    int number = 0;
    const char* end = node.text.data() + node.text.size();
    const auto [stopped, error] = std::from_chars(node.text.data(), end, number);
    if (error != std::errc{} || stopped != end || node.kind != Node::Kind::scalar)
        return std::nullopt;
    return number >= -number_max && number <= number_max ? std::optional(number) : std::nullopt;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

void add_once(std::vector<std::string>& words, const std::string& word) {
    if (!has(words, word)) words.push_back(word);
}

class SeverityReader {
public:
    SeverityReader(const Node& node, Procedure& procedure, const KnownContacts* known,
                   Complaints& complaints)
        : map_(node, "the block \"severity\"", complaints),
          complaints_(complaints),
          procedure_(procedure),
          known_(known) {}

    void read() {
        map_.need("questions", "say what severity comes of");
        for (const auto& [name, node] : map_.entries("questions")) read_question(name, *node);
        map_.need("ways", "name the questions that a severity comes of: \"ways: [matrix]\"");
        for (const Node* item : map_.items("ways")) read_way(*item);
        map_.refuse_unknown();
    }

private:
    void error(Mark mark, const std::string& what, const std::string& why, const std::string& fix) {
        complaints_.error(mark, what, why, fix);
    }

    SeverityRules& rules() { return procedure_.severity; }

    void read_way(const Node& item) {
        const auto name = one_line(item, "a way", complaints_);
        if (!name) return;
        const Question* question = asked(*name, item.mark);
        if (!question) return;
        const bool score = std::holds_alternative<Question::Sum>(question->how);
        const bool severities = std::ranges::all_of(
            question->words, [](const std::string& word) { return severity_of(word).has_value(); });
        if (!severities || (question->words.empty() && !score)) {
            error(item.mark, "no severity comes of " + in_quotes(*name),
                  "its answers are not the numbers 1 to 5",
                  "name a question whose answers are severities, or a sum without bands, which "
                  "proposes none");
        }
        add_once(rules().ways, *name);
    }

    // A question above this place. Of one that is broken it has been said what is wrong.
    const Question* asked(const std::string& name, Mark mark) {
        if (const Question* question = rules().find(name)) return question;
        if (broken_.contains(name)) return nullptr;
        std::vector<std::string> names;
        for (const Question& one : rules().questions) names.push_back(one.name);
        error(mark, "no question above is called " + in_quotes(name), "",
              suggest(name, names, "add it above this one"));
        return nullptr;
    }

    void read_question(const std::string& name, const Node& node) {
        need_plain_name(name, "a question", node.mark, complaints_);
        if (name == "way") {
            error(node.mark, "a question cannot be called \"way\"",
                  "whoever asks names by it which of the ways is meant", "find another name");
        }
        MapReader map(node, "the question " + in_quotes(name), complaints_);
        Question question;
        question.name = name;
        question.title = map.text("title", 80).value_or(name);
        std::vector<std::string> ways;
        for (const char* key : {"answers", "field", "table", "sum", "worst"}) {
            if (node.find(key)) ways.emplace_back(key);
        }
        if (ways.empty() && node.find("bands")) ways.emplace_back("bands");
        if (node.kind == Node::Kind::map && ways.size() != 1) {
            error(node.mark,
                  map.name() + " is answered in " +
                      (ways.empty() ? std::string("no way") : "two ways"),
                  "", "keep exactly one of answers, field, bands, table, sum and worst");
            broken_.insert(name);
            return;
        }
        const std::string way = ways.empty() ? "" : ways.front();
        // Said to be empty already, and there is nothing to read.
        if (!way.empty() && !map.find(way)) {
            broken_.insert(name);
            return;
        }
        if (way == "answers") read_answers(map, question);
        if (way == "field") read_field(map, question);
        if (way == "bands") read_counted(map, question);
        if (way == "table") read_table(map, question);
        if (way == "sum") read_sum(map, question);
        if (way == "worst") read_worst(map, question);
        map.refuse_unknown();
        if (!broken_.contains(name)) rules().questions.push_back(std::move(question));
    }

    // A list of words, or words with what they mean.
    void read_answers(MapReader& map, Question& question) {
        const Node& node = *map.find("answers");
        const auto add = [&](const std::string& word, Mark mark) {
            need_plain_name(word, "an answer", mark, complaints_);
            if (has(question.words, word))
                error(mark, in_quotes(word) + " is given twice", "", "delete one of them");
            add_once(question.words, word);
        };
        if (node.kind == Node::Kind::map) {
            for (const auto& [word, means] : node.fields) {
                add(word.text, word.mark);
                const auto text =
                    one_line(means, "what " + in_quotes(word.text) + " means", complaints_);
                if (text) question.means.emplace(word.text, *text);
            }
        } else {
            for (const Node* item : map.items("answers")) {
                if (const auto word = one_line(*item, "an answer of " + map.name(), complaints_))
                    add(*word, item->mark);
            }
        }
        if (question.words.empty())
            error(node.mark, map.name() + " has no answers", "", "add at least one");
        Question::Asked asked;
        for (const Node* item : map.items("cases")) {
            MapReader one(*item, "a case of " + map.name(), complaints_);
            Question::Asked::Case found;
            found.when = read_matchers(one, "when", procedure_, known_);
            const std::optional<std::size_t> index = one.one_of("answer", question.words);
            one.need("answer", "say which answer it is: \"answer: WORD\"");
            one.refuse_unknown();
            if (!index) continue;
            found.word = question.words[*index];
            asked.cases.push_back(std::move(found));
        }
        question.how = std::move(asked);
    }

    void read_field(MapReader& map, Question& question) {
        const auto name = map.text("field");
        if (!name) return;
        const auto field = std::ranges::find(procedure_.fields, *name, &Field::name);
        if (field == procedure_.fields.end() || field->several) {
            std::vector<std::string> names;
            for (const Field& one : procedure_.fields) {
                if (!one.several) names.push_back(one.name);
            }
            error(map.mark("field"), "no field with one value is called " + in_quotes(*name), "",
                  suggest(*name, names, "add it to \"fields\""));
            broken_.insert(question.name);
            return;
        }
        question.words = field->values;
        question.how = Question::OfField{*name};
    }

    // From the highest to the lowest, as each word stands for what is not in the one before.
    std::vector<Question::Band> read_bands(MapReader& map, Question& question) {
        std::vector<Question::Band> bands;
        for (const auto& [word, node] : map.entries("bands")) {
            need_plain_name(word, "a band", node->mark, complaints_);
            const std::optional<int> from = number_of(*node);
            if (!from) {
                error(node->mark, "the band " + in_quotes(word) + " begins at no whole number", "",
                      "write the number from which on it holds");
                continue;
            }
            bands.push_back({*from, word});
            add_once(question.words, word);
        }
        std::ranges::stable_sort(bands, std::ranges::greater{}, &Question::Band::from);
        const auto same = std::ranges::adjacent_find(bands, {}, &Question::Band::from);
        if (same != bands.end()) {
            error(map.mark("bands"),
                  "two bands of " + map.name() + " begin at " + std::to_string(same->from), "",
                  "give each its own beginning");
        }
        if (bands.empty() && map.find("bands"))
            error(map.mark("bands"), map.name() + " has no band", "", "add at least one");
        return bands;
    }

    void read_counted(MapReader& map, Question& question) {
        Question::Counted counted;
        counted.bands = read_bands(map, question);
        counted.scaled = map.yes_no("scaled").value_or(false);
        question.how = std::move(counted);
    }

    void read_table(MapReader& map, Question& question) {
        MapReader table(*map.find("table"), "the table of " + map.name(), complaints_);
        const auto side = [&](const char* key) -> const Question* {
            const auto name = table.need_text(key);
            return name ? asked(*name, table.mark(key)) : nullptr;
        };
        const Question* rows = side("rows");
        const Question* columns = side("columns");
        table.need("cells", "write a row for each answer to the question of the rows");
        Question::Table found;
        std::vector<std::string> seen;
        for (const auto& [row, node] : table.entries("cells")) {
            if (!rows || !columns) break;
            seen.push_back(row);
            if (!has(rows->words, row)) {
                error(node->mark, in_quotes(row) + " is no answer to " + in_quotes(rows->name), "",
                      suggest(row, rows->words, "delete the row"));
            }
            if (node->kind != Node::Kind::list || node->items.size() != columns->words.size()) {
                error(node->mark,
                      "the row " + in_quotes(row) + " must have " +
                          std::to_string(columns->words.size()) + " cells",
                      "one for each answer to " + in_quotes(columns->name) + ", in its order",
                      "write them as a list");
                continue;
            }
            for (std::size_t i = 0; i < node->items.size(); ++i) {
                const std::string& word = node->items[i].text;
                need_plain_name(word, "a cell", node->items[i].mark, complaints_);
                found.cells[{row, columns->words[i]}] = word;
                add_once(question.words, word);
            }
        }
        table.refuse_unknown();
        if (!rows || !columns) return;
        for (const std::string& row : rows->words) {
            if (has(seen, row)) continue;
            error(table.mark("cells"),
                  "the table of " + map.name() + " has no row " + in_quotes(row),
                  "every answer to " + in_quotes(rows->name) + " must lead somewhere", "add it");
        }
        found.rows = rows->name;
        found.columns = columns->name;
        question.how = std::move(found);
    }

    // What each answer counts; of a sum every answer must count something, if only 0.
    std::vector<Question::Term> read_terms(MapReader& map, const std::string& key, bool all) {
        std::vector<Question::Term> terms;
        for (const auto& [name, node] : map.entries(key)) {
            const Question* question = asked(name, node->mark);
            if (!question) continue;
            if (question->words.empty()) {
                error(node->mark, in_quotes(name) + " is a sum without bands",
                      "it has no words that could count", "give it bands");
                continue;
            }
            MapReader counts(*node, in_quotes(name) + " of " + map.name(), complaints_);
            Question::Term term{name, {}};
            for (const auto& [word, value] : node->fields) {
                static_cast<void>(counts.find(word.text));
                if (!has(question->words, word.text)) {
                    error(word.mark, in_quotes(word.text) + " is no answer to " + in_quotes(name),
                          "", suggest(word.text, question->words, "delete it"));
                }
                const std::optional<int> count = number_of(value);
                if (!count || (!all && !severity_of(value.text))) {
                    error(value.mark,
                          in_quotes(word.text) + " counts no whole number" +
                              (all ? "" : " from 1 to 5"),
                          "", all ? "write its points" : "write a severity");
                    continue;
                }
                term.counts.emplace(word.text, *count);
            }
            for (const std::string& word : question->words) {
                if (!all || node->kind != Node::Kind::map || node->find(word)) continue;
                error(node->mark,
                      "the answer " + in_quotes(word) + " to " + in_quotes(name) + " has no points",
                      "a sum would be unknown with it", "add it, with 0 where it counts nothing");
            }
            terms.push_back(std::move(term));
        }
        if (map.entries(key).empty())
            error(map.mark(key), map.name() + " adds up nothing", "", "name its questions");
        return terms;
    }

    void read_sum(MapReader& map, Question& question) {
        Question::Sum sum;
        sum.terms = read_terms(map, "sum", true);
        sum.bands = read_bands(map, question);
        int least = 0;
        for (const Question::Term& term : sum.terms) {
            if (term.counts.empty()) continue;
            least += std::ranges::min_element(term.counts, {}, [](const auto& count) {
                         return count.second;
                     })->second;
        }
        if (!sum.bands.empty() && sum.bands.back().from > least) {
            error(map.mark("bands"), "no band of " + map.name() + " holds " + std::to_string(least),
                  "the answers can come to so few points", "begin the lowest band there");
        }
        question.how = std::move(sum);
    }

    void read_worst(MapReader& map, Question& question) {
        Question::Worst worst{read_terms(map, "worst", false)};
        for (const char* severity : {"1", "2", "3", "4", "5"}) {
            const int number = *severity_of(severity);
            const bool there = std::ranges::any_of(worst.terms, [&](const Question::Term& term) {
                return std::ranges::any_of(
                    term.counts, [&](const auto& count) { return count.second == number; });
            });
            if (there) question.words.emplace_back(severity);
        }
        question.how = std::move(worst);
    }

    MapReader map_;
    Complaints& complaints_;
    Procedure& procedure_;
    const KnownContacts* known_;
    std::set<std::string> broken_;  // questions that cannot be asked
};

}  // namespace

void read_severity(MapReader& file, Procedure& procedure, const KnownContacts* known) {
    const Node* node = file.find("severity");
    if (node) SeverityReader(*node, procedure, known, file.complaints()).read();
}

}  // namespace tocsin
