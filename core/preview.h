// What would be said of an incident at this moment: the call of every stage of its ladder on every
// medium, and the messages to stakeholders of every stage. Nothing is decided, and nothing leaves.
#pragma once

#include "core/draft.h"
#include "core/notice_plan.h"

#include <string>
#include <vector>

namespace tocsin {

struct PreviewedMessage {
    Message message;
    bool two_way = false;  // of a text: it can be replied to
};

// One stage of the ladder. The reader stands for all who have the role.
struct PreviewedCall {
    enum class Stage { first_try, last_try, last_resort };
    Stage stage = Stage::first_try;
    std::string called;                      // "EDM"
    std::string reader;                      // "Pat Ash"; empty: nobody has the role
    std::vector<PreviewedMessage> messages;  // one a medium that any channel sends; `{link}` stands
};

struct PreviewedNotice {
    NoticeStage stage = NoticeStage::first;
    NoticePlan plan;  // with words in square brackets, where its author's will stand
};

// What is told of a call without asking for it, and what answers a reply, with words in square
// brackets where its facts will stand.
struct PreviewedNews {
    std::string text_id;  // "told.taken"
    std::string reader;   // "everybody called"
    std::string text;     // as it is sent to phones
};

struct Preview {
    std::vector<PreviewedCall> calls;      // in the order of the ladder
    std::vector<PreviewedNews> news;       // in the order in which it comes
    std::vector<PreviewedNotice> notices;  // empty: its procedure has none
};

// `draft` is thrown away: it gives each call a code that no call has.
Preview preview(Draft& draft, const Incident& incident);

// "first try", "last try", "last resort".
std::string_view stage_word(PreviewedCall::Stage stage);

}  // namespace tocsin
