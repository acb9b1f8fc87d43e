"""`tocsin doctor` on a live house: one trouble after the other is planted, and each is found, with
what to do; and with the daemon dead it still says what can be seen."""

import json
import os
import re
import signal
import sqlite3
import ssl
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from certificates import make_pair
from faketime_test import WallClock
from fake_provider import FakeProvider, fails
from settings import file_channels, http_channel
from smtp_sink import SmtpSink
from tocsin import SystemTest, free_port, main, wait_until

OK, NEEDS_YOU, NO_DAEMON, NOT_ALLOWED = 0, 1, 3, 4
# What this machine may have wrong, whatever is planted.
THE_MACHINES = {"clock", "disk kind", "disk sync", "disk room", "time zone"}


class Watcher(ThreadingHTTPServer):
    """Takes heartbeats and files of the status page."""

    daemon_threads = True

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_POST

        def log_message(self, *args):
            pass

    def __init__(self, status=200, context=None):
        super().__init__(("127.0.0.1", 0), self.Takes)
        self.status = status
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self):
        self.shutdown()
        self.server_close()


class Doctor(SystemTest):
    def examine(self, *args, house=None, code=None):
        done = (house or self.house).run("doctor", "--json", *args)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(done.returncode, (OK, NEEDS_YOU, NO_DAEMON), done.stdout + done.stderr)
        self.report = json.loads(done.stdout)
        return self.report["findings"]

    def found(self, check, state, words, findings=None):
        """The finding of this kind that says so, and, unless all is well, what to do."""
        for one in self.examine() if findings is None else findings:
            if one["check"] == check and one["state"] == state and re.search(words, one["says"]):
                self.assertEqual(one["do"] == "", state == "ok", one)
                return one
        self.fail(f"no {state} {check} that says {words}: "
                  + json.dumps(findings or self.report, indent=1))

    def watcher(self, **more):
        watcher = Watcher(**more)
        self.addCleanup(watcher.close)
        return watcher

    def provider(self):
        provider = FakeProvider()
        self.addCleanup(provider.close)
        return provider

    # ------------------------------------------------------------------ a house in order

    def test_a_house_in_order(self):
        provider, beats = self.provider(), self.watcher()
        self.house = self.daemon(
            channels={"sms": http_channel(provider.url),
                      "mail-files": file_channels()["mail-files"]},
            heartbeat={"url": f"http://127.0.0.1:{beats.server_port}/beat", "every": "1 s"}).start()
        self.house.open_incident()
        provider.wait_for(1)
        wait_until(lambda: "tocsin_heartbeat_arrived_total 0" not in
                   self.house.api("GET", "/metrics").text(), 20, "the heartbeat arrived")
        findings = self.examine()
        for check, words in (
                ("daemon", "is ready"), ("configuration", "is what runs"), ("secrets", "no file"),
                ("modes", "owner's alone"), ("providers", "sms at .* is reached in"),
                ("channels", "sms is good"), ("rota", "edm .* is filled"), ("journal", "hold"),
                ("heartbeat", "arrived"), ("status page", "newest"), ("on-call sheet", "fresh"),
                ("silences", "0 in force"), ("limits", "suffice"), ("level 1", "NSD")):
            self.found(check, "ok", words, findings)
        wrong = {one["check"] for one in findings if one["state"] == "wrong"}
        self.assertLessEqual(wrong, THE_MACHINES, findings)
        self.found("backup", "warning", "no backup is configured", findings)
        self.found("watcher", "warning", "nobody restarts", findings)
        self.found("contacts", "warning", "Pat Ash.*partly reachable", findings)
        self.assertIs(self.report["daemon"], True)
        self.examine("--strict", code=NEEDS_YOU)

    def test_words_for_people_worst_first(self):
        self.house = self.daemon().start()
        done = self.house.run("doctor")
        lines = done.stdout.splitlines()
        states = [line.split()[0] for line in lines[:-1]]
        order = ["wrong", "warning", "ok"]
        self.assertEqual(states, sorted(states, key=order.index))
        self.assertRegex(lines[-1], r"^\d+ things? wrong, \d+ warnings?, \d+ ok$")
        for line in lines[:-1]:
            if not line.startswith("ok"):
                self.assertIn(". Do: ", line)
        self.assertRegex(done.stdout, "(?m)^warning +channels +every message is written as a file")

    def test_only_admin_may_ask_and_the_socket_is(self):
        self.house = self.daemon().start()
        self.assertEqual(self.house.api("GET", "/v1/doctor").status, 403)
        admin = self.house.make_token("admin", ["admin"])
        answer = self.house.request("GET", "/v1/doctor", token=admin)
        self.assertEqual(answer.status, 200)
        self.assertGreater(len(answer.json()["findings"]), 15)

    # ------------------------------------------------------------------ planted

    def reload(self, says):
        self.house.process.send_signal(signal.SIGHUP)
        wait_until(lambda: says in self.house.log_text(), 20, f"the reload says: {says}")

    def test_the_configuration_on_the_disk(self):
        self.house = self.daemon().start()
        self.house.config["site"] = "Other services"
        self.house.write_config()
        self.assertIn("reload", self.found("configuration", "warning", "differ from what runs")["do"])
        self.house.config["listen"] = [f"127.0.0.1:{free_port()}"]
        self.house.write_config()
        self.assertIn("restart", self.found("configuration", "warning", "other addresses")["do"])
        # A reload takes over the rest, and forgets neither where it listens nor where its journal is.
        self.reload("have changed: systemctl restart")
        self.found("configuration", "warning", "other addresses")
        self.house.config["data"] = "elsewhere"
        self.house.write_config()
        self.reload("knows nothing of what is open")
        self.found("configuration", "wrong", "another data folder.*nobody is called")
        self.assertFalse((self.house.folder / "elsewhere").exists())
        self.house.write("tocsin.yaml", "site: [")
        self.found("configuration", "wrong", "is refused, with 1 mistake.*restart nobody is called")
        self.examine(code=NEEDS_YOU)

    def test_a_journal_that_is_gone(self):
        """Nobody may take a start without a past for one in which nothing was open."""
        self.proves("P11")
        self.house = self.daemon().start()
        self.house.kill()
        for file in self.house.data.glob("journal.db*"):
            file.unlink()
        self.house.start()
        self.found("journal", "wrong", "the journal is gone: what was open before is lost")
        self.assertIn("the journal is gone", self.house.log_text())
        wait_until(lambda: any("the journal is gone" in text
                               for _, text in self.house.texts()), 20,
                   "level 1 hears of it")
        self.house.stop()
        self.house.start()
        self.found("journal", "ok", "hold")

    def test_files_that_others_may_read(self):
        self.house = self.daemon().start()
        (self.house.folder / "keys/am").chmod(0o644)
        (self.house.data / "journal.db").chmod(0o640)
        self.house.data.chmod(0o755)
        findings = self.examine(code=NEEDS_YOU)
        self.found("secrets", "wrong", "may be read by everybody", findings)
        self.found("modes", "wrong", r"journal\.db may be read by others \(0640\)", findings)
        self.found("modes", "warning", r"the mode 0755", findings)

    def test_a_data_folder_in_memory(self):
        memory = Path("/dev/shm")
        if not os.access(memory, os.W_OK):
            self.skipTest("there is no /dev/shm")
        folder = tempfile.TemporaryDirectory(prefix="toc", dir=memory)
        self.addCleanup(folder.cleanup)
        self.house = self.daemon(data=folder.name, socket=folder.name + "/tocsin.sock")
        self.house.start()
        done = self.house.run("doctor", "--json", "--socket", folder.name + "/tocsin.sock")
        findings = json.loads(done.stdout)["findings"]
        self.found("disk kind", "wrong", "in memory", findings)
        self.found("disk sync", "wrong", "no disk is so quick", findings)

    def test_a_provider_that_is_not_there_and_one_whose_certificate_ends(self):
        sink, mail = FakeProvider(), SmtpSink()
        self.addCleanup(mail.close)
        sink.close()
        keys = tempfile.TemporaryDirectory(prefix="toc")
        self.addCleanup(keys.cleanup)
        certificate, key = make_pair(Path(keys.name), days=9)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        tls = self.watcher(context=context)
        self.house = self.daemon(channels={
            "gone": http_channel(f"http://127.0.0.1:{sink.port}"),
            "ending": http_channel(f"https://127.0.0.1:{tls.server_port}",
                                   **{"trusted-certificates": str(certificate)}),
            "distrusted": http_channel(f"https://127.0.0.1:{tls.server_port}"),
            "relay": {"medium": "email", "type": "smtp", "url": f"smtp://127.0.0.1:{mail.port}",
                      "from": "tocsin@alert.example.org", "tls": "none"}}).start()
        findings = self.examine(code=NEEDS_YOU)
        self.found("providers", "wrong", "gone at http://127.* cannot be reached", findings)
        self.found("providers", "ok", "ending at https://127.* is reached", findings)
        self.found("providers", "warning", "certificate of ending ends in [89] days", findings)
        self.found("providers", "wrong", "distrusted at .* cannot be reached: .*certificate",
                   findings)
        self.found("providers", "ok", "relay at smtp://127.* is reached", findings)
        self.assertEqual((mail.mails, mail.tried), ([], []), "nothing is sent")

    def test_a_channel_that_fails_and_one_never_tried(self):
        provider = self.provider()
        provider.play(*[fails(500)] * 50)
        self.house = self.daemon(channels={
            "sms": http_channel(provider.url),
            "other": http_channel(provider.url),
            "mail-files": file_channels()["mail-files"]}).start()
        self.found("channels", "warning", "other has never sent")
        self.house.open_incident()
        provider.wait_for(3)
        wait_until(lambda: any(one["check"] == "channels" and one["state"] == "wrong"
                               for one in self.examine()), 20, "a channel fails")
        self.found("channels", "wrong", r"fails, \d+ times? in a row: .*500")

    def test_rotas_people_and_level_1(self):
        self.house = self.daemon(rotas=False)
        self.house.config["desks"]["nsd"].pop("phone")
        self.house.write_config()
        self.house.start(wait="/healthz")
        findings = self.examine(code=NEEDS_YOU)
        self.found("rota", "wrong", "nobody is edm of the rota on-call now", findings)
        self.found("rota", "wrong", "nobody is level-3 of the rota on-call now", findings)
        self.found("daemon", "wrong", "not ready: nobody is EDM", findings)
        self.found("level 1", "warning", "NSD can be reached by mail alone", findings)

    def test_a_gap_within_a_week(self):
        self.house = self.daemon()
        for file in sorted((self.house.folder / "rotas").glob("*.yaml"))[2:]:
            file.unlink()
        self.house.start()
        self.found("rota", "wrong", "nobody is edm of the rota on-call from .*, in .*, until")

    def test_a_silence_that_is_long(self):
        self.house = self.daemon().start()
        for length in ("20 days", "2 h"):
            answer = self.house.api("POST", "/v1/silences", {
                "when": {"key": ["lift*"]}, "for": length, "reason": "CHG-0077"})
            self.assertEqual(answer.status, 201, answer)
        said = [one for one in self.examine() if one["check"] == "silences"]
        self.assertEqual(len(said), 1, said)
        self.found("silences", "warning", r"silence \d+ .*for 20 days", said)

    def test_heartbeat_and_status_page_that_do_not_arrive(self):
        refuses = self.watcher(status=500)
        url = f"http://127.0.0.1:{refuses.server_port}"
        self.house = self.daemon(heartbeat={"url": url + "/beat", "every": "1 s"})
        self.house.config["status-page"]["publish"] = [url + "/page"]
        self.house.write_config()
        self.house.start()
        wait_until(lambda: "heartbeat does not arrive" in self.house.log_text(), 20, "it fails")
        findings = self.examine(code=NEEDS_YOU)
        self.found("heartbeat", "wrong", "has never arrived", findings)
        self.found("status page", "warning", "target 1: ", findings)

    def test_a_certificate_of_ours_that_ends(self):
        self.house = self.daemon()
        make_pair(self.house.folder / "keys", days=2)
        self.house.config["listen"].append({
            "address": f"127.0.0.1:{free_port()}",
            "tls": {"certificate": "keys/gate.pem", "key": "keys/gate.key"}})
        self.house.write_config()
        self.house.start()
        self.found("certificate", "wrong", "ends in [12] days?")

    def test_too_few_descriptors(self):
        self.house = self.daemon(limits={"connections": 50000}).start()
        self.found("limits", "warning", "do not suffice for 50000 connections")

    def test_an_edited_row_at_the_end_of_the_journal(self):
        self.house = self.daemon().start()
        self.house.open_incident()
        self.house.stop()
        with sqlite3.connect(self.house.data / "journal.db") as journal:
            last = journal.execute("SELECT max(seq) FROM entry").fetchone()[0]
            journal.execute("UPDATE entry SET at = at + 1 WHERE seq = ?", (last - 1,))
        journal.close()
        self.house.start()
        self.found("journal", "wrong", f"entry {last - 1} does not hold")

    # ------------------------------------------------------------------ a dead daemon

    def test_a_daemon_that_is_down(self):
        provider = FakeProvider()
        provider.close()
        self.house = self.daemon(channels={"sms": http_channel(provider.url),
                                           "mail-files": file_channels()["mail-files"]})
        (self.house.folder / "keys/am").chmod(0o644)
        self.house.start()
        self.house.stop()
        args = ("--config", self.house.config_file)
        findings = self.examine(*args, code=NO_DAEMON)
        self.assertIs(self.report["daemon"], False)
        self.assertEqual((findings[0]["check"], findings[0]["state"]), ("daemon", "wrong"))
        self.assertIn("nobody is called", findings[0]["says"])
        self.found("configuration", "ok", "is good", findings)
        self.found("secrets", "wrong", "may be read by everybody", findings)
        self.found("providers", "wrong", "sms at .* cannot be reached", findings)
        self.found("disk room", "ok", "are free", findings)
        self.found("journal", "ok", r"journal\.db has schema \d+ and ", findings)
        self.assertTrue(any(one["check"] == "clock" for one in findings))
        self.house.write("tocsin.yaml", Path(self.house.config_file).read_text().replace(
            '"site"', '"sight"'))
        findings = self.examine(*args, code=NO_DAEMON)
        self.found("configuration", "wrong", "the daemon cannot start with it", findings)

    def test_a_clock_that_was_moved(self):
        wall = WallClock(self)
        self.house = self.daemon().start(env=wall.env)
        self.found("clock steps", "ok", "was not moved")
        wall.step(90)
        wait_until(lambda: any(one["check"] == "clock steps" and one["state"] == "warning"
                               for one in self.examine()), 20, "the step is found")
        self.found("clock steps", "warning", r"moved 1 time in the last day, by up to 1 min 30 s")

    def test_it_leaves_nothing_behind(self):
        self.house = self.daemon().start()
        wait_until((self.house.data / "out" / "www" / "status.json").exists, 20,
                   "the first pages are published")
        before = sorted(path.name for path in self.house.data.iterdir())
        self.examine()
        self.assertEqual(sorted(path.name for path in self.house.data.iterdir()), before)


if __name__ == "__main__":
    main()
