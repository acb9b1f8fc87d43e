"""Debian's own Alertmanager, posting to a hook on loopback; alerts are fired through its API."""

import http.client
import json
import shutil
import subprocess
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tocsin import free_port, wait_until

PROGRAM = "prometheus-alertmanager"


class Alertmanager:
    """Runs from the moment it is made until close(). A group is sent at once, and again each 1 s
    when it has changed; what could not be delivered is tried again by its own rules."""

    def __init__(self, url, user=None, password=None):
        program = shutil.which(PROGRAM)
        if program is None:
            raise unittest.SkipTest(f"{PROGRAM} is not installed")
        self._folder = tempfile.TemporaryDirectory(prefix="toc")
        folder = Path(self._folder.name)
        hook = {"url": url, "send_resolved": True}
        if user:
            hook["http_config"] = {"basic_auth": {"username": user, "password": password}}
        config = {
            "route": {"receiver": "tocsin", "group_by": ["..."], "group_wait": "0s",
                      "group_interval": "1s", "repeat_interval": "1h"},
            "receivers": [{"name": "tocsin", "webhook_configs": [hook]}]}
        # JSON is YAML.
        (folder / "alertmanager.yml").write_text(json.dumps(config))
        self.port = free_port()
        self.log = folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, f"--config.file={folder}/alertmanager.yml",
                 f"--storage.path={folder}/data", f"--web.listen-address=127.0.0.1:{self.port}",
                 "--cluster.listen-address="], stdout=log, stderr=log)
        wait_until(self._ready, 20, lambda: f"Alertmanager is ready\n{self.log_text()}")

    def log_text(self):
        return self.log.read_text(errors="replace")

    def fire(self, **labels):
        self._post(labels, timedelta(hours=1))

    def resolve(self, **labels):
        self._post(labels, timedelta(seconds=-1))

    def amtool(self, *args):
        """Alertmanager's own command against it; what that printed."""
        program = shutil.which("amtool")
        if program is None:
            raise unittest.SkipTest("amtool is not installed (Debian: prometheus-alertmanager)")
        done = subprocess.run([program, f"--alertmanager.url=http://127.0.0.1:{self.port}", *args],
                              capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self._folder.cleanup()

    def _post(self, labels, ends_in):
        now = datetime.now(timezone.utc)
        alert = {"labels": {"alertname": "RecordsDown", "service": "gp-records",
                            "severity": "critical", **labels},
                 "annotations": {"summary": "Records do not open",
                                 "description": "Probes fail from 3 sites"},
                 "startsAt": (now - timedelta(minutes=5)).isoformat(),
                 "endsAt": (now + ends_in).isoformat(),
                 "generatorURL": "http://prometheus.example/graph"}
        status, body = self._request("POST", "/api/v2/alerts", json.dumps([alert]))
        assert status == 200, (status, body)

    def _ready(self):
        assert self.process.poll() is None, self.log_text()
        try:
            return self._request("GET", "/-/ready")[0] == 200
        except OSError:
            return False

    def _request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
