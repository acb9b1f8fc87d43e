"""A shift begins: its person is asked, by text and by link, and level 1 hears when nobody answers.
Who can be reached is asked and proved from the command line."""

import json
import re
import time
from urllib.parse import urlencode

from fake_notify import FakeNotify
from scanner_test import FORM, fields, link_in
from settings import DESK, PAT, SAM, notify_channel, procedure
from tocsin import SystemTest, main, wait_until

# Longer than the second within which a press is taken for a program's.
READ = 1.2


def confirming(**settings):
    """All of whose shifts last at any moment of a test: they have begun when the daemon starts."""
    return {**procedure(), "shift-start": {"duties": ["edm", "level-3"], **settings}}


class Shifts(SystemTest):
    def text_to(self, number, words, within=20):
        def found():
            return [text for to, text in self.tocsin.texts() if to == number and words in text]

        wait_until(found, within, lambda: f"{words!r} to {number} in {self.tocsin.texts()}")
        return found()[0]

    def readiness(self, person):
        rows = self.tocsin.api("GET", "/v1/readiness?days=1").json()["shifts"]
        return next(row for row in rows if row["person"] == person)

    def test_the_person_replies_and_the_shift_is_confirmed(self):
        self.proves("HSSI-15", "P12")
        notify = FakeNotify()
        self.addCleanup(notify.close)
        self.tocsin = self.daemon(the_procedure=confirming(),
                                  channels={"notify-sms": notify_channel(notify.url)}).start()

        def to_pat(count):
            return notify.wait_for(count, 20, of=lambda one: one.to == PAT)

        text = to_pat(1)[0].body
        self.assertIn("NSD: your shift: EDM ", text)
        code = re.search(r"Reply (\d{4}) to confirm", text).group(1)
        url = f"http://127.0.0.1:{self.tocsin.port}/v1/callbacks/notify-sms/texts"
        token = self.tocsin.CALLBACK_TOKEN
        self.assertEqual(notify.text(SAM, code, url, token), 204)
        # From another phone it is a wrong number, and Sam's own question stays open.
        said = notify.wait_for(2, 20, of=lambda one: one.to == SAM)[-1].body
        self.assertIn("Not confirmed.", said)
        self.assertEqual(len(notify.to(PAT)), 1)
        self.assertEqual(notify.text(PAT, code, url, token), 204)
        self.assertIn("Confirmed. You are EDM", to_pat(2)[-1].body)
        # It is confirmed for good: nothing is asked again after a crash.
        self.tocsin.kill()
        self.tocsin.start()
        time.sleep(2)
        self.assertEqual(len(notify.to(PAT)), 2, notify.to(PAT))
        people = self.tocsin.api("GET", "/v1/contacts").json()["people"]
        phone = next(one for one in people if one["person"] == "pat.ash")["contacts"][0]
        self.assertEqual((phone["medium"], phone["by"], phone["days"]), ("phone", "text", 0))
        self.assertNotIn("900101", phone["address"])

    def test_without_an_answer_level_1_is_told(self):
        self.proves("HSSI-15")
        self.tocsin = self.daemon(the_procedure=confirming(**{"confirm-within": "4 min"}))
        self.tocsin.start("--exercise", "--speed", "60")
        self.text_to(PAT, "confirm your shift by")
        self.text_to(PAT, "not confirmed yet")
        told = self.text_to(DESK, "EDM shift")
        self.assertIn("not confirmed", told)
        self.assertIn("Phone Pat Ash 07700 900101 or name cover", told)
        self.assertIn("has not confirmed it", self.readiness("pat.ash")["why"])

    def test_one_press_answers_and_a_look_does_not(self):
        self.proves("HSSI-15", "P12")
        self.tocsin = self.daemon(the_procedure=confirming()).start()
        link = link_in(self.text_to(PAT, "confirm your shift by"))
        for _ in range(5):
            page = self.tocsin.request("GET", link)
            self.assertEqual(page.status, 200, page)
            self.assertIn("You have not confirmed it yet.", page.text())
        take = fields(page.text(), "take")
        early = self.tocsin.request("POST", link, urlencode(take), headers=FORM)
        self.assertIn("Press once more", early.text())
        time.sleep(READ)
        pressed = self.tocsin.request("POST", link, urlencode(take), headers=FORM)
        self.assertEqual(pressed.status, 303, pressed)
        self.assertIn("You have confirmed your shift", self.tocsin.request("GET", link).text())
        cannot = fields(self.tocsin.request("GET", link).text(), "pass")
        time.sleep(READ)
        self.tocsin.request("POST", link, urlencode(cannot), headers=FORM)
        self.text_to(DESK, "Pat Ash cannot do EDM")
        self.assertIn("cannot do it", self.readiness("pat.ash")["why"])

    def test_the_command_line_says_who_is_ready_and_proves_addresses(self):
        self.proves("HSSI-15", "HSSI-16")
        self.tocsin = self.daemon(the_procedure=confirming()).start()
        ready = self.tocsin.run("rota", "check", "--ready", "--days", "3")
        self.assertEqual(ready.returncode, 1, ready.stdout + ready.stderr)
        self.assertRegex(ready.stdout, r"in 3 days: 0 ready, \d+ partly, 0 not reachable")
        self.assertIn("partly: phone not proved, mail not proved", ready.stdout)
        self.assertIn("do: tocsin contacts verify pat.ash", ready.stdout)

        for flag, words in (("--phone", "the number"), ("--mail", None)):
            sent = self.tocsin.run("contacts", "verify", "pat.ash", flag)
            self.assertEqual(sent.returncode, 0, sent.stderr)
            if words:
                text = self.text_to(PAT, "the number")
                code = re.search(r"the number (\d{4}) proves", text).group(1)
            else:
                folder = self.tocsin.data / "out/mail"
                wait_until(lambda: any("contact" in path.read_text() for path in
                                       folder.glob("*.eml")), 20, "the mail with the number")
                mails = " ".join(path.read_text() for path in folder.glob("*.eml"))
                code = re.search(r"Your number is (\d{4})", mails).group(1)
            wrong = self.tocsin.run("contacts", "confirm", "pat.ash", "0000")
            self.assertNotEqual(wrong.returncode, 0)
            done = self.tocsin.run("contacts", "confirm", "pat.ash", code)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        listed = self.tocsin.run("contacts")
        self.assertRegex(listed.stdout, r"Pat Ash +pat\.ash +phone +07700 \S+ +proved 20")
        self.assertNotIn("900101", listed.stdout)
        self.assertEqual(self.tocsin.run("shift", "confirm", "pat.ash").returncode, 0)
        self.assertEqual(self.readiness("pat.ash")["readiness"], "ready")
        unknown = self.tocsin.run("contacts", "verify", "pat.aash")
        self.assertNotEqual(unknown.returncode, 0)
        shown = json.loads(self.tocsin.run("rota", "check", "--ready", "--json").stdout)
        self.assertEqual(shown["days"], 7)
        metrics = self.tocsin.api("GET", "/metrics").text()
        self.assertRegex(metrics, r'tocsin_shifts_not_ready\{readiness="partly"\} \d+')


if __name__ == "__main__":
    main()
