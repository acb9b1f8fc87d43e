#include "core/facts_writing.h"

#include "rota/clock_words.h"

namespace tocsin {

void set_fact(Facts& facts, const std::string& name, const std::string& value) {
    if (!value.empty()) facts.values[name] = value;
}

void set_fact(Facts& facts, const std::string& name, Instant at, const Zone& zone) {
    set_fact(facts, name, long_time(zone, at));
    set_fact(facts, name + "_day", iso_day(zone.day(at)));
    set_fact(facts, name + "_time", short_time(zone, at, at));
}

void name_moment(std::vector<std::string>& names, const std::string& moment) {
    for (const char* part : {"", "_day", "_time"}) names.push_back(moment + part);
}

}  // namespace tocsin
