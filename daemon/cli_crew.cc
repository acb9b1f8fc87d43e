#include "daemon/cli_crew.h"

#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"
#include "rota/counted.h"

namespace tocsin {
namespace {

void print_whole(const DaemonAnswer& answer, Terminal& terminal) {
    terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
}

// "proved 2026-11-24, last answer 2026-11-26 by text, 3 days ago".
std::string standing(const Node& contact) {
    if (!text_of(contact, "failed").empty()) {
        const std::string why = text_of(contact, "why");
        return "DEAD since " + text_of(contact, "failed").substr(0, 10) +
               (why.empty() ? "" : ": " + why);
    }
    const std::string verified = text_of(contact, "verified");
    const std::string answered = text_of(contact, "answered");
    std::string text = verified.empty() ? "not proved" : "proved " + verified.substr(0, 10);
    text += answered.empty()
                ? ", never answered"
                : ", last answer " + answered.substr(0, 10) + " by " + text_of(contact, "by");
    const std::string days = text_of(contact, "days");
    if (days == "0") return text + ", today";
    return days.empty() ? text : text + (days == "1" ? ", 1 day ago" : ", " + days + " days ago");
}

}  // namespace

int check_readiness(const Client& client, int days, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/readiness?days=" + std::to_string(days));
    const Node ready = json_of(answer);
    const std::vector<Node>& shifts = items_of(ready, "shifts");
    const bool all_ready =
        text_of(ready, "partly") == "0" && text_of(ready, "not_reachable") == "0";
    const int code = all_ready ? exit_done : exit_needs_you;
    if (json) {
        print_whole(answer, terminal);
        return code;
    }
    terminal.out << counted(shifts.size(), "shift") << " in "
                 << counted(static_cast<std::size_t>(days), "day") << ": "
                 << text_of(ready, "ready") << " ready, " << text_of(ready, "partly") << " partly, "
                 << text_of(ready, "not_reachable") << " not reachable\n";
    if (!shifts.empty()) terminal.out << "\n";
    std::vector<Cells> rows;
    for (const Node& shift : shifts) {
        const std::string why = joined(items_of(shift, "why"));
        rows.push_back({text_of(shift, "called"), text_of(shift, "words"), text_of(shift, "name"),
                        text_of(shift, "readiness") + (why.empty() ? "" : ": " + why)});
        const std::string fix = text_of(shift, "do");
        if (!fix.empty()) rows.push_back({"", "", "", "do: " + fix});
    }
    terminal.out << columns(rows, 3);
    return code;
}

int list_contacts(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/contacts");
    const Node list = json_of(answer);
    std::vector<Cells> rows;
    bool good = true;
    for (const Node& person : items_of(list, "people")) {
        Cells name = {text_of(person, "name"), text_of(person, "person")};
        if (items_of(person, "contacts").empty()) {
            rows.push_back({name[0], name[1], "no phone, no mail address"});
            good = false;
        }
        for (const Node& contact : items_of(person, "contacts")) {
            const bool proved =
                !text_of(contact, "verified").empty() || !text_of(contact, "answered").empty();
            good = good && proved && text_of(contact, "failed").empty();
            rows.push_back({name[0], name[1], text_of(contact, "medium"),
                            text_of(contact, "address"), standing(contact)});
            name = {"", ""};
        }
    }
    if (json) {
        print_whole(answer, terminal);
    } else {
        terminal.out << columns(rows);
        if (!good) terminal.out << "\nProve one: tocsin contacts verify PERSON --phone\n";
    }
    return good ? exit_done : exit_needs_you;
}

int verify_contact(const Client& client, const std::string& person, bool mail, Terminal& terminal) {
    JsonObject body;
    body.text("person", person).text("medium", mail ? "mail" : "phone");
    const Node sent = json_of(ask(client, "POST", "/v1/contacts/verify", body.str()));
    terminal.out << "A number is on its way to " << text_of(sent, "address")
                 << ", good for 2 hours.\n"
                 << "Ask for it, then: tocsin contacts confirm " << person << " NUMBER\n"
                 << "A reply to a text that can be answered proves the phone by itself.\n";
    return exit_done;
}

int confirm_contact(const Client& client, const std::string& person, const std::string& code,
                    Terminal& terminal) {
    JsonObject body;
    body.text("person", person).text("code", code);
    const Node proved = json_of(ask(client, "POST", "/v1/contacts/confirm", body.str()));
    terminal.out << "Proved: " << text_of(proved, "address") << " reaches " << person << ".\n";
    return exit_done;
}

int confirm_shift(const Client& client, const std::string& person, bool cannot,
                  Terminal& terminal) {
    JsonObject body;
    body.text("person", person).truth("cannot", cannot);
    ask(client, "POST", "/v1/shifts/confirm", body.str());
    terminal.out << (cannot ? "Noted, and level 1 is told. Name cover: tocsin rota swap\n"
                            : "Confirmed.\n");
    return exit_done;
}

CrewCommands::CrewCommands(Commands& commands) : commands_(commands) {
    add_contacts();
    add_shift();
}

void CrewCommands::add_contacts() {
    CLI::App* contacts = commands_.command(
        commands_.app(), "contacts", "Lists phones and mails: proved, last answer.",
        "  tocsin contacts --json\n  tocsin contacts verify pat.ash --phone", [this] {
            return list_contacts(commands_.client(), commands_.json(), commands_.terminal());
        });
    contacts->require_subcommand(0, 1);
    CLI::App* verify = commands_.command(
        *contacts, "verify", "Sends a number to a phone or a mail, which proves it.",
        "  tocsin contacts verify pat.ash\n  tocsin contacts verify pat.ash --mail",
        [this] { return verify_contact(commands_.client(), id_, mail_, commands_.terminal()); });
    CLI::Option* mail = verify->add_flag("--mail", mail_, "the mail address");
    verify->add_flag("--phone", phone_, "the phone; it is meant without either")->excludes(mail);
    CLI::App* confirm = commands_.command(
        *contacts, "confirm", "Takes the number that the person reads out.",
        "  tocsin contacts confirm pat.ash 4715\n  tocsin contacts",
        [this] { return confirm_contact(commands_.client(), id_, code_, commands_.terminal()); });
    for (CLI::App* sub : {verify, confirm})
        sub->add_option("PERSON", id_, "the id: pat.ash")->required();
    confirm->add_option("NUMBER", code_, "4 digits")->required();
    commands_.add_json(contacts);
    for (CLI::App* sub : {contacts, verify, confirm}) commands_.add_daemon_options(sub);
}

void CrewCommands::add_shift() {
    CLI::App* shifts =
        commands_.group("shift", "Answers for somebody who was asked about a shift.");
    CLI::App* confirm = commands_.command(
        *shifts, "confirm", "Says that the person does the shift, or cannot.",
        "  tocsin shift confirm pat.ash\n  tocsin shift confirm pat.ash --cannot",
        [this] { return confirm_shift(commands_.client(), id_, cannot_, commands_.terminal()); });
    confirm->add_option("PERSON", id_, "the id: pat.ash")->required();
    confirm->add_flag("--cannot", cannot_, "cannot do it: level 1 is told");
    commands_.add_daemon_options(confirm);
}

}  // namespace tocsin
