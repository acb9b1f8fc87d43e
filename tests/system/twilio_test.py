"""Texts and phone calls by Twilio, with a fake that checks them as the real one does, and what
Twilio calls back with, signed: what became of them, what people reply, which keys they press."""

import http.client
import re
import time

import fake_twilio
from fake_twilio import FakeTwilio
from settings import DESK, PAT, SAM, file_channels, procedure
from tocsin import SystemTest, main, wait_until

# Nothing more is to come: longer than the first wait before the same provider is tried again.
QUIET = 2.5


def twilio_channel(url, medium="sms", **more):
    return {"medium": medium, "type": "twilio-voice" if medium == "voice" else "twilio-sms",
            "url": url, "account": fake_twilio.ACCOUNT, "auth-token": "keys/twilio",
            "from": fake_twilio.OUR_NUMBER,
            "timeouts": {"connect": "1 s", "total": "2 s", "stalled": "1 s"}, **more}


class Twilio(SystemTest):
    def setUp(self):
        self.twilio = FakeTwilio()
        self.addCleanup(self.twilio.close)

    def page(self, *steps, channels=None, **config):
        self.twilio.steps = list(steps)
        self.tocsin = self.daemon(
            channels=channels or {"twilio": twilio_channel(self.twilio.url),
                                  "mail-files": file_channels()["mail-files"]}, **config)
        self.tocsin.secret("twilio", fake_twilio.AUTH_TOKEN)
        self.tocsin.start()
        self.ref = self.tocsin.open_incident()

    def to_pat(self, count=1, within=20):
        return self.twilio.wait_for(count, to=PAT, within=within)

    def says(self, words, within=20):
        wait_until(lambda: words in self.tocsin.timeline(self.ref), within,
                   lambda: f"{words!r} in {self.tocsin.timeline(self.ref)}")

    def posts(self):
        return [status for method, _, status in self.twilio.requests if method == "POST"]

    def url(self, what, channel="twilio"):
        return f"http://127.0.0.1:{self.tocsin.port}/v1/callbacks/{channel}/{what}"

    def code_in(self, text):
        found = re.search(r"\bReply (\d{4})\b", text.body)
        self.assertTrue(found, text.body)
        return found.group(1)

    # ------------------------------------------------------------------ sending

    def test_a_text_leaves_with_its_credentials_its_life_and_where_to_call_back(self):
        self.page()
        text = self.to_pat()[0]
        self.assertIn("GP Records", text.body)
        self.assertEqual(text.fields["From"], fake_twilio.OUR_NUMBER)
        self.assertEqual(text.fields["StatusCallback"].split("?")[0], self.url("receipts"))
        self.assertGreater(int(text.fields["ValidityPeriod"]), 60)
        self.says("twilio: accepted")

    def test_a_text_that_was_taken_without_an_answer_is_looked_up_and_not_sent_again(self):
        self.proves("P5")
        self.page(fake_twilio.TAKE_AND_DROP)
        self.says("twilio: accepted")
        time.sleep(QUIET)
        self.assertEqual(len(self.to_pat()), 1)
        self.assertEqual([one.to for one in self.twilio.taken].count(PAT), 1)
        look_ups = [path for method, path, _ in self.twilio.requests if method == "GET"]
        self.assertEqual(len(look_ups), 1, look_ups)

    def test_a_text_that_was_lost_without_an_answer_is_sent_again(self):
        self.proves("P5")
        self.page(fake_twilio.DROP)
        self.to_pat()
        time.sleep(QUIET)
        self.assertEqual([one.to for one in self.twilio.taken].count(PAT), 1)

    def test_wrong_credentials_move_the_ladder_and_are_told_without_them(self):
        self.proves("P18")
        self.twilio.auth_token = "another"
        self.page()
        self.says("error 20003")
        self.says("refused, the provider's settings need mending")
        said = self.tocsin.log_text() + self.tocsin.timeline(self.ref)
        self.assertNotIn(fake_twilio.AUTH_TOKEN, said)
        self.assertNotIn(PAT.lstrip("+"), said)

    # ------------------------------------------------------------------ calling back

    def test_statuses_are_told_in_whatever_order_they_come(self):
        self.page()
        text = self.to_pat()[0]
        self.says("twilio: accepted")
        for status in ("delivered", "sent", "queued"):
            self.assertEqual(self.twilio.status(text, status), 204)
        self.says(": delivered")
        self.assertNotIn("not delivered", self.tocsin.timeline(self.ref))

    def test_a_status_that_overtakes_the_answer_to_its_request_is_heard(self):
        self.page(fake_twilio.STATUS_FIRST)
        text = self.to_pat()[0]
        self.says(": delivered")
        time.sleep(QUIET)
        self.assertEqual([one.to for one in self.twilio.taken].count(PAT), 1)
        self.assertEqual(text.status, "delivered")

    def test_a_handset_that_does_not_exist_moves_the_ladder(self):
        self.proves("P4")
        self.page(channels={"twilio": twilio_channel(self.twilio.url)})
        text = self.to_pat()[0]
        self.says("twilio: accepted")
        self.assertEqual(self.twilio.status(text, "undelivered", ErrorCode="30005"), 204)
        self.says("not delivered, undelivered, error 30005")
        self.says("try 1 failed")

    def test_a_reply_with_the_code_takes_the_incident(self):
        self.proves("P1", "P12")
        self.page()
        code = self.code_in(self.to_pat()[0])
        status, body = self.twilio.text(PAT, f"{code} ok", self.url("texts"))
        self.assertEqual((status, body.split("?>")[1].strip()), (200, "<Response/>"))
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")
        self.assertTrue(self.to_pat(2)[1].body.startswith("Taken."))
        said = self.tocsin.log_text()
        self.assertNotIn(PAT.lstrip("+"), said)

    def test_a_reply_that_is_repeated_counts_once(self):
        self.page()
        code = self.code_in(self.to_pat()[0])
        for _ in range(2):
            self.assertEqual(self.twilio.text(PAT, code, self.url("texts"), sid="SM" + 32 * "a")[0],
                             200)
        self.to_pat(2)
        time.sleep(QUIET)
        self.assertEqual([one.to for one in self.twilio.taken].count(PAT), 2, "a page, an answer")

    def test_a_wrong_signature_is_refused_and_nothing_changes(self):
        self.proves("P12", "P19")
        self.page()
        text = self.to_pat()[0]
        code = self.code_in(text)
        for more in ({"token": "another"}, {"public": "https://elsewhere.example.org/texts"}):
            status, body = self.twilio.text(PAT, code, self.url("texts"), **more)
            self.assertEqual(status, 403, body)
        unsigned = http.client.HTTPConnection("127.0.0.1", self.tocsin.port, timeout=15)
        unsigned.request("POST", "/v1/callbacks/twilio/texts", f"From=%2B447700900101&Body={code}",
                         {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(unsigned.getresponse().status, 403)
        unsigned.close()
        answer = self.tocsin.request("POST", "/v1/callbacks/twilio/receipts", {},
                                     token=self.tocsin.make_token("t"))
        self.assertEqual(answer.status, 403, "no token of ours stands for a signature")
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))
        wait_until(lambda: "callbacks of twilio come without its signature" in
                   self.tocsin.log_text(), 4, self.tocsin.log_text)
        self.assertEqual(self.twilio.text(PAT, code, self.url("texts"))[0], 200, "the right one")
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")

    def test_a_get_is_no_callback(self):
        self.proves("P12")
        self.page()
        code = self.code_in(self.to_pat()[0])
        path = f"/v1/callbacks/twilio/texts?From=%2B447700900101&MessageSid=SM1&Body={code}"
        signed = fake_twilio.signature(f"http://127.0.0.1:{self.tocsin.port}{path}")
        for method in ("GET", "HEAD"):
            answer = self.tocsin.request(method, path, headers={"X-Twilio-Signature": signed})
            self.assertEqual(answer.status, 405, method)
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))

    def test_a_body_that_is_none_names_its_fields(self):
        self.proves("P2")
        self.page()
        status, body = fake_twilio.post(self.url("texts"), {"From": "NHS", "Body": "hi"})
        self.assertEqual(status, 422)
        self.assertIn("#/MessageSid", body)
        self.assertIn("#/From", body)

    # ------------------------------------------------------------------ phone calls

    def call_by_link(self):
        """The call of a text that cannot be answered, as a phone call of it would have it."""
        self.page(channels={"twilio": twilio_channel(self.twilio.url, **{"from": "NSD"}),
                            "phone": twilio_channel(self.twilio.url, "voice")})
        text = self.to_pat()[0]
        token = re.search(r"/a/([0-9a-z]+)", text.body).group(1)
        return self.url(f"keys/{token}?round=1", "phone")

    def test_a_key_takes_the_incident_and_listening_does_not(self):
        self.proves("P1", "P12")
        asked = self.call_by_link()
        again = self.twilio.key("CA1", asked)
        self.assertIn("Nobody has taken it yet. GP Records is", fake_twilio.spoken(again))
        machine = self.twilio.key("CA1", asked, AnsweredBy="machine_start")
        self.assertIn("does not take the call", fake_twilio.spoken(machine))
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))
        taken = self.twilio.key("CA1", fake_twilio.action(again), "1")
        self.assertIn("You have taken it.", fake_twilio.spoken(taken))
        self.assertIsNone(fake_twilio.action(taken))
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")
        self.says("phone call")
        token = asked.split("/keys/")[1].split("?")[0]
        self.assertNotIn(token, self.tocsin.log_text())

    def test_two_presses_pass_it_on_to_level_3(self):
        self.proves("HSSI-17")
        asked = self.call_by_link()
        sure = self.twilio.key("CA1", asked, "2")
        self.assertIn("To pass it on to level 3", fake_twilio.spoken(sure))
        passed = self.twilio.key("CA1", fake_twilio.action(sure), "2")
        self.assertIn("Passed on. Level 3 is called now.", fake_twilio.spoken(passed))
        self.twilio.wait_for(1, to=SAM)
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))

    def rung(self, *steps):
        """The call of an attempt whose first road is the phone."""
        rungs = [{"role": f"level-{n}", "attempts": 2, "within": "20 min", "by": ["voice", "sms"]}
                 for n in (2, 3, 4)]
        self.page(*steps, channels={"twilio": twilio_channel(self.twilio.url),
                                    "phone": twilio_channel(self.twilio.url, "voice")},
                  the_procedure=procedure(rungs=rungs))
        return self.twilio.wait_for(1, "Calls", to=PAT)[0]

    def test_a_phone_that_rings_says_what_it_is_and_key_1_takes_it(self):
        self.proves("P1", "P12", "HSSI-14")
        call = self.rung()
        self.assertEqual(call.fields["StatusCallback"].split("?")[0],
                         self.url("receipts", "phone"))
        self.assertIn("on-call system, for Pat Ash", call.spoken)
        self.assertIn("Press 1 to take it.", call.spoken)
        said = self.twilio.key(call.sid, call.action, "3")
        self.assertEqual(fake_twilio.spoken(said), call.spoken, "the very words again")
        again = self.twilio.key(call.sid, call.action)
        self.assertIn("Nobody has taken it yet.", fake_twilio.spoken(again))
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))
        self.twilio.key(call.sid, fake_twilio.action(again), "1")
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")
        self.assertEqual(self.twilio.status(call, "completed", AnsweredBy="human"), 204)
        wait_until(lambda: any(text.body.startswith("Taken.")
                               for text in self.twilio.wait_for(1, to=PAT)
                               + self.twilio.wait_for(2, to=PAT)), 20, "the details by text")

    def test_a_call_that_was_taken_without_an_answer_is_looked_up_and_rings_once(self):
        self.proves("P5")
        phones = FakeTwilio(steps=[fake_twilio.TAKE_AND_DROP])
        self.addCleanup(phones.close)
        rungs = [{"role": f"level-{n}", "attempts": 2, "within": "20 min", "by": ["voice", "sms"]}
                 for n in (2, 3, 4)]
        self.page(channels={"twilio": twilio_channel(self.twilio.url),
                            "phone": twilio_channel(phones.url, "voice")},
                  the_procedure=procedure(rungs=rungs))
        self.says("phone: accepted, Twilio has it already.")
        time.sleep(QUIET)
        rang = [one for one in phones.taken if one.to == PAT]
        self.assertEqual(len(rang), 1, "a second call finds the phone busy with the first")
        self.assertEqual([method for method, _, _ in phones.requests], ["POST", "GET"])
        self.assertEqual(phones.status(rang[0], "completed", AnsweredBy="human"), 204)
        self.says(": delivered")

    def test_a_phone_that_is_answered_takes_nothing(self):
        self.proves("P12")
        call = self.rung()
        self.says("phone: accepted")
        self.assertEqual(self.twilio.status(call, "completed", AnsweredBy="human"), 204)
        self.says(": delivered")
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))

    def test_a_phone_that_is_busy_or_that_a_machine_answers_rings_again(self):
        self.proves("P4")
        for status, more, words in (("busy", {}, "not delivered, busy"),
                                    ("completed", {"AnsweredBy": "machine_start"},
                                     "not delivered, answered by a machine")):
            with self.subTest(status):
                self.twilio.taken.clear()
                call = self.rung()
                self.says("phone: accepted")
                for _ in range(2):  # a callback may come twice
                    self.assertEqual(self.twilio.status(call, status, **more), 204)
                self.says(words)
                self.assertNotEqual(self.twilio.wait_for(2, "Calls", to=PAT)[1].sid, call.sid)
                time.sleep(QUIET)
                rang = [one for one in self.twilio.taken if one.kind == "Calls" and one.to == PAT]
                self.assertEqual(len(rang), 2)

    def test_a_phone_that_is_another_s_is_told_of(self):
        self.proves("P11")
        call = self.rung()
        self.says("phone: accepted")
        sure = self.twilio.key(call.sid, call.action, "9")
        said = self.twilio.key(call.sid, fake_twilio.action(sure), "9")
        self.assertIn("This number will be checked", fake_twilio.spoken(said))
        self.says("somebody else answers it")
        wait_until(lambda: any("somebody else answers it" in text.body
                               for text in list(self.twilio.taken) if text.to == DESK), 20,
                   lambda: [text.body for text in self.twilio.taken if text.to == DESK])
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))

    def test_a_get_of_the_link_is_no_key(self):
        self.proves("P12")
        path = "/" + self.call_by_link().split("/", 3)[3] + "&Digits=1"
        signed = fake_twilio.signature(f"http://127.0.0.1:{self.tocsin.port}{path}")
        for method in ("GET", "HEAD"):
            answer = self.tocsin.request(method, path, headers={"X-Twilio-Signature": signed})
            self.assertEqual(answer.status, 405, method)
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))

    def test_keys_of_a_call_without_a_good_link_take_nothing(self):
        self.proves("P12")
        self.page(channels={"twilio": twilio_channel(self.twilio.url),
                            "phone": twilio_channel(self.twilio.url, "voice")})
        self.to_pat()
        for token in ("no-token", "2" + 16 * "a"):
            twiml = self.twilio.key("CA1", self.url(f"keys/{token}?round=1", "phone"), "1")
            self.assertIn("cannot be answered any more", fake_twilio.spoken(twiml))
            self.assertIsNone(fake_twilio.action(twiml))
        status, _ = fake_twilio.post(self.url("keys/no-token?round=1", "phone"), {"Digits": "1"},
                                     token="another")
        self.assertEqual(status, 403)
        self.assertIsNone(self.tocsin.incident(self.ref).get("holder"))


if __name__ == "__main__":
    main()
