// The wording of a written handover: its sections and what each line of them says. A procedure may
// have its own; these are the ones that hold without (HSSI-19).
#pragma once

#include "core/handover_record.h"
#include "core/procedure.h"
#include "rota/zone.h"

#include <string>
#include <vector>

namespace tocsin {

// What a section can be of: incidents ("open", "new", "resolved", "escalations"), what is owed
// ("owed") and held ("holds"), or notes of one kind ("information", "change", "expected",
// "management-only"; to the last belong the messages that management alone was sent).
const std::vector<std::string>& handover_sections();

// The kinds of notes, "information" first.
const std::vector<std::string>& note_kinds();

const std::vector<HandoverSection>& default_handover_sections();

// A line of a section, in Mustache: {{name}}, and {{#name}}...{{/name}} where there is such a
// thing. What is wrong with it, in a sentence; empty: nothing. Names are those of the section.
std::string wrong_with_line(const std::string& section, const std::string& line);

// `line` filled in with what it is about. Line breaks stay.
std::string filled_line(const std::string& line, const ShiftIncident& incident, const Zone& zone,
                        Instant now);
std::string filled_line(const std::string& line, const KeptNote& note, const Zone& zone,
                        Instant now);
// A message of `of` that management alone was sent.
std::string filled_line(const std::string& line, IncidentId of, const KeptMessage& message,
                        const Zone& zone, Instant now);
// `written`: when the document is written, by which late is counted.
std::string filled_line(const std::string& line, const ShiftOwed& owed, const Zone& zone,
                        Instant now, Instant written);
std::string filled_line(const std::string& line, const ShiftHold& hold, const Zone& zone,
                        Instant now);

}  // namespace tocsin
