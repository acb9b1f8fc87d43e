"""What an incident owes: asked for, due, late, met; over a kill -9 (HSSI-18)."""

import time
from datetime import datetime, timezone

from settings import PAT, SAM, procedure
from tocsin import SystemTest, main, wait_until


def late_texts(tocsin, phone):
    return [text for to, text in tocsin.texts()
            if to == phone and "conference call arranged" in text and " late on " in text]


class Owed(SystemTest):
    def setUp(self):
        the_procedure = procedure()
        the_procedure["obligations"] = {
            "conference-call": {
                "title": "conference call arranged", "ask": "Arrange it, or say why not",
                "rules": ["HSSI-18"], "starts": ["asked", "taken"], "due": "1 min",
                "owner": "holder", "late": {"tell": ["level-3"], "again": "20 min"},
                "until": "resolved"},
            "report": {
                "title": "HSSI report", "ask": "Send it", "starts": ["confirmed", "closed"],
                "due": "10 working days", "warn": "2 days", "owner": "level-1",
                "proof": "needed"}}
        self.tocsin = self.daemon(the_procedure=the_procedure).start()

    def owed(self, *args):
        return self.tocsin.run("owed", *args)

    def test_a_conference_call_that_nobody_arranges_is_told_to_level_3_after_a_kill(self):
        self.proves("HSSI-18")
        tocsin = self.tocsin
        self.assertEqual(self.owed().stdout, "Nothing is owed.\n")
        ref = tocsin.open_incident()
        wait_until(lambda: "answer to call" in self.owed().stdout, 10, lambda: self.owed().stdout)
        asked = tocsin.run("ask", ref, "conference-call", "--by", "Kim Hazel")
        self.assertEqual(asked.returncode, 0, asked.stderr)
        taken = tocsin.api("POST", f"/v1/incidents/{ref}/acknowledge", {"person": "pat.ash"})
        self.assertEqual(taken.status, 200, taken)
        began = time.time()
        wait_until(lambda: "conference call arranged" in self.owed().stdout, 10,
                   lambda: self.owed().stdout)
        shown = self.owed(ref)
        self.assertEqual(shown.returncode, 0, shown.stdout)
        self.assertIn("1 owed, nothing late", shown.stdout)
        self.assertIn("Pat Ash (EDM)", shown.stdout)
        self.assertIn(f"Mark one as met: tocsin met {ref} conference-call", shown.stdout)
        self.assertEqual(self.owed("--strict").returncode, 1)
        tocsin.kill()
        tocsin.start()
        wait_until(lambda: late_texts(tocsin, SAM), 75, lambda: str(tocsin.texts()))
        self.assertGreaterEqual(time.time() - began, 59, "not before it is due")
        self.assertEqual(len(late_texts(tocsin, PAT)), 1, "whoever has it hears as well")
        late = self.owed()
        self.assertEqual(late.returncode, 1)
        self.assertIn("LATE", late.stdout)
        self.assertIn("chased once, again ", late.stdout)

        met = tocsin.run("met", ref, "conference-call", "--by", "Pat Ash", "--proof", "bridge 2")
        self.assertEqual(met.returncode, 0, met.stderr)
        tocsin.kill()
        tocsin.start()
        self.assertEqual(self.owed().stdout, "Nothing is owed.\n")
        one = tocsin.api("GET", f"/v1/obligations?incident={ref}").json()["settled"][0]
        self.assertEqual((one["standing"], one["late"], one["by"], one["text"]),
                         ("met", True, "Pat Ash", "bridge 2"))
        self.assertIn("conference-call met, late by Pat Ash: bridge 2",
                      str(tocsin.timeline(ref)))
        again = tocsin.run("met", ref, "conference-call")
        self.assertEqual(again.returncode, 6, again.stderr)
        self.assertIn("owed no more", again.stderr)

    def test_a_report_is_owed_behind_a_closed_incident(self):
        tocsin = self.tocsin
        ref = tocsin.open_incident()
        for act in ("confirm", "resolve", "close"):
            self.assertEqual(tocsin.api("POST", f"/v1/incidents/{ref}/{act}", {}).status, 200)
        wait_until(lambda: "HSSI report" in self.owed().stdout, 10, lambda: self.owed().stdout)
        tocsin.kill()
        tocsin.start()
        one = tocsin.api("GET", "/v1/obligations").json()["obligations"][0]
        self.assertEqual((one["incident"], one["name"]), (ref, "report"))
        days = (datetime.fromisoformat(one["due"]) - datetime.now(timezone.utc)).days
        self.assertTrue(13 <= days <= 19, one)
        unproved = tocsin.run("met", ref, "report")
        self.assertEqual(unproved.returncode, 1, unproved.stderr)
        self.assertIn("It needs a proof", unproved.stderr)
        met = tocsin.api("POST", f"/v1/incidents/{ref}/obligations/report",
                         {"act": "meet", "proof": "DOC-7"})
        self.assertEqual(met.status, 200, met)

    def test_what_is_asked_wrongly_is_told_field_by_field(self):
        tocsin = self.tocsin
        ref = tocsin.open_incident()
        path = f"/v1/incidents/{ref}/obligations/report"
        bad = tocsin.api("POST", path, {"act": "put-off", "due": "soon", "why": "no"})
        self.assertEqual(bad.status, 422, bad)
        self.assertEqual({error["pointer"] for error in bad.json()["errors"]},
                         {"#/due", "#/reason", "#/why"})
        self.assertEqual(tocsin.api("POST", path, {"act": "meat"}).status, 422)
        self.assertEqual(tocsin.api("POST", path, {"act": "meet"}).status, 409)
        unknown = tocsin.api("POST", f"/v1/incidents/{ref}/obligations/raport", {"act": "meet"})
        self.assertEqual(unknown.status, 400, unknown)
        self.assertIn("It has conference-call, report.", unknown.json()["detail"])
        self.assertEqual(tocsin.api("GET", "/v1/obligations?incident=INC-999").status, 404)
        reader = tocsin.make_token("reader", scopes=("read",))
        self.assertEqual(tocsin.request("POST", path, {"act": "meet"}, token=reader).status, 403)


if __name__ == "__main__":
    main()
