#include "core/replying.h"

#include "core/addresses.h"
#include "core/answering.h"
#include "core/calls.h"
#include "core/compose.h"
#include "core/exercise.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/obligations.h"
#include "core/phone.h"
#include "core/reply.h"
#include "core/reply_desk.h"
#include "core/sabotage.h"
#include "core/shift_reply.h"
#include "core/taken_words.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"
#include "rota/words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// More do not fit into one text.
constexpr std::size_t choices_max = 3;

class Replying {
public:
    Replying(Draft& draft, const Replied& said)
        : draft_(draft),
          said_(said),
          desk_(draft, said),
          calls_(calls_of_phone(draft.state, said.from)),
          questions_(questions_of_phone(draft, said.from)),
          read_(read_reply(said.text, names())) {}

    void run() {
        // Of a drill that was kept from them, they have no call to speak of (DSPT-10).
        std::erase_if(calls_, [&](const CallToPhone& known) {
            return draft_.kept_from(known.call->callee, incidents_of(*known.call));
        });
        // A number may have changed hands since: the phone is still the one that was called.
        if (desk_.people().empty() && !calls_.empty())
            desk_.is_phone_of(calls_.front().call->callee);
        if (desk_.people().empty() && !questions_.empty())
            desk_.is_phone_of(questions_.front()->asked.callee);
        desk_.begin();
        decide();
        desk_.end();
    }

private:
    // Of those whose phone it is, and of those who were called or asked by it.
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const Callee& person : desk_.people()) all.push_back(person.name);
        for (const CallToPhone& known : calls_) all.push_back(known.call->callee.name);
        for (const ShiftQuestion* question : questions_) all.push_back(question->asked.callee.name);
        return all;
    }

    std::vector<CallToPhone> open_calls() const {
        std::vector<CallToPhone> open;
        for (const CallToPhone& known : calls_) {
            if (known.standing == Standing::open) open.push_back(known);
        }
        return open;
    }

    // ------------------------------------------------------------ words of what is answered

    std::string time(Instant at) const { return desk_.time(at); }

    // The incidents of a call, the one that matters most in front: texts name the first.
    static std::vector<IncidentId> about(const CallToPhone& known) {
        std::vector<IncidentId> ids = incidents_of(*known.call);
        std::stable_partition(ids.begin(), ids.end(),
                              [&](IncidentId id) { return id == known.incident->id; });
        return ids;
    }

    // ------------------------------------------------------------ what is decided

    void decide() {
        if (desk_.people().empty()) {
            desk_.came().read_as = "an unknown phone";
            // Whoever wants no texts gets none.
            if (read_.word == ReplyText::Word::stop) return;
            desk_.answer_house(desk_.came().read_as, "reply.unknown", true);
            return;
        }
        switch (read_.word) {
            case ReplyText::Word::stop:
                return stopped();
            case ReplyText::Word::start:
                return started();
            case ReplyText::Word::test:
                if (desk_.answer_house("TEST: the phone works", "reply.test", true))
                    note_answer(draft_, desk_.people().front().person, said_.from, "text");
                return;
            case ReplyText::Word::none:
                break;
        }
        std::vector<CallToPhone> named;
        std::vector<std::string> strange;
        const ShiftQuestion* asked = nullptr;
        PersonId proves;
        for (const std::string& code : read_.codes) {
            const auto found =
                std::find_if(calls_.begin(), calls_.end(),
                             [&](const CallToPhone& known) { return known.call->code == code; });
            if (found != calls_.end()) {
                named.push_back(*found);
            } else if (const ShiftQuestion* question = question_with(questions_, code)) {
                asked = question;
            } else if (const PersonId person = proves_phone(draft_, said_.from, code);
                       !person.empty()) {
                proves = person;
            } else if (!is_reference(code)) {
                strange.push_back(code);
            }
        }
        // The code of a call is what matters most, and an answer to it says nothing of a shift.
        if (named.empty() && (asked != nullptr || !proves.empty())) {
            const bool clear = strange.empty() && read_.wish != ReplyText::Wish::doubtful;
            if (asked != nullptr) return reply_to_question(desk_, *asked, read_.wish, clear);
            if (!clear || read_.wish != ReplyText::Wish::take)
                return say_without_code("a doubtful proof");
            prove_by_text(draft_, proves, said_.from);
            const Callee person = person_called(proves);
            desk_.answer("proof of the phone", "reply.contact", person, {{"person", person.name}},
                         {});
            return;
        }
        if (named.empty() && strange.empty()) return say_without_code("no number");
        if (sabotaged(Mutant::wrong_code_takes) && named.empty() && !open_calls().empty())
            return act({open_calls().front()});
        // A machine that answers with a number in a sentence guesses nothing: a sentence like that
        // takes no call even with the right number, and so it closes no road.
        if (named.empty() && read_.wish == ReplyText::Wish::doubtful)
            return say_without_code("a number in a sentence");
        if (named.empty()) return say_wrong(strange.front());
        if (!strange.empty() || read_.wish == ReplyText::Wish::doubtful) {
            return say_unclear(named.front());
        }
        act(named);
    }

    bool is_reference(const std::string& code) const {
        return draft_.state.incidents().find({std::stoull(code)}) != nullptr;
    }

    // Providers block us by themselves; whoever is called by text must not be lost by one word.
    void stopped() {
        desk_.came().read_as = "STOP";
        // Nobody is answered, but level 1 is told no more often than somebody would be.
        if (!desk_.may_answer("op.stop", true)) return;
        desk_.came().answer = "op.stop";
        std::vector<std::string> names;
        for (const Callee& person : desk_.people()) names.push_back(person.name);
        const std::string ours = said_.to.empty() ? "our number" : spoken_phone(said_.to);
        tell_level_1(draft_, draft_.directory.procedures.at(draft_.directory.default_procedure),
                     "op.stop", {{"person", join_words(names, " or ")}, {"tocsin", ours}}, {}, 1);
    }

    void started() {
        if (!desk_.answer_house("START", "reply.stop.start", true)) return;
        for (const CallToPhone& known : calls_) {
            if (known.standing == Standing::open) {
                repeat_text(draft_, *known.call, said_.channel);
            }
        }
    }

    // Whether anything of an open call is nobody's yet; the worst of that is the call's incident.
    bool untaken(CallToPhone& known) const {
        const Incident* worst = nullptr;
        for (const Covered& line : known.call->covers) {
            const Incident* incident = draft_.state.incidents().find(line.incident);
            if (incident == nullptr || (incident->holder && incident->climb.standing)) continue;
            if (standing_of(*incident, *known.call) != Standing::open) continue;
            if (worst == nullptr || incident->severity < worst->severity) worst = incident;
        }
        if (worst != nullptr) known.incident = worst;
        return worst != nullptr;
    }

    Callee person_called(const PersonId& id) const {
        for (const Callee& person : desk_.people()) {
            if (person.person == id) return person;
        }
        return Callee{id, id, "", said_.from, ""};
    }

    void say_without_code(const std::string& read_as) {
        if (open_calls().empty() && say_open_question(desk_, questions_, read_as)) return;
        if (calls_.empty()) {
            desk_.answer_house(read_as, "reply.nothing", true);
            return;
        }
        std::vector<CallToPhone> open = open_calls();
        // A call stands beside whoever took it late; of those there is nothing to choose.
        std::erase_if(open, [&](CallToPhone& known) { return !untaken(known); });
        if (open.size() < 2) {
            return say_standing(open.empty() ? calls_.front() : open.front(), read_as);
        }
        std::vector<std::string> choices;
        for (const CallToPhone& known : open) {
            if (choices.size() == choices_max) break;
            const Values values = incident_values(draft_, *known.incident);
            choices.push_back(
                known.call->code + " = " +
                named_in_list(*known.incident, values.at("ref") + " " + values.at("service")));
        }
        if (open.size() > choices_max) {
            choices.push_back("and " + std::to_string(open.size() - choices_max) + " more");
        }
        std::set<IncidentId> ids;
        for (const CallToPhone& known : open) ids.insert(known.incident->id);
        desk_.answer(read_as, "reply.which", open.front().call->callee,
                     {{"choices", join_words(choices, "\n")}}, {ids.begin(), ids.end()}, true);
    }

    // How it stands with a call that this text did not take.
    void say_standing(const CallToPhone& known, const std::string& read_as, bool limited = true) {
        const Incident& incident = *known.incident;
        const Callee& callee = known.call->callee;
        const std::vector<IncidentId> ids = about(known);
        switch (known.standing) {
            case Standing::open:
                desk_.answer(read_as, "reply.nocode", callee, {{"code", known.call->code}}, ids,
                             limited);
                return;
            case Standing::locked:
                desk_.answer(read_as, "reply.locked", callee, {}, ids, true);
                return;
            case Standing::yours:
                desk_.answer(read_as, "reply.yours", callee, {{"time", time(incident.holder->at)}},
                             ids, limited);
                return;
            case Standing::taken:
                desk_.answer(read_as, "reply.already", callee,
                             {{"person", incident.holder->name},
                              {"role", incident.holder->called},
                              {"time", time(incident.holder->at)}},
                             ids, limited);
                return;
            case Standing::passed:
                say_passed(known, incident.climb.rung, incident.climb.named, read_as, ids, limited);
                return;
            case Standing::over:
                desk_.answer(read_as, "reply.toolate", callee, {{"end", time(*incident.resolved)}},
                             ids, limited);
                return;
            case Standing::gone:
                desk_.answer(read_as, "reply.nothing", callee, {}, ids, limited);
                return;
        }
    }

    // A code that no call to this phone has. Its owner's own calls count it, and the third closes
    // this road for them; they go on.
    void say_wrong(const std::string& code) {
        const std::vector<CallToPhone> open = open_calls();
        if (open.empty() && say_wrong_to_question(desk_, questions_, code)) return;
        std::vector<const CallToPhone*> locked;
        for (const CallToPhone& known : open) {
            const bool last = known.call->wrong_texts + 1 >= wrong_codes_max;
            draft_.add(WrongCode{known.call->id, incidents_of(*known.call), last, "text"});
            if (last) locked.push_back(&known);
        }
        for (const CallToPhone* known : locked) {
            tell_level_1(
                draft_, draft_.procedure(*known->incident), "op.replies",
                {{"person", known->call->callee.name}, {"mobile", spoken_phone(said_.from)}},
                about(*known), known->incident->severity);
        }
        const auto& all = draft_.state.calls();
        const bool of_another = std::any_of(
            all.begin(), all.end(), [&](const auto& row) { return row.second.code == code; });
        const std::string read_as =
            of_another ? "the number of a call to another phone" : "a wrong number";
        if (!locked.empty()) {
            desk_.answer(read_as, "reply.locked", locked.front()->call->callee, {},
                         about(*locked.front()));
        } else if (of_another) {
            desk_.came().about = open.empty() ? std::vector<IncidentId>{} : about(open.front());
            const std::vector<IncidentId> ids = desk_.came().about;
            desk_.answer(read_as, "reply.notyours", desk_.people().front(), {}, ids, open.empty());
        } else if (!open.empty()) {
            desk_.answer(read_as, "reply.wrongcode", open.front().call->callee,
                         {{"wrong", code}, {"code", open.front().call->code}}, about(open.front()));
        } else {
            say_without_code(read_as);
        }
    }

    void say_unclear(const CallToPhone& known) {
        if (known.standing != Standing::open) return say_standing(known, "doubtful", false);
        desk_.answer("doubtful: yes or no", "reply.unclear", known.call->callee,
                     {{"code", known.call->code},
                      {"next", rung_called(draft_, *known.incident, next_rung(known))}},
                     about(known));
    }

    // The rung that passing this call on leads to.
    int next_rung(const CallToPhone& known) const {
        const auto called = known.incident->called.find(known.call->callee.person);
        const int rung = called == known.incident->called.end() ? known.incident->climb.rung
                                                                : called->second.rung;
        return std::min(rung + 1, last_resort(draft_.procedure(*known.incident)));
    }

    // What a reply with codes acts on: whole calls, or one incident of one call.
    struct Target {
        CallToPhone known;
        IncidentId only;  // 0: everything the call covers
    };

    // One of several may be this person's already: the others are there to be taken all the same.
    bool takes_some(const Call& call) const {
        return std::any_of(call.covers.begin(), call.covers.end(), [&](const Covered& line) {
            const Incident* incident = draft_.state.incidents().find(line.incident);
            if (incident == nullptr) return false;
            const Standing standing = standing_of(*incident, call);
            return standing == Standing::open || standing == Standing::passed;
        });
    }

    void act(const std::vector<CallToPhone>& named) {
        std::vector<Target> targets;
        for (const CallToPhone& known : named) targets.push_back({known, {}});
        if (!read_.references.empty() && !narrow(targets)) return say_unclear(named.front());
        const bool passes = read_.wish == ReplyText::Wish::pass;
        std::erase_if(targets, [&](const Target& one) {
            const Standing standing = one.known.standing;
            if (!passes && !one.only && takes_some(*one.known.call)) return false;
            return standing != Standing::open &&
                   standing != (passes ? Standing::yours : Standing::passed);
        });
        if (targets.empty()) return say_standing(named.front(), passes ? "pass on" : "take", false);
        note_answer(draft_, named.front().call->callee.person, said_.from, "text");
        if (passes) {
            pass(targets);
        } else {
            take(targets);
        }
    }

    // "4715 INC-42": of several incidents that one alone. False: that is not what was called for.
    bool narrow(std::vector<Target>& targets) const {
        if (targets.size() > 1) return false;
        const std::vector<IncidentId> ids = incidents_of(*targets.front().known.call);
        const auto& wanted = read_.references;
        const bool known = std::all_of(wanted.begin(), wanted.end(), [&](IncidentId id) {
            return std::find(ids.begin(), ids.end(), id) != ids.end();
        });
        if (!known || (wanted.size() > 1 && wanted.size() < ids.size())) return false;
        if (wanted.size() < ids.size()) {
            CallToPhone& only = targets.front().known;
            targets.front().only = wanted.front();
            only.incident = draft_.state.incidents().find(wanted.front());
            if (only.incident == nullptr) return false;
            only.standing = standing_of(*only.incident, *only.call);
        }
        return true;
    }

    void take(const std::vector<Target>& targets) {
        for (const Target& target : targets) {
            Acknowledgement said;
            said.call = target.known.call->id;
            said.incident = target.only;
            said.person = target.known.call->callee.person;
            said.via = "text";
            acknowledge(draft_, said);
        }
        std::vector<IncidentId> ids;
        bool late = false;
        for (const Event& event : draft_.decision.events) {
            const auto* one = std::get_if<Taken>(&event);
            if (one == nullptr || std::find(ids.begin(), ids.end(), one->incident) != ids.end()) {
                continue;
            }
            ids.push_back(one->incident);
            late = late || one->late;
        }
        const CallToPhone& known = targets.front().known;
        if (ids.empty()) return say_standing(known, "take", false);
        std::stable_partition(ids.begin(), ids.end(),
                              [&](IncidentId id) { return id == known.incident->id; });
        draft_.decision.answer.kind = Answer::Kind::taken;
        TakenWords words =
            taken_words(draft_, *known.incident, known.call->callee.person, ids, late);
        desk_.answer("take", words.text_id, known.call->callee, std::move(words.values), ids);
    }

    void pass(const std::vector<Target>& targets) {
        for (const Target& target : targets) {
            PassOn said;
            said.call = target.known.call->id;
            said.incident = target.only;
            said.person = target.known.call->callee.person;
            said.via = "text";
            pass_on(draft_, said);
        }
        draft_.decision.answer.kind = Answer::Kind::done;
        CallToPhone known = targets.front().known;
        // The ladder is above this person already: where it stands is what there is to say.
        int rung = known.incident->climb.rung;
        std::optional<Callee> named = known.incident->climb.named;
        std::vector<IncidentId> ids;
        for (const Event& event : draft_.decision.events) {
            const auto* climbed = std::get_if<Climbed>(&event);
            if (climbed == nullptr) continue;
            const bool front =
                ids.empty() || climbed->incident == targets.front().known.incident->id;
            ids.insert(front ? ids.begin() : ids.end(), climbed->incident);
            if (!front) continue;
            known.incident = draft_.state.incidents().find(climbed->incident);
            rung = climbed->rung;
            named = climbed->named;
        }
        if (ids.empty()) ids = about(known);
        say_passed(known, rung, named, "pass on", ids, false);
    }

    void say_passed(const CallToPhone& known, int rung, const std::optional<Callee>& named,
                    const std::string& read_as, const std::vector<IncidentId>& ids, bool limited) {
        const Procedure& procedure = draft_.procedure(*known.incident);
        const std::string& role = rung >= last_resort(procedure)
                                      ? procedure.ladder.last_resort
                                      : procedure.ladder.rungs[static_cast<std::size_t>(rung)].role;
        const Meaning people = meaning_for(draft_, *known.incident, role);
        std::string goes = rung_called(draft_, *known.incident, rung);
        if (named) {
            goes = named->name;
        } else if (!people.people.empty()) {
            goes += ", " + people.people.front().name;
        }
        desk_.answer(read_as, "reply.passed", known.call->callee, {{"goes", goes}}, ids, limited);
    }

    Draft& draft_;
    const Replied& said_;
    ReplyDesk desk_;
    std::vector<CallToPhone> calls_;  // that were sent to it, the one that is meant first
    std::vector<const ShiftQuestion*> questions_;  // the same
    const ReplyText read_;
};

}  // namespace

void reply(Draft& draft, const Replied& said) {
    const std::string source = "reply:" + said.channel;
    if (!said.id.empty()) {
        if (draft.state.keys().find({source, said.id}) != nullptr &&
            !sabotaged(Mutant::reply_taken_twice)) {
            draft.decision.answer.kind = Answer::Kind::repeated;
            return;
        }
        draft.add(KeyBound{source, said.id, {}, {}, ""});
    }
    Replying(draft, said).run();
}

}  // namespace tocsin
