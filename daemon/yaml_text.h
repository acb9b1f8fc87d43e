// The bytes of a YAML file before anybody parses them: whether they are text at all, and which
// letter of which line an offset means.
#pragma once

#include "rota/tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace YAML {
struct Mark;
}

namespace tocsin {

// Refers to the text it was made from, which must outlive it.
class YamlText {
public:
    explicit YamlText(std::string_view text);

    // Without a byte-order mark.
    std::string_view bytes() const { return text_; }

    // The first thing in it that is not honest text: invalid UTF-8, control characters, signs that
    // turn the direction of writing (what a reader sees is then not what the parser reads).
    std::optional<Problem> problem(const std::string& file) const;

    // Lines and columns from 1; a column counts letters, as editors do, not bytes.
    Mark mark(const YAML::Mark& mark) const;

    // Whether a quoted text begins at `mark` whose closing quote is missing. The parser takes such
    // a text to the end of the file and says nothing.
    bool never_closed(const YAML::Mark& mark) const;

    // The column of the first tab among the spaces before the text of `line`; 0 when there is none.
    int indenting_tab(int line) const;

    // Whether `text` holds a control character other than a line feed or a tab, or an invisible
    // sign: an escape can write what the file itself may not hold.
    static bool has_control(std::string_view text);

private:
    std::size_t offset_of(const YAML::Mark& mark) const;
    Mark mark_of(std::size_t offset) const;

    std::string_view text_;
    std::vector<std::size_t> lines_;  // where each begins
    // For each byte. Counting anew at every mark takes half a minute for one hostile line.
    std::vector<std::uint32_t> letters_before_;
};

}  // namespace tocsin
