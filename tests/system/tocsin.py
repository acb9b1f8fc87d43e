"""The real program under test: its life and death, and how to talk to it.

Every daemon has a folder of its own and ports of its own, so that tests run side by side. A daemon
that a test leaves running is killed with the test.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import fake_notify
from evidence import Evidence
from settings import configuration, procedure, report, weekly_rota, weeks

# A machine with two busy cores is slow; a daemon that needs longer than this is not alive.
START_WITHIN = 20
STOP_WITHIN = 20
CAMPAIGN = os.environ.get("TOCSIN_CAMPAIGN") == "1"


def binary():
    """The program that was built; a test that has none is skipped."""
    path = os.environ.get("TOCSIN_BINARY")
    if not path or not Path(path).is_file():
        raise unittest.SkipTest("no program to test: TOCSIN_BINARY names none")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(claim, within, what, every=0.02):
    """What `claim()` returns once that is true; AssertionError with `what` when it never is."""
    end = time.monotonic() + within
    while True:
        result = claim()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {within} s: {what() if callable(what) else what}")
        time.sleep(every)


# ---------------------------------------------------------------------------- the daemon

class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode()

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Daemon:
    """One folder, one configuration, and at most one process at a time."""

    AM_PASSWORD = "am-secret"
    PROVIDER_KEY = "provider-secret"
    CALLBACK_TOKEN = "callback-secret-0123456789abcdef"

    def __init__(self, port=None, rotas=True, the_procedure=None, **config):
        self.binary = binary()
        # A short path: the name of a Unix socket has 108 bytes.
        self._folder = tempfile.TemporaryDirectory(prefix="toc")
        self.folder = Path(self._folder.name)
        self.port = port or free_port()
        self.config = configuration(self.port, **config)
        self.process = None
        self.token = None
        self.log = self.folder / "log"
        self.evidence = Evidence(Path(sys.argv[0]).stem)
        for name in ("procedures", "rotas", "keys"):
            (self.folder / name).mkdir()
        self.secret("am", self.AM_PASSWORD)
        self.secret("provider", self.PROVIDER_KEY)
        self.secret("notify", fake_notify.API_KEY)
        self.secret("callback", self.CALLBACK_TOKEN)
        self.write("procedures/hssi.yaml", the_procedure or procedure())
        if rotas:
            for monday in weeks():
                self.write(f"rotas/{monday}.yaml", weekly_rota(monday))
        self.write_config()

    # Files. JSON is YAML, so the standard library can write it.
    def write(self, name, value):
        text = value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)
        (self.folder / name).write_text(text + "\n", encoding="utf-8")

    def secret(self, name, value):
        self.evidence.secret(name, value)
        path = self.folder / "keys" / name
        path.write_text(value + "\n")
        path.chmod(0o600)

    def write_config(self):
        self.write("tocsin.yaml", self.config)

    @property
    def config_file(self):
        return str(self.folder / "tocsin.yaml")

    @property
    def data(self):
        return self.folder / "data"

    @property
    def socket_path(self):
        return str(self.data / "tocsin.sock")

    def texts(self):
        """The texts that the file channel wrote, oldest first: (to, text)."""
        return [text_of(path) for path in sorted((self.data / "out/sms").glob("*.txt"),
                                                 key=lambda path: path.stat().st_mtime_ns)]

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    # Life.
    def start(self, *args, wait="/readyz", env=None):
        assert self.process is None, "it runs already"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", "--config", self.config_file, *args],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env={**os.environ, **(env or {})})
        if wait:
            self.wait_ready(wait)
        self.evidence.look_at(self.process.pid)
        return self

    def wait_ready(self, path="/readyz", within=START_WITHIN):
        said = []

        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}:\n{self.log_text()}")
            try:
                answer = self.request("GET", path, timeout=2)
            except OSError as error:
                said[:] = [str(error)]
                return False
            said[:] = [repr(answer)]
            return answer.status == 200

        wait_until(ready, within, lambda: f"{path} is 200, but {said}\n{self.log_text()[-4000:]}")

    def kill(self):
        """As the kernel does it: no warning, nothing flushed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_WITHIN)
        self.process = None

    def stop(self):
        """SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired as slow:
            raise AssertionError(f"SIGTERM did not end it:\n{self.log_text()[-4000:]}") from slow
        self.process = None
        return status

    def close(self):
        if self.process is not None and self.process.poll() is None:
            try:
                self.request("GET", "/metrics", unix=True, timeout=2)
            except OSError:
                pass  # it is not there for everybody any more
            self.process.kill()
            self.process.wait(STOP_WITHIN)
        self.process = None
        self.evidence.keep(self.folder, self.config.get("people", {}))
        self._folder.cleanup()

    # Talk.
    def request(self, method, path, body=None, token=None, headers=None, unix=False, timeout=15):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        elif isinstance(body, str):
            body = body.encode()
        connection = (UnixConnection(self.socket_path, timeout) if unix else
                      http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout))
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            told = Answer(answer.status, answer.headers, answer.read())
            self.evidence.answered(method, path, told)
            return told
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def make_token(self, name="test", scopes=("intake", "operate", "rota", "read")):
        answer = self.request("POST", "/v1/tokens", {"name": name, "scopes": list(scopes)},
                              unix=True)
        assert answer.status == 201, answer
        return answer.json()["token"]

    def api(self, method, path, body=None, **more):
        """With a token that may do everything but admin; made at the first call."""
        if self.token is None:
            self.token = self.make_token()
        return self.request(method, path, body, token=self.token, **more)

    def report_times(self, token, name, enough):
        """How long each report took, one after another, until enough(all so far)."""
        taken = []
        while not enough(taken):
            body = report(f"{name} {len(taken)}", key=f"{name}-{len(taken)}", severity=5)
            begun = time.monotonic()
            answer = self.request("POST", "/v1/incidents", body, token=token)
            taken.append(time.monotonic() - begun)
            assert answer.status == 201, answer
        return taken

    def open_incident(self, **about):
        answer = self.api("POST", "/v1/incidents", report(**about))
        assert answer.status in (200, 201), answer
        return answer.json()["incident"]

    def past_incident(self, word, n=1):
        """One from its report to its end, whose every text says `word`."""
        ref = self.open_incident(summary=f"{word} summary", description=f"{word} description",
                                 key=f"key-{n}", place=f"{word} place",
                                 fields={"note": f"{word} field"})
        acts = {"acknowledge": {"person": "pat.ash"},
                "confirm": {"state": "down", "impact": f"{word} impact", "place": f"{word} there"},
                "notes": {"text": f"{word} note"},
                "resolve": {"summary": f"{word} resolution"}}
        for act, body in acts.items():
            answer = self.api("POST", f"/v1/incidents/{ref}/{act}", body)
            assert answer.status in (200, 201, 202), f"{act}: {answer}"
        self.run("note", "handover", f"{ref}: {word} for the next shift")
        answer = self.api("POST", f"/v1/incidents/{ref}/close", {})
        assert answer.status == 200, answer
        return ref

    def incident(self, ref):
        answer = self.api("GET", f"/v1/incidents/{ref}")
        assert answer.status == 200, answer
        return answer.json()

    def timeline(self, ref):
        """Its sentences, one a line."""
        answer = self.api("GET", f"/v1/incidents/{ref}/timeline", headers={"Accept": "text/plain"})
        assert answer.status == 200, answer
        return answer.text()

    def kinds(self, ref):
        answer = self.api("GET", f"/v1/incidents/{ref}/timeline")
        assert answer.status == 200, answer
        return [entry["kind"] for entry in answer.json()["entries"]]

    def run(self, *args, **more):
        """The program as a command against this daemon's socket."""
        return subprocess.run([self.binary, *args], capture_output=True, text=True, timeout=30,
                              check=False, env={**os.environ, "TOCSIN_SOCKET": self.socket_path},
                              **more)


def text_of(path):
    """(to, text) of a file that the SMS file channel wrote."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return fields.get("To", ""), text.rstrip("\n")


# ---------------------------------------------------------------------------- tests

class SystemTest(unittest.TestCase):
    """A test that may prove rules: a record is written when it has passed, as proves.h does."""

    maxDiff = None

    def proves(self, *rules):
        self._rules = {*getattr(self, "_rules", ()), *rules}

    def reports_beside(self, tocsin, work):
        """Reports one after another while work() runs, and none of them waits for it. (how many,
        the slowest of them, the slowest without work, how long the work took), in seconds."""
        token = tocsin.make_token("load")
        over = threading.Event()

        def worked():
            try:
                work()
            finally:
                over.set()

        alone = tocsin.report_times(token, "alone", lambda taken: len(taken) >= 100)
        worker = threading.Thread(target=worked)
        begun = time.monotonic()
        worker.start()
        beside = tocsin.report_times(token, "beside", lambda taken: over.is_set())
        took = time.monotonic() - begun
        worker.join()
        self.assertGreater(len(beside), 3)
        self.assertLess(max(beside), max(0.5, 4 * max(alone)))
        return len(beside), max(beside), max(alone), took

    def daemon(self, **config):
        daemon = Daemon(**config)
        self.addCleanup(daemon.close)
        return daemon

    def run(self, result=None):
        result = result if result is not None else self.defaultTestResult()
        before = len(result.failures) + len(result.errors) + len(result.skipped)
        super().run(result)
        after = len(result.failures) + len(result.errors) + len(result.skipped)
        if after > before and getattr(self, "_rules", ()):
            print(f"{self.id()} is to prove {', '.join(sorted(self._rules))}", flush=True)
        folder = os.environ.get("TOCSIN_RULES_DIR")
        if folder and before == after and getattr(self, "_rules", ()):
            Path(folder).mkdir(parents=True, exist_ok=True)
            suite, test = type(self).__name__, self._testMethodName
            with open(Path(folder) / f"system-{suite}.rules", "a", encoding="utf-8") as out:
                out.writelines(f"{rule}\t{suite}.{test}\n" for rule in sorted(self._rules))
        return result


def main():
    """Runs the tests of the program. Exits with 77 when all were skipped; each says why."""
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    for test, reason in program.result.skipped:
        print(f"SKIPPED: {test}: {reason}")
    if not program.result.wasSuccessful():
        sys.exit(1)
    run = program.result.testsRun
    sys.exit(77 if run == 0 or len(program.result.skipped) >= run else 0)
