"""tests/rules --mutate changes what it says, one thing at a time, and its list only gets shorter."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml

from mutated_rules import Mutant, Unnoticed, changed, mutants_of, problem_with, rules_in

PROCEDURE = '''# A rule in a line of its own marks nothing (HSSI-01).
fields:
  kind: { title: Kind, values: [outage, other] }   # HSSI-64
obligations:
  call:                                            # HSSI-18: wherever one is asked for
    rules: [HSSI-18, HSSI-21]
    due: 30 min
    when:
      - { severity: [1, 2] }
      - { flag: crisis }
    until: resolved
  other:
    due: 10 min
'''


class MutatedRules(unittest.TestCase):
    def setUp(self):
        self.mutants = {f"{one.path} {one.what}": one for one in mutants_of("hssi", PROCEDURE)}

    def left(self, name):
        return yaml.safe_load(self.mutants[name].text)

    def test_every_change_of_a_marked_line_is_made_and_no_other(self):
        self.assertEqual({one.split(".")[0] + "." + one.split(".")[1].split(" ")[0]
                          for one in self.mutants},
                         {"fields.kind", "obligations.call"})
        self.assertEqual(len(self.mutants), 5 + 16)

    def test_each_change_leaves_all_else_as_it_was(self):
        whole = yaml.safe_load(PROCEDURE)
        del whole["obligations"]["call"]["when"][1]
        self.assertEqual(self.left("obligations.call.when[1] dropped"), whole)
        whole = yaml.safe_load(PROCEDURE)
        del whole["fields"]["kind"]["values"][1]
        self.assertEqual(self.left("fields.kind.values[1] dropped"), whole)
        whole = yaml.safe_load(PROCEDURE)
        whole["obligations"]["call"]["due"] = "60 min"
        self.assertEqual(self.left("obligations.call.due changed to 60 min"), whole)
        whole = yaml.safe_load(PROCEDURE)
        del whole["obligations"]["call"]
        self.assertEqual(self.left("obligations.call dropped"), whole)

    def test_rules_are_those_of_the_comment_and_of_the_key(self):
        self.assertEqual(self.mutants["obligations.call.due dropped"].rules, ["HSSI-18", "HSSI-21"])
        self.assertEqual(rules_in("HSSI-05, 20, 64 and DPS-01: 20 minutes, 5 times"),
                         ["HSSI-05", "HSSI-20", "HSSI-64", "DPS-01"])

    def test_other_lengths_times_and_numbers(self):
        self.assertEqual(changed("next working day 17:30"), "next working day 18:30")
        self.assertEqual(changed("10 working days"), "20 working days")
        self.assertEqual(changed("80 %"), "73 %")
        self.assertEqual(changed("141"), "151")
        self.assertEqual(changed("2"), "3")
        self.assertIsNone(changed("outage"))

    def test_the_list_only_gets_shorter(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list"
            path.write_text("# words\nhssi: a.*.c dropped | not seen\nhssi: gone dropped | so\n")
            listed = Unnoticed(path)
            here = Mutant("hssi", ["HSSI-01"], 1, "a.b.c", "dropped", "")
            self.assertEqual(listed.line_for(here), "hssi: a.*.c dropped")
            self.assertIsNone(problem_with(here, None, "hssi: a.*.c dropped", "list"))
            self.assertIn("take \"hssi: a.*.c dropped\" off",
                          problem_with(here, "a-story", "hssi: a.*.c dropped", "list"))
            self.assertIn("nobody notices", problem_with(here, None, None, "list"))
            self.assertIsNone(problem_with(here, "refused", None, "list"))
            self.assertEqual(listed.idle(), ["hssi: gone dropped"])
            path.write_text("hssi: gone dropped\n")
            self.assertRaises(SystemExit, Unnoticed, path)


if __name__ == "__main__":
    unittest.main()
