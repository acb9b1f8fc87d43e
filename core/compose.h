// Fills the texts of the message set from what is true at this moment. A message is composed whole
// before it is offered, and stays as it is however often it is handed over.
#pragma once

#include "core/calls.h"
#include "core/draft.h"

#include <string>

namespace tocsin {

// The id of the text that this call needs. `two_way`: by text from a number that can be answered.
std::string call_text(const Draft& draft, const CallPlan::Person& person, bool two_way);

// The id of the text of that medium: a phone call and a push message have words of their own.
std::string call_text_for(const Draft& draft, const CallPlan::Person& person, Medium medium,
                          bool two_way);

// The message of a call over one medium. `to` is empty when the person lacks that kind of address.
Message compose_call(const Draft& draft, const CallPlan::Person& person, const CallMade& made,
                     Medium medium, bool two_way);

// News: nobody needs to answer. `values` beside those of the incident, the desk and the time;
// `about` says whether it is of an exercise.
Message compose_news(const Draft& draft, const Callee& reader, const std::string& text_id,
                     const Values& values, const std::vector<IncidentId>& about, Medium medium);

// The same as it reads on a phone, for whoever reads it elsewhere. A name in the wording without a
// value is empty.
std::string news_text(const Draft& draft, const std::string& text_id, const Values& values,
                      const std::vector<IncidentId>& about);

// {ref} {sev} {service} {state} {place} ... of an incident. Public words come first where a person
// has confirmed them.
Values incident_values(const Draft& draft, const Incident& incident);

// What somebody wrote, fit to stand in a text: one line of at most so many signs, cut at a word.
std::string fit_for_text(const std::string& written, std::size_t signs);

// {desk} {desk_long} {phone} of level 1 at this moment.
Values desk_values(const Draft& draft, const Procedure& procedure);

// "Level 3", where a line begins with who is called "level 3".
std::string capitalised(std::string called);

// The number that people are told to ring: a desk's landline, where it has one.
std::string rings_at(const Directory& directory, const Callee& callee);

}  // namespace tocsin
