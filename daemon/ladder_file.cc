#include "daemon/ladder_file.h"

#include "core/ladder.h"
#include "daemon/matcher_file.h"
#include "daemon/media_file.h"
#include "daemon/procedure_file.h"
#include "daemon/role_checks.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// It stands in the text that calls somebody: "Possible crisis. Or phone 07700 900010".
constexpr std::size_t why_signs = 44;

// "by: [sms, email]" is every attempt; "by: [[sms, email], [voice, sms]]" is each in its turn.
std::vector<std::vector<Medium>> read_attempts(MapReader& map) {
    const Node* node = map.find("by");
    if (!node) return {};
    const std::string name = "\"by\" of " + map.name();
    const bool nested =
        node->kind == Node::Kind::list && std::ranges::any_of(node->items, [](const Node& item) {
            return item.kind == Node::Kind::list;
        });
    if (!nested) return {read_media(*node, name, map.complaints())};
    std::vector<std::vector<Medium>> attempts;
    for (const Node& item : node->items)
        attempts.push_back(read_media(item, name, map.complaints()));
    return attempts;
}

}  // namespace

LadderFile::LadderFile(MapReader& file, Procedure& procedure, const KnownContacts* known)
    : procedure_(procedure), known_(known) {
    const Node* node = file.need("ladder", "say whom to call, and in which order");
    if (node) map_.emplace(*node, "the ladder", file.complaints());
}

Rung LadderFile::read_rung(const Node& node) {
    Complaints& complaints = map_->complaints();
    MapReader map(node, "a rung of the ladder", complaints);
    Rung rung;
    if (const auto role = map.need_text("role")) {
        rung.role = *role;
        if (const Role* meant = role_named(procedure_, *role, map.mark("role"), complaints)) {
            warn_of_empty_hours(*meant, map.mark("role"), complaints);
        }
    }
    rung.attempts = static_cast<int>(map.whole("attempts", 1, 10).value_or(rung.attempts));
    rung.within = map.duration("within", minutes(1), hours(24)).value_or(rung.within);
    rung.by = read_attempts(map);
    if (rung.share() < minutes(1)) {
        complaints.warning(
            node.mark, "each try of " + in_quotes(rung.role) + " has less than a minute",
            "nobody wakes, reads and answers in that time", "allow more time, or fewer attempts");
    }
    map.refuse_unknown();
    return rung;
}

void LadderFile::read_last_resort() {
    Ladder& ladder = procedure_.ladder;
    // That of a task is the procedure's, unless it says otherwise.
    const Node* last =
        ladder.last_resort.empty()
            ? map_->need("last-resort", "add whom to call when every rung has failed")
            : map_->find("last-resort");
    if (!last) return;
    Complaints& complaints = map_->complaints();
    MapReader resort(*last, "the last resort", complaints);
    if (const auto name = resort.need_text("role")) {
        ladder.last_resort = *name;
        const Role* role = role_named(procedure_, *name, resort.mark("role"), complaints);
        if (role)
            must_always_reach(*role, resort.mark("role"), "the last resort", known_, complaints);
    }
    ladder.last_resort_every =
        resort.duration("every", minutes(1), hours(1)).value_or(ladder.last_resort_every);
    resort.refuse_unknown();
}

void LadderFile::read_rungs() {
    if (!map_) return;
    Complaints& complaints = map_->complaints();
    Ladder& ladder = procedure_.ladder;
    const bool of_task = !ladder.last_resort.empty();
    ladder.starts = map_->text("starts").value_or(ladder.starts);
    const auto& statuses = procedure_.statuses;
    if (!statuses.empty() && std::ranges::find(statuses, ladder.starts) == statuses.end()) {
        complaints.error(map_->mark("starts"), "no status is called " + in_quotes(ladder.starts),
                         "the ladder would never start",
                         suggest(ladder.starts, statuses, "name one of the statuses"));
    } else if (!statuses.empty() && ladder.starts != statuses.front() &&
               (of_task || ladder.starts != "confirmed")) {
        complaints.error(map_->mark("starts"),
                         "no ladder begins with the status " + in_quotes(ladder.starts),
                         of_task ? "nobody confirms a task" : "nobody would be called before",
                         "write \"starts: " + statuses.front() + "\"" +
                             (of_task ? "" : " or \"starts: confirmed\""));
    }
    const Node* rungs = map_->need("rungs");
    for (const Node* rung : map_->items("rungs")) ladder.rungs.push_back(read_rung(*rung));
    if (rungs && rungs->kind == Node::Kind::list && ladder.rungs.empty()) {
        complaints.error(map_->mark("rungs"), "the ladder has no rung", "nobody would be called",
                         "add at least one rung");
    }
    read_last_resort();
}

void LadderFile::read_enters() {
    if (!map_) return;
    Complaints& complaints = map_->complaints();
    std::vector<std::string> rungs;
    for (const Rung& rung : procedure_.ladder.rungs) rungs.push_back(rung.role);
    bool open_end = false;
    for (const Node* item : map_->items("enters")) {
        MapReader line(*item, "a line of \"enters\"", complaints);
        LadderEntry entry;
        if (const auto role = line.need_text("at", 1000, "name the role of a rung")) {
            const std::optional<int> rung = rung_of(procedure_, *role);
            if (rung && *rung < last_resort(procedure_)) {
                entry.rung = *rung;
            } else {
                complaints.error(line.mark("at"), "the ladder has no rung for " + in_quotes(*role),
                                 "", suggest(*role, rungs, "name the role of a rung"));
            }
        }
        entry.when = read_matchers(line, "when", procedure_, known_);
        entry.why = line.text("why", why_signs).value_or("");
        line.refuse_unknown();
        if (open_end) {
            complaints.error(item->mark, "this line never counts",
                             "the line above it fits every incident",
                             "give that line a condition, or put it last");
        }
        open_end = open_end || entry.when.empty();
        procedure_.ladder.enters.push_back(std::move(entry));
    }
    map_->refuse_unknown();
}

}  // namespace tocsin
