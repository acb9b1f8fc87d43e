"""Everything at once: each thread of the daemon meets each other one, while a reload comes between.

Under the preset tsan this is the whole program under the checker of threads; in every other one it
says that nothing is lost and nothing hangs when all of it happens at the same time.
"""

import os
import random
import signal
import socket
import threading
import time
from urllib.parse import urlencode

from fake_provider import FakeProvider
from scanner_test import FORM, fields, link_in
from settings import PAT, SAM, http_channel, report
from tocsin import SystemTest, main

SECONDS = float(os.environ.get("TOCSIN_MEETING_SECONDS", "8"))
READ = ("/v1/incidents?past=true", "/v1/on-call", "/metrics", "/status/", "/readyz", "/v1/tokens",
        "/v1/incidents/INC-1/timeline", "/v1/incidents/INC-1/preview", "/v1/channels",
        "/v1/incidents/INC-99999/preview",  # what there is not is said across threads as well
        "/v1/handovers/now", "/v1/drills", "/v1/contacts", "/openapi.yaml")


class Meeting(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(channels={"hospital-sms": http_channel(self.provider.url)})
        self.tocsin.start()
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.over = threading.Event()
        self.wrong = []
        self.counts = {}
        self.accepted = {}

    # What goes on, each again and again until it is over.

    def reporting(self, chance):
        key = f"m-{chance.randrange(10 ** 9)}"
        answer = self.tocsin.request("POST", "/v1/incidents", report(key=key), token=self.token,
                                     timeout=30)
        assert answer.status in (200, 201), answer
        self.accepted[key] = answer.json()["incident"]

    def reading(self, chance):
        answer = self.tocsin.request("GET", chance.choice(READ), token=self.token, timeout=30)
        assert answer.status in (200, 303, 403, 404, 503), answer

    def auditing(self, chance):
        answer = self.tocsin.request("GET", "/v1/audit", unix=True, timeout=30)
        assert answer.status in (200, 503), answer
        time.sleep(0.2 * chance.random())

    def pressing(self, chance):
        """Somebody opens the newest link and takes the call, or passes it on."""
        texts = self.provider.texts_to(chance.choice((PAT, SAM)))
        link = link_in(texts[-1].text) if texts else None
        if link is None:
            return time.sleep(0.1)
        page = self.tocsin.request("GET", link, timeout=30)
        if 'name="form"' in page.text():
            self.tocsin.request("POST", link, urlencode(fields(page.text(), "take")), headers=FORM,
                                timeout=30)
        return time.sleep(0.1)

    def listening(self, _chance):
        """To the stream of events for a moment; the caller leaves, for it has no end."""
        with socket.create_connection(("127.0.0.1", self.tocsin.port), 30) as line:
            line.settimeout(5)
            line.sendall(f"GET /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.token}"
                         "\r\n\r\n".encode())
            until = time.monotonic() + 0.5
            while time.monotonic() < until:
                try:
                    assert line.recv(65536), "the stream of events has ended"
                except TimeoutError:
                    return  # There is nothing to tell.

    def reloading(self, chance):
        self.tocsin.config["people"]["kim.hazel"]["name"] = f"Kim {chance.randrange(10 ** 6)}"
        self.tocsin.write_config()
        self.tocsin.process.send_signal(signal.SIGHUP)
        time.sleep(0.7)

    def token_making(self, chance):
        self.tocsin.make_token(f"t{chance.randrange(10 ** 9)}", ("read",))
        time.sleep(0.3)

    def again_and_again(self, what, chance):
        while not self.over.is_set():
            try:
                what(chance)
                self.counts[what.__name__] = self.counts.get(what.__name__, 0) + 1
            except (AssertionError, OSError, ValueError, KeyError) as wrong:
                self.wrong.append(f"{what.__name__}: {wrong!r}")
                return

    def test_all_of_it_at_once_loses_nothing_and_ends_in_order(self):
        self.proves("P1", "P2")
        seed = random.randrange(2 ** 32)
        works = [self.reporting, self.reporting, self.reading, self.reading, self.auditing,
                 self.pressing, self.listening, self.reloading, self.token_making]
        threads = [threading.Thread(target=self.again_and_again,
                                    args=(work, random.Random(seed + number)))
                   for number, work in enumerate(works)]
        for one in threads:
            one.start()
        time.sleep(SECONDS)
        self.over.set()
        for one in threads:
            one.join(60)
        counts = ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))
        print(f"in {SECONDS:.0f} s: {counts}; seed {seed}", flush=True)
        self.assertEqual(self.wrong, [], self.tocsin.log_text()[-3000:])
        for key, ref in list(self.accepted.items())[:50]:
            again = self.tocsin.request("POST", "/v1/incidents", report(key=key), token=self.token,
                                        timeout=30)
            self.assertEqual((again.status, again.json()["incident"]), (200, ref), key)
        # Under TSan a race makes the end another one than 0.
        status = self.tocsin.stop()
        log = self.tocsin.log_text()
        self.assertNotIn("ThreadSanitizer", log, log[log.find("WARNING: ThreadSanitizer"):][:8000])
        self.assertEqual(status, 0, log[-8000:])


if __name__ == "__main__":
    main()
