#include "daemon/procedure_file.h"

#include "core/handover_words.h"
#include "daemon/fields.h"
#include "daemon/file_text.h"
#include "daemon/ladder_file.h"
#include "daemon/matcher_file.h"
#include "daemon/notice_file.h"
#include "daemon/obligation_file.h"
#include "daemon/procedure_documents.h"
#include "daemon/procedure_terms.h"
#include "daemon/role_checks.h"
#include "daemon/severity_file.h"
#include "daemon/task_file.h"
#include "daemon/trend_file.h"
#include "daemon/triage_file.h"
#include "daemon/yaml.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <filesystem>

namespace tocsin {

namespace {

using std::chrono::minutes;

// How long a role may be called (wording 2.3): as the one who is called, and as the one who is
// called next, which is all that is said of the last resort.
constexpr std::size_t role_signs = 14;
constexpr std::size_t next_signs = 15;

std::optional<unsigned> weekday_named(std::string_view word) {
    static constexpr std::string_view names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    for (unsigned day = 0; day < 7; ++day) {
        if (word == names[day]) return day;
    }
    return std::nullopt;
}

// "mon-fri", "sat"; empty when it is neither.
std::vector<Weekday> parse_days(std::string_view word) {
    const std::size_t dash = word.find('-');
    const auto first = weekday_named(word.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : weekday_named(word.substr(dash + 1));
    if (!first || !last) return {};
    std::vector<Weekday> days{Weekday(*first)};
    for (unsigned day = *first; day != *last;) {
        day = (day + 1) % 7;
        days.emplace_back(day);
    }
    return days;
}

// Reads one file from the top; each part leaves its problems and what could be understood.
class ProcedureReader {
public:
    ProcedureReader(const Node& tree, Complaints& complaints, const KnownContacts* known)
        : file_(tree, "the procedure", complaints), complaints_(complaints), known_(known) {}

    // Those of a version that the journal remembers are not asked for: a document is filled in as
    // the procedure in force says.
    void read_papers(const std::filesystem::path& folder, Problems& problems) {
        procedure_.documents =
            read_documents(file_, procedure_, {folder, known_ != nullptr}, problems);
    }

    void read() {
        if (const auto name = file_.need_text("procedure")) procedure_.name = *name;
        if (!procedure_.name.empty()) {
            need_plain_name(procedure_.name, "a procedure", file_.mark("procedure"), complaints_);
        }
        procedure_.title = file_.need_text("title").value_or("");
        procedure_.rota = file_.text("rota").value_or("");
        read_hours();
        read_statuses();
        procedure_.warn_terms =
            file_.duration("warn-terms", std::chrono::hours(24), std::chrono::hours(24 * 180))
                .value_or(procedure_.warn_terms);
        procedure_.exercise_months =
            static_cast<int>(file_.whole("exercise-months", 1, 60).value_or(0));
        read_roles();
        read_level_1();
        LadderFile ladder(file_, procedure_, known_);
        ladder.read_rungs();
        TaskFile tasks(file_, procedure_, known_);
        read_triage(file_, procedure_, known_);
        ladder.read_enters();
        read_severity(file_, procedure_, known_);
        read_notices(file_, procedure_, known_);
        read_shift_start();
        read_publication();
        read_handovers();
        if (const Node* owed = file_.find("obligations")) {
            procedure_.obligations = read_obligations(*owed, procedure_, known_, complaints_);
        }
        tasks.read();
        procedure_.trends = read_trends(file_, procedure_, known_);
        read_closing();
        if (const auto choice = file_.one_of("alarm-cleared", {"resolve", "note"})) {
            procedure_.cleared_resolves = *choice == 0;
        }
    }

    Procedure done() {
        file_.refuse_unknown();
        return std::move(procedure_);
    }

private:
    std::optional<minutes> clock(MapReader& map, const std::string& key) {
        const auto word = map.need_text(key);
        if (!word) return std::nullopt;
        const auto time = parse_clock(*word);
        if (!time) {
            complaints_.error(map.mark(key), in_quotes(*word) + " is no time of day", "",
                              "write it as \"08:00\", in 24 hours");
        }
        return time;
    }

    void read_hours() {
        const Node* node = file_.find("core-hours");
        if (!node) {
            procedure_.core_hours = core_hours();
            return;
        }
        MapReader map(*node, "the block \"core-hours\"", complaints_);
        Hours& hours = procedure_.core_hours;
        map.need("days", "write \"days: mon-fri\"");
        for (const Node* item : map.items("days")) {
            const auto word = one_line(*item, "a day of the core hours", complaints_);
            if (!word) continue;
            const std::vector<Weekday> days = parse_days(*word);
            if (days.empty()) {
                complaints_.error(item->mark, in_quotes(*word) + " is no day of the week", "",
                                  "write \"mon-fri\", or a list such as [mon, wed]");
            }
            for (const Weekday day : days) {
                const bool there =
                    std::find(hours.days.begin(), hours.days.end(), day) != hours.days.end();
                if (!there) hours.days.push_back(day);
            }
        }
        hours.from = clock(map, "from").value_or(minutes{});
        hours.to = clock(map, "to").value_or(minutes{});
        hours.except_bank_holidays = map.one_of("except", {"bank-holidays"}).has_value();
        map.refuse_unknown();
    }

    void read_statuses() {
        file_.need("statuses");
        for (const Node* item : file_.items("statuses")) {
            const auto word = one_line(*item, "a status", complaints_, 20);
            if (!word) continue;
            const auto& known = procedure_.statuses;
            if (std::find(known.begin(), known.end(), *word) != known.end()) {
                complaints_.error(item->mark, "the status " + in_quotes(*word) + " is given twice",
                                  "", "delete one of them");
                continue;
            }
            procedure_.statuses.push_back(*word);
        }
        if (procedure_.statuses.empty()) return;
        if (procedure_.statuses.front() != "reported") {
            complaints_.error(file_.mark("statuses"), "the first status is not \"reported\"",
                              "an incident begins with its report", "put \"reported\" first");
        }
        // These four are reached by acts that every procedure has.
        for (const std::string word : {"reported", "confirmed", "resolved", "closed"}) {
            const auto& known = procedure_.statuses;
            if (std::find(known.begin(), known.end(), word) != known.end()) continue;
            complaints_.error(
                file_.mark("statuses"), "the status " + in_quotes(word) + " is missing",
                "reporting, confirming, resolving and closing lead to it", "add it to the list");
        }
    }

    std::vector<std::string> every_contact() const {
        std::vector<std::string> names(known_->people.begin(), known_->people.end());
        names.insert(names.end(), known_->desks.begin(), known_->desks.end());
        return names;
    }

    void take_contact(RoleSource& source, const Node& node, bool desk) {
        const std::string what = desk ? "a desk" : "a person";
        const auto id = one_line(node, what + " of a role", complaints_);
        if (!id) return;
        source.people.push_back(*id);
        if (!known_) return;
        if (known_->desks.contains(*id) || (!desk && known_->people.contains(*id))) return;
        complaints_.error(
            node.mark,
            "no " + std::string(desk ? "desk" : "person") + " is called " + in_quotes(*id),
            "a role names people and desks of the configuration by id",
            suggest(*id,
                    desk ? std::vector<std::string>(known_->desks.begin(), known_->desks.end())
                         : every_contact(),
                    std::string("add it to \"") + (desk ? "desks" : "people") + "\" first"));
    }

    // A role may be the contact of the incident's service. No service need have one: the next line
    // of the role counts then.
    void judge_contact_word(const std::string& word, Mark mark) {
        if (!known_ || known_->contact_words.contains(word)) return;
        const std::vector<std::string> words(known_->contact_words.begin(),
                                             known_->contact_words.end());
        complaints_.warning(
            mark, "no service has a contact called " + in_quotes(word), "the line is passed over",
            suggest(word, words, "add \"contacts: { " + word + ": [ID] }\" to a service"));
    }

    RoleSource read_source(const Node& node, const std::string& role, std::size_t called_signs) {
        MapReader map(node, "a line of the role " + in_quotes(role), complaints_);
        RoleSource source;
        if (const auto when = map.one_of("when", {"always", "core-hours", "out-of-hours"})) {
            source.when =
                std::vector{Applies::always, Applies::core_hours, Applies::out_of_hours}[*when];
        }
        source.called = map.need_text("called", called_signs,
                                      "write how texts name the role: "
                                      "\"called: EDM\"")
                            .value_or("");
        const bool rota = node.find("rota") != nullptr;
        const bool people = node.find("people") != nullptr;
        const bool desk = node.find("desk") != nullptr;
        const bool service = node.find("service") != nullptr;
        source.of_service = map.text("service", 40).value_or("");
        source.rota_role = map.text("rota").value_or("");
        for (const Node* item : map.items("people")) take_contact(source, *item, false);
        for (const Node* item : map.items("desk")) take_contact(source, *item, true);
        if (service) judge_contact_word(source.of_service, map.mark("service"));
        if (rota + people + desk + service != 1 && node.kind == Node::Kind::map) {
            complaints_.error(
                node.mark,
                "a line of the role " + in_quotes(role) + " names " +
                    (rota + people + desk + service == 0 ? "nobody" : "its people twice"),
                "each line says in one way who has the role",
                "keep exactly one of rota, people, desk and service");
        } else if (people && source.people.empty() && node.find("people")->items.empty() &&
                   node.find("people")->kind == Node::Kind::list) {
            complaints_.error(node.find("people")->mark,
                              "a line of the role " + in_quotes(role) + " names nobody",
                              "nobody would be called", "name somebody, or delete the line");
        }
        if (rota && procedure_.rota.empty()) {
            complaints_.error(map.mark("rota"),
                              "the role " + in_quotes(role) + " asks a rota, and none is named",
                              "the duties of a role are those of the procedure's rota",
                              "add \"rota: on-call\" at the top of the file");
        }
        source.outside = map.yes_no("outside").value_or(false);
        source.term = read_term(map, role, people);
        map.refuse_unknown();
        return source;
    }

    // The ladder is read after the roles it names.
    std::string last_resort_role() {
        const Node* ladder = file_.find("ladder");
        const Node* last = ladder ? ladder->find("last-resort") : nullptr;
        const Node* role = last ? last->find("role") : nullptr;
        return role ? role->text : "";
    }

    void read_roles() {
        file_.need("roles");
        for (const auto& [name, node] : file_.entries("roles")) {
            Role role{name, {}};
            std::vector<Mark> marks;
            const std::size_t called = name == last_resort_role() ? next_signs : role_signs;
            need_plain_name(name, "a role", node->mark, complaints_);
            if (node->kind == Node::Kind::list) {
                for (const Node& line : node->items) {
                    role.sources.push_back(read_source(line, name, called));
                    marks.push_back(line.mark);
                }
            } else {
                role.sources.push_back(read_source(*node, name, called));
                marks.push_back(node->mark);
            }
            if (role.sources.empty()) {
                complaints_.error(node->mark, "the role " + in_quotes(name) + " has no line",
                                  "nobody would be called", "say who has it, or delete it");
            }
            check_terms(role, marks, procedure_.warn_terms, known_ ? known_->today : std::nullopt,
                        complaints_);
            procedure_.roles.push_back(std::move(role));
        }
    }

    void read_level_1() {
        const auto name = file_.need_text("level-1", 1000,
                                          "add \"level-1: ROLE\", the role that is "
                                          "told of everything");
        if (!name) return;
        procedure_.level_1 = *name;
        const Role* role = role_named(procedure_, *name, file_.mark("level-1"), complaints_);
        if (role) must_always_reach(*role, file_.mark("level-1"), "level 1", known_, complaints_);
    }

    std::vector<std::string> read_movers(MapReader& map, const std::string& what) {
        std::vector<std::string> roles;
        for (const Node* item : map.items("by")) {
            const auto role = one_line(*item, "a role that " + what, complaints_);
            if (role && role_named(procedure_, *role, item->mark, complaints_))
                roles.push_back(*role);
        }
        return roles;
    }

    void read_status_movers(const std::string& block, const std::string& what,
                            std::vector<std::string>& roles) {
        const Node* node = file_.find(block);
        if (!node) return;
        MapReader map(*node, "the block " + in_quotes(block), complaints_);
        roles = read_movers(map, what);
        map.refuse_unknown();
    }

    void read_closing() {
        read_status_movers("confirming", "confirms", procedure_.movers.confirm);
        read_status_movers("resolving", "resolves", procedure_.movers.resolve);
        const Node* node = file_.find("closing");
        if (!node) return;
        MapReader map(*node, "the block \"closing\"", complaints_);
        procedure_.closing.by = read_movers(map, "closes");
        procedure_.closing.complete = read_matchers(map, "complete", procedure_, known_);
        map.refuse_unknown();
    }

    // The duties that the roles ask the rota for.
    std::vector<std::string> rota_duties() const {
        std::vector<std::string> duties;
        for (const Role& role : procedure_.roles) {
            for (const RoleSource& line : role.sources) {
                if (!line.rota_role.empty()) duties.push_back(line.rota_role);
            }
        }
        return duties;
    }

    void read_shift_start() {
        const Node* node = file_.find("shift-start");
        if (!node) return;
        MapReader map(*node, "the start of a shift", complaints_);
        ShiftStart& start = procedure_.shift_start;
        const std::vector<std::string> known = rota_duties();
        map.need("duties", "name the duties whose people confirm: \"duties: [edm]\"");
        for (const Node* item : map.items("duties")) {
            const auto duty = one_line(*item, "a duty", complaints_);
            if (!duty) continue;
            if (std::find(known.begin(), known.end(), *duty) == known.end()) {
                complaints_.error(item->mark, "no role asks the rota for " + in_quotes(*duty),
                                  "nobody would be asked", suggest(*duty, known, "add the role"));
            }
            start.duties.push_back(*duty);
        }
        const auto read = [&](const std::string& key, Duration min, Duration max, Duration& into) {
            into = map.duration(key, min, max).value_or(into);
        };
        const Duration none{0};
        read("ahead", none, std::chrono::hours(24), start.ahead);
        read("confirm-within", minutes(2), std::chrono::hours(12), start.confirm_within);
        read("live-ahead", none, std::chrono::hours(12), start.live_ahead);
        read("unreachable-ahead", none, std::chrono::hours(24 * 7), start.unreachable_ahead);
        map.refuse_unknown();
    }

    void read_week_time(MapReader& map, const std::string& key, WeekTime& time) {
        const auto word = map.text(key);
        if (!word) return;
        const auto read = parse_week_time(*word);
        if (read) {
            time = *read;
        } else {
            complaints_.error(map.mark(key), in_quotes(*word) + " is no time of a week", "",
                              "write it as \"Mon 08:00\", in 24 hours");
        }
    }

    // The ids under "to": people and desks who are sent something by mail.
    std::vector<std::string> read_readers(MapReader& map, const std::string& what) {
        std::vector<std::string> ids;
        for (const Node* item : map.items("to")) {
            const auto id = one_line(*item, "a reader of " + what, complaints_);
            if (!id) continue;
            if (std::find(ids.begin(), ids.end(), *id) != ids.end()) {
                complaints_.error(item->mark, in_quotes(*id) + " is named twice", "",
                                  "delete one of them");
                continue;
            }
            ids.push_back(*id);
            if (!known_ || known_->people.contains(*id) || known_->desks.contains(*id)) continue;
            complaints_.error(
                item->mark, "nobody is called " + in_quotes(*id),
                what + " goes to people and desks of the configuration",
                suggest(*id, every_contact(), "add it to \"people\" or \"desks\" first"));
        }
        return ids;
    }

    void read_publication() {
        const Node* node = file_.find("weekly-rota");
        if (!node) return;
        MapReader map(*node, "the block \"weekly-rota\"", complaints_);
        RotaPublication publication;
        read_week_time(map, "publish", publication.publish);
        read_week_time(map, "missing-alarm", publication.missing);
        read_week_time(map, "late", publication.late);
        map.need("to", "name who is sent it: \"to: [nsd, kim.hazel]\"");
        publication.to = read_readers(map, "the weekly rota");
        if (publication.to.empty() && node->find("to")) {
            complaints_.error(map.mark("to"), "the weekly rota has no readers",
                              "it would go out to nobody",
                              "name people or desks, or delete the block");
        }
        if (procedure_.rota.empty()) {
            complaints_.error(node->mark, "the weekly rota is of no rota",
                              "the procedure names none",
                              "add \"rota: on-call\" at the top of the file");
        }
        map.refuse_unknown();
        procedure_.publication = std::move(publication);
    }

    std::optional<HandoverEnd> read_end(MapReader& rule, const std::string& key) {
        const Node* node = rule.need(
            key, "write \"" + key + ": { desk: nsd }\" or \"" + key + ": { rota: edm }\"");
        if (!node) return std::nullopt;
        MapReader map(*node, "\"" + key + "\" of a handover", complaints_);
        HandoverEnd end{map.text("rota").value_or(""), map.text("desk").value_or("")};
        map.refuse_unknown();
        if (node->kind != Node::Kind::map) return std::nullopt;
        if (end.duty.empty() == end.desk.empty()) {
            complaints_.error(node->mark, "a handover is from and to one desk, or one duty",
                              "each end says in one way who it is",
                              "keep exactly one of desk and rota");
            return std::nullopt;
        }
        if (!end.duty.empty() && procedure_.rota.empty()) {
            complaints_.error(map.mark("rota"), "a handover asks a rota, and none is named", "",
                              "add \"rota: on-call\" at the top of the file");
        }
        const bool stranger = known_ && !end.desk.empty() && !known_->desks.contains(end.desk) &&
                              !known_->people.contains(end.desk);
        if (stranger) {
            complaints_.error(map.mark("desk"), "no desk is called " + in_quotes(end.desk),
                              "a handover names desks and people of the configuration by id",
                              suggest(end.desk, every_contact(), "add it to \"desks\" first"));
        }
        return end;
    }

    void read_handover(const Node& node) {
        MapReader map(node, "a handover", complaints_);
        HandoverRule rule;
        const auto from = read_end(map, "from");
        const auto to = read_end(map, "to");
        if (const auto at = map.need_text("at", 20, "write \"08:00\", or \"shift-end\"")) {
            if (*at != "shift-end") {
                rule.at = parse_clock(*at);
                if (!rule.at) {
                    complaints_.error(map.mark("at"), in_quotes(*at) + " is no time of a handover",
                                      "", "write it as \"08:00\", in 24 hours, or \"shift-end\"");
                }
            } else if (from && from->duty.empty()) {
                complaints_.error(map.mark("at"), "a desk has no shifts that end",
                                  "shifts are those of a duty of the rota",
                                  "give the time of day instead");
            }
        }
        if (const auto call = map.one_of("call", {"never", "when-live", "always"})) {
            rule.call = std::vector{HandoverRule::Call::none, HandoverRule::Call::when_live,
                                    HandoverRule::Call::always}[*call];
        }
        if (const auto empty = map.one_of("when-empty", {"skip", "send"})) {
            rule.when_empty = *empty == 1;
        }
        map.refuse_unknown();
        if (!from || !to) return;
        rule.from = *from;
        rule.to = *to;
        procedure_.handovers.rules.push_back(std::move(rule));
    }

    void read_section(const Node& node) {
        MapReader map(node, "a section of handovers", complaints_);
        HandoverSection section;
        const auto of = map.one_of("of", handover_sections());
        section.title = map.need_text("title", 60).value_or("");
        section.line = map.need_text("line").value_or("");
        map.need("of");
        map.refuse_unknown();
        if (!of || section.line.empty()) return;
        section.of = handover_sections()[*of];
        const std::string wrong = wrong_with_line(section.of, section.line);
        if (!wrong.empty()) {
            complaints_.error(map.mark("line"), "this line of a handover cannot be filled in",
                              wrong, "correct the names between the braces");
        }
        procedure_.handovers.sections.push_back(std::move(section));
    }

    void read_handovers() {
        const Node* node = file_.find("handovers");
        if (!node) return;
        MapReader map(*node, "the block \"handovers\"", complaints_);
        Handovers& handovers = procedure_.handovers;
        handovers.remind =
            map.duration("remind", minutes(5), std::chrono::hours(4)).value_or(handovers.remind);
        map.need("rules", "say who hands over to whom");
        for (const Node* rule : map.items("rules")) read_handover(*rule);
        for (const Node* section : map.items("sections")) read_section(*section);
        if (handovers.sections.empty()) handovers.sections = default_handover_sections();
        map.refuse_unknown();
    }

    MapReader file_;
    Complaints& complaints_;
    const KnownContacts* known_;
    Procedure procedure_;
};

}  // namespace

std::optional<Procedure> parse_procedure(std::string_view text, const std::string& file,
                                         Problems& problems, const KnownContacts* known) {
    YamlResult yaml = parse_yaml(text, file);
    Problems own = std::move(yaml.problems);
    std::optional<Procedure> procedure;
    if (yaml.tree) {
        Complaints complaints(file, own);
        ProcedureReader reader(*yaml.tree, complaints, known);
        reader.read();
        reader.read_papers(std::filesystem::path(file).parent_path(), own);
        procedure = reader.done();
        procedure->text = text;
        procedure->hash = sha256_hex(text);
        for (Procedure& task : procedure->of_tasks) task.hash = procedure->hash;
    }
    if (refused(own)) procedure.reset();
    problems.insert(problems.end(), own.begin(), own.end());
    return procedure;
}

}  // namespace tocsin
