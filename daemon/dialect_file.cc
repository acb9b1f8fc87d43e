#include "daemon/dialect_file.h"

#include "daemon/fields.h"
#include "daemon/yaml.h"

namespace tocsin {
namespace {

// As in a template of a channel, and far more than a mapping needs.
constexpr std::size_t path_signs_max = 200;

class DialectReader {
public:
    explicit DialectReader(MapReader& map) : map_(map) {}

    Dialect read() {
        Dialect dialect;
        dialect.name = map_.need_text("dialect", 60, "name it: sources refer to it").value_or("");
        if (!dialect.name.empty())
            need_plain_name(dialect.name, "a dialect", map_.mark("dialect"), map_.complaints());
        dialect.title = map_.text("title", 60).value_or(dialect.name);
        dialect.unwrap = paths("unwrap");
        dialect.parse = paths("parse");
        dialect.hide = paths("hide");
        if (const Node* node = map_.find("alarms")) dialect.alarms = path(*node, "alarms");
        for (const Node* node : map_.items("state")) rule(*node, dialect);
        map_.need("key", "say what makes an alarm the same again: key: \"{id}\"");
        dialect.key = phrases("key");
        dialect.severity = phrases("severity");
        severities(dialect);
        dialect.service = phrases("service");
        dialect.summary = phrases("summary");
        dialect.description = phrases("description");
        dialect.place = phrases("place");
        dialect.link = phrases("link");
        dialect.began = phrases("began");
        dialect.author = phrases("author");
        dialect.comment = phrases("comment");
        map_.refuse_unknown();
        return dialect;
    }

private:
    std::optional<DialectPath> path(const Node& node, const std::string& key) {
        const auto text =
            one_line(node, "a path of " + in_quotes(key), map_.complaints(), path_signs_max);
        if (!text) return std::nullopt;
        auto read = DialectPath::parse(*text);
        if (!read) complain_of_path(node.mark, *text);
        return read;
    }

    void complain_of_path(Mark mark, const std::string& text) {
        map_.complaints().error(
            mark, in_quotes(text) + " is no path into a message", "",
            "write names with dots, such as incident.state, tags[tag=team].value or @ce-type");
    }

    std::vector<DialectPath> paths(const std::string& key) {
        std::vector<DialectPath> read;
        for (const Node* node : map_.items(key)) {
            if (auto one = path(*node, key)) read.push_back(*std::move(one));
        }
        return read;
    }

    DialectPhrases phrases(const std::string& key) {
        DialectPhrases read;
        for (const Node* node : map_.items(key)) {
            const auto text = one_line(*node, in_quotes(key), map_.complaints());
            std::string why;
            auto phrase = text ? DialectPhrase::parse(*text, why) : std::nullopt;
            if (phrase) {
                read.push_back(*std::move(phrase));
            } else if (text) {
                map_.complaints().error(node->mark, "of " + in_quotes(key) + ", " + why, "",
                                        "write it as in \"{host}!{service}\"; \"{{\" is a brace");
            }
        }
        return read;
    }

    void severities(Dialect& dialect) {
        const Node* node = map_.find("severities");
        if (!node) return;
        MapReader table(*node, "\"severities\"", map_.complaints());
        for (const auto& [word, value] : node->fields) {
            if (const auto level = table.whole(word.text, 1, 5))
                dialect.severities[word.text] = static_cast<int>(*level);
        }
        if (dialect.severity.empty()) {
            map_.complaints().error(node->mark, "\"severities\" are words of nothing",
                                    "no \"severity\" says where such a word stands",
                                    "add one: severity: \"{priority}\"");
        }
    }

    void rule(const Node& node, Dialect& dialect) {
        MapReader map(node, "a rule of \"state\"", map_.complaints());
        DialectRule read;
        const Node* when = map.need("when", "say for which messages: { status: resolved }");
        if (when) conditions(*when, read);
        map.need("is", "write one of firing, over, acknowledged, noted, ignored");
        const auto means = map.one_of("is", {"firing", "over", "acknowledged", "noted", "ignored"});
        map.refuse_unknown();
        if (!means || read.when.empty()) return;
        read.means = static_cast<DialectRule::Means>(*means);
        dialect.state.push_back(std::move(read));
    }

    void conditions(const Node& node, DialectRule& rule) {
        MapReader map(node, "\"when\" of a rule of \"state\"", map_.complaints());
        if (node.kind == Node::Kind::map && node.fields.empty()) {
            map_.complaints().error(node.mark, "\"when\" of a rule names nothing",
                                    "it would hold for every message, and no rule after it counts",
                                    "name something: { status: resolved }");
        }
        for (const auto& field : node.fields) {
            const Node& key = field.first;
            DialectCondition condition;
            for (const Node* item : map.items(key.text)) {
                const auto word =
                    one_line(*item, "a word of " + in_quotes(key.text), map_.complaints(), 200);
                if (word) condition.words.push_back(*word);
            }
            auto path = DialectPath::parse(key.text);
            if (!path) complain_of_path(key.mark, key.text);
            if (!path || condition.words.empty()) continue;
            condition.path = *std::move(path);
            rule.when.push_back(std::move(condition));
        }
    }

    MapReader& map_;
};

}  // namespace

std::optional<Dialect> parse_dialect(std::string_view text, const std::string& file,
                                     Problems& problems) {
    const std::size_t before = problems.size();
    const YamlResult yaml = parse_yaml(text, file);
    problems.insert(problems.end(), yaml.problems.begin(), yaml.problems.end());
    if (!yaml.tree) return std::nullopt;
    Complaints complaints(file, problems);
    MapReader map(*yaml.tree, "the dialect", complaints);
    Dialect dialect = DialectReader(map).read();
    const Problems found(problems.begin() + static_cast<std::ptrdiff_t>(before), problems.end());
    if (refused(found)) return std::nullopt;
    return dialect;
}

}  // namespace tocsin
