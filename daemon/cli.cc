#include "daemon/cli.h"

#include "daemon/cli_audit.h"
#include "daemon/cli_channel.h"
#include "daemon/cli_check.h"
#include "daemon/cli_commands.h"
#include "daemon/cli_crew.h"
#include "daemon/cli_document.h"
#include "daemon/cli_drill.h"
#include "daemon/cli_duty.h"
#include "daemon/cli_feed.h"
#include "daemon/cli_handover.h"
#include "daemon/cli_incident.h"
#include "daemon/cli_notice.h"
#include "daemon/cli_owed.h"
#include "daemon/cli_page.h"
#include "daemon/cli_preview.h"
#include "daemon/cli_rota.h"
#include "daemon/cli_sheet.h"
#include "daemon/cli_simulate.h"
#include "daemon/cli_socket.h"
#include "daemon/cli_token.h"
#include "daemon/cli_triage.h"
#include "daemon/cli_who.h"
#include "daemon/client.h"
#include "daemon/clock.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view exit_codes =
    "0    done, and nothing needs you\n"
    "1    done, and the answer needs you: a gap in who or simulate, nobody reached in simulate,\n"
    "     an error found by check, a shift that is not ready, a channel that fails, refused "
    "content\n"
    "2    asked wrongly: unknown command, flag or value; a file cannot be read\n"
    "3    the daemon does not answer: not running, wrong socket, or 10 s passed\n"
    "4    not allowed: no token, or one without the scope\n"
    "5    not found: incident, role, token, feed, rota\n"
    "6    overtaken: somebody took it, or a newer version exists\n"
    "7    not now: full or disk trouble, nothing was saved, try again\n"
    "130  interrupted\n";

class CommandLine : private Commands {
public:
    CommandLine(Terminal& terminal, const std::function<int(const ServeOptions&)>& start)
        : Commands(terminal), serve_(start) {
        app_.set_version_flag("--version", "tocsin " TOCSIN_VERSION);
        app_.require_subcommand(1);
        add_serve();
        add_check();
        add_who();
        add_sheet();
        add_simulate();
        add_token();
        add_audit();
        add_explain();
        add_rota();
        add_contacts();
        add_shift();
        add_feed();
        add_handover();
        add_owed();
        incidents_.emplace(static_cast<Commands&>(*this));
        add_triage();
        add_notices();
        add_holds();
        add_document();
        drills_.emplace(static_cast<Commands&>(*this));
        channels_.emplace(static_cast<Commands&>(*this));
        preview_.emplace(static_cast<Commands&>(*this));
        pages_.emplace(static_cast<Commands&>(*this));
        add_help();
    }

    int run(const std::vector<std::string>& arguments) {
        if (arguments.empty()) {
            terminal_.err << app_.help();
            return exit_asked_wrongly;
        }
        refuse_unknown_command(arguments);
        try {
            // CLI11 takes them from the last to the first.
            app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
        } catch (const CLI::CallForHelp&) {
            terminal_.out << help_of(deepest());
            return exit_done;
        } catch (const CLI::CallForVersion& version) {
            terminal_.out << version.what() << "\n";
            return exit_done;
        } catch (const CLI::ParseError& mistake) {
            throw CommandFailed(exit_asked_wrongly, mistake.what(), "",
                                full_name(deepest()) + " --help");
        }
        return command_();
    }

private:
    void add_serve() {
        CLI::App* sub = command(app_, "serve", "Runs the daemon.",
                                "  tocsin serve --config /etc/tocsin/tocsin.yaml\n"
                                "  tocsin serve --config drill.yaml --exercise --speed 60 --begin "
                                "2026-11-28T03:00",
                                [this] { return start(); });
        sub->add_option("--config", serving_.config, "the configuration")->required();
        CLI::Option* exercise =
            sub->add_flag("--exercise", serving_.exercise, "a drill: nothing reaches real people");
        sub->add_option("--speed", serving_.speed, "how much faster time runs in a drill")
            ->check(CLI::Range(1, 60))
            ->needs(exercise);
        sub->add_option("--begin", serving_.begin, "local time at which a drill begins")
            ->needs(exercise);
    }

    void add_check() {
        CLI::App* sub = command(app_, "check", "Checks the configuration, procedures and rotas.",
                                "  tocsin check\n"
                                "  tocsin check --config tocsin.yaml rotas/2026-11-23.yaml",
                                [this] {
                                    checking_.config = config_.empty() ? default_config : config_;
                                    return check(checking_, machine_time().utc, terminal_);
                                });
        sub->add_option("--config", config_,
                        std::string("the configuration; else ") + default_config);
        sub->add_option("FILES", checking_.files, "rotas and procedures that are not in force yet");
    }

    void add_who() {
        CLI::App* sub = command(app_, "who", "Says who is on call, and until when.",
                                "  tocsin who\n  tocsin who edm --at 2026-12-24T03:00", [this] {
                                    who_.json = json_;
                                    const Zone zone = load_zone("Europe/London");
                                    return who(client(), who_, zone, terminal_);
                                });
        sub->add_option("ROLE", who_.role, "one role only");
        sub->add_option("--at", who_.at, "UK time such as 2026-12-24T03:00, or UTC with a Z");
        add_json(sub);
        add_socket_options(sub);
    }

    void add_sheet() {
        CLI::App* sub = command(
            app_, "sheet", "Prints the on-call sheet from the disk; needs no daemon.",
            "  tocsin sheet\n  tocsin sheet --folder /srv/on-call", [this] {
                const fs::path config = config_.empty() ? default_config : config_;
                return print_sheet(sheet_.empty() ? sheet_folder_of(config) : fs::path(sheet_),
                                   machine_time().utc, terminal_);
            });
        sub->add_option("--folder", sheet_, "where it lies; else as the configuration says");
        sub->add_option("--config", config_, std::string("else ") + default_config);
    }

    void add_simulate() {
        CLI::App* sub = command(
            app_, "simulate", "Says who would be called when, by what and with which words.",
            "  tocsin simulate --service \"GP Records\" --down --sev 1 --at 2026-10-25T01:55\n"
            "  tocsin simulate --service gp-records --fails hospital-sms --answer sam.elm@+25m\n"
            "  tocsin simulate --story hssi-supplier-silent.yaml",
            [this] {
                simulating_.json = json_;
                return simulate([this] { return client(); }, simulating_, machine_time().utc,
                                terminal_);
            });
        SimulateOptions& options = simulating_;
        CLI::Option* service = sub->add_option("--service", options.service, "its name or its id");
        CLI::Option* down = sub->add_flag("--down", options.down, "the service is down");
        sub->add_flag("--degraded", options.degraded, "the service is degraded")->excludes(down);
        sub->add_option("--sev", options.severity, "severity; else 1")->check(CLI::Range(1, 5));
        sub->add_option("--at", options.at,
                        "UK time such as 2026-12-24T03:00, or UTC with a Z; else now");
        sub->add_option("--procedure", options.procedure, "else the service's own");
        sub->add_option("--place", options.place, "else the service's own");
        sub->add_option("--taken-at", options.taken_at,
                        "minutes after which whoever was called last takes it")
            ->check(CLI::Range(0, 24 * 60));
        sub->add_option("--answer", options.answers, "who takes it when: pat.ash@+12m");
        sub->add_option("--fails", options.fails, "a channel that refuses everything");
        sub->add_flag("--texts", options.texts, "every text and mail, not the first alone");
        add_json(sub);
        sub->add_option("--socket", socket_, "the daemon's Unix socket; else $TOCSIN_SOCKET");
        CLI::Option* files = sub->add_option("--config", options.config,
                                             "look at this configuration's files, ask no daemon");
        sub->add_option("--rota", options.rotas, "a rota that is not in its folder yet")
            ->needs(files);
        sub->add_option("--story", options.story,
                        "play what this file says, by --config or by the one it names")
            ->excludes(service);
    }

    void add_token() {
        CLI::App* tokens = group("token", "Makes, lists and takes back tokens of the API.");
        CLI::App* add = command(*tokens, "add", "Makes a token and prints it, once.",
                                "  tocsin token add alertmanager --scope intake\n"
                                "  tocsin token add bridge --scope read,operate --days 90",
                                [this] {
                                    token_.json = json_;
                                    if (days_ > 0) token_.days = days_;
                                    return tocsin::add_token(client(), token_, terminal_);
                                });
        add->add_option("NAME", token_.name, "whose it is")->required();
        add->add_option("--scope", token_.scopes, "intake, operate, rota, read, admin")
            ->delimiter(',')
            ->required();
        add->add_option("--days", days_, "how long it lives")->check(CLI::Range(1, 36500));
        CLI::App* list = command(*tokens, "list", "Lists the tokens, never what they are.",
                                 "  tocsin token list\n  tocsin token list --json",
                                 [this] { return list_tokens(client(), json_, terminal_); });
        CLI::App* revoke = command(*tokens, "revoke", "Takes a token back at once.",
                                   "  tocsin token revoke 7\n  tocsin token list",
                                   [this] { return revoke_token(client(), id_, terminal_); });
        revoke->add_option("ID", id_, "as tocsin token list says it")->required();
        add_json(add);
        add_json(list);
        for (CLI::App* sub : {add, list, revoke}) add_socket_options(sub);
    }

    void add_audit() {
        CLI::App* audit = group("audit", "Proves that the journal is whole.");
        CLI::App* sub = command(*audit, "verify", "Verifies the chain of the journal.",
                                "  tocsin audit verify\n  tocsin audit verify --json",
                                [this] { return verify_audit(client(), json_, terminal_); });
        add_json(sub);
        add_socket_options(sub);
    }

    void add_explain() {
        CLI::App* sub = command(app_, "explain", "Says why people were called, or were not.",
                                "  tocsin explain INC-2039\n"
                                "  tocsin explain INC-2039 --person kit.fir",
                                [this] {
                                    explaining_.json = json_;
                                    return explain(client(), explaining_, terminal_);
                                });
        sub->add_option("INCIDENT", explaining_.incident, "such as INC-2039")->required();
        sub->add_option("--person", explaining_.person,
                        "why this person was called, or was not: pat.ash");
        add_json(sub);
        add_socket_options(sub);
    }

    void add_rota() {
        CLI::App* rotas = group("rota", "Uploads rotas, swaps shifts, looks at versions.");
        CLI::App* up = command(*rotas, "upload", "Puts a rota in force: YAML or CSV.",
                               "  tocsin rota upload week.yaml --dry-run\n"
                               "  tocsin rota upload week.csv --rota on-call",
                               [this] {
                                   uploading_.json = json_;
                                   return upload_rota(client(), uploading_, terminal_);
                               });
        up->add_flag("--dry-run", uploading_.dry_run, "say what it would do, and change nothing");
        CLI::Option* reason =
            up->add_option("--reason", uploading_.reason, "why a gap is accepted");
        up->add_flag("--accept-gaps", uploading_.accept_gaps, "new gaps do not refuse it")
            ->needs(reason);
        up->add_option("--by", uploading_.by, "who accepts them; else whoever runs this");
        up->add_option("--at", uploading_.at,
                       "when it comes into force: 2026-11-30T08:00; else now");
        CLI::App* diff =
            command(*rotas, "diff", "Says who would be on call instead of whom.",
                    "  tocsin rota diff week.yaml\n  tocsin rota diff week.yaml --json", [this] {
                        uploading_.json = json_;
                        return diff_rota(client(), uploading_, terminal_);
                    });
        for (CLI::App* sub : {up, diff}) {
            sub->add_option("FILE", uploading_.file, "a week, or a rolling rota")->required();
            sub->add_option("--rota", uploading_.rota, "its name, where the file says none");
        }
        add_rota_files(*rotas);
        add_duty(*rotas);
        CLI::App* list = command(*rotas, "list", "Lists the versions and the swaps.",
                                 "  tocsin rota list\n  tocsin rota list --json",
                                 [this] { return list_rotas(client(), json_, terminal_); });
        CLI::App* back = command(*rotas, "rollback", "Puts an earlier version in force again.",
                                 "  tocsin rota rollback on-call 41 --reason \"wrong file\"\n"
                                 "  tocsin rota list",
                                 [this] {
                                     return restore_rota(client(), swapping_.rota, version_,
                                                         swapping_.reason, json_, terminal_);
                                 });
        back->add_option("ROTA", swapping_.rota, "its name")->required();
        back->add_option("VERSION", version_, "as tocsin rota list says it")->required();
        back->add_option("--reason", swapping_.reason, "why")->required();
        CLI::App* drop = command(
            *rotas, "withdraw", "Takes back an upload that waits for its time.",
            "  tocsin rota withdraw on-call 4711\n  tocsin rota list",
            [this] { return withdraw_rota(client(), swapping_.rota, id_, json_, terminal_); });
        drop->add_option("ROTA", swapping_.rota, "its name")->required();
        drop->add_option("PLAN", id_, "as tocsin rota list says it")->required();
        CLI::App* swap = add_swap(*rotas);
        add_publish(*rotas);
        for (CLI::App* sub : {up, diff, list, back, drop, swap}) {
            add_json(sub);
            add_socket_options(sub);
        }
    }

    void add_rota_files(CLI::App& rotas) {
        CLI::App* look =
            command(rotas, "check", "Checks a rota, or who of the rota in force can be reached.",
                    "  tocsin rota check week.yaml --config tocsin.yaml\n"
                    "  tocsin rota check --ready --days 14",
                    [this] { return check_rota(); });
        CLI::Option* file = look->add_option("FILE", checking_.files, "the rota");
        CLI::Option* ready =
            look->add_flag("--ready", ready_, "every coming shift: who is ready")->excludes(file);
        look->add_option("--days", days_, "of so many days; else 7")
            ->check(CLI::Range(1, 31))
            ->needs(ready);
        add_json(look);
        add_socket_options(look);
        CLI::App* blank = command(rotas, "template", "Prints a week as CSV, to fill in.",
                                  "  tocsin rota template 2026-11-23 > week.csv\n"
                                  "  tocsin rota template 2026-W48 > week.csv",
                                  [this] { return print_rota_template(client(), id_, terminal_); });
        blank->add_option("WEEK", id_, "its Monday or its number")->required();
        add_socket_options(blank);
    }

    int check_rota() {
        if (ready_) return check_readiness(client(), days_ == 0 ? 7 : days_, json_, terminal_);
        if (checking_.files.empty()) {
            throw CommandFailed(exit_asked_wrongly, "no rota is named", "",
                                "tocsin rota check FILE, or tocsin rota check --ready");
        }
        checking_.config = config_.empty() ? default_config : config_;
        return check(checking_, machine_time().utc, terminal_);
    }

    void add_contacts() {
        CLI::App* contacts =
            app_.add_subcommand("contacts", "Lists phones and mails: proved, last answer.");
        contacts->footer(
            "Examples:\n  tocsin contacts --json\n  tocsin contacts verify pat.ash --phone");
        contacts->require_subcommand(0, 1);
        contacts->callback([this, contacts] {
            if (!contacts->get_subcommands().empty()) return;
            command_ = [this] { return list_contacts(client(), json_, terminal_); };
        });
        CLI::App* verify =
            command(*contacts, "verify", "Sends a number to a phone or a mail, which proves it.",
                    "  tocsin contacts verify pat.ash\n  tocsin contacts verify pat.ash --mail",
                    [this] { return verify_contact(client(), id_, mail_, terminal_); });
        CLI::Option* mail = verify->add_flag("--mail", mail_, "the mail address");
        verify->add_flag("--phone", phone_, "the phone; it is meant without either")
            ->excludes(mail);
        CLI::App* confirm =
            command(*contacts, "confirm", "Takes the number that the person reads out.",
                    "  tocsin contacts confirm pat.ash 4715\n  tocsin contacts",
                    [this] { return confirm_contact(client(), id_, code_, terminal_); });
        for (CLI::App* sub : {verify, confirm})
            sub->add_option("PERSON", id_, "the id: pat.ash")->required();
        confirm->add_option("NUMBER", code_, "4 digits")->required();
        add_json(contacts);
        for (CLI::App* sub : {contacts, verify, confirm}) add_socket_options(sub);
    }

    void add_shift() {
        CLI::App* shifts = group("shift", "Answers for somebody who was asked about a shift.");
        CLI::App* confirm =
            command(*shifts, "confirm", "Says that the person does the shift, or cannot.",
                    "  tocsin shift confirm pat.ash\n  tocsin shift confirm pat.ash --cannot",
                    [this] { return confirm_shift(client(), id_, cannot_, terminal_); });
        confirm->add_option("PERSON", id_, "the id: pat.ash")->required();
        confirm->add_flag("--cannot", cannot_, "cannot do it: level 1 is told");
        add_socket_options(confirm);
    }

    void add_duty(CLI::App& rotas) {
        CLI::App* show =
            command(rotas, "show", "Shows a week as it stands, and where it comes from.",
                    "  tocsin rota show\n  tocsin rota show 2026-W48", [this] {
                        duty_.json = json_;
                        return show_rota(client(), duty_, load_zone("Europe/London"),
                                         machine_time().utc, terminal_);
                    });
        show->add_option("WEEK", duty_.week, "its Monday or its number; else this week");
        CLI::App* past = command(
            rotas, "history", "Lists what came into force when, by whom, and what it changed.",
            "  tocsin rota history\n  tocsin rota history --limit 100 --json", [this] {
                duty_.json = json_;
                return rota_history(client(), duty_, load_zone("Europe/London"), terminal_);
            });
        past->add_option("--limit", duty_.limit, "how many; else 20")->check(CLI::Range(1, 200));
        CLI::App* hours = command(
            rotas, "hours", "Adds up who was on call for how long: for pay and time off in lieu.",
            "  tocsin rota hours --from 2026-11-01 --to 2026-11-30\n"
            "  tocsin rota hours --from 2026-11-01 --to 2026-11-30 --each --csv > november.csv",
            [this] {
                duty_.json = json_;
                if (csv_) duty_.format = "csv";
                return rota_hours(client(), duty_, load_zone("Europe/London"), terminal_);
            });
        hours->add_option("--from", duty_.from, "the first day: 2026-11-01")->required();
        hours->add_option("--to", duty_.to, "the last day")->required();
        hours->add_flag("--each", duty_.each, "shift by shift");
        hours->add_flag("--csv", csv_, "for a spreadsheet");
        CLI::App* out = command(
            rotas, "export", "Prints a week as a file, with its swaps.",
            "  tocsin rota export 2026-W48 --csv > week.csv\n"
            "  tocsin rota export 2026-11-23 --ics > week.ics",
            [this] {
                duty_.format = csv_ ? "csv" : yaml_ ? "yaml" : ics_ ? "ics" : json_ ? "json" : "";
                return export_rota(client(), duty_, terminal_);
            });
        out->add_option("WEEK", duty_.week, "its Monday or its number")->required();
        CLI::Option* csv = out->add_flag("--csv", csv_, "as it can be uploaded again");
        CLI::Option* yaml =
            out->add_flag("--yaml", yaml_, "as it can be uploaded again")->excludes(csv);
        CLI::Option* ics =
            out->add_flag("--ics", ics_, "for a calendar")->excludes(csv)->excludes(yaml);
        for (CLI::App* sub : {show, past, hours, out}) {
            sub->add_option("--rota", duty_.rota, "the rota's name; else on-call");
            add_socket_options(sub);
            add_json(sub);
        }
        out->get_option("--json")->excludes(csv)->excludes(yaml)->excludes(ics);
    }

    void add_publish(CLI::App& rotas) {
        CLI::App* out = command(
            rotas, "publish", "Mails the rota of a week to its readers, now.",
            "  tocsin rota publish 2026-11-23\n"
            "  tocsin rota publish 2026-W48 --rota on-call",
            [this] { return publish_rota(client(), swapping_.rota, id_, json_, terminal_); });
        out->add_option("WEEK", id_, "its Monday or its number")->required();
        out->add_option("--rota", swapping_.rota, "the rota's name; else on-call");
        add_json(out);
        add_socket_options(out);
    }

    CLI::App* add_swap(CLI::App& rotas) {
        CLI::App* swap = command(
            rotas, "swap", "Gives a stretch of a role from one person to another.",
            "  tocsin rota swap edm --out pat.ash --in jo.oak --from \"2026-11-24 17:30\" --to "
            "\"2026-11-25 08:00\" --reason \"agreed by phone\"\n"
            "  tocsin rota swap edm --out pat.ash --from ... --to ... --reason ill    (cannot "
            "come)",
            [this] {
                swapping_.json = json_;
                return swap_rota(client(), swapping_, terminal_);
            });
        swapping_.rota = "on-call";
        swap->add_option("ROLE", swapping_.role, "as the rota has it: edm")->required();
        swap->add_option("--out", swapping_.out, "who gives it up; without: cover of a gap");
        swap->add_option("--in", swapping_.in, "who takes it; without: nobody does");
        swap->add_option("--from", swapping_.from, "UK time: 2026-11-24 17:30")->required();
        swap->add_option("--to", swapping_.to, "UK time")->required();
        swap->add_option("--reason", swapping_.reason, "why")->required();
        swap->add_option("--rota", swapping_.rota, "the rota's name; else on-call");
        swap->add_option("--by", swapping_.by, "who says so; else whoever runs this");
        swap->add_flag("--force", swapping_.force, "although they are on call already");
        return swap;
    }

    void add_feed() {
        CLI::App* feeds = group("feed", "Opens, lists and revokes calendars of who is on call.");
        CLI::App* add = command(*feeds, "add", "Opens a calendar and prints its link, once.",
                                "  tocsin feed add --person pat.ash\n"
                                "  tocsin feed add --role edm",
                                [this] {
                                    feed_.json = json_;
                                    return tocsin::add_feed(client(), feed_, terminal_);
                                });
        CLI::Option* person = add->add_option("--person", feed_.person, "whose shifts: an id");
        add->add_option("--role", feed_.role, "everybody's of a role: edm")->excludes(person);
        CLI::App* list = command(*feeds, "list", "Lists the feeds, never their links.",
                                 "  tocsin feed list\n  tocsin feed list --json",
                                 [this] { return list_feeds(client(), json_, terminal_); });
        CLI::App* revoke = command(*feeds, "revoke", "Takes a link back at once.",
                                   "  tocsin feed revoke 7c1e09ab\n  tocsin feed list",
                                   [this] { return revoke_feed(client(), id_, terminal_); });
        revoke->add_option("ID", id_, "as tocsin feed list says it")->required();
        add_json(add);
        add_json(list);
        for (CLI::App* sub : {add, list, revoke}) add_socket_options(sub);
    }

    void add_document() {
        CLI::App* sub =
            command(app_, "document", "Prints a report, a letter or a log from the journal.",
                    "  tocsin document\n"
                    "  tocsin document hssi-report INC-2041 > report.md\n"
                    "  tocsin document incident-log --from 2026-11-01 --to 2026-11-30 > log.csv",
                    [this] {
                        document_.json = json_;
                        return print_document(client(), document_, terminal_);
                    });
        sub->add_option("NAME", document_.name, "which; without: lists them");
        CLI::Option* incident =
            sub->add_option("INCIDENT", document_.incident, "such as INC-2041; without: a log");
        sub->add_option("--from", document_.from, "of a log: the first day; else a month ago")
            ->excludes(incident);
        sub->add_option("--to", document_.to, "the last day; else today")->excludes(incident);
        add_json(sub);
        add_socket_options(sub);
    }

    void add_handover() {
        CLI::App* show = command(app_, "handover", "Shows the last handover, or records its call.",
                                 "  tocsin handover\n  tocsin handover --now", [this] {
                                     return show_handover(client(), now_, json_, terminal_);
                                 });
        show->add_flag("--now", now_, "what would be handed over at this moment; nothing is sent");
        add_json(show);
        add_socket_options(show);
        CLI::App* call =
            command(*show, "call", "Records that the phone call of a handover was made.",
                    "  tocsin handover call --by \"Kim Hazel\"\n"
                    "  tocsin handover call --id 4711 --note \"divert set, heard it ring\"",
                    [this] { return record_handover_call(client(), id_, by_, note_, terminal_); });
        call->add_option("--id", id_, "which handover; else the one that waits for its call");
        call->add_option("--by", by_, "who says so; else whoever runs this");
        call->add_option("--note", note_, "what was agreed");
        add_socket_options(call);
        notes_ = group("note", "Notes what the record cannot know.");
        CLI::App* note =
            command(*notes_, "handover", "Notes something for the next handover.",
                    "  tocsin note handover \"Supplier phones again at 09:00\"\n"
                    "  tocsin note handover --kind expected \"22:00 CHG-0077, Mail Relay\"",
                    [this] { return write_note(client(), kind_, note_, by_, terminal_); });
        note->add_option("TEXT", note_, "one line")->required();
        note->add_option("--kind", kind_, "information, change, expected, management-only");
        note->add_option("--by", by_, "who says so; else whoever runs this");
        add_socket_options(note);
    }

    // One command an act on what an incident owes. `text` is its option for proof or reason.
    CLI::App* add_owed_act(const std::string& name, const std::string& act, const std::string& text,
                           bool needed, const std::string& about, const std::string& examples) {
        CLI::App* sub = command(app_, name, about, examples, [this, act] {
            owed_.act = act;
            return act_on_owed(client(), owed_, terminal_);
        });
        sub->add_option("INCIDENT", owed_.incident, "INC-42 or 42")->required();
        sub->add_option("NAME", owed_.name, "as tocsin owed and the procedure name it")->required();
        sub->add_option(text, owed_.text, "one line, for the record")->required(needed);
        sub->add_option("--by", owed_.by, "who says so; else whoever runs this");
        add_socket_options(sub);
        return sub;
    }

    void add_owed() {
        CLI::App* show = command(
            app_, "owed", "Shows what is owed, by whom and until when; the next first.",
            "  tocsin owed\n  tocsin owed INC-42\n  tocsin owed --strict",
            [this] { return show_owed(client(), owed_.incident, strict_, json_, terminal_); });
        show->add_option("INCIDENT", owed_.incident, "INC-42 or 42: of this one alone");
        show->add_flag("--strict", strict_,
                       "exit 1 when anything is owed, not only when it is late");
        add_json(show);
        add_socket_options(show);
        add_owed_act("met", "meet", "--proof", false, "Records that what was owed is done.",
                     "  tocsin met INC-42 conference-call --by \"Kim Hazel\"\n"
                     "  tocsin met INC-42 report --proof \"DOC-7, in the shared folder\"");
        add_owed_act("ask", "ask", "--reason", false,
                     "Asks for what is owed only when it is wanted: a conference call.",
                     "  tocsin ask INC-42 conference-call --by \"Pat Ash\"");
        add_owed_act("waive", "waive", "--reason", true,
                     "Records that what is owed is not needed, and why.",
                     "  tocsin waive INC-42 conference-call --reason \"fixed meanwhile\"");
        CLI::App* later = add_owed_act(
            "put-off", "put-off", "--reason", true, "Sets another time for what is owed.",
            "  tocsin put-off INC-42 report --until \"2026-11-30 17:30\" --reason \"parts\"");
        later->add_option("--until", owed_.due, "local time, or with Z or an offset")->required();
        add_owed_act("pause", "pause", "--reason", true, "Stops the clock of what is owed.",
                     "  tocsin pause INC-42 report --reason \"disciplinary process\"");
        add_owed_act("reject", "reject", "--reason", true,
                     "Sends back what was given: it is owed again until it is enough.",
                     "  tocsin reject INC-42 report --reason \"no root cause\"");
        add_owed_act("resume", "resume", "--reason", false, "Lets the clock run on.",
                     "  tocsin resume INC-42 report");
    }

    void add_triage() {
        CLI::App* set = command(app_, "set", "Says what an incident is, in the fields it has.",
                                "  tocsin set INC-42 category=data-centre,multi-site kind=outage\n"
                                "  tocsin set INC-42 kind= --reason \"it was another service\"",
                                [this] { return set_fields(client(), triage_, terminal_); });
        CLI::App* flag = command(
            app_, "flag", "Raises a flag: it stands until it is said to be raised in error.",
            "  tocsin flag INC-42 clinical --reason \"a dose was shown twice\"\n"
            "  tocsin flag INC-42 security --reason \"an account was shared\"",
            [this] { return raise_flag(client(), triage_, terminal_); });
        CLI::App* unflag = command(
            app_, "unflag", "Removes a flag that was raised in error.",
            "  tocsin unflag INC-42 clinical --raised-in-error \"it was another hospital\"\n"
            "  tocsin unflag INC-42 security --raised-in-error \"a drill\" --by \"Kim Hazel\"",
            [this] { return remove_flag(client(), triage_, terminal_); });
        CLI::App* severity =
            command(app_, "severity", "Works a severity out, which proposes it; or sets it.",
                    "  tocsin severity INC-42 criticality=high users=6200 urgency=2\n"
                    "  tocsin severity INC-42 3 --reason \"one ward, and paper works\"",
                    [this] {
                        triage_.json = json_;
                        return judge_severity(client(), triage_, terminal_);
                    });
        CLI::App* safe = command(
            app_, "safe", "Records that a task of an incident was made safe, and how.",
            "  tocsin safe INC-43 --statement \"doses read from paper, checked by two\" --by \"Kim "
            "Hazel\"\n"
            "  tocsin safe INC-42 --task security --statement \"account closed\"",
            [this] { return make_safe(client(), triage_, terminal_); });
        safe->add_option("--statement", triage_.reason, "what made it safe")->required();
        safe->add_option("--task", triage_.task, "which, where the incident has several");
        CLI::App* again =
            command(app_, "reopen", "Takes a resolved incident back: somebody is still affected.",
                    "  tocsin reopen INC-42 --reason \"two wards still cannot log in\"\n"
                    "  tocsin reopen INC-42 --reason \"it came back\" --by \"Kim Hazel\"",
                    [this] { return reopen(client(), triage_, terminal_); });
        again->add_option("--reason", triage_.reason, "why it is not over")->required();
        CLI::App* note = command(
            *notes_, "incident", "Notes something on an incident; a closed one is corrected.",
            "  tocsin note incident INC-42 \"supplier reroutes\" --kind progress\n"
            "  tocsin note incident INC-42 \"it began at 01:40, not 01:52\"",
            [this] { return note_incident(client(), triage_, terminal_); });
        note->add_option("--kind", triage_.kind, "note, action, observation or progress");
        for (CLI::App* sub : {set, flag, unflag, severity, safe, again, note}) {
            sub->add_option("INCIDENT", triage_.incident, "such as INC-42")->required();
            sub->add_option("--by", triage_.by, "who says so; else whoever runs this");
            add_socket_options(sub);
        }
        note->add_option("TEXT", triage_.reason, "one line")->required();
        for (CLI::App* sub : {flag, unflag})
            sub->add_option("FLAG", triage_.flag, "as the procedure has it: clinical")->required();
        set->add_option("FIELDS", triage_.words, "FIELD=VALUE,...; without a value: nobody knows")
            ->required();
        severity->add_option("ANSWERS", triage_.words, "QUESTION=ANSWER, and the severity to set");
        severity->add_option("--way", triage_.way, "as the procedure has it; else its first");
        severity->add_flag("--dry-run", triage_.dry_run, "say what it comes to, and keep nothing");
        add_json(severity);
        set->add_option("--reason", triage_.reason, "why");
        severity->add_option("--reason", triage_.reason, "why it is not what is proposed");
        flag->add_option("--reason", triage_.reason, "what makes it so")->required();
        unflag->add_option("--raised-in-error", triage_.reason, "why it was")->required();
    }

    void add_words(CLI::App* sub) {
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
        sub->add_option(
            "--progress", words["progress"],
            "identified (the cause is found) or monitoring (it is mended, and watched): "
            "what status pages elsewhere say");
        sub->add_option("--decided-by", words["decided_by"], "who decided that it goes out: an id");
        sub->add_option("--by", words["by"], "who says so; else whoever runs this");
        sub->add_flag("--management", notice_.management, "for the management list alone");
    }

    void add_notices() {
        CLI::App* write = command(
            app_, "notice", "Sends a message to stakeholders: by text, by mail, on the page.",
            "  tocsin notice INC-1 --stage first --happened \"It stopped at 01:52\" --impact "
            "\"Users "
            "cannot open records\" --location Northtown --state down\n"
            "  tocsin notice INC-1 --stage update --new \"Supplier reroutes\" --next 60m --preview",
            [this] {
                notice_.json = json_;
                return tocsin::write_notice(client(), notice_, terminal_);
            });
        write->add_option("INCIDENT", notice_.incident, "INC-1")->required();
        add_words(write);
        write->add_flag("--preview", notice_.preview, "what would go to whom; nothing is sent");
        CLI::App* list =
            command(app_, "notices", "Shows what was sent, and what each reader got.",
                    "  tocsin notices INC-1\n  tocsin notices INC-1 --summary",
                    [this] { return list_notices(client(), id_, summary_, json_, terminal_); });
        list->add_option("INCIDENT", id_, "INC-1")->required();
        list->add_flag("--summary", summary_, "how far each has come, without its readers");
        CLI::App* approve = command(
            *group("rollout", "Opens the closed list of a service."), "approve",
            "Everybody is told of the service from here on.",
            "  tocsin rollout approve ward-orders --reason \"live on all wards\"\n"
            "  tocsin rollout approve ward-orders --by kim.hazel --reason \"signed today\"",
            [this] { return tocsin::approve_rollout(client(), id_, by_, note_, terminal_); });
        approve->add_option("SERVICE", id_, "its id")->required();
        approve->add_option("--reason", note_, "what the approval is")->required();
        approve->add_option("--by", by_, "who says so; else whoever runs this");
        for (CLI::App* sub : {write, list}) add_json(sub);
        for (CLI::App* sub : {write, list, approve}) add_socket_options(sub);
    }

    void add_holds() {
        CLI::App* list = command(app_, "holds", "Lists the messages that wait for a decision.",
                                 "  tocsin holds\n  tocsin holds --json",
                                 [this] { return tocsin::list_holds(client(), json_, terminal_); });
        add_json(list);
        add_socket_options(list);
        CLI::App* holds = group("hold", "Decides about a message that is held.");
        const auto decide = [&](const std::string& action, const std::string& sentence,
                                const std::string& why) {
            CLI::App* sub = command(*holds, action, sentence,
                                    "  tocsin hold " + action + " 4711 --by kim.hazel --reason \"" +
                                        why + "\"\n  tocsin holds",
                                    [this, action] {
                                        return tocsin::decide_hold(client(), id_, action, by_,
                                                                   note_, terminal_);
                                    });
            sub->add_option("HOLD", id_, "as tocsin holds says it")->required();
            sub->add_option("--by", by_, "the person who decides: an id");
            sub->add_option("--reason", note_, "why")->required();
            add_socket_options(sub);
        };
        decide("lift", "The message goes out.", "those are numbers of tickets");
        decide("withdraw", "The message is dropped.", "overtaken by events");
        CLI::App* rewrite =
            command(*holds, "rewrite", "Another text takes its place, and is judged anew.",
                    "  tocsin hold rewrite 4711 --stage update --new \"Some records do not open\"\n"
                    "  tocsin holds",
                    [this] { return tocsin::rewrite_hold(client(), id_, notice_, terminal_); });
        rewrite->add_option("HOLD", id_, "as tocsin holds says it")->required();
        add_words(rewrite);
        add_socket_options(rewrite);
    }

    void add_help() {
        CLI::App* sub = command(app_, "help", "Explains a command, or the exit codes.",
                                "  tocsin help who\n  tocsin help exit", [this] { return help(); });
        sub->add_option("TOPIC", id_, "a command, or exit");
    }

    int help() {
        if (id_ == "exit") {
            terminal_.out << exit_codes;
        } else if (id_.empty()) {
            terminal_.out << app_.help();
        } else {
            refuse_unknown_command({id_});
            terminal_.out << help_of(*app_.get_subcommand(id_));
        }
        return exit_done;
    }

    int start() {
        // Which zone it means is in the configuration; here only whether it is a time at all.
        if (serving_.begin && !parse_when(*serving_.begin, Zone())) {
            throw CommandFailed(exit_asked_wrongly,
                                "no moment can be read from --begin \"" + *serving_.begin + "\"",
                                "", "write local time such as 2026-11-28T03:00");
        }
        return serve_(serving_);
    }

    static std::vector<std::string> commands_of(const CLI::App& app) {
        std::vector<std::string> names;
        for (const CLI::App* sub : app.get_subcommands({})) names.push_back(sub->get_name());
        return names;
    }

    void refuse_unknown_command(const std::vector<std::string>& words) const {
        const CLI::App* app = &app_;
        std::string before;
        for (const std::string& word : words) {
            const std::vector<std::string> names = commands_of(*app);
            if (names.empty() || word.starts_with('-')) return;
            if (std::ranges::find(names, word) == names.end()) {
                const std::string meant = near(word, names);
                std::string what = "no command \"" + before + word + "\"";
                what += meant.empty() ? "" : ". Did you mean \"" + before + meant + "\"?";
                throw CommandFailed(exit_asked_wrongly, what, "",
                                    meant.empty() ? "tocsin " + before + "--help" : "");
            }
            app = app->get_subcommand(word);
            before += word + " ";
        }
    }

    // The command that the arguments reached before they went wrong or asked for help.
    const CLI::App& deepest() const {
        const CLI::App* app = &app_;
        while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
        return *app;
    }

    // "tocsin token add".
    static std::string full_name(const CLI::App& app) {
        const CLI::App* parent = app.get_parent();
        return (parent ? full_name(*parent) + " " : "") + app.get_name();
    }

    static std::string help_of(const CLI::App& app) {
        const CLI::App* parent = app.get_parent();
        return app.help(parent ? full_name(*parent) : "");
    }

    const std::function<int(const ServeOptions&)>& serve_;
    ServeOptions serving_;
    CheckOptions checking_;
    WhoOptions who_;
    SimulateOptions simulating_;
    ExplainOptions explaining_;
    TokenRequest token_;
    FeedRequest feed_;
    NoticeOptions notice_;
    OwedAct owed_;
    DutyOptions duty_;
    CLI::App* notes_ = nullptr;  // the group "note"
    std::optional<IncidentCommands> incidents_;
    TriageOptions triage_;
    DocumentOptions document_;
    std::optional<DrillCommands> drills_;
    std::optional<ChannelCommands> channels_;
    std::optional<PreviewCommand> preview_;
    std::optional<PageCommands> pages_;
    RotaUploadOptions uploading_;
    RotaSwapOptions swapping_;
    int version_ = 0;
    std::string sheet_;
    std::string id_;
    std::string code_;
    std::string by_;
    std::string note_;
    std::string kind_;
    int days_ = 0;
    bool now_ = false;
    bool strict_ = false;
    bool summary_ = false;
    bool ready_ = false;
    bool mail_ = false;
    bool phone_ = false;
    bool cannot_ = false;
    bool csv_ = false;
    bool yaml_ = false;
    bool ics_ = false;
};

// Lines after the first stand below it.
void print(std::ostream& out, const std::string& label, const std::string& text) {
    if (text.empty()) return;
    out << label;
    for (const char sign : text) out << sign << (sign == '\n' ? "     " : "");
    out << "\n";
}

}  // namespace

int command_line(const std::vector<std::string>& arguments, Terminal& terminal,
                 const std::function<int(const ServeOptions&)>& serve) {
    try {
        return CommandLine(terminal, serve).run(arguments);
    } catch (const CommandFailed& failure) {
        print(terminal.err, "tocsin: ", failure.what());
        print(terminal.err, "why: ", failure.why);
        print(terminal.err, "do:  ", failure.fix);
        return failure.exit_code;
    }
}

}  // namespace tocsin
