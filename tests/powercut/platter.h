// What a disk keeps when the power goes: what was synced for certain, and of the rest any part, in
// any order, in pieces of a sector.
#pragma once

#include "tests/powercut/disk.h"

#include <array>
#include <cstdint>
#include <random>

namespace tocsin {

// What becomes of the writes that were not synced.
enum class Unsynced {
    none,       // all are lost
    all,        // all are there
    some,       // each is there or not
    reordered,  // some are there, and a later one may lie under an earlier one
    torn,       // each sector of each is there or not
    garbage,    // as torn, and a sector that is not there may hold anything
};
inline constexpr std::array every_unsynced{Unsynced::none,      Unsynced::all,  Unsynced::some,
                                           Unsynced::reordered, Unsynced::torn, Unsynced::garbage};
const char* name_of(Unsynced unsynced);

class Platter {
public:
    explicit Platter(const Image& at_rest);

    // Operations come in their order: begin, and, if the power lasts that long, finish. `operation`
    // outlives the platter.
    void begin(const Operation& operation);
    void finish(const Operation& operation);

    // Whether anything is unsynced, so that one image differs from another.
    bool in_doubt() const;

    Image after_cut(Unsynced unsynced, std::mt19937_64& chance) const;

private:
    struct Content {
        std::string durable{};
        std::vector<const Operation*> unsynced{};  // writes and truncates, in order
    };
    std::string content(const Content& file, Unsynced unsynced, std::mt19937_64& chance) const;

    std::vector<Content> files_;                        // by number
    std::map<std::string, std::size_t> names_;          // as the process sees them
    std::map<std::string, std::size_t> names_durable_;  // as they are for good
};

}  // namespace tocsin
