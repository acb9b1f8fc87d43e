"""TLS at the gate: what is spoken, what is refused, and how a certificate is renewed."""

import http.client
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import warnings

from certificates import make_pair, openssl, trusting
from settings import PAT, report
from tocsin import SystemTest, free_port, main, wait_until

HEAD_TIME = 5  # s, TLS and head together
SLACK = 15  # s more, on a machine whose cores are busy
HALF_HANDSHAKES = 300

# An honest beginning of a ClientHello whose rest never comes.
HALF_HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(40)


class Tls(SystemTest):
    def setUp(self):
        self.port = free_port()
        self.tocsin = self.daemon()
        self.certificate, self.key = make_pair(self.tocsin.folder)
        self.configure()

    def configure(self, certificate="gate.pem", key="gate.key"):
        self.tocsin.config["listen"] = [
            f"127.0.0.1:{self.tocsin.port}",
            {"address": f"127.0.0.1:{self.port}", "tls": {"certificate": certificate, "key": key}}]
        self.tocsin.write_config()

    def reload(self):
        self.tocsin.process.send_signal(signal.SIGHUP)

    def connect(self, context=None, bound="127.0.0.1"):
        plain = socket.create_connection(("127.0.0.1", self.port), 15, (bound, 0))
        return (context or trusting(self.certificate)).wrap_socket(
            plain, server_hostname="127.0.0.1")

    def served(self):
        """The certificate that a caller of this moment is shown, as PEM."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with self.connect(context) as tls:
            return ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True))

    def ask(self, method, path, body=None, token=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=15,
                                                 context=trusting(self.certificate))
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, body and json.dumps(body), headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            connection.close()

    def plainly(self, request):
        """Everything the port of TLS says to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), 15) as caller:
            caller.sendall(request)
            heard = b""
            while True:
                try:
                    more = caller.recv(65536)
                except ConnectionResetError:
                    return heard
                if not more:
                    return heard
                heard += more


class Spoken(Tls):
    def setUp(self):
        super().setUp()
        self.tocsin.start()

    def test_an_incident_over_tls_calls_the_edm(self):
        token = self.tocsin.make_token()
        answer = self.ask("POST", "/v1/incidents", report(), token)
        self.assertEqual(answer.status, 201, answer.text)
        wait_until(lambda: any(to == PAT for to, _ in self.tocsin.texts()), 15,
                   lambda: str(self.tocsin.texts()))

    def test_answers_over_tls_say_that_all_others_shall_be(self):
        answer = self.ask("GET", "/healthz")
        self.assertEqual((answer.status, answer.text), (200, "alive\n"))
        self.assertEqual(answer.headers["Strict-Transport-Security"], "max-age=31536000")
        self.assertEqual(self.ask("GET", "/v1/incidents").headers["Strict-Transport-Security"],
                         "max-age=31536000")
        self.assertNotIn("Strict-Transport-Security",
                         self.tocsin.request("GET", "/healthz").headers)

    def test_tls_1_2_and_1_3_are_spoken_and_1_1_is_not(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = trusting(self.certificate, minimum_version=version, maximum_version=version)
            with self.connect(context) as tls:
                self.assertEqual(tls.version(), version.name.replace("_", "."))
                self.assertRegex(tls.cipher()[0], "GCM|CHACHA20")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old = trusting(self.certificate, minimum_version=ssl.TLSVersion.TLSv1,
                           maximum_version=ssl.TLSVersion.TLSv1_1)
        # Else it is our own side that refuses.
        old.set_ciphers("ALL:@SECLEVEL=0")
        with self.assertRaisesRegex(ssl.SSLError, "PROTOCOL_VERSION"):
            self.connect(old)

    def test_ciphers_without_forward_secrecy_or_authentication_are_refused(self):
        for cipher in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"):
            context = trusting(self.certificate, maximum_version=ssl.TLSVersion.TLSv1_2)
            context.set_ciphers(f"{cipher}:@SECLEVEL=0")
            with self.assertRaises((ssl.SSLError, ConnectionError), msg=cipher):
                self.connect(context)

    def test_http_1_1_is_what_is_agreed_on(self):
        context = trusting(self.certificate)
        context.set_alpn_protocols(["h2", "http/1.1"])
        with self.connect(context) as tls:
            self.assertEqual(tls.selected_alpn_protocol(), "http/1.1")
        context.set_alpn_protocols(["smtp"])
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(context)

    def test_a_caller_cannot_renegotiate(self):
        caller = subprocess.Popen(
            [openssl(), "s_client", "-connect", f"127.0.0.1:{self.port}", "-tls1_2",
             "-legacy_renegotiation"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(caller.kill)
        heard = ""
        for line in caller.stdout:
            heard += line
            if "Verify return code" in line:
                break
        caller.stdin.write("R\n")
        caller.stdin.flush()
        heard, _ = caller.communicate(timeout=20)
        self.assertRegex(heard, "no renegotiation|handshake failure|unexpected eof")
        self.assertEqual(self.ask("GET", "/healthz").status, 200)

    def test_many_requests_of_any_size_share_one_connection(self):
        token = self.tocsin.make_token()
        body = json.dumps(report(notes="x" * 60_000)).encode()
        head = (f"POST /v1/incidents HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        with self.connect() as tls:
            for piece in (1, 700, 20_000):
                message = head + body if piece > 1 else b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
                for at in range(0, len(message), piece):
                    tls.sendall(message[at:at + piece])
                self.assertRegex(tls.recv(65536), rb"^HTTP/1.1 \d{3} ")
            # A page of many records comes whole.
            tls.sendall(b"GET /status/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            heard = b""
            while more := tls.recv(65536):
                heard += more
            length = int(re.search(rb"Content-Length: (\d+)", heard).group(1))
            self.assertEqual(len(heard.partition(b"\r\n\r\n")[2]), length)

    def test_a_caller_that_leaves_without_goodbye_harms_nobody(self):
        for request in (b"", b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
                        b"POST /v1/incidents HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"):
            for reset in (False, True):
                tls = self.connect()
                tls.sendall(request)
                if reset:
                    tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                tls.close()
        self.assertEqual(self.ask("GET", "/healthz").status, 200)

    def test_the_end_of_an_answer_is_told(self):
        # Without the goodbye a caller could not tell a whole answer from one cut short.
        with self.connect() as tls:
            tls.suppress_ragged_eofs = False
            tls.sendall(b"GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n")
            heard = b""
            while more := tls.recv(65536):
                heard += more
            self.assertTrue(heard.endswith(b"alive\n"), heard)

    def test_http_without_tls_is_told_what_is_spoken_here(self):
        token = self.tocsin.make_token()
        for request in ("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
                        "POST /v1/incidents HTTP/1.1\r\nHost: a\r\n"
                        f"Authorization: Bearer {token}\r\nContent-Length: 2\r\n\r\n{{}}"):
            heard = self.plainly(request.encode())
            self.assertTrue(heard.startswith(b"HTTP/1.1 400 "), heard)
            self.assertIn(b"https://", heard)
            self.assertNotIn(b"Strict-Transport-Security", heard)
        self.assertEqual(self.tocsin.api("GET", "/v1/incidents").json()["incidents"], [])

    def test_noise_is_closed_upon(self):
        self.proves("P15")
        for noise in (b"\x00" * 400, b"\xff" * 400, b"SSH-2.0-probe\r\n" * 40,
                      b"\x16\x03\x01" * 200, b"\x16\x03\x01\xff\xff" + b"a" * 999,
                      b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" * 20):
            begun = time.monotonic()
            heard = self.plainly(noise)
            self.assertNotIn(b"HTTP/1.1 2", heard)
            self.assertLess(time.monotonic() - begun, HEAD_TIME + SLACK)
        self.assertEqual(self.ask("GET", "/healthz").status, 200)

    def test_half_handshakes_stop_no_intake_and_end_at_their_deadline(self):
        self.proves("P15")
        token = self.tocsin.make_token()
        begun = time.monotonic()
        callers = []
        for n in range(HALF_HANDSHAKES):
            # Fewer from one address than the gate takes of one.
            caller = socket.socket()
            self.addCleanup(caller.close)
            caller.settimeout(HEAD_TIME + SLACK)
            caller.bind((f"127.0.1.{n // 30 + 1}", 0))
            caller.connect(("127.0.0.1", self.port))
            if n % 3:
                caller.sendall(HALF_HELLO[:(n % 50) + 1])
            callers.append(caller)
        ended = threading.Event()

        def drip():
            """One byte a second, which must not lengthen the handshake's time."""
            for byte in HALF_HELLO[:40]:
                try:
                    callers[0].sendall(bytes([byte]))
                except OSError:
                    return
                if ended.wait(1):
                    return

        dripper = threading.Thread(target=drip)
        dripper.start()
        self.addCleanup(dripper.join)
        self.addCleanup(ended.set)
        times = []
        for n in range(40):
            asked = time.monotonic()
            answer = self.ask("POST", "/v1/incidents", report(key=f"k{n}"), token)
            self.assertEqual(answer.status, 201, answer.text)
            times.append(time.monotonic() - asked)
        times.sort()
        # Not the two slowest of forty: P15 speaks of 99 in 100, and a busy machine stumbles.
        self.assertLess(times[-3], 4 * 0.25, "four times P15's figure")
        for caller in callers:
            try:
                self.assertEqual(caller.recv(4096), b"")
            except ConnectionResetError:
                pass
        took = time.monotonic() - begun
        print(f"{HALF_HANDSHAKES} half handshakes, all closed after {took:.1f} s; 40 reports over "
              f"TLS meanwhile, p50 {times[20] * 1000:.0f} ms, worst {times[-1] * 1000:.0f} ms",
              flush=True)
        self.assertGreater(took, HEAD_TIME - 1)
        self.assertLess(took, HEAD_TIME + SLACK)

    def test_how_long_the_certificate_lasts_is_told(self):
        text = self.tocsin.api("GET", "/metrics").text()
        left = re.search(r'^tocsin_certificate_seconds_left\{listen="127.0.0.1 port '
                         rf'{self.port}"\}} (\S+)$', text, re.M)
        self.assertIsNotNone(left, text)
        self.assertAlmostEqual(float(left.group(1)) / 86400, 90, delta=1)


class Changed(Tls):
    def setUp(self):
        super().setUp()
        self.tocsin.start()
        self.first = self.certificate.read_text()

    def put(self, certificate=None, key=None):
        """Writes over the pair in force, as a renewal does."""
        if certificate:
            shutil.copy(certificate, self.certificate)
        if key:
            shutil.copy(key, self.key)
            self.key.chmod(0o600)

    def test_a_renewed_pair_is_served_and_open_connections_go_on(self):
        with self.connect() as tls:
            self.put(*make_pair(self.tocsin.folder, "renewed"))
            self.reload()
            wait_until(lambda: self.served() == self.certificate.read_text(), 15,
                       self.tocsin.log_text)
            self.assertNotEqual(self.certificate.read_text(), self.first)
            wait_until(lambda: re.search(rf"the certificate {re.escape(str(self.certificate))} "
                                         r"holds until \w+day \d+ \w+ 20\d\d",
                                         self.tocsin.log_text()), 15, self.tocsin.log_text)
            tls.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertTrue(tls.recv(65536).startswith(b"HTTP/1.1 200 "))

    def refused(self, reason):
        before = self.tocsin.log_text().count("Nothing was changed")
        self.reload()
        wait_until(lambda: self.tocsin.log_text().count("Nothing was changed") > before, 15,
                   self.tocsin.log_text)
        self.assertIn(reason, self.tocsin.log_text())
        self.assertEqual(self.served(), self.first)

    def test_a_bad_pair_never_replaces_the_good_one(self):
        self.proves("P20")
        _, good_key = (shutil.copy(path, f"{path}.kept") for path in (self.certificate, self.key))
        other, other_key = make_pair(self.tocsin.folder, "other")
        self.put(key=other_key)
        self.refused("does not belong to the certificate")
        self.put(certificate=other, key=good_key)
        self.refused("does not belong to the certificate")
        self.certificate.write_text("no certificate\n")
        self.refused("holds no certificate in PEM form")
        self.certificate.unlink()
        self.refused(f"the certificate {self.certificate} cannot be read: it does not exist")
        self.certificate.write_text(self.first)
        subprocess.run([openssl(), "ec", "-aes256", "-passout", "pass:word", "-in", good_key,
                        "-out", str(self.key)], check=True, capture_output=True)
        self.refused("is encrypted")
        self.key.unlink()
        self.refused('"key" of TLS cannot be read: it does not exist')
        self.put(*make_pair(self.tocsin.folder, "ended", days=-1))
        self.refused(f"the certificate {self.certificate} ended on ")
        self.refused("and the one in force has not: put a renewed one and its key there")
        self.assertNotIn("PRIVATE KEY", self.tocsin.log_text())


class Started(Tls):
    def test_check_and_start_name_the_file_and_the_reason(self):
        self.certificate.write_text("no certificate\n")
        checked = self.tocsin.run("check", "--config", self.tocsin.config_file)
        self.assertEqual(checked.returncode, 1, checked)
        self.assertIn(f"the certificate {self.certificate} holds no certificate in PEM form",
                      checked.stdout)
        with self.assertRaisesRegex(AssertionError, "holds no certificate in PEM form"):
            self.tocsin.start()

    def test_a_certificate_that_ends_soon_is_told_of(self):
        make_pair(self.tocsin.folder, days=20)
        checked = self.tocsin.run("check", "--config", self.tocsin.config_file)
        self.assertEqual(checked.returncode, 0, checked)
        self.assertRegex(checked.stdout, "warning: the certificate .*gate.pem ends on ")

    def test_an_ended_certificate_stops_no_paging(self):
        make_pair(self.tocsin.folder, days=-1)
        self.tocsin.start()
        self.assertIn("gate.pem ended on", self.tocsin.log_text())
        self.tocsin.open_incident()

    def test_the_key_may_be_a_credential(self):
        folder = self.tocsin.folder / "credentials"
        folder.mkdir()
        self.key.rename(folder / "tls-key")
        self.configure(key={"credential": "tls-key"})
        self.tocsin.start(env={"CREDENTIALS_DIRECTORY": str(folder)})
        self.assertEqual(self.ask("GET", "/healthz").status, 200)

    def test_a_key_that_everybody_may_read_is_told_of(self):
        self.key.chmod(0o644)
        checked = self.tocsin.run("check", "--config", self.tocsin.config_file)
        self.assertIn('"key" of TLS may be read by everybody on this machine', checked.stdout)


if __name__ == "__main__":
    main()
