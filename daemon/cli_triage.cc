#include "daemon/cli_triage.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

std::string path_of(const TriageOptions& options, const std::string& rest) {
    return "/v1/incidents/" + percent_encoded(options.incident) + "/" + rest;
}

// "urgency=2" as its two halves. Throws CommandFailed when it is none.
std::pair<std::string, std::string> halves(const std::string& word, const std::string& example) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw CommandFailed(exit_asked_wrongly, "\"" + word + "\" says nothing", "",
                            "write it as " + example);
    }
    return {word.substr(0, equals), word.substr(equals + 1)};
}

JsonObject body_of(const TriageOptions& options) {
    JsonObject body;
    if (!options.reason.empty()) body.text("reason", options.reason);
    if (!options.by.empty()) body.text("by", options.by);
    return body;
}

int done(const DaemonAnswer& answer, const std::string& what, Terminal& terminal) {
    terminal.out << text_of(json_of(answer), "incident") << ": " << what << "\n";
    return exit_done;
}

// A severity that stands alone among the answers; empty: none.
struct Judging {
    std::map<std::string, std::string> answers;
    std::string severity;
};

Judging read_words(const TriageOptions& options) {
    Judging judging;
    for (const std::string& word : options.words) {
        if (word.size() == 1 && word >= "1" && word <= "5" && judging.severity.empty()) {
            judging.severity = word;
        } else {
            judging.answers.insert(halves(word, "urgency=2, or a severity from 1 to 5"));
        }
    }
    return judging;
}

std::string question_line(const Node& line) {
    const std::string number = text_of(line, "number");
    const std::string points = text_of(line, "points");
    return text_of(line, "title") + ": " + text_of(line, "answer") +
           (number.empty() ? "" : " (" + number + ")") +
           (points == "0" ? "" : ", " + points + " points") +
           (text_of(line, "worked_out") == "true" ? ", worked out" : "");
}

void print_missing(const Node& missing, Terminal& terminal) {
    terminal.out << "  " << text_of(missing, "question") << "=...  " << text_of(missing, "title")
                 << (text_of(missing, "number") == "true" ? ", a number or:" : "") << "\n";
    for (const Node& answer : items_of(missing, "answers")) {
        const std::string means = text_of(answer, "means");
        terminal.out << "      " << text_of(answer, "answer") << (means.empty() ? "" : "  ")
                     << means << "\n";
    }
}

// Whether something is still to be answered.
bool print_assessment(const Node& found, Terminal& terminal) {
    terminal.out << text_of(found, "incident") << " is severity " << text_of(found, "severity")
                 << ".\n";
    for (const Node& line : items_of(found, "lines"))
        terminal.out << "  " << question_line(line) << "\n";
    const std::vector<Node>& missing = items_of(found, "missing");
    const std::string way = text_of(found, "way");
    const std::string proposed = text_of(found, "proposed");
    if (!missing.empty()) {
        terminal.out << "Still to be answered for " << way << ":\n";
        for (const Node& one : missing) print_missing(one, terminal);
    } else if (!proposed.empty() && proposed != "null") {
        terminal.out << way << " proposes severity " << proposed << ".\n";
        if (proposed != text_of(found, "severity")) {
            terminal.out << "Set it: tocsin severity " << text_of(found, "incident") << " "
                         << proposed << "\n";
        }
    } else {
        terminal.out << way << " comes to " << text_of(found, "result")
                     << " and proposes no severity.\n";
    }
    return !missing.empty();
}

}  // namespace

int set_fields(const Client& client, const TriageOptions& options, Terminal& terminal) {
    JsonObject fields;
    std::string said;
    for (const std::string& word : options.words) {
        const auto [name, values] = halves(word, "category=data-centre,multi-site");
        fields.text(name, values);
        said +=
            (said.empty() ? "" : "; ") + name + " " + (values.empty() ? "nobody knows" : values);
    }
    const std::string body = body_of(options).raw("fields", fields.str()).str();
    return done(ask(client, "POST", path_of(options, "fields"), body), said, terminal);
}

int raise_flag(const Client& client, const TriageOptions& options, Terminal& terminal) {
    const std::string body = body_of(options).text("flag", options.flag).str();
    return done(ask(client, "POST", path_of(options, "flags"), body),
                "flag " + options.flag + " is raised", terminal);
}

int remove_flag(const Client& client, const TriageOptions& options, Terminal& terminal) {
    const std::string path =
        path_of(options, "flags/" + percent_encoded(options.flag) + "/raised-in-error");
    return done(ask(client, "POST", path, body_of(options).str()),
                "flag " + options.flag + " is removed, raised in error", terminal);
}

int reopen(const Client& client, const TriageOptions& options, Terminal& terminal) {
    return done(ask(client, "POST", path_of(options, "reopen"), body_of(options).str()),
                "open again, its ladder begins anew", terminal);
}

int make_safe(const Client& client, const TriageOptions& options, Terminal& terminal) {
    JsonObject body;
    body.text("statement", options.reason);
    if (!options.task.empty()) body.text("task", options.task);
    if (!options.by.empty()) body.text("by", options.by);
    return done(ask(client, "POST", path_of(options, "safe"), body.str()), "made safe", terminal);
}

int judge_severity(const Client& client, const TriageOptions& options, Terminal& terminal) {
    const Judging judging = read_words(options);
    const bool proposes = !judging.answers.empty() || !options.way.empty();
    if (proposes || judging.severity.empty()) {
        std::string query;
        const auto add = [&](const std::string& name, const std::string& value) {
            query +=
                (query.empty() ? "?" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
        };
        if (!options.way.empty()) add("way", options.way);
        for (const auto& [question, answer] : judging.answers) add(question, answer);
        const DaemonAnswer answer = ask(client, "GET", path_of(options, "severity" + query));
        if (options.json) {
            terminal.out << answer.body << "\n";
        } else if (print_assessment(json_of(answer), terminal)) {
            return exit_needs_you;
        }
        if (options.dry_run || (!proposes && judging.severity.empty())) return exit_done;
    }
    JsonObject body = body_of(options);
    if (!options.way.empty()) body.text("way", options.way);
    if (!judging.answers.empty()) {
        JsonObject answers;
        for (const auto& [question, answer] : judging.answers) answers.text(question, answer);
        body.raw("answers", answers.str());
    }
    if (!judging.severity.empty()) body.raw("severity", judging.severity);
    return done(ask(client, "POST", path_of(options, "severity"), body.str()),
                judging.severity.empty() ? "the proposal is kept; nothing else has changed"
                                         : "severity " + judging.severity,
                terminal);
}

TriageCommands::TriageCommands(Commands& commands) : commands_(commands) {
    add_triage();
}

void TriageCommands::add_triage() {
    CLI::App* set = commands_.command(
        commands_.app(), "set", "Says what an incident is, in the fields it has.",
        "  tocsin set INC-42 category=data-centre,multi-site kind=outage\n"
        "  tocsin set INC-42 kind= --reason \"it was another service\"",
        [this] { return set_fields(commands_.client(), triage_, commands_.terminal()); });
    CLI::App* flag = commands_.command(
        commands_.app(), "flag", "Raises a flag: it stands until it is said to be raised in error.",
        "  tocsin flag INC-42 clinical --reason \"a dose was shown twice\"\n"
        "  tocsin flag INC-42 security --reason \"an account was shared\"",
        [this] { return raise_flag(commands_.client(), triage_, commands_.terminal()); });
    CLI::App* unflag = commands_.command(
        commands_.app(), "unflag", "Removes a flag that was raised in error.",
        "  tocsin unflag INC-42 clinical --raised-in-error \"it was another hospital\"\n"
        "  tocsin unflag INC-42 security --raised-in-error \"a drill\" --by \"Kim Hazel\"",
        [this] { return remove_flag(commands_.client(), triage_, commands_.terminal()); });
    CLI::App* severity = commands_.command(
        commands_.app(), "severity", "Works a severity out, which proposes it; or sets it.",
        "  tocsin severity INC-42 criticality=high users=6200 urgency=2\n"
        "  tocsin severity INC-42 3 --reason \"one ward, and paper works\"",
        [this] {
            triage_.json = commands_.json();
            return judge_severity(commands_.client(), triage_, commands_.terminal());
        });
    CLI::App* safe = commands_.command(
        commands_.app(), "safe", "Records that a task of an incident was made safe, and how.",
        "  tocsin safe INC-43 --statement \"doses read from paper, checked by two\" --by \"Kim "
        "Hazel\"\n"
        "  tocsin safe INC-42 --task security --statement \"account closed\"",
        [this] { return make_safe(commands_.client(), triage_, commands_.terminal()); });
    safe->add_option("--statement", triage_.reason, "what made it safe")->required();
    safe->add_option("--task", triage_.task, "which, where the incident has several");
    CLI::App* again = commands_.command(
        commands_.app(), "reopen", "Takes a resolved incident back: somebody is still affected.",
        "  tocsin reopen INC-42 --reason \"two wards still cannot log in\"\n"
        "  tocsin reopen INC-42 --reason \"it came back\" --by \"Kim Hazel\"",
        [this] { return reopen(commands_.client(), triage_, commands_.terminal()); });
    again->add_option("--reason", triage_.reason, "why it is not over")->required();
    for (CLI::App* sub : {set, flag, unflag, severity, safe, again}) {
        sub->add_option("INCIDENT", triage_.incident, "such as INC-42")->required();
        sub->add_option("--by", triage_.by, "who says so; else whoever runs this");
        commands_.add_daemon_options(sub);
    }
    for (CLI::App* sub : {flag, unflag})
        sub->add_option("FLAG", triage_.flag, "as the procedure has it: clinical")->required();
    set->add_option("FIELDS", triage_.words, "FIELD=VALUE,...; without a value: nobody knows")
        ->required();
    severity->add_option("ANSWERS", triage_.words, "QUESTION=ANSWER, and the severity to set");
    severity->add_option("--way", triage_.way, "as the procedure has it; else its first");
    severity->add_flag("--dry-run", triage_.dry_run, "say what it comes to, and keep nothing");
    commands_.add_json(severity);
    set->add_option("--reason", triage_.reason, "why");
    severity->add_option("--reason", triage_.reason, "why it is not what is proposed");
    flag->add_option("--reason", triage_.reason, "what makes it so")->required();
    unflag->add_option("--raised-in-error", triage_.reason, "why it was")->required();
}

}  // namespace tocsin
