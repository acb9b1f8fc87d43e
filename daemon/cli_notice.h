// Messages to stakeholders from the command line: write or preview one, what became of them, and
// what is held.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

struct NoticeOptions {
    std::string incident;
    // What the API calls them: stage, happened, impact, summary, state, degree, next, reason,
    // decided_by, by, corrects, progress. Empty ones are left out.
    std::map<std::string, std::string> words;
    std::vector<std::string> location;
    bool management = false;
    bool holding = false;
    bool preview = false;
    bool json = false;
};

int write_notice(const Client& client, const NoticeOptions& options, Terminal& terminal);
int list_notices(const Client& client, const std::string& incident, bool summary, bool json,
                 Terminal& terminal);
int list_holds(const Client& client, bool json, Terminal& terminal);

// `action` is lift or withdraw.
int decide_hold(const Client& client, const std::string& hold, const std::string& action,
                const std::string& by, const std::string& reason, Terminal& terminal);
// With the words of a notice.
int rewrite_hold(const Client& client, const std::string& hold, const NoticeOptions& options,
                 Terminal& terminal);
int approve_rollout(const Client& client, const std::string& service, const std::string& by,
                    const std::string& reason, Terminal& terminal);

class NoticeCommands {
public:
    explicit NoticeCommands(Commands& commands);
    NoticeCommands(const NoticeCommands&) = delete;
    NoticeCommands& operator=(const NoticeCommands&) = delete;

private:
    void add_words(CLI::App* sub);
    void add_notices();
    void add_update();
    void add_holds();

    Commands& commands_;
    NoticeOptions notice_;
    std::string id_;
    std::string by_;
    std::string note_;
    bool summary_ = false;
};

}  // namespace tocsin
