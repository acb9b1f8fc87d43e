#include "channels/twiml.h"

#include "channels/html.h"

namespace tocsin {
namespace {

std::string document(const std::string& verbs) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    text += verbs.empty() ? "<Response/>" : "<Response>" + verbs + "</Response>";
    return text;
}

std::string said(const Voice& voice, std::string_view text) {
    std::string say = "<Say language=\"" + escaped(voice.language) + "\"";
    if (!voice.name.empty()) say += " voice=\"" + escaped(voice.name) + "\"";
    return say + ">" + escaped(text) + "</Say>";
}

}  // namespace

std::string twiml_says(const Voice& voice, std::string_view text) {
    return document(said(voice, text));
}

std::string twiml_asks(const Voice& voice, std::string_view text, std::string_view action,
                       bool begins) {
    std::string verbs = begins ? "<Pause length=\"1\"/>" : "";
    verbs += "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"" + std::to_string(key_awaited_s) +
             "\" actionOnEmptyResult=\"true\" method=\"POST\" action=\"" + escaped(action) + "\">" +
             said(voice, text) + "</Gather>";
    return document(verbs);
}

std::string twiml_nothing() {
    return document("");
}

}  // namespace tocsin
