#include "core/notice_text.h"

#include "core/compose.h"
#include "core/gsm7.h"
#include "core/mustache_text.h"
#include "core/notice_values.h"

#include <algorithm>
#include <initializer_list>

namespace tocsin {
namespace {

// Less than this of what happened says nothing, and less than that names no place.
constexpr std::size_t words_least = 24;
constexpr std::size_t names_least = 14;

constexpr std::string_view cut_mark = "...";

// Where a reader loses least: behind a sentence, if more than half of the room is used then; else
// behind a word.
std::string cut(const std::string& words, std::size_t signs) {
    if (fit_for_text(words, signs) == words) return words;
    std::string begin = fit_for_text(words, signs - cut_mark.size());
    const std::size_t stop = std::max(begin.rfind(". ") + 1, begin.rfind("; ") + 1);
    if (stop > begin.size() / 2) begin.resize(stop);
    while (!begin.empty() && std::string_view(" .,;:").find(begin.back()) != std::string::npos)
        begin.pop_back();
    return begin.append(cut_mark);
}

class Shortening {
public:
    Shortening(const std::string& wording, const Values& values, bool exercise)
        : wording_(wording), values_(values), exercise_(exercise) {
        for (const auto& [name, value] : values_) longest_ = std::max(longest_, value.size());
    }

    // First what people wrote at length, then the names of things.
    NoticeText shortest_needed() const {
        Values all = values_;
        NoticeText made{composed(all), false};
        for (const auto& [names, least] : steps) {
            if (fits_in_parts(made.text)) return made;
            made.shortened = true;
            all = cut_to_fit(all, names, least);
            made.text = composed(all);
        }
        return made;
    }

private:
    struct Step {
        std::initializer_list<const char*> names;
        std::size_t least;
    };
    static constexpr std::initializer_list<const char*> words = {"happened", "impact",
                                                                 "impact_changed", "summary"};
    static constexpr std::initializer_list<const char*> things = {
        "where", "where_changed", "service", "degree", "state_words", "was", "corrects"};
    static constexpr Step steps[] = {{words, words_least}, {things, names_least}};

    static Values cut_to(Values values, const std::initializer_list<const char*>& names,
                         std::size_t signs) {
        for (const char* name : names) {
            const auto found = values.find(name);
            if (found != values.end()) found->second = cut(found->second, signs);
        }
        return values;
    }

    // As much of each as leaves room for the rest.
    Values cut_to_fit(const Values& values, const std::initializer_list<const char*>& names,
                      std::size_t least) const {
        std::size_t good = least;
        std::size_t bad = std::max(longest_, least) + 1;
        while (good + 1 < bad) {
            const std::size_t middle = good + (bad - good) / 2;
            (fits_in_parts(composed(cut_to(values, names, middle))) ? good : bad) = middle;
        }
        return cut_to(values, names, good);
    }

    std::string composed(const Values& values) const {
        Values texted = values;
        for (auto& [name, value] : texted) value = textable(value);
        std::string text = textable(tidy(filled_template(wording_, texted)));
        // A sentence that was cut, and its stop.
        for (std::size_t at = text.find("...."); at != std::string::npos; at = text.find("...."))
            text.erase(at, 1);
        return exercise_ ? exercise_text(text, Ask::nothing) : text;
    }

    const std::string& wording_;
    const Values& values_;
    bool exercise_;
    std::size_t longest_ = 0;
};

}  // namespace

NoticeText notice_text(const std::string& wording, const Values& values, bool exercise) {
    return Shortening(wording, values, exercise).shortest_needed();
}

}  // namespace tocsin
