"""A drill on a live daemon: an incident exercised beside what is real, through a crash, with its
evidence at the end (DSPT-10)."""

import json
import re
import time
from urllib.parse import urlencode

from fake_provider import FakeProvider
from scanner_test import FORM, fields, link_in
from settings import DIRECTOR, KIM, PAT, http_channel, procedure
from tocsin import SystemTest, main, wait_until

REPORT = ("# {{ref}} {{reason}}\n\ncalled {{called_count}}, answered {{answered_count}}, "
          "median {{#answer_median}}{{answer_median}}{{/answer_median}}"
          "{{^answer_median}}nobody answered{{/answer_median}}\n"
          "{{#windows}}\nwindow {{title}}: {{standing}}\n{{/windows}}\n"
          "{{#withheld}}\nnot sent: {{name}} {{what}}\n{{/withheld}}\n")


def marked(text):
    return text.startswith("EXERCISE") and text.rstrip().endswith("EXERCISE")


class Drill(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        # Level 3 is of another organisation: the role says so.
        the_procedure = procedure(rungs=[{"role": "level-2", "attempts": 1, "within": "20 min"},
                                         {"role": "level-4", "attempts": 1, "within": "20 min"}])
        the_procedure["roles"]["level-4"] = [
            {"people": ["kim.hazel"], "called": "supplier", "outside": "yes"}]
        the_procedure["obligations"] = {
            "supplier-told": {"title": "supplier told", "ask": "Phone them", "starts": "reported",
                              "due": "1 min", "owner": "level-4"}}
        the_procedure["documents"] = {
            "evidence": {"title": "Evidence", "format": "markdown", "of": "drill",
                         "template": REPORT}}
        self.tocsin = self.daemon(
            the_procedure=the_procedure,
            channels={"hospital-sms": http_channel(self.provider.url),
                      "mail-files": {"medium": "email", "type": "file", "folder": "out/mail"}}
        ).start()

    def does(self, *args, code=0):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self):
        said = self.does("drill", "start", "--service", "gp-records", "--sev", "1", "--reason",
                         "yearly exercise", "--by", "Kim Hazel")
        return re.search(r"INC-\d+", said).group(0)

    def text_to(self, phone, nth=0):
        return wait_until(lambda: self.provider.texts_to(phone)[nth:], 20,
                          lambda: [sms.text for sms in self.provider.requests])[0].text

    def press(self, text):
        link = link_in(text)
        page = self.tocsin.request("GET", link).text()
        self.assertIn("EXERCISE", page)
        time.sleep(2)  # a person reads it first
        done = self.tocsin.request("POST", link, urlencode(fields(page, "take")), headers=FORM)
        self.assertEqual(done.status, 303, done)

    def test_a_drill_is_marked_and_what_is_real_beside_it_is_not(self):
        self.proves("DSPT-10")
        tocsin = self.tocsin
        drill = self.start()
        self.assertTrue(marked(self.text_to(PAT)), self.text_to(PAT))
        self.assertTrue(tocsin.incident(drill)["drill"])
        tocsin.kill()
        tocsin.start()
        self.assertTrue(tocsin.incident(drill)["drill"], "a crash forgets nothing of it")
        real = tocsin.open_incident()
        self.assertNotEqual(real, drill)
        self.assertFalse(tocsin.incident(real)["drill"])
        wait_until(lambda: any(not marked(sms.text) for sms in self.provider.texts_to(PAT)), 20,
                   lambda: [sms.text for sms in self.provider.requests])
        for sms in self.provider.texts_to(PAT):
            self.assertEqual(marked(sms.text), f"{drill}," in sms.text, sms.text)
            self.assertEqual("EXERCISE" in sms.text, marked(sms.text))
        self.press(self.text_to(PAT))
        self.assertEqual(tocsin.incident(drill)["holder"]["person"], "pat.ash")
        self.assertNotIn("holder", tocsin.incident(real))
        # Neither the page of the public nor the figures know the drill.
        for act, said in (("confirm", {"state": "down"}), ("resolve", {})):
            answer = tocsin.api("POST", f"/v1/incidents/{drill}/{act}", said)
            self.assertEqual(answer.status, 200, answer)
        self.assertNotIn(drill, tocsin.request("GET", "/status/").text())
        figures = tocsin.api("GET", "/metrics").text()
        self.assertEqual(re.findall(r'tocsin_incidents_open\{status="resolved"\} (\d+)', figures)
                         or ["0"], ["0"], figures)
        self.does("drill", "end", real, code=6)

    def test_nobody_outside_hears_of_it_and_the_report_shows_what_was_kept(self):
        self.proves("DSPT-10")
        tocsin = self.tocsin
        drill = self.start()
        self.press(self.text_to(PAT))
        report = json.loads(self.does("drill", "report", drill, "--json"))
        self.assertEqual(report["answered_count"], "1")
        self.assertEqual(report["answers"][0]["name"], "Pat Ash")
        self.assertEqual(report["reason"], "yearly exercise")
        self.assertEqual(report["started_by"], "Kim Hazel")
        # By hand the ladder goes to the supplier, who is not called, and past them at once.
        answer = tocsin.api("POST", f"/v1/incidents/{drill}/escalate",
                            {"to": "level-4", "reason": "needs them"})
        self.assertEqual(answer.status, 200, answer)
        self.assertTrue(marked(self.text_to(DIRECTOR)), self.text_to(DIRECTOR))
        # What the supplier owes is late after a minute: level 1 hears of it instead.
        wait_until(lambda: "supplier-told late" in tocsin.timeline(drill), 90,
                   lambda: tocsin.timeline(drill))
        self.does("drill", "end", drill)
        self.provider.wait_for(1, of=lambda sms: sms.to == PAT and "Exercise over" in sms.text)
        self.assertEqual(self.provider.texts_to(KIM), [], "a supplier is outside")
        for sms in self.provider.requests:
            self.assertTrue(marked(sms.text), sms.text)
        mails = [path.read_text() for path in (tocsin.data / "out/mail").iterdir()]
        self.assertFalse([mail for mail in mails if "kim.hazel@" in mail.split("\n\n")[0]])
        paper = self.does("drill", "report", drill)
        self.assertTrue(paper.startswith("**EXERCISE**"), paper)
        self.assertIn("window supplier told: late, not met when it ended", paper)
        self.assertIn("not sent: Kim Hazel", paper)
        self.assertRegex(paper, r"called 2, answered 1, median \d+ (s|min)")
        self.assertIn("No drill runs", self.does("drill", "list"))
        self.assertIn("EXERCISE (yearly exercise)", tocsin.timeline(drill))


if __name__ == "__main__":
    main()
