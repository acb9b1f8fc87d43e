#include "channels/json_field.h"

#include "core/utf8.h"

#include <charconv>

namespace tocsin {
namespace {

constexpr std::string_view white = " \t\r\n";

class Scanner {
public:
    explicit Scanner(std::string_view json) : json_(json) {}

    std::optional<std::string> find(std::string_view key, int depth) {
        int inside = 0;
        while ((at_ = json_.find_first_of("\"{}[]", at_)) != std::string_view::npos) {
            if (json_[at_] != '"') {
                inside += json_[at_] == '{' || json_[at_] == '[' ? 1 : -1;
                ++at_;
                continue;
            }
            const std::optional<std::string> name = string();
            if (!name) return std::nullopt;
            skip_white();
            if (at_ >= json_.size() || json_[at_] != ':' || *name != key) continue;
            ++at_;
            skip_white();
            if (depth != 0 && inside != depth) continue;
            if (auto found = value()) return found;
        }
        return std::nullopt;
    }

    std::vector<std::string_view> objects(int depth) {
        std::vector<std::string_view> found;
        int inside = 0;
        std::size_t begin = 0;
        while ((at_ = json_.find_first_of("\"{}[]", at_)) != std::string_view::npos) {
            const char sign = json_[at_];
            if (sign == '"') {
                if (!string()) break;
                continue;
            }
            if (sign == '{' && inside == depth) begin = at_;
            inside += sign == '{' || sign == '[' ? 1 : -1;
            ++at_;
            if (sign == '}' && inside == depth) found.push_back(json_.substr(begin, at_ - begin));
        }
        return found;
    }

    std::optional<std::vector<std::string_view>> objects(std::string_view key) {
        while ((at_ = json_.find('"', at_)) != std::string_view::npos) {
            const std::optional<std::string> name = string();
            if (!name) return std::nullopt;
            skip_white();
            if (at_ >= json_.size() || json_[at_] != ':' || *name != key) continue;
            ++at_;
            skip_white();
            if (at_ < json_.size() && json_[at_] == '[') return objects_of_list();
        }
        return std::nullopt;
    }

private:
    // at_ is at the opening bracket.
    std::optional<std::vector<std::string_view>> objects_of_list() {
        std::vector<std::string_view> found;
        std::size_t from = 0;
        int inside = 0;
        for (++at_; (at_ = json_.find_first_of("\"{}[]", at_)) != std::string_view::npos;) {
            const char sign = json_[at_];
            if (sign == '"') {
                if (!string()) return std::nullopt;
                continue;
            }
            if (sign == '{' && inside == 0) from = at_;
            inside += sign == '{' || sign == '[' ? 1 : -1;
            ++at_;
            if (inside < 0) return sign == ']' ? std::optional(found) : std::nullopt;
            if (sign == '}' && inside == 0) found.push_back(json_.substr(from, at_ - from));
        }
        return std::nullopt;
    }

    void skip_white() {
        at_ = json_.find_first_not_of(white, at_);
        if (at_ == std::string_view::npos) at_ = json_.size();
    }

    std::optional<std::string> value() {
        if (at_ >= json_.size()) return std::nullopt;
        if (json_[at_] == '"') return string();
        for (const std::string_view word : {"true", "false"}) {
            if (json_.substr(at_, word.size()) == word) return std::string(word);
        }
        const std::size_t end = json_.find_first_not_of("+-.0123456789eE", at_);
        if (end == at_ || end == std::string_view::npos) return std::nullopt;
        const std::size_t from = at_;
        at_ = end;
        return std::string(json_.substr(from, end - from));
    }

    // From an opening quote to behind the closing one; nothing when it does not close.
    std::optional<std::string> string() {
        std::string out;
        for (++at_; at_ < json_.size(); ++at_) {
            if (json_[at_] == '"') {
                ++at_;
                return out;
            }
            if (json_[at_] != '\\') {
                out += json_[at_];
            } else if (++at_ < json_.size()) {
                escape(out);
            }
        }
        return std::nullopt;
    }

    void escape(std::string& out) {
        switch (json_[at_]) {
            case 'n':
                out += '\n';
                break;
            case 't':
                out += '\t';
                break;
            case 'r':
                out += '\r';
                break;
            case 'b':
                out += '\b';
                break;
            case 'f':
                out += '\f';
                break;
            case 'u':
                append_utf8(out, unicode());
                break;
            default:
                out += json_[at_];
        }
    }

    // The sign of "uXXXX", or of two that are halves of one; at_ is at its last digit then. Half a
    // sign by itself is U+FFFD.
    char32_t unicode() {
        const char32_t first = four_digits();
        const bool high = first >= 0xD800 && first < 0xDC00;
        if (high && json_.substr(at_ + 1, 2) == "\\u") {
            const std::size_t before = at_;
            at_ += 2;
            const char32_t second = four_digits();
            if (second >= 0xDC00 && second < 0xE000) {
                return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            }
            at_ = before;
        }
        return first >= 0xD800 && first < 0xE000 ? U'\uFFFD' : first;
    }

    // at_ is before them, and then at the last.
    char32_t four_digits() {
        unsigned code = 0;
        const std::string_view digits = json_.substr(at_ + 1, 4);
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        at_ += digits.size();
        return static_cast<char32_t>(code);
    }

    std::string_view json_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> json_field(std::string_view json, std::string_view key, int depth) {
    return Scanner(json).find(key, depth);
}

std::vector<std::string_view> json_objects(std::string_view json, int depth) {
    return Scanner(json).objects(depth);
}

bool json_says(std::string_view json, std::string_view key, std::string_view value) {
    Scanner scanner(json);
    while (const auto found = scanner.find(key, 0)) {
        if (*found == value) return true;
    }
    return false;
}

std::optional<std::vector<std::string_view>> json_objects(std::string_view json,
                                                          std::string_view key) {
    return Scanner(json).objects(key);
}

}  // namespace tocsin
