// The only source of chance of a simulation: SplitMix64, and nothing of the standard library, whose
// distributions differ between machines. A seed means the same everywhere.
//
// Each choice is made at a place ("alarm 3", "to ash 2.1"), and by its number there. So what one
// alarm draws does not depend on what another drew before it, a choice can be written down by its
// place, and a run is made again from what was written: whatever is not written is the calmest, no,
// the least, the first. That is how a failing run gets small (shrink.h).
#pragma once

#include "rota/time.h"
#include "tests/simulator/choices.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin {

// Where choices are made. Its identity is the hash of its name, which is kept only when somebody
// writes the choices down.
struct Place {
    std::uint64_t id = 0;
    std::string name{};
    unsigned drawn = 0;   // choices
    unsigned secret = 0;  // draws of entropy
    unsigned within = 0;  // places that began here
};

class Chance {
public:
    // With `again`, which outlives this, what is chosen stands there; `seed` then serves entropy.
    // Every choice that is not the calmest is written down in `written`, where there is one.
    explicit Chance(std::uint64_t seed, const Choices* again = nullptr, Choices* written = nullptr);
    Chance(const Chance&) = delete;
    Chance& operator=(const Chance&) = delete;

    Place place(std::string_view word) const;
    Place place(std::string_view word, std::uint64_t number) const;
    // One that follows from the place where we are: of what somebody will do later.
    Place place_within();

    // While it lives, choices are made at that place, which outlives it.
    class At {
    public:
        At(Chance& chance, Place& place) : chance_(chance), before_(chance.place_) {
            chance_.place_ = &place;
        }
        ~At() { chance_.place_ = before_; }
        At(const At&) = delete;
        At& operator=(const At&) = delete;

    private:
        Chance& chance_;
        Place* before_;
    };

    // Bits that nobody chooses: of codes and hashes. Never written down.
    std::uint64_t entropy();

    // 0 up to, but not including, `count`, which is at least 1.
    std::size_t below(std::size_t count);
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
    }
    bool percent(int hits);
    bool once_in(std::size_t times);

    // `least` up to and including `most`, in milliseconds.
    Duration between(Duration least, Duration most) {
        return least + Duration(static_cast<std::int64_t>(
                           below(static_cast<std::size_t>((most - least).count() + 1))));
    }

    template <class Thing>
    const Thing& of(const std::vector<Thing>& things) {
        return things[below(things.size())];
    }

private:
    std::uint64_t bits(std::uint64_t number) const;
    // What is written for this choice; 0 when nothing is.
    std::uint64_t read(unsigned number) const;
    void write(unsigned number, std::uint64_t value);
    bool hit(std::uint64_t of, std::uint64_t hits);

    std::uint64_t seed_;
    const Choices* again_;
    std::unordered_map<std::uint64_t, const Choices::Made*> read_;
    Choices* written_;
    Place first_;
    Place* place_ = &first_;
};

}  // namespace tocsin
