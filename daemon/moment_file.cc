#include "daemon/moment_file.h"

#include "core/ladder.h"
#include "core/names.h"

#include <algorithm>

namespace tocsin {
namespace {

using Of = Moment::Of;

const std::vector<std::string> plain_moments = {"began", "accepted", "taken", "asked", "reopened"};
const std::vector<std::string> pair_keys = {"taken", "met", "notice", "flag", "set", "reached"};

constexpr const char* moment_words =
    "write began, accepted, taken, asked, a status, { taken: ROLE }, { met: OBLIGATION }, "
    "{ notice: STAGE }, { flag: FLAG }, { set: FIELD } or { reached: ROLE }";

bool among(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

class MomentReader {
public:
    MomentReader(const Node& node, const Procedure& procedure,
                 const std::vector<std::string>& obligations, Complaints& complaints)
        : node_(node), procedure_(procedure), obligations_(obligations), complaints_(complaints) {}

    std::optional<Moment> read() { return node_.kind == Node::Kind::map ? pair() : word(); }

private:
    std::optional<Moment> word() {
        const auto word = one_line(node_, "a moment", complaints_);
        if (!word) return std::nullopt;
        if (*word == "began") return Moment{Of::began, ""};
        if (*word == "reopened") return Moment{Of::reopened, ""};
        if (*word == "accepted") return Moment{Of::accepted, ""};
        if (*word == "taken") return Moment{Of::taken, ""};
        if (*word == "asked") return Moment{Of::asked, ""};
        if (among(procedure_.statuses, *word)) return Moment{Of::status, *word};
        std::vector<std::string> words = procedure_.statuses;
        words.insert(words.end(), plain_moments.begin(), plain_moments.end());
        complaints_.error(node_.mark, in_quotes(*word) + " is no moment of an incident", "",
                          suggest(*word, words, moment_words));
        return std::nullopt;
    }

    std::optional<Moment> pair() {
        MapReader map(node_, "a moment", complaints_);
        std::string key;
        std::string name;
        int said = 0;
        for (const std::string& candidate : pair_keys) {
            const auto text = map.text(candidate);
            if (!text) continue;
            ++said;
            key = candidate;
            name = *text;
        }
        Moment moment = of(map, key, name);
        map.refuse_unknown();
        if (said == 1) return moment;
        complaints_.error(node_.mark, "a moment is one thing that happens", "", moment_words);
        return std::nullopt;
    }

    Moment of(MapReader& map, const std::string& key, const std::string& name) {
        const Mark mark = key.empty() ? node_.mark : map.mark(key);
        if (key == "met") {
            need(obligations_, name, mark, "no obligation is called ",
                 "name an obligation of this file");
            return {Of::met, name};
        }
        if (key == "flag") {
            need(names(procedure_.flags), name, mark, "the procedure has no flag ",
                 "add it to \"flags\"");
            return {Of::flag, name};
        }
        if (key == "notice") return notice(map, name, mark);
        if (key == "set") return set(map, name, mark);
        if (key == "taken" || key == "reached") {
            if (role_of(name, mark, "name a role of the ladder", procedure_, complaints_))
                judge_rung(name, mark, "nobody is ever called as ",
                           "people are called at the rungs of the ladder", procedure_, complaints_);
        }
        return {key == "reached" ? Of::reached : Of::taken, name};
    }

    Moment notice(MapReader& map, const std::string& stage, Mark mark) {
        std::vector<std::string> stages;
        for (const NoticeStage known : notice_stages) stages.push_back(stage_name(known));
        stages.emplace_back(Moment::any_notice);
        need(stages, stage, mark, "no message has the stage ",
             "write first, update, final, ad-hoc or any");
        if (!procedure_.notices.any()) {
            complaints_.error(mark, "users are never told by this procedure",
                              "it names no \"audiences\", so this never happens",
                              "add \"audiences\" and \"notices\", or use another moment");
        }
        return {Of::notice, stage, "", static_cast<int>(map.whole("count", 1, 1000).value_or(0))};
    }

    Moment set(MapReader& map, const std::string& name, Mark mark) {
        const auto field = std::ranges::find(procedure_.fields, name, &Field::name);
        const auto to = map.text("to");
        if (field == procedure_.fields.end()) {
            need({}, name, mark, "the procedure has no field ",
                 suggest(name, names(procedure_.fields), "add it to \"fields\""));
        } else if (to) {
            need(field->values, *to, map.mark("to"), "the field " + in_quotes(name) + " cannot be ",
                 "add it to the values of the field");
        }
        return {Of::set, name, to.value_or("")};
    }

    void need(const std::vector<std::string>& known, const std::string& word, Mark mark,
              const std::string& otherwise, const std::string& fix) {
        if (among(known, word)) return;
        complaints_.error(mark, otherwise + in_quotes(word), "it would never come",
                          suggest(word, known, fix));
    }

    const Node& node_;
    const Procedure& procedure_;
    const std::vector<std::string>& obligations_;
    Complaints& complaints_;
};

}  // namespace

std::optional<Moment> read_moment(const Node& node, const Procedure& procedure,
                                  const std::vector<std::string>& obligations,
                                  Complaints& complaints) {
    return MomentReader(node, procedure, obligations, complaints).read();
}

const Role* role_of(const std::string& name, Mark mark, const char* otherwise,
                    const Procedure& procedure, Complaints& complaints) {
    if (const Role* role = procedure.find_role(name)) return role;
    complaints.error(mark, "no role is called " + in_quotes(name),
                     "an obligation names roles of the same file",
                     suggest(name, names(procedure.roles), otherwise));
    return nullptr;
}

void judge_rung(const std::string& role, Mark mark, const char* otherwise, const char* why,
                const Procedure& procedure, Complaints& complaints) {
    if (rung_of(procedure, role)) return;
    std::vector<std::string> rungs;
    for (const Rung& rung : procedure.ladder.rungs) rungs.push_back(rung.role);
    complaints.error(mark, otherwise + in_quotes(role), why,
                     suggest(role, rungs, "name a role of the ladder's rungs"));
}

}  // namespace tocsin
