// One thing that a monitor said of one of its alarms, in our words, before the engine judges it.
#pragma once

#include "core/directory.h"
#include "core/input.h"

#include <string>
#include <vector>

namespace tocsin {

struct Signal {
    // Everything unknown is `firing`: a word we do not know must not keep people asleep.
    // `acknowledged`: a person took note of it in the monitor; `noted`: for the record.
    enum class Kind { firing, over, acknowledged, noted };

    Kind kind = Kind::firing;
    Alarm alarm;         // key, and whatever else was said; `firing` follows from the kind
    std::string author;  // of an acknowledgement or a note, as the monitor names them; may be empty
    std::string comment;  // what they wrote; may be empty
};

// What they are to the engine, in their order. Who acknowledges in the monitor takes an incident
// when the source is trusted to say who that is, and the author is the id or the mail address of one
// of the directory's people; else it is a note (P12).
std::vector<Alarm> alarms_of(std::vector<Signal> signals, const Directory& directory,
                             bool may_acknowledge);

}  // namespace tocsin
