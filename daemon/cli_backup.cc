#include "daemon/cli_backup.h"

#include "daemon/cli_ask.h"
#include "daemon/cli_socket.h"
#include "daemon/clock.h"
#include "daemon/json_writer.h"
#include "daemon/restore.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <thread>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds asked_every{200};

void add_origin(const Restored& restored, const fs::path& backup, std::vector<Cells>& rows) {
    if (restored.backed_up) {
        rows.push_back({"Backup", backup.string() + ", of " + iso_utc(*restored.backed_up)});
        return;
    }
    rows.push_back(
        {"Copy",
         backup.string() +
             (restored.last_entry ? ", its last entry of " + iso_utc(*restored.last_entry) : "")});
    rows.push_back({"Mind",
                    "tocsin backup did not make it: what was in a -wal that is not beside it "
                    "is missing"});
}

void print(const Restored& restored, const RestoreOptions& options, Terminal& terminal) {
    std::vector<Cells> rows;
    add_origin(restored, options.backup, rows);
    rows.push_back({"Holds", std::to_string(restored.head.seq) + " entries to the head " +
                                 to_hex(restored.head.hash).substr(0, 12)});
    if (!restored.aside.empty()) {
        rows.push_back({options.trial ? "Present" : "Set aside", restored.aside.string()});
        const std::string about = lost_incidents(restored);
        rows.push_back({options.trial ? "Would lose" : "Lost",
                        !restored.read ? "nobody knows: the present journal cannot be read, or is "
                                         "not the one that was backed up"
                        : restored.lost == 0
                            ? "nothing"
                            : counted(restored.lost, "entry") + " behind the backup" +
                                  (about.empty() ? "" : ", about " + about)});
    }
    rows.push_back({options.trial ? "Would be" : "Restored", restored.database.string()});
    for (const std::string& one : restored.erased) {
        rows.push_back({"Erase again",
                        "tocsin erase " + one + " --reason \"erased behind the backup\" --yes"});
    }
    if (!restored.aside.empty() && !restored.read)
        rows.push_back({"Erase again", "whatever was erased behind the backup: nobody knows"});
    terminal.out << columns(rows, 3);
    if (options.trial) {
        terminal.out << "\nNothing was changed.\n";
        return;
    }
    terminal.out << "\nNext: systemctl start tocsin. What was due meanwhile is overdue, and is "
                    "called;\nwhoever took an incident behind the backup may be called again.\n";
}

}  // namespace

MadeBackup make_backup(const Client& client, const std::string& where) {
    JsonObject body;
    if (!where.empty()) body.text("path", std::filesystem::absolute(where).string());
    const std::string number =
        text_of(json_of(ask(client, "POST", "/v1/backups", body.str())), "asked");
    for (;;) {
        const DaemonAnswer answer = ask(client, "GET", "/v1/backups");
        const Node backups = json_of(answer);
        // Another may have been asked for behind it.
        if (std::stoull("0" + text_of(backups, "answered")) < std::stoull("0" + number)) {
            std::this_thread::sleep_for(asked_every);
            continue;
        }
        const std::string trouble = text_of(backups, "trouble");
        if (!trouble.empty()) {
            throw CommandFailed(
                exit_not_now, "no backup was made", trouble,
                "name a new file, or a folder that is there; the daemon writes it as "
                "its own user: see that it may, and that there is room");
        }
        const Node* made = backups.find("last");
        if (made == nullptr) throw CommandFailed(exit_silent, "the daemon names no backup");
        return {text_of(*made, "file"), text_of(*made, "head"), text_of(*made, "entries"),
                text_of(*made, "bytes"), answer.body};
    }
}

int restore_backup(const RestoreOptions& options, std::chrono::system_clock::time_point now,
                   Terminal& terminal) {
    const auto failed = [](const StoreError& failure, const std::string& advice) {
        return CommandFailed(exit_needs_you, "nothing was restored", failure.what(), advice);
    };
    try {
        const Instant at = std::chrono::floor<std::chrono::milliseconds>(now);
        print(restore(options.backup, options.data, at, options.trial), options, terminal);
        return exit_done;
    } catch (const NoBackup& failure) {
        throw failed(failure,
                     "name a file that tocsin backup has made: they lie in the folder of "
                     "\"backup\" in the configuration");
    } catch (const DamagedBackup& failure) {
        throw failed(failure,
                     "take another: they lie in the folder of \"backup\" in the configuration, and "
                     "tocsin audit verify --file FILE proves one");
    } catch (const NoDataFolder& failure) {
        throw failed(failure,
                     "name the folder of the daemon's data: --data, or \"data\" in the "
                     "configuration. If this one is meant, make it first, as the daemon's user");
    } catch (const JournalInUse& failure) {
        throw failed(failure,
                     "stop the daemon first, and start it whatever comes of it:\n"
                     "systemctl stop tocsin; tocsin restore FILE; systemctl start tocsin");
    } catch (const NoRoom& failure) {
        throw failed(
            failure,
            "free room there, beginning with what is not Tocsin's: the present journal, which is "
            "in its place, stays beside the restored one");
    } catch (const StoreError& failure) {
        throw failed(failure,
                     "restore as the user who owns the daemon's data, or as root. If you are, look "
                     "at the disk: journalctl -k");
    }
}

BackupCommands::BackupCommands(Commands& commands) : commands_(commands) {
    add_backup();
    add_restore();
}

void BackupCommands::add_backup() {
    CLI::App* sub = commands_.command(
        commands_.app(), "backup", "Makes a verified backup of the running daemon's journal.",
        "  tocsin backup\n  tocsin backup /srv/tocsin-backups", [this] { return back_up(); });
    sub->add_option("PATH", where_, "a folder, or a new file; else as the configuration says");
    commands_.add_json(sub);
    commands_.add_daemon_options(sub);
}

int BackupCommands::back_up() const {
    const MadeBackup made = make_backup(commands_.client(), where_);
    Terminal& terminal = commands_.terminal();
    if (commands_.json()) {
        terminal.out << made.answer << (made.answer.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    terminal.out << "Backup  " << made.file << "\n"
                 << "Holds   " << made.entries << " entries, "
                 << mebibytes(std::stoull("0" + made.bytes)) << ", verified to the head\n"
                 << "Head    " << made.head << "\n";
    return exit_done;
}

void BackupCommands::add_restore() {
    CLI::App* sub = commands_.command(
        commands_.app(), "restore",
        "Puts a backup in the place of the journal, while no daemon runs.",
        "  tocsin restore /srv/tocsin-backups/tocsin-20261127T031500Z-48213-9f3a60c1d2e4.db\n"
        "  tocsin restore journal-copy.db --data /var/lib/tocsin --dry-run",
        [this] {
            restoring_.data =
                data_.empty() ? data_folder_of(commands_.config()) : std::filesystem::path(data_);
            return restore_backup(restoring_, machine_time().utc, commands_.terminal());
        });
    sub->add_option("FILE", restoring_.backup, "the backup")->required();
    sub->add_option("--data", data_, "the daemon's folder; else as the configuration says");
    sub->add_flag("--dry-run", restoring_.trial, "say what would be lost, and change nothing");
    commands_.add_config(sub, std::string("else ") + default_config);
}

}  // namespace tocsin
