"""The real program on clocks that lie: libfaketime moves the wall clock, a time namespace the clock
that counts suspend, and SIGSTOP takes the processor away. The ladder keeps its own time.

libfaketime leaves CLOCK_MONOTONIC and CLOCK_BOOTTIME alone here, as a kernel does when somebody
sets the wall clock.
"""

import os
import signal
import subprocess
import tempfile
import time
import unittest
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from settings import DESK, KIM, PAT, SAM, procedure, weekly_rota
from tocsin import SystemTest, main, wait_until

LIBRARY = "faketime/libfaketimeMT.so.1"

# Seconds that one attempt has: six in the minute that a rung must have at least.
SHARE = 10
# A call is never more than this early (P7); the file's own time is a tick of the kernel behind.
EARLY = 0.1
# On a loaded machine a daemon may be as late as this.
LATE = 4


def library():
    """The preload library; a machine that has none skips the test."""
    found = sorted(Path("/usr/lib").glob("*/" + LIBRARY))
    if not found:
        raise unittest.SkipTest(f"there is no {LIBRARY}: install faketime")
    return str(found[0])


def quick_ladder():
    rungs = [{"role": f"level-{n}", "attempts": 6, "within": "1 min"} for n in (2, 3, 4)]
    return procedure(rungs=rungs)


class WallClock:
    """What the program's wall clock shows, in a file that libfaketime reads at every look."""

    def __init__(self, case, begins=None):
        folder = tempfile.TemporaryDirectory(prefix="toc")
        case.addCleanup(folder.cleanup)
        self._file = Path(folder.name) / "wall"
        self.offset = 0.0 if begins is None else begins.timestamp() - time.time()
        self.step(0)
        self.env = {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(self._file),
                    "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                    "DONT_FAKE_MONOTONIC": "1"}

    def step(self, seconds):
        self.offset += seconds
        # Renamed into its place: a reader sees one or the other.
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self.offset:+.3f}\n")
        os.replace(fresh, self._file)


class Call:
    """A text that asks somebody to take it, and when its file was written, in real time."""

    def __init__(self, path):
        head, _, self.text = path.read_text(encoding="utf-8").partition("\n\n")
        self.to = next(line[4:] for line in head.splitlines() if line.startswith("To: "))
        self.at = path.stat().st_mtime

    def __repr__(self):
        return f"{self.at:.3f} {self.to}: {self.text!r}"


class FakedTime(SystemTest):
    def texts(self, tocsin):
        found = [Call(path) for path in (tocsin.data / "out/sms").glob("*.txt")]
        return sorted(found, key=lambda one: one.at)

    def calls(self, tocsin):
        return [one for one in self.texts(tocsin) if "Take it by" in one.text]

    def wait_calls(self, tocsin, count):
        within = count * SHARE + 4 * LATE
        return wait_until(
            lambda: len(self.calls(tocsin)) >= count and self.calls(tocsin), within,
            lambda: f"{count} calls, but {self.calls(tocsin)}\n{tocsin.log_text()[-4000:]}")

    def told(self, tocsin, words):
        """What level 1 was told in these words."""
        return [one.text for one in self.texts(tocsin) if one.to == DESK and words in one.text]

    def assert_on_time(self, calls):
        """Every attempt where it belongs, counted from the first: none early, no drift."""
        for number, call in enumerate(calls):
            due = calls[0].at + number * SHARE
            self.assertGreater(call.at, due - EARLY, f"call {number} is early: {calls}")
            self.assertLess(call.at, due + LATE, f"call {number} is late: {calls}")

    def sleep_into_attempt(self, calls, seconds):
        time.sleep(max(0.0, calls[-1].at + seconds - time.time()))


class SteppedClock(FakedTime):
    def test_the_ladder_goes_on_at_its_real_intervals_while_the_wall_clock_jumps(self):
        self.proves("P7", "P9")
        wall = WallClock(self)
        tocsin = self.daemon(the_procedure=quick_ladder()).start(env=wall.env)
        ref = tocsin.open_incident()
        for number, step in enumerate((3600, -3600, -7200), start=1):
            self.sleep_into_attempt(self.wait_calls(tocsin, number), SHARE / 2)
            wall.step(step)
        calls = self.wait_calls(tocsin, 7)
        self.assert_on_time(calls)
        self.assertEqual([call.to for call in calls], [PAT] * 6 + [SAM])
        moved = self.told(tocsin, "clock moved")
        self.assertEqual(len(moved), 3, moved)
        for text, words in zip(moved, ("moved +1 hour at", "moved -1 hour at",
                                       "moved -2 hours at")):
            self.assertIn(words, text)
        tocsin.api("POST", f"/v1/incidents/{ref}/acknowledge", {"person": "sam.elm"})
        self.assertEqual(tocsin.incident(ref)["holder"]["person"], "sam.elm")

    def test_half_a_second_is_nothing_to_tell(self):
        self.proves("P9")
        wall = WallClock(self)
        tocsin = self.daemon(the_procedure=quick_ladder()).start(env=wall.env)
        tocsin.open_incident()
        self.wait_calls(tocsin, 1)
        for times in range(50):
            wall.step(0.5 if times % 2 == 0 else -0.5)
            time.sleep(0.1)
        self.assert_on_time(self.wait_calls(tocsin, 2))
        self.assertEqual(self.told(tocsin, "clock moved"), [])


class LocalTime(FakedTime):
    def incident_at(self, wall_time, edm):
        """A house with this EDM in the week from 19 October 2026, and an incident then."""
        tocsin = self.daemon(rotas=False, the_procedure=quick_ladder())
        week = weekly_rota(date(2026, 10, 19))
        week["shifts"]["edm"] = edm
        tocsin.write("rotas/2026-10-19.yaml", week)
        tocsin.write("rotas/2026-10-26.yaml", weekly_rota(date(2026, 10, 26)))
        # A start may take long; the moment is set when it runs.
        wall = WallClock(self, wall_time - timedelta(hours=1))
        tocsin.start(env=wall.env)
        wall.step(wall_time.timestamp() - time.time() - wall.offset)
        wait_until(lambda: self.told(tocsin, "clock moved"), 15, tocsin.log_text)
        tocsin.open_incident()
        return tocsin

    def test_texts_say_the_time_of_the_wall_when_summer_time_ends(self):
        self.proves("P9", "P10")
        tocsin = self.incident_at(datetime(2026, 10, 25, 0, 59, 54, tzinfo=timezone.utc),
                                  {"all-week": "pat.ash"})
        calls = self.wait_calls(tocsin, 2)
        self.assert_on_time(calls)
        self.assertIn("01:59 BST", calls[0].text)
        self.assertIn("01:00 GMT", calls[1].text)
        self.assertNotIn("BST", calls[1].text)

    def test_when_the_shift_changes_the_next_attempt_goes_to_the_incoming_person_too(self):
        self.proves("P10", "HSSI-14")
        tocsin = self.incident_at(datetime(2026, 10, 25, 7, 59, 54, tzinfo=timezone.utc),
                                  {"2026-10-19 08:00 to 2026-10-25 08:00": "pat.ash",
                                   "2026-10-25 08:00 to 2026-10-26 08:00": "kim.hazel"})
        calls = self.wait_calls(tocsin, 3)
        self.assertEqual((calls[0].to, {call.to for call in calls[1:3]}), (PAT, {PAT, KIM}))


class Stopped(FakedTime):
    def test_a_process_that_was_stopped_misses_nothing_and_repeats_nothing(self):
        self.proves("P8", "P9")
        tocsin = self.daemon(the_procedure=quick_ladder()).start()
        tocsin.open_incident()
        first = self.wait_calls(tocsin, 1)
        # Over the second attempt, and well into the third.
        self.sleep_into_attempt(first, SHARE / 2)
        tocsin.process.send_signal(signal.SIGSTOP)
        self.sleep_into_attempt(first, 2.5 * SHARE)
        self.assertEqual(len(self.calls(tocsin)), 1)
        tocsin.process.send_signal(signal.SIGCONT)
        calls = self.wait_calls(tocsin, 3)
        # What was missed is one call at once; the next is where it always was.
        self.assertLess(calls[1].at, first[0].at + 2.5 * SHARE + LATE, calls)
        self.assertGreater(calls[2].at, first[0].at + 3 * SHARE - EARLY, calls)
        self.assertLess(calls[2].at, first[0].at + 3 * SHARE + LATE, calls)
        self.assertEqual(self.told(tocsin, "clock moved"), [])


class Rebooted(FakedTime):
    def after_a_boot(self, tocsin, env):
        """Starts it as after a boot: the clock that counts suspend at a minute, another boot id."""
        boot_id = tocsin.folder / "boot-id"
        boot_id.write_text("11111111-2222-3333-4444-555555555555\n")
        since_boot = int(time.clock_gettime(time.CLOCK_BOOTTIME)) - 60
        inside = f'mount --bind {boot_id} /proc/sys/kernel/random/boot_id && exec "$0" "$@"'
        prefix = ["unshare", "--mount", "--time", "--boottime", str(-since_boot), "sh", "-c",
                  inside]
        probe = subprocess.run([*prefix, "true"], capture_output=True, text=True, check=False)
        if probe.returncode != 0:
            raise unittest.SkipTest(f"no time namespace here: {probe.stderr.strip()}")
        # The library is preloaded by the program alone, not by what leads to it.
        assignments = [f"{name}={value}" for name, value in env.items()]
        wrapper = tocsin.folder / "booted"
        words = " ".join(f"'{word}'" for word in [*prefix, "env", *assignments, tocsin.binary])
        wrapper.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        wrapper.chmod(0o755)
        tocsin.binary = str(wrapper)
        return tocsin.start()

    def reboot(self, moved_by):
        """A ladder whose machine is rebooted in its first attempt; its calls, and the start."""
        wall = WallClock(self)
        tocsin = self.daemon(the_procedure=quick_ladder()).start(env=wall.env)
        tocsin.open_incident()
        first = self.wait_calls(tocsin, 1)
        self.sleep_into_attempt(first, SHARE / 2)
        tocsin.kill()
        wall.step(moved_by)
        began = time.time()
        self.after_a_boot(tocsin, wall.env)
        wait_until(lambda: self.told(tocsin, "after an unclean stop"), 15,
                   lambda: self.texts(tocsin))
        self.assertIn("the machine was rebooted", tocsin.log_text())
        return tocsin, began, self.wait_calls(tocsin, 3)

    def test_with_the_right_time_the_next_attempt_comes_when_it_was_to_come(self):
        self.proves("P8", "P9")
        _, _, calls = self.reboot(0)
        self.assert_on_time(calls)

    def test_with_a_clock_that_lost_a_day_no_wait_is_longer_than_it_was(self):
        self.proves("P9")
        _, began, calls = self.reboot(-86400)
        self.assertLess(calls[1].at, began + SHARE + 2 * LATE, calls)
        self.assertGreater(calls[2].at, calls[1].at + SHARE - EARLY - LATE, calls)


if __name__ == "__main__":
    main()
