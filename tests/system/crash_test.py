"""kill -9 at any moment: what was answered with 2xx is there afterwards, and the page goes out."""

import random
import threading
import time

import fake_provider
from fake_provider import FakeProvider
from settings import PAT, http_channel, report
from tocsin import CAMPAIGN, SystemTest, main, wait_until

LOOPS = 1000 if CAMPAIGN else 20


class KilledBeforeTheText(SystemTest):
    """Each loop a fresh house, so that no call of an earlier loop can answer for this one's."""

    def house(self, *steps):
        provider = FakeProvider()
        provider.play(*steps, to=PAT)
        tocsin = self.daemon(channels={"hospital-sms": http_channel(provider.url)}).start()
        self.addCleanup(provider.close)
        return provider, tocsin

    def report(self, tocsin):
        answer = tocsin.api("POST", "/v1/incidents", report(key="probe-7"))
        self.assertEqual(answer.status, 201, answer)
        return answer.json()["incident"]

    def assert_kept(self, tocsin, ref):
        again = tocsin.api("POST", "/v1/incidents", report(key="probe-7"))
        self.assertEqual((again.status, again.json()["incident"], again.json()["repeat"]),
                         (200, ref, True))

    def test_right_after_the_answer_the_page_still_goes_out(self):
        self.proves("P1", "P3")
        for loop in range(LOOPS):
            with self.subTest(loop=loop):
                provider, tocsin = self.house()
                ref = self.report(tocsin)
                tocsin.kill()
                tocsin.start()
                texts = provider.wait_for(1, of=lambda sms: sms.to == PAT)
                self.assertIn(ref, texts[0].text)
                self.assert_kept(tocsin, ref)
                first = [sms.reference for sms in provider.texts_to(PAT)
                         if "try 1 of 2" in sms.text]
                self.assertEqual(len(set(first)), 1, "one reference, whatever happened")
                self.assertLessEqual(provider.accepted[first[0]], 2, "one extra a crash, at most")
                tocsin.close()
                provider.close()

    def test_a_text_the_provider_did_not_take_is_sent_again_with_its_reference(self):
        self.proves("P1", "P4", "P5")
        for loop in range(max(1, LOOPS // 4)):
            with self.subTest(loop=loop):
                provider, tocsin = self.house(fake_provider.HANG_AFTER_BODY)
                ref = self.report(tocsin)
                reference = provider.wait_for(1, of=lambda sms: sms.to == PAT)[0].reference
                tocsin.kill()
                tocsin.start()
                second = provider.wait_for(2, of=lambda sms: sms.to == PAT)[1]
                self.assertEqual(second.reference, reference)
                self.assertTrue(provider.look_ups, "it asked before it sent again")
                self.assert_kept(tocsin, ref)
                tocsin.close()
                provider.close()

    def test_a_text_the_provider_took_is_not_sent_again(self):
        self.proves("P5")
        for loop in range(max(1, LOOPS // 4)):
            with self.subTest(loop=loop):
                provider, tocsin = self.house(fake_provider.TAKE_AND_HANG)
                ref = self.report(tocsin)
                reference = provider.wait_for(1, of=lambda sms: sms.to == PAT)[0].reference
                tocsin.kill()
                tocsin.start()
                wait_until(lambda: ": accepted" in tocsin.timeline(ref), 15,
                           lambda: tocsin.timeline(ref))
                self.assertEqual(provider.accepted[reference], 1)
                self.assertEqual(len(provider.texts_to(PAT)), 1)
                tocsin.close()
                provider.close()


class KilledUnderLoad(SystemTest):
    REPORTERS = 4

    def test_nothing_that_was_answered_is_lost(self):
        self.proves("P1", "P3")
        seed = random.randrange(2 ** 32)
        chance = random.Random(seed)
        tocsin = self.daemon().start()
        token = tocsin.make_token()
        answered = 0
        for loop in range(LOOPS):
            kept = self.load_and_kill(tocsin, token, loop, chance.uniform(0.002, 0.5))
            answered += len(kept)
            tocsin.start()
            for key, ref in kept.items():
                again = tocsin.request("POST", "/v1/incidents", report(key=key), token=token)
                self.assertEqual((again.status, again.json().get("incident")), (200, ref),
                                 f"{key} was answered; seed {seed}, loop {loop}")
        print(f"{answered} reports answered in {LOOPS} loops, none lost; seed {seed}", flush=True)
        self.assertGreater(answered, LOOPS // 2, "the load reached the daemon")
        audit = tocsin.request("GET", "/v1/audit", unix=True)
        self.assertTrue(audit.json()["sound"], audit)

    def load_and_kill(self, tocsin, token, loop, after):
        """key -> incident of every report that was answered with 2xx before the kill."""
        kept = {}
        over = threading.Event()

        def reporter(number):
            for n in range(10_000):
                key = f"{loop}-{number}-{n}"
                try:
                    answer = tocsin.request("POST", "/v1/incidents", report(key=key), token=token)
                except OSError:
                    return
                if answer.status in (200, 201):
                    kept[key] = answer.json()["incident"]
                if over.is_set():
                    return

        reporters = [threading.Thread(target=reporter, args=(n,)) for n in range(self.REPORTERS)]
        for one in reporters:
            one.start()
        time.sleep(after)
        tocsin.kill()
        over.set()
        for one in reporters:
            one.join()
        return kept


if __name__ == "__main__":
    main()
