// How a problem with a file is told to the person who must mend it, and what they may have meant.
#pragma once

#include "rota/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// The candidate that `word` most likely stands for: fewest edits, at most a third of its letters
// (and at least one), capitals aside. Empty when none is near or two are equally near.
std::string near(std::string_view word, const std::vector<std::string>& candidates);

// "a, b, c"; empty when there are none.
std::string join_words(const std::vector<std::string>& words, std::string_view between = ", ");

// In double quotes, as problems name what somebody wrote; "?" for what cannot be shown in a line.
std::string quoted(std::string_view text);

// "week.yaml:6:28: error: nobody is called ..." with the line, a caret, why and what to do.
// `source` is the text of the file; empty: the line is not shown. Ends in a newline.
std::string format_problem(const Problem& problem, std::string_view source);

// All of them, then "2 errors, 1 warning. " and `closing` ("Nothing was changed: ...").
std::string format_problems(const Problems& problems, std::string_view source,
                            std::string_view closing);

}  // namespace tocsin
