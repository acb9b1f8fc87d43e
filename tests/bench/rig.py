"""What every measurement needs: figures with their aims, the programs of the bench, a daemon with a
provider, and how to read what a process has used."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "system"))

from fake_provider import FakeProvider  # noqa: E402
from settings import http_channel, report  # noqa: E402
from tocsin import Daemon, free_port, wait_until  # noqa: E402

CONNECTIONS = 64
# Beyond it something hangs, and a figure would say nothing.
PATIENCE = 600


@dataclass
class Figure:
    """One measured value. `aim` is ("<=", 2) or (">=", 0.5), or nothing; `beside` says what it was
    measured against in the same run."""

    name: str
    value: float
    unit: str
    beside: str = ""
    aim: tuple = ()

    @property
    def missed(self):
        if not self.aim:
            return False
        sign, limit = self.aim
        return self.value > limit if sign == "<=" else self.value < limit

    def told(self):
        return f"{self.value:,.2f}" if self.value < 100 else f"{self.value:,.0f}"

    def aim_told(self):
        return f"{self.aim[0]} {self.aim[1]:,}" if self.aim else ""

    def line(self):
        said = "; ".join(filter(None, [self.beside, self.aim and f"aim {self.aim_told()}"]))
        return (f"{self.name} {self.value:.3f} {self.unit}" + (f" ({said})" if said else "") +
                (" MISSED" if self.missed else ""))


def at(values, share):
    """The value below which that share of them lies: the nearest rank."""
    values = sorted(values)
    return values[min(len(values) - 1, max(0, round(share * len(values) + 0.5) - 1))]


# ---------------------------------------------------------------------------- programs

def program(name):
    """Of the bench, beside the daemon's own build."""
    path = Path(os.environ["TOCSIN_BINARY"]).parent / "tests" / f"bench_{name}"
    if not path.is_file():
        raise SystemExit(f"tests/bench/run: {path} is not there: "
                         "cmake --preset release && cmake --build --preset release")
    return str(path)


def words(**options):
    return [word for name, value in options.items() if value is not None
            for word in (f"--{name.replace('_', '-')}", str(value))]


def run(name, **options):
    """What the program prints."""
    done = subprocess.run([program(name), *words(**options)], capture_output=True, text=True,
                          timeout=PATIENCE, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{name}: {done.stderr.strip()}")
    return done.stdout


def load(port, path, body, **options):
    """Drives the server there; what the load generator says of it, as a dictionary."""
    return json.loads(run("load", port=port, path=path, body=json.dumps(body), **options))


def intake(tocsin, **options):
    """Reports by 64 kept connections; every one must be answered 201."""
    body = options.pop("body", report("Records do not open, {n}", key="bench-{n}"))
    tally = load(tocsin.port, "/v1/incidents", body, connections=CONNECTIONS,
                 header=f"Authorization: Bearer {token(tocsin)}", **options)
    if tally["bad"] or tally["broken"]:
        raise RuntimeError(f"not every report was accepted: {tally}\n{tocsin.log_text()[-2000:]}")
    return tally


def token(tocsin):
    if tocsin.token is None:
        tocsin.token = tocsin.make_token()
    return tocsin.token


class Server:
    """A program of the bench that listens until it is told to stop."""

    def __init__(self, name, **options):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # A file, because a pipe that nobody reads would stop it.
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([program(name), *words(port=self.port, **options)],
                                        stdout=self.said)
        wait_until(self._listens, 20, f"{name} listens")

    def _listens(self):
        listening = f":{self.port:04X} 00000000:0000 0A"
        return listening in Path("/proc/net/tcp").read_text()

    def close(self):
        """What it printed."""
        self.process.terminate()
        self.process.wait(20)
        self.said.seek(0)
        return self.said.read()


@contextmanager
def serving(name, **options):
    server = Server(name, **options)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def house(provider=None, start=True, media=("sms",), **config):
    """A daemon and its provider: one that only counts, or the one that is given. 64 at once, of all
    media together."""
    own = None if provider else Server("provider", mark="INC-", only="/a/")
    channels = {f"hospital-{medium}": http_channel((provider or own).url, medium=medium,
                                                   **{"in-flight": 64 // len(media)})
                for medium in media}
    tocsin = Daemon(channels=channels, **config)
    tocsin.provider = provider or own
    try:
        if start:
            tocsin.start()
        yield tocsin
    finally:
        tocsin.close()
        if own:
            own.close()


@contextmanager
def house_with_texts(**config):
    """The same with the provider in Python, whose texts can be read."""
    provider = FakeProvider()
    try:
        with house(provider, **config) as tocsin:
            yield tocsin
    finally:
        provider.close()


def started(tocsin):
    """Starts it; the seconds from exec() to the first 200 of /readyz."""
    began = time.monotonic()
    tocsin.start(wait=None)
    tocsin.wait_ready(within=120)
    return time.monotonic() - began


# ---------------------------------------------------------------------------- a process

def memory(process, name="VmRSS"):
    """VmRSS or VmHWM of a running process, in bytes."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise ValueError(name)


def cpu_seconds(process):
    """What all its threads have used."""
    total = 0
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
