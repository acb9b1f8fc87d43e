"""The life of the store: backups of a running daemon, killed or not, and what a restore brings
back."""

import json
import os
import re
import shutil
import sqlite3
import stat
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from kill_test import STILL_OPEN, House
from settings import report
from tocsin import CAMPAIGN, SystemTest, main, wait_until

INCIDENTS, KILLS = (20_000, 200) if CAMPAIGN else (1_200, 12)
BULK = "The screen of ward 7 stays white. " * 230  # some 8 kB, so that a backup takes a while


class Kept(SystemTest):
    """A house with a folder for backups outside its data."""

    def folder(self):
        folder = tempfile.TemporaryDirectory(prefix="kept")
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    def backup(self, tocsin, *args):
        done = tocsin.run("backup", "--json", *map(str, args))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["last"]

    def verify(self, tocsin, file):
        return tocsin.run("audit", "verify", "--file", str(file))

    def fill(self, tocsin, count, workers=8):
        """Opens `count` incidents with much to say."""
        token = tocsin.make_token("bulk")

        def some(first):
            for n in range(first, count, workers):
                body = report(f"Bulk {n}", key=f"bulk-{n}", description=BULK, severity=5)
                answer = tocsin.request("POST", "/v1/incidents", body, token=token)
                assert answer.status in (200, 201), answer

        threads = [threading.Thread(target=some, args=(n,)) for n in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class BackedUp(Kept):
    def test_reports_go_on_as_fast_while_backups_are_made(self):
        self.proves("P21")
        tocsin, folder = self.daemon().start(), self.folder()
        self.fill(tocsin, INCIDENTS)
        token = tocsin.make_token("load")
        made, over = [], threading.Event()

        def back_up():
            for _ in range(4):
                made.append(self.backup(tocsin, folder))
            over.set()

        alone = tocsin.report_times(token, "alone", lambda taken: len(taken) >= 200)
        maker = threading.Thread(target=back_up)
        maker.start()
        beside = tocsin.report_times(token, "beside", lambda taken: over.is_set())
        maker.join()
        self.assertEqual(len(made), 4)

        def p99(taken):
            return statistics.quantiles(taken, n=100)[98]

        print(f"{made[-1]['bytes'] >> 20} MiB, {len(beside)} reports beside 4 backups: p99 "
              f"{p99(beside) * 1000:.0f} ms, without {p99(alone) * 1000:.0f} ms", flush=True)
        self.assertGreater(len(beside), 20)
        self.assertLess(p99(beside), max(0.25, 4 * p99(alone)))
        for one in made:
            self.assertEqual(self.verify(tocsin, one["file"]).returncode, 0)
            self.assertEqual(stat.S_IMODE(os.stat(one["file"]).st_mode), 0o600)
        # Each is the journal of one moment, and they follow one another.
        entries = [one["entries"] for one in made]
        self.assertEqual(entries, sorted(entries))
        self.assertLess(entries[0], entries[-1])
        self.assertEqual([path.name for path in folder.glob("*part*")], [])

    def test_a_kill_leaves_nothing_that_passes_for_a_backup(self):
        self.proves("P21")
        tocsin, folder = self.daemon().start(), self.folder()
        self.fill(tocsin, INCIDENTS // 2)
        cut = 0
        for kill in range(KILLS):
            answer = tocsin.request("POST", "/v1/backups", {"path": str(folder)}, unix=True)
            self.assertEqual(answer.status, 202, answer)
            part = folder / "backup.tocsin-part"
            wait_until(lambda: part.exists() or list(folder.glob("tocsin-*.db")), 10,
                       lambda: os.listdir(folder), every=0.0005)
            time.sleep(0.004 * (kill % 12))
            tocsin.kill()
            cut += part.exists()
            for made in folder.glob("*.db"):
                self.assertEqual(self.verify(tocsin, made).returncode, 0, made)
                made.unlink()
            tocsin.start()
        print(f"{cut} of {KILLS} kills cut a backup short", flush=True)
        self.assertGreater(cut, KILLS // 4)
        self.backup(tocsin, folder)
        self.assertEqual(len(os.listdir(folder)), 1, "what was cut short is gone")

    def test_they_are_made_by_themselves_and_only_so_many_are_kept(self):
        folder = self.folder()
        old = [folder / f"tocsin-2020010{day}T000000Z-1-aaaaaaaaaaaa.db" for day in (1, 2, 3)]
        for path in old:
            path.write_text("an old one")
        (folder / "tocsin-notes.db").write_text("somebody else's")
        tocsin = self.daemon(backup={"folder": str(folder), "every": "1 h", "keep": 2}).start()
        wait_until(lambda: len(list(folder.glob("tocsin-2[0-9]*-*.db"))) == 2, 20,
                   lambda: os.listdir(folder))
        self.assertEqual([path.exists() for path in old], [False, False, True])
        self.assertTrue((folder / "tocsin-notes.db").exists())
        answer = tocsin.request("GET", "/v1/backups", unix=True).json()
        self.assertEqual((answer["every"], answer["keep"], answer["trouble"]), ("1 hour", 2, ""))
        self.assertLess(answer["age_seconds"], 30)
        self.assertRegex(tocsin.api("GET", "/metrics").text(),
                         r"(?m)^tocsin_backup_age_seconds \d+$")
        # The next start finds the newest, and has no reason for another.
        tocsin.stop()
        before = sorted(os.listdir(folder))
        tocsin.start()
        time.sleep(2.5)
        self.assertEqual(sorted(os.listdir(folder)), before)

    def test_one_that_cannot_be_made_is_told_and_calls_go_on(self):
        tocsin = self.daemon(backup={"folder": "/nowhere/at/all", "every": "1 h"}).start()
        wait_until(lambda: "no backup could be made" in tocsin.log_text(), 15, tocsin.log_text)
        self.assertIn("tocsin_backup_failures_total 1", tocsin.api("GET", "/metrics").text())
        self.assertEqual(tocsin.request("GET", "/readyz").status, 200)
        wait_until(lambda: any("no backup of the journal can be made, there is none" in text
                               for _, text in tocsin.texts()), 5, tocsin.texts)
        with sqlite3.connect(f"file:{tocsin.data}/journal.db?mode=ro", uri=True) as journal:
            notes = [text for (text,) in journal.execute(
                "SELECT text FROM entry JOIN particulars USING (seq) WHERE kind = 'note-taken'")]
        self.assertRegex(" ".join(notes), "cannot make a backup of its journal; there is none")
        done = tocsin.run("backup", "/nowhere/at/all")
        self.assertEqual(done.returncode, 7, done)
        self.assertIn("no backup was made", done.stderr)
        # The log says once what has failed.
        self.assertEqual(tocsin.log_text().count("no backup could be made"), 1)
        self.assertNotIn("a planned backup is missing", tocsin.log_text())

    def test_who_asks_from_elsewhere_names_no_file(self):
        folder = self.folder()
        tocsin = self.daemon(backup={"folder": str(folder)}).start()
        token = tocsin.make_token("far", scopes=("admin",))
        refused = tocsin.request("POST", "/v1/backups", {"path": str(folder)}, token=token)
        self.assertEqual(refused.status, 403, refused)
        # The house makes its first one now.
        wait_until(lambda: list(folder.glob("*.db")), 15, lambda: os.listdir(folder))
        taken = next(folder.glob("*.db"))
        done = tocsin.run("backup", str(taken))
        self.assertEqual(done.returncode, 7, done)
        self.assertIn("is there already", done.stderr)
        self.assertEqual(self.verify(tocsin, taken).returncode, 0)


class Restored(Kept):
    def test_everything_owed_is_there_on_a_fresh_folder(self):
        self.proves("P21", "P4", "P5", "P8")
        house = House(self)
        house.load()
        wait_until(lambda: house.incidents > 3 * STILL_OPEN, 60, lambda: str(house.incidents))
        house.end_load()
        made = self.folder() / "made.db"
        self.backup(house.tocsin, made)
        house.kill()
        # The disk is lost; what is not in the journal comes from elsewhere.
        lost = house.tocsin.data.rename(house.tocsin.folder / "lost")
        house.tocsin.data.mkdir(mode=0o700)
        shutil.copy2(lost / "link.keys", house.tocsin.data)
        done = house.tocsin.run("restore", str(made), "--config", house.tocsin.config_file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(house.start())
        time.sleep(6)
        self.assertEqual(house.stop(), 0)
        status, said = house.check()
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"P1: kept \([1-9]")

    def test_the_present_is_set_aside_and_what_is_lost_is_told(self):
        self.proves("P21")
        tocsin, folder = self.daemon().start(), self.folder()
        kept = tocsin.open_incident(summary="Before the backup", key="before")
        made = self.backup(tocsin, folder / "made.db")
        lost = tocsin.open_incident(summary="Behind the backup", key="behind")
        wait_until(tocsin.texts, 20, lambda: str(tocsin.texts()))

        running = tocsin.run("restore", made["file"], "--config", tocsin.config_file)
        self.assertEqual(running.returncode, 1)
        self.assertIn("another process has this database open", running.stderr)
        self.assertIn("do:  stop the daemon first", running.stderr)
        # The dry run is for the time before the stop.
        there = sorted(os.listdir(tocsin.data))
        beside = tocsin.run("restore", made["file"], "--config", tocsin.config_file, "--dry-run")
        self.assertEqual(beside.returncode, 0, beside.stderr)
        self.assertIn(lost, beside.stdout)
        self.assertEqual(sorted(os.listdir(tocsin.data)), there)
        self.assertEqual(tocsin.request("GET", "/readyz").status, 200)
        tocsin.kill()  # its log of changes is not folded in
        before = (tocsin.data / "journal.db").read_bytes()

        trial = tocsin.run("restore", made["file"], "--config", tocsin.config_file, "--dry-run")
        self.assertEqual(trial.returncode, 0, trial.stderr)
        self.assertIn(lost, trial.stdout)
        self.assertEqual((tocsin.data / "journal.db").read_bytes(), before)

        done = tocsin.run("restore", made["file"], "--config", tocsin.config_file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(lost, done.stdout)
        aside = next(tocsin.data.glob("journal.db.before-*Z"))
        self.assertEqual(aside.read_bytes(), before)
        self.assertIn("Sound", self.verify(tocsin, aside).stdout, "with the log beside it")
        self.assertNotIn(lost, [row["ref"] for row in self.open_list(tocsin.start())])
        self.assertIn(kept, [row["ref"] for row in self.open_list(tocsin)])
        # Nobody's number is given again, and the journal says what happened, once.
        again = tocsin.open_incident(summary="After the restore", key="after")
        self.assertGreater(int(again[4:]), int(lost[4:]))
        self.assertIn("restored from the backup", tocsin.log_text())
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
        tocsin.stop()
        tocsin.start()
        with sqlite3.connect(f"file:{tocsin.data}/journal.db?mode=ro", uri=True) as journal:
            said = [text for (text,) in journal.execute(
                "SELECT text FROM entry JOIN particulars USING (seq) WHERE kind = 'note-taken'")]
            epochs = [epoch for (epoch,) in journal.execute(
                "SELECT DISTINCT epoch FROM entry ORDER BY 1")]
        self.assertEqual(len(said), 1, said)
        self.assertRegex(said[0], rf"later entries are lost, about {lost}")
        self.assertGreater(epochs[1] - epochs[0], 1_000_000, "no reference is given again")

    def test_a_restore_behind_a_crash_is_undone_with_what_it_set_aside(self):
        self.proves("P21")
        tocsin, folder = self.daemon().start(), self.folder()
        tocsin.token = tocsin.make_token("kept")  # what is behind the backup is lost
        made = self.backup(tocsin, folder / "made.db")
        wanted = tocsin.open_incident(summary="Behind the backup", key="behind")
        tocsin.kill()  # its log of changes is not folded in
        back = tocsin.run("restore", made["file"], "--config", tocsin.config_file)
        self.assertEqual(back.returncode, 0, back.stderr)
        tocsin.start()
        self.assertNotIn({"ref": wanted}, self.open_list(tocsin))
        tocsin.stop()
        aside = next(tocsin.data.glob("journal.db.before-*Z"))
        undone = tocsin.run("restore", str(aside), "--config", tocsin.config_file)
        self.assertEqual(undone.returncode, 0, undone.stderr)
        self.assertIn("tocsin backup did not make it", undone.stdout)
        self.assertEqual(list(tocsin.data.glob("*restor*")), [])
        self.assertIn({"ref": wanted}, self.open_list(tocsin.start()))
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
        self.assertRegex(tocsin.log_text(),
                         "restored from a copy of a journal, which tocsin backup did not make and "
                         "whose last entry is of 20")

    def test_a_folder_that_is_mistyped_is_not_restored_into(self):
        tocsin, folder = self.daemon().start(), self.folder()
        made = self.backup(tocsin, folder / "made.db")
        for more in ((), ("--dry-run",)):
            done = tocsin.run("restore", made["file"], "--data", str(folder / "dat"), *more)
            self.assertEqual(done.returncode, 1, done)
            self.assertIn("dat' is no folder that is there", done.stderr)
            self.assertIn("do:  name the folder of the daemon's data", done.stderr)
        self.assertEqual(os.listdir(folder), ["made.db"])

    def test_a_disk_without_room_is_named_and_the_backup_is_not_blamed(self):
        tocsin, folder = self.daemon().start(), self.folder()
        self.fill(tocsin, 100)
        made = self.backup(tocsin, folder / "made.db")
        tocsin.stop()
        # A disk of its own, of half the size: no other process sees it.
        inside = 'mount -t tmpfs -o size=512k tmpfs "$1" && shift && exec "$@"'
        small = folder / "small"
        small.mkdir()
        flags = "-m" if os.geteuid() == 0 else "-rm"
        prefix = ["unshare", flags, "sh", "-c", inside, "sh", str(small)]
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("no mount namespace: `unshare -m` needs root, or user namespaces")
        for more in ((), ("--dry-run",)):
            done = subprocess.run(
                [*prefix, tocsin.binary, "restore", made["file"], "--data", str(small), *more],
                capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(done.returncode, 1, done)
            self.assertRegex(done.stderr, "why: the disk of '.*/small' has room for 0.5 MiB")
            self.assertIn("do:  free room there", done.stderr)

    @staticmethod
    def open_list(tocsin):
        answer = tocsin.api("GET", "/v1/incidents?open=true").json()["incidents"]
        return [{"ref": row["incident"]} for row in answer]

    def test_a_file_that_does_not_hold_is_not_restored(self):
        self.proves("P21")
        tocsin, folder = self.daemon().start(), self.folder()
        tocsin.open_incident(summary="Records do not open", key="one")
        made = self.backup(tocsin, folder / "made.db")
        tocsin.kill()
        edited = folder / "edited.db"
        shutil.copy(made["file"], edited)
        with sqlite3.connect(edited) as raw:
            raw.execute("UPDATE entry SET body = replace(body, '3', '4') WHERE seq = 4")
        cut = folder / "cut.db"
        whole = Path(made["file"]).read_bytes()
        cut.write_bytes(whole[:len(whole) // 2])
        foreign = folder / "foreign.db"
        with sqlite3.connect(foreign) as raw:
            raw.execute("CREATE TABLE things (name TEXT)")
        before = sorted(path.name for path in tocsin.data.iterdir())
        for bad in (edited, cut, foreign, folder / "nothing.db"):
            done = tocsin.run("restore", str(bad), "--config", tocsin.config_file)
            self.assertEqual(done.returncode, 1, done)
            self.assertIn("nothing was restored", done.stderr)
            self.assertNotIn("stop the daemon", done.stderr)
            self.assertNotEqual(self.verify(tocsin, bad).returncode, 0, bad)
        self.assertEqual(sorted(path.name for path in tocsin.data.iterdir()), before)

    def test_a_kill_of_the_restore_leaves_the_one_or_the_other(self):
        self.proves("P21")
        tocsin, folder = self.daemon().start(), self.folder()
        self.fill(tocsin, INCIDENTS // 4)
        tocsin.token = tocsin.make_token("kept")  # what is behind the backup is lost
        made = self.backup(tocsin, folder / "made.db")
        came_back = 0
        for kill in range(KILLS):
            more = tocsin.open_incident(summary="Behind the backup", key=f"behind-{kill}")
            tocsin.kill()
            command = [tocsin.binary, "restore", made["file"], "--config", tocsin.config_file]
            restoring = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            time.sleep(0.02 * (kill % 20))
            restoring.kill()
            restoring.wait()
            tocsin.start()
            self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
            restored = "restored from the backup" in tocsin.log_text().rsplit("ready on port", 2)[-2]
            known = tocsin.api("GET", f"/v1/incidents/{more}").status == 200
            self.assertNotEqual(known, restored, "the one or the other")
            came_back += restored
            if restored:
                self.assertTrue(list(tocsin.data.glob("journal.db.before-*Z*")))
        print(f"{came_back} of {KILLS} killed restores count", flush=True)


if __name__ == "__main__":
    main()
