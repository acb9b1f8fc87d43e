// News: messages that nobody needs to answer. What became of a call, what level 1 must know.
#pragma once

#include "core/document.h"
#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// One text, or a mail where there is no phone: a person gets one message a fact.
void tell(Draft& draft, const Callee& reader, const std::string& text_id, Values values,
          const std::vector<IncidentId>& about, int severity);

// The answer to what somebody replied: a text to that phone, by the provider that received the
// reply where it can. It leaves with the calls, for whoever has spoken waits for it.
void answer(Draft& draft, const Callee& reader, const std::string& channel,
            const std::string& text_id, Values values, const std::vector<IncidentId>& about);

// The answer to what somebody pressed under a post of a place, shown to them alone where they
// pressed it.
void answer_press(Draft& draft, const Pressed& said, const std::string& text_id, Values values,
                  const std::vector<IncidentId>& about);

// A document by mail, with its files. False: there is no mail address, or no provider of mail. It
// is given up after `lives`.
bool mail(Draft& draft, const Callee& reader, const std::string& text_id, const Document& document,
          const std::vector<Attachment>& attachments, Duration lives);

// Level 1 of the procedure, at this moment, by text and by mail. With incidents, the values of the
// first are filled in; several are named "INC-1 and 2 more".
void tell_level_1(Draft& draft, const Procedure& procedure, const std::string& text_id,
                  Values values, const std::vector<IncidentId>& about, int severity);

// The people of the rota team, by text and by mail; not who reads it as level 1 of the procedure.
void tell_rota_team(Draft& draft, const Procedure& procedure, const std::string& text_id,
                    const Values& values);

}  // namespace tocsin
