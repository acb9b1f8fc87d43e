#include "daemon/cli_preview.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"

#include <algorithm>
#include <map>
#include <utility>

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

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

// Texts are shown at every stage. What is longer is shown whole once, and after that only the lines
// in which it differs.
class Shown {
public:
    explicit Shown(Terminal& terminal) : terminal_(terminal) {}

    void message(const Node& message) {
        std::string head = text_of(message, "word");
        const std::string subject = text_of(message, "subject");
        const std::string text =
            (subject.empty() ? "" : subject + "\n\n") + text_of(message, "text");
        if (text_of(message, "medium") == "sms") {
            head += text_of(message, "answered_by_reply") == "true" ? ", answered by a reply"
                                                                    : ", answered by its link";
            terminal_.out << "- " << head << ", " << size_words(message) << "\n";
            print_indented(text, terminal_);
            return;
        }
        const auto [before, first] = before_.emplace(head, lines_of(text));
        if (first) {
            terminal_.out << "- " << head << "\n";
            print_indented(text, terminal_);
            return;
        }
        std::string differs;
        for (const std::string& line : lines_of(text)) {
            if (std::ranges::find(before->second, line) == before->second.end())
                differs += line + "\n";
        }
        before->second = lines_of(text);
        if (differs.empty()) return;
        terminal_.out << "- " << head << ", where it differs from the one before\n";
        print_indented(differs, terminal_);
    }

private:
    Terminal& terminal_;
    std::map<std::string, std::vector<std::string>> before_;
};

bool print_calls(const Node& preview, Terminal& terminal) {
    Shown shown(terminal);
    bool first = true;
    bool gap = false;
    for (const Node& call : items_of(preview, "calls")) {
        const std::string reader = text_of(call, "reader");
        terminal.out << (first ? "" : "\n") << text_of(call, "called") << ", "
                     << text_of(call, "stage") << ", "
                     << (reader.empty() ? std::string(gap_word) : "as " + reader + " would read it")
                     << "\n";
        gap = gap || reader.empty();
        first = false;
        for (const Node& message : items_of(call, "messages")) shown.message(message);
    }
    return gap;
}

void print_news(const Node& preview, Terminal& terminal) {
    bool first = true;
    for (const Node& news : items_of(preview, "news")) {
        if (std::exchange(first, false)) terminal.out << "\nTexts that ask for nothing\n";
        terminal.out << "- to " << text_of(news, "reader") << ", " << size_words(news) << "\n";
        print_indented(text_of(news, "text"), terminal);
    }
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
    print_news(preview, terminal);
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
