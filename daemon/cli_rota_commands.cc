#include "daemon/cli_rota_commands.h"

#include "daemon/cli_crew.h"
#include "daemon/clock.h"
#include "daemon/zone_load.h"

namespace tocsin {

RotaCommands::RotaCommands(Commands& commands) : commands_(commands) {
    add_rota();
}

void RotaCommands::add_rota() {
    CLI::App* rotas = commands_.group("rota", "Uploads rotas, swaps shifts, looks at versions.");
    CLI::App* up = commands_.command(*rotas, "upload", "Puts a rota in force: YAML or CSV.",
                                     "  tocsin rota upload week.yaml --dry-run\n"
                                     "  tocsin rota upload week.csv --rota on-call",
                                     [this] {
                                         uploading_.json = commands_.json();
                                         return upload_rota(commands_.client(), uploading_,
                                                            commands_.terminal());
                                     });
    up->add_flag("--dry-run", uploading_.dry_run, "say what it would do, and change nothing");
    CLI::Option* reason = up->add_option("--reason", uploading_.reason, "why a gap is accepted");
    up->add_flag("--accept-gaps", uploading_.accept_gaps, "new gaps do not refuse it")
        ->needs(reason);
    up->add_option("--by", uploading_.by, "who accepts them; else whoever runs this");
    up->add_option("--at", uploading_.at, "when it comes into force: 2026-11-30T08:00; else now");
    CLI::App* diff = commands_.command(
        *rotas, "diff", "Says who would be on call instead of whom.",
        "  tocsin rota diff week.yaml\n  tocsin rota diff week.yaml --json", [this] {
            uploading_.json = commands_.json();
            return diff_rota(commands_.client(), uploading_, commands_.terminal());
        });
    for (CLI::App* sub : {up, diff}) {
        sub->add_option("FILE", uploading_.file, "a week, or a rolling rota")->required();
        sub->add_option("--rota", uploading_.rota, "its name, where the file says none");
    }
    add_rota_files(*rotas);
    add_duty(*rotas);
    CLI::App* list = commands_.command(
        *rotas, "list", "Lists the versions and the swaps.",
        "  tocsin rota list\n  tocsin rota list --json",
        [this] { return list_rotas(commands_.client(), commands_.json(), commands_.terminal()); });
    CLI::App* back = commands_.command(
        *rotas, "rollback", "Puts an earlier version in force again.",
        "  tocsin rota rollback on-call 41 --reason \"wrong file\"\n"
        "  tocsin rota list",
        [this] {
            return restore_rota(commands_.client(), swapping_.rota, version_, swapping_.reason,
                                commands_.json(), commands_.terminal());
        });
    back->add_option("ROTA", swapping_.rota, "its name")->required();
    back->add_option("VERSION", version_, "as tocsin rota list says it")->required();
    back->add_option("--reason", swapping_.reason, "why")->required();
    CLI::App* drop =
        commands_.command(*rotas, "withdraw", "Takes back an upload that waits for its time.",
                          "  tocsin rota withdraw on-call 4711\n  tocsin rota list", [this] {
                              return withdraw_rota(commands_.client(), swapping_.rota, id_,
                                                   commands_.json(), commands_.terminal());
                          });
    drop->add_option("ROTA", swapping_.rota, "its name")->required();
    drop->add_option("PLAN", id_, "as tocsin rota list says it")->required();
    CLI::App* swap = add_swap(*rotas);
    add_publish(*rotas);
    for (CLI::App* sub : {up, diff, list, back, drop, swap}) {
        commands_.add_json(sub);
        commands_.add_daemon_options(sub);
    }
}

void RotaCommands::add_rota_files(CLI::App& rotas) {
    CLI::App* look = commands_.command(rotas, "check",
                                       "Checks a rota, or who of the rota in force can be reached.",
                                       "  tocsin rota check week.yaml --config tocsin.yaml\n"
                                       "  tocsin rota check --ready --days 14",
                                       [this] { return check_rota(); });
    CLI::Option* file = look->add_option("FILE", checking_.files, "the rota");
    CLI::Option* ready =
        look->add_flag("--ready", ready_, "every coming shift: who is ready")->excludes(file);
    look->add_option("--days", days_, "of so many days; else 7")
        ->check(CLI::Range(1, 31))
        ->needs(ready);
    commands_.add_json(look);
    commands_.add_daemon_options(look);
    CLI::App* blank = commands_.command(
        rotas, "template", "Prints a week as CSV, to fill in.",
        "  tocsin rota template 2026-11-23 > week.csv\n"
        "  tocsin rota template 2026-W48 > week.csv",
        [this] { return print_rota_template(commands_.client(), id_, commands_.terminal()); });
    blank->add_option("WEEK", id_, "its Monday or its number")->required();
    commands_.add_daemon_options(blank);
}

int RotaCommands::check_rota() {
    if (ready_)
        return check_readiness(commands_.client(), days_ == 0 ? 7 : days_, commands_.json(),
                               commands_.terminal());
    if (checking_.files.empty()) {
        throw CommandFailed(exit_asked_wrongly, "no rota is named", "",
                            "tocsin rota check FILE, or tocsin rota check --ready");
    }
    checking_.config = commands_.config().empty() ? default_config : commands_.config();
    return check(checking_, machine_time().utc, commands_.terminal());
}

void RotaCommands::add_duty(CLI::App& rotas) {
    CLI::App* show = commands_.command(
        rotas, "show", "Shows a week as it stands, and where it comes from.",
        "  tocsin rota show\n  tocsin rota show 2026-W48", [this] {
            duty_.json = commands_.json();
            return show_rota(commands_.client(), duty_, load_zone("Europe/London"),
                             machine_time().utc, commands_.terminal());
        });
    show->add_option("WEEK", duty_.week, "its Monday or its number; else this week");
    CLI::App* past = commands_.command(
        rotas, "history", "Lists what came into force when, by whom, and what it changed.",
        "  tocsin rota history\n  tocsin rota history --limit 100 --json", [this] {
            duty_.json = commands_.json();
            return rota_history(commands_.client(), duty_, load_zone("Europe/London"),
                                commands_.terminal());
        });
    past->add_option("--limit", duty_.limit, "how many; else 20")->check(CLI::Range(1, 200));
    CLI::App* hours = commands_.command(
        rotas, "hours", "Adds up who was on call for how long: for pay and time off in lieu.",
        "  tocsin rota hours --from 2026-11-01 --to 2026-11-30\n"
        "  tocsin rota hours --from 2026-11-01 --to 2026-11-30 --each --csv > november.csv",
        [this] {
            duty_.json = commands_.json();
            if (csv_) duty_.format = "csv";
            return rota_hours(commands_.client(), duty_, load_zone("Europe/London"),
                              commands_.terminal());
        });
    hours->add_option("--from", duty_.from, "the first day: 2026-11-01")->required();
    hours->add_option("--to", duty_.to, "the last day")->required();
    hours->add_flag("--each", duty_.each, "shift by shift");
    hours->add_flag("--csv", csv_, "for a spreadsheet");
    CLI::App* out =
        commands_.command(rotas, "export", "Prints a week as a file, with its swaps.",
                          "  tocsin rota export 2026-W48 --csv > week.csv\n"
                          "  tocsin rota export 2026-11-23 --ics > week.ics",
                          [this] {
                              duty_.format = csv_               ? "csv"
                                             : yaml_            ? "yaml"
                                             : ics_             ? "ics"
                                             : commands_.json() ? "json"
                                                                : "";
                              return export_rota(commands_.client(), duty_, commands_.terminal());
                          });
    out->add_option("WEEK", duty_.week, "its Monday or its number")->required();
    CLI::Option* csv = out->add_flag("--csv", csv_, "as it can be uploaded again");
    CLI::Option* yaml =
        out->add_flag("--yaml", yaml_, "as it can be uploaded again")->excludes(csv);
    CLI::Option* ics =
        out->add_flag("--ics", ics_, "for a calendar")->excludes(csv)->excludes(yaml);
    for (CLI::App* sub : {show, past, hours, out}) {
        sub->add_option("--rota", duty_.rota, "the rota's name; else on-call");
        commands_.add_daemon_options(sub);
        commands_.add_json(sub);
    }
    out->get_option("--json")->excludes(csv)->excludes(yaml)->excludes(ics);
}

void RotaCommands::add_publish(CLI::App& rotas) {
    CLI::App* out =
        commands_.command(rotas, "publish", "Mails the rota of a week to its readers, now.",
                          "  tocsin rota publish 2026-11-23\n"
                          "  tocsin rota publish 2026-W48 --rota on-call",
                          [this] {
                              return publish_rota(commands_.client(), swapping_.rota, id_,
                                                  commands_.json(), commands_.terminal());
                          });
    out->add_option("WEEK", id_, "its Monday or its number")->required();
    out->add_option("--rota", swapping_.rota, "the rota's name; else on-call");
    commands_.add_json(out);
    commands_.add_daemon_options(out);
}

CLI::App* RotaCommands::add_swap(CLI::App& rotas) {
    CLI::App* swap = commands_.command(
        rotas, "swap", "Gives a stretch of a role from one person to another.",
        "  tocsin rota swap edm --out pat.ash --in jo.oak --from \"2026-11-24 17:30\" --to "
        "\"2026-11-25 08:00\" --reason \"agreed by phone\"\n"
        "  tocsin rota swap edm --out pat.ash --from ... --to ... --reason ill    (cannot "
        "come)",
        [this] {
            swapping_.json = commands_.json();
            return swap_rota(commands_.client(), swapping_, commands_.terminal());
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

}  // namespace tocsin
