// Weeks, histories and hours of duty, as the API shows them. Pure.
#pragma once

#include "daemon/duty_book.h"
#include "daemon/rota_words.h"
#include "rota/hours.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

// Everybody the configuration or a rota knows, by id.
std::map<std::string, Person> known_people(const Directory& directory, const State& rotas);

// The week with its swaps and its gaps, as somebody would upload it. There is such a rota.
WeeklyRota standing_week(const State& rotas, const Directory& directory, const std::string& rota,
                         Day monday);

// The same, and where it comes from. `with_contacts`: phones and mails stand in it.
std::string week_json(const State& rotas, const Directory& directory, const std::string& rota,
                      Day monday, bool with_contacts);

// The last `entries_max` of the ledger, newest first, each with what it changed from then on.
std::string history_json(const Ledger& ledger, const RotaNames& names, const Zone& zone,
                         std::size_t entries_max);

std::string hours_json(const std::string& rota, Days days, const std::vector<Worked>& worked,
                       const RotaNames& names, bool each);

}  // namespace tocsin
