"""Hostile traffic against the real program: every odd request, and four thousand callers who mean
harm, while those who report are answered."""

import errno
import multiprocessing
import os
import random
import re
import resource
import selectors
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

from certificates import make_pair
from fake_provider import FakeProvider
from hostile_requests import CLOSED, Requests, shapes
from settings import PAT, http_channel, report
from tocsin import SystemTest, free_port, main, wait_until

RESET = struct.pack("ii", 1, 0)
# Of four times the gate's own figures, which are seconds; a machine with busy cores is slow.
SLACK = 20
MEBIBYTE = 1024 * 1024
RSS_MAX = 256 * MEBIBYTE
INTAKE_P99 = 4 * 0.25  # four times P15's figure

SECURITY = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store"}


def raise_files(wanted):
    """Descriptors for this process and those it starts; how many there are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        soft = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


class Process:
    """What the kernel tells of a process."""

    def __init__(self, pid):
        self.folder = f"/proc/{pid}"

    def _status(self, name):
        with open(f"{self.folder}/status", encoding="ascii") as status:
            return int(re.search(rf"^{name}:\s+(\d+)", status.read(), re.M).group(1))

    def resident(self):
        return self._status("VmRSS") * 1024

    def peak(self):
        return self._status("VmHWM") * 1024

    def threads(self):
        return self._status("Threads")

    def files(self):
        return len(os.listdir(f"{self.folder}/fd"))

    def sanitized(self):
        """Whether its memory is a sanitizer's, which says nothing of ours."""
        with open(f"{self.folder}/maps", encoding="utf-8") as maps:
            return "libasan" in maps.read()


def exchange(port, shape, address):
    """All bytes that came back for a shape, as far as they can be known."""
    with socket.socket() as caller:
        caller.settimeout(30)
        caller.bind((address, 0))
        caller.connect(("127.0.0.1", port))
        heard = b""
        try:
            caller.sendall(shape.wire)
        except OSError:
            pass  # It was refused before it had said everything.
        if shape.ends == "reset":
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            return heard
        if shape.ends == "half":
            caller.shutdown(socket.SHUT_WR)
        while True:
            try:
                more = caller.recv(65536)
            except ConnectionResetError:
                return heard
            if not more:
                return heard
            heard += more


class HostileRequests(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()
        self.token = self.tocsin.make_token()
        self.process = Process(self.tocsin.process.pid)

    def judge(self, shape, heard):
        self.assertNotIn(b"Set-Cookie", heard, shape.name)
        if shape.status == CLOSED:
            self.assertEqual(heard, b"", shape.name)
            return
        head = heard.partition(b"\r\n\r\n")[0].decode("latin-1")
        # The second time a report is a repeat.
        status = "20[01]" if shape.opens else shape.status
        self.assertRegex(head, rf"^HTTP/1\.1 {status} ", shape.name)
        self.assertEqual(len(re.findall(rb"HTTP/1\.1 \d{3} ", heard)), 1, (shape.name, heard))
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
        for name, value in SECURITY.items():
            self.assertEqual(headers.get(name), value, (shape.name, head))
        # The page of links has one of its own, which is no wider where it matters.
        policy = headers["Content-Security-Policy"]
        self.assertTrue(policy.startswith("default-src 'none'; "), (shape.name, head))
        self.assertTrue(policy.endswith("frame-ancestors 'none'"), (shape.name, head))
        self.assertNotIn("Server", headers)
        self.assertEqual(headers["Connection"], "close", shape.name)
        if shape.status >= 400 and not shape.name.startswith("target /a/"):
            self.assertEqual(headers["Content-Type"], "application/problem+json; charset=utf-8")

    def replay(self, found):
        with ThreadPoolExecutor(8) as pool:
            # An address of its own for each, so that none is refused for another's sake.
            heard = list(pool.map(
                lambda pair: exchange(self.tocsin.port, pair[1], f"127.0.2.{pair[0] % 250 + 1}"),
                enumerate(found)))
        for shape, bytes_ in zip(found, heard):
            with self.subTest(shape=shape.name):
                self.judge(shape, bytes_)

    def summaries(self):
        """What the journal holds, by the words that were reported."""
        refs = self.tocsin.api("GET", "/v1/incidents?limit=500").json()["incidents"]
        return sorted(ref["summary"] for ref in refs)

    def test_each_gets_its_answer_and_none_hides_a_second(self):
        self.proves("P15")
        found = shapes(self.token)
        self.assertEqual(len({shape.name for shape in found}), len(found))
        self.replay([shape for shape in found if shape.opens])
        before = (self.process.threads(), self.process.files())
        begun = time.monotonic()
        self.replay(found)
        seconds = time.monotonic() - begun
        self.assertEqual(self.summaries(), sorted(shape.name for shape in found if shape.opens))
        wait_until(lambda: self.process.files() <= before[1], SLACK,
                   lambda: f"{self.process.files()} descriptors, {before[1]} before")
        self.assertLessEqual(self.process.threads(), before[0])
        resident = self.process.resident()
        self.replay(found)
        grown = self.process.resident() - resident
        print(f"{len(found)} hostile shapes in {seconds:.1f} s, all answered as they should be; "
              f"RSS {resident / MEBIBYTE:.0f} MiB, {grown / MEBIBYTE:+.1f} MiB the next time",
              flush=True)
        if not self.process.sanitized():
            self.assertLess(resident, RSS_MAX)
            self.assertLess(grown, 16 * MEBIBYTE, "memory leaks")
        audit = self.tocsin.request("GET", "/v1/audit", unix=True)
        self.assertTrue(audit.json()["sound"], audit)


# ---------------------------------------------------------------------------- a crowd

# Whoever is closed comes again a second later, so these are a little more than 4,000 at any time, and
# that is all the gate takes. How many of each, and how long each may stay from its first byte on: the gate's own figures. A
# caller that is answered is left in peace between two requests, so its time is from its last.
CROWD = {"slow head": (1500, 5), "slow body": (700, 10), "idle": (500, 5), "half TLS": (400, 5),
         "endless headers": (400, 5), "bad tokens": (300, 15), "resets": (200, 10),
         "odd shapes": (200, 15)}
ATTACKERS = 2  # processes that share them, so that none is busy with itself
ATTACK = 12  # s, in which whoever was closed comes again
PACE = 1.0  # s between two bytes of one caller, and between its visits


class Crowd:
    """Some thousand of them in one thread, so that little but the daemon is busy."""

    def __init__(self, port, tls_port, seed):
        # Two readings of one request, bombs, what is no HTTP: each as far as a socket takes it.
        self.shapes = [shape.wire for shape in shapes("toc_guess.1", megabytes=False)
                       if not shape.opens]
        self.ports = {"half TLS": tls_port}
        self.port = port
        self.chance = random.Random(seed)
        self.selector = selectors.DefaultSelector()
        self.longest = dict.fromkeys(CROWD, 0)
        self.visits = 0
        self.open = 0

    def address(self):
        return f"127.{self.chance.randrange(1, 255)}.{self.chance.randrange(256)}." \
               f"{self.chance.randrange(1, 255)}"

    def bytes_of(self, kind, sent):
        """What a caller of this kind says in its turn number `sent`."""
        if kind == "slow head":
            return b"POST /v1/incidents HTTP/1.1\r\nX-Slow: " if sent == 0 else b"a"
        if kind == "slow body":
            return (b"POST /v1/incidents HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{"
                    if sent == 0 else b" ")
        if kind == "half TLS":
            return bytes.fromhex("16030100c8010000c40303") if sent == 0 else b"\0"
        if kind == "endless headers":
            return b"GET / HTTP/1.1\r\n" if sent == 0 else b"X-Endless: and again\r\n" * 8
        if kind == "odd shapes":
            return self.chance.choice(self.shapes) if sent == 0 else b""
        if kind == "resets":
            return b"POST /v1/incidents HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"
        if kind == "bad tokens":
            return (b"GET /v1/incidents HTTP/1.1\r\nHost: a\r\n"
                    b"Authorization: Bearer toc_guess.%d\r\n\r\n" % self.chance.randrange(10 ** 9))
        return b""

    def enter(self, kind, now):
        caller = socket.socket()
        caller.setblocking(False)
        caller.bind((self.address(), 0))
        code = caller.connect_ex(("127.0.0.1", self.ports.get(kind, self.port)))
        assert code in (0, errno.EINPROGRESS), errno.errorcode[code]
        self.selector.register(caller, selectors.EVENT_READ,
                               {"kind": kind, "began": now, "sent": 0, "turn": now})
        self.visits += 1
        self.open += 1

    def leave(self, caller, visit, now):
        self.selector.unregister(caller)
        caller.close()
        self.open -= 1
        stayed = now - (visit["turn"] if visit["kind"] == "bad tokens" else visit["began"])
        self.longest[visit["kind"]] = max(self.longest[visit["kind"]], stayed)

    def turn(self, caller, visit, now):
        """Says a little more; the end of the connection is for reading to find."""
        if visit["kind"] == "resets" and visit["sent"] == 1:
            # Shut down first, so that the loop below finds it ended; closing then resets.
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            caller.shutdown(socket.SHUT_RD)
            visit["sent"] += 1
            return
        try:
            caller.send(self.bytes_of(visit["kind"], visit["sent"]))
        except OSError:
            return
        visit["sent"] += 1
        visit["turn"] = now

    def run(self):
        begun = time.monotonic()
        waiting = [(begun + self.chance.random() * PACE, kind)
                   for kind, (count, _) in CROWD.items() for _ in range(count // ATTACKERS)]
        end = begun + ATTACK
        give_up = end + max(deadline for _, deadline in CROWD.values()) + SLACK
        most = 0
        while self.open or (waiting and time.monotonic() < end):
            now = time.monotonic()
            if now > give_up:
                break
            if now < end:
                for when, kind in [entry for entry in waiting if entry[0] <= now]:
                    self.enter(kind, now)
                waiting = [entry for entry in waiting if entry[0] > now]
            most = max(most, self.open)
            for key, _ in self.selector.select(0.05):
                caller, visit = key.fileobj, key.data
                try:
                    if caller.recv(65536):
                        continue
                except BlockingIOError:
                    continue
                except OSError:
                    pass
                self.leave(caller, visit, now)
                waiting.append((now + PACE, visit["kind"]))
            for key in list(self.selector.get_map().values()):
                visit = key.data
                if now < end and (visit["sent"] == 0 or now - visit["turn"] >= PACE):
                    self.turn(key.fileobj, visit, now)
        return {"longest": self.longest, "visits": self.visits, "left": self.open, "most": most}


def post_steadily(port, token, seconds, out):
    """Good reports, each over a connection of its own. Sends (latencies, statuses)."""
    make = Requests(token)
    latencies, statuses = [], {}
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        asked = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", port), 30) as caller:
                caller.sendall(make.post(f"{os.getpid()}-{number}"))
                heard = b""
                while more := caller.recv(65536):
                    heard += more
            status = int(heard[9:12])
        except (OSError, ValueError):
            status = 0
        latencies.append(time.monotonic() - asked)
        statuses[status] = statuses.get(status, 0) + 1
        time.sleep(0.02)
    out.send((latencies, statuses))


def in_another_process(work, *args):
    """A pipe with what `work(*args, pipe)` sends, and the process."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=work, args=(*args, theirs), daemon=True)
    process.start()
    return ours, process


def attack(port, tls_port, seed, out):
    out.send(Crowd(port, tls_port, seed).run())


class HostileCrowd(SystemTest):
    REPORTERS = 2

    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(channels={"hospital-sms": http_channel(self.provider.url)})
        self.tls_port = free_port()
        make_pair(self.tocsin.folder)
        self.tocsin.config["listen"].append(
            {"address": f"127.0.0.1:{self.tls_port}",
             "tls": {"certificate": "gate.pem", "key": "gate.key"}})
        self.tocsin.write_config()

    def connections_open(self):
        text = self.tocsin.request("GET", "/metrics", unix=True).text()
        return int(re.search(r"^tocsin_gate_connections_open (\d+)", text, re.M).group(1))

    def test_four_thousand_hostile_sockets_do_not_stop_intake(self):
        self.proves("P15")
        wanted = sum(count for count, _ in CROWD.values())
        if raise_files(2 * wanted) < 2 * wanted:
            self.skipTest(f"needs {2 * wanted} descriptors (ulimit -n)")
        self.tocsin.start()
        token = self.tocsin.make_token()
        seed = random.randrange(2 ** 32)
        attackers = [in_another_process(attack, self.tocsin.port, self.tls_port, seed + number)
                     for number in range(ATTACKERS)]
        wait_until(lambda: self.connections_open() > 0.8 * wanted, 10 + SLACK,
                   lambda: f"{self.connections_open()} are there")
        reporters = [in_another_process(post_steadily, self.tocsin.port, token, ATTACK - 3)
                     for _ in range(self.REPORTERS)]
        page = self.tocsin.request("POST", "/v1/incidents", report(), token=token)
        self.assertEqual(page.status, 201, page)
        ref = page.json()["incident"]
        self.provider.wait_for(1, of=lambda sms: sms.to == PAT)
        latencies, statuses = [], {}
        for pipe, process in reporters:
            its_latencies, its_statuses = pipe.recv()
            process.join()
            latencies += its_latencies
            for status, count in its_statuses.items():
                statuses[status] = statuses.get(status, 0) + count
        seen = self.all_seen(attackers)
        latencies.sort()
        p50, p99 = latencies[len(latencies) // 2], latencies[len(latencies) * 99 // 100]
        process = Process(self.tocsin.process.pid)
        stays = ", ".join(f"{kind} {stayed:.1f} s" for kind, stayed in seen["longest"].items())
        print(f"{seen['most']} hostile sockets at once, {seen['visits']} in all; "
              f"{len(latencies)} reports: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, "
              f"worst {latencies[-1] * 1000:.1f} ms; RSS {process.peak() / MEBIBYTE:.0f} MiB at "
              f"most; the longest stays: {stays}; seed {seed}", flush=True)
        self.assertEqual(statuses, {201: len(latencies)})
        self.assertLessEqual(p99, INTAKE_P99)
        self.assertEqual(seen["left"], 0, "some were never closed")
        for kind, stayed in seen["longest"].items():
            self.assertLess(stayed, CROWD[kind][1] + SLACK, kind)
        if not process.sanitized():
            self.assertLess(process.peak(), RSS_MAX)
        self.assertEqual(self.tocsin.incident(ref)["status"], "reported")

    def all_seen(self, attackers):
        """What the attackers saw, as if they were one."""
        each = []
        for pipe, process in attackers:
            each.append(pipe.recv())
            process.join()
        seen = {name: sum(one[name] for one in each) for name in ("visits", "left", "most")}
        seen["longest"] = {kind: max(one["longest"][kind] for one in each) for kind in CROWD}
        return seen

    def test_strangers_never_get_the_last_descriptor(self):
        self.proves("P15")
        # The program under a limit that is far below what the gate would take.
        wrapper = self.tocsin.folder / "limited"
        wrapper.write_text(f'#!/bin/sh\nulimit -n 200\nexec "{self.tocsin.binary}" "$@"\n')
        wrapper.chmod(0o755)
        self.tocsin.binary = str(wrapper)
        self.tocsin.start()
        raise_files(2000)
        token = self.tocsin.make_token()
        callers = []
        for n in range(600):
            caller = socket.socket()
            self.addCleanup(caller.close)
            caller.bind((f"127.0.3.{n // 30 + 1}", 0))
            caller.connect(("127.0.0.1", self.tocsin.port))
            # A body that never ends: the gate holds it longest.
            caller.sendall(b"POST /v1/incidents HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{")
            callers.append(caller)
        answer = self.tocsin.request("POST", "/v1/incidents", report(), token=token)
        self.assertEqual(answer.status, 201, answer)
        self.provider.wait_for(1, of=lambda sms: sms.to == PAT)
        self.assertNotIn("accept failed", self.tocsin.log_text())
        self.assertIn("raise LimitNOFILE", self.tocsin.log_text())


if __name__ == "__main__":
    main()
