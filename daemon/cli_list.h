// tocsin list: which incidents there are, and who has them.
#pragma once

#include "daemon/cli_commands.h"
#include "rota/tree.h"

#include <string>
#include <vector>

namespace tocsin {

// Empty ones do not narrow it.
struct ListOptions {
    std::vector<std::string> statuses;  // as procedures name them: "confirmed"
    std::vector<std::string> severities;
    std::vector<std::string> services;  // ids
    std::string procedure;
    std::string since;  // opened at or after, as a person types it
    std::string until;  // opened before
    int limit = 0;      // 0: all of them
    bool all = false;   // those that are over, too
};

class ListCommand {
public:
    explicit ListCommand(Commands& commands);
    ListCommand(const ListCommand&) = delete;
    ListCommand& operator=(const ListCommand&) = delete;

private:
    int list() const;

    Commands& commands_;
    ListOptions options_;
};

// Who has an incident of the API: "Pat Ash (EDM)", or how far its ladder is, or "nobody".
std::string holder_words(const Node& incident);

}  // namespace tocsin
