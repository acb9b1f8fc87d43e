// An answer as it goes over the wire, with the headers that every answer carries. Pure.
#pragma once

#include "daemon/http.h"

#include <string>

namespace tocsin {

struct AnswerTo {
    bool head = false;       // HEAD: the headers of the answer, without its body
    bool close = false;      // the connection ends after it
    bool encrypted = false;  // it goes over TLS, and every other answer is to do so as well
};

// Whether it can be sent: a final status, and no line ends or odd characters in its headers.
bool sendable(const Response& response);

// REQUIRES sendable(response).
std::string response_text(const Response& response, AnswerTo to);

}  // namespace tocsin
