"""Each thread of the daemon made to stand still in turn (channels/sabotage.h): readiness names it, the
signs of life end, and what plays systemd ends the process and starts it again, for ever.

The places stand still side by side, a daemon each: nearly all of the test is waiting.
"""

import os
import re
import signal
import socket
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from notify_socket import NotifySocket
from settings import report
from tocsin import CAMPAIGN, SystemTest, main, wait_until

UNIT = Path(__file__).resolve().parents[2] / "systemd" / "tocsin.service"
WATCHDOG = int(re.search(r"^WatchdogSec=(\d+)$", UNIT.read_text(), re.M).group(1))
NOTICED = 15  # s: P16
SLACK = 8  # s: the look once a second, and a machine with busy cores
TIMES = 20 if CAMPAIGN else 2  # that one place stands still again and again


def sabotaged():
    path = os.environ.get("TOCSIN_SABOTAGED")
    if not path or not Path(path).is_file():
        raise unittest.SkipTest("no program that can be made to stand still: TOCSIN_SABOTAGED")
    return path


class Systemd:
    """What systemd does for Type=notify, WatchdogSec= and Restart=always."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.ended = []  # time.monotonic() of each SIGABRT
        self.starts = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self, env):
        self.env = env
        self.notify = NotifySocket()
        self._start()
        self._thread.start()
        return self

    def _start(self):
        self.daemon.start(wait=None, env={**self.env, "NOTIFY_SOCKET": self.notify.path,
                                          "WATCHDOG_USEC": str(WATCHDOG * 1_000_000)})
        self.starts += 1
        self.notify.wait_for("READY", count=self.starts, within=40)
        self.daemon.wait_ready(within=40)

    def signs(self):
        return self.notify.times("WATCHDOG")

    def _watch(self):
        while not self._over.wait(0.05):
            since = [*self.notify.times("READY")[-1:], *self.signs()[-1:]]
            if time.monotonic() - max(since) <= WATCHDOG:
                continue
            self.daemon.process.send_signal(signal.SIGABRT)
            self.daemon.process.wait(20)
            self.daemon.process = None
            self.ended.append(time.monotonic())
            self._over.wait(0.2)  # RestartSec
            self._start()

    def close(self):
        self._over.set()
        self._thread.join()
        self.notify.close()


# What must happen after the signal before the place is come by, where it is not by itself.

def nothing(_daemon):
    pass


def a_report(daemon):
    """On a connection that nobody waits at: it is not answered."""
    body = b'{"service":"gp-records","summary":"it stands still","severity":1}'
    line = socket.create_connection(("127.0.0.1", daemon.port), 10)
    line.sendall(b"POST /v1/incidents HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                 + f"Authorization: Bearer {daemon.token}\r\nContent-Length: {len(body)}\r\n\r\n"
                 .encode() + body)
    return [line]


def more_than_workers(daemon, path="/openapi.yaml"):
    lines = []
    for number in range(100):
        line = socket.socket()
        line.bind((f"127.0.4.{number + 1}", 0))
        line.connect(("127.0.0.1", daemon.port))
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n"
                     f"Authorization: Bearer {daemon.token}\r\n\r\n".encode())
        lines.append(line)
    return lines


def timelines(daemon):
    return more_than_workers(daemon, "/v1/incidents/INC-1/timeline")


def a_reload(daemon):
    daemon.process.send_signal(signal.SIGHUP)


# place -> (what brings it about, how readiness names it; None: there is nobody to name it)
PLACES = {
    "house": (nothing, "house"),
    "engine": (nothing, "engine"),
    "journal": (a_report, "journal"),
    "handover": (a_report, "dispatcher"),
    "gate": (nothing, None),
    "workers": (more_than_workers, "gate"),
    "transfers": (nothing, "transfers"),
    "publisher": (a_reload, "publisher"),
    "drawing": (a_reload, "drawing of the status page"),
    "events": (nothing, "stream of events"),
    "archive": (timelines, "gate"),
}


class Standstill(SystemTest):
    def managed(self, place):
        daemon = self.daemon()
        daemon.binary = sabotaged()
        systemd = Systemd(daemon)
        self.addCleanup(systemd.close)
        systemd.start({"TOCSIN_STANDSTILL": place})
        daemon.token = daemon.make_token()
        answer = daemon.request("POST", "/v1/incidents", report(key="before"), token=daemon.token)
        assert answer.status == 201, answer
        # Taken, so that the next report calls somebody anew.
        taken = daemon.request("POST", "/v1/incidents/INC-1/acknowledge", {"person": "pat.ash"},
                               token=daemon.token)
        assert taken.status == 200, taken
        return systemd

    def readiness(self, daemon):
        """What /readyz says; empty when it is silent."""
        try:
            answer = daemon.request("GET", "/readyz", timeout=1)
        except OSError:
            return ""
        return f"{answer.status} {answer.text()}"

    def stand_still(self, systemd, place):
        """(s until readiness is red, s until the process is ended); it serves again then."""
        brings, name = PLACES[place]
        daemon, ends = systemd.daemon, len(systemd.ended)
        began = time.monotonic()
        daemon.process.send_signal(signal.SIGUSR1)
        time.sleep(0.5)  # until some thread of it has heard the signal
        lines = brings(daemon) or []
        for line in lines:
            self.addCleanup(line.close)
        words = f"the {name} stands still"
        wait_until(lambda: words in self.readiness(daemon) if name else
                   not self.readiness(daemon), NOTICED,
                   lambda: f"P16: readiness does not say of {place}: {words}", every=0.2)
        red = time.monotonic() - began
        wait_until(lambda: len(systemd.ended) > ends, NOTICED + SLACK - red,
                   lambda: f"P16: {place} stands still, and there are signs of life")
        ended = systemd.ended[-1] - began
        for line in lines:
            line.close()
        wait_until(lambda: self.readiness(daemon).startswith("200"), 40,
                   lambda: f"P16: not ready after a standstill of {place}")
        kept = daemon.request("POST", "/v1/incidents", report(key="before"), token=daemon.token)
        assert kept.json()["incident"] == "INC-1", kept
        return red, ended

    def test_each_is_named_and_ended_within_15_s(self):
        self.proves("P16")

        def one(place):
            red, ended = self.stand_still(self.managed(place), place)
            return f"{place} red after {red:.1f} s, ended after {ended:.1f} s"

        with ThreadPoolExecutor(len(PLACES)) as pool:
            for said in pool.map(one, PLACES):
                print(said, flush=True)

    def test_restarts_never_stop(self):
        self.proves("P16")
        unit = UNIT.read_text(encoding="utf-8")
        for line in ("StartLimitIntervalSec=0", "Restart=always"):
            self.assertRegex(unit, rf"(?m)^{line}$")
        systemd = self.managed("engine")
        for _ in range(TIMES):
            self.stand_still(systemd, "engine")
        self.assertEqual(systemd.starts, TIMES + 1)

    def test_a_folder_elsewhere_that_hangs_turns_readiness_red_and_ends_nothing(self):
        self.proves("P16")
        systemd = self.managed("sheet")
        daemon = systemd.daemon
        daemon.process.send_signal(signal.SIGUSR1)
        words = "the writer of the on-call sheet stands still"
        # It is written every half minute.
        wait_until(lambda: words in self.readiness(daemon), 30 + NOTICED, words, every=0.2)
        time.sleep(NOTICED)
        self.assertEqual(systemd.ended, [], "a restart would mend nothing")
        before = len(daemon.texts())
        daemon.open_incident()
        wait_until(lambda: len(daemon.texts()) > before, 15, daemon.log_text)


if __name__ == "__main__":
    main()
