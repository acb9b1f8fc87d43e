"""The real program where something runs out: memory, threads, descriptors. What was accepted is
never lost, what cannot be done is refused or ends the process with a reason, and all is well again
when the want is over.

tests/starve/starve.cc is preloaded, and fails the calls that the test wants to fail; descriptors
and the address space are also taken away for real, by the kernel's limits.
"""

import json
import mmap
import os
import random
import re
import resource
import signal
import socket
import struct
import time
import unittest
from errno import EAGAIN, EMFILE, ENOMEM
from pathlib import Path

from fake_provider import FakeProvider
from settings import PAT, http_channel, report
from tocsin import CAMPAIGN, START_WITHIN, SystemTest, main, wait_until

# How the process ends when it cannot go on (daemon/serve.cc), and how a start fails.
GIVES_UP, CANNOT_START = 70, 1
POINTS, STARTS = (1000, 200) if CAMPAIGN else (25, 6)
FOREVER = 1 << 40
KINDS = ("memory", "threads", "accepting", "sockets", "files")
ERRNO = {"memory": ENOMEM, "threads": EAGAIN, "accepting": EMFILE, "sockets": EMFILE,
         "files": EMFILE}
BACK_WITHIN = 4 * 1  # s, four times the figure


class Want:
    """What runs out for the program that has `env`."""

    ROW = struct.Struct("qqqq")  # calls that succeed, calls that then fail, errno, failed so far

    def __init__(self, folder):
        shim = os.environ.get("TOCSIN_SHIM")
        if not shim or not Path(shim).is_file():
            raise unittest.SkipTest("no tests/starve to preload: TOCSIN_SHIM names none")
        path = folder / "want"
        path.write_bytes(bytes(self.ROW.size * len(KINDS)))
        with open(path, "r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 0)
        self.env = {"LD_PRELOAD": shim, "TOCSIN_STARVE": str(path)}

    def of(self, kind, after=0, times=FOREVER):
        """From now on `after` calls succeed, and `times` then fail."""
        row = KINDS.index(kind) * self.ROW.size
        # How many fail comes last: before it the row says nothing.
        self.ROW.pack_into(self._shared, row, after, 0, ERRNO[kind], 0)
        struct.pack_into("q", self._shared, row + 8, times)

    def failed(self, kind):
        return self.ROW.unpack_from(self._shared, KINDS.index(kind) * self.ROW.size)[3]

    def none(self):
        for kind in KINDS:
            row = KINDS.index(kind) * self.ROW.size
            struct.pack_into("q", self._shared, row + 8, 0)


class Starved(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(channels={"hospital-sms": http_channel(self.provider.url)})
        self.want = Want(self.tocsin.folder)
        self.accepted = {}

    def start(self, **more):
        self.tocsin.start(env=self.want.env, **more)

    def ended(self, within=0):
        """How the process ended; None while it lives."""
        end = time.monotonic() + within
        while self.tocsin.process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        return self.tocsin.process.poll()

    def report(self, key, **more):
        """Its answer, or None when there was none. What was accepted is remembered."""
        try:
            answer = self.tocsin.request("POST", "/v1/incidents", report(f"About {key}", key, **more),
                                         token=self.token, timeout=12)
        except OSError:
            return None
        if answer.status in (200, 201):
            self.accepted[key] = answer.json()["incident"]
        else:
            # P2: whatever it cannot do it says, as a problem.
            self.assertGreaterEqual(answer.status, 400, answer)
            self.assertEqual(json.loads(answer.body)["status"], answer.status, answer)
        return answer

    def assert_all_kept(self):
        for key, ref in self.accepted.items():
            again = self.report(key)
            self.assertEqual((again.status, again.json()["incident"]), (200, ref),
                             f"P1: {key} was accepted")
        audit = self.tocsin.request("GET", "/v1/audit", unix=True)
        self.assertTrue(audit.json()["sound"], audit)

    def assert_pages(self, key):
        """Somebody is called about it, or has been: alone, or with others in one message."""
        ref = self.accepted[key]
        wait_until(lambda: self.provider.texts_to(PAT)
                   and {"call-made", "call-joined"} & set(self.tocsin.kinds(ref)), 30,
                   lambda: f"P4: nobody is called about {key}: {self.tocsin.timeline(ref)}")

    def assert_ended_with_reason(self, status, begun):
        said = self.tocsin.log_text()[begun:]
        # The C library itself aborts where an exception passes it and it has no memory to unwind,
        # and that of C++ before main() has begun.
        orderly = status in (GIVES_UP, CANNOT_START) or (
            status == -signal.SIGABRT and re.search(r"libgcc_s|std::bad_alloc", said))
        self.assertTrue(orderly, f"P15: not an orderly end: {status}\n{said[-3000:]}")
        self.assertRegex(said, r"ending, to recover|cannot start|libgcc_s|std::bad_alloc",
                         "P15: it says why it ends")


class Memory(Starved):
    def serves(self):
        try:
            return self.tocsin.request("GET", "/readyz", timeout=2).status == 200
        except OSError:
            return False

    def traffic(self, name):
        """Of every kind a little. Some of it may remain unanswered."""
        self.report(name)
        headers = {"Authorization": f"Bearer {self.token}"}
        for method, path, body in (
                ("GET", "/v1/incidents?limit=5", None), ("GET", "/status/", None),
                ("GET", "/readyz", None), ("GET", "/v1/incidents/INC-1/timeline", None),
                ("POST", "/v1/incidents/INC-1/notes", {"text": f"seen at {name}"}),
                ("POST", "/v1/incidents", {"nonsense": True})):
            try:
                self.tocsin.request(method, path, body, headers=headers, timeout=12)
            except OSError:
                pass

    def test_a_failed_allocation_anywhere_loses_nothing(self):
        self.proves("P1", "P15")
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.report("before")
        seed = random.randrange(2 ** 32)
        chance = random.Random(seed)
        ended = failed = 0
        for point in range(POINTS):
            # One alone, some in a row, or no memory at all for as long as the traffic lasts.
            times = chance.choice((1, 1, 20, FOREVER))
            begun = len(self.tocsin.log_text())
            self.want.of("memory", after=int(10 ** chance.uniform(0, 4.3)), times=times)
            self.traffic(f"point-{point}")
            failed += self.want.failed("memory")
            self.want.none()
            if (status := self.ended(0.05)) is not None:
                ended += 1
                self.assert_ended_with_reason(status, begun)
                self.tocsin.process = None
                self.start()
            else:
                wait_until(lambda: self.report("after") is not None, BACK_WITHIN,
                           lambda: f"P15: no intake after the want; seed {seed}, point {point}")
                self.tocsin.wait_ready(within=START_WITHIN)
        self.assert_all_kept()
        self.assert_pages("after")
        print(f"{POINTS} wants of memory, {failed} allocations failed, the process ended {ended} "
              f"times, {len(self.accepted)} accepted, none lost; seed {seed}", flush=True)
        self.assertGreater(failed, 0)

    def test_a_start_without_memory_says_so_or_serves(self):
        self.proves("P15")
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.report("before")
        seed = random.randrange(2 ** 32)
        chance = random.Random(seed)
        refused = 0
        for _ in range(STARTS):
            self.tocsin.kill()
            begun = len(self.tocsin.log_text())
            self.want.of("memory", after=int(10 ** chance.uniform(2.5, 4.5)), times=FOREVER)
            self.start(wait=None)
            wait_until(lambda: self.ended() is not None or self.want.failed("memory")
                       or self.serves(), START_WITHIN, self.tocsin.log_text)
            if (status := self.ended(3)) is not None:
                refused += 1
                self.assert_ended_with_reason(status, begun)
                self.tocsin.process = None
                self.want.none()
                self.start()
            self.want.none()
            self.tocsin.wait_ready(within=START_WITHIN)
        self.assert_all_kept()
        print(f"{refused} of {STARTS} starts gave up for want of memory; seed {seed}", flush=True)

    def test_without_address_space_it_ends_and_recovers(self):
        self.proves("P15")
        # The kernel's own limit: what is mapped stays, and there is no more.
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.report("before")
        begun = len(self.tocsin.log_text())
        pid = self.tocsin.process.pid
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        mapped = int(re.search(r"VmSize:\s+(\d+)", status).group(1)) * 1024
        resource.prlimit(pid, resource.RLIMIT_AS, (mapped, mapped))
        for number in range(300):
            answer = self.report(f"big-{number}", description="x" * 9000)
            if answer is None or self.ended() is not None:
                break
        if self.ended(2) is not None:
            self.assert_ended_with_reason(self.ended(), begun)
            self.tocsin.process = None
        else:
            self.tocsin.kill()
        self.start()
        self.assert_all_kept()
        self.assert_pages("before")


class Threads(Starved):
    def test_a_start_without_threads_says_so_and_ends(self):
        self.proves("P15")
        for after in (0, 1, 2, 3, 5, 8, 20, 60):
            with self.subTest(after=after):
                begun = len(self.tocsin.log_text())
                self.want.of("threads", after=after)
                self.start(wait=None)
                status = self.ended(START_WITHIN)
                said = self.tocsin.log_text()[begun:]
                self.tocsin.process = self.tocsin.process if status is None else None
                self.assertIn(status, (GIVES_UP, CANNOT_START), said)
                self.assertIn("Resource temporarily unavailable", said)
        self.want.none()
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.report("after")
        self.assert_pages("after")

    def test_while_no_thread_can_be_made_reports_and_pages_need_none(self):
        self.proves("P15")
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.want.of("threads")
        self.assertEqual(self.report("threadless").status, 201, "P15: intake needs no new thread")
        self.assert_pages("threadless")
        self.assertIsNone(self.ended())
        # A reload needs one, for the publisher of the status page: it must not be half done.
        begun = len(self.tocsin.log_text())
        self.tocsin.process.send_signal(signal.SIGHUP)
        status = self.ended(20)
        said = self.tocsin.log_text()[begun:]
        self.assertEqual(status, GIVES_UP, said)
        self.assertIn("Resource temporarily unavailable", said)
        self.tocsin.process = None
        self.want.none()
        self.start()
        self.assert_all_kept()


class Descriptors(Starved):
    def seconds_of_processor(self):
        fields = Path(f"/proc/{self.tocsin.process.pid}/stat").read_text(encoding="ascii")
        user, system = fields.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def test_accept_that_fails_does_not_spin_and_is_back_at_once(self):
        self.proves("P15")
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.report("before")
        self.want.of("accepting")
        waiting = [socket.create_connection(("127.0.0.1", self.tocsin.port)) for _ in range(20)]
        wait_until(lambda: self.want.failed("accepting") > 0, 10, "accept() fails")
        before, failed = self.seconds_of_processor(), self.want.failed("accepting")
        time.sleep(2)
        spent = self.seconds_of_processor() - before
        failed = self.want.failed("accepting") - failed
        self.assertLess(spent, 0.5, "P15: it spins")
        self.assertLess(failed, 2 * 100, "P15: it spins")
        self.want.none()
        relieved = time.monotonic()
        wait_until(lambda: self.report("after") is not None, BACK_WITHIN, "P15: intake is back")
        print(f"{failed} accepts failed in 2 s, {spent:.2f} s of processor; intake was back "
              f"{time.monotonic() - relieved:.2f} s after", flush=True)
        for one in waiting:
            one.close()
        self.assertEqual(self.tocsin.log_text().count("accept failed"), 1)
        self.assert_all_kept()

    def test_without_a_descriptor_left_the_journal_is_kept_and_the_page_waits(self):
        self.proves("P15", "P13")
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        pid = self.tocsin.process.pid
        with socket.create_connection(("127.0.0.1", self.tocsin.port)) as line:
            # This connection is there before the want, and the report comes by it.
            line.settimeout(15)
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            line.recv(65536)
            used = max(int(name) for name in os.listdir(f"/proc/{pid}/fd")) + 1
            limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (0, limits[1]))
            self.addCleanup(self.relieve, pid, limits)
            body = json.dumps(report("About keyless", "keyless")).encode()
            line.sendall(b"POST /v1/incidents HTTP/1.1\r\nHost: a\r\n"
                         b"Content-Type: application/json\r\n"
                         + f"Authorization: Bearer {self.token}\r\n"
                           f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            heard = line.recv(65536)
        self.assertRegex(heard, rb"^HTTP/1\.1 201 ", "P15: the journal has its files open")
        self.accepted["keyless"] = "INC-1"
        self.assertGreater(used, 10)
        time.sleep(2)
        self.assertEqual(self.provider.texts_to(PAT), [], "no socket, no page")
        self.assertIsNone(self.ended(), self.tocsin.log_text()[-3000:])
        self.relieve(pid, limits)
        wait_until(lambda: self.report("after") is not None, BACK_WITHIN, "P15: intake is back")
        self.assert_pages("keyless")
        self.assert_all_kept()

    def relieve(self, pid, limits):
        try:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        except ProcessLookupError:
            pass

    def test_a_file_that_cannot_be_opened_costs_no_page(self):
        self.proves("P15", "P11")
        self.tocsin.config["channels"]["sms-files"] = {"medium": "sms", "type": "file",
                                                       "folder": "out/sms"}
        self.tocsin.config["channels"] = dict(reversed(self.tocsin.config["channels"].items()))
        self.tocsin.write_config()
        self.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.want.of("files")
        self.assertEqual(self.report("fileless").status, 201)
        self.assert_pages("fileless")
        self.assertIsNone(self.ended(), self.tocsin.log_text()[-3000:])
        self.want.none()
        self.assert_all_kept()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    main()
