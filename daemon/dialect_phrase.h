// A place in what a monitor sent, and text made of such places: "{host}!{service}".
//   status            a field of the alarm; names are looked up as they are, else whatever their
//   case data.items.0.id   further in; a number counts the items of a list from 0
//   tags[tag=team].value   the item of a list whose field "tag" is "team", and its field "value"
//   names.*           all items of a list, with commas
//   /receiver         a field of the whole body, where the alarms are a list in it
//   @ce-id            a header of the request
// What a monitor could not fill in counts as not there: "", null, *UNKNOWN*, {EVENT.TAGSJSON},
// ${N=Alerting;M=AlertID}, $ALERT_ID, $HOSTNAME$, $service.name$.
#pragma once

#include "daemon/http.h"
#include "rota/tree.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// One message, as far as phrases look into it. It refers to what it was made of.
struct MonitorMessage {
    const Node& alarm;
    const Node& body;
    const Fields& headers;
};

class DialectPath {
public:
    // Nothing when `text` is no path.
    static std::optional<DialectPath> parse(std::string_view text);

    // As written there, not cleaned, but no more than raw_bytes_max: a thousand alarms may each
    // look at the same text of a body. Of a list or a map its JSON. Empty when it is not there.
    std::string text(const MonitorMessage& told) const;

    // The node it leads to from `from`, whatever part of the message the path is of; nullptr when
    // it leads nowhere, or to a header.
    const Node* node(const Node& from) const;

    // Of a path of names alone: the field it leads to in `from`, or nullptr.
    Node* field_in(Node& from) const;

    // Takes that field out of `from`, so that nothing of it is kept.
    void remove(Node& from) const;

private:
    enum class Root { alarm, body, header };
    struct Step {
        std::string name;
        std::optional<std::string> is;  // the item of a list whose `name` is this
        bool all = false;               // all items; the last step
    };

    const Node* walk(const Node& from, std::size_t count) const;
    Node* holder(Node& from) const;  // the map that the last step is in

    Root root_ = Root::alarm;
    std::vector<Step> steps_;
};

class DialectPhrase {
public:
    // Nothing when a brace is not closed or holds no path; `why` then says so. "{{" is a brace.
    static std::optional<DialectPhrase> parse(std::string_view text, std::string& why);

    // Empty when any part of it is not there.
    std::string text(const MonitorMessage& told) const;

private:
    struct Part {
        std::string literal;  // before the path
        std::optional<DialectPath> path;
    };
    std::vector<Part> parts_;
};

// The first that is whole counts.
using DialectPhrases = std::vector<DialectPhrase>;

// Empty when none is.
std::string first_whole(const DialectPhrases& phrases, const MonitorMessage& told);

// Whether a monitor left `text` unsaid, as above.
bool unsaid(std::string_view text);

}  // namespace tocsin
