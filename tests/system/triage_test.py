"""What people say an incident is, and how severe, on the command line: a proposal changes nothing, a
flag is lost only as raised in error, and a killed daemon knows all of it (HSSI-04, 45, 64)."""

from settings import configuration, procedure
from tocsin import SystemTest, main

FIELDS = {
    "category": {"values": ["data-centre", "multi-site", "clinical"], "several": "yes"},
    "kind": {"values": ["outage", "performance", "other"]},
    "looked-into": {"values": ["yes", "no"], "asked": {"flag": "clinical"}}}
FLAGS = {"clinical": {"title": "Clinical safety", "removal-needs": {"looked-into": "yes"}},
         "security": {"title": "Security"}}
SEVERITY = {
    "ways": ["matrix"],
    "questions": {
        "users": {"title": "Users affected", "bands": {"many": 1000, "few": 0}, "scaled": "yes"},
        "urgency": {"title": "Urgency", "answers": {"1": "Many are harmed", "2": "Some wait"}},
        "matrix": {"table": {"rows": "users", "columns": "urgency",
                             "cells": {"many": [1, 2], "few": [2, 4]}}}}}


class Triage(SystemTest):
    def setUp(self):
        services = configuration(1)["services"]
        services["gp-records"]["fields"] = {"category": "data-centre"}
        self.tocsin = self.daemon(
            the_procedure={**procedure(), "fields": FIELDS, "flags": FLAGS, "severity": SEVERITY},
            services=services).start()
        self.ref = self.tocsin.open_incident(severity=3)

    def does(self, *args, code=0):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def test_fields_and_flags_outlive_a_crash_and_flags_even_their_end(self):
        self.proves("HSSI-45", "HSSI-64")
        ref = self.ref
        self.assertEqual(self.tocsin.incident(ref)["unset"], ["kind"])
        self.does("set", ref, "category=clinical,multi-site", "kind=outage", "--by", "Kim Hazel")
        said = self.does("set", ref, "kind=outtage", code=1)
        self.assertIn("Write outage.", said)
        self.does("flag", ref, "clinical", "--reason", "a dose was shown twice")
        said = self.does("unflag", ref, "clinical", "--raised-in-error", "made safe", code=6)
        self.assertIn("can be removed only with: looked-into yes", said)
        self.tocsin.kill()
        self.tocsin.start()
        incident = self.tocsin.incident(ref)
        self.assertEqual(incident["fields"], {"category": ["clinical", "multi-site"],
                                              "kind": ["outage"]})
        self.assertEqual(incident["unset"], ["looked-into"])
        self.assertTrue(incident["flags"]["clinical"]["stands"])
        self.does("set", ref, "looked-into=yes")
        self.does("unflag", ref, "clinical", "--raised-in-error", "it was another hospital")
        self.tocsin.kill()
        self.tocsin.start()
        flag = self.tocsin.incident(ref)["flags"]["clinical"]
        self.assertFalse(flag["stands"])
        self.assertEqual(flag["reason"], "a dose was shown twice")
        self.assertEqual(flag["raised_in_error"]["reason"], "it was another hospital")
        timeline = self.tocsin.timeline(ref)
        self.assertIn("category: clinical, multi-site; kind: outage by Kim Hazel", timeline)
        self.assertIn("flag clinical removed, raised in error by ", timeline)
        # What is closed is read from the journal, and does not change.
        self.assertEqual(self.tocsin.api("POST", f"/v1/incidents/{ref}/resolve", {}).status, 200)
        self.assertEqual(self.tocsin.api("POST", f"/v1/incidents/{ref}/close", {}).status, 200)
        self.assertFalse(self.tocsin.incident(ref)["flags"]["clinical"]["stands"])
        self.does("flag", ref, "security", "--reason", "too late", code=6)

    def test_a_severity_is_proposed_by_the_tables_and_set_by_a_person(self):
        self.proves("HSSI-04")
        ref = self.ref
        asked = self.does("severity", ref, "users=6200", code=1)
        self.assertIn("Still to be answered for matrix:\n  urgency=...", asked)
        self.assertIn("      1  Many are harmed\n", asked)
        said = self.does("severity", ref, "users=6200", "urgency=1", "--dry-run")
        self.assertIn("Users affected: many (6200)\n", said)
        self.assertNotIn("severity_proposed", self.tocsin.incident(ref))
        said = self.does("severity", ref, "users=6200", "urgency=1")
        self.assertIn(f"matrix proposes severity 1.\nSet it: tocsin severity {ref} 1\n", said)
        self.assertEqual(self.tocsin.incident(ref)["severity"], 3, "it is proposed, no more")
        said = self.does("severity", ref, "2", code=1)
        self.assertIn("Severity 1 is proposed. Say why it is 2.", said)
        self.does("severity", ref, "2", "--reason", "half of them have paper")
        self.tocsin.kill()
        self.tocsin.start()
        incident = self.tocsin.incident(ref)
        self.assertEqual(incident["severity"], 2)
        self.assertEqual(incident["severity_proposed"]["severity"], 1)
        self.assertEqual(incident["severity_set"]["before"], 3)
        self.assertEqual(incident["severity_set"]["proposed"], 1)
        self.assertIn("severity 2, was 3 by ", self.tocsin.timeline(ref))
        self.does("severity", ref, "1=2=3", code=1)
        self.does("severity", ref, "worst", code=2)


if __name__ == "__main__":
    main()
