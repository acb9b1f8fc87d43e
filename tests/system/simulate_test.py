"""tocsin simulate and tocsin explain against the running daemon: what is asked changes nothing."""

import json
import re
import time

from settings import weeks
from tocsin import SystemTest, main, wait_until

DONE, NEEDS_YOU, ASKED_WRONGLY, NOT_FOUND = 0, 1, 2, 5


class Asked(SystemTest):
    def command(self, *args, status=DONE):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, status, f"{args}\n{done.stdout}{done.stderr}")
        return done.stdout if status == DONE else done.stderr


class Simulate(Asked):
    def setUp(self):
        self.tocsin = self.daemon().start()

    def traces(self):
        """What a side effect would change: the journal's head, the figures, what left the house."""
        metrics = [line for line in self.command_metrics().splitlines()
                   if re.match(r"tocsin_(incidents_open|sends_|journal_entries|provider_failures|commits)", line)]
        head = json.loads(self.command("audit", "verify", "--json"))
        left = sorted(str(path) for path in (self.tocsin.data / "out").rglob("*")
                      if "www" not in path.parts)
        return head["entries"], head["head"], metrics, left

    def traces_at_rest(self):
        """The traces once what the start itself brings about is done: twice the same."""
        last = [None]

        def rests():
            before, last[0] = last[0], self.traces()
            time.sleep(0.3)
            return before == last[0]

        wait_until(rests, 20, lambda: str(last[0]))
        return last[0]

    def command_metrics(self):
        return self.tocsin.request("GET", "/metrics", unix=True).text()

    def test_it_uses_the_rotas_in_force_and_leaves_no_trace(self):
        before = self.traces_at_rest()
        self.assertTrue(before[2], "no figure is looked at")
        said = self.command("simulate", "--service", "GP Records", "--down")
        self.assertTrue(said.startswith("Nothing is sent. If GP Records goes down (severity 1)"))
        for words in ("EDM Pat Ash, try 1", "level 3 Sam Elm, try 1", "last resort Duty director",
                      "Text to Pat Ash, try 1", "INC-0000"):
            self.assertIn(words, said)
        seen = json.loads(self.command("simulate", "--service", "gp-records", "--sev", "2",
                                       "--fails", "sms-files", "--taken-at", "25", "--json"))
        self.assertTrue(seen["nothing_is_sent"])
        self.assertEqual(seen["end"], "taken")
        calls = [line for line in seen["lines"] if line["kind"] == "call"]
        self.assertEqual([(one["person"], one["try"], one["after_s"]) for one in calls],
                         [("pat.ash", 1, 0), ("pat.ash", 2, 600), ("sam.elm", 1, 1200)])
        self.assertGreater(calls[0]["rota_version"], 0)
        self.assertEqual({send["verdict"] for send in calls[0]["sends"]},
                         {"misconfigured", "accepted"})
        self.assertNotIn("+447700900101", json.dumps(seen))
        self.assertEqual(self.traces(), before)

    def test_the_daemon_and_its_files_say_the_same(self):
        at = ("--at", f"{weeks()[0]}T20:00")
        asked = self.command("simulate", "--service", "gp-records", "--json", *at)
        read = self.command("simulate", "--service", "gp-records", "--json", *at,
                            "--config", self.tocsin.config_file)
        without_versions = lambda text: re.sub(r'"rota_version":\d+', "", text)  # noqa: E731
        self.assertEqual(without_versions(asked), without_versions(read))

    def test_a_gap_and_a_night_that_reaches_nobody_end_with_1(self):
        self.proves("P11")
        empty = ("--at", f"{weeks(30)[-1]}T20:00")
        every = ("--fails", "sms-files", "--fails", "mail-files")
        for form in ((), ("--json",)):
            self.command("simulate", "--service", "gp-records", *empty, *form, status=NEEDS_YOU)
            self.command("simulate", "--service", "gp-records", *every, *form, status=NEEDS_YOU)

    def test_what_is_not_known_is_named(self):
        said = self.command("simulate", "--service", "GP Recods", status=ASKED_WRONGLY)
        self.assertIn('--service "GP Recods" is not known', said)
        self.assertIn('do:  write --service "GP Records"', said)
        said = self.command("simulate", "--service", "gp-records", "--at", "soon",
                            status=ASKED_WRONGLY)
        self.assertIn("no moment can be read", said)

    def test_a_token_that_may_read_may_ask(self):
        self.proves("P19")
        for scope, status in (("read", 200), ("intake", 403)):
            said = self.command("token", "add", scope, "--scope", scope)
            token = re.search(r"toc_[\w.-]+", said).group().rstrip(".")
            answer = self.tocsin.request("POST", "/v1/simulate", {"service": "gp-records"},
                                         token=token)
            self.assertEqual(answer.status, status)


class Explain(Asked):
    def setUp(self):
        self.tocsin = self.daemon().start()

    def test_a_closed_incident_explains_itself_from_the_journal(self):
        ref = self.tocsin.open_incident()
        wait_until(lambda: "accepted" in self.command("explain", ref), 15, "the text was accepted")
        self.tocsin.request("POST", f"/v1/incidents/{ref}/acknowledge", {"person": "pat.ash"},
                            unix=True)
        said = self.command("explain", ref)
        self.assertRegex(said, r"\AThe EDM was called at [0-9:]{8}.*\. Pat Ash \(EDM\) took it at ")
        self.assertRegex(said, r"\nRota    version \d+: Pat Ash is EDM")
        self.assertRegex(said, r"\n +text   sms-files  07700 \.\.\.101  accepted [0-9:]{8}")
        self.assertRegex(said, r"\nNot called: level-3, level-4, last-resort: Pat Ash ")
        self.assertRegex(said, r"\nProof: journal rows \d+ to \d+, chain verified\.\n\Z")
        self.assertNotIn("900101", said)
        for step in ("resolve", "close"):
            self.tocsin.request("POST", f"/v1/incidents/{ref}/{step}", {"summary": "mended"},
                                unix=True)
        again = self.command("explain", ref)
        self.assertEqual(again.splitlines()[0], said.splitlines()[0])
        seen = json.loads(self.command("explain", ref, "--json"))
        self.assertTrue(seen["proof"]["verified"])
        steps = [line for line in seen["lines"] if line["kind"] == "step"]
        self.assertEqual([person["person"] for person in steps[0]["people"]], ["pat.ash"])

    def test_one_person_is_answered_in_one_sentence(self):
        ref = self.tocsin.open_incident()
        self.assertRegex(self.command("explain", ref, "--person", "pat.ash"),
                         r"\APat Ash was called at [0-9:]{8} as EDM \(rota version \d+\), and did "
                         r"not take it\.\n\Z")
        self.assertRegex(self.command("explain", ref, "--person", "kim.hazel"),
                         r"\AKim Hazel was not called: the ladder meant Pat Ash \(EDM\)")
        self.command("explain", ref, "--person", "../x", status=ASKED_WRONGLY)
        self.command("explain", "INC-999", "--person", "pat.ash", status=NOT_FOUND)

    def test_a_restart_in_the_middle_is_said(self):
        ref = self.tocsin.open_incident()
        self.tocsin.kill()
        self.tocsin.start()
        self.tocsin.request("POST", f"/v1/incidents/{ref}/acknowledge", {"person": "pat.ash"},
                            unix=True)
        said = self.command("explain", ref)
        self.assertIn("the daemon started again after an unclean stop", said)
        self.assertRegex(said, r"\nClock   \w+, in step; started again at ")


if __name__ == "__main__":
    main()
