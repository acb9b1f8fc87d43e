#include "daemon/cli_manual.h"

#include "daemon/exit_code.h"

#include <sstream>

namespace tocsin {
namespace {

// Text that is nothing but text: no line of it is a request, no sign of it an escape.
std::string plain(const std::string& text) {
    std::string safe;
    bool line_begins = true;
    for (const char sign : text) {
        if (line_begins && (sign == '.' || sign == '\'')) safe += "\\&";
        if (sign == '\\') {
            safe += "\\e";
        } else if (sign == '-') {
            safe += "\\-";
        } else {
            safe += sign;
        }
        line_begins = sign == '\n';
    }
    return safe;
}

std::string bold(const std::string& text) {
    return "\\fB" + plain(text) + "\\fR";
}

// "-h, --help", "--config TEXT", or the name of a word that is no option.
std::string written(const CLI::Option& option) {
    std::string names;
    for (const std::string& name : option.get_snames())
        names += (names.empty() ? "-" : ", -") + name;
    for (const std::string& name : option.get_lnames())
        names += (names.empty() ? "--" : ", --") + name;
    if (names.empty()) names = option.get_name(true);
    const bool has_value = !option.get_positional() && option.get_items_expected_max() > 0;
    // "INT:INT in [1 - 5]": what it is stands before what it must be.
    const std::string type = option.get_type_name();
    return bold(names) +
           (has_value ? " \\fI" + plain(type.substr(0, type.find(':'))) + "\\fR" : "");
}

// Which daemon is asked is said once for all commands, and what -h does needs no saying.
bool is_common(const CLI::Option& option) {
    return option.get_group() == "Which daemon" || option.check_lname("help");
}

void list_options(const CLI::App& app, bool common, std::ostream& page) {
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty() || is_common(*option) != common) continue;
        page << ".TP\n" << written(*option) << "\n" << plain(option->get_description()) << "\n";
    }
}

void tell_command(const CLI::App& app, const std::string& path, std::ostream& page) {
    const std::vector<const CLI::App*> inner = app.get_subcommands({});
    // A group does nothing by itself.
    const bool group = app.get_require_subcommand_min() > 0;
    if (!group) {
        page << ".SS " << plain(path) << "\n" << plain(app.get_description()) << "\n";
        list_options(app, false, page);
        std::string examples = app.get_footer();
        if (examples.starts_with("Examples:\n"))
            page << ".PP\n.nf\n" << plain(examples.substr(10)) << "\n.fi\n";
    }
    for (const CLI::App* sub : inner) tell_command(*sub, path + " " + sub->get_name(), page);
}

void tell_exit_codes(std::ostream& page) {
    page << ".SH EXIT STATUS\n";
    for (const ExitCode& one : exit_codes) {
        page << ".TP\n"
             << bold(std::to_string(one.code)) << "\n"
             << plain(std::string(one.name) + ": " + std::string(one.means)) << "\n";
    }
}

constexpr const char* surroundings = R"(.SH ENVIRONMENT
.TP
\fBTOCSIN_SOCKET\fR, \fBTOCSIN_URL\fR
Which daemon is asked, where no option says it.
.TP
\fBTOCSIN_TOKEN_FILE\fR, \fBTOCSIN_TOKEN\fR
The token for a URL: its file, or itself. It is written on no command line, which others can read.
.TP
\fBNO_COLOR\fR
Nothing is coloured.
.SH FILES
.TP
\fI/etc/tocsin/tocsin.yaml\fR
The configuration of the daemon, which also names its socket.
.SH SEE ALSO
.BR tocsin.yaml (5),
.BR tocsin.service (8)
)";

}  // namespace

std::string manual(const CLI::App& app, const std::string& version) {
    std::ostringstream page;
    page << ".TH TOCSIN 1 \"\" \"tocsin " << plain(version) << "\" \"User commands\"\n"
         << ".nh\n.ad l\n"
         << ".SH NAME\ntocsin \\- calls who is on duty, and goes on until somebody answers\n"
         << ".SH SYNOPSIS\n.B tocsin\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
         << ".SH DESCRIPTION\n"
         << "Works with incidents, rotas and the record of a Tocsin daemon, of this machine by its "
            "Unix socket or of another by its URL; checks a configuration; and runs the daemon.\n"
         << ".SH COMMANDS\n";
    for (const CLI::App* sub : app.get_subcommands({}))
        tell_command(*sub, "tocsin " + sub->get_name(), page);
    page << ".SH WHICH DAEMON\nCommands that ask a daemon take these as well.\n";
    list_options(*app.get_subcommand("who"), true, page);
    tell_exit_codes(page);
    page << surroundings;
    return page.str();
}

}  // namespace tocsin
