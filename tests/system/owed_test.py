"""What an incident owes: asked for, due, late, met, sent back; over a kill -9 (HSSI-18, 50)."""

import time
from datetime import datetime, timedelta, timezone

from settings import PAT, SAM, configuration, procedure, report
from tocsin import SystemTest, main, wait_until


def late_texts(tocsin, phone):
    return [text for to, text in tocsin.texts()
            if to == phone and "conference call arranged" in text and
            (" late on " in text or " is due now on " in text)]


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


class ReportsOfSuppliers(SystemTest):
    """The supplier's contact owes it, and what was given can be sent back (HSSI-07, 50)."""

    SUPPLIER = "+447700900120"

    def setUp(self):
        the_procedure = procedure()
        the_procedure["roles"]["supplier"] = [{"service": "supplier", "called": "supplier"},
                                              {"desk": "nsd", "called": "NSD"}]
        common = {"ask": "Send it", "owner": "supplier", "until": "met"}
        the_procedure["obligations"] = {
            "supplier-report": {"title": "report of the supplier", "starts": "accepted",
                                "due": "20 min", "met-by": "reported", **common},
            "report": {"title": "HSSI report", "starts": ["confirmed", "closed"],
                       "due": "10 working days", "proof": "needed", "rejected": "1 min", **common},
            "agreed": {"title": "HSSI report agreed", "starts-any": [{"met": "report"}],
                       "due": "2 working days", **common, "owner": "level-1"}}
        services = configuration(1)["services"]
        services["gp-records"]["contacts"] = {"supplier": ["northline"]}
        desks = configuration(1)["desks"]
        desks["northline"] = {"name": "Northline", "phone": self.SUPPLIER,
                              "mail": "desk@northline.example.org"}
        self.tocsin = self.daemon(the_procedure=the_procedure, services=services,
                                  desks=desks).start()

    def texts_to_supplier(self, words):
        return [text for to, text in self.tocsin.texts() if to == self.SUPPLIER and words in text]

    def test_a_report_that_is_sent_back_is_owed_again_over_a_kill(self):
        self.proves("HSSI-50")
        tocsin = self.tocsin
        ref = tocsin.open_incident()
        for act in ("confirm", "resolve", "close"):
            self.assertEqual(tocsin.api("POST", f"/v1/incidents/{ref}/{act}", {}).status, 200)
        wait_until(lambda: "Northline (supplier)" in tocsin.run("owed").stdout, 10,
                   lambda: tocsin.run("owed").stdout)
        early = tocsin.run("reject", ref, "report", "--reason", "empty")
        self.assertEqual(early.returncode, 6, early.stderr)
        self.assertIn("owes it still", early.stderr)
        self.assertEqual(tocsin.run("met", ref, "report", "--proof", "DOC-7").returncode, 0)
        wait_until(lambda: "HSSI report agreed" in tocsin.run("owed").stdout, 10,
                   lambda: tocsin.run("owed").stdout)
        back = tocsin.run("reject", ref, "report", "--reason", "no root cause", "--by", "Kim Hazel")
        self.assertEqual(back.returncode, 0, back.stderr)
        self.assertIn("rejected, and owed again", back.stdout)
        tocsin.kill()
        tocsin.start()
        wait_until(lambda: self.texts_to_supplier("Why: no root cause"), 10,
                   lambda: str(tocsin.texts()))
        self.assertIn("report rejected, due again", str(tocsin.timeline(ref)))
        wait_until(lambda: self.texts_to_supplier("is due now on " + ref), 75,
                   lambda: str(tocsin.texts()))
        self.assertEqual(tocsin.run("met", ref, "report", "--proof", "DOC-7.2").returncode, 0)
        wait_until(lambda: tocsin.run("met", ref, "agreed").returncode == 0, 10,
                   lambda: tocsin.run("owed").stdout)
        self.assertEqual(tocsin.run("owed").stdout, "Nothing is owed.\n")

    def test_a_report_that_comes_late_is_marked(self):
        self.proves("HSSI-07")
        tocsin = self.tocsin
        accepted = (datetime.now(timezone.utc) - timedelta(minutes=25)).isoformat(
            timespec="seconds")
        ref = tocsin.open_incident(accepted=accepted)
        wait_until(lambda: "supplier-report met, late" in str(tocsin.timeline(ref)), 10,
                   lambda: str(tocsin.timeline(ref)))
        settled = tocsin.api("GET", f"/v1/obligations?incident={ref}").json()["settled"]
        self.assertEqual([(one["name"], one["late"]) for one in settled],
                         [("supplier-report", True)])
        wrong = tocsin.api("POST", "/v1/incidents", report(accepted="soon"))
        self.assertEqual(wrong.status, 422, wrong)
        self.assertEqual([error["pointer"] for error in wrong.json()["errors"]], ["#/accepted"])


if __name__ == "__main__":
    main()
