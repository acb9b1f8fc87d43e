// One plain sentence an event: the timeline, the log and `tocsin explain` speak with the same
// words.
#pragma once

#include "core/event.h"
#include "rota/zone.h"

#include <string>
#include <string_view>

namespace tocsin {

// "called Pat Ash (EDM), try 1, by sms and email". Phones are masked; no free text of a message.
// Empty for what no person wants to read (a key bound, a send handed over).
// With `free_text` false, what people and monitors wrote is left out: for the log, which must hold
// nothing about a patient (P18).
std::string sentence(const Event& event, const Zone& zone, Instant at, bool free_text = true);

// The name of the event's kind as the journal has it: "IncidentOpened" is "incident-opened".
std::string_view kind(const Event& event);

}  // namespace tocsin
