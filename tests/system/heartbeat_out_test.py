"""Our own heartbeat: it arrives while pages leave, and stays away when one does not."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fake_provider import ACCEPT, HANG_AFTER_BODY, FakeProvider
from settings import http_channel
from tocsin import SystemTest, main, wait_until

TOKEN = "watcher-secret-0123456789"
# Longer than three beats, so that one that is late on a busy machine is not taken for absent.
QUIET = 5


class Watcher:
    """Whoever misses the heartbeat: keeps every beat, with when it came and what it proved."""

    def __init__(self):
        beats = self.beats = []
        watcher = self
        self.redirects_to = None

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                beats.append((time.monotonic(), self.path, self.headers, json.loads(body)))
                self.send_response(302 if watcher.redirects_to else 204)
                if watcher.redirects_to:
                    self.send_header("Location", watcher.redirects_to)
                self.end_headers()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/tocsin"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def wait_for_more(self, within=20):
        before = len(self.beats)
        wait_until(lambda: len(self.beats) > before, within, "another beat")
        return self.beats[-1][3]

    def assert_silent(self, test, seconds=QUIET):
        before = len(self.beats)
        time.sleep(seconds)
        test.assertEqual(len(self.beats), before, self.beats[before:])


class HeartbeatOut(SystemTest):
    def setUp(self):
        self.watcher, self.provider = Watcher(), FakeProvider()
        self.addCleanup(self.watcher.close)
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(
            channels={"hospital-sms": http_channel(self.provider.url)},
            heartbeat={"url": self.watcher.url, "every": "1 s", "withheld-after": "3 s",
                       "bearer": "keys/watcher"})
        self.tocsin.secret("watcher", TOKEN)
        self.tocsin.start()

    def metric(self, name):
        lines = self.tocsin.api("GET", "/metrics").text().splitlines()
        return float(next(line for line in lines if line.startswith(name + " ")).split()[1])

    def test_it_says_who_we_are_and_how_far_the_journal_is(self):
        first = self.watcher.wait_for_more()
        headers = self.watcher.beats[-1][2]
        self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
        self.assertEqual(self.watcher.beats[-1][1], "/tocsin")
        self.assertEqual(first["instance"], "National services")
        self.assertEqual(first["open_incidents"], 0)
        self.assertEqual(first["oldest_unsent_page_seconds"], 0)
        self.assertFalse(first["exercise"])
        self.assertRegex(first["journal"]["head"], r"^[0-9a-f]{64}$")
        self.tocsin.open_incident()
        wait_until(lambda: self.watcher.beats[-1][3]["open_incidents"] == 1, 10, "the incident")
        later = self.watcher.beats[-1][3]
        self.assertGreater(later["journal"]["entries"], first["journal"]["entries"])
        self.assertNotEqual(later["journal"]["head"], first["journal"]["head"])
        # The head is the one that the journal proves itself by.
        def same():
            proof = self.tocsin.request("GET", "/v1/audit", unix=True).json()
            return any(beat[3]["journal"]["head"] == proof["head"] for beat in self.watcher.beats)
        wait_until(same, 10, "a beat with the head that the audit says", every=0.5)
        self.assertEqual(self.metric("tocsin_heartbeat_withheld"), 0)
        self.assertNotIn(TOKEN, self.tocsin.log_text())

    def test_a_page_that_no_provider_takes_withholds_it_until_it_leaves(self):
        self.watcher.wait_for_more()
        self.provider.default = HANG_AFTER_BODY
        self.tocsin.open_incident()
        wait_until(lambda: self.metric("tocsin_heartbeat_withheld") == 1, 20, "it is withheld")
        self.assertIn("the heartbeat is withheld: no provider has taken a page",
                      self.tocsin.log_text())
        # A new attempt at somebody else makes the page no younger.
        self.watcher.assert_silent(self)
        self.provider.default = ACCEPT
        self.watcher.wait_for_more(within=120)
        self.assertIn("the heartbeat is sent again", self.tocsin.log_text())

    def test_a_kill_ends_it_and_the_next_life_goes_on(self):
        self.watcher.wait_for_more()
        self.tocsin.kill()
        self.watcher.assert_silent(self)
        self.tocsin.start()
        self.watcher.wait_for_more()

    def test_a_redirect_is_not_followed_and_is_no_receipt(self):
        self.watcher.wait_for_more()
        elsewhere = Watcher()
        self.addCleanup(elsewhere.close)
        self.watcher.redirects_to = elsewhere.url
        wait_until(lambda: self.metric("tocsin_heartbeat_failures_total") > 0, 20, "a failure")
        self.assertIn("the heartbeat does not arrive: it answers 302", self.tocsin.log_text())
        self.assertEqual(elsewhere.beats, [])


if __name__ == "__main__":
    main()
