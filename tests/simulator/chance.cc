#include "tests/simulator/chance.h"

#include <algorithm>

namespace tocsin {
namespace {

// FNV-1a: the hash of a name goes on where that of its beginning ended.
std::uint64_t hashed(std::uint64_t hash, std::string_view text) {
    for (const char sign : text) {
        hash ^= static_cast<unsigned char>(sign);
        hash *= 0x100000001b3U;
    }
    return hash;
}

constexpr std::uint64_t empty_hash = 0xcbf29ce484222325U;

std::uint64_t split_mix(std::uint64_t mixed) {
    mixed += 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

}  // namespace

Chance::Chance(std::uint64_t seed, const Choices* again, Choices* written)
    : seed_(split_mix(seed)), again_(again), written_(written), first_(place("run")) {
    if (written != nullptr) written->seed = seed;
    if (again == nullptr) return;
    for (const auto& [name, made] : again->places) read_[hashed(empty_hash, name)] = &made;
}

Place Chance::place(std::string_view word) const {
    return {hashed(empty_hash, word), written_ == nullptr ? "" : std::string(word)};
}

Place Chance::place(std::string_view word, std::uint64_t number) const {
    return place(std::string(word) + " " + std::to_string(number));
}

Place Chance::place_within() {
    const std::string number = "." + std::to_string(++place_->within);
    return {hashed(place_->id, number), written_ == nullptr ? "" : place_->name + number};
}

std::uint64_t Chance::bits(std::uint64_t number) const {
    return split_mix(split_mix(seed_ ^ place_->id) + number);
}

std::uint64_t Chance::read(unsigned number) const {
    const auto made = read_.find(place_->id);
    if (made == read_.end()) return 0;
    const auto value = made->second->find(number);
    return value == made->second->end() ? 0 : value->second;
}

void Chance::write(unsigned number, std::uint64_t value) {
    if (written_ != nullptr && value != 0) written_->places[place_->name][number] = value;
}

std::uint64_t Chance::entropy() {
    return bits(0x656e74726f7079U + place_->secret++);
}

std::size_t Chance::below(std::size_t count) {
    const unsigned number = place_->drawn++;
    const std::uint64_t value =
        again_ == nullptr ? bits(number) % count : std::min<std::uint64_t>(read(number), count - 1);
    write(number, value);
    return static_cast<std::size_t>(value);
}

bool Chance::hit(std::uint64_t of, std::uint64_t hits) {
    const unsigned number = place_->drawn++;
    const bool yes = again_ == nullptr ? bits(number) % of < hits : read(number) != 0;
    write(number, yes ? 1 : 0);
    return yes;
}

bool Chance::percent(int hits) {
    return hits > 0 && hit(100, static_cast<std::uint64_t>(hits));
}

bool Chance::once_in(std::size_t times) {
    return hit(times, 1);
}

}  // namespace tocsin
