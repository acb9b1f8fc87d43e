// A strict reader of the JSON bodies that the API takes: typed getters that collect what is wrong,
// so that one answer names every bad field. It knows no meaning and never repeats a value, which
// may hold personal data. A key that nobody asked for is a mistake, as a misspelt key would
// otherwise be an option silently not set.
#pragma once

#include "daemon/problem.h"
#include "rota/time.h"
#include "rota/tree.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

// The tree of `text`, or the refusal "not-json" with line and column. An empty text is an empty map
// when `may_be_empty`. `closing` ends the refusal's detail: "Nothing was opened."
std::variant<Node, ProblemDetail> parse_body(std::string_view text, std::string_view closing,
                                             bool may_be_empty = false);

// The fields of one object. A getter answers nothing (an empty text, no value) when the key is
// absent, null or empty, and when its value is wrong; for a wrong value it has noted an error, for
// an absent one only when its name begins with `need`. The node outlives the reader.
// Text comes back without control characters and without blanks at either end; lengths count signs.
class Body {
public:
    // A node that is no object is one error, and then reads as an empty one.
    explicit Body(const Node& node);

    // One line: line breaks and tabs become blanks.
    std::string line(const std::string& key, std::size_t signs_max);
    std::string need_line(const std::string& key, std::size_t signs_max);

    // Text that may have several lines.
    std::string text(const std::string& key, std::size_t signs_max);

    // A name as in addresses and files: "pat.ash", "level-3".
    std::string need_name(const std::string& key);

    // One of `words`, as it stands there; a near one is suggested.
    std::string one_of(const std::string& key, const std::vector<std::string>& words);

    // Written as a number or as text.
    std::optional<long> whole(const std::string& key, long min, long max);

    // RFC 3339, not after `latest`. A time before 1970 is one that was not set: Go writes the
    // year 1.
    std::optional<Instant> time(const std::string& key, Instant latest);

    // An address that begins with http:// or https://.
    std::string link(const std::string& key);

    // An object of texts. Names have at most 100 signs, values at most `signs_max`.
    std::map<std::string, std::string> pairs(const std::string& key, std::size_t entries_max,
                                             std::size_t signs_max);

    // An object of lists of words. A single word counts as a list of itself, nothing as an empty
    // one.
    std::map<std::string, std::vector<std::string>> word_lists(const std::string& key,
                                                               std::size_t entries_max);

    // A list of words; a single one counts as a list of itself.
    std::vector<std::string> words(const std::string& key);
    std::vector<std::string> need_words(const std::string& key);

    // Notes every key that no getter asked for and no error is about. Call it last.
    void refuse_unknown();

    // For a mistake that only the caller can see.
    void error(const std::string& key, std::string detail);

    bool good() const { return errors_.empty(); }

    // The refusal "fields" with every error. `closing` says what was not done.
    ProblemDetail refusal(std::string_view closing) const;

private:
    const Node* find(const std::string& key);
    const Node* scalar(const std::string& key);
    std::string cleaned(const std::string& key, std::size_t signs_max, bool lines);
    void need(const std::string& key);
    bool told(const std::string& key) const;  // there is an error about it

    const Node& node_;
    std::vector<std::string> asked_;
    std::vector<FieldError> errors_;
};

// "#/fields/a~1b": the keys from the root down, each escaped for a JSON Pointer in a fragment.
// A long key is cut.
std::string json_pointer(const std::vector<std::string>& keys);

}  // namespace tocsin
