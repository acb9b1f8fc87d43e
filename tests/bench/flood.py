"""Reports from many connections at once, as fast as they are answered: one thread, bare sockets, so
that little but the daemon is measured. Runs in a process of its own."""

import errno
import json
import multiprocessing
import selectors
import socket
import time
from dataclasses import dataclass, field

# The gate takes 64 connections of one address; a closed one may be counted until it is gone.
ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
ANSWER_WITHIN = 15


@dataclass
class Tally:
    seconds: float = 0
    latencies: list = field(default_factory=list)  # of those answered 201, seconds
    statuses: dict = field(default_factory=dict)  # status -> answers; 0: the connection broke

    def count(self, status):
        self.statuses[status] = self.statuses.get(status, 0) + 1


def flood(port, token, connections=64, seconds=None, count=None):
    """Opens incidents until `seconds` are over or `count` were asked for. A Tally."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(
        target=lambda: theirs.send(_Flood(port, token, connections, seconds, count).run()))
    process.start()
    tally = ours.recv()
    process.join()
    return tally


class _Connection:
    """One request at a time. The time of a request includes that of connecting again."""

    def __init__(self, flood_, address):
        self.flood = flood_
        self.address = address
        self.socket = None

    def ask(self, body):
        self.asked = time.monotonic()
        self.waiting = self.flood.request(body)
        self.answer = b""
        if self.socket is None:
            self.socket = socket.socket()
            self.socket.setblocking(False)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.bind((self.address, 0))
            code = self.socket.connect_ex(("127.0.0.1", self.flood.port))
            assert code in (0, errno.EINPROGRESS), errno.errorcode[code]
            self.flood.selector.register(self.socket, selectors.EVENT_WRITE, self)
        else:
            self.flood.selector.modify(self.socket, selectors.EVENT_WRITE, self)

    def turn(self, events):
        """Its status when the answer is whole, 0 when there will be none, else None."""
        try:
            if events & selectors.EVENT_WRITE:
                self.waiting = self.waiting[self.socket.send(self.waiting):]
                if not self.waiting:
                    self.flood.selector.modify(self.socket, selectors.EVENT_READ, self)
                return None
            more = self.socket.recv(65536)
        except OSError:
            more = b""
        if not more:
            self.close()
            return 0
        self.answer += more
        head, end, body = self.answer.partition(b"\r\n\r\n")
        if not end:
            return None
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) < int(fields.get(b"content-length", 0)):
            return None
        if fields.get(b"connection") == b"close":
            self.close()
        return int(head[9:12])

    def close(self):
        self.flood.selector.unregister(self.socket)
        self.socket.close()
        self.socket = None


class _Flood:
    def __init__(self, port, token, connections, seconds, count):
        self.port, self.token = port, token
        self.seconds, self.left = seconds, count
        self.selector = selectors.DefaultSelector()
        self.idle = [_Connection(self, ADDRESSES[n % len(ADDRESSES)]) for n in range(connections)]
        self.tally = Tally()
        self.number = 0

    def request(self, body):
        return (f"POST /v1/incidents HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                f"Authorization: Bearer {self.token}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}").encode()

    def go_on(self):
        if self.left is not None:
            return self.number < self.left
        return time.monotonic() < self.end

    def run(self):
        start = time.monotonic()
        self.end = start + (self.seconds or 0)
        busy = 0
        while True:
            while self.idle and self.go_on():
                self.number += 1
                self.idle.pop().ask(json.dumps(
                    {"service": "gp-records", "summary": f"Records do not open, {self.number}",
                     "severity": 1, "key": f"flood-{self.number}"}))
                busy += 1
            if not busy:
                break
            ready = self.selector.select(ANSWER_WITHIN)
            if not ready:
                raise TimeoutError(f"{busy} requests without an answer for {ANSWER_WITHIN} s")
            for key, events in ready:
                status = key.data.turn(events)
                if status is None:
                    continue
                self.tally.count(status)
                if status == 201:
                    self.tally.latencies.append(time.monotonic() - key.data.asked)
                self.idle.append(key.data)
                busy -= 1
        self.tally.seconds = time.monotonic() - start
        return self.tally
