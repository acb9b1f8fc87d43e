#include "daemon/story_file.h"

#include "core/names.h"
#include "daemon/fields.h"
#include "daemon/story_step.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

// Whoever writes more has two stories; a year is longer than any clock of a procedure.
constexpr std::size_t steps_max = 500;
constexpr Duration story_max = std::chrono::hours(24 * 366);

const std::vector<std::string> obligation_verbs = {"met", "waive",  "put-off", "pause",
                                                   "ask", "resume", "reject"};
const std::vector<std::string> person_verbs = {"press", "answer", "pass-on", "shift"};

bool among(const std::string& word, const std::vector<std::string>& words) {
    return std::ranges::find(words, word) != words.end();
}

class StoryReader {
public:
    StoryReader(const Node& tree, const std::string& file, const Directory& directory,
                Problems& problems)
        : complaints_(file, problems), map_(tree, "the story", complaints_), directory_(directory) {
        for (const auto& [name, procedure] : directory.procedures) {
            for (const Procedure& own : procedure.of_tasks) name_all(own);
            for (const TaskRule& task : procedure.tasks) tasks_.push_back(task.name);
            name_all(procedure);
        }
    }

    Story read() {
        story_.name = map_.need_text("story", 200, "say in a few words what happens").value_or("");
        map_.find("config");
        story_.texts = map_.yes_no("texts").value_or(false);
        story_.house = map_.yes_no("house").value_or(false);
        read_procedure();
        for (const Node* rule : map_.items("proves")) {
            if (const auto name = one_line(*rule, "a rule", complaints_, 20))
                story_.proves.push_back(*name);
        }
        read_times();
        read_steps();
        map_.refuse_unknown();
        return std::move(story_);
    }

private:
    void name_all(const Procedure& procedure) {
        for (const ObligationRule& rule : procedure.obligations) owed_.push_back(rule.name);
    }

    void read_procedure() {
        const auto name = map_.need_text("procedure");
        if (!name) return;
        const auto found = directory_.procedures.find(*name);
        if (found != directory_.procedures.end()) {
            story_.procedure = *name;
            procedure_ = &found->second;
            return;
        }
        std::vector<std::string> known;
        for (const auto& [one, procedure] : directory_.procedures) known.push_back(one);
        complain(map_.mark("procedure"), "there is no procedure " + in_quotes(*name), *name, known);
    }

    void read_times() {
        const auto at = map_.need_text("at", 40, "write UK time, such as at: 2026-11-24T02:00");
        const auto when = at ? parse_when(*at, zone()) : std::nullopt;
        if (at && !when) no_time(map_.mark("at"), *at);
        story_.begins = when ? when->at : Instant{};
        known_start_ = when.has_value();
        if (const auto until = map_.need_text("until", 40, "write until: +2h, or UK time"))
            story_.ends = time_of(*until, map_.mark("until"));
        if (known_start_ && story_.ends > story_.begins + story_max) {
            complaints_.error(map_.mark("until"), "the story is longer than a year", "",
                              "end it sooner");
        }
    }

    const Zone& zone() const { return directory_.calendar.zone; }

    void no_time(Mark mark, const std::string& text) {
        complaints_.error(mark, in_quotes(text) + " is no time", "",
                          "write +12m, +2 h 30 min, or UK time such as 2026-11-24T02:00");
    }

    // "+12m" is so long after the start; anything else is a time of its own.
    Instant time_of(const std::string& text, Mark mark) {
        if (text.starts_with('+')) {
            if (const auto after = parse_typed_duration(text.substr(1)))
                return story_.begins + *after;
        } else if (const auto when = parse_when(text, zone())) {
            return when->at;
        }
        no_time(mark, text);
        return story_.begins;
    }

    void read_steps() {
        const std::vector<const Node*> steps = map_.items("happens");
        if (steps.empty())
            complaints_.error(map_.mark("happens"), "nothing happens", "",
                              "write happens: and the steps below it, one a line");
        if (steps.size() > steps_max) {
            complaints_.error(map_.mark("happens"),
                              "more than " + std::to_string(steps_max) + " steps", "",
                              "tell it as two stories");
            return;
        }
        Instant last = story_.begins;
        for (const Node* node : steps) {
            const auto step = read_step(*node);
            if (!step) continue;
            if (known_start_ && step->at < last) {
                complaints_.error(step->mark, "this happens before what stands above it", "",
                                  "write the steps in the order of time, from the start on");
            } else if (known_start_ && step->at > story_.ends) {
                complaints_.error(step->mark, "this happens after the end of the story", "",
                                  "move \"until\", or leave the step out");
            }
            last = std::max(last, step->at);
            check(*step);
            story_.happens.push_back(*step);
        }
    }

    std::optional<StoryStep> read_step(const Node& node) {
        MapReader map(node, "the step", complaints_);
        if (node.kind != Node::Kind::map) return std::nullopt;
        StoryStep step;
        step.mark = node.mark;
        step.rest = map_node(node.mark);
        if (const auto at = map.need_text("at", 40, "write at: +12m"))
            step.at = time_of(*at, map.mark("at"));
        step.of = map.text("of", 64).value_or("");
        step.refused = map.yes_no("refused").value_or(false);
        for (const auto& [key, value] : node.fields) {
            if (key.text == "at" || key.text == "of" || key.text == "refused") continue;
            if (step.verb.empty() && among(key.text, story_verbs())) {
                step.verb = key.text;
                step.main = value;
            } else {
                step.rest.fields.emplace_back(key, value);
            }
        }
        if (!step.verb.empty()) return step;
        std::string near_word;
        for (const auto& [key, value] : node.fields) {
            if (near_word.empty()) near_word = near(key.text, story_verbs());
        }
        complaints_.error(node.mark, "the step says nothing that is done", "",
                          near_word.empty() ? "write one of these: " + join_words(story_verbs())
                                            : "did you mean " + in_quotes(near_word) + "?");
        return std::nullopt;
    }

    // Its words, and the names in it. What the incident makes of them is seen when it is played.
    void check(const StoryStep& step) {
        if (procedure_ == nullptr) return;
        const StoryPlace place{{1}, directory_, *procedure_, zone(), step.at, nullptr};
        const auto act = act_of(step, place);
        if (const auto* problem = std::get_if<ProblemDetail>(&act)) {
            for (const FieldError& error : problem->errors) tell(step, error);
            return;
        }
        if (!step.of.empty() && !step.of.starts_with("INC-"))
            need(step.of, tasks_, "there is no task " + in_quotes(step.of), step.mark);
        const std::string& name = step.main.text;
        if (among(step.verb, obligation_verbs))
            need(name, owed_, "nothing is owed by the name " + in_quotes(name), step.main.mark);
        if (among(step.verb, person_verbs)) need_person(name, step.main.mark);
        if (const auto* moved = std::get_if<ChannelMoved>(&std::get<StoryAct>(act))) {
            need(moved->channel, names(directory_.providers),
                 "there is no channel " + in_quotes(moved->channel), step.main.mark);
        }
    }

    // "#/summary: is missing", told of the key where it stands, or of the step.
    void tell(const StoryStep& step, const FieldError& error) {
        const std::size_t cut = std::min(error.pointer.find('/'), error.pointer.size() - 1) + 1;
        const std::string key = error.pointer.substr(cut, error.pointer.find('/', cut) - cut);
        Mark mark = step.mark;
        for (const auto& [name, value] : step.rest.fields) {
            if (name.text == key) mark = name.mark;
        }
        const bool here = mark == step.mark && step.rest.find(key) == nullptr;
        complaints_.error(here ? step.mark : mark,
                          in_quotes(step.verb) + ": " + in_quotes(key) + " " + error.detail);
    }

    void need_person(const std::string& id, Mark mark) {
        if (directory_.desks.contains(id)) return;
        std::vector<std::string> known;
        for (const auto& [one, person] : directory_.people) known.push_back(one);
        need(id, known, "nobody is called " + in_quotes(id), mark);
    }

    void need(const std::string& word, const std::vector<std::string>& known,
              const std::string& what, Mark mark) {
        if (!among(word, known)) complain(mark, what, word, known);
    }

    void complain(Mark mark, const std::string& what, const std::string& word,
                  const std::vector<std::string>& known) {
        complaints_.error(mark, what, "",
                          suggest(word, known, "write one of these: " + join_words(known)));
    }

    Complaints complaints_;
    MapReader map_;
    const Directory& directory_;
    const Procedure* procedure_ = nullptr;
    std::vector<std::string> owed_;
    std::vector<std::string> tasks_;
    bool known_start_ = false;
    Story story_;
};

}  // namespace

std::string config_of_story(const Node& tree) {
    const Node* config = tree.kind == Node::Kind::map ? tree.find("config") : nullptr;
    return config == nullptr ? "" : config->text;
}

std::optional<Story> read_story(const Node& tree, const std::string& file,
                                const Directory& directory, Problems& problems) {
    Problems found;
    Story story = StoryReader(tree, file, directory, found).read();
    const bool bad = refused(found);
    problems.insert(problems.end(), found.begin(), found.end());
    if (bad) return std::nullopt;
    return story;
}

}  // namespace tocsin
