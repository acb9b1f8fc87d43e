#include "daemon/cli_notice.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"
#include "rota/counted.h"

namespace tocsin {
namespace {

void write_words(JsonObject& body, const NoticeOptions& options) {
    for (const auto& [name, text] : options.words) {
        if (!text.empty()) body.text(name, text);
    }
    JsonList places;
    for (const std::string& place : options.location) places.text(place);
    if (options.location.size() == 1) {
        body.text("location", options.location.front());
    } else if (!options.location.empty()) {
        body.raw("location", places.str());
    }
    if (options.management) body.truth("management", true);
    if (options.holding) body.truth("holding", true);
}

void print_reasons(const Node& answer, const std::string& key, Terminal& terminal) {
    for (const Node& one : items_of(answer, key)) {
        terminal.out << "  " << text_of(one, "why") << ": " << text_of(one, "decides")
                     << " decides\n";
    }
}

void print_warnings(const Node& answer, Terminal& terminal) {
    for (const Node& one : items_of(answer, "warnings")) {
        terminal.out << "warning: " << fit_for_terminal(one.text) << "\n";
    }
}

int print_outcome(const Node& done, Terminal& terminal) {
    const std::string ref = text_of(done, "incident");
    const std::string what = text_of(done, "done");
    if (what == "held") {
        terminal.out << "Not sent: held as " << text_of(done, "hold") << ".\n";
        print_reasons(done, "reasons", terminal);
        const std::string found = text_of(done, "found");
        if (!found.empty()) terminal.out << "  found: " << found << "\n";
        print_warnings(done, terminal);
        terminal.out << "Decide: tocsin hold lift " << text_of(done, "hold")
                     << " --by PERSON --reason ...\n";
        return exit_needs_you;
    }
    if (what == "sent") {
        terminal.out << "Sent: message " << text_of(done, "notice") << " of " << ref << ".\n";
        print_warnings(done, terminal);
        terminal.out << "Who got it: tocsin notices " << ref << "\n";
    } else {
        terminal.out << "The message of " << ref << " is " << what << ".\n";
    }
    return exit_done;
}

void print_readers(const Node& answer, Terminal& terminal) {
    for (const Node& one : items_of(answer, "readers")) {
        const Node* lists = one.find("lists");
        std::string media;
        for (const char* medium : {"sms", "email"}) {
            const std::string said = text_of(one, medium);
            const Node* result = one.find(medium);
            const std::string word = result != nullptr && result->kind == Node::Kind::map
                                         ? std::string(medium) + " " + text_of(*result, "result")
                                     : said == "true" ? medium
                                                      : "";
            if (!word.empty()) media += (media.empty() ? "" : ", ") + word;
        }
        terminal.out << "  " << text_of(one, "name") << ": " << media << " ("
                     << (lists == nullptr ? "" : joined(lists->items)) << ")\n";
    }
}

// "1000 readers: 1980 sent, 12 of them delivered, 4 failed, 16 waiting".
std::string progress_words(const Node& notice) {
    const Node* progress = notice.find("progress");
    if (progress == nullptr) return "";
    std::string words = counted(std::stoul("0" + text_of(*progress, "readers")), "reader") + ": " +
                        text_of(*progress, "sent") + " sent, " + text_of(*progress, "delivered") +
                        " of them delivered, " + text_of(*progress, "failed") + " failed, " +
                        text_of(*progress, "waiting") + " waiting";
    for (const auto& [key, what] :
         {std::pair{"stopped", " stopped"}, std::pair{"not_sent", " not sent"}}) {
        const std::string count = text_of(*progress, key);
        if (!count.empty() && count != "0") words += ", " + count + what;
    }
    return words;
}

int print_preview(const Node& plan, Terminal& terminal) {
    terminal.out << "Preview: it would " << text_of(plan, "would") << ". Nothing is sent.\n";
    const std::string never = text_of(plan, "never");
    if (!never.empty()) terminal.out << "  " << never << "\n";
    for (const Node& one : items_of(plan, "lacks")) {
        terminal.out << "  " << text_of(one, "part") << ": " << text_of(one, "detail") << "\n";
    }
    print_reasons(plan, "holds", terminal);
    const std::string found = text_of(plan, "found");
    if (!found.empty()) terminal.out << "  found: " << found << "\n";
    print_warnings(plan, terminal);
    if (const Node* texts = plan.find("texts")) {
        terminal.out << "\nText\n"
                     << fit_for_terminal(text_of(*texts, "sms")) << "\n\nMail\n"
                     << text_of(*texts, "subject") << "\n\n"
                     << fit_for_terminal(text_of(*texts, "mail"));
        const std::string page = text_of(*texts, "page");
        terminal.out << "\nStatus page\n" << (page.empty() ? "Nothing." : page) << "\n\nReaders\n";
        print_readers(plan, terminal);
    }
    return text_of(plan, "would") == "be sent" ? exit_done : exit_needs_you;
}

int print_json(const DaemonAnswer& answer, Terminal& terminal) {
    terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
    return exit_done;
}

}  // namespace

int write_notice(const Client& client, const NoticeOptions& options, Terminal& terminal) {
    JsonObject body;
    write_words(body, options);
    if (options.preview) body.truth("preview", true);
    const std::string path = "/v1/incidents/" + percent_encoded(options.incident) + "/notices";
    const DaemonAnswer answer = ask(client, "POST", path, body.str());
    if (options.json) return print_json(answer, terminal);
    const Node read = json_of(answer);
    return options.preview ? print_preview(read, terminal) : print_outcome(read, terminal);
}

int list_notices(const Client& client, const std::string& incident, bool summary, bool json,
                 Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET",
                                    "/v1/incidents/" + percent_encoded(incident) + "/notices" +
                                        (summary ? "?summary=true" : ""));
    if (json) return print_json(answer, terminal);
    const Node read = json_of(answer);
    if (items_of(read, "notices").empty()) {
        terminal.out << "No message has been sent about " << text_of(read, "incident") << ".\n";
        return exit_done;
    }
    for (const Node& one : items_of(read, "notices")) {
        const std::string next = text_of(one, "next");
        terminal.out << text_of(one, "number") << "  " << text_of(one, "title") << ", "
                     << text_of(one, "at") << ", by " << text_of(one, "by")
                     << (next.empty() ? "" : ", next update " + next) << "\n"
                     << progress_words(one) << "\n";
        if (summary) continue;
        terminal.out << fit_for_terminal(text_of(one, "sms")) << "\n";
        print_readers(one, terminal);
    }
    return exit_done;
}

int list_holds(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/holds");
    if (json) return print_json(answer, terminal);
    const Node read = json_of(answer);
    const std::vector<Node>& holds = items_of(read, "holds");
    if (holds.empty()) {
        terminal.out << "Nothing is held.\n";
        return exit_done;
    }
    for (const Node& one : holds) {
        terminal.out << text_of(one, "hold") << "  " << text_of(one, "incident") << ", by "
                     << text_of(one, "by") << " at " << text_of(one, "at") << "\n";
        print_reasons(one, "reasons", terminal);
        const std::string found = text_of(one, "found");
        if (!found.empty()) terminal.out << "  found: " << found << "\n";
        if (const Node* notice = one.find("notice")) {
            for (const char* part : {"stage", "happened", "impact", "summary"}) {
                const std::string text = text_of(*notice, part);
                if (!text.empty()) terminal.out << "  " << part << ": " << text << "\n";
            }
        }
    }
    terminal.out << "Decide: tocsin hold lift HOLD --by PERSON --reason ...\n";
    return exit_needs_you;
}

int decide_hold(const Client& client, const std::string& hold, const std::string& action,
                const std::string& by, const std::string& reason, Terminal& terminal) {
    JsonObject body;
    body.text("action", action).text("reason", reason);
    if (!by.empty()) body.text("by", by);
    return print_outcome(
        json_of(ask(client, "POST", "/v1/holds/" + percent_encoded(hold), body.str())), terminal);
}

int rewrite_hold(const Client& client, const std::string& hold, const NoticeOptions& options,
                 Terminal& terminal) {
    JsonObject body;
    body.text("action", "rewrite");
    write_words(body, options);
    return print_outcome(
        json_of(ask(client, "POST", "/v1/holds/" + percent_encoded(hold), body.str())), terminal);
}

int approve_rollout(const Client& client, const std::string& service, const std::string& by,
                    const std::string& reason, Terminal& terminal) {
    JsonObject body;
    body.text("reason", reason);
    if (!by.empty()) body.text("by", by);
    ask(client, "POST", "/v1/services/" + percent_encoded(service) + "/rollout", body.str());
    terminal.out << "The rollout of " << service << " is approved: everybody is told of it.\n";
    return exit_done;
}

NoticeCommands::NoticeCommands(Commands& commands) : commands_(commands) {
    add_notices();
    add_update();
    add_holds();
}

void NoticeCommands::add_words(CLI::App* sub) {
    auto& words = notice_.words;
    sub->add_option("--stage", words["stage"], "first, update, holding, final, ad-hoc");
    sub->add_option("--happened,--new", words["happened"], "what happened; what is new");
    sub->add_option("--impact", words["impact"], "what users cannot do; else as said before");
    sub->add_option("--location", notice_.location,
                    "up to 3 Trusts, a region, or \"all users\"; else as said before");
    sub->add_option("--summary", words["summary"], "how it was resolved");
    sub->add_option("--state", words["state"], "down or degraded; else as said before");
    sub->add_option("--degree", words["degree"], "slow or \"partly working\"");
    sub->add_option("--next", words["next"], "the next update: 60m, or 05:18");
    sub->add_option("--reason", words["reason"], "why the next update is later than usual");
    sub->add_option("--corrects", words["corrects"], "the number of the message it corrects");
    sub->add_option("--progress", words["progress"],
                    "identified (the cause is found) or monitoring (it is mended, and watched): "
                    "what status pages elsewhere say");
    sub->add_option("--decided-by", words["decided_by"], "who decided that it goes out: an id");
    sub->add_option("--by", words["by"], "who says so; else whoever runs this");
    sub->add_flag("--management", notice_.management, "for the management list alone");
}

void NoticeCommands::add_notices() {
    CLI::App* write = commands_.command(
        commands_.app(), "notice",
        "Sends a message to stakeholders: by text, by mail, on the page.",
        "  tocsin notice INC-1 --stage first --happened \"It stopped at 01:52\" --impact "
        "\"Users "
        "cannot open records\" --location Northtown --state down\n"
        "  tocsin notice INC-1 --stage update --new \"Supplier reroutes\" --next 60m --preview",
        [this] {
            notice_.json = commands_.json();
            return tocsin::write_notice(commands_.client(), notice_, commands_.terminal());
        });
    write->add_option("INCIDENT", notice_.incident, "INC-1")->required();
    add_words(write);
    write->add_flag("--preview", notice_.preview, "what would go to whom; nothing is sent");
    CLI::App* list = commands_.command(
        commands_.app(), "notices", "Shows what was sent, and what each reader got.",
        "  tocsin notices INC-1\n  tocsin notices INC-1 --summary", [this] {
            return list_notices(commands_.client(), id_, summary_, commands_.json(),
                                commands_.terminal());
        });
    list->add_option("INCIDENT", id_, "INC-1")->required();
    list->add_flag("--summary", summary_, "how far each has come, without its readers");
    CLI::App* approve = commands_.command(
        *commands_.group("rollout", "Opens the closed list of a service."), "approve",
        "Everybody is told of the service from here on.",
        "  tocsin rollout approve ward-orders --reason \"live on all wards\"\n"
        "  tocsin rollout approve ward-orders --by kim.hazel --reason \"signed today\"",
        [this] {
            return tocsin::approve_rollout(commands_.client(), id_, by_, note_,
                                           commands_.terminal());
        });
    approve->add_option("SERVICE", id_, "its id")->required();
    approve->add_option("--reason", note_, "what the approval is")->required();
    approve->add_option("--by", by_, "who says so; else whoever runs this");
    for (CLI::App* sub : {write, list}) commands_.add_json(sub);
    for (CLI::App* sub : {write, list, approve}) commands_.add_daemon_options(sub);
}

// The message that people write most: what is new, all else as said before.
void NoticeCommands::add_update() {
    CLI::App* update = commands_.command(
        commands_.app(), "update",
        "Tells stakeholders what is new, all else as said before; more: tocsin notice.",
        "  tocsin update INC-1 \"Supplier reroutes\" --next 60m\n"
        "  tocsin update INC-1 \"The cause is found\" --progress identified --preview",
        [this] {
            notice_.json = commands_.json();
            notice_.words["stage"] = "update";
            return tocsin::write_notice(commands_.client(), notice_, commands_.terminal());
        });
    auto& words = notice_.words;
    update->add_option("INCIDENT", notice_.incident, "INC-1")->required();
    update->add_option("TEXT", words["happened"], "what is new")->required();
    update->add_option("--impact", words["impact"], "what users cannot do");
    update->add_option("--next", words["next"], "the next update: 60m, or 05:18");
    update->add_option("--reason", words["reason"], "why the next update is later than usual");
    update->add_option("--progress", words["progress"], "identified or monitoring");
    update->add_option("--decided-by", words["decided_by"], "who decided that it goes out: an id");
    update->add_option("--by", words["by"], "who says so; else whoever runs this");
    update->add_flag("--management", notice_.management, "for the management list alone");
    update->add_flag("--preview", notice_.preview, "what would go to whom; nothing is sent");
    commands_.add_json(update);
    commands_.add_daemon_options(update);
}

void NoticeCommands::add_holds() {
    CLI::App* list = commands_.command(
        commands_.app(), "holds", "Lists the messages that wait for a decision.",
        "  tocsin holds\n  tocsin holds --json", [this] {
            return tocsin::list_holds(commands_.client(), commands_.json(), commands_.terminal());
        });
    commands_.add_json(list);
    commands_.add_daemon_options(list);
    CLI::App* holds = commands_.group("hold", "Decides about a message that is held.");
    const auto decide = [&](const std::string& action, const std::string& sentence,
                            const std::string& why) {
        CLI::App* sub =
            commands_.command(*holds, action, sentence,
                              "  tocsin hold " + action + " 4711 --by kim.hazel --reason \"" + why +
                                  "\"\n  tocsin holds",
                              [this, action] {
                                  return tocsin::decide_hold(commands_.client(), id_, action, by_,
                                                             note_, commands_.terminal());
                              });
        sub->add_option("HOLD", id_, "as tocsin holds says it")->required();
        sub->add_option("--by", by_, "the person who decides: an id");
        sub->add_option("--reason", note_, "why")->required();
        commands_.add_daemon_options(sub);
    };
    decide("lift", "The message goes out.", "those are numbers of tickets");
    decide("withdraw", "The message is dropped.", "overtaken by events");
    CLI::App* rewrite = commands_.command(
        *holds, "rewrite", "Another text takes its place, and is judged anew.",
        "  tocsin hold rewrite 4711 --stage update --new \"Some records do not open\"\n"
        "  tocsin holds",
        [this] {
            return tocsin::rewrite_hold(commands_.client(), id_, notice_, commands_.terminal());
        });
    rewrite->add_option("HOLD", id_, "as tocsin holds says it")->required();
    add_words(rewrite);
    commands_.add_daemon_options(rewrite);
}

}  // namespace tocsin
