"""Debian's own Prometheus with a rule that fires, through its Alertmanager, to the running daemon."""

import http.client
import json
import shutil
import subprocess
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from alertmanager import Alertmanager
from settings import PAT
from tocsin import SystemTest, free_port, main, wait_until

PROGRAM = "prometheus"
# Its round of rules, Alertmanager's of groups, and a machine with two busy cores.
WITHIN = 30

ALWAYS, NEVER = "vector(1)", "vector(1) > 1"
RECORDS_DOWN = 'up{job="records"} == 0'


class Prometheus:
    """Runs from the moment it is made until close(). It looks at itself and at `records`, an address,
    and at its one rule, each second."""

    def __init__(self, alertmanager, records, rule):
        program = shutil.which(PROGRAM)
        if program is None:
            raise unittest.SkipTest(f"{PROGRAM} is not installed")
        self._folder = tempfile.TemporaryDirectory(prefix="toc")
        self.folder = Path(self._folder.name)
        self.port = free_port()
        self._write("prometheus.yml", {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            "alerting": {"alertmanagers": [
                {"static_configs": [{"targets": [f"127.0.0.1:{alertmanager.port}"]}]}]},
            "scrape_configs": [
                {"job_name": "prometheus",
                 "static_configs": [{"targets": [f"127.0.0.1:{self.port}"]}]},
                {"job_name": "records", "static_configs": [{"targets": [records]}]}]})
        self._write_rule(rule)
        self.log = self.folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, f"--config.file={self.folder}/prometheus.yml",
                 f"--storage.tsdb.path={self.folder}/data", "--web.enable-lifecycle",
                 f"--web.listen-address=127.0.0.1:{self.port}", "--rules.alert.resend-delay=1s"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self._ready, WITHIN, lambda: f"Prometheus is ready\n{self.log_text()}")

    def log_text(self):
        return self.log.read_text(errors="replace")

    def change_rule(self, rule):
        self._write_rule(rule)
        status = self._request("POST", "/-/reload")[0]
        assert status == 200, self.log_text()

    def firing(self):
        """How many of its alerts fire, by its own account."""
        alerts = json.loads(self._request("GET", "/api/v1/alerts")[1])["data"]["alerts"]
        return sum(alert["state"] == "firing" for alert in alerts)

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self._folder.cleanup()

    # JSON is YAML.
    def _write(self, name, value):
        (self.folder / name).write_text(json.dumps(value), encoding="utf-8")

    def _write_rule(self, rule):
        self._write("rules.yml", {"groups": [{"name": "records", "rules": [
            {"alert": "RecordsDown", "expr": rule,
             "labels": {"service": "gp-records", "severity": "critical"},
             "annotations": {"summary": "Records do not open: {{ $value }} of 3 sites",
                             "description": "Looked at by {{ $labels.job }}"}}]}]})

    def _ready(self):
        assert self.process.poll() is None, self.log_text()
        try:
            return self._request("GET", "/-/ready")[0] == 200
        except OSError:
            return False

    def _request(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Records(ThreadingHTTPServer):
    """What is looked at: it has no metrics to tell, and works while it listens."""

    daemon_threads = True

    class Works(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()

        def log_message(self, *args):
            pass

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), self.Works)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class RealPrometheus(SystemTest):
    def start(self, rule):
        self.tocsin = self.daemon().start()
        alertmanager = Alertmanager(f"http://127.0.0.1:{self.tocsin.port}/v1/hooks/alertmanager",
                                    "alertmanager", self.tocsin.AM_PASSWORD)
        self.addCleanup(alertmanager.close)
        self.records = free_port()
        self.prometheus = Prometheus(alertmanager, f"127.0.0.1:{self.records}", rule)
        self.addCleanup(self.prometheus.close)

    def incidents(self):
        return self.tocsin.api("GET", "/v1/incidents").json()["incidents"]

    def wait_for_incidents(self, count):
        wait_until(lambda: len(self.incidents()) == count, WITHIN,
                   lambda: f"{count} incidents: {self.incidents()}\n{self.prometheus.log_text()}",
                   0.1)
        return self.tocsin.incident(f"INC-{count}")

    def wait_until_resolved(self, ref):
        wait_until(lambda: self.tocsin.incident(ref)["status"] == "resolved", WITHIN,
                   lambda: f"{ref} is resolved\n{self.prometheus.log_text()}", 0.1)

    def test_a_rule_that_fires_opens_an_incident_and_one_that_does_not_resolves_it(self):
        self.start(ALWAYS)
        opened = self.wait_for_incidents(1)
        self.assertEqual((opened["status"], opened["service"], opened["severity"]),
                         ("reported", "gp-records", 1))
        self.assertEqual(opened["summary"], "Records do not open: 1 of 3 sites")
        wait_until(lambda: any(to == PAT and "INC-1" in text for to, text in self.tocsin.texts()),
                   20, "the EDM is called")
        self.assertEqual(self.prometheus.firing(), 1)
        self.prometheus.change_rule(NEVER)
        self.wait_until_resolved("INC-1")
        self.assertEqual(self.prometheus.firing(), 0)
        self.assertEqual(len(self.incidents()), 1)

    def test_what_is_down_comes_back_and_goes_again_is_two_incidents(self):
        self.start(RECORDS_DOWN)
        self.wait_for_incidents(1)
        works = Records(self.records)
        try:
            self.wait_until_resolved("INC-1")
        finally:
            works.close()
        self.assertEqual(self.wait_for_incidents(2)["status"], "reported")
        self.assertEqual(self.tocsin.incident("INC-1")["status"], "resolved")


if __name__ == "__main__":
    main()
