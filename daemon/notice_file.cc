#include "daemon/notice_file.h"

#include "core/mustache_text.h"
#include "core/names.h"
#include "core/notice_words.h"
#include "daemon/matcher_file.h"
#include "daemon/procedure_file.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::minutes;

const std::vector<std::string> media_words = {"sms", "email"};
const std::vector<std::string> of_words = {"users", "management", "all"};
constexpr NoticesOf all_of[] = {NoticesOf::users, NoticesOf::management, NoticesOf::all};
constexpr NoticePart all_parts[] = {NoticePart::happened, NoticePart::impact, NoticePart::location,
                                    NoticePart::next, NoticePart::summary};

std::vector<std::string> stage_words() {
    std::vector<std::string> words;
    for (const NoticeStage stage : notice_stages) words.push_back(stage_name(stage));
    return words;
}

std::vector<std::string> part_words() {
    std::vector<std::string> words;
    for (const NoticePart part : all_parts) words.push_back(part_name(part));
    return words;
}

class NoticesFile {
public:
    NoticesFile(MapReader& file, Procedure& procedure, const KnownContacts* known)
        : file_(file),
          procedure_(procedure),
          notices_(procedure.notices),
          complaints_(file.complaints()),
          known_(known) {
        notices_.needs = default_notice_needs();
        notices_.texts = default_notice_texts();
        notices_.correction = default_correction();
        notices_.management = default_management();
        notices_.holding = default_holding();
        if (!procedure.statuses.empty()) notices_.from = procedure.statuses.front();
    }

    void read() {
        for (const auto& [name, node] : file_.entries("audiences")) read_audience(name, *node);
        const Node* node = file_.find("notices");
        if (!node) return;
        MapReader map(*node, "the block \"notices\"", complaints_);
        if (notices_.audiences.empty()) {
            complaints_.error(node->mark, "the procedure has notices, and nobody is told",
                              "a notice goes to the audiences that apply",
                              "add \"audiences:\", or delete the block");
        }
        read_from(map);
        read_intervals(map);
        notices_.holding = map.text("holding", 200).value_or(notices_.holding);
        read_stages(map);
        for (auto [key, texts] : {std::pair{"correction", &notices_.correction},
                                  std::pair{"management", &notices_.management}}) {
            if (const Node* own = map.find(key)) {
                MapReader block(*own, "\"" + std::string(key) + "\" of the notices", complaints_);
                read_texts(block, *texts);
                block.refuse_unknown();
            }
        }
        for (const auto& [name, rule] : map.entries("holds")) read_hold(name, *rule);
        for (const Node* rule : map.items("never")) read_exclusion(*rule);
        if (const Node* late = map.find("retrospective")) read_retrospective(*late);
        map.refuse_unknown();
    }

private:
    // Each word of the list under `key` that is one of `known`, as an index into it.
    std::vector<std::size_t> chosen(MapReader& map, const std::string& key,
                                    const std::vector<std::string>& known,
                                    const std::string& what) {
        std::vector<std::size_t> found;
        for (const Node* item : map.items(key)) {
            const auto word = one_line(*item, in_quotes(key) + " of " + map.name(), complaints_);
            if (!word) continue;
            const auto at = std::ranges::find(known, *word);
            if (at == known.end()) {
                std::string all;
                for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
                complaints_.error(item->mark, in_quotes(*word) + " is no " + what,
                                  "there are " + all, suggest(*word, known, "write one of them"));
                continue;
            }
            found.push_back(static_cast<std::size_t>(at - known.begin()));
        }
        return found;
    }

    NoticesOf read_of(MapReader& map, NoticesOf otherwise) {
        const auto choice = map.one_of("of", of_words);
        return choice ? all_of[*choice] : otherwise;
    }

    void read_audience(const std::string& name, const Node& node) {
        need_plain_name(name, "an audience", node.mark, complaints_);
        MapReader map(node, "the audience " + in_quotes(name), complaints_);
        Audience audience;
        audience.name = name;
        audience.title = map.text("title", 60).value_or(name);
        audience.people = read_people(map);
        audience.on_duty = read_duties(map);
        if (audience.people.empty() && audience.on_duty.empty() && !map.find("to") &&
            !map.find("on-duty") && node.kind == Node::Kind::map) {
            complaints_.error(node.mark, map.name() + " names nobody", "nobody would be told",
                              "add \"to: [nsd]\", or \"on-duty: [edm]\"");
        }
        for (const std::size_t medium : chosen(map, "media", media_words, "medium")) {
            audience.media.insert(medium == 0 ? Medium::sms : Medium::email);
        }
        if (audience.media.empty()) audience.media = {Medium::sms, Medium::email};
        for (const std::size_t stage : chosen(map, "stages", stage_words(), "stage of a notice")) {
            audience.stages.insert(notice_stages[stage]);
        }
        if (audience.stages.empty()) audience.stages = {notice_stages.begin(), notice_stages.end()};
        audience.when = read_matchers(map, "when", procedure_, known_);
        audience.closed_for = read_services(map);
        audience.of = read_of(map, NoticesOf::users);
        audience.outside = map.yes_no("outside").value_or(false);
        map.refuse_unknown();
        notices_.audiences.push_back(std::move(audience));
    }

    std::vector<std::string> read_people(MapReader& map) {
        std::vector<std::string> ids;
        for (const Node* item : map.items("to")) {
            const auto id = one_line(*item, "a member of " + map.name(), complaints_);
            if (!id) continue;
            if (std::ranges::find(ids, *id) != ids.end()) {
                complaints_.error(item->mark, in_quotes(*id) + " is named twice", "",
                                  "delete one of them");
                continue;
            }
            ids.push_back(*id);
            if (!known_ || known_->people.contains(*id) || known_->desks.contains(*id)) continue;
            std::vector<std::string> all(known_->people.begin(), known_->people.end());
            all.insert(all.end(), known_->desks.begin(), known_->desks.end());
            complaints_.error(item->mark, "nobody is called " + in_quotes(*id),
                              "an audience names people and desks of the configuration by id",
                              suggest(*id, all, "add it to \"people\" or \"desks\" first"));
        }
        return ids;
    }

    std::vector<std::string> read_duties(MapReader& map) {
        std::vector<std::string> known;
        for (const Role& role : procedure_.roles) {
            for (const RoleSource& line : role.sources) {
                if (!line.rota_role.empty()) known.push_back(line.rota_role);
            }
        }
        std::vector<std::string> duties;
        for (const Node* item : map.items("on-duty")) {
            const auto duty = one_line(*item, "a duty of " + map.name(), complaints_);
            if (!duty) continue;
            if (std::ranges::find(known, *duty) == known.end()) {
                complaints_.error(item->mark, "no role asks the rota for " + in_quotes(*duty),
                                  "nobody would be told", suggest(*duty, known, "add the role"));
            }
            duties.push_back(*duty);
        }
        return duties;
    }

    std::set<std::string> read_services(MapReader& map) {
        std::set<std::string> services;
        for (const Node* item : map.items("closed-for")) {
            const auto id = one_line(*item, "a service of " + map.name(), complaints_);
            if (!id) continue;
            judge_service(*id, item->mark);
            services.insert(*id);
        }
        return services;
    }

    void judge_service(const std::string& id, Mark mark) {
        if (!known_ || known_->services.contains(id)) return;
        complaints_.error(mark, "no service is called " + in_quotes(id),
                          "a closed list is for services of the configuration",
                          suggest(id, {known_->services.begin(), known_->services.end()},
                                  "add it to \"services\" first"));
    }

    void read_from(MapReader& map) {
        const auto status = map.text("from");
        if (!status) return;
        const auto& known = procedure_.statuses;
        if (std::ranges::find(known, *status) == known.end()) {
            complaints_.error(map.mark("from"), "no status is called " + in_quotes(*status),
                              "users would never be told",
                              suggest(*status, known, "name one of the statuses"));
        }
        notices_.from = *status;
    }

    void read_intervals(MapReader& map) {
        const Node* node = map.find("next-update");
        if (!node) return;
        MapReader intervals(*node, "\"next-update\" of the notices", complaints_);
        for (int severity = 1; severity <= 5; ++severity) {
            const auto interval =
                intervals.duration(std::to_string(severity), minutes(5), std::chrono::hours(24));
            if (interval) notices_.next_update[severity] = *interval;
        }
        intervals.refuse_unknown();
    }

    void read_stages(MapReader& map) {
        const Node* node = map.find("stages");
        if (!node) return;
        MapReader stages(*node, "\"stages\" of the notices", complaints_);
        for (const NoticeStage stage : notice_stages) {
            const Node* own = stages.find(stage_name(stage));
            if (!own) continue;
            MapReader block(*own, "the stage " + in_quotes(stage_name(stage)), complaints_);
            if (block.find("needs")) {
                notices_.needs[stage].clear();
                for (const std::size_t part :
                     chosen(block, "needs", part_words(), "part of a notice"))
                    notices_.needs[stage].insert(all_parts[part]);
            }
            read_texts(block, notices_.texts[stage]);
            warn_of_next(block, stage);
            block.refuse_unknown();
        }
        stages.refuse_unknown();
    }

    void read_texts(MapReader& map, NoticeTexts& texts) {
        for (auto [key, into] :
             {std::pair{"sms", &texts.sms}, std::pair{"subject", &texts.subject},
              std::pair{"mail", &texts.mail}, std::pair{"headline", &texts.headline},
              std::pair{"page", &texts.page}}) {
            const auto text = map.long_text(key);
            if (!text) continue;
            const std::string wrong = wrong_with_template(*text, notice_names());
            if (!wrong.empty()) {
                complaints_.error(map.mark(key),
                                  in_quotes(key) + " of " + map.name() + " cannot be filled in",
                                  wrong, "correct the names between the braces");
            }
            *into = *text;
        }
    }

    // Readers must know when they hear again (HSSI-30).
    void warn_of_next(MapReader& map, NoticeStage stage) {
        if (!notices_.needs[stage].contains(NoticePart::next)) return;
        const NoticeTexts& texts = notices_.texts[stage];
        for (auto [key, text] : {std::pair{"sms", &texts.sms}, std::pair{"mail", &texts.mail},
                                 std::pair{"page", &texts.page}}) {
            if (text->find("next}}") != std::string::npos ||
                text->find("next_long}}") != std::string::npos || !map.find(key))
                continue;
            complaints_.warning(
                map.mark(key),
                in_quotes(key) + " of " + map.name() + " does not say when the next update comes",
                "the stage needs it, and its readers do not learn it",
                "add \"Next update by {{next}}\"");
        }
    }

    // The roles under `key`; the word `none` stands for no role.
    std::vector<std::string> read_roles(MapReader& map, const std::string& key,
                                        const std::string& why, const std::string& none) {
        std::vector<std::string> roles;
        for (const Node* item : map.items(key)) {
            const auto role = one_line(*item, in_quotes(key) + " of " + map.name(), complaints_);
            if (!role || *role == none) continue;
            if (!procedure_.find_role(*role)) {
                complaints_.error(
                    item->mark, "no role is called " + in_quotes(*role), why,
                    suggest(*role, names(procedure_.roles), "add the role under \"roles\" first"));
            }
            roles.push_back(*role);
        }
        return roles;
    }

    void read_retrospective(const Node& node) {
        MapReader map(node, "the block \"retrospective\"", complaints_);
        Retrospective& rule = notices_.retrospective;
        if (const auto within = map.duration("within", minutes(1), std::chrono::hours(24))) {
            rule.within = *within;
        } else {
            map.need("within", "say how long after it is told by itself: \"within: 60 min\"");
        }
        map.need("decides", "name the roles that decide what is late: \"decides: [level-2]\"");
        rule.decides = read_roles(map, "decides", "nobody could decide", "");
        for (const Node* item : map.items("before")) {
            const auto name = one_line(*item, "\"before\" of " + map.name(), complaints_);
            if (!name) continue;
            const std::vector<std::string> known = names(notices_.holds);
            if (std::ranges::find(known, *name) == known.end()) {
                complaints_.error(item->mark, "no hold is called " + in_quotes(*name), "",
                                  suggest(*name, known, "name one of \"holds\""));
            }
            rule.before.insert(*name);
        }
        rule.proposes = read_matchers(map, "proposes", procedure_, known_);
        map.refuse_unknown();
    }

    void read_hold(const std::string& name, const Node& node) {
        need_plain_name(name, "a hold", node.mark, complaints_);
        MapReader map(node, "the hold " + in_quotes(name), complaints_);
        HoldRule rule;
        rule.name = name;
        map.need("when", "say which messages wait: \"when: { flag: security }\"");
        rule.when = read_matchers(map, "when", procedure_, known_);
        rule.why =
            map.need_text("why", 44, "say why it waits: whoever decides is told").value_or("");
        map.need("lift", "name the roles that decide, or write \"lift: nobody\"");
        rule.lift = read_roles(map, "lift", "nobody could lift the hold", "nobody");
        if (const auto page = map.one_of("status-page", {"shown", "hidden"})) {
            rule.hides = *page == 1;
        }
        rule.of = read_of(map, NoticesOf::all);
        map.refuse_unknown();
        notices_.holds.push_back(std::move(rule));
    }

    void read_exclusion(const Node& node) {
        MapReader map(node, "a line of \"never\"", complaints_);
        Exclusion exclusion;
        map.need("when", "say of what nobody is told: \"when: { service: training }\"");
        exclusion.when = read_matchers(map, "when", procedure_, known_);
        exclusion.why = map.need_text("why", 200, "say why").value_or("");
        map.refuse_unknown();
        notices_.never.push_back(std::move(exclusion));
    }

    MapReader& file_;
    Procedure& procedure_;
    Notices& notices_;
    Complaints& complaints_;
    const KnownContacts* known_;
};

}  // namespace

void read_notices(MapReader& file, Procedure& procedure, const KnownContacts* known) {
    NoticesFile(file, procedure, known).read();
}

}  // namespace tocsin
