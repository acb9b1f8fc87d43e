// proves("HSSI-14") inside a test records, when that test has passed, that it proves the rule.
// The records are lines "rule<TAB>Suite.Test" in $TOCSIN_RULES_DIR; tests/rules reads them.
// Without the variable nothing is written. A test that fails or is skipped records nothing.
#pragma once

#include <string_view>

namespace tocsin {

// `rule` is a rule of the procedures ("HSSI-14", "WSIC-11") or a promise ("P1").
// Call it from the body of a running GoogleTest test, on the test's own thread.
void proves(std::string_view rule);

}  // namespace tocsin
