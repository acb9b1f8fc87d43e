"""A written handover goes out by mail at the end of a shift, late after a crash, and never twice;
its phone call is recorded (HSSI-19)."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from settings import procedure, smtp_channel
from smtp_sink import SmtpSink
from tocsin import SystemTest, main, wait_until

LONDON = ZoneInfo("Europe/London")
NUMBER = "943 476 5919"


def handovers(sink):
    return [mail for mail in sink.mails if mail.message["Subject"].startswith("Handover ")]


class Handover(SystemTest):
    def setUp(self):
        self.sink = SmtpSink()
        self.addCleanup(self.sink.close)
        edm = {"rota": "edm"}
        the_procedure = procedure()
        # The end of a shift: a test may run on a day that is no working day.
        the_procedure["handovers"] = {"rules": [
            {"from": edm, "to": edm, "at": "shift-end", "call": "when-live", "when-empty": "skip"}]}
        the_procedure["audiences"] = {"stakeholders": {"title": "Stakeholders",
                                                       "to": ["kim.hazel"]}}
        self.tocsin = self.daemon(the_procedure=the_procedure,
                                  channels={"hospital-mail": smtp_channel(self.sink.port)}).start()

    def test_a_daemon_killed_around_a_shift_end_hands_over_late_and_once(self):
        self.proves("HSSI-19", "HSSI-47")
        tocsin = self.tocsin
        self.assertEqual(tocsin.run("handover").returncode, 5, "nothing was handed over yet")
        # The first whole minute that leaves time for what is done before it.
        ends = (datetime.now(LONDON) + timedelta(seconds=70)).replace(second=0, microsecond=0)
        swap = {"role": "edm", "out": "pat.ash", "in": "kim.hazel", "reason": "agreed",
                "from": f"{ends:%Y-%m-%d %H:%M}",
                "to": f"{ends + timedelta(hours=2):%Y-%m-%d %H:%M}"}
        answer = tocsin.api("POST", "/v1/rotas/on-call/swaps", swap)
        self.assertEqual(answer.status, 200, answer)
        ref = tocsin.open_incident()
        noted = tocsin.run("note", "handover", "--kind", "expected", "22:00 CHG-0077, Mail Relay")
        self.assertEqual(noted.returncode, 0, noted.stderr)
        confirmed = tocsin.api("POST", f"/v1/incidents/{ref}/confirm", {"state": "down"})
        self.assertEqual(confirmed.status, 200, confirmed)
        held = tocsin.run("notice", ref, "--stage", "ad-hoc", "--happened",
                          f"Record {NUMBER} does not open", "--impact", "None", "--location",
                          "all users", "--state", "down", "--next", "60m")
        self.assertEqual(held.returncode, 1, held.stdout + held.stderr)
        tocsin.kill()
        time.sleep(max(0, (ends - datetime.now(LONDON)).total_seconds()) + 1)

        tocsin.start()
        wait_until(lambda: handovers(self.sink), 20,
                   lambda: str(self.sink.tried) + tocsin.log_text())
        for _ in range(2):
            tocsin.kill()
            tocsin.start()
        time.sleep(3)
        ids = {mail.message["Message-ID"] for mail in handovers(self.sink)}
        self.assertEqual(len(ids), 1, "nothing new after a restart")

        mail = handovers(self.sink)[0]
        self.assertEqual(mail.to, ["kim.hazel@example.org"])
        self.assertEqual(mail.message["Subject"],
                         f"Handover {ends:%Y-%m-%d %H:%M} to EDM Kim Hazel: "
                         "1 open, 1 owed, 1 decision to make")
        text = mail.message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.assertIn("Handover from EDM Pat Ash to EDM Kim Hazel", text)
        self.assertIn("Phone as well: EDM Pat Ash to EDM Kim Hazel, 07700 900103", text)
        self.assertIn(f"\n{ref}  Sev 1  GP Records", text)
        self.assertRegex(text, rf"Owed \(1\)\n\S+  {ref} GP Records: answer to call, owed by Pat "
                               r"Ash \(EDM\)")
        self.assertRegex(text, rf"Held messages \(1\)\n{ref}  GP Records, ad-hoc message since "
                               r"\S+: it may hold patient data \(1 NHS number in happened\)\. "
                               r"Decides: any person, by name\. tocsin hold lift \d+\n")
        self.assertNotIn(NUMBER, text)
        self.assertIn("22:00  CHG-0077, Mail Relay", text)
        self.assertIn(f"{ref}", mail.message.get_body(("html",)).get_content())

        waits = tocsin.run("handover")
        self.assertEqual(waits.returncode, 1, waits.stderr)
        self.assertIn("The phone call is not recorded: tocsin handover call", waits.stdout)
        done = tocsin.run("handover", "call", "--by", "Kim Hazel", "--note", "heard it ring")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("EDM Pat Ash to EDM Kim Hazel is recorded", done.stdout)
        tocsin.kill()
        tocsin.start()
        again = tocsin.run("handover")
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertIn("1 open", again.stdout)


if __name__ == "__main__":
    main()
