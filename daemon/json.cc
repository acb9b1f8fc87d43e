#include "daemon/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
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
        if (repeated(value)) {
            why = "\"" + value + "\" is given twice in one object.";
            return false;
        }
        top().fields.emplace_back(scalar(std::move(value)), Node{});
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

    // An object or a list that is not closed yet. Its room is used again for the next at its depth,
    // so that what is closed takes no more than it holds, and none of it was moved while it grew.
    struct Level {
        Node::Kind kind = Node::Kind::list;
        std::vector<Node> items;
        std::vector<std::pair<Node, Node>> fields;
        std::set<std::string> keys;  // of the fields, once they are many
    };

    Level& top() { return levels_[depth_ - 1]; }

    bool open(Node::Kind kind) {
        if (depth_ >= static_cast<std::size_t>(json_depth_max)) {
            why = "It is nested deeper than " + std::to_string(json_depth_max) + " levels.";
            return false;
        }
        if (levels_.size() == depth_) levels_.emplace_back();
        ++depth_;
        top().kind = kind;
        return true;
    }

    bool close() {
        Level& level = top();
        Node node;
        node.kind = level.kind;
        node.items.assign(std::move_iterator(level.items.begin()),
                          std::move_iterator(level.items.end()));
        node.fields.assign(std::move_iterator(level.fields.begin()),
                           std::move_iterator(level.fields.end()));
        level.items.clear();
        level.fields.clear();
        level.keys.clear();
        --depth_;
        return add(std::move(node));
    }

    bool add(Node node) {
        if (depth_ == 0) {
            root = std::move(node);
        } else if (top().kind == Node::Kind::list) {
            top().items.push_back(std::move(node));
        } else {
            top().fields.back().second = std::move(node);
        }
        return true;
    }

    // Most objects are small, but a body can be one object of a hundred thousand keys.
    bool repeated(const std::string& name) {
        constexpr std::size_t few = 16;
        Level& level = top();
        if (level.fields.size() < few) {
            return std::any_of(level.fields.begin(), level.fields.end(),
                               [&](const auto& field) { return field.first.text == name; });
        }
        if (level.keys.empty()) {
            for (const auto& [key, field] : level.fields) level.keys.insert(key.text);
        }
        return !level.keys.insert(name).second;
    }

    std::string_view text_;
    std::vector<Level> levels_;
    std::size_t depth_ = 0;
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
