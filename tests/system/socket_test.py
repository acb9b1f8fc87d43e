"""Sockets that outlive the daemon: those that systemd listens at, and those that it keeps while the
daemon restarts. Whoever reports meanwhile waits, and is answered."""

import http.client
import json
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time

from certificates import make_pair, trusting
from fake_systemd import Systemd
from settings import report
from tocsin import SystemTest, free_port, main, wait_until

RESTARTS = 3
AT_ONCE = 4  # who report without a pause, each over a new connection every time


def listening(port):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", port))
    one.listen(128)
    return one


class Reporters:
    """They report until they are stopped; what each was answered, or how it was refused."""

    def __init__(self, port, token):
        self.port, self.token = port, token
        self.answers, self.enough = [], False
        self.threads = [threading.Thread(target=self._report, args=(number,))
                        for number in range(AT_ONCE)]
        for thread in self.threads:
            thread.start()

    def _report(self, number):
        count = 0
        while not self.enough:
            count += 1
            body = json.dumps(report(f"{number} {count}", key=f"{number}-{count}", severity=3))
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("POST", "/v1/incidents", body, {
                    "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
                self.answers.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException) as error:
                self.answers.append(repr(error))
            finally:
                connection.close()

    def stop(self):
        self.enough = True
        for thread in self.threads:
            thread.join()
        return self.answers


class Kept(SystemTest):
    def setUp(self):
        self.systemd = Systemd()
        self.addCleanup(self.systemd.close)
        self.tocsin = self.daemon()

    def start(self, **more):
        self.systemd.start(self.tocsin, **more)
        self.tocsin.wait_ready()

    def test_an_upgrade_refuses_no_report(self):
        self.proves("P1", "P2")
        self.start()
        self.assertEqual(len(self.systemd.kept), 1)
        reporters = Reporters(self.tocsin.port, self.tocsin.make_token())
        for _ in range(RESTARTS):
            time.sleep(0.3)
            self.assertEqual(self.tocsin.stop(), 0)
            time.sleep(0.3)  # as long as the files are changed
            self.start()
        time.sleep(0.3)
        answers = reporters.stop()
        self.assertEqual(set(answers), {201}, answers)
        # It is the same socket each time, and is not left there once more.
        self.assertEqual(len(self.systemd.kept), 1)

    def test_after_a_crash_whoever_comes_waits(self):
        self.proves("P1")
        self.start()
        token = self.tocsin.make_token()
        self.tocsin.kill()
        answers = []
        caller = threading.Thread(target=lambda: answers.append(self.tocsin.request(
            "POST", "/v1/incidents", report("while it was dead"), token=token).status))
        caller.start()
        time.sleep(0.5)
        self.assertEqual(answers, [])
        self.start()
        caller.join(15)
        self.assertEqual(answers, [201])

    def test_an_address_that_is_no_longer_meant_is_refused(self):
        self.start()
        self.assertEqual(self.tocsin.stop(), 0)
        former, self.tocsin.port = self.tocsin.port, free_port()
        self.tocsin.config["listen"] = [f"127.0.0.1:{self.tocsin.port}"]
        self.tocsin.write_config()
        self.start()
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", former), 5)
        self.assertEqual(self.tocsin.request("GET", "/readyz").text().strip(), "ready")

    def test_an_address_of_a_unit_that_nobody_serves_is_refused_and_named(self):
        self.proves("P2", "P11")
        other = listening(free_port())
        self.addCleanup(other.close)
        self.systemd.start(self.tocsin, sockets=[other.fileno()], name="tocsin.socket")
        said = f"systemd listens at 127.0.0.1 port {other.getsockname()[1]}"
        wait_until(lambda: said in self.tocsin.log_text(), 15, self.tocsin.log_text)
        self.tocsin.wait_ready("/healthz")
        wait_until(lambda: said in self.tocsin.request("GET", "/readyz").text(), 15,
                   lambda: self.tocsin.request("GET", "/readyz").text())
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(other.getsockname(), 5)

    def test_systemctl_status_says_how_it_is(self):
        self.start()
        self.systemd.wait_for("STATUS", "0 incidents open; ready")
        self.tocsin.open_incident()
        self.systemd.wait_for("STATUS", "1 incident open, 1 waiting for an answer; ready")
        self.tocsin.write("tocsin.yaml", "site: [\n")
        self.tocsin.process.send_signal(signal.SIGHUP)
        self.systemd.wait_for("STATUS", "1 incident open, 1 waiting for an answer; ready; "
                                        "the last reload was refused, see the log")

    def test_a_reload_says_when_it_began(self):
        """In the clock that systemd compares with its own, for Type=notify-reload."""
        self.start()
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self.tocsin.process.send_signal(signal.SIGHUP)
        self.systemd.wait_for("RELOADING")
        self.systemd.wait_for("READY", count=2)
        after = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        said = next(said for _, said in self.systemd.heard if "RELOADING" in said)
        self.assertTrue(before <= int(said["MONOTONIC_USEC"]) <= after, said)


class Activated(SystemTest):
    """By systemd-socket-activate, which starts the daemon when somebody calls."""

    def setUp(self):
        self.program = shutil.which("systemd-socket-activate")
        if self.program is None:
            self.skipTest("no systemd-socket-activate")
        self.tocsin = self.daemon()

    def activate(self, *ports):
        addresses = [word for port in ports for word in ("-l", f"127.0.0.1:{port}")]
        with open(self.tocsin.log, "ab") as log:
            self.tocsin.process = subprocess.Popen(
                [self.program, *addresses, self.tocsin.binary, "serve", "--config",
                 self.tocsin.config_file], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_until(lambda: "Listening on" in self.tocsin.log_text(), 15, self.tocsin.log_text)

    def test_the_first_caller_is_answered(self):
        self.activate(self.tocsin.port)
        # Who comes while it starts waits.
        self.assertEqual(self.tocsin.request("GET", "/status/").status, 200)
        self.tocsin.wait_ready()
        self.assertNotIn("systemd listens at", self.tocsin.log_text())
        self.tocsin.open_incident()
        self.assertEqual(self.tocsin.stop(), 0)

    def test_under_tls_likewise(self):
        certificate, _ = make_pair(self.tocsin.folder)
        port = free_port()
        self.tocsin.config["listen"] = [
            {"address": f"127.0.0.1:{port}",
             "tls": {"certificate": "gate.pem", "key": "gate.key"}},
            f"127.0.0.1:{self.tocsin.port}"]
        self.tocsin.write_config()
        self.activate(port, self.tocsin.port)
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=15,
                                                 context=trusting(certificate))
        connection.request("GET", "/status/")
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()
        self.tocsin.wait_ready()
        # The certificate is ours, and nobody else vouches for it.
        with self.assertRaises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(
                socket.create_connection(("127.0.0.1", port), 15), server_hostname="127.0.0.1")
        self.assertEqual(self.tocsin.stop(), 0)


if __name__ == "__main__":
    main()
