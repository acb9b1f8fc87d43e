// Which schema of the journal this program reads and writes, and how it gets there from older ones.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

// The statements that lead from one schema to the next, in order.
using Migration = std::vector<std::string>;

// Those that this program brings: the first leads from schema 1 to 2. A step, once shipped, never
// changes; a new one stands at the end.
const std::vector<Migration>& shipped_migrations();

// The schema that they lead to.
int schema_version();

}  // namespace tocsin
