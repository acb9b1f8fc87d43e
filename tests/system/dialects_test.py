"""Every shipped dialect against the running daemon: what fires opens, a repeat is the same incident,
the end of it ends it, and what comes late opens nothing."""

import os
import shutil
import socket
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tocsin import SystemTest, main

TOP = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).resolve().parents[2]))
DIALECTS = sorted(path.stem for path in (TOP / "systemd/dialects").glob("*.yaml"))
# They name no time, or none that tells two alarms apart: a late delivery may be a new alarm.
TIMELESS = {"statuscake", "dynatrace", "splunk", "solarwinds"}
# It stands in the address, as most monitors have nowhere else to put it.
KEY = "a-secret-of-sixteen-signs-or-more"


def message(dialect, name):
    """One kept in tests/golden/dialects: its headers and its body."""
    folder = TOP / "tests/golden/dialects" / dialect
    path = next(path for path in folder.iterdir()
                if path.stem == name and path.suffix != ".txt")
    body = path.read_bytes()
    if path.suffix == ".json":
        return {"Content-Type": "application/json"}, body
    if path.suffix == ".form":
        return {"Content-Type": "application/x-www-form-urlencoded"}, body.strip()
    head, _, body = body.partition(b"\n\n")
    return dict(line.split(": ", 1) for line in head.decode().splitlines()), body


class DialectTest(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon(**{
            "dialect-files": [str(TOP / f"systemd/dialects/{name}.yaml") for name in DIALECTS],
            "sources": {name: {"dialect": name, "secret-paths": ["keys/path"]}
                        for name in DIALECTS}})
        self.tocsin.secret("path", KEY)
        self.tocsin.start()

    def send(self, dialect, headers, body):
        answer = self.tocsin.request("POST", f"/v1/hooks/{dialect}/{KEY}", body, headers=headers)
        self.assertEqual(answer.status, 200, (dialect, answer))
        return answer.json()["incidents"]

    def post(self, dialect, name):
        return self.send(dialect, *message(dialect, name))


class EveryDialect(DialectTest):
    def test_opens_repeats_and_ends_one_incident(self):
        for dialect in DIALECTS:
            with self.subTest(dialect=dialect):
                opened = self.post(dialect, "firing")
                self.assertEqual(len(opened), 1)
                self.assertIn(opened[0], self.post(dialect, "repeat"))
                self.assertIn(opened[0], self.post(dialect, "firing"))
                self.assertEqual(self.tocsin.incident(opened[0])["status"], "reported")
                self.assertEqual(self.post(dialect, "resolved"), opened)
                self.assertEqual(self.tocsin.incident(opened[0])["status"], "resolved")
                if dialect not in TIMELESS:
                    self.assertEqual(self.post(dialect, "firing"), opened, "it came late")
                    self.assertEqual(self.tocsin.incident(opened[0])["status"], "resolved")
                self.assertEqual(self.post(dialect, "resolved"), [])

    def test_tells_a_person_what_cannot_be_read(self):
        for dialect in DIALECTS:
            with self.subTest(dialect=dialect):
                opened = self.post(dialect, "malformed")
                self.assertEqual(len(opened), 1)
                self.assertEqual(self.post(dialect, "malformed"), opened)

    def test_of_a_test_opens_nothing(self):
        for dialect in ("uptime-kuma", "google-cloud-monitoring"):
            self.assertEqual(self.post(dialect, "test-button"), [])
        answer = self.tocsin.request("POST", f"/v1/hooks/zabbix/{KEY}", b"")
        self.assertEqual(answer.status, 400)


@unittest.skipUnless(shutil.which("curl"), "there is no curl for nagios-notify")
class NagiosNotify(DialectTest):
    # What a shell would take for commands, and curl for the name of a file.
    NASTY = "@/etc/passwd $(touch /tmp/x) `id` '\"; & | > <script> = 100%\\n"

    def notify(self, *options, dialect="nagios", **macros):
        self.tocsin.write("notify.curl", f'url = "http://127.0.0.1:{self.tocsin.port}'
                                         f'/v1/hooks/{dialect}/{KEY}"')
        environment = {f"NAGIOS_{name}": value for name, value in macros.items()}
        return subprocess.run(
            [str(TOP / "systemd/senders/nagios-notify"), *options], capture_output=True, text=True,
            check=False, timeout=60,
            env={"PATH": os.environ["PATH"], **environment,
                 "TOCSIN_NOTIFY": str(self.tocsin.folder / "notify.curl")})

    def service(self, kind, state, since, **more):
        return self.notify(NOTIFICATIONTYPE=kind, HOSTNAME="epr-app2", SERVICEDESC="HTTPS EPR",
                           SERVICESTATE=state, SERVICEOUTPUT=self.NASTY,
                           LASTSERVICESTATECHANGE=since, _SERVICESERVICE_ID="gp-records", **more)

    def test_opens_and_ends_what_nagios_says_in_its_environment(self):
        said = self.service("PROBLEM", "CRITICAL", "1767492665")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        incident = self.tocsin.incident("INC-1")
        self.assertEqual(incident["status"], "reported")
        self.assertEqual(incident["service"], "gp-records")
        self.assertEqual(incident["summary"], f"HTTPS EPR on epr-app2 is CRITICAL: {self.NASTY}")
        self.assertEqual(self.service("RECOVERY", "OK", "1767493665").returncode, 0)
        self.assertEqual(self.tocsin.incident("INC-1")["status"], "resolved")

    def test_opens_what_icinga_says_in_options(self):
        said = self.notify("--type", "PROBLEM", "--host", "epr-db1", "--state", "DOWN",
                           "--output", self.NASTY, "--since", "1767492665.3", dialect="icinga")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertEqual(self.tocsin.incident("INC-1")["status"], "reported")

    def test_comes_again_when_its_connection_was_cut(self):
        self.tocsin.kill()
        with ThreadPoolExecutor() as pool:
            with socket.create_server(("127.0.0.1", self.tocsin.port)) as dying:
                dying.settimeout(20)
                said = pool.submit(self.service, "PROBLEM", "CRITICAL", "1767492665")
                dying.accept()[0].close()
            self.tocsin.start()
            self.assertEqual(said.result().returncode, 0, said.result().stderr)
        self.assertEqual(self.tocsin.incident("INC-1")["status"], "reported")

    def test_fails_aloud(self):
        self.assertEqual(self.notify().returncode, 64)
        self.assertEqual(self.notify("--type").returncode, 64)
        self.assertEqual(self.notify("type", "PROBLEM").returncode, 64)
        self.tocsin.stop()
        self.assertNotEqual(self.service("PROBLEM", "CRITICAL", "1").returncode, 0)


if __name__ == "__main__":
    main()
