// A file of systemd/dialects: what the webhook of one kind of monitor means.
//   dialect: statuscake
//   title: StatusCake
//   key: ["{TestID}", "{Name} {URL}"]      the first that is whole counts
//   state: [{ when: { Status: up }, is: over }]
// See daemon/dialect_phrase.h for what may stand between braces.
#pragma once

#include "daemon/dialect.h"
#include "rota/tree.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// Nothing when the text is refused; every mistake is among `problems` then, with its line and
// column. `file` is the name to use in them.
std::optional<Dialect> parse_dialect(std::string_view text, const std::string& file,
                                     Problems& problems);

}  // namespace tocsin
