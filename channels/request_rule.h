// What a described provider is asked, by what the message says: a word for each of the words that a
// value can be, and a request of its own for some messages. Pure.
#pragma once

#include "channels/template.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

// {map.NAME}: what the value `of` is called by the provider.
struct WordMap {
    std::string of;  // the name of a value, as in braces: "fact.severity"
    std::map<std::string, std::string> to;
    std::string otherwise;  // for whatever is not listed

    bool operator==(const WordMap&) const = default;
};

// Read from the top, the first whose conditions all hold makes the request.
struct RequestRule {
    // By the name of a value, what it may be. "any" is anything but nothing, "none" is nothing.
    std::map<std::string, std::vector<std::string>> when;
    std::string method;  // empty: as the provider's; the others too
    std::string url;
    std::string body;

    bool operator==(const RequestRule&) const = default;
};

// Adds "map.NAME" of each map to `values`, which has every value that a map is of.
void add_words(Values& values, const std::map<std::string, WordMap>& maps);

// The rule whose conditions hold; nullptr when there is none.
const RequestRule* rule_for(const std::vector<RequestRule>& rules, const Values& values);

}  // namespace tocsin
