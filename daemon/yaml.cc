#include "daemon/yaml.h"

#include "daemon/yaml_text.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <set>
#include <streambuf>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

// A file that people keep by hand stays far below these; a bomb does not.
// An alert may go to 10,000 people, each a line of some ten keys and values and 100 bytes.
constexpr std::size_t bytes_max = 2 * 1024 * 1024;
constexpr std::size_t nodes_max = 200'000;
constexpr std::size_t depth_max = 16;
constexpr std::size_t problems_max = 100;  // nobody reads more at once

// Thrown to leave the parser when going on would be dangerous or pointless. Never leaves this file.
struct Stop {};

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

// Builds the tree from the parser's events, and refuses what a Node cannot say honestly.
class Builder : public YAML::EventHandler {
public:
    Builder(const YamlText& text, const std::string& file) : text_(text), file_(file) {}

    const Problems& problems() const { return problems_; }
    Node take() { return std::move(root_); }

    // The list or map in brackets that is open and began last; nullopt when none is.
    std::optional<std::pair<Mark, char>> open_bracket() const {
        for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
            if (!frame->in_brackets) continue;
            return std::pair(frame->node.mark, frame->node.kind == Node::Kind::list ? ']' : '}');
        }
        return std::nullopt;
    }

    void refuse(Mark mark, std::string what, std::string why, std::string fix) {
        problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix)});
        if (problems_.size() >= problems_max) throw Stop{};
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ == 1) return;
        refuse(text_.mark(mark), "a second document begins here",
               "a file holds one; the others would be ignored", "put each into a file of its own");
        throw Stop{};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        Mark here = text_.mark(mark);
        // The parser notices a missing value only at whatever follows it.
        if (!frames_.empty() && frames_.back().key) here = frames_.back().key->mark;
        value(scalar(here, ""));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        const Mark here = text_.mark(mark);
        refuse(here, "an alias stands here",
               "a reader must see the value where it is used, and an alias can hide "
               "a thousand",
               "write the value itself, or quote the text if it begins with *");
        value(scalar(here, ""));
    }

    void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
        refuse(text_.mark(mark), quoted("&" + name) + " is an anchor",
               "anchors serve aliases, which are refused",
               "delete it, or quote the text if it begins with &");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  const std::string& text) override {
        const Mark here = text_.mark(mark);
        refuse_tag(here, tag);
        if (text_.never_closed(mark)) {
            refuse(here, "this text is never closed", "the file ends before the closing quote",
                   "close it with the quote it begins with");
        }
        if (YamlText::has_control(text)) {
            refuse(here, "this text holds a control character", "it would garble messages and logs",
                   "delete the escape, such as \\0 or \\x1b");
        }
        value(scalar(here, text));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value style) override {
        open(Node::Kind::list, text_.mark(mark), tag, style);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value style) override {
        open(Node::Kind::map, text_.mark(mark), tag, style);
    }
    void OnMapEnd() override { close(); }

private:
    struct Frame {
        Node node;
        bool in_brackets = false;
        std::optional<Node> key;     // of a map: read, and its value not yet
        std::set<std::string> keys;  // of a map: all so far
        bool twice = false;          // the key is a repeated one, whose value is dropped
    };

    static Node scalar(Mark mark, const std::string& text) {
        Node node;
        node.mark = mark;
        node.text = text;
        return node;
    }

    // "?" and "!" are what the parser calls a scalar without a tag, plain and quoted.
    void refuse_tag(Mark mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        refuse(mark, "this value has a tag",
               "every value is plain text here, and its reader says what it means",
               "delete the tag that begins with !");
    }

    void open(Node::Kind kind, Mark mark, const std::string& tag, YAML::EmitterStyle::value style) {
        refuse_tag(mark, tag);
        if (frames_.size() >= depth_max) {
            refuse(mark, "this is nested too deep",
                   "a file has " + std::to_string(depth_max) + " levels at most", "flatten it");
            throw Stop{};
        }
        if (awaits_key()) refuse_key(mark);
        count();
        Frame& frame = frames_.emplace_back();
        frame.node.kind = kind;
        frame.node.mark = mark;
        frame.in_brackets = style == YAML::EmitterStyle::Flow;
    }

    void close() {
        Node node = std::move(frames_.back().node);
        frames_.pop_back();
        // A list or a map as a key has been refused; the empty key in its place keeps the order.
        if (awaits_key()) {
            frames_.back().key = scalar(node.mark, "");
            frames_.back().twice = true;
            return;
        }
        place(std::move(node));
    }

    void value(Node node) {
        count();
        place(std::move(node));
    }

    void place(Node node) {
        if (frames_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& frame = frames_.back();
        if (frame.node.kind == Node::Kind::list) {
            frame.node.items.push_back(std::move(node));
        } else if (!frame.key) {
            frame.twice = !frame.keys.insert(node.text).second;
            if (frame.twice) refuse_twice(frame.node, node);
            frame.key = std::move(node);
        } else {
            if (!frame.twice)
                frame.node.fields.emplace_back(std::move(*frame.key), std::move(node));
            frame.key.reset();
        }
    }

    void refuse_twice(const Node& map, const Node& key) {
        const auto first = std::ranges::find(map.fields, key.text,
                                             [](const auto& field) { return field.first.text; });
        const std::string line = first == map.fields.end()
                                     ? "an earlier line"
                                     : "line " + std::to_string(first->first.mark.line);
        refuse(key.mark, quoted(key.text) + " is given twice",
               line + " gives it first; one of the two would silently win",
               "delete one of them, or give the second a name of its own");
    }

    void refuse_key(Mark mark) {
        refuse(mark, "a list or a map stands where a name must",
               "the name before a colon is plain text",
               "write a plain name, and quote it if it begins with [ or {");
    }

    bool awaits_key() const {
        return !frames_.empty() && frames_.back().node.kind == Node::Kind::map &&
               !frames_.back().key;
    }

    void count() {
        if (++nodes_ <= nodes_max) return;
        refuse({}, "it has more than " + std::to_string(nodes_max) + " values",
               "no file kept by hand needs as many", "split it");
        throw Stop{};
    }

    const YamlText& text_;
    const std::string& file_;
    std::vector<Frame> frames_;
    Node root_;
    Problems problems_;
    std::size_t nodes_ = 0;
    int documents_ = 0;
};

// What the parser says, in words for somebody who does not know its inside.
void refuse_syntax(Builder& builder, const YamlText& text, const YAML::ParserException& error) {
    // Of an unknown escape it repeats one byte, which may be half a letter or the end of the file.
    std::string said = error.msg;
    std::erase_if(said, [](char c) { return c < ' ' || c > '~'; });
    const auto bracket = builder.open_bracket();
    const bool unclosed = said.find("end of sequence flow") != std::string::npos ||
                          said.find("end of map flow") != std::string::npos;
    if (bracket && unclosed) {
        const auto [mark, closing] = *bracket;
        const std::string what = closing == ']' ? "this list" : "this map";
        builder.refuse(mark, what + " is never closed",
                       std::string("the file ends or goes on before a ") + closing + " is found",
                       std::string("close it with ") + closing);
        return;
    }
    const Mark mark = error.mark.is_null() ? Mark{} : text.mark(error.mark);
    if (const int column = text.indenting_tab(mark.line); column > 0) {
        builder.refuse({mark.line, column}, "a tab stands before the text of this line",
                       "YAML counts the spaces before a line, and a tab has no width",
                       "write two spaces for each tab");
        return;
    }
    const bool shape = said.find("illegal map value") != std::string::npos ||
                       said.find("end of map not found") != std::string::npos;
    builder.refuse(mark, "this cannot be read as YAML: " + said,
                   shape ? "lines that belong together begin in the same column, and have one "
                           "colon with a space behind it"
                         : "",
                   "check the indentation, the colons and the quotes around here");
}

// Reads the text where it lies.
class View : public std::streambuf {
public:
    explicit View(std::string& text) { setg(text.data(), text.data(), text.data() + text.size()); }
};

void parse_into(Builder& builder, const YamlText& text) {
    std::string bytes(text.bytes());
    View view(bytes);
    std::istream stream(&view);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::ParserException& error) {
        refuse_syntax(builder, text, error);
    }
}

}  // namespace

YamlResult parse_yaml(std::string_view text, std::string file) {
    if (text.size() > bytes_max) {
        return {std::nullopt,
                {{file,
                  {},
                  "it is larger than 2 MiB",
                  "no file kept by hand is as large",
                  "split it"}}};
    }
    const YamlText checked(text);
    if (auto problem = checked.problem(file)) return {std::nullopt, {std::move(*problem)}};

    Builder builder(checked, file);
    try {
        parse_into(builder, checked);
    } catch (const Stop&) {
        // What made the builder stop is the last of its problems.
    }
    if (refused(builder.problems())) return {std::nullopt, builder.problems()};
    return {builder.take(), {}};
}

}  // namespace tocsin
