#include "channels/status_feed.h"

#include "channels/html.h"
#include "channels/status_json.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tocsin {
namespace {

// Readers ask every few minutes and keep what they have seen; 50 is weeks of messages.
constexpr std::size_t entries_max = 50;

struct Entry {
    const StatusIncident* incident;
    const StatusMessage* message;
    std::string at;
};

std::vector<Entry> newest(const StatusView& view) {
    std::vector<Entry> entries;
    for (const auto* incidents : {&view.open, &view.resolved}) {
        for (const StatusIncident& incident : *incidents) {
            for (const StatusMessage& message : incident.messages) {
                entries.push_back({&incident, &message, utc(message.at.iso)});
            }
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.at > b.at; });
    if (entries.size() > entries_max) entries.resize(entries_max);
    return entries;
}

// Titles and texts are marked at both ends in an exercise.
std::string marked(const StatusView& view, const std::string& text) {
    if (!view.exercise) return text;
    return "EXERCISE. " + text + (text.ends_with('.') ? " EXERCISE" : ". EXERCISE");
}

std::string content(const Entry& entry) {
    if (!entry.message->full.empty()) return entry.message->full;
    return entry.message->text + " Reference " + entry.incident->ref + ".";
}

std::string entry_xml(const StatusView& view, const Entry& entry) {
    const StatusIncident& incident = *entry.incident;
    const StatusMessage& message = *entry.message;
    const std::string ref = folder_name(incident.ref);
    const std::string n = std::to_string(message.n);
    const std::string place = incident.place.empty() ? "" : " (" + incident.place + ")";
    const std::string title = marked(view, message.title + ": " + message.headline + place);
    return "  <entry>\n    <title>" + escaped(title) +
           "</title>\n    <id>tag:" + escaped(view.feed_tag) + ":" + ref + ":" + n +
           "</id>\n    <link href=\"" + escaped(view.base_url) + "/incidents/" + ref + "/#" + ref +
           "-" + n + "\"/>\n    <published>" + entry.at + "</published>\n    <updated>" + entry.at +
           "</updated>\n    <category term=\"" + state_word(message.state) +
           "\"/>\n    <content type=\"text\">" + escaped(marked(view, content(entry))) +
           "</content>\n  </entry>\n";
}

}  // namespace

std::string status_feed(const StatusView& view) {
    const std::string url = escaped(view.base_url);
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">\n  <title>";
    xml += escaped(marked(view, view.site + ": service messages")) +
           "</title>\n  <id>tag:" + escaped(view.feed_tag) +
           (view.exercise ? ":exercise-messages" : ":messages") +
           "</id>\n  <link rel=\"self\" href=\"" + url +
           "/feed.atom\"/>\n  <link rel=\"alternate\" type=\"text/html\" href=\"" + url +
           "/\"/>\n  <updated>" + utc(view.written.iso) + "</updated>\n  <author><name>" +
           escaped(view.desk.name) + "</name></author>\n";
    for (const Entry& entry : newest(view)) xml += entry_xml(view, entry);
    return xml + "</feed>\n";
}

}  // namespace tocsin
