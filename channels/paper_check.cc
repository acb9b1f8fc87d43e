#include "channels/paper_tags.h"

#include <algorithm>

namespace tocsin {
namespace {

// Nobody reads more sections within one another.
constexpr std::size_t nested_max = 12;

// Follows the sections of a template, and the names that each of them gives.
class Checker {
public:
    explicit Checker(const DocumentTemplate& paper)
        : paper_(paper), tags_(tags_of(paper.text)), faults_(tags_.faults) {}

    std::vector<TemplateFault> faults() {
        words_.push_back(&vocabulary_of(paper_));
        for (const TemplateTag& tag : tags_.all) look_at(tag);
        for (const auto& [tag, list] : open_) {
            say(*tag, "{{#" + tag->name + "}} is never closed", "write {{/" + tag->name + "}}");
        }
        if (paper_.format == DocumentTemplate::Format::csv) cells();
        std::ranges::stable_sort(faults_, {}, &TemplateFault::line);
        return std::move(faults_);
    }

private:
    void look_at(const TemplateTag& tag) {
        if (tag.kind == '!') return;
        if (tag.kind == '/') return close(tag);
        const Vocabulary* list = nullptr;
        bool known = names_field(tag.name);
        for (const Vocabulary* words : words_) {
            known = known || std::ranges::find(words->names, tag.name) != words->names.end();
            if (const auto found = words->lists.find(tag.name); found != words->lists.end()) {
                list = &found->second;
            }
        }
        if (!known && list == nullptr) unknown(tag);
        if (tag.kind == 0 && !known && list != nullptr) {
            say(tag, "{{" + tag.name + "}} is a list",
                "write {{#" + tag.name + "}}...{{/" + tag.name + "}}");
        }
        if (tag.kind == 0) return;
        const bool opens = tag.kind == '#' && list != nullptr;
        if (opens && std::ranges::find(words_, list) != words_.end()) {
            say(tag, "the list {{#" + tag.name + "}} stands within itself", "close it first");
        }
        open_.emplace_back(&tag, opens);
        if (open_.size() == nested_max)
            say(tag, "there are too many sections within one another", "close some of them first");
        if (opens) words_.push_back(list);
    }

    void close(const TemplateTag& tag) {
        if (open_.empty() || open_.back().first->name != tag.name) {
            say(tag, "{{/" + tag.name + "}} closes nothing",
                open_.empty() ? "delete it" : "close {{#" + open_.back().first->name + "}} first");
            return;
        }
        if (open_.back().second) words_.pop_back();
        open_.pop_back();
    }

    void unknown(const TemplateTag& tag) {
        std::string all;
        for (const std::string& name : words_.back()->names) {
            all += (all.empty() ? "" : ", ") + name;
        }
        for (const auto& [name, list] : words_.back()->lists) all += ", " + name;
        say(tag, "nobody gives {{" + tag.name + "}} there",
            "write {{" + (field_prefix + tag.name) +
                "}} for what an incident is reported with, or one of " + all);
    }

    // A value brings its own quotes, so it fills a cell: on both sides, sections aside, there is a
    // comma or the end of a line.
    void cells() {
        for (std::size_t index = 0; index < tags_.all.size(); ++index) {
            const TemplateTag& tag = tags_.all[index];
            if (tag.kind != 0 || (border(before(index)) && border(after(index)))) continue;
            say(tag, "{{" + tag.name + "}} shares its cell",
                "in CSV a value is a cell of its own: put a comma or a line break on both sides");
        }
    }

    static bool border(char sign) { return sign == ',' || sign == '\n' || sign == '\r'; }

    // What stands before a tag where it is shown; '}' for another value.
    char before(std::size_t index) const {
        std::size_t at = tags_.all[index].begin;
        while (index > 0 && tags_.all[index - 1].end == at) {
            const TemplateTag& tag = tags_.all[--index];
            if (tag.kind == 0) return '}';
            // {{/a}}{{^a}}: either the one is shown or the other.
            const bool other =
                tag.kind == '^' && index > 0 && tags_.all[index - 1].end == tag.begin &&
                tags_.all[index - 1].kind == '/' && tags_.all[index - 1].name == tag.name;
            if (other) {
                while (index > 0 &&
                       !(tags_.all[index].kind == '#' && tags_.all[index].name == tag.name)) {
                    --index;
                }
            }
            at = tags_.all[index].begin;
        }
        return at == 0 ? '\n' : paper_.text[at - 1];
    }

    char after(std::size_t index) const {
        const std::vector<TemplateTag>& all = tags_.all;
        std::size_t at = all[index].end;
        while (index + 1 < all.size() && all[index + 1].begin == at) {
            const TemplateTag& tag = all[++index];
            if (tag.kind == 0) return '}';
            const bool other = tag.kind == '/' && index + 1 < all.size() &&
                               all[index + 1].begin == tag.end && all[index + 1].kind == '^' &&
                               all[index + 1].name == tag.name;
            if (other) {
                ++index;
                while (index + 1 < all.size() &&
                       !(all[index].kind == '/' && all[index].name == tag.name)) {
                    ++index;
                }
            }
            at = all[index].end;
        }
        return at < paper_.text.size() ? paper_.text[at] : '\n';
    }

    void say(const TemplateTag& tag, std::string what, std::string fix) {
        faults_.push_back({tag.line, std::move(what), std::move(fix)});
    }

    const DocumentTemplate& paper_;
    TemplateTags tags_;
    std::vector<TemplateFault> faults_;
    std::vector<const Vocabulary*> words_;
    std::vector<std::pair<const TemplateTag*, bool>> open_;
};

}  // namespace

std::vector<TemplateFault> faults_of(const DocumentTemplate& paper) {
    return Checker(paper).faults();
}

}  // namespace tocsin
