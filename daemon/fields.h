// A strict reader over the neutral tree of rota/tree.h: typed getters that collect problems, with
// what, why and what to do. It knows no file format and no meaning; a key that nobody asked for is
// a mistake, because a misspelt key would otherwise be an option silently not set.
#pragma once

#include "rota/time.h"
#include "rota/tree.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// Where the problems of one file go. It refers to `problems`, which outlives it.
class Complaints {
public:
    Complaints(std::string file, Problems& problems)
        : file_(std::move(file)), problems_(problems) {}

    void error(Mark mark, std::string what, std::string why = {}, std::string fix = {});
    void warning(Mark mark, std::string what, std::string why = {}, std::string fix = {});

private:
    std::string file_;
    Problems& problems_;
};

// The fields of one map. A getter answers nothing when the key is absent or its value is wrong;
// for a wrong value it has complained, for an absent one only when its name begins with `need`.
// Node and Complaints outlive the reader.
class MapReader {
public:
    // `name` is what sentences call the map: the desk "nsd". A node that is no map is one problem,
    // and then reads as an empty map that complains no further.
    MapReader(const Node& node, std::string name, Complaints& complaints);

    // The node under `key`, as it is. An empty scalar ("key:" with nothing after it) is a mistake.
    const Node* find(const std::string& key);
    const Node* need(const std::string& key, const std::string& fix = {});

    // One line of text, neither empty nor longer than `signs_max` characters.
    std::optional<std::string> text(const std::string& key, std::size_t signs_max = 1000);
    std::optional<std::string> need_text(const std::string& key, std::size_t signs_max = 1000,
                                         const std::string& fix = {});

    // Text that may have several lines: the template of a body.
    std::optional<std::string> long_text(const std::string& key);

    // One of `words`; an index into them. A near word is suggested.
    std::optional<std::size_t> one_of(const std::string& key,
                                      const std::vector<std::string>& words);

    std::optional<long> whole(const std::string& key, long min, long max);
    std::optional<bool> yes_no(const std::string& key);

    // "20 min", "1 h 30 min", "90 s".
    std::optional<Duration> duration(const std::string& key, Duration min, Duration max);

    // The items of a list; one value that is no list counts as a list of itself. Empty when absent.
    std::vector<const Node*> items(const std::string& key);

    // The pairs of a map, in the order written. Empty when absent.
    std::vector<std::pair<std::string, const Node*>> entries(const std::string& key);

    // Complains of every key that no getter asked for. Call it last.
    void refuse_unknown();

    const std::string& name() const { return name_; }
    Mark mark() const { return node_.mark; }
    // Where `key` stands, else where the map does: for a complaint about its meaning.
    Mark mark(const std::string& key) const;
    Complaints& complaints() { return complaints_; }

private:
    const Node& node_;
    std::string name_;
    Complaints& complaints_;
    std::vector<std::string> asked_;
    bool broken_ = false;  // not a map, and said so
};

// One line of text out of a node that stands alone, such as an item of a list.
// `name` is what the sentence calls it: the file name of a secret.
std::optional<std::string> one_line(const Node& node, const std::string& name,
                                    Complaints& complaints, std::size_t signs_max = 1000);

// "90 s", "20 min", "2 hours", "1 h 30 min", "1 day". Nothing for anything else, and for more than
// a year.
std::optional<Duration> parse_duration(std::string_view text);

// The same, and "60m" and "2h", as people type them on a command line.
std::optional<Duration> parse_typed_duration(std::string text);

// How many characters a reader sees in UTF-8 text, so that Sian and Siân are both four.
std::size_t signs(std::string_view text);

// Small letters, digits, '-', '_' and '.': fit for addresses, file names and the journal.
bool plain_name(std::string_view name);

// Complains when `name`, which stands at `mark`, is no plain name.
void need_plain_name(const std::string& name, const std::string& what, Mark mark,
                     Complaints& complaints);

std::string in_quotes(std::string_view text);

// "write \"Pat Ash\"" when one of `candidates` is near `word`, else `otherwise`.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates,
                    const std::string& otherwise);

}  // namespace tocsin
