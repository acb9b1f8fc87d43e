"""A provider of texts on loopback that does as it is told: one step of a script for each request.

It keeps what it accepted, so that it can be asked by reference, as a real one can. It speaks HTTP
on bare sockets, because half of what it must do no HTTP library would.
"""

import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

# How long a provider that hangs keeps a connection; longer than any time-out under test.
HANG = 60


@dataclass(frozen=True)
class Step:
    """What becomes of one request. `takes`: the message is accepted, whatever is said of it."""

    name: str
    status: int = 0
    headers: tuple = ()
    takes: bool = False
    seconds: float = 0


ACCEPT = Step("accept", 201, takes=True)
RESET_BEFORE_BODY = Step("reset before body")
RESET_AFTER_BODY = Step("reset after body")
TAKE_AND_RESET = Step("take and reset", takes=True)
GARBAGE = Step("garbage", takes=True)
HUGE = Step("huge", 200, takes=True)
QUOTE = Step("quote", 400)  # refuses, and shows all that it was sent
HANG_AFTER_BODY = Step("hang", seconds=HANG)
TAKE_AND_HANG = Step("hang", takes=True, seconds=HANG)


def refuse(status=400):
    return Step("answer", status)


def too_many(retry_after):
    return Step("answer", 429, (("Retry-After", str(retry_after)),))


def fails(status=503, *headers):
    return Step("answer", status, headers)


def drip(seconds, takes=False):
    """A good answer, a byte every tenth of a second for so long."""
    return Step("drip", 201, takes=takes, seconds=seconds)


@dataclass
class Request:
    at: float  # time.monotonic() when its head was complete
    method: str
    path: str
    headers: dict  # names in lower case
    body: bytes = b""
    step: Step | None = None  # None: not chosen yet
    connection: int = 0

    def json(self):
        return json.loads(self.body)

    @property
    def to(self):
        return self.json()["to"]

    @property
    def text(self):
        return self.json()["text"]

    @property
    def reference(self):
        return self.json()["reference"]


@dataclass
class FakeProvider:
    """Listens from the moment it is made until close()."""

    default: Step = ACCEPT
    script: list = field(default_factory=list)  # steps of the next POSTs
    scripts: dict = field(default_factory=dict)  # number -> steps of its next POSTs
    always: dict = field(default_factory=dict)  # number -> its step after them
    requests: list = field(default_factory=list)  # POSTs, in the order they came
    look_ups: list = field(default_factory=list)  # GETs
    accepted: dict = field(default_factory=dict)  # reference -> times accepted
    answers_look_ups: bool = True

    def __post_init__(self):
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._count = 0
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(128)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def play(self, *steps, to=None):
        """The steps of the next POSTs (about that number), one each; after them the default."""
        assert to is None or RESET_BEFORE_BODY not in steps, "who it is about is in the body"
        with self._changed:
            (self.script if to is None else self.scripts.setdefault(to, [])).extend(steps)

    def forget(self):
        """All that was asked and accepted, and what was left of the scripts."""
        with self._changed:
            for kept in (self.script, self.scripts, self.requests, self.look_ups, self.accepted):
                kept.clear()

    def wait_for(self, count, within=15, of=lambda request: True):
        """The first `count` POSTs that `of` is true of, waiting until they are here."""
        end = time.monotonic() + within
        with self._changed:
            while True:
                found = [request for request in self.requests if of(request)]
                if len(found) >= count:
                    return found[:count]
                if not self._changed.wait(max(0, end - time.monotonic())) \
                        and time.monotonic() >= end:
                    raise AssertionError(f"{len(found)} of {count} requests within {within} s: "
                                         f"{[(r.step.name, r.body) for r in self.requests]}")

    def texts_to(self, number):
        with self._changed:
            return [request for request in self.requests if request.to == number]

    def close(self):
        if self._stopped.is_set():
            return
        self._stopped.set()
        # Closing alone would leave it listening for as long as a thread waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    # ------------------------------------------------------------------ the wire

    def _accept(self):
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._count += 1
            threading.Thread(target=self._serve, args=(connection, self._count),
                             daemon=True).start()

    def _serve(self, connection, number):
        with connection:
            connection.settimeout(HANG)
            try:
                while self._one(connection, number):
                    pass
            except OSError:
                pass

    def _one(self, connection, number):
        """Reads and answers one request. False: the connection is done."""
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.recv(65536)
            if not more:
                return False
            head += more
        head, _, body = head.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip()
                   for name, value in (line.split(":", 1) for line in lines)}
        request = Request(time.monotonic(), method, path, headers, connection=number)
        if method == "GET":
            return self._look_up(connection, request)

        with self._changed:
            request.step = self.script.pop(0) if self.script else None
        if request.step is RESET_BEFORE_BODY:
            _reset(connection)
            self._log(request, body)
            return False
        if headers.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(body) < int(headers.get("content-length", "0")):
            more = connection.recv(65536)
            if not more:
                return False  # whoever sent it died in the middle: there is no message
            body += more
        self._log(request, body)
        return self._answer(connection, request)

    def _log(self, request, body):
        request.body = body
        with self._changed:
            if request.step is None:
                steps = self.scripts.get(request.to)
                request.step = (steps.pop(0) if steps else
                                self.always.get(request.to, self.default))
            if request.step.takes:
                self.accepted[request.reference] = self.accepted.get(request.reference, 0) + 1
            self.requests.append(request)
            self._changed.notify_all()

    def _look_up(self, connection, request):
        with self._changed:
            self.look_ups.append(request)
            self._changed.notify_all()
        reference = parse_qs(urlsplit(request.path).query).get("reference", [""])[0]
        if not self.answers_look_ups:
            connection.sendall(_response(500, (), b"{}"))
            return True
        found = [{"id": f"sms-{reference}", "reference": reference}] \
            if self._found(reference) else []
        connection.sendall(_response(200, (), json.dumps({"messages": found}).encode()))
        return True

    def _found(self, reference):
        with self._changed:
            return reference in self.accepted

    def _answer(self, connection, request):
        step = request.step
        if step in (RESET_AFTER_BODY, TAKE_AND_RESET):
            _reset(connection)
            return False
        if step.name == "hang":
            self._stopped.wait(step.seconds)
            return False
        if step is GARBAGE:
            connection.sendall(b"\x00\xff\x16\x03 this is no HTTP \r\n\r\n")
            return False
        if step is HUGE:
            # No end: whoever reads it all is lost.
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
            for _ in range(1024):
                connection.sendall(b"A" * 65536)
            return False
        good = step.status in (200, 201)
        body = json.dumps({"id": f"sms-{request.reference}"} if good else
                          {"error": "as the script says"}).encode()
        if step is QUOTE:
            body = json.dumps({"sent": [request.headers.get("authorization"), request.path]}).encode()
        answer = _response(step.status, step.headers, body)
        if step.name == "drip":
            end = time.monotonic() + step.seconds
            for byte in answer:
                connection.sendall(bytes([byte]))
                if time.monotonic() < end and self._stopped.wait(0.1):
                    return False
            return True
        connection.sendall(answer)
        return True


def _response(status, headers, body):
    lines = [f"HTTP/1.1 {status} Scripted", "Content-Type: application/json",
             f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _reset(connection):
    """Closes with RST: what was sent is lost, and the peer is told nothing else."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
