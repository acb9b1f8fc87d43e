#include "core/roads.h"

#include <algorithm>

namespace tocsin {
namespace {

template <class Addresses>
const std::string& address_in(const Addresses& of, Medium medium) {
    static const std::string none;
    switch (medium) {
        case Medium::sms:
        case Medium::voice:
            return of.phone;
        case Medium::email:
            return of.mail;
        case Medium::push:
            return of.push;
        case Medium::chat:
        case Medium::hook:
        case Medium::page:
            break;
    }
    return none;
}

}  // namespace

const std::string& address_for(const Callee& callee, Medium medium) {
    return address_in(callee, medium);
}

const std::string& address_for(const Contact& contact, Medium medium) {
    return address_in(contact, medium);
}

bool is_provided(const Directory& directory, Medium medium) {
    return std::ranges::any_of(directory.providers,
                               [&](const Provider& one) { return one.medium == medium; });
}

std::vector<Medium> roads_of(const Directory& directory, const PersonId& person) {
    const auto own = directory.reach.find(person);
    if (own != directory.reach.end()) return own->second;
    return {people_media.begin(), people_media.end()};
}

std::vector<Medium> roads_to(const Directory& directory, const Callee& callee,
                             const std::vector<Medium>& wanted) {
    std::vector<Medium> leading;
    for (const Medium medium : roads_of(directory, callee.person)) {
        if (address_for(callee, medium).empty() || !is_provided(directory, medium)) continue;
        leading.push_back(medium);
    }
    std::vector<Medium> roads;
    for (const Medium medium : leading) {
        if (std::ranges::find(wanted, medium) != wanted.end()) roads.push_back(medium);
    }
    if (roads.empty() && !leading.empty()) roads.push_back(leading.front());
    return roads;
}

}  // namespace tocsin
