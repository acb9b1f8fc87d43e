"""tests/rules refuses a rule that nobody knows, and one that nobody proves."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

RULES = Path(__file__).resolve().parents[1] / "rules"


class Rules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "known").write_text("# words\nP1 first\nP2 second\n")
        (self.folder / "required").write_text("P1\n")

    def run_with(self, records):
        (self.folder / "a.rules").write_text(records)
        return subprocess.run(
            [sys.executable, str(RULES), "--records", str(self.folder), "--known",
             str(self.folder / "known"), "--require", str(self.folder / "required")],
            capture_output=True, text=True, check=False)

    def test_a_proved_rule_is_shown_with_its_tests(self):
        done = self.run_with("P1\tSuite.One\nP1\tSuite.Two\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("P1        first\n          Suite.One\n          Suite.Two\n", done.stdout)
        self.assertIn("1 of 2 rules have a test.", done.stdout)

    def test_a_required_rule_without_a_proof_is_refused(self):
        done = self.run_with("P2\tSuite.One\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("P1 (first) has no passing test", done.stderr)

    def test_an_unknown_rule_is_refused(self):
        done = self.run_with("P1\tSuite.One\nP9\tSuite.Two\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Suite.Two claims P9", done.stderr)

    def test_a_broken_record_is_refused(self):
        self.assertEqual(self.run_with("P1 Suite.One\n").returncode, 1)

    def test_the_lists_of_the_house_agree(self):
        done = subprocess.run([sys.executable, str(RULES), "--records", str(self.folder),
                               "--require", str(RULES.with_name("rules.required"))],
                              capture_output=True, text=True, check=False)
        self.assertNotIn("does not know", done.stderr)


if __name__ == "__main__":
    unittest.main()
