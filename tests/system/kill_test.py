"""kill -9 under load, at random times and at every named point of daemon/crash_point.h.

Everybody who sees something writes it down (recorder.py), and tests/checker/check, which shares no
code with the daemon or with this, judges from those logs and the journal.
"""

import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import fake_provider
from recorder import RecordedCaller, Recorder, RecordingProvider, RecordingSink
from scanner_test import FORM, fields, link_in
from settings import http_channel, procedure, report, smtp_channel, weekly_rota, weeks
from tocsin import CAMPAIGN, START_WITHIN, SystemTest, main, wait_until

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "tests" / "checker" / "check"
# A series is one data folder, from its first start to the checker's verdict.
SERIES, KILLS, EACH_POINT = (4, 250, 3) if CAMPAIGN else (1, 100, 1)
# The engine's minute takes three seconds, so that ladders climb while the test runs.
SPEED = 20
STILL_OPEN = 15  # incidents that a reporter leaves to the ladder
RUNGS = [{"role": f"level-{n}", "attempts": 2, "within": "1 min"} for n in (2, 3, 4)]
LADDER = {"rungs": RUNGS, "last-resort": {"role": "last-resort", "every": "1 min"}}
FAULTS = (fake_provider.fails(503), fake_provider.too_many(1), fake_provider.RESET_AFTER_BODY,
          fake_provider.TAKE_AND_RESET, fake_provider.TAKE_AND_HANG, fake_provider.refuse(422))
KEPT = os.environ.get("TOCSIN_KEEP_LOGS")  # a folder for the evidence, to look at a failure
POINT_WITHIN = 30  # a loaded machine; 1,000 pages of log are the slowest to come by


def points():
    """The names in daemon/crash_point.h, so that a new one cannot be left out; but for that of an
    upgrade, at each of whose statements upgrade_test.py dies."""
    header = (ROOT / "daemon" / "crash_point.h").read_text(encoding="utf-8")
    named = header.split("crash_points = ", 1)[1].split("});", 1)[0]
    found = re.findall(r'^ *"([a-z-]+)",', named, re.MULTILINE)
    found.remove("schema-statement")
    return found


class House:
    """A daemon, its providers and its clients, each with a log of its own in `logs`."""

    def __init__(self, test, env=None, latency=(0, 0.04)):
        folder = tempfile.TemporaryDirectory(prefix="kill")
        test.addCleanup(folder.cleanup)
        self.test = test
        self.logs = Path(folder.name)
        self.log = self.recorder("harness")
        self.env = env or {}
        self.provider = RecordingProvider(self.recorder("texts"), latency)
        test.addCleanup(self.provider.close)
        self.sink = RecordingSink(self.recorder("mails"))
        test.addCleanup(self.sink.close)
        self.tocsin = test.daemon(
            channels={"hospital-sms": http_channel(self.provider.url),
                      "hospital-mail": smtp_channel(self.sink.port)},
            the_procedure=procedure(**LADDER))
        self.life = 0
        self.log.write("settings", speed=SPEED, asked_first=2.0)
        self.over = threading.Event()
        self.incidents = 0  # that were opened
        self.clients = []
        self.given_up = threading.Event()
        self.mondays = (weeks()[-1] + timedelta(weeks=n) for n in itertools.count(1))
        self.start()
        self.token = self.tocsin.make_token("load")

    def recorder(self, name):
        recorder = Recorder(self.logs, name)
        self.test.addCleanup(recorder.close)
        return recorder

    # Life and death.
    def start(self, **env):
        """Starts it and waits until it serves. False: it died first, as `env` may have asked."""
        self.life += 1
        self.log.write("start", life=self.life, **env)
        self.tocsin.start("--exercise", "--speed", str(SPEED), wait=None, env={**self.env, **env})
        end = time.monotonic() + START_WITHIN
        while time.monotonic() < end:
            if self.tocsin.process.poll() is not None:
                self.dead()
                return False
            if self.serves():
                self.log.write("ready", life=self.life)
                return True
            time.sleep(0.005)
        raise AssertionError(f"life {self.life} does not serve:\n{self.tocsin.log_text()[-4000:]}")

    def serves(self):
        try:
            return self.tocsin.request("GET", "/v1/on-call", unix=True, timeout=2).status == 200
        except OSError:
            return False

    def kill(self):
        self.log.write("kill", life=self.life)
        self.tocsin.process.send_signal(signal.SIGKILL)
        self.tocsin.process.wait()
        self.dead()

    def dead(self):
        status = self.tocsin.process.wait()
        log = self.tocsin.log_text()[-4000:]
        assert status == -signal.SIGKILL, f"it ended with {status}:\n{log}"
        self.tocsin.process = None
        self.log.write("dead", life=self.life)

    def kill_when(self, moment):
        """Kills at the next moment ("heard", "answered") of the provider."""
        came = threading.Event()
        setattr(self.provider, moment, came.set)
        assert came.wait(POINT_WITHIN), f"no text was {moment}"
        setattr(self.provider, moment, lambda: None)
        self.kill()

    def stop(self):
        self.log.write("stop", life=self.life)
        status = self.tocsin.stop()
        self.log.write("stopped", life=self.life, status=status)
        return status

    # Clients. Each works on whether the daemon lives or not, and asks again with the same key.
    def load(self, reporters=3):
        work = [self.report] * reporters + [self.press]
        for number, one in enumerate(work):
            caller = RecordedCaller(self.tocsin, self.recorder(f"client-{number}"))
            thread = threading.Thread(target=one, args=(caller, number), daemon=True)
            thread.start()
            self.clients.append(thread)
        self.test.addCleanup(self.give_up)

    def give_up(self):
        """Whatever the clients still ask for: the test has ended."""
        self.given_up.set()
        self.end_load()

    def end_load(self):
        self.over.set()
        for client in self.clients:
            client.join(60)
            assert not client.is_alive(), "a client still waits for an answer"

    def until_answered(self, ask):
        """Asks again and again until there is an answer that is not "try again"."""
        while not self.given_up.is_set():
            answer = ask()
            if answer is not None and answer.status != 503:
                return answer
            time.sleep(0.02)
        raise SystemExit  # of this thread

    def report(self, caller, number):
        """Opens incidents and ends those of some time ago, so that no storm grows without end."""
        chance = random.Random()
        mine, still_open = [], []
        for n in range(1_000_000):
            if self.over.is_set():
                return
            key = f"{number}-{n}"
            body = report(f"Records do not open, {key}", severity=chance.randint(1, 5))
            answer = self.until_answered(lambda: caller.report(body, key, self.token, "load"))
            assert answer.status in (200, 201), answer
            mine.append((key, body))
            still_open.append(answer.json()["incident"])
            self.incidents += 1
            if chance.random() < 0.2:  # a key of long ago
                key, body = chance.choice(mine)
                caller.report(body, key, self.token, "load")
            if chance.random() < 0.05:  # and one with another body
                caller.report(report("Something else"), key, self.token, "load")
            if len(still_open) > STILL_OPEN:
                self.end(caller, chance, still_open.pop(0))
            time.sleep(chance.uniform(0, 0.04))

    def end(self, caller, chance, incident):
        if chance.random() < 0.5:
            person = chance.choice(["pat.ash", "sam.elm"])
            caller.acknowledge(incident, person, self.token)
        for op, body in (("resolve", {"summary": "It opens again"}), ("close", {})):
            self.until_answered(lambda: caller.call(
                op, "POST", f"/v1/incidents/{incident}/{op}", body, token=self.token,
                incident=incident))

    def press(self, caller, _):
        """Opens the links of texts, waits as a person does, and presses the button."""
        seen, open_pages = 0, []
        while not self.over.is_set():
            texts = self.provider.requests[seen:]
            seen += len(texts)
            for text in texts[-4:]:
                if "/a/" not in text.text:
                    continue
                link, incident = link_in(text.text), re.search(r"INC-\d+", text.text).group()
                page = caller.call("open", "GET", link)
                if page is not None and 'value="take"' in page.text():
                    open_pages.append((time.monotonic() + 1.1, link, incident, page.text()))
            while open_pages and open_pages[0][0] < time.monotonic():
                _, link, incident, page = open_pages.pop(0)
                form = urlencode(fields(page, "take"))
                caller.call("press", "POST", link, form, headers=FORM, incident=incident)
            time.sleep(0.03)

    def check(self):
        """(exit status, what it printed) of the checker."""
        if KEPT:
            shutil.rmtree(KEPT, ignore_errors=True)
            shutil.copytree(self.logs, KEPT)
            shutil.copytree(self.tocsin.data, Path(KEPT) / "data")
        done = subprocess.run([CHECK, self.logs, "--journal", self.tocsin.data / "exercise.db"],
                              capture_output=True, text=True, timeout=600, check=False)
        return done.returncode, done.stdout + done.stderr


class Killed(SystemTest):
    def test_it_keeps_its_promises_wherever_it_is_killed(self):
        self.proves("P1", "P3", "P4", "P5", "P8")
        for _ in range(SERIES):
            self.series()

    def die_while_ladders_run(self, house):
        """It is away for longer than an attempt lasts: the next life finds work that is overdue."""
        house.start()
        wait_until(lambda: house.incidents > STILL_OPEN, 20, lambda: str(house.incidents))
        house.kill()
        time.sleep(2)

    def series(self):
        house = House(self)
        house.provider.faults, house.provider.fault_rate = FAULTS, 0.04
        house.load()
        chance = random.Random()
        started = time.monotonic()
        house.kill_when("heard")
        for point in points() * EACH_POINT:
            if point == "looked-up":
                self.die_with_a_text_in_hand(house)
            self.die_at(house, point, chance)
        for moment in ("heard", "answered"):
            house.start()
            house.kill_when(moment)
        self.die_while_ladders_run(house)
        for _ in range(KILLS - house.life):
            house.start()
            time.sleep(chance.uniform(0.002, 0.5))
            house.kill()
        kills, took = house.life, time.monotonic() - started
        # No faults from here: everything owed must happen.
        house.provider.fault_rate = 0
        house.start()
        house.end_load()
        time.sleep(3)
        self.assertEqual(house.stop(), 0)
        status, said = house.check()
        print(f"{kills} kills in {took:.0f} s, {house.incidents} incidents\n{said}", flush=True)
        self.assertEqual(status, 0, said)
        for needed in (r"P1: kept \([1-9]", r"P3: kept \([1-9]", r"P4: kept \([1-9]",
                       r"P5: kept \([1-9]", r"P8: kept \([1-9]\d* starts, [1-9]"):
            self.assertRegex(said, needed, "it was looked at")
        self.assertGreaterEqual(kills, KILLS)

    def die_with_a_text_in_hand(self, house):
        """The provider has it and does not answer before the daemon is dead: the next life asks."""
        latency, house.provider.latency = house.provider.latency, (1, 1)
        house.start()
        house.kill_when("heard")
        house.provider.latency = latency

    def die_at(self, house, point, chance):
        """The daemon is dead; it starts, and dies where it passes `point`."""
        times = chance.choice((1, 1, 2, 5)) if point in EVERY_MOMENT else 1
        if not house.start(TOCSIN_CRASH_AT=f"{point}:{times}"):
            return
        tocsin = house.tocsin
        if point.startswith("reload"):
            tocsin.process.send_signal(signal.SIGHUP)
        elif point.startswith("token"):
            self.assertRaises(OSError, tocsin.make_token, f"more-{house.life}")
        elif point.startswith("rota"):
            monday = next(house.mondays)
            self.assertRaises(OSError, tocsin.request, "PUT", f"/v1/rotas/on-call/{monday}",
                              weekly_rota(monday), token=house.token)
        elif point in ("drained", "goodbye-committed"):
            tocsin.process.send_signal(signal.SIGTERM)
        wait_until(lambda: tocsin.process.poll() is not None, POINT_WITHIN,
                   lambda: f"the point {point} was never reached")
        house.dead()


# Points that every report or text passes, so that any passing may be chosen.
EVERY_MOMENT = {"request-read", "input-waits", "before-decide", "decided", "row-written",
                "before-commit", "committed", "handing-over", "handed-over", "answer-given",
                "response-made", "composed", "transfer-offered", "provider-answered",
                "outcome-decided", "outcome-committed"}


class Undisturbed(SystemTest):
    def test_without_faults_nothing_comes_twice(self):
        self.proves("P5")
        house = House(self)
        house.load()
        time.sleep(6 if CAMPAIGN else 3)
        house.end_load()
        self.assertEqual(house.stop(), 0)
        status, said = house.check()
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"P5: kept \([1-9]\d* messages, 0 repeats")


class Lies(SystemTest):
    """The whole of it can fail: a daemon that is told to break a promise is found out."""

    def lie(self, name):
        house = House(self, env={"TOCSIN_SABOTAGE_LIVE": name}, latency=(0.1, 0.2))
        house.load()
        return house

    def assert_found(self, house, promise):
        status, said = house.check()
        self.assertEqual(status, 1, said)
        self.assertRegex(said, rf"{promise}: \d+ VIOLATIONS")

    def test_an_answer_before_its_commit_is_found(self):
        house = self.lie("answer-before-commit")
        for _ in range(10):
            time.sleep(0.2)
            house.kill()
            house.start()
        house.end_load()
        house.stop()
        self.assert_found(house, "P1")

    def test_a_text_forgotten_at_a_crash_is_found(self):
        house = self.lie("forget-in-flight")
        house.kill_when("heard")
        house.start()
        house.end_load()
        time.sleep(2)  # a stop is given a second in which texts may be left to the next start
        house.stop()
        self.assert_found(house, "P4")

    def test_a_text_sent_again_unasked_is_found(self):
        house = self.lie("send-again-unasked")
        for _ in range(3):
            house.kill_when("heard")
            house.start()
            time.sleep(0.5)
        house.end_load()
        house.stop()
        self.assert_found(house, "P5")


if __name__ == "__main__":
    main()
