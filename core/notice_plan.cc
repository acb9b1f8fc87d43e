#include "core/notice_plan.h"

#include "core/compose.h"
#include "core/exercise.h"
#include "core/ladder.h"
#include "core/location.h"
#include "core/mustache_text.h"
#include "core/notice_text.h"
#include "core/notice_values.h"
#include "core/patient_data.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

const Service* service_of(const Directory& directory, const Incident& incident) {
    const auto found = directory.services.find(incident.alarm.service);
    return found == directory.services.end() ? nullptr : &found->second;
}

bool at_least(const Procedure& procedure, const std::string& status, const std::string& wanted) {
    const auto& all = procedure.statuses;
    return std::ranges::find(all, status) >= std::ranges::find(all, wanted);
}

// Parts that hold what somebody wrote, by the name of each.
std::vector<std::pair<std::string, std::string*>> written_parts(WrittenNotice& notice) {
    std::vector<std::pair<std::string, std::string*>> parts = {{"happened", &notice.happened},
                                                               {"impact", &notice.impact},
                                                               {"summary", &notice.summary},
                                                               {"degree", &notice.degree},
                                                               {"reason", &notice.reason}};
    for (std::string& place : notice.location) parts.emplace_back("location", &place);
    return parts;
}

class Planner {
public:
    Planner(const Draft& draft, const Incident& incident, const WrittenNotice& notice,
            const std::string& by)
        : draft_(draft),
          incident_(incident),
          procedure_(draft.procedure(incident)),
          notice_(notice),
          by_(by),
          core_hours_(within(draft.directory.calendar, procedure_.core_hours, draft.now)) {
        if (incident.notices) book_ = &*incident.notices;
    }

    NoticePlan plan() {
        plan_.never = never_told(procedure_, incident_, core_hours_);
        if (sabotaged(Mutant::never_told)) plan_.never.clear();
        if (!plan_.never.empty()) return std::move(plan_);
        fill_in();
        judge_stage();
        judge_place();
        judge_next();
        judge_parts();
        if (!plan_.lacks.empty()) return std::move(plan_);
        gather();
        compose();
        judge_holds();
        judge_patients();
        return std::move(plan_);
    }

private:
    void lack(const std::string& part, const std::string& why) {
        plan_.lacks.push_back({part, why});
    }

    // The latest notice to the same readers.
    const ToldNotice* before() const {
        if (book_ == nullptr) return nullptr;
        const auto last = std::find_if(
            book_->told.rbegin(), book_->told.rend(),
            [&](const ToldNotice& told) { return told.management == notice_.management; });
        return last == book_->told.rend() ? nullptr : &*last;
    }

    const ToldNotice* told(NoticeStage stage) const {
        if (book_ == nullptr) return nullptr;
        for (const ToldNotice& one : book_->told) {
            if (one.stage == stage && one.management == notice_.management && one.corrects == 0)
                return &one;
        }
        return nullptr;
    }

    // What the author leaves out is as it was said before.
    void fill_in() {
        NoticeSent& sent = plan_.sent;
        if (const ToldNotice* wrong = corrected()) notice_.management = wrong->management;
        if (notice_.holding && notice_.happened.empty())
            notice_.happened = procedure_.notices.holding;
        const ToldNotice* last = before();
        if (notice_.impact.empty() && last != nullptr) notice_.impact = last->impact;
        if (notice_.state.empty() && last != nullptr) {
            notice_.state = last->state;
            notice_.degree = last->degree;
        }
        if (notice_.state.empty()) {
            notice_.state =
                incident_.words ? incident_.words->state : fit_for_text(incident_.alarm.state, 20);
            if (incident_.words) notice_.degree = incident_.words->degree;
        }
        sent.incident = incident_.id;
        sent.number = 1 + (book_ == nullptr ? 0 : static_cast<int>(book_->told.size()));
        sent.by = by_;
        if (notice_.stage == NoticeStage::update && book_ != nullptr) {
            sent.update =
                1 + static_cast<int>(std::ranges::count_if(book_->told, [&](const ToldNotice& one) {
                    return one.stage == NoticeStage::update && one.management == notice_.management;
                }));
        } else if (notice_.stage == NoticeStage::update) {
            sent.update = 1;
        }
    }

    const ToldNotice* corrected() const {
        if (notice_.corrects <= 0 || book_ == nullptr) return nullptr;
        const auto index = static_cast<std::size_t>(notice_.corrects);
        return index > book_->told.size() ? nullptr : &book_->told[index - 1];
    }

    void judge_stage() {
        const std::string ref = reference(incident_.id);
        if (!notice_.management && !at_least(procedure_, incident_.status, procedure_.notices.from))
            lack("incident", ref + " is " + incident_.status + ". Users are told once it is " +
                                 procedure_.notices.from + ".");
        if (notice_.corrects != 0) {
            if (corrected() == nullptr) lack("corrects", "there is no such message of " + ref);
            return;
        }
        const bool begun = told(NoticeStage::first) != nullptr;
        const bool ended = told(NoticeStage::last) != nullptr;
        switch (notice_.stage) {
            case NoticeStage::first:
                if (begun) lack("stage", "the first message has gone out: write an update");
                if (!begun && incident_.resolved)
                    lack("stage", ref +
                                      " is resolved: write the final message, which is then the "
                                      "only one");
                break;
            case NoticeStage::update:
                if (!begun) lack("stage", "nothing has gone out yet: write the first message");
                if (ended)
                    lack("stage",
                         "the final message has gone out: correct it, or write one "
                         "of the stage ad-hoc");
                break;
            case NoticeStage::last:
                if (!incident_.resolved) lack("stage", ref + " is not resolved yet: resolve it");
                if (ended) lack("stage", "the final message has gone out: correct it");
                break;
            case NoticeStage::ad_hoc:
                break;
        }
    }

    void judge_place() {
        if (notice_.location.empty()) {
            if (const ToldNotice* last = before()) plan_.sent.location = last->location;
            return;
        }
        const Location place =
            location_of(draft_.directory, service_of(draft_.directory, incident_),
                        incident_.service_name, notice_.location);
        if (!place.wrong.empty()) lack("location", place.wrong);
        plan_.warnings.insert(plan_.warnings.end(), place.warnings.begin(), place.warnings.end());
        plan_.sent.location = place.text;
    }

    // The one stated, else sending and the interval of the severity (HSSI-29).
    void judge_next() {
        const auto& intervals = procedure_.notices.next_update;
        const auto interval = intervals.find(incident_.severity);
        const bool owed =
            notice_.stage == NoticeStage::first || notice_.stage == NoticeStage::update;
        std::optional<Instant>& next = plan_.sent.next;
        next = notice_.next;
        if (notice_.stage == NoticeStage::last) {
            if (next) lack("next", "the final message is followed by none");
            return;
        }
        if (next && *next <= draft_.now) lack("next", "give a time after now");
        if (interval == intervals.end()) return;
        const Instant usual = draft_.now + interval->second;
        if (next && *next > usual && notice_.reason.empty()) {
            lack("reason", "severity " + std::to_string(incident_.severity) + " allows " +
                               long_duration_words(interval->second) +
                               " to the next update: say why it takes longer");
        }
        if (!next && owed && notice_.corrects == 0) next = usual;
    }

    bool alone() const {
        return notice_.stage == NoticeStage::last && told(NoticeStage::first) == nullptr;
    }

    bool has(NoticePart part) const {
        switch (part) {
            case NoticePart::happened:
                return !notice_.happened.empty();
            case NoticePart::impact:
                return !notice_.impact.empty();
            case NoticePart::location:
                return !plan_.sent.location.empty() || !notice_.location.empty();
            case NoticePart::next:
                return plan_.sent.next.has_value();
            case NoticePart::summary:
                return !notice_.summary.empty();
        }
        return true;
    }

    std::string advice(NoticePart part) const {
        switch (part) {
            case NoticePart::happened:
                return notice_.stage == NoticeStage::update
                           ? "say what is new; \"no change, work goes on\" is news as well"
                           : "say what happened";
            case NoticePart::impact:
                return "say what users cannot do, or \"Effect on users not known yet\"";
            case NoticePart::location:
                return "name up to 3 Trusts, or \"Multiple Trusts in\" a region, or \"all users\"";
            case NoticePart::next:
                return "give the time of the next update";
            case NoticePart::summary:
                return "say in a sentence how it was resolved";
        }
        return "";
    }

    void judge_parts() {
        std::set<NoticePart> needs = notice_.corrects != 0
                                         ? std::set{NoticePart::happened}
                                         : procedure_.notices.needs.at(notice_.stage);
        if (alone() && notice_.corrects == 0) {
            const auto& first = procedure_.notices.needs.at(NoticeStage::first);
            needs.insert(first.begin(), first.end());
            needs.erase(NoticePart::next);
        }
        if (notice_.management) {
            needs.erase(NoticePart::impact);
            needs.erase(NoticePart::location);
        }
        for (const NoticePart part : needs) {
            if (!has(part) && !sabotaged(Mutant::incomplete_sent)) {
                lack(part_name(part), advice(part));
            }
        }
        if (!notice_.decided_by.empty() && !draft_.directory.people.contains(notice_.decided_by) &&
            !draft_.directory.desks.contains(notice_.decided_by)) {
            lack("decided_by", "nobody is called so: give the id of a person or a desk");
        }
    }

    void gather() {
        const ToldNotice* wrong = corrected();
        Readers readers = readers_of(draft_, procedure_, incident_, notice_,
                                     wrong == nullptr ? std::vector<PersonId>{} : wrong->readers);
        NoticeSent& sent = plan_.sent;
        for (const Told& one : readers.people) {
            Callee reader = one.callee;
            reader.outside = reader.outside || one.outside;
            if (draft_.kept_from(reader, {incident_.id})) {
                plan_.warnings.push_back(reader.name +
                                         " is outside, and is not told in an exercise.");
                continue;
            }
            sent.readers.push_back(
                {one.callee.person, one.callee.name, one.lists, one.sms, one.mail});
        }
        for (const std::string& name : readers.unreached) {
            plan_.warnings.push_back("Nothing reaches " + name + ", who is on a list.");
        }
        sent.page = !notice_.management && readers.closed_for.empty() && !incident_.drill;
        if (sabotaged(Mutant::management_published)) sent.page = true;
        if (readers.people.empty()) {
            plan_.warnings.push_back(sent.page
                                         ? "Nobody is on a list: only the status page is told."
                                         : "Nobody is on a list: nobody would be told.");
        }
        plan_.readers = std::move(readers.people);
        sent.notice = notice_;
    }

    const NoticeTexts& wording() const {
        const Notices& notices = procedure_.notices;
        if (notice_.management) return notices.management;
        return notice_.corrects != 0 ? notices.correction : notices.texts.at(notice_.stage);
    }

    void compose() {
        const NoticeFacts facts{incident_, plan_.sent, before(), corrected(), alone()};
        const Values values = notice_values(draft_, facts);
        const NoticeTexts& texts = wording();
        const auto filled_in = [&](const std::string& text) {
            return tidy(filled_template(text, values));
        };
        NoticeSent& sent = plan_.sent;
        sent.title = values.at("title");
        const bool exercise = is_exercise(draft_.directory, incident_);
        const NoticeText text = notice_text(texts.sms, values, exercise);
        sent.sms = text.text;
        if (text.shortened)
            plan_.warnings.push_back(
                "It is longer than a text may be: texts say how it begins, mails say all of it.");
        sent.subject = filled_in(texts.subject);
        sent.mail = filled_in(texts.mail) + "\n";
        if (sent.page) {
            sent.headline = filled_in(texts.headline);
            sent.page_text = filled_in(texts.page);
        }
        if (!exercise) return;
        sent.subject = exercise_line(sent.subject);
        sent.mail = exercise_text(sent.mail, Ask::nothing) + "\n";
    }

    bool has_role(const PersonId& person, const std::vector<std::string>& roles) const {
        return !person.empty() && std::ranges::any_of(roles, [&](const std::string& role) {
            const auto people =
                meaning(draft_.state, draft_.directory, procedure_, role, draft_.now).people;
            return std::ranges::any_of(people,
                                       [&](const Callee& one) { return one.person == person; });
        });
    }

    // It was resolved when it was reported, and this is all that is said of it (HSSI-33).
    bool in_retrospect() const {
        return procedure_.notices.retrospective.within > Duration{0} && incident_.over_since &&
               alone() && !notice_.management;
    }

    // By the hour of the report: a hold that takes its time makes no report late.
    bool reported_in_time() const {
        const bool core_hours =
            within(draft_.directory.calendar, procedure_.core_hours, incident_.opened);
        const Instant from = core_hours ? *incident_.over_since : incident_.began;
        return incident_.opened <= from + procedure_.notices.retrospective.within;
    }

    void judge_retrospect() {
        const Retrospective& rule = procedure_.notices.retrospective;
        if (reported_in_time() && !sabotaged(Mutant::retrospect_held)) return;
        if (has_role(by_, rule.decides) || has_role(notice_.decided_by, rule.decides)) return;
        const bool proposed =
            !rule.proposes.empty() && matches(rule.proposes, incident_, core_hours_);
        plan_.holds.push_back({"retrospective",
                               proposed ? "reported late; proposal: send" : "it was reported late",
                               rule.decides, false});
    }

    void judge_holds() {
        const bool retrospect = in_retrospect();
        if (retrospect) judge_retrospect();
        for (const HoldRule& rule : procedure_.notices.holds) {
            if (retrospect && !procedure_.notices.retrospective.before.contains(rule.name))
                continue;
            if (!covers(rule.of, notice_.management)) continue;
            if (!matches(rule.when, incident_, core_hours_)) continue;
            if (sabotaged(Mutant::harm_told) && rule.lift.empty()) continue;
            if (has_role(by_, rule.lift) || has_role(notice_.decided_by, rule.lift)) continue;
            plan_.holds.push_back({rule.name, rule.why, rule.lift, false});
        }
    }

    // Each part on its own tells where to look; the texts as a whole show what two parts say beside
    // one another.
    void judge_patients() {
        if (sabotaged(Mutant::patients_told)) return;
        const auto today = draft_.directory.calendar.zone.day(draft_.now);
        std::vector<std::string> places;
        const auto look = [&](const std::string& part, const std::string& text) {
            const std::string found = found_words(patient_data(text, today));
            if (!found.empty()) places.push_back(found + " in " + part);
        };
        for (const auto& [part, text] : written_parts(notice_)) look(part, *text);
        if (places.empty()) {
            look("the text", plan_.sent.sms);
            if (places.empty()) look("the mail", plan_.sent.subject + "\n" + plan_.sent.mail);
            if (places.empty())
                look("the status page", plan_.sent.headline + "\n" + plan_.sent.page_text);
        }
        if (places.empty()) return;
        for (const std::string& place : places) {
            plan_.found += (plan_.found.empty() ? "" : ", ") + place;
        }
        plan_.holds.push_back({"patient-data", "it may hold patient data", {}, true});
    }

    const Draft& draft_;
    const Incident& incident_;
    const Procedure& procedure_;
    WrittenNotice notice_;
    const std::string& by_;
    bool core_hours_;
    const NoticeBook* book_ = nullptr;
    NoticePlan plan_;
};

}  // namespace

NoticePlan plan_notice(const Draft& draft, const Incident& incident, const WrittenNotice& notice,
                       const std::string& by) {
    return Planner(draft, incident, notice, by).plan();
}

std::string never_told(const Procedure& procedure, const Incident& incident, bool core_hours) {
    for (const Exclusion& exclusion : procedure.notices.never) {
        if (matches(exclusion.when, incident, core_hours)) return exclusion.why;
    }
    return "";
}

bool silenced(const Procedure& procedure, const Incident& incident, bool core_hours) {
    return std::ranges::any_of(procedure.notices.holds, [&](const HoldRule& rule) {
        return rule.lift.empty() && matches(rule.when, incident, core_hours);
    });
}

WrittenNotice masked_notice(WrittenNotice notice, std::chrono::year_month_day today) {
    for (const auto& [part, text] : written_parts(notice)) {
        *text = masked(*text, patient_data(*text, today));
    }
    return notice;
}

}  // namespace tocsin
