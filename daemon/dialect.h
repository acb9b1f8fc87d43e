// What a monitor's webhook means, as data: one table for each kind of monitor says where in its
// messages the key, the state, the severity and the words of an alarm stand. daemon/dialect_file.h
// makes it of a YAML file; it knows no protocol, and what is more than a mapping has code of its
// own.
#pragma once

#include "daemon/dialect_phrase.h"
#include "daemon/problem.h"
#include "daemon/signal.h"
#include "rota/time.h"
#include "rota/zone.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

struct Source;

// What `path` says is one of `words`: whatever the case of letters, with "*" for any letters. "any"
// is anything that is there, "none" nothing.
struct DialectCondition {
    DialectPath path;
    std::vector<std::string> words;
};

struct DialectRule {
    // `ignored`: a test of the monitor's, or news that is nobody's; it is answered and forgotten.
    enum class Means { firing, over, acknowledged, noted, ignored };

    std::vector<DialectCondition> when;  // all of them
    Means means = Means::firing;
};

struct Dialect {
    std::string name;
    std::string title;                // "Zabbix", as people know it
    std::vector<DialectPath> unwrap;  // the body is JSON in this field, where there is such a field
    // Of the body, and of each alarm in its list:
    std::vector<DialectPath> parse;  // fields that hold JSON as text
    std::vector<DialectPath> hide;   // fields that are neither kept nor read: a secret among them
    std::optional<DialectPath> alarms;  // the list of alarms in the body; else the body is one
    std::vector<DialectRule> state;     // the first that holds; none: firing
    DialectPhrases key;
    DialectPhrases severity;  // the first whose words are known
    std::map<std::string, int> severities;
    DialectPhrases service;
    DialectPhrases summary;
    DialectPhrases description;
    DialectPhrases place;
    DialectPhrases link;
    DialectPhrases began;
    DialectPhrases author;
    DialectPhrases comment;
};

// A request to the hook of a source.
struct Delivery {
    const std::string& body;
    const Fields& headers;
    Instant now;
    const Zone& zone;  // of times that name none and are in no form of ISO 8601
};

// The signals of one message; there may be none, when it is a test. Nothing that holds a byte is
// refused. Bodies here are made by templates that people write and monitors fill in: a quote in the
// name of a disk makes one no JSON, and most monitors never send again what was answered with 4xx.
// So what cannot be read is an alarm of its own that says so, as is one that names no key. Only an
// empty body is refused, "not-json": there is nothing in it to tell a person. (Alertmanager's
// reader refuses what is no JSON, because Alertmanager writes no such thing.) A message that is a
// list is a list of messages.
[[nodiscard]] std::variant<std::vector<Signal>, ProblemDetail> read_dialect(
    const Dialect& dialect, const Source& source, const Delivery& delivery);

}  // namespace tocsin
