#include "daemon/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tocsin {
namespace {

using Json = nlohmann::json;

class Builder : public nlohmann::json_sax<Json> {
public:
    explicit Builder(std::string_view text) : text_(text) {}

    bool null() override { return add(scalar("")); }
    bool boolean(bool value) override { return add(scalar(value ? "true" : "false")); }
    bool number_integer(number_integer_t value) override {
        return add(scalar(std::to_string(value)));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return add(scalar(std::to_string(value)));
    }
    bool number_float(number_float_t, const string_t& written) override {
        return add(scalar(written));
    }
    bool string(string_t& value) override { return add(scalar(std::move(value))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Node::Kind::map); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Node::Kind::list); }
    bool end_array() override { return close(); }

    bool key(string_t& value) override {
        if (!keys_.back().insert(value).second) {
            why = "\"" + value + "\" is given twice in one object.";
            return false;
        }
        stack_.back().fields.emplace_back(scalar(std::move(value)), Node{});
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        refuse_at(position);
        return false;
    }

    // `position` counts the bytes up to the offending one.
    void refuse_at(std::size_t position) {
        const std::string_view before = text_.substr(0, std::min(position, text_.size()));
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t start = before.rfind('\n');
        const std::size_t column =
            before.size() - (start == std::string_view::npos ? 0 : start + 1);
        why = "Line " + std::to_string(line) + ", column " +
              std::to_string(std::max<std::size_t>(column, 1)) + ": this is not JSON.";
    }

    std::optional<Node> root;
    std::string why;

private:
    static Node scalar(std::string text) {
        Node node;
        node.text = std::move(text);
        return node;
    }

    bool open(Node::Kind kind) {
        if (stack_.size() >= static_cast<std::size_t>(json_depth_max)) {
            why = "It is nested deeper than " + std::to_string(json_depth_max) + " levels.";
            return false;
        }
        Node node;
        node.kind = kind;
        stack_.push_back(std::move(node));
        keys_.emplace_back();
        return true;
    }

    bool close() {
        Node node = std::move(stack_.back());
        stack_.pop_back();
        keys_.pop_back();
        return add(std::move(node));
    }

    bool add(Node node) {
        if (stack_.empty()) {
            root = std::move(node);
        } else if (stack_.back().kind == Node::Kind::list) {
            stack_.back().items.push_back(std::move(node));
        } else {
            stack_.back().fields.back().second = std::move(node);
        }
        return true;
    }

    std::string_view text_;
    std::vector<Node> stack_;
    // Of each level of the stack. A body can be one object of a hundred thousand keys.
    std::vector<std::set<std::string>> keys_;
};

}  // namespace

JsonResult parse_json(std::string_view text) {
    Builder builder(text);
    // The parser takes a zero byte for the end: what follows would be read by nobody.
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        builder.refuse_at(zero + 1);
        return {std::nullopt, builder.why};
    }
    const bool whole = Json::sax_parse(text.begin(), text.end(), &builder);
    if (whole && builder.root) return {std::move(builder.root), ""};
    if (builder.why.empty()) builder.why = "The body is not JSON.";
    return {std::nullopt, builder.why};
}

}  // namespace tocsin
