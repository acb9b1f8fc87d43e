#include "tests/fuzz/honest.h"

#include "rota/words.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

// How many bytes the sign at the front takes; 0 when it is none.
std::size_t sign_bytes(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
    };
    const auto follows = [&](std::size_t at, unsigned from = 0x80, unsigned to = 0xbf) {
        return byte(at) >= from && byte(at) <= to;
    };
    const unsigned head = byte(0);
    if (head < 0x80) return 1;
    if (head >= 0xc2 && head <= 0xdf) return follows(1) ? 2 : 0;
    if (head == 0xe0) return follows(1, 0xa0) && follows(2) ? 3 : 0;
    if (head == 0xed) return follows(1, 0x80, 0x9f) && follows(2) ? 3 : 0;
    if (head >= 0xe1 && head <= 0xef) return follows(1) && follows(2) ? 3 : 0;
    if (head == 0xf0) return follows(1, 0x90) && follows(2) && follows(3) ? 4 : 0;
    if (head == 0xf4) return follows(1, 0x80, 0x8f) && follows(2) && follows(3) ? 4 : 0;
    if (head >= 0xf1 && head <= 0xf3) return follows(1) && follows(2) && follows(3) ? 4 : 0;
    return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t bytes = sign_bytes(text);
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

bool is_honest(std::string_view text, bool lines) {
    if (!is_utf8(text)) return false;
    return std::none_of(text.begin(), text.end(), [lines](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && !(lines && (c == '\n' || c == '\t'))) || byte == 0x7f;
    });
}

std::size_t signs_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
    }));
}

void check_refusal(const ProblemDetail& refusal) {
    const auto& kinds = problem_kinds();
    must(std::any_of(kinds.begin(), kinds.end(),
                     [&](const ProblemKind& kind) { return kind.slug == refusal.slug; }),
         "the slug of a refusal is in the table");
    must(!refusal.detail.empty() && is_honest(refusal.detail), "a refusal says why, in one line");
    must(refusal.detail.size() < 1000, "a refusal is short, whatever was sent");
    must(refusal.slug != "fields" || !refusal.errors.empty(), "refused fields are named");
    for (const FieldError& error : refusal.errors) {
        must(error.pointer.starts_with('#'), "a field is named by a pointer");
        must(is_honest(error.pointer) && error.pointer.size() < 1000, "a pointer is short");
        must(!error.detail.empty() && is_honest(error.detail), "a field's error has words");
        must(error.detail.size() < 1000, "a field's error is short");
    }
    must(problem("https://alert.example.org/problems/", refusal).status >= 400,
         "a refusal is no success");
}

void check_problems(const Problems& problems, std::string_view source) {
    const auto lines = std::count(source.begin(), source.end(), '\n') +
                       std::count(source.begin(), source.end(), '\r') + 1;
    for (const Problem& problem : problems) {
        must(!problem.what.empty(), "a problem says what is wrong");
        must(problem.mark.line >= 0 && problem.mark.line <= lines + 1, "a problem's line is there");
        must(!format_problem(problem, source).empty(), "a problem can be told");
        must(is_honest(problem.what, true), "what is wrong can be shown");
        must(is_honest(problem.why, true) && is_honest(problem.fix, true),
             "why and what to do, too");
    }
    if (!problems.empty()) {
        must(is_honest(format_problem(problems.front(), source), true), "a problem can be shown");
    }
}

bool same(const Node& one, const Node& other) {
    const auto same_field = [](const auto& a, const auto& b) {
        return same(a.first, b.first) && same(a.second, b.second);
    };
    return one.kind == other.kind && one.text == other.text &&
           std::equal(one.items.begin(), one.items.end(), other.items.begin(), other.items.end(),
                      same) &&
           std::equal(one.fields.begin(), one.fields.end(), other.fields.begin(),
                      other.fields.end(), same_field);
}

}  // namespace tocsin::fuzz
