"""The checker sees: each forgery in a run that kept every promise is found, and nothing else is."""

import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from forged import Forged, called, offered, settled  # noqa: E402

CHECK = Path(__file__).resolve().parent / "check"


class Checked(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "logs"
        self.run_ = Forged()

    def check(self):
        logs, journal = self.run_.write(self.folder)
        return self.ask(logs, journal)

    def ask(self, logs, journal):
        done = subprocess.run([sys.executable, CHECK, logs, "--journal", journal],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr

    def assert_only(self, promise, words):
        status, said = self.check()
        self.assertEqual(status, 1, said)
        self.assertIn(words, said)
        broken = [line.split(":")[0] for line in said.splitlines() if " VIOLATIONS" in line]
        self.assertEqual(broken, [promise], said)


class AllWell(Checked):
    def test_an_honest_run_is_believed_and_all_of_it_was_looked_at(self):
        status, said = self.check()
        self.assertEqual(status, 0, said)
        for line in ("journal: kept (20 rows)",
                     "P1: kept (4 reports answered, 1 reports unanswered, 1 acts answered)",
                     "P3: kept (3 keys, 1 repeats, 1 other bodies)",
                     "P4: kept (3 calls, 3 sends, 1 sends in hand at a crash)",
                     "P5: kept (3 messages, 1 repeats, 1 asked first)",
                     "P8: kept (2 starts, 1 restarts with overdue work, 2 incidents overdue, "
                     "4 people of steps, 2 ladders open at the end)"):
            self.assertIn(line, said)

    def test_no_evidence_is_no_proof(self):
        empty = self.folder
        empty.mkdir()
        status, said = self.ask(empty, empty / "journal.db")
        self.assertEqual(status, 2, said)


class P1(Checked):
    def test_an_answered_incident_that_is_gone(self):
        self.run_.lose("incident-opened", incident=2)
        self.run_.lose("step-began", incident=2)
        self.run_.entry("call-made", call=2)[3]["covers"].pop()
        self.assert_only("P1", "key b was answered 201")

    def test_one_key_that_opened_two(self):
        one = self.run_.entry("incident-opened", incident=2)
        self.run_.entries.insert(6, [1205, 1, one[2], {**one[3], "incident": 4, "climbs": False}])
        self.assert_only("P1", "opened ['INC-2', 'INC-4']")

    def test_another_body_than_was_answered_for(self):
        self.run_.entry("incident-opened", incident=2)[3]["raw"] = "{}"
        self.assert_only("P1", "INC-2 holds another body")

    def test_an_acknowledgement_that_is_gone(self):
        self.run_.lose("taken", incident=1)
        self.assert_only("P1", "the acknowledge of INC-1")

    def test_a_press_that_is_gone(self):
        self.run_.say(*self.run_.act(3.3, "press", "INC-2"))
        self.assert_only("P1", "the press of INC-2")

    def test_an_end_that_is_gone(self):
        self.run_.say(*self.run_.act(3.3, "resolve", "INC-2"))
        self.run_.say(*self.run_.act(3.4, "close", "INC-2"))
        self.run_.entries.insert(-1, [3300, 2, "status-moved",
                                      {"incident": 2, "to": "resolved", "over": True}])
        self.assert_only("P1", "the close of INC-2")


class P3(Checked):
    def test_another_body_that_was_taken(self):
        self.run_.unsay(call="report-3.07")
        self.run_.say(*self.run_.report(3.07, "a", 1, body="another"))
        self.assert_only("P3", "key a with another body was answered 201")

    def test_its_own_body_refused(self):
        self.run_.say(*self.run_.report(3.5, "b", None, status=409))
        self.assert_only("P3", "its own body was refused")

    def test_another_incident_for_the_same_key(self):
        self.run_.say(*self.run_.report(3.5, "b", 3))
        status, said = self.check()
        self.assertEqual(status, 1)
        self.assertIn("key b was ['INC-2'] and is ['INC-3']", said)
        self.assertIn("INC-3 was answered for 2 keys", said)


class P4(Checked):
    def test_a_call_that_no_provider_saw(self):
        self.run_.unsay(reference="r-2")
        self.run_.lose("send-settled", send=2)
        self.run_.entry("send-offered", id=2)[3]["handed"] = False
        self.run_.outbox = [2]
        self.assert_only("P4", "call 2, attempt 1, reached no provider")

    def test_a_call_without_any_send(self):
        self.run_.unsay(reference="r-2")
        self.run_.lose("send-offered", id=2)
        self.run_.lose("send-settled", send=2)
        self.assert_only("P4", "call 2, attempt 1, reached no provider")

    def test_a_call_without_any_send_that_the_journal_calls_failed_is_none(self):
        self.test_a_call_without_any_send()
        self.run_.entries.insert(-1, [3300, 2, "call-failed",
                                      {"call": 2, "attempt": 1, "incidents": []}])
        self.folder = self.folder.parent / "again"
        self.assertEqual(self.check()[0], 0)

    def test_what_was_in_hand_at_the_crash_and_is_not_spoken_of(self):
        self.run_.lose("send-handed", send=1)
        self.assert_only("P4", "send 1 was in hand when epoch 2 began")

    def test_what_is_in_hand_for_ever(self):
        self.run_.lose("send-settled", send=3)
        self.run_.outbox = [3]
        self.assert_only("P4", "send 3 is in hand for ever")

    def test_what_no_provider_took_and_counts_as_accepted(self):
        for line in self.run_.lines:
            if line.get("reference") == "r-3":
                line["takes"] = False
        self.assert_only("P4", "send 3 counts as accepted")

    def test_an_outbox_that_says_something_else(self):
        self.run_.outbox = [2]
        self.assert_only("P4", "send 2: the outbox and the journal do not agree")


class P5(Checked):
    def test_a_text_that_comes_twice_for_nothing(self):
        self.run_.say(*self.run_.text(3.6, 2))
        self.assert_only("P5", "r-2 came twice, and nothing had happened between")

    def test_two_extra_for_one_crash(self):
        self.run_.say(*self.run_.text(3.025, 1))
        self.assert_only("P5", "r-1 came twice, and nothing had happened between")

    def test_a_repeat_with_another_text(self):
        self.run_.unsay(reference="r-1", mono=3.02)
        self.run_.say(self.run_.text(3.02, 1, text="Take that")[0])
        self.assert_only("P5", "with another text or to another number")

    def test_a_repeat_that_nobody_asked_about(self):
        self.run_.unsay(what="look-up")
        self.assert_only("P5", "the provider was not asked between")

    def test_a_repeat_of_what_the_provider_said_it_has(self):
        self.run_.unsay(what="look-up")
        self.run_.say({"what": "look-up", "mono": 3.01, "reference": "r-1", "found": True})
        self.assert_only("P5", "came again though the provider said that it has it")

    def test_a_reference_that_was_given_twice(self):
        self.run_.entry("send-offered", id=3)[3]["reference"] = "r-2"
        self.assert_only("P5", "reference r-2 was given twice")

    def test_a_call_that_changes_its_code(self):
        self.run_.entries.insert(-1, [3300, 2, "call-made",
                                      {**called(3, [3], "sam"), "code": "000"}])
        self.assert_only("P5", "call 3 has changed its code")

    def test_what_was_accepted_and_goes_elsewhere(self):
        self.run_.entries.insert(-1, [3300, 2, "send-offered", offered(4, 2)])
        self.run_.entries.insert(-1, [3400, 2, "send-settled", settled(4)])
        self.run_.say(*self.run_.text(3.3, 4))
        self.assert_only("P5", "call 2 was offered again after a provider took it")


class P8(Checked):
    def test_a_start_that_takes_too_long(self):
        for line in self.run_.lines:
            if line["mono"] >= 3.0:
                line["mono"] += 8
        self.assert_only("P8", "life 2 was not ready within 8.0 s")

    def test_a_start_that_is_never_ready(self):
        self.run_.unsay(what="ready", life=2)
        for line in self.run_.lines:
            if line["what"] == "stopped":
                line["mono"] = 60
        self.assert_only("P8", "life 2 was not ready within 8.0 s")

    def test_the_lesser_trouble_first(self):
        first = self.run_.entry("step-began", incident=3)
        self.run_.entries.remove(first)
        self.run_.entries.insert(self.run_.entries.index(
            self.run_.entry("step-began", incident=2)) + 1, first)
        self.assert_only("P8", "INC-3 (severity, due (1, 1210)) was called for after INC-2")

    def test_the_younger_first_of_one_severity(self):
        for number in (2, 3):
            self.run_.entry("incident-opened", incident=number)[3]["severity"] = 3
        self.assert_only("P8", "INC-2 (severity, due (3, 1200)) was called for after INC-3")

    def test_two_calls_to_one_person_for_what_is_due_at_once(self):
        self.run_.entry("call-made", call=2)[3]["covers"].pop()
        place = self.run_.entries.index(self.run_.entry("send-offered", id=2)) + 1
        self.run_.entries[place:place] = [[3010, 2, "call-made", called(4, [2])],
                                          [3010, 2, "send-offered", offered(4, 4)],
                                          [3010, 2, "send-settled", settled(4)]]
        self.run_.say(*self.run_.text(3.035, 4))
        self.assert_only("P8", "pat.ash is called twice for what was overdue together")

    def test_a_person_of_a_step_who_is_not_called(self):
        self.run_.unsay(reference="r-3")
        for kind, facts in (("call-made", {"call": 3}), ("send-offered", {"id": 3}),
                            ("send-settled", {"send": 3})):
            self.run_.lose(kind, **facts)
        self.assert_only("P8", "sam.elm is to be called for INC-3 and is not")

    def test_a_ladder_that_stands_still(self):
        self.run_.entry("step-began", incident=2)[3]["until"] = 3500
        self.run_.entry("stopped")[0] = 30_000
        self.assert_only("P8", "INC-2 was to be called about at 3500")

    def test_an_incident_that_is_never_called_for(self):
        self.run_.lose("step-began", incident=2)
        self.run_.entry("call-made", call=2)[3]["covers"].pop()
        self.run_.entry("stopped")[0] = 30_000
        self.assert_only("P8", "INC-2 was to be called about at 1200")


class TheJournal(Checked):
    def forge(self, statement):
        logs, journal = self.run_.write(self.folder)
        database = sqlite3.connect(journal)
        database.execute(statement)
        database.commit()
        database.close()
        return self.ask(logs, journal)

    def test_an_edited_row(self):
        status, said = self.forge("UPDATE entry SET at = at + 1 WHERE seq = 20")
        self.assertEqual(status, 1)
        self.assertIn("row 20 (stopped): its hash is another", said)

    def test_edited_particulars(self):
        status, said = self.forge("UPDATE particulars SET text = '{ }' WHERE seq = 20")
        self.assertEqual(status, 1)
        self.assertIn("row 20: its particulars are not those", said)

    def test_a_row_that_is_gone(self):
        status, said = self.forge("DELETE FROM entry WHERE seq = 20")
        self.assertEqual(status, 1)
        self.assertIn("the head says row 20, the last row is 19", said)


if __name__ == "__main__":
    unittest.main(verbosity=1)
