// tocsin note: what people know and the record does not, on an incident or for the next handover.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

class NoteCommands {
public:
    explicit NoteCommands(Commands& commands);
    NoteCommands(const NoteCommands&) = delete;
    NoteCommands& operator=(const NoteCommands&) = delete;

private:
    int note_incident() const;
    int note_handover() const;
    std::string body() const;

    Commands& commands_;
    std::string incident_;
    std::string text_;
    std::string kind_;
    std::string by_;
};

}  // namespace tocsin
