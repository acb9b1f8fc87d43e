// What the tests of places share: what the core tells a place, and answers as they come.
#pragma once

#include "channels/channel.h"

#include <string>

namespace tocsin {

// An incident was opened, in a room or for a program.
inline Message place_message(Medium medium, const std::string& event = "opened") {
    Message message;
    message.id = SendId{7};
    message.medium = medium;
    message.reference = "k7q2-1-42";
    message.subject = "Sev 1 GP Records down (INC-42)";
    message.text = "Multiple Trusts in North East.\nEDM is called, by 02:24.";
    message.facts = {{"event", event},
                     {"ref", "INC-42"},
                     {"incident", "42"},
                     {"severity", "1"},
                     {"service", "gp-records"},
                     {"service-name", "GP Records"},
                     {"state", "down"},
                     {"place", "Multiple Trusts in North East"},
                     {"title", "GP Records down"},
                     {"at", "2026-01-04T02:11:06Z"},
                     {"url", "https://alert.example.org/i/42"}};
    return message;
}

// A notice that stakeholders get: "first", "update", "final".
inline Message notice_message(Medium medium, const std::string& stage,
                              const std::string& thread = "") {
    Message message = place_message(medium, "notice");
    message.subject = "GP Records unavailable";
    message.text = "Users cannot open shared records.\nWe look into it.";
    message.facts["stage"] = stage;
    message.thread = thread;
    return message;
}

inline WireAnswer place_answer(long status, std::string body = "") {
    WireAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.sent_whole = true;
    return answer;
}

}  // namespace tocsin
