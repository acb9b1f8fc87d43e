"""What is old leaves the journal for a file that has it: with the real program, beside calls, and
killed on the way."""

import json
import random
import sqlite3
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from faketime_test import WallClock
from tocsin import CAMPAIGN, SystemTest, main, wait_until

KILLS = 60 if CAMPAIGN else 6
MANY = 400 if CAMPAIGN else 40
AGO = timedelta(days=60)


def day(ago):
    return (datetime.now(timezone.utc) - ago).strftime("%Y-%m-%d")


BEFORE = day(timedelta(days=40))


class Archived(SystemTest):
    def house_with_a_past(self, count):
        """A daemon of today, whose `count` incidents were over two months ago."""
        wall = WallClock(self, datetime.now(timezone.utc) - AGO)
        # No rota of today covers that time, so it is not ready; it takes reports all the same.
        tocsin = self.daemon().start(wait="/healthz", env=wall.env)
        refs = [tocsin.past_incident(f"bird-{n}", n) for n in range(count)]
        time.sleep(1)  # its messages are settled
        self.assertEqual(tocsin.stop(), 0)
        return tocsin.start(), refs

    def left(self, tocsin):
        """How many entries have left."""
        with sqlite3.connect(f"file:{tocsin.data}/journal.db?mode=ro", uri=True) as journal:
            return journal.execute("SELECT count(*) FROM archived").fetchone()[0]

    def holds(self, tocsin):
        verified = tocsin.run("audit", "verify")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def second_look_agrees(self, tocsin):
        def looked():
            metrics = tocsin.request("GET", "/metrics", unix=True).text()
            figures = dict(line.rsplit(" ", 1) for line in metrics.splitlines()
                           if not line.startswith("#"))
            self.assertEqual(float(figures["tocsin_audit_differences"]), 0)
            return float(figures["tocsin_audit_looks_total"]) > 0
        wait_until(looked, 30, "what is owed was looked at twice")

    def test_what_is_old_leaves_and_can_be_read_where_it_is(self):
        self.proves("P17", "P21")
        tocsin, refs = self.house_with_a_past(3)
        still_open = tocsin.open_incident(summary="Sparrow", key="now")
        tried = tocsin.run("archive", "--before", BEFORE)
        self.assertEqual(tried.returncode, 0, tried.stderr)
        self.assertIn("Nothing was changed", tried.stdout)
        self.assertEqual(self.left(tocsin), 0)

        place = tocsin.folder / "archive"
        place.mkdir()
        done = tocsin.run("archive", "--before", BEFORE, "--to", str(place), "--yes")
        self.assertEqual(done.returncode, 0, done.stderr)
        file = str(next(place.glob("*.db")))
        self.assertIn(file, done.stdout)
        self.assertGreater(self.left(tocsin), 60)
        self.holds(tocsin)
        self.assertEqual(tocsin.run("audit", "verify", "--file", file).returncode, 0)
        self.assertIn("Sparrow", tocsin.run("show", still_open).stdout)

        gone = tocsin.run("show", refs[0])
        self.assertEqual(gone.returncode, 5, gone)
        self.assertIn("has left the journal", gone.stderr)
        there = tocsin.run("show", refs[0], "--file", file)
        self.assertEqual(there.returncode, 0, there.stderr)
        self.assertIn("bird-0 note", there.stdout)
        self.assertEqual(tocsin.run("show", "INC-999", "--file", file).returncode, 5)
        listed = tocsin.api("GET", "/v1/incidents?past=true").text()
        self.assertIn(still_open, listed)
        self.assertNotIn("bird-0", listed)

        # Whoever is called next, and a start, read as they did before.
        tocsin.kill()
        tocsin.start()
        self.holds(tocsin)
        answer = tocsin.api("POST", f"/v1/incidents/{still_open}/acknowledge", {"person": "pat.ash"})
        self.assertEqual(answer.status, 200, answer)
        self.second_look_agrees(tocsin)
        again = json.loads(tocsin.run("backup", str(tocsin.folder / "again.db"), "--json").stdout)
        self.assertEqual(tocsin.run("audit", "verify", "--file", again["last"]["file"]).returncode, 0)
        tocsin.stop()
        told = tocsin.run("restore", file, "--data", str(tocsin.data), "--dry-run")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertNotIn("nobody knows", told.stdout)

    def test_what_cannot_be_archived_says_why(self):
        tocsin = self.daemon().start()
        young = tocsin.run("archive", "--before", day(timedelta(days=3)))
        self.assertNotEqual(young.returncode, 0)
        self.assertIn("or earlier", young.stderr)
        nowhere = tocsin.run("archive", "--before", BEFORE, "--yes")
        self.assertNotEqual(nowhere.returncode, 0)
        self.assertIn("--to", nowhere.stderr)
        nothing = tocsin.run("archive", "--before", BEFORE, "--to", str(tocsin.folder / "x.db"),
                             "--yes")
        self.assertEqual(nothing.returncode, 0, nothing)
        self.assertIn("no file was made", nothing.stdout)
        self.assertFalse((tocsin.folder / "x.db").exists())

    def test_a_place_that_is_not_there_is_named(self):
        tocsin, _ = self.house_with_a_past(1)
        missing = tocsin.run("archive", "--before", BEFORE, "--to", "/no/such/folder/", "--yes")
        self.assertNotEqual(missing.returncode, 0)
        self.assertIn("no backup was made", missing.stderr)

    def test_reports_go_on_as_fast_meanwhile(self):
        self.proves("P17")
        tocsin, _ = self.house_with_a_past(MANY)
        said = []
        count, slowest, alone, took = self.reports_beside(tocsin, lambda: said.append(tocsin.run(
            "archive", "--before", BEFORE, "--to", str(tocsin.folder / "old.db"), "--yes")))
        self.assertEqual(said[0].returncode, 0, said[0].stderr)
        left = said[0].stdout.split("Left")[1].split(" from")[0].strip()
        print(f"{left} left in {took:.1f} s; {count} reports meanwhile: slowest "
              f"{slowest * 1000:.0f} ms, without {alone * 1000:.0f} ms", flush=True)
        self.holds(tocsin)

    def test_killed_on_the_way_nothing_is_lost(self):
        self.proves("P17", "P1")
        tocsin, refs = self.house_with_a_past(MANY)
        still_open = tocsin.open_incident(summary="Sparrow", key="now")
        files = []
        for n in range(KILLS):
            files.append(tocsin.folder / f"old-{n}.db")
            command = threading.Thread(target=tocsin.run, args=(
                "archive", "--before", BEFORE, "--to", str(files[-1]), "--yes"))
            command.start()
            # Between the copy and the last part of what leaves.
            wait_until(lambda: files[-1].exists() or not command.is_alive(), 20, "it is copied")
            time.sleep(random.uniform(0, 0.15))
            tocsin.kill()
            command.join()
            tocsin.start()
            self.holds(tocsin)
            self.assertIn("Sparrow", tocsin.run("show", still_open).stdout)
        last = tocsin.run("archive", "--before", BEFORE, "--to", str(tocsin.folder / "last.db"),
                          "--yes")
        self.assertEqual(last.returncode, 0, last.stderr)
        self.holds(tocsin)
        for ref in refs:
            self.assertEqual(tocsin.run("show", ref).returncode, 5, "it has left")
        # Each is whole in the first file that has it.
        for n, ref in enumerate(refs):
            there = tocsin.run("show", ref, "--file", str(files[0])).stdout
            self.assertIn(f"bird-{n} note", there)
        self.second_look_agrees(tocsin)


if __name__ == "__main__":
    main()
