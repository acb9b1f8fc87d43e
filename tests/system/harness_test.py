"""The tools of these tests do what the tests believe they do. Needs no daemon."""

import http.client
import http.server
import json
import os
import smtplib
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import fake_provider
from alertmanager import Alertmanager
from fake_provider import FakeProvider
from notify_socket import NotifySocket
from settings import weekly_rota, weeks
from smtp_sink import SmtpSink, certificate
from tocsin import SystemTest, main, wait_until


class TheFakeProvider(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)

    def post(self, reference="r1", timeout=5):
        connection = http.client.HTTPConnection("127.0.0.1", self.provider.port, timeout=timeout)
        self.addCleanup(connection.close)
        body = json.dumps({"to": "+447700900101", "text": "t", "reference": reference})
        connection.request("POST", "/messages", body, {"Content-Type": "application/json"})
        return connection.getresponse()

    def look_up(self, reference):
        connection = http.client.HTTPConnection("127.0.0.1", self.provider.port, timeout=5)
        self.addCleanup(connection.close)
        connection.request("GET", f"/messages?reference={reference}")
        return json.loads(connection.getresponse().read())["messages"]

    def test_answers_as_scripted_and_then_accepts(self):
        self.provider.play(fake_provider.refuse(422), fake_provider.too_many(7))
        self.assertEqual(self.post().status, 422)
        second = self.post()
        self.assertEqual((second.status, second.headers["Retry-After"]), (429, "7"))
        self.assertEqual(self.look_up("r1"), [])
        third = self.post()
        self.assertEqual((third.status, json.loads(third.read())["id"]), (201, "sms-r1"))
        self.assertEqual(self.look_up("r1")[0]["reference"], "r1")
        self.assertEqual([r.reference for r in self.provider.wait_for(3)], ["r1"] * 3)

    def test_resets_before_and_after_the_body(self):
        for step in (fake_provider.RESET_BEFORE_BODY, fake_provider.RESET_AFTER_BODY,
                     fake_provider.TAKE_AND_RESET):
            self.provider.play(step)
            with self.assertRaises(ConnectionError):
                self.post(step.name.replace(" ", ""))
        self.assertEqual(list(self.provider.accepted), ["takeandreset"])

    def test_hangs_drips_and_talks_nonsense(self):
        self.provider.play(fake_provider.HANG_AFTER_BODY)
        with self.assertRaises(TimeoutError):
            self.post(timeout=0.3)
        self.provider.play(fake_provider.drip(0.5, takes=True))
        start = time.monotonic()
        self.assertEqual(self.post().status, 201)
        self.assertGreater(time.monotonic() - start, 0.4)
        self.provider.play(fake_provider.GARBAGE)
        with self.assertRaises(http.client.HTTPException):
            self.post()
        self.provider.play(fake_provider.HUGE)
        self.assertGreater(len(self.post().read(2 ** 20)), 2 ** 20 - 1)


class TheSmtpSink(SystemTest):
    def test_keeps_mails_and_refuses_by_address(self):
        sink = SmtpSink()
        self.addCleanup(sink.close)
        sink.refusals["b@example.org"] = "550 5.1.1 no such mailbox"
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
            client.sendmail("t@example.org", ["a@example.org"], "Subject: Hi\r\n\r\n.dot\r\n")
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                client.sendmail("t@example.org", ["b@example.org"], "Subject: Hi\r\n\r\n")
        mail = sink.wait_for(1)[0]
        self.assertEqual((mail.message["Subject"], mail.tls, mail.user), ("Hi", False, ""))
        self.assertEqual(mail.message.get_content(), ".dot\r\n")

    def test_wants_tls_and_then_a_login(self):
        with tempfile.TemporaryDirectory() as folder:
            tls = certificate(Path(folder))
            sink = SmtpSink(tls=tls, login=("tocsin", "secret"))
            self.addCleanup(sink.close)
            with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
                with self.assertRaises(smtplib.SMTPException):
                    client.sendmail("t@example.org", ["a@example.org"], "x")
            with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
                client.starttls(context=ssl.create_default_context(cafile=tls[0]))
                with self.assertRaises(smtplib.SMTPAuthenticationError):
                    client.login("tocsin", "wrong")
                client.login("tocsin", "secret")
                client.sendmail("t@example.org", ["a@example.org"], "Subject: x\r\n\r\ny\r\n")
            mail = sink.wait_for(1)[0]
            self.assertEqual((mail.tls, mail.user), (True, "tocsin"))


class TheNotifySocket(SystemTest):
    def test_hears(self):
        notify = NotifySocket()
        self.addCleanup(notify.close)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"READY=1\nSTATUS=Listening", notify.path)
        notify.wait_for("READY")
        self.assertEqual(notify.times("STATUS", "Listening"), notify.times("READY"))


class TheAlertmanager(SystemTest):
    def test_posts_firing_and_resolved(self):
        posts, statuses = [], [503]

        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                posts.append((self.headers["Authorization"], json.loads(
                    self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(statuses.pop() if statuses else 200)
                self.end_headers()

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        alertmanager = Alertmanager(f"http://127.0.0.1:{server.server_port}/hook", "u", "p")
        self.addCleanup(alertmanager.close)
        alertmanager.fire(site="north")
        wait_until(lambda: len(posts) == 2, 20, lambda: f"told again after 503: {posts}")
        self.assertEqual({(who, what["alerts"][0]["status"]) for who, what in posts},
                         {("Basic dTpw", "firing")})
        alertmanager.resolve(site="north")
        wait_until(lambda: posts[-1][1]["alerts"][0]["status"] == "resolved", 20,
                   lambda: f"resolved: {posts}")
        self.assertEqual(posts[0][1]["version"], "4")


class TheRecords(SystemTest):
    def test_name_only_tests_that_passed(self):
        with tempfile.TemporaryDirectory() as folder:
            source = ("from tocsin import SystemTest, main\n"
                      "class Claims(SystemTest):\n"
                      "    def test_good(self):\n        self.proves('P1')\n"
                      "    def test_bad(self):\n        self.proves('P2'); self.fail()\n"
                      "    def test_skipped(self):\n        self.proves('P3'); self.skipTest('x')\n"
                      "main()\n")
            program = Path(folder) / "claims.py"
            program.write_text(source)
            done = subprocess.run(["/usr/bin/python3", str(program)], capture_output=True,
                                  text=True, check=False,
                                  env={**os.environ, "TOCSIN_RULES_DIR": folder,
                                       "PYTHONPATH": str(Path(__file__).parent)})
            self.assertEqual(done.returncode, 1)
            self.assertIn("SKIPPED: ", done.stdout)
            self.assertEqual((Path(folder) / "system-Claims.rules").read_text(),
                             "P1\tClaims.test_good\n")


class TheRota(SystemTest):
    def test_covers_this_week_on_both_sides(self):
        mondays = weeks()
        self.assertTrue(all(monday.weekday() == 0 for monday in mondays))
        self.assertGreaterEqual(len(mondays), 4)
        self.assertEqual(weekly_rota(mondays[0])["week"], mondays[0].isoformat())


if __name__ == "__main__":
    main()
