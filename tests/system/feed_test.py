"""Calendars by secret link, hours for pay, and the sheet that is read when the daemon is dead."""

import json
import os
import re
import stat
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from icalendar import Calendar

from settings import weekly_rota, weeks
from tocsin import SystemTest, main, wait_until

YAML = {"Content-Type": "application/yaml"}


class Feeds(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()

    def add(self, *args):
        done = self.tocsin.run("feed", "add", *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^http://\S+/feeds/[0-9a-f]{32}\.ics\n$")
        return urlsplit(done.stdout.strip()).path, re.search(r"Feed (\w+) of", done.stderr).group(1)

    def read(self, path, **headers):
        return self.tocsin.request("GET", path, headers=headers)

    def test_a_link_outlives_a_crash_and_dies_when_it_is_revoked(self):
        self.proves("P1")
        path, number = self.add("--person", "pat.ash")
        first = self.read(path)
        self.assertEqual(first.status, 200, first)
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.read(path).body, first.body, "the same rota is the same bytes")
        listed = self.tocsin.run("feed", "list").stdout
        self.assertIn(number, listed)
        done = self.tocsin.run("feed", "revoke", number)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.read(path).status, 404)
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.read(path).status, 404)
        self.assertEqual(self.tocsin.run("feed", "revoke", number).returncode, 5)
        self.assertIn("REVOKED", self.tocsin.run("feed", "list").stdout)

    def test_another_parser_reads_what_the_daemon_says(self):
        path, _ = self.add("--role", "edm")
        answer = self.read(path)
        self.assertEqual(answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        calendar = Calendar.from_ical(answer.body)
        self.assertEqual(str(calendar["VERSION"]), "2.0")
        events = calendar.walk("VEVENT")
        self.assertTrue(events)
        for event in events:
            self.assertEqual(event.errors, [])
            start, end = event.decoded("DTSTART"), event.decoded("DTEND")
            self.assertEqual(start.utcoffset(), timedelta(0))
            self.assertLess(start, end)
            self.assertIn("Level 3: Sam Elm", event["DESCRIPTION"])
            self.assertNotRegex(str(event["DESCRIPTION"]), r"0?7700 ?900101")
        self.assertEqual(len({event["UID"] for event in events}), len(events))
        # Who the daemon says is on call is who the calendar says.
        monday = weeks()[-1]
        at = datetime(monday.year, monday.month, monday.day, 20, tzinfo=timezone.utc)
        on = [str(event["SUMMARY"]) for event in events
              if event.decoded("DTSTART") <= at < event.decoded("DTEND")]
        self.assertEqual(on, ["EDM: Pat Ash (Tocsin)"])
        swap = {"role": "edm", "out": "pat.ash", "in": "kim.hazel", "reason": "agreed",
                "from": f"{monday} 17:30", "to": f"{monday + timedelta(days=1)} 08:00"}
        self.assertEqual(self.tocsin.api("POST", "/v1/rotas/on-call/swaps", swap).status, 200)
        again = Calendar.from_ical(self.read(path).body).walk("VEVENT")
        on = [str(event["SUMMARY"]) for event in again
              if event.decoded("DTSTART") <= at < event.decoded("DTEND")]
        self.assertEqual(on, ["EDM: Kim Hazel (Tocsin)"])

    def test_no_link_and_no_guess_is_in_the_log(self):
        self.proves("P18")
        path, _ = self.add("--person", "pat.ash")
        guess = "/feeds/" + "ab" * 16 + ".ics"
        self.read(path)
        self.assertEqual(self.read(guess).status, 404)
        tag = self.read(path).headers["ETag"]
        self.assertEqual(self.read(path, **{"If-None-Match": tag}).status, 304)
        self.assertEqual(self.tocsin.request("HEAD", path).status, 200)
        self.assertEqual(self.tocsin.request("POST", path).status, 405)
        self.assertEqual(self.tocsin.stop(), 0)
        for secret in (path[7:39], "ab" * 16):
            self.assertNotIn(secret, self.tocsin.log_text())
            for file in self.tocsin.data.rglob("*"):
                if file.is_file():
                    self.assertNotIn(secret.encode(), file.read_bytes(), file)

    def test_hours_add_up_over_a_crash(self):
        monday = weeks()[-1]
        first, last = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
        path = f"/v1/rotas/on-call/hours?from={first}&to={last}"
        before = self.tocsin.api("GET", path).json()
        edm = sum(row["minutes"] for row in before["hours"] if row["role"] == "edm")
        self.assertIn(edm, (7 * 24 * 60 - 60, 7 * 24 * 60, 7 * 24 * 60 + 60))
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.tocsin.api("GET", path).json(), before)
        done = self.tocsin.run("rota", "hours", "--from", first, "--to", last, "--csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(monday.strftime("%d/%m/%Y"), done.stdout)
        self.assertIn("Pat Ash", done.stdout)

    def test_a_week_is_shown_and_taken_out_and_put_in_again(self):
        monday = weeks()[-1].isoformat()
        shown = self.tocsin.run("rota", "show", monday)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("07700 900101", shown.stdout)
        for form in ("--csv", "--yaml"):
            out = self.tocsin.run("rota", "export", monday, form)
            self.assertEqual(out.returncode, 0, out.stderr)
            file = self.tocsin.folder / f"week{form[1:]}"
            file.write_bytes(out.stdout.encode())
            diff = self.tocsin.run("rota", "diff", str(file), "--rota", "on-call")
            self.assertEqual(diff.returncode, 0, diff.stdout + diff.stderr)
        calendar = Calendar.from_ical(self.tocsin.run("rota", "export", monday, "--ics").stdout)
        self.assertTrue(calendar.walk("VEVENT"))
        past = self.tocsin.run("rota", "history")
        self.assertEqual(past.returncode, 0, past.stderr)
        self.assertIn("version", past.stdout)
        self.assertEqual(self.tocsin.run("rota", "show", "2031-01-06").returncode, 5)


class Sheet(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()
        self.folder = self.tocsin.data / "on-call"

    def text(self):
        try:
            return (self.folder / "on-call.txt").read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def test_it_is_there_soon_and_stays_when_the_daemon_is_dead(self):
        wait_until(lambda: "NOW" in self.text() and (self.folder / "index.html").exists(), 20,
                   "the sheet is there")
        ref = self.tocsin.open_incident()
        page = self.folder / "index.html"  # written last
        wait_until(lambda: ref in page.read_text(encoding="utf-8"), 20, f"it tells of {ref}")
        self.tocsin.kill()
        for name in ("index.html", "on-call.txt", "on-call.csv"):
            file = self.folder / name
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o640, name)
            text = file.read_text(encoding="utf-8")
            self.assertIn("Sam Elm", text)
            self.assertIn("07700 900102", text)
        self.assertIn(ref, self.text())
        self.assertIn("If this time is more than 2 minutes", " ".join(self.text().split()))
        self.assertEqual([path.name for path in self.folder.glob("*.part")], [])
        printed = self.tocsin.run("sheet", "--config", self.tocsin.config_file)
        self.assertEqual((printed.returncode, printed.stdout), (0, self.text()), printed.stderr)
        self.assertEqual(stat.S_IMODE(self.folder.stat().st_mode), 0o750)
        self.assertEqual(stat.S_IMODE(self.tocsin.data.stat().st_mode), 0o710)
        for journal in self.tocsin.data.glob("journal.db*"):
            self.assertEqual(stat.S_IMODE(journal.stat().st_mode), 0o600, journal)

    def test_another_rota_shows_at_once(self):
        wait_until(lambda: "NOW" in self.text(), 20, "the sheet is there")
        for monday in weeks()[:2]:
            rota = weekly_rota(monday, edm="kim.hazel")
            path = f"/v1/rotas/on-call/{monday}"
            answer = self.tocsin.api("PUT", path, json.dumps(rota), headers=YAML)
            self.assertEqual(answer.status, 200, answer)
        wait_until(lambda: re.search(r"(?m)^EDM +Kim Hazel", self.text()), 20, self.text)

    def test_it_is_never_a_minute_old(self):
        wait_until(lambda: "NOW" in self.text(), 20, "the sheet is there")
        ages = []
        for _ in range(40):
            ages.append(time.time() - os.stat(self.folder / "on-call.txt").st_mtime)
            time.sleep(1)
        self.assertLess(max(ages), 60, ages)
        self.assertGreater(max(ages), 5, "it is written when something changes, not all the time")

    def test_a_folder_that_takes_nothing_is_told_and_pages_go_on(self):
        self.proves("P11")
        self.tocsin.stop()
        # A file where the folder should be.
        self.tocsin.config["on-call-sheet"] = {"folder": "blocked", "days": 3}
        self.tocsin.write_config()
        (self.tocsin.data / "blocked").write_text("in the way")
        self.tocsin.start()
        wait_until(lambda: "the on-call sheet cannot be written" in self.tocsin.log_text(), 20,
                   "the log says so")
        self.tocsin.open_incident()
        wait_until(self.tocsin.texts, 20, "somebody is called")
        ready = lambda: self.tocsin.request("GET", "/readyz")
        wait_until(lambda: ready().status == 503 and "on-call sheet" in ready().text(), 90,
                   lambda: ready().text())
        metrics = self.tocsin.api("GET", "/metrics").text()
        self.assertRegex(metrics, r"tocsin_on_call_sheet_failures_total [1-9]")
        (self.tocsin.data / "blocked").unlink()
        wait_until(lambda: ready().status == 200, 60, lambda: ready().text())
        self.assertTrue((self.tocsin.data / "blocked" / "index.html").exists())


if __name__ == "__main__":
    main()
