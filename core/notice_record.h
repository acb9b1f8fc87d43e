// What became of an incident's notices: each with its readers, and what every one of them got on
// each medium (HSSI-40). Made from the entries about the incident, so that it is there for closed
// ones as well.
#pragma once

#include "core/event.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// Of one reader and one medium.
struct NoticeResult {
    enum class State {
        not_sent,   // no address of its own, no provider of the medium, or stopped before its turn
        waiting,    // for its turn, for room, or in a provider's hands
        accepted,   // by a provider; nothing is known of the reader
        delivered,  // a provider says
        failed,     // for good
        stopped,    // it did not leave, for the incident's messages had ended
    };
    State state = State::not_sent;
    Instant at{};  // of what was heard last
    std::string detail;
};

struct RecordedReader {
    NoticeReader reader;
    std::optional<NoticeResult> sms;  // nothing: the list does not say so
    std::optional<NoticeResult> mail;
};

struct RecordedNotice {
    NoticeSent sent;
    Instant at{};
    std::vector<RecordedReader> readers;
};

// How far a notice has come: its messages, one a reader and medium, each counted once.
struct NoticeProgress {
    int messages = 0;
    int sent = 0;       // a provider has it, or has delivered it
    int delivered = 0;  // of those, as a provider says
    int failed = 0;
    int waiting = 0;
    int stopped = 0;
    int not_sent = 0;  // no address of its own
};

NoticeProgress progress_of(const RecordedNotice& notice);

// In order. `entries` are those about the incident, oldest first.
std::vector<RecordedNotice> recorded_notices(const std::vector<Entry>& entries);

// "accepted", "not sent".
std::string result_word(NoticeResult::State state);

}  // namespace tocsin
