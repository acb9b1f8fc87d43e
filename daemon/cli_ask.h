// What the commands that speak with a daemon share: asking it, turning its refusals into words and
// exit codes, and reading its JSON.
#pragma once

#include "daemon/client.h"
#include "daemon/columns.h"
#include "daemon/terminal.h"
#include "rota/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// The answer, of a status from 200 to 299. Throws CommandFailed for every other, and when none
// comes.
DaemonAnswer ask(const Client& client, const std::string& method, const std::string& path,
                 const std::string& body = {}, const std::string& accept = "application/json");

// Throws CommandFailed for an answer of any other status.
void refuse_unless_done(const DaemonAnswer& answer);

// How a command ends when no answer comes.
CommandFailed silence(const NoAnswer& failure);

// The JSON of `answer`. Throws CommandFailed when it is none.
Node json_of(const DaemonAnswer& answer);

// The text under `key`, fit for a terminal; empty when it is absent or no scalar.
std::string text_of(const Node& map, std::string_view key);

// The items under `key`; empty when it is absent or no list.
const std::vector<Node>& items_of(const Node& map, std::string_view key);

// The texts of `items`, fit for a terminal: "edm, level-3".
std::string joined(const std::vector<Node>& items, std::string_view between = ", ");

// Without what would move the cursor of a terminal; line feeds stay.
std::string fit_for_terminal(std::string_view text);

// `word` in the colour of alarm, when `terminal` shows colours.
std::string alarming(const Terminal& terminal, const std::string& word);

// What stands where nobody is on call; and a text with all of them in the colour of alarm.
inline constexpr std::string_view gap_word = "NOBODY (GAP)";
std::string with_red_gaps(std::string text, const Terminal& terminal);

}  // namespace tocsin
