// tocsin document: reports, summaries, letters and logs, filled in from the journal.
#pragma once

#include "daemon/cli_commands.h"
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

class DocumentCommand {
public:
    explicit DocumentCommand(Commands& commands);
    DocumentCommand(const DocumentCommand&) = delete;
    DocumentCommand& operator=(const DocumentCommand&) = delete;

private:
    void add_document();

    Commands& commands_;
    DocumentOptions document_;
};

}  // namespace tocsin
