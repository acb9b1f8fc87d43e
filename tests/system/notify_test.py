"""Texts and mails by GOV.UK Notify, with a fake that verifies them as the real one does, and what
Notify calls back with: what became of them, and what people reply."""

import re
import threading
import time
import uuid

import fake_notify
from fake_notify import FakeNotify
from settings import PAT, notify_channel
from tocsin import SystemTest, main, wait_until

# Nothing more is to come: longer than the first wait before the same provider is tried again.
QUIET = 2.5


class Notify(SystemTest):
    def setUp(self):
        self.notify = FakeNotify()
        self.addCleanup(self.notify.close)

    def page(self, *steps, channels=None, **config):
        self.notify.steps = list(steps)
        self.tocsin = self.daemon(
            channels=channels or {"notify-sms": notify_channel(self.notify.url)},
            **config).start()
        self.ref = self.tocsin.open_incident()

    def to_pat(self, count=1, within=20):
        return self.notify.wait_for(count, within, of=lambda one: one.to == PAT)

    def says(self, words, within=20):
        wait_until(lambda: words in self.tocsin.timeline(self.ref), within,
                   lambda: f"{words!r} in {self.tocsin.timeline(self.ref)}")

    def assert_sent_once(self):
        self.says(": accepted")
        time.sleep(QUIET)
        self.assertEqual(len(self.notify.to(PAT)), 1, self.notify.calls)

    # ------------------------------------------------------------------ sending

    def test_a_text_is_taken_once_with_a_token_and_a_body_that_notify_accepts(self):
        self.proves("P5")
        self.page()
        text = self.to_pat()[0]
        self.assertIn("GP Records", text.body)
        self.assertTrue(text.reference)
        self.assert_sent_once()
        self.assertEqual([call.status for call in self.notify.posts()], [201])
        self.assertEqual(self.notify.look_ups(), [], "what was answered is not asked after")

    def test_a_mail_is_taken(self):
        self.page(channels={"notify-mail": notify_channel(self.notify.url, "email")})
        mail = self.notify.wait_for(1, of=lambda one: one.to == "pat.ash@example.org")[0]
        self.assertIn("GP Records", mail.subject)
        self.assertIn("GP Records", mail.body)

    def test_a_text_that_was_taken_without_an_answer_is_looked_up_and_not_sent_again(self):
        self.proves("P5")
        for step in (fake_notify.TAKE_AND_DROP, fake_notify.GARBAGE, fake_notify.TAKE_AND_HANG):
            with self.subTest(step):
                self.notify.notifications.clear()
                self.notify.calls.clear()
                self.page(step)
                self.assert_sent_once()
                self.assertEqual(len(self.notify.look_ups()), 1, "one look-up is enough")
                self.assertEqual(len(self.notify.posts()), 1)

    def test_a_text_that_was_lost_without_an_answer_is_sent_again_with_its_reference(self):
        self.proves("P5")
        self.page(fake_notify.DROP)
        self.assert_sent_once()
        posts = self.notify.posts()
        self.assertEqual(len({post.reference for post in posts}), 1)
        self.assertEqual(len(posts), 2)
        self.assertEqual(len(self.notify.look_ups()), 1)

    def test_what_was_in_hand_at_a_crash_is_looked_up(self):
        self.proves("P4", "P5")
        self.page(fake_notify.TAKE_AND_HANG,
                  channels={"notify-sms": notify_channel(self.notify.url,
                                                         timeouts={"total": "30 s"})})
        text = self.to_pat()[0]
        self.tocsin.kill()
        self.tocsin.start()
        self.assert_sent_once()
        about_it = [call for call in self.notify.calls
                    if call.reference == text.reference or text.reference in call.path]
        self.assertEqual([call.method for call in about_it], ["POST", "GET"])

    def test_a_throttled_text_waits_and_then_goes(self):
        self.notify.retry_after = 2
        self.page(fake_notify.THROTTLE)
        self.assert_sent_once()
        self.assertEqual([post.status for post in self.notify.posts()], [429, 201])
        self.says("RateLimitError")

    def test_a_failure_of_notify_is_tried_again(self):
        self.page(fake_notify.FAIL, fake_notify.FAIL)
        self.assert_sent_once()
        self.assertEqual([post.status for post in self.notify.posts()], [500, 500, 201])

    def test_a_day_that_is_full_lets_the_next_provider_take_over(self):
        self.notify.per_day = 0
        second = FakeNotify()
        self.addCleanup(second.close)
        self.page(channels={"first": notify_channel(self.notify.url),
                            "second": notify_channel(second.url)})
        self.assertIn("try 1 of 2", second.wait_for(1, of=lambda one: one.to == PAT)[0].body)
        self.says("TooManyRequestsError")
        time.sleep(QUIET)
        to_first = [call for call in self.notify.posts() if call.reference is None]
        self.assertEqual(len({call.error for call in to_first}), 1)
        self.assertLessEqual(len(to_first), 2, "one for the call and one for the news to the desk")

    def test_clocks_that_differ_are_told_and_cost_no_page(self):
        for ahead in (41, -41):
            with self.subTest(ahead):
                self.notify.notifications.clear()
                self.notify.clock_ahead = ahead
                self.page()
                self.assert_sent_once()
                self.assertRegex(self.tocsin.timeline(self.ref),
                                 r"Notify's clock and ours differ by 4[012] s")

    def test_a_revoked_key_moves_the_ladder_and_is_not_hammered(self):
        self.proves("P18")
        self.notify.revoked = True
        self.page()
        self.says("API key revoked")
        self.says("refused, the provider's settings need mending")
        said = self.tocsin.log_text() + self.tocsin.timeline(self.ref)
        self.assertNotIn(fake_notify.SECRET, said)
        self.assertNotIn(PAT, said)
        self.assertNotIn(PAT.lstrip("+"), said)

    # ------------------------------------------------------------------ callbacks

    def url(self, what, channel="notify-sms"):
        return f"http://127.0.0.1:{self.tocsin.port}/v1/callbacks/{channel}/{what}"

    def receipt(self, notification, status, token=None, **more):
        return self.notify.receipt(notification, status, self.url("receipts"),
                                   token or self.tocsin.CALLBACK_TOKEN, **more)

    def reply(self, sender, words, token=None, **more):
        return self.notify.text(sender, words, self.url("texts"),
                                token or self.tocsin.CALLBACK_TOKEN, **more)

    def code_in(self, text):
        """The code that takes the call of a text."""
        found = re.search(r"\bReply (\d{4})\b", text.body)
        self.assertTrue(found, text.body)
        return found.group(1)

    def test_a_reply_with_the_code_takes_the_incident(self):
        self.proves("P1", "P12")
        self.page()
        code = self.code_in(self.to_pat()[0])
        self.assertEqual(self.reply(PAT, f"{code} ok"), 204)
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")
        answer = self.to_pat(2)[1]
        self.assertTrue(answer.body.startswith("Taken."), answer.body)
        self.says("replied by text")
        self.says("Pat Ash")
        said = self.tocsin.log_text()
        self.assertNotIn(PAT, said)
        self.assertNotIn(PAT.lstrip("+"), said)

    def test_a_reply_that_notify_repeats_is_answered_once(self):
        self.page()
        code = self.code_in(self.to_pat()[0])
        self.assertEqual(self.reply(PAT, code), 204)
        text = self.notify.received[0]
        self.to_pat(2)
        status = fake_notify.call_back(self.url("texts"), self.tocsin.CALLBACK_TOKEN, text)
        self.assertEqual(status, 204)
        time.sleep(QUIET)
        self.assertEqual(len(self.notify.to(PAT)), 2)

    def test_a_text_that_two_channels_of_one_service_are_told_of_counts_once(self):
        self.proves("P12")
        second = notify_channel(self.notify.url)
        second["template-id"] = "d0d0d0d0-1111-4222-8333-444455556666"
        self.page(channels={"first": notify_channel(self.notify.url), "second": second})
        code = self.code_in(self.to_pat()[0])
        token = self.tocsin.CALLBACK_TOKEN
        self.assertEqual(self.notify.text(PAT, code, self.url("texts", "second"), token), 204)
        self.to_pat(2)
        text = self.notify.received[0]
        self.assertEqual(fake_notify.call_back(self.url("texts", "first"), token, text), 204)
        time.sleep(QUIET)
        self.assertEqual(len(self.notify.to(PAT)), 2, "one page, one answer")

    def test_a_code_from_another_phone_takes_nothing(self):
        self.page()
        code = self.code_in(self.to_pat()[0])
        self.assertEqual(self.reply("+447700900199", code), 204)
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))

    def test_a_callback_is_repeated_until_the_daemon_is_back(self):
        self.proves("P1")
        self.page()
        code = self.code_in(self.to_pat()[0])
        self.tocsin.kill()
        answered = []
        posting = threading.Thread(
            target=lambda: answered.append(self.reply(PAT, code, tries=100, every=0.1)))
        posting.start()
        self.tocsin.start()
        posting.join(30)
        self.assertEqual(answered, [204])
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")

    def test_a_permanent_failure_moves_the_ladder(self):
        self.proves("P4")
        self.page()
        text = self.to_pat()[0]
        self.says(": accepted")
        self.assertEqual(self.receipt(text, "permanent-failure"), 204)
        self.says("not delivered, permanent-failure")
        self.says("try 1 failed")

    def test_a_temporary_failure_is_sent_again_under_a_reference_of_its_own(self):
        self.page()
        text = self.to_pat()[0]
        self.says(": accepted")
        self.assertEqual(self.receipt(text, "temporary-failure"), 204)
        again = self.to_pat(2)[1]
        self.assertNotEqual(again.reference, text.reference)
        self.assertEqual(again.body, text.body)

    def test_what_was_delivered_is_told(self):
        self.page()
        text = self.to_pat()[0]
        self.assertEqual(self.receipt(text, "delivered"), 204)
        self.says(": delivered")

    # ------------------------------------------------------------------ polling

    def test_a_daemon_that_nobody_can_reach_asks_for_replies_and_receipts(self):
        settings = notify_channel(self.notify.url, poll="5 s")
        del settings["callback-token"]
        self.page(channels={"notify-sms": settings})
        text = self.to_pat()[0]
        self.says(": accepted")
        text.status = "delivered"
        self.says(": delivered")
        self.notify.text(PAT, self.code_in(text))
        wait_until(lambda: self.tocsin.incident(self.ref)["taken"], 20, "the reply takes it")
        time.sleep(6)  # another round lists the same texts
        said = self.tocsin.timeline(self.ref)
        self.assertEqual(said.count(": delivered"), 1, said)
        self.assertEqual(said.count("replied by text"), 1, said)

    def test_a_call_that_fails_behind_300_messages_moves_the_ladder(self):
        self.proves("P4")
        settings = notify_channel(self.notify.url, poll="5 s")
        del settings["callback-token"]
        self.page(channels={"notify-sms": settings})
        text = self.to_pat()[0]
        self.says(": accepted")
        for number in range(300):
            self.notify.keep(fake_notify.Notification(
                id=str(uuid.uuid4()), medium="sms", to="+447700900150", reference=f"n-{number}",
                body="news", subject="", template_id=text.template_id, at=self.notify.now(),
                status="delivered"))
        text.status = "permanent-failure"
        self.says("not delivered, permanent-failure", within=60)
        self.says("try 1 failed")

    def test_a_wrong_token_is_refused_whatever_the_channel(self):
        self.proves("P19")
        self.page()
        text = self.to_pat()[0]
        wrong = []
        for channel in ("notify-sms", "no-such-channel"):
            for what in ("receipts", "texts"):
                for token in ("wrong-wrong-wrong-wrong", self.tocsin.make_token(f"{channel}-{what}")):
                    answer = self.tocsin.request("POST", f"/v1/callbacks/{channel}/{what}", {},
                                                 token=token)
                    wrong.append((answer.status, answer.body,
                                  answer.headers.get("WWW-Authenticate")))
        self.assertEqual(wrong[0][0], 401)
        self.assertEqual(len(set(wrong)), 1, wrong)
        wait_until(lambda: "callbacks of notify-sms come without its token" in
                   self.tocsin.log_text(), 4, self.tocsin.log_text)
        self.assertNotIn("no-such-channel come without", self.tocsin.log_text())
        for _ in range(4):
            self.receipt(text, "delivered", token="wrong-wrong-wrong-wrong", tries=1)
        answer = self.tocsin.request("POST", "/v1/callbacks/notify-sms/texts", {},
                                     token="wrong-wrong-wrong-wrong")
        self.assertEqual(answer.status, 429, "it is counted")
        self.assertEqual(self.receipt(text, "delivered"), 204, "the right one always passes")

    def test_a_body_that_is_none_names_its_fields(self):
        self.proves("P2")
        self.page()
        token = self.tocsin.CALLBACK_TOKEN
        answer = self.tocsin.request("POST", "/v1/callbacks/notify-sms/texts",
                                     {"id": "", "source_number": "EE", "message": "hi"},
                                     token=token)
        self.assertEqual(answer.status, 422)
        self.assertEqual({error["pointer"] for error in answer.json()["errors"]},
                         {"#/id", "#/source_number"})
        answer = self.tocsin.request("POST", "/v1/callbacks/notify-sms/receipts", "{", token=token)
        self.assertEqual(answer.status, 400)
        answer = self.tocsin.request("POST", "/v1/callbacks/notify-sms/receipts",
                                     {"id": "x" * 70000}, token=token)
        self.assertEqual(answer.status, 413)


if __name__ == "__main__":
    main()
