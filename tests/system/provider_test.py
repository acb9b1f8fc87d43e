"""Whatever a provider of texts does, the person is called, once, or the next person is."""

import socket
import threading
import time
from urllib.parse import quote

import fake_provider
from fake_provider import FakeProvider
from settings import PAT, SAM, http_channel
from tocsin import SystemTest, main, wait_until

# Nothing more is to come: longer than the first wait before the same provider is tried again.
QUIET = 2.5


class BlackHole:
    """Takes every connection, reads nothing and says nothing."""

    def __init__(self):
        self.connections = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._swallow, daemon=True).start()

    def _swallow(self):
        while True:
            try:
                self.connections.append(self._listener.accept()[0])
            except OSError:
                return

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        for one in (self._listener, *self.connections):
            one.close()


class Providers(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)

    def page(self, *steps, first=None, channels=None):
        """A report, and what the provider does with the texts to the EDM (`first`: with any)."""
        if hasattr(self, "tocsin"):
            self.tocsin.close()
        # A fresh daemon counts its references from the start; the provider must not know them.
        self.provider.forget()
        self.provider.play(*([first] if first else []))
        self.provider.play(*steps, to=PAT)
        self.tocsin = self.daemon(
            channels=channels or {"hospital-sms": http_channel(self.provider.url)}).start()
        self.ref = self.tocsin.open_incident()

    def to_pat(self, count, within=20):
        return self.provider.wait_for(count, within, of=lambda sms: sms.to == PAT)

    def assert_no_more_to_pat(self, count):
        time.sleep(QUIET)
        texts = self.provider.texts_to(PAT)
        self.assertEqual(len(texts), count, [(sms.step.name, sms.text) for sms in texts])

    def assert_taken_once(self, *, look_ups=False):
        """The provider has the text, has it once, and the daemon knows."""
        reference = self.to_pat(1)[0].reference
        wait_until(lambda: ": accepted" in self.tocsin.timeline(self.ref), 20,
                   lambda: self.tocsin.timeline(self.ref))
        time.sleep(QUIET)
        self.assertEqual({sms.reference for sms in self.provider.texts_to(PAT)}, {reference})
        self.assertEqual(self.provider.accepted[reference], 1)
        if look_ups:
            self.assertTrue(self.provider.look_ups, "it asked before it sent again")

    def test_an_accepted_text_is_sent_once(self):
        self.proves("P5")
        self.page()
        self.assert_taken_once()
        self.assert_no_more_to_pat(1)

    def test_a_refused_text_moves_the_ladder_at_once(self):
        self.proves("HSSI-14")
        for status in (400, 422):
            with self.subTest(status=status):
                self.provider.always[PAT] = fake_provider.refuse(status)
                self.page()
                self.provider.wait_for(1, of=lambda sms: sms.to == SAM)
                references = [sms.reference for sms in self.provider.texts_to(PAT)]
                self.assertEqual(len(references), 2, "two attempts")
                self.assertEqual(len(set(references)), 2, "no attempt is sent twice")

    def test_wrong_credentials_let_the_next_provider_take_over(self):
        second = FakeProvider()
        self.addCleanup(second.close)
        self.provider.default = fake_provider.refuse(401)
        self.page(channels={"first": http_channel(self.provider.url),
                            "second": http_channel(second.url)})
        text = second.wait_for(1, of=lambda sms: sms.to == PAT)[0]
        self.assertIn("try 1 of 2", text.text)

    def test_a_dead_provider_lets_the_next_take_over(self):
        second = FakeProvider()
        self.addCleanup(second.close)
        dead = FakeProvider()
        dead.close()
        self.page(channels={"first": http_channel(dead.url), "second": http_channel(second.url)})
        self.assertIn("try 1 of 2", second.wait_for(1, of=lambda sms: sms.to == PAT)[0].text)

    def test_a_black_hole_delays_no_other_and_the_next_takes_over(self):
        self.proves("P14")
        hole, second = BlackHole(), FakeProvider()
        self.addCleanup(hole.close)
        self.addCleanup(second.close)
        swallowing = http_channel(hole.url)
        del swallowing["timeouts"]  # as in service: 3 s to connect, 10 s in all
        self.tocsin = self.daemon(channels={"first": swallowing,
                                            "second": http_channel(second.url)}).start()

        def took():
            answer = self.tocsin.api("POST", "/v1/channels/second/test", {"to": "+447700900555"})
            self.assertEqual(answer.json()["verdict"], "accepted", answer)
            return answer.json()["took_ms"]

        before = min(took() for _ in range(3))
        began = time.monotonic()
        self.tocsin.open_incident()
        wait_until(lambda: hole.connections, 10, "the black hole is tried first")
        meanwhile = max(took() for _ in range(3))
        self.assertLessEqual(meanwhile - before, 250, "ms, of the other channel")
        text = second.wait_for(1, 20, of=lambda sms: sms.to == PAT)[0]
        self.assertLessEqual(text.at - began, 15, "s, until the next provider has it")

    def test_a_throttled_text_waits_as_long_as_it_is_told(self):
        self.page(fake_provider.too_many(2))
        first, second = self.to_pat(2)
        self.assertEqual(first.reference, second.reference)
        self.assertGreaterEqual(second.at - first.at, 1.9)
        self.assert_taken_once()

    def test_a_failing_provider_is_tried_again_with_the_same_reference(self):
        self.page(fake_provider.fails(503), fake_provider.fails(500))
        self.assertEqual(len({sms.reference for sms in self.to_pat(3)}), 1)
        self.assert_taken_once()

    def test_a_connection_reset_before_the_body_costs_no_page(self):
        self.page(first=fake_provider.RESET_BEFORE_BODY)
        self.provider.wait_for(1, of=lambda sms: sms.step.takes and sms.to == PAT)

    def test_a_text_that_was_taken_without_an_answer_is_not_sent_again(self):
        self.proves("P5")
        for step in (fake_provider.TAKE_AND_RESET, fake_provider.GARBAGE,
                     fake_provider.TAKE_AND_HANG, fake_provider.drip(20, takes=True)):
            with self.subTest(step=step.name):
                self.page(step)
                self.assert_taken_once(look_ups=True)

    def test_a_text_that_was_lost_without_an_answer_is_sent_again(self):
        self.proves("P5")
        for step in (fake_provider.RESET_AFTER_BODY, fake_provider.HANG_AFTER_BODY,
                     fake_provider.drip(20)):
            with self.subTest(step=step.name):
                self.page(step)
                first, second = self.to_pat(2)
                self.assertEqual(first.reference, second.reference)
                self.assert_taken_once(look_ups=True)

    def test_an_endless_answer_fills_no_memory(self):
        self.page(fake_provider.HUGE)
        self.assert_taken_once()
        with open(f"/proc/{self.tocsin.process.pid}/status", encoding="ascii") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
        self.assertLess(peak, 256 * 1024, "kB")

    def test_a_provider_that_says_nothing_useful_is_not_quoted_with_a_secret(self):
        self.proves("P18")
        self.page(fake_provider.fails(503))
        self.assert_taken_once()
        said = self.tocsin.log_text() + self.tocsin.timeline(self.ref)
        self.assertNotIn(self.tocsin.PROVIDER_KEY, said)
        self.assertNotIn(PAT, said)
        self.assertNotIn(PAT.replace("+44", "0"), said.replace(" ", ""))

    def test_a_provider_that_quotes_our_login_is_not_quoted_with_it(self):
        self.proves("P18")
        channel = http_channel(self.provider.url, user="acme", password="{secret.key}",
                               headers={"X-Shift": "night"})
        channel["url"] += "?token={secret.key}"
        self.page(fake_provider.QUOTE, channels={"hospital-sms": channel})
        [sent] = self.to_pat(1)
        login = sent.headers["authorization"].removeprefix("Basic ")
        wait_until(lambda: "answered 400" in self.tocsin.timeline(self.ref), 20,
                   lambda: self.tocsin.timeline(self.ref))
        self.tocsin.stop()
        said = self.tocsin.log_text().encode() + b"".join(
            path.read_bytes() for path in self.tocsin.data.glob("journal.db*"))
        self.assertIn(b'answered 400: {"sent": ["Basic ***", "/messages?token=***"]}',
                      said.replace(b'\\"', b'"'))
        for secret in (login, self.tocsin.PROVIDER_KEY, quote(self.tocsin.PROVIDER_KEY, safe="")):
            self.assertNotIn(secret.encode(), said)


if __name__ == "__main__":
    main()
