// The roads that lead to a person: which address a medium needs, and in which order a person is
// reached.
#pragma once

#include "core/directory.h"
#include "core/event.h"

#include <string>
#include <vector>

namespace tocsin {

// Where a message of that medium goes; empty: the person lacks that kind of address. A phone call
// rings the phone that texts reach.
const std::string& address_for(const Callee& callee, Medium medium);
const std::string& address_for(const Contact& contact, Medium medium);

// Whether any channel sends this way.
bool is_provided(const Directory& directory, Medium medium);

// How an attempt reaches the person: the kinds that the rung names for it, as far as the person
// wants them and there is an address and a channel; when that leaves none, the first of the
// person's own roads that leads anywhere. Empty: nothing reaches the person.
std::vector<Medium> roads_to(const Directory& directory, const Callee& callee,
                             const std::vector<Medium>& wanted);

// Of the person, the best first: as the configuration says, else people_media.
std::vector<Medium> roads_of(const Directory& directory, const PersonId& person);

}  // namespace tocsin
