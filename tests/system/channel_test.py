"""What operators see and try: how channels fare, one test message, the whole way to a person, and
what an incident would say."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

import fake_provider
import fake_twilio
from fake_provider import FakeProvider
from fake_twilio import FakeTwilio
from scanner_test import FORM, fields, link_in
from settings import DIRECTOR, KIM, PAT, SAM, http_channel
from tocsin import SystemTest, main, wait_until
from twilio_test import twilio_channel

STRANGER = "+447700900123"
PROCEDURES = Path(os.environ.get("TOCSIN_SOURCE_DIR",
                                 Path(__file__).resolve().parents[2])) / "systemd/procedures"


class Channels(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(
            channels={"hospital-sms": http_channel(self.provider.url),
                      "mail-files": {"medium": "email", "type": "file", "folder": "out/mail"}})
        self.tocsin.write("procedures/page-test.yaml",
                          (PROCEDURES / "page-test.yaml").read_text())
        self.tocsin.start()

    def does(self, *args, code=0):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def channel(self, name="hospital-sms"):
        listed = self.tocsin.api("GET", "/v1/channels").json()["channels"]
        return next(one for one in listed if one["channel"] == name)

    # ------------------------------------------------------------------ health

    def test_a_channel_fares_as_its_provider_answers(self):
        self.assertIn("never used", self.does("channels"))
        self.tocsin.open_incident()
        wait_until(lambda: self.channel()["state"] == "good", 20, self.channel)
        good = self.channel()
        self.assertEqual((good["failures"], good["failed_percent"]), (0, 0))
        self.assertGreaterEqual(good["answers"], 1)
        self.assertRegex(self.does("channels"), r"hospital-sms +texts +good +0 % of \d+ failed")

    def test_one_that_fails_is_said_to_and_again_after_a_kill(self):
        self.provider.default = fake_provider.fails(503)
        self.tocsin.open_incident()
        wait_until(lambda: self.channel()["state"] == "passed by", 30, self.channel)
        said = self.does("channels", code=1)
        self.assertIn("passed by until ", said)
        self.assertRegex(said, r"\n  fails, \d+ times in a row: ")
        metrics = self.tocsin.api("GET", "/metrics").text()
        self.assertIn('tocsin_provider_passed_by{channel="hospital-sms"} 1', metrics)
        self.assertIn('tocsin_provider_failed_share{channel="hospital-sms"} 1', metrics)
        self.tocsin.kill()
        self.tocsin.start(wait="/healthz")
        self.assertGreaterEqual(self.channel()["failures"], 3)
        self.does("channels", "--json", code=1)

    # ------------------------------------------------------------------ one message

    def test_a_test_says_what_the_provider_said_and_counts_for_nothing(self):
        self.proves("P18")
        said = self.does("channel", "test", "hospital-sms", "--to", "07700 900123")
        self.assertRegex(said, r"^Accepted, after \d+ ms, by hospital-sms, to 07700 \.\.\.123\.\n")
        self.assertRegex(said, r"Its reference: sms-test-[0-9a-f]{16}\n")
        sent = self.provider.texts_to(STRANGER)
        self.assertEqual(len(sent), 1)
        self.assertTrue(sent[0].text.startswith("Tocsin test of hospital-sms, "), sent[0].text)
        self.assertIn("nothing for you to do", sent[0].text)
        self.assertEqual(self.channel()["state"], "never used")
        self.assertIn("channel=hospital-sms tested by", self.tocsin.log_text())
        self.tocsin.stop()
        kept = b"".join(path.read_bytes() for path in self.tocsin.data.glob("journal.db*"))
        for trace in (STRANGER, "900123"):
            self.assertNotIn(trace, self.tocsin.log_text())
            self.assertNotIn(trace.encode(), kept)

    def test_a_test_that_is_refused_ends_with_1(self):
        self.provider.default = fake_provider.refuse(401)
        said = self.does("channel", "test", "hospital-sms", "--to", STRANGER, code=1)
        self.assertIn("Refused, the channel's settings need mending", said)
        self.assertEqual(self.channel()["state"], "never used", "its health is of real messages")
        self.provider.default = fake_provider.HANG_AFTER_BODY
        said = self.does("channel", "test", "hospital-sms", "--to", STRANGER, code=1)
        self.assertNotIn("Accepted", said)
        self.provider.default = fake_provider.ACCEPT
        self.does("channel", "test", "mail-files", "--to", "pat.ash@example.org")
        mail = next((self.tocsin.data / "out/mail").glob("*")).read_text()
        self.assertIn("Tocsin test: nothing for you to do", mail)

    def test_tests_are_few_and_only_for_those_who_operate(self):
        self.proves("P19")
        reader = self.tocsin.make_token("reader", scopes=("read",))
        path = "/v1/channels/hospital-sms/test"
        self.assertEqual(self.tocsin.request("POST", path, {"to": STRANGER}, token=reader).status,
                         403)
        for wrong, why in (({}, "/to"), ({"to": "Kim"}, "/to"), ({"to": STRANGER, "by": "x"}, "/by")):
            answer = self.tocsin.api("POST", path, wrong)
            self.assertEqual(answer.status, 422, answer)
            self.assertIn(why, answer.text())
        self.assertEqual(self.tocsin.api("POST", "/v1/channels/nobody/test", {}).status, 404)
        statuses = [self.tocsin.api("POST", path, {"to": STRANGER}).status for _ in range(11)]
        self.assertEqual(statuses, [200] * 10 + [429])
        self.assertEqual(len(self.provider.texts_to(STRANGER)), 10)

    # ------------------------------------------------------------------ the whole way

    def page_test(self, *more):
        return subprocess.Popen([self.tocsin.binary, "page", "test", "pat.ash", *more],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env={**os.environ, "TOCSIN_SOCKET": self.tocsin.socket_path})

    def text_to_pat(self):
        return self.provider.wait_for(1, 20, of=lambda sms: sms.to == PAT)[0].text

    def assert_nobody_else_was_called(self):
        for phone in (SAM, KIM, DIRECTOR):
            self.assertEqual(self.provider.texts_to(phone), [])

    def test_the_way_to_a_person_rings_their_phone_as_well(self):
        self.proves("P18")
        phones = FakeTwilio()
        self.addCleanup(phones.close)
        self.tocsin = self.daemon(
            channels={"hospital-sms": http_channel(self.provider.url),
                      "phone": twilio_channel(phones.url, "voice"),
                      "mail-files": {"medium": "email", "type": "file", "folder": "out/mail"}})
        self.tocsin.secret("twilio", fake_twilio.AUTH_TOKEN)
        self.tocsin.write("procedures/page-test.yaml",
                          (PROCEDURES / "page-test.yaml").read_text())
        self.tocsin.start()
        waiting = self.page_test()
        call = phones.wait_for(1, "Calls", to=PAT)[0]
        self.assertIn("Exercise, exercise, exercise.", call.spoken)
        self.assertTrue(self.text_to_pat().startswith("EXERCISE "))
        phones.key(call.sid, call.action, "1")
        out, err = waiting.communicate(timeout=20)
        self.assertEqual(waiting.returncode, 0, out + err)
        self.assert_nobody_else_was_called()

    def test_the_way_to_a_person_is_tried_until_they_answer(self):
        self.proves("DSPT-10")
        waiting = self.page_test()
        text = self.text_to_pat()
        self.assertTrue(text.startswith("EXERCISE "), text)
        link = link_in(text)
        page = self.tocsin.request("GET", link).text()
        time.sleep(2)  # a person reads it first
        self.tocsin.request("POST", link, urlencode(fields(page, "take")), headers=FORM)
        out, err = waiting.communicate(timeout=20)
        self.assertEqual(waiting.returncode, 0, out + err)
        self.assertRegex(out, r"text to pat\.ash by hospital-sms")
        self.assertIn("hospital-sms: accepted", out)
        self.assertRegex(out, r"taken by Pat Ash \(colleague\) by link")
        self.assertRegex(out, r"The way to pat\.ash works: taken after \d+ s\.")
        ref = re.search(r"INC-\d+", out).group(0)
        self.assertEqual(self.tocsin.incident(ref)["status"], "closed")
        self.assert_nobody_else_was_called()

    def test_a_test_that_is_stopped_is_closed(self):
        waiting = self.page_test("--wait", "5")
        self.text_to_pat()
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=20)
        self.assertEqual(waiting.returncode, 130, out + err)
        ref = re.search(r"INC-\d+", out).group(0)
        self.assertIn(f"The drill {ref} is closed.", out)
        self.assertEqual(self.tocsin.api("GET", "/v1/drills").json()["drills"], [])
        self.assert_nobody_else_was_called()

    def press(self, text, button):
        link = link_in(text)
        page = self.tocsin.request("GET", link).text()
        time.sleep(2)  # a person reads it first
        pressed = self.tocsin.request("POST", link, urlencode(fields(page, button)), headers=FORM)
        self.assertIn(pressed.status, (200, 303), pressed)

    def test_a_test_that_is_handed_on_is_no_proof_and_is_closed(self):
        waiting = self.page_test()
        self.press(self.text_to_pat(), "pass")
        out, err = waiting.communicate(timeout=20)
        self.assertEqual(waiting.returncode, 1, out + err)
        self.assertIn("Handed on, not taken.", out)
        self.assertNotIn("works", out)
        self.assertEqual(self.tocsin.api("GET", "/v1/drills").json()["drills"], [])
        # Whoever stands behind is called for an exercise at most, and no more once it is closed.
        time.sleep(3)
        for sms in self.provider.requests:
            self.assertTrue(sms.text.startswith("EXERCISE "), sms.text)
        said = len(self.provider.requests)
        time.sleep(3)
        self.assertEqual(len(self.provider.requests), said)

    def test_a_test_that_somebody_else_takes_is_no_proof(self):
        waiting = self.page_test()
        text = self.text_to_pat()
        ref = re.search(r"INC-\d+", text).group(0)
        answer = self.tocsin.api("POST", f"/v1/incidents/{ref}/acknowledge",
                                 {"person": "sam.elm"})
        self.assertEqual(answer.status, 200, answer)
        out, err = waiting.communicate(timeout=20)
        self.assertEqual(waiting.returncode, 1, out + err)
        self.assertIn("Taken by Sam Elm, not by pat.ash.", out)
        self.assertNotIn("works", out)
        self.assertEqual(self.tocsin.incident(ref)["status"], "closed")

    def test_a_test_outlives_a_kill_of_the_daemon(self):
        self.proves("P4", "P8")
        waiting = self.page_test()
        text = self.text_to_pat()
        self.tocsin.kill()
        time.sleep(2)
        self.tocsin.start()
        self.press(text, "take")
        out, err = waiting.communicate(timeout=30)
        self.assertEqual(waiting.returncode, 0, out + err)
        self.assertIn("The daemon does not answer; waiting for it.", out)
        self.assertRegex(out, r"The way to pat\.ash works: taken after \d+ s\.")
        self.assertEqual(self.tocsin.api("GET", "/v1/drills").json()["drills"], [])

    def test_without_a_daemon_a_test_that_is_stopped_says_what_is_left_to_do(self):
        waiting = self.page_test()
        text = self.text_to_pat()
        ref = re.search(r"INC-\d+", text).group(0)
        self.tocsin.kill()
        time.sleep(2)
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
        self.assertEqual(waiting.returncode, 3, out + err)
        self.assertIn(f"tocsin drill end {ref}", err)
        self.tocsin.start()
        self.does("drill", "end", ref)

    def test_whoever_is_not_known_is_not_called_and_nothing_stays_open(self):
        waiting = subprocess.run([self.tocsin.binary, "page", "test", "nobody.known"], timeout=30,
                                 capture_output=True, text=True, check=False,
                                 env={**os.environ, "TOCSIN_SOCKET": self.tocsin.socket_path})
        self.assertEqual(waiting.returncode, 5, waiting.stdout)
        self.assertIn("nobody with the id \"nobody.known\"", waiting.stderr)
        self.assertIn("tocsin contacts", waiting.stderr)
        self.assertNotIn("drill", waiting.stdout)
        self.assertEqual(self.tocsin.api("GET", "/v1/incidents").json()["incidents"], [])
        self.assertEqual(self.provider.texts_to(PAT), [])

    # ------------------------------------------------------------------ preview

    def test_a_preview_says_what_would_be_said_and_sends_nothing(self):
        ref = self.tocsin.open_incident()
        self.text_to_pat()
        before = len(self.provider.requests)
        said = self.does("preview", ref)
        self.assertIn("EDM, first try, as Pat Ash would read it", said)
        self.assertIn("EDM, last try", said)
        self.assertRegex(said, r"last resort, as Duty director would read it")
        self.assertRegex(said, r"- text, answered by its link, \d+ characters in \d segment")
        self.assertIn("- mail\n", said)
        self.assertIn("- mail, where it differs from the one before\n", said)
        self.assertRegex(said, r"- to everybody called, \d+ characters in 1 segment\n"
                               r"  NSD: stand down\. " + ref)
        shown = self.tocsin.api("GET", f"/v1/incidents/{ref}/preview").json()
        self.assertTrue(shown["nothing_is_sent"])
        self.assertEqual(shown["notices"], [], "the procedure has none")
        self.assertEqual(len(self.provider.requests), before)
        self.assertEqual(self.tocsin.api("GET", "/v1/incidents/INC-99/preview").status, 404)


if __name__ == "__main__":
    main()
