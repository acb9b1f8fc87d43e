#include "tests/simulator/shrink.h"

#include "tests/simulator/plants.h"

#include <algorithm>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace tocsin {
namespace {

using Clock = std::chrono::steady_clock;

// A choice: where, and which.
using Choice = std::pair<std::string, unsigned>;
using ChoiceList = std::vector<Choice>;

std::uint64_t sum_of(const Choices& choices) {
    std::uint64_t sum = 0;
    for (const auto& [place, made] : choices.places) {
        for (const auto& [number, value] : made) sum += value;
    }
    return sum;
}

// Units that are left out together: all that follows from one happening ("alarm 3", with "alarm
// 3.1"), all of a place, or one choice.
enum class Unit { happening, place, choice };

std::vector<ChoiceList> units_of(const Choices& choices, Unit unit) {
    std::map<std::string, ChoiceList> units;
    for (const auto& [place, made] : choices.places) {
        for (const auto& [number, value] : made) {
            const std::string name = unit == Unit::happening ? place.substr(0, place.find('.'))
                                     : unit == Unit::place   ? place
                                                             : place + "/" + std::to_string(number);
            units[name].emplace_back(place, number);
        }
    }
    std::vector<ChoiceList> list;
    for (auto& [name, in_it] : units) list.push_back(std::move(in_it));
    return list;
}

class Shrinker {
public:
    Shrinker(KeptRun run, Outline outline, Clock::time_point until)
        : best_(std::move(run)), outline_(std::move(outline)), until_(until) {}

    Shrunk shrink() {
        for (bool smaller = true; smaller && !late();) {
            smaller = false;
            for (const Unit unit : {Unit::happening, Unit::place, Unit::choice})
                smaller = leave_out(unit) || smaller;
            smaller = lower() || smaller;
        }
        return {best_, outline_, tries_};
    }

private:
    bool late() const { return Clock::now() >= until_; }

    // Half of all units, then a quarter, down to each alone.
    bool leave_out(Unit unit) {
        bool smaller = false;
        std::vector<ChoiceList> units = units_of(best_.choices, unit);
        for (std::size_t size = std::max<std::size_t>(units.size() / 2, 1); size > 0; size /= 2) {
            for (std::size_t at = 0; at < units.size() && !late();) {
                Choices less = best_.choices;
                const std::size_t end = std::min(at + size, units.size());
                for (std::size_t index = at; index < end; ++index) {
                    for (const auto& [place, number] : units[index]) erase(less, place, number);
                }
                if (take(std::move(less))) {
                    smaller = true;
                    units = units_of(best_.choices, unit);
                } else {
                    at = end;
                }
            }
        }
        return smaller;
    }

    // Each value that is left is halved as long as that works, and then lowered by one.
    bool lower() {
        bool smaller = false;
        for (const ChoiceList& unit : units_of(best_.choices, Unit::choice)) {
            const auto& [place, number] = unit.front();
            for (bool again = true; again && !late();) {
                const std::uint64_t value = value_of(place, number);
                again =
                    value > 1 && (with(place, number, value / 2) || with(place, number, value - 1));
                smaller = smaller || again;
            }
        }
        return smaller;
    }

    std::uint64_t value_of(const std::string& place, unsigned number) const {
        const auto made = best_.choices.places.find(place);
        if (made == best_.choices.places.end()) return 0;
        const auto value = made->second.find(number);
        return value == made->second.end() ? 0 : value->second;
    }

    bool with(const std::string& place, unsigned number, std::uint64_t value) {
        Choices other = best_.choices;
        other.places[place][number] = value;
        return take(std::move(other));
    }

    static void erase(Choices& choices, const std::string& place, unsigned number) {
        const auto made = choices.places.find(place);
        made->second.erase(number);
        if (made->second.empty()) choices.places.erase(made);
    }

    // It is taken when the same promise still breaks, with less.
    bool take(Choices choices) {
        ++tries_;
        KeptRun tried = best_;
        tried.choices = std::move(choices);
        Choices made;
        Outline outline = replay(tried, nullptr, &made);
        if (outline.broken != best_.breaks) return false;
        if (std::pair(made.count(), sum_of(made)) >=
            std::pair(best_.choices.count(), sum_of(best_.choices)))
            return false;
        best_.choices = std::move(made);
        outline_ = std::move(outline);
        return true;
    }

    KeptRun best_;
    Outline outline_;
    Clock::time_point until_;
    std::size_t tries_ = 0;
};

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

Outline replay(const KeptRun& run, std::ostream* trace, Choices* written) {
    const Plant* plant = find_plant(run.mutant);
    if (plant == nullptr && !run.mutant.empty())
        throw std::runtime_error("there is no mutant " + run.mutant);
    planted = plant == nullptr ? Mutant::none : plant->mutant;
    Outline outline = Simulation({run.choices.seed, &run.choices, written}, in_memory, trace).run();
    planted = Mutant::none;
    return outline;
}

Shrunk shrink(KeptRun run, Outline outline, std::chrono::seconds at_most) {
    return Shrinker(std::move(run), std::move(outline), Clock::now() + at_most).shrink();
}

std::string size_of(const Outline& outline, const Choices& choices) {
    const std::uint64_t faults =
        std::accumulate(outline.faults.begin(), outline.faults.end(), std::uint64_t{0});
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(outline.virtual_time);
    return counted(choices.count(), "choice", "choices") + ", " +
           counted(outline.inputs, "input", "inputs") + ", " +
           counted(outline.called.size(), "person called", "people called") + ", " +
           counted(faults, "fault", "faults") + ", " +
           counted(outline.transitions, "transition", "transitions") + ", " +
           std::to_string(minutes.count()) + " minutes of virtual time";
}

}  // namespace tocsin
