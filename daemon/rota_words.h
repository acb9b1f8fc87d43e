// What an upload, a rollback or a swap comes to, for a person and for a program. Pure.
#pragma once

#include "core/decide.h"
#include "core/directory.h"
#include "core/state.h"

#include <map>
#include <string>

namespace tocsin {

// How people and roles are called.
struct RotaNames {
    std::map<std::string, std::string> people;  // by id: those of the configuration and of rotas
    std::map<std::string, std::string> roles;   // "edm" -> "EDM"
};

RotaNames rota_names(const Directory& directory, const State& state);

// "Tue 14 July 17:30 to Wed 15 July 08:00"; in the hour that occurs twice with the zone's name.
std::string span_words(const Zone& zone, Span span);

// "EDM is empty from Thu 16 July 18:30 to Fri 17 July 08:00, 13 h 30".
std::string gap_words(const RotaNames& names, const Zone& zone, const Gap& gap);

// "2 changes, 1 new gap, against version 41", then a line each.
std::string outcome_words(const Answer& answer, int before, const RotaNames& names,
                          const Zone& zone);

// "EDM  Tue 14 July 17:30 to Wed 15 July 08:00   Pat Ash -> Jo Oak", a line each, the first ones
// and how many more there are. A change that ends in one of `gaps` says so.
std::string change_lines(const std::vector<Change>& changes, const std::vector<Gap>& gaps,
                         const RotaNames& names, const Zone& zone, std::size_t lines_max);

// "Pat Ash, Jo Oak"; "nobody".
std::string people_words(const RotaNames& names, const std::vector<std::string>& people);

// A list of {"role","from","to","before":[],"after":[]}, and one of {"role","from","to","new"}.
std::string changes_json(const Answer& answer, const RotaNames& names);
std::string gaps_json(const Answer& answer);

}  // namespace tocsin
