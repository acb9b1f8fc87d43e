// tocsin document: reports, summaries, letters and logs, filled in from the journal.
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

struct DocumentOptions {
    std::string name;      // empty: which there are
    std::string incident;  // empty: a log
    std::string from;      // the first day of a log; empty: a month ago
    std::string to;
    bool json = false;  // of the list
};

// The document alone on standard output. Throws CommandFailed.
int print_document(const Client& client, const DocumentOptions& options, Terminal& terminal);

}  // namespace tocsin
