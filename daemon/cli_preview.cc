#include "daemon/cli_preview.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"

namespace tocsin {
namespace {

std::string size_words(const Node& text) {
    const std::string segments = text_of(text, "segments");
    return text_of(text, "characters") + " characters in " + segments +
           (segments == "1" ? " segment" : " segments");
}

void print_indented(const std::string& text, Terminal& terminal) {
    std::string line = "  ";
    for (const char sign : fit_for_terminal(text)) {
        if (sign != '\n') {
            line += sign;
            continue;
        }
        terminal.out << (line == "  " ? "" : line) << "\n";
        line = "  ";
    }
    if (line != "  ") terminal.out << line << "\n";
}

// Texts differ from stage to stage. What is longer is shown once: of the first.
void print_message(const Node& message, bool first, Terminal& terminal) {
    const bool text = text_of(message, "medium") == "sms";
    if (!text && !first) return;
    std::string head = text_of(message, "word");
    if (text) {
        head += text_of(message, "answered_by_reply") == "true" ? ", answered by a reply"
                                                                : ", answered by its link";
        head += ", " + size_words(message);
    }
    terminal.out << "- " << head << "\n";
    const std::string subject = text_of(message, "subject");
    if (!subject.empty()) print_indented(subject + "\n", terminal);
    print_indented(text_of(message, "text"), terminal);
}

bool print_calls(const Node& preview, Terminal& terminal) {
    bool first = true;
    bool gap = false;
    for (const Node& call : items_of(preview, "calls")) {
        const std::string reader = text_of(call, "reader");
        terminal.out << (first ? "" : "\n") << text_of(call, "called") << ", "
                     << text_of(call, "stage") << ", "
                     << (reader.empty() ? std::string(gap_word) : "as " + reader + " would read it")
                     << "\n";
        gap = gap || reader.empty();
        for (const Node& message : items_of(call, "messages"))
            print_message(message, first, terminal);
        first = first && reader.empty();
    }
    return gap;
}

void print_notice(const Node& notice, Terminal& terminal) {
    terminal.out << "\nMessage to stakeholders, " << text_of(notice, "stage") << "\n";
    const std::string never = text_of(notice, "never");
    if (!never.empty()) terminal.out << "- never sent: " << never << "\n";
    for (const Node& lack : items_of(notice, "lacks"))
        terminal.out << "- " << text_of(lack, "part") << ": " << text_of(lack, "detail") << "\n";
    const std::string text = text_of(notice, "text");
    if (text.empty()) return;
    terminal.out << "- text, " << size_words(notice) << "\n";
    print_indented(text, terminal);
    terminal.out << "- mail\n";
    print_indented(text_of(notice, "subject") + "\n\n" + text_of(notice, "mail"), terminal);
    const std::string headline = text_of(notice, "headline");
    if (headline.empty()) return;
    terminal.out << "- status page\n";
    print_indented(headline + "\n" + text_of(notice, "page"), terminal);
}

int show_preview(const Client& client, const std::string& incident, bool json, Terminal& terminal) {
    const DaemonAnswer answer =
        ask(client, "GET", "/v1/incidents/" + percent_encoded(incident) + "/preview");
    if (json) {
        terminal.out << answer.body << "\n";
        return exit_done;
    }
    const Node preview = json_of(answer);
    terminal.out << "Nothing is sent. " << text_of(preview, "incident") << " would say:\n\n";
    const bool gap = print_calls(preview, terminal);
    for (const Node& notice : items_of(preview, "notices")) print_notice(notice, terminal);
    return gap ? exit_needs_you : exit_done;
}

}  // namespace

PreviewCommand::PreviewCommand(Commands& commands) {
    CLI::App* sub = commands.command(
        commands.app(), "preview", "Shows what an incident would say now; nothing is sent.",
        "  tocsin preview INC-42\n  tocsin preview INC-42 --json", [this, &commands] {
            return show_preview(commands.client(), incident_, commands.json(), commands.terminal());
        });
    sub->add_option("INCIDENT", incident_, "INC-42 or 42")->required();
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

}  // namespace tocsin
