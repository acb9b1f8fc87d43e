#include "core/rota_swap.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/rota_duties.h"
#include "core/rota_upload.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// Longer than any leave: somebody mistyped a date.
constexpr Duration swap_max = std::chrono::hours(24 * 92);

class Swapping {
public:
    Swapping(Draft& draft, const RotaSwapped& swapped, const RotaVersion& rota)
        : draft_(draft),
          swapped_(swapped),
          swap_(swapped.swap),
          rota_(rota),
          in_(person(swap_.in)),
          out_(person(swap_.out)) {}

    // Why it cannot be; empty when it can.
    std::string objection() const {
        const Span& span = swap_.span;
        if (swap_.in.empty() && swap_.out.empty())
            return "Name who gives it up, who takes it, or both.";
        if (swap_.in == swap_.out) return "Somebody cannot swap with themselves.";
        if (span.empty()) return "It ends before it begins.";
        if (span.to <= draft_.now) return "That time is over.";
        if (span.to - span.from > swap_max) return "A swap is at most 92 days long.";
        if (!roles(rota_.rota).contains(swap_.role))
            return "The rota has no role " + swap_.role + ".";
        if (!swap_.out.empty() && !out_) return "Nobody is known as " + swap_.out + ".";
        if (!swap_.in.empty() && !in_) return "Nobody is known as " + swap_.in + ".";
        if (in_ && in_->phone.empty() && in_->mail.empty())
            return in_->name + " has neither a phone nor a mail address.";
        if (swap_.out.empty() ? !has_gap() : !has_duty(rota_.rota, swap_.role, swap_.out)) {
            return swap_.out.empty() ? "Nobody is missing then: name who gives it up."
                                     : out_->name + " is not on call for it then.";
        }
        return swapped_.force ? "" : double_booking();
    }

    void make() {
        Rota after = rota_.rota;
        after.swaps.push_back(swap_);
        const Zone& zone = draft_.directory.calendar.zone;
        draft_.add(SwapMade{swapped_.rota, swap_, rota_.version_of(week_at(zone, swap_.span.from)),
                            swapped_.by, swapped_.reason, swapped_.force});
        const Span ahead{std::max(swap_.span.from, draft_.now), swap_.span.to};
        add_changes(draft_, rota_.rota, after, ahead);
        tell_people();
        for (const Duty& duty : duties(draft_)) {
            if (duty.procedure->rota != swapped_.rota || duty.required.role != swap_.role) continue;
            std::vector<Gap>& open = draft_.decision.answer.gaps;
            for (Gap& gap : gaps_of(draft_, duty, after, ahead)) {
                if (std::ranges::find(open, gap) == open.end()) open.push_back(std::move(gap));
            }
        }
        tell_gaps(draft_, swapped_.rota, draft_.decision.answer.gaps);
    }

private:
    std::optional<Callee> person(const PersonId& id) const {
        if (id.empty()) return std::nullopt;
        return find_person(draft_.state, draft_.directory, id, swap_.span.from);
    }

    bool has_gap() const {
        const std::vector<OnCall> all = stretches(rota_.rota, swap_.role, swap_.span);
        return std::ranges::any_of(all, [](const OnCall& one) { return one.people.empty(); });
    }

    bool has_duty(const Rota& rota, const std::string& role, const PersonId& id) const {
        const std::vector<OnCall> all = stretches(rota, role, swap_.span);
        return std::ranges::any_of(all, [&](const OnCall& one) {
            return std::ranges::find(one.people, id) != one.people.end();
        });
    }

    std::string double_booking() const {
        if (!in_) return "";
        for (const auto& [name, other] : draft_.state.rotas()) {
            for (const std::string& role : roles(other.rota)) {
                if (!has_duty(other.rota, role, swap_.in)) continue;
                return in_->name + " is on call already then: " + role + " of rota " + name +
                       ". Force it, if it is meant.";
            }
        }
        return "";
    }

    // How texts name the role, and whose level 1 is told.
    std::pair<const Procedure*, std::string> duty() const {
        for (const Duty& one : duties(draft_)) {
            if (one.procedure->rota == swapped_.rota && one.required.role == swap_.role)
                return {one.procedure, one.called};
        }
        return {&draft_.directory.procedures.at(draft_.directory.default_procedure), swap_.role};
    }

    void tell_people() const {
        const auto [procedure, called] = duty();
        const Zone& zone = draft_.directory.calendar.zone;
        Values values = desk_values(draft_, *procedure);
        values["gaprole"] = called;
        values["frm"] = short_time(zone, swap_.span.from, draft_.now);
        values["frm_iso"] = iso_local(zone, swap_.span.from).substr(0, 16);
        values["to"] = short_time(zone, swap_.span.to, draft_.now);
        values["person"] = out_ ? fit_for_text(out_->name, 20) : "nobody";
        values["instead"] = in_ ? fit_for_text(in_->name, 20) : "nobody";
        values["by"] = fit_for_text(swapped_.by, 20);
        values["reason"] = fit_for_text(swapped_.reason, 44);
        if (in_) tell(draft_, *in_, "rota.swap.you", values, {}, 3);
        if (out_) tell(draft_, *out_, "rota.swap.given", values, {}, 3);
        tell_rota_team(draft_, *procedure, "rota.swap", values);
        tell_level_1(draft_, *procedure, "rota.swap", values, {}, 3);
    }

    Draft& draft_;
    const RotaSwapped& swapped_;
    const Swap& swap_;
    const RotaVersion& rota_;
    std::optional<Callee> in_;
    std::optional<Callee> out_;
};

}  // namespace

void swap_rota(Draft& draft, const RotaSwapped& swapped) {
    Answer& answer = draft.decision.answer;
    const RotaVersion* rota = draft.state.rotas().find(swapped.rota);
    if (rota == nullptr) {
        answer.kind = Answer::Kind::not_found;
        return;
    }
    Swapping swapping(draft, swapped, *rota);
    answer.detail = swapping.objection();
    if (answer.detail.empty()) {
        swapping.make();
    } else {
        answer.kind = Answer::Kind::refused;
    }
}

}  // namespace tocsin
