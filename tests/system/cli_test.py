"""The command line: what it says, and the number it ends with, which scripts rely on."""

import re
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from fake_provider import FakeProvider
from settings import SAM, http_channel, weekly_rota, weeks
from tocsin import SystemTest, binary, main

DONE, NEEDS_YOU, ASKED_WRONGLY, NO_DAEMON, NOT_FOUND, OVERTAKEN = 0, 1, 2, 3, 5, 6


class Commands(SystemTest):
    def command(self, *args, status=DONE):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, status, f"{args}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr


class Check(Commands):
    def setUp(self):
        self.tocsin = self.daemon()

    def test_a_good_configuration_passes(self):
        self.command("check", "--config", self.tocsin.config_file)

    def test_every_problem_is_named_with_its_place(self):
        self.proves("P20")
        text = Path(self.tocsin.config_file).read_text()
        self.tocsin.write("tocsin.yaml",
                          text.replace('"site"', '"sight"').replace(SAM, "not a phone"))
        said = self.command("check", "--config", self.tocsin.config_file, status=NEEDS_YOU)
        self.assertRegex(said, r"tocsin\.yaml:\d+:\d+: error: ")
        self.assertIn("sight", said)
        self.assertGreaterEqual(len(re.findall(r": error: ", said)), 2, said)

    def test_a_rota_with_a_mistake_is_refused(self):
        self.proves("P20")
        rota = weekly_rota(weeks()[1], edm="pat.aash")
        self.tocsin.write("week.yaml", rota)
        said = self.command("check", "--config", self.tocsin.config_file,
                            str(self.tocsin.folder / "week.yaml"), status=NEEDS_YOU)
        self.assertRegex(said, r"week\.yaml:\d+:\d+: error: ")
        self.assertIn("pat.aash", said)

    def test_a_configuration_that_reaches_nobody_is_refused(self):
        self.proves("P11")
        self.tocsin.config["people"].pop("duty.director")
        self.tocsin.write_config()
        said = self.command("check", "--config", self.tocsin.config_file, status=NEEDS_YOU)
        self.assertIn("duty.director", said)

    def test_a_file_that_is_not_there_is_asked_wrongly(self):
        self.command("check", "--config", "/nowhere/tocsin.yaml", status=ASKED_WRONGLY)


class WithDaemon(Commands):
    def setUp(self):
        self.tocsin = self.daemon().start()

    def test_who_names_everybody_on_call(self):
        said = self.command("who")
        for words in ("EDM", "Pat Ash", "07700 900101", "Sam Elm", "07700 900102"):
            self.assertIn(words, said)
        self.assertIn("Sam Elm", self.command("who", "level-3"))

    def test_who_needs_you_where_the_rota_has_a_gap(self):
        self.proves("HSSI-16")
        # A week that no rota speaks of.
        said = self.command("who", "--at", f"{weeks(30)[-1]}T20:00", status=NEEDS_YOU)
        self.assertIn("NOBODY", said)

    def test_a_rota_is_compared_uploaded_swapped_and_rolled_back(self):
        self.proves("HSSI-13")
        monday = weeks()[-1]
        rota = lambda **who: self.tocsin.write("new.yaml", weekly_rota(monday, **who))  # noqa: E731
        file = str(self.tocsin.folder / "new.yaml")
        rota()
        self.assertIn("0 changes", self.command("rota", "diff", file))
        rota(edm="kim.hazel")
        said = self.command("rota", "diff", file, status=NEEDS_YOU)
        self.assertIn("Pat Ash -> Kim Hazel", said)
        self.command("rota", "upload", file, "--dry-run")
        self.assertIn("is in force as version", self.command("rota", "upload", file))
        rota(edm="nobody")
        said = self.command("rota", "upload", file, status=NEEDS_YOU)
        self.assertIn("EDM is empty from", said)
        self.command("rota", "upload", file, "--accept-gaps", status=ASKED_WRONGLY)
        said = self.command("rota", "upload", file, "--accept-gaps", "--reason", "all on leave",
                            status=NEEDS_YOU)
        self.assertIn("NOBODY (GAP)", said)
        self.assertIn("all on leave", self.command("rota", "list"))
        version = re.search(r"version (\d+)", said).group(1)
        said = self.command("rota", "rollback", "on-call", str(int(version) - 1),
                            "--reason", "they are back")
        self.assertIn("in force again", said)
        swap = ["rota", "swap", "edm", "--from", f"{monday} 17:30", "--to", f"{monday} 23:00",
                "--reason", "agreed by phone", "--out", "kim.hazel"]
        said = self.command(*swap, "--in", "sam.elm", status=NEEDS_YOU)
        self.assertIn("Sam Elm is on call already then", said)
        self.assertIn("Kim Hazel -> Pat Ash", self.command(*swap, "--in", "pat.ash"))
        self.assertIn("swapped with Kim Hazel", self.command("who", "--at", f"{monday}T20:00"))
        self.assertIn("role,date", self.command("rota", "template", str(monday)))
        self.command("rota", "check", file, "--config", self.tocsin.config_file)

    def test_a_token_works_until_it_is_revoked(self):
        self.proves("P19")
        said = self.command("token", "add", "probe", "--scope", "read")
        token = re.search(r"toc_[\w.-]+", said).group().rstrip(".")
        get = lambda: self.tocsin.request("GET", "/v1/incidents", token=token).status  # noqa: E731
        self.assertEqual(get(), 200)
        self.assertEqual(self.tocsin.request("POST", "/v1/incidents", {}, token=token).status, 403)
        listed = self.command("token", "list")
        self.assertIn("probe", listed)
        self.assertNotIn(token.partition(".")[2], listed)
        token_id = token.partition(".")[0].removeprefix("toc_")
        self.command("token", "revoke", token_id)
        self.assertEqual(get(), 401)
        self.command("token", "revoke", "nosuchtoken", status=NOT_FOUND)

    def test_explain_says_who_was_called_and_why(self):
        ref = self.tocsin.open_incident()
        self.assertIn("Pat Ash", self.command("explain", ref))
        self.assertIn("Pat Ash", self.command("explain", ref.removeprefix("INC-")))
        self.command("explain", "INC-999", status=NOT_FOUND)

    def test_an_edited_row_of_the_journal_is_found(self):
        self.proves("P17")
        self.tocsin.open_incident()
        self.command("audit", "verify")
        self.tocsin.stop()
        with sqlite3.connect(self.tocsin.data / "journal.db") as journal:
            last = journal.execute("SELECT max(seq) FROM entry").fetchone()[0]
            edited = journal.execute("UPDATE entry SET at = at + 1 WHERE seq = ?", (last // 2,))
            self.assertEqual(edited.rowcount, 1)
        journal.close()
        self.tocsin.start()
        said = self.command("audit", "verify", status=NEEDS_YOU)
        self.assertIn(str(last // 2), said)

    def test_a_removed_row_of_the_journal_is_found(self):
        self.proves("P17")
        self.tocsin.open_incident()
        self.tocsin.stop()
        with sqlite3.connect(self.tocsin.data / "journal.db") as journal:
            journal.execute("PRAGMA foreign_keys = OFF")
            last = journal.execute("SELECT max(seq) FROM entry").fetchone()[0]
            journal.execute("DELETE FROM about WHERE seq = ?", (last // 2,))
            journal.execute("DELETE FROM particulars WHERE seq = ?", (last // 2,))
            journal.execute("DELETE FROM entry WHERE seq = ?", (last // 2,))
        journal.close()
        self.tocsin.start()
        self.command("audit", "verify", status=NEEDS_YOU)


class AnIncident(Commands):
    def setUp(self):
        provider = FakeProvider()
        self.addCleanup(provider.close)
        self.tocsin = self.daemon(channels={"sms": http_channel(provider.url)}).start()
        self.provider = provider

    def test_is_worked_from_its_opening_to_its_end(self):
        self.command("open", "gp-records", "--summary", "GP Records do not open",
                     "--sev", "6", status=ASKED_WRONGLY)
        said = self.command("open", "gp-records", "--down", "--sev", "1", "--place", "Northtown",
                            "--summary", "GP Records do not open")
        self.assertTrue(said.startswith("INC-1: opened\n"), said)
        self.provider.wait_for(1)
        self.assertIn("INC-1: taken", self.command("ack", "INC-1", "--as", "pat.ash"))
        self.command("escalate", "INC-1", "--to", "level-3", "--reason", "two sites now")
        self.assertIn("Sam Elm", self.command("explain", "INC-1"))
        self.command("confirm", "INC-1", "--degraded", "--degree", "slow", "--by", "Kim Hazel")
        said = self.command("confirm", "INC-1", "--down", "--degree", "slow", status=NEEDS_YOU)
        self.assertIn("degree", said)
        self.command("close", "INC-1", status=OVERTAKEN)
        self.command("resolve", "INC-1", "--summary", "network link replaced")
        self.command("close", "INC-1", "--by", "Kim Hazel")
        said = self.command("explain", "INC-1")
        for words in ("confirmed by Kim Hazel", "resolved by", "closed by Kim Hazel"):
            self.assertIn(words, said)
        self.command("resolve", "INC-99", status=NOT_FOUND)


class WithoutDaemon(SystemTest):
    def test_the_absence_is_said_plainly(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([binary(), "who", "--socket", f"{folder}/tocsin.sock"],
                                  capture_output=True, text=True, check=False, timeout=30)
        self.assertEqual(done.returncode, NO_DAEMON, done.stderr)
        self.assertIn("the daemon does not answer", done.stderr)

    def test_an_unknown_command_is_asked_wrongly(self):
        done = subprocess.run([binary(), "whoo"], capture_output=True, text=True, check=False,
                              timeout=30)
        self.assertEqual(done.returncode, ASKED_WRONGLY, done.stderr)


if __name__ == "__main__":
    main()
