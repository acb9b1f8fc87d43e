// What every text that leaves a parser must be, checked by means of this folder alone.
#pragma once

#include "daemon/problem.h"
#include "rota/tree.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::fuzz {

// Well-formed UTF-8: neither overlong forms nor surrogates nor what is cut.
bool is_utf8(std::string_view text);

// UTF-8 without control characters; with `lines`, line breaks and tabs may stand in it.
bool is_honest(std::string_view text, bool lines = false);

// The first lead bytes count: signs of well-formed text.
std::size_t signs_of(std::string_view text);

// A refusal can be answered with: a known slug, words, and a pointer to every field.
void check_refusal(const ProblemDetail& refusal);

// Problems of a file: each has words and, but for those of the whole file, a line that is there.
// They are told without failing.
void check_problems(const Problems& problems, std::string_view source);

// Whether two trees say the same, wherever they stood.
bool same(const Node& one, const Node& other);

}  // namespace tocsin::fuzz
