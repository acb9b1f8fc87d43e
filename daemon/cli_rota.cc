#include "daemon/cli_rota.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/csv.h"
#include "daemon/file_text.h"
#include "daemon/json_writer.h"
#include "daemon/yaml.h"

#include <algorithm>
#include <cctype>

namespace tocsin {
namespace {

std::string text_of_file(const std::filesystem::path& path) {
    FileText file = read_file(path);
    if (!file.text) {
        throw CommandFailed(exit_asked_wrongly, path.string() + " cannot be read", file.why);
    }
    return std::move(*file.text);
}

// What is wrong with a file that cannot be read at all.
CommandFailed no_yaml(const Problems& problems) {
    std::string why;
    for (const Problem& one : problems) {
        why += (why.empty() ? "" : "\n") + one.file + ":" + std::to_string(one.mark.line) + ":" +
               std::to_string(one.mark.column) + ": " + one.what +
               (one.why.empty() ? "" : "; " + one.why) + (one.fix.empty() ? "" : "; " + one.fix);
    }
    return {exit_needs_you, "Rota not accepted", why, "correct the file; nothing was changed"};
}

// The rota a file is for. The daemon reads the file itself, and tells what is wrong with it.
std::string rota_name(const RotaUploadOptions& options, const std::string& text) {
    if (!options.rota.empty()) return options.rota;
    if (!looks_like_csv(text)) {
        const YamlResult yaml = parse_yaml(text, options.file.string());
        if (refused(yaml.problems)) throw no_yaml(yaml.problems);
        const Node* name = yaml.tree ? yaml.tree->find("rota") : nullptr;
        if (name != nullptr && !name->text.empty()) return name->text;
    }
    throw CommandFailed(exit_asked_wrongly, options.file.string() + " does not say its rota",
                        "lines of a spreadsheet name none", "add --rota on-call");
}

// The command that puts the file in force with the gaps it leaves.
std::string with_gaps(const RotaUploadOptions& options) {
    return "tocsin rota upload " + options.file.string() +
           (options.rota.empty() ? "" : " --rota " + options.rota) +
           " --accept-gaps --reason \"...\"";
}

// How the daemon marks what it refuses for a gap.
constexpr std::string_view gap_mark = "#gap: ";

// "#2:24: ..." as the places of the file that was sent: "week.csv:2:24: ...". A gap has no place.
std::string with_file(const std::string& words, const std::string& file) {
    std::string text;
    bool begins = true;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::string_view rest = std::string_view(words).substr(at);
        const bool place = begins && rest.size() > 1 && rest[0] == '#' &&
                           std::isdigit(static_cast<unsigned char>(rest[1])) != 0;
        if (begins && rest.starts_with(gap_mark)) {
            at += gap_mark.size() - 1;
            begins = false;
            continue;
        }
        text += place ? file + ":" : std::string(1, words[at]);
        begins = words[at] == '\n';
    }
    return text;
}

DaemonAnswer put(const Client& client, const RotaUploadOptions& options) {
    const std::string text = text_of_file(options.file);
    std::string path = "/v1/rotas/" + percent_encoded(rota_name(options, text)) +
                       "?dry-run=" + (options.dry_run ? "true" : "false");
    if (options.accept_gaps) path += "&accept-gaps=true";
    if (!options.reason.empty()) path += "&reason=" + percent_encoded(options.reason);
    if (!options.by.empty()) path += "&by=" + percent_encoded(options.by);
    if (!options.at.empty()) path += "&activate-at=" + percent_encoded(options.at);
    try {
        return ask(client, "PUT", path, text);
    } catch (const CommandFailed& failed) {
        const bool gaps = failed.why.find(gap_mark) != std::string::npos;
        throw CommandFailed(failed.exit_code, failed.what(),
                            with_file(failed.why, options.file.filename().string()),
                            gaps ? "name somebody, or " + with_gaps(options) : failed.fix);
    }
}

std::string path_of(const std::string& rota, const std::string& what) {
    return "/v1/rotas/" + percent_encoded(rota) + "/" + what;
}

bool has_new_gap(const Node& answer) {
    return std::ranges::any_of(items_of(answer, "gaps"),
                               [](const Node& gap) { return text_of(gap, "new") == "true"; });
}

// The words of an outcome, and the number it ends with.
int tell(const DaemonAnswer& answer, const std::string& first, bool json, Terminal& terminal) {
    const Node outcome = json_of(answer);
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
    } else {
        terminal.out << first << text_of(outcome, "words");
        for (const Node& one : items_of(outcome, "warnings")) {
            terminal.err << "warning: " << fit_for_terminal(one.text) << "\n";
        }
    }
    return items_of(outcome, "gaps").empty() ? exit_done : exit_needs_you;
}

}  // namespace

int upload_rota(const Client& client, const RotaUploadOptions& options, Terminal& terminal) {
    const DaemonAnswer answer = put(client, options);
    const Node outcome = json_of(answer);
    const std::string plan = text_of(outcome, "plan");
    std::string first = "Rota " + text_of(outcome, "rota");
    if (options.dry_run) {
        first = "Nothing was changed.\n";
    } else if (plan != "0") {
        first += " waits as plan " + plan + ". Take it back: tocsin rota withdraw " +
                 text_of(outcome, "rota") + " " + plan + "\n";
    } else {
        first += " is in force as version " + text_of(outcome, "version") + ".\n";
    }
    const int code = tell(answer, first, options.json, terminal);
    if (options.dry_run && !options.json && has_new_gap(outcome)) {
        terminal.err << "Upload with the gaps: " << with_gaps(options) << "\n";
    }
    return code;
}

int diff_rota(const Client& client, RotaUploadOptions options, Terminal& terminal) {
    options.dry_run = true;
    const DaemonAnswer answer = put(client, options);
    static_cast<void>(tell(answer, "", options.json, terminal));
    const Node outcome = json_of(answer);
    if (!options.json && has_new_gap(outcome)) {
        terminal.out << "\nUpload with the gaps: " << with_gaps(options) << "\n";
    }
    return items_of(outcome, "changes").empty() && !has_new_gap(outcome) ? exit_done
                                                                         : exit_needs_you;
}

int list_rotas(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/rotas");
    const Node list = json_of(answer);
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    for (const Node& one : items_of(list, "planned")) {
        terminal.out << text_of(one, "rota") << ", plan " << text_of(one, "plan")
                     << ": comes into force " << text_of(one, "at") << ", from "
                     << text_of(one, "from") << ", weeks: " << text_of(one, "weeks") << ", by "
                     << text_of(one, "by") << "\n";
    }
    if (items_of(list, "rotas").empty()) {
        terminal.out << "No rota. Upload one: tocsin rota upload FILE\n";
        return exit_needs_you;
    }
    for (const Node& rota : items_of(list, "rotas")) {
        terminal.out << text_of(rota, "rota") << ", version " << text_of(rota, "version")
                     << " in force\n\n";
        std::vector<Cells> rows;
        for (const Node& one : items_of(rota, "versions")) {
            const std::string restores = text_of(one, "restores");
            rows.push_back(
                {"  version " + text_of(one, "version"), text_of(one, "at"),
                 text_of(one, "rolling") == "true" ? "rolling" : "weekly",
                 "from " + text_of(one, "from") + ", weeks: " + text_of(one, "weeks"),
                 "by " + text_of(one, "by"),
                 (restores == "0" ? "" : "as version " + restores + " ") + text_of(one, "reason")});
        }
        for (const Node& one : items_of(rota, "swaps")) {
            const std::string out = text_of(one, "out");
            const std::string in = text_of(one, "in");
            rows.push_back(
                {"  swap " + text_of(one, "role"), text_of(one, "from"), "to " + text_of(one, "to"),
                 (out.empty() ? "nobody" : out) + " -> " + (in.empty() ? "nobody" : in)});
        }
        terminal.out << columns(rows);
    }
    return exit_done;
}

int restore_rota(const Client& client, const std::string& rota, int version,
                 const std::string& reason, bool json, Terminal& terminal) {
    JsonObject body;
    body.number("version", version).text("reason", reason);
    const DaemonAnswer answer = ask(client, "POST", path_of(rota, "rollback"), body.str());
    const std::string first = "The weeks of version " + std::to_string(version) +
                              " are in force again, as version " +
                              text_of(json_of(answer), "version") + ".\n";
    return tell(answer, first, json, terminal);
}

int withdraw_rota(const Client& client, const std::string& rota, const std::string& plan, bool json,
                  Terminal& terminal) {
    try {
        ask(client, "DELETE", path_of(rota, "planned/" + percent_encoded(plan)));
    } catch (const CommandFailed& failed) {
        if (failed.exit_code != exit_not_found) throw;
        throw CommandFailed(exit_not_found, "no upload with the number " + plan + " waits",
                            "it is in force, or withdrawn already", "tocsin rota list");
    }
    if (json) {
        terminal.out << JsonObject().text("rota", rota).text("withdrawn", plan).str() << "\n";
        return exit_done;
    }
    terminal.out << "Plan " << plan << " is withdrawn. The rota in force stays in force.\n";
    return exit_done;
}

int swap_rota(const Client& client, const RotaSwapOptions& options, Terminal& terminal) {
    JsonObject body;
    body.text("role", options.role).text("from", options.from).text("to", options.to);
    body.text("reason", options.reason).truth("force", options.force);
    if (!options.out.empty()) body.text("out", options.out);
    if (!options.in.empty()) body.text("in", options.in);
    if (!options.by.empty()) body.text("by", options.by);
    const DaemonAnswer answer = ask(client, "POST", path_of(options.rota, "swaps"), body.str());
    return tell(answer, "Done, and told to everybody it concerns.\n", options.json, terminal);
}

int publish_rota(const Client& client, const std::string& rota, const std::string& week, bool json,
                 Terminal& terminal) {
    const DaemonAnswer answer =
        ask(client, "POST", path_of(rota, percent_encoded(week) + "/publish"), "{}");
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const Node done = json_of(answer);
    terminal.out << "The rota " << rota << " of the week of " << text_of(done, "week")
                 << ", version " << text_of(done, "version") << ", goes to " << text_of(done, "to")
                 << ".\n";
    return exit_done;
}

int print_rota_template(const Client& client, const std::string& week, Terminal& terminal) {
    terminal.out << ask(client, "GET", "/v1/rotas/template?week=" + percent_encoded(week), "",
                        "text/csv")
                        .body;
    return exit_done;
}

}  // namespace tocsin
