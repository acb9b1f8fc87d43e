"""How an incident ends, comes back and is corrected: only whoever may closes it, what is not over is
called for anew, through a crash, and a closed record is noted on and never changed (HSSI-55,
WSIC-08, DPS-06)."""

from settings import PAT, procedure
from tocsin import SystemTest, main, wait_until


class Closing(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon(the_procedure={
            **procedure(), "closing": {"by": ["level-4"], "complete": {"severity": 1}},
            "fields": {"cause": {"text": "yes"}}}).start()

    def open(self, severity):
        ref = self.tocsin.open_incident(severity=severity)
        wait_until(lambda: any(ref in text for to, text in self.tocsin.texts() if to == PAT), 10,
                   f"a text of {ref}")
        return ref

    def does(self, *args, code=0):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def close(self, ref, **who):
        return self.tocsin.api("POST", f"/v1/incidents/{ref}/close", who)

    def test_what_is_not_over_is_called_for_anew_through_a_crash(self):
        self.proves("HSSI-55")
        ref = self.open(3)
        self.does("reopen", ref, "--reason", "too early", code=6)
        self.tocsin.api("POST", f"/v1/incidents/{ref}/resolve", {"summary": "mended"})
        self.does("reopen", ref, "--reason", "two wards cannot log in", "--by", "Kim Hazel")
        wait_until(lambda: any("Back again: two wards cannot log in" in text
                               for to, text in self.tocsin.texts() if to == PAT), 10, "a new call")
        self.tocsin.kill()
        self.tocsin.start()
        incident = self.tocsin.incident(ref)
        self.assertEqual(incident["status"], "reported")
        self.assertEqual(incident["resolved"], "")
        self.assertIn("two wards cannot log in", self.tocsin.timeline(ref))

    def test_only_who_may_closes_and_only_what_is_complete(self):
        self.proves("WSIC-08", "SIRI-06")
        ref = self.open(1)
        self.tocsin.api("POST", f"/v1/incidents/{ref}/resolve", {})
        refused = self.close(ref)
        self.assertEqual(refused.status, 422)
        self.assertIn("Only level 4 (Kim Hazel) may close it.", refused.text())
        refused = self.close(ref, person="kim.hazel")
        self.assertEqual(refused.status, 409)
        self.assertIn("is not complete: cause is not set.", refused.text())
        self.does("set", ref, "cause=a cable, cut by a digger")
        self.assertEqual(self.close(ref, person="kim.hazel").status, 200)

    def test_a_closed_record_is_corrected_by_notes_alone(self):
        self.proves("DPS-06", "HSSI-55")
        ref = self.open(3)
        self.does("note", ref, "rack 4 switched over", "--kind", "action", "--by", "Pat Ash")
        self.tocsin.api("POST", f"/v1/incidents/{ref}/resolve", {})
        self.assertEqual(self.close(ref, person="kim.hazel").status, 200)
        self.does("reopen", ref, "--reason", "too late", code=6)
        self.does("note", ref, "it began at 01:40", "--by", "Pat Ash")
        self.tocsin.kill()
        self.tocsin.start()
        timeline = self.tocsin.timeline(ref)
        self.assertIn("action by Pat Ash: rack 4 switched over", timeline)
        self.assertIn("correction by Pat Ash: it began at 01:40", timeline)
        self.does("note", "INC-77", "of nothing", code=5)
        self.does("note", ref, "x", "--kind", "gossip", code=1)


if __name__ == "__main__":
    main()
