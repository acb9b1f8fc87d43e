"""Somebody asks to be forgotten: the whole road with the real program, killed on the way, and a
search of every byte that the daemon has left for what was erased."""

import json
import time
from pathlib import Path

from settings import procedure
from tocsin import CAMPAIGN, SystemTest, main, wait_until

WORD = "Xylocarp"  # nobody else says it
KILLS = 100 if CAMPAIGN else 8
MANY = 1000 if CAMPAIGN else 60


class Erased(SystemTest):
    def house(self, **config):
        tocsin = self.daemon(**config).start()
        tocsin.run("note", "handover", "supplier phones at 09:00")
        return tocsin

    def files_with(self, tocsin, word, *folders):
        """Of the journal and its backups; what was sent before lies with its readers."""
        found = []
        for folder in (tocsin.data, *folders):
            found += [path for path in folder.glob("*") if path.is_file()
                      and word.encode() in path.read_bytes()]
        return [path.name for path in found]

    def files_forget(self, tocsin, word):
        """At once, or when whoever reads the journal right now has read it."""
        wait_until(lambda: not self.files_with(tocsin, word), 10,
                   lambda: self.files_with(tocsin, word))

    def erase(self, tocsin, *args):
        """When its messages are settled."""
        def done():
            run = tocsin.run("erase", *args, "--reason", "request 17 of 2026", "--yes")
            return run if run.returncode == 0 else None
        return wait_until(done, 20, lambda: tocsin.run("erase", *args, "--reason", "17").stderr)

    def nothing_says(self, tocsin, ref, word):
        # The page follows within seconds.
        wait_until(lambda: word.encode() not in tocsin.request("GET", "/status/", unix=True).body,
                   5, "the status page is drawn anew")
        for path in (f"/v1/incidents/{ref}", f"/v1/incidents/{ref}/timeline",
                     f"/v1/incidents/{ref}/alarms", f"/v1/incidents/{ref}/explain",
                     f"/v1/incidents/{ref}/notices", f"/v1/incidents/{ref}/documents",
                     "/v1/incidents?past=true", "/v1/handovers/now", "/v1/suppressed",
                     "/metrics", "/status/", f"/status/incidents/{ref}/"):
            self.assertNotIn(word.encode(), tocsin.request("GET", path, unix=True).body, path)
        shown = tocsin.run("show", ref).stdout
        self.assertNotIn(word, shown)
        self.assertIn("[erased]", shown)

    def test_from_the_report_to_the_last_byte(self):
        self.proves("P17", "P18")
        kept = self.daemon().folder / "kept"
        kept.mkdir()
        tocsin = self.house(backup={"folder": str(kept), "every": "7 days", "keep": 14})
        ref, other = tocsin.past_incident(WORD), tocsin.past_incident("Zanzibar", 2)
        old = json.loads(tocsin.run("backup", "--json").stdout)["last"]["file"]
        self.assertIn("journal.db", "".join(self.files_with(tocsin, WORD)))
        wait_until(lambda: WORD.encode() in
                   tocsin.request("GET", f"/status/incidents/{ref}/", unix=True).body, 10, "shown")

        tried = tocsin.run("erase", ref, "--reason", "request 17 of 2026")
        self.assertEqual(tried.returncode, 0, tried.stderr)
        self.assertIn("Nothing was changed", tried.stdout)
        self.assertTrue(self.files_with(tocsin, WORD))

        said = self.erase(tocsin, ref).stdout
        self.assertIn(f"about {ref}", said)
        self.assertIn(str(kept), said)
        self.files_forget(tocsin, WORD)
        self.assertIn("request 17 of 2026", tocsin.timeline(ref))
        wait_until(lambda: WORD.encode() not in
                   tocsin.request("GET", f"/status/incidents/{ref}/", unix=True).body, 10, "gone")
        self.nothing_says(tocsin, ref, WORD)
        published = tocsin.data / "out/www"
        wait_until(lambda: not any(WORD in path.read_text(errors="replace")
                                   for path in published.rglob("*") if path.is_file()), 10,
                   "the published pages say it no more")
        self.assertIn("Zanzibar summary", tocsin.run("show", other).stdout)
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
        new = json.loads(tocsin.run("backup", "--json").stdout)["last"]["file"]
        self.assertNotIn(WORD.encode(), Path(new).read_bytes())
        self.assertIn(WORD.encode(), Path(old).read_bytes(), "as the answer has said")

        tocsin.kill()
        tocsin.start()
        self.nothing_says(tocsin, ref, WORD)
        self.assertEqual(self.files_with(tocsin, WORD), [])
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
        self.assertNotIn(WORD, tocsin.log_text())

        tocsin.stop()
        told = tocsin.run("restore", old, "--data", str(tocsin.data), "--dry-run")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn(f"tocsin erase {ref} --reason", told.stdout)
        self.assertEqual(self.files_with(tocsin, WORD), [])

    def test_what_is_open_keeps_its_words_and_says_why(self):
        self.proves("P4")
        tocsin = self.house()
        ref = tocsin.open_incident(summary=f"{WORD} summary")
        refused = tocsin.run("erase", ref, "--reason", "request 17 of 2026", "--yes")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("close it first", refused.stderr)
        self.assertIn(f"{WORD} summary", tocsin.run("show", ref).stdout)
        for wrong in ((), (ref, "--person", "pat.ash"), ("INC-999",)):
            self.assertNotEqual(
                tocsin.run("erase", *wrong, "--reason", "17", "--yes").returncode, 0, wrong)
        token = tocsin.make_token("operator", ("operate", "read"))
        answer = tocsin.request("POST", f"/v1/incidents/{ref}/erase", {"reason": "17"}, token=token)
        self.assertEqual(answer.status, 403, answer)

    def test_what_is_closed_and_still_owes_a_report_says_so(self):
        the_procedure = procedure()
        the_procedure["obligations"] = {
            "report": {"title": "HSSI report", "ask": "Send it", "starts": ["closed"],
                       "due": "10 working days", "owner": "level-1"}}
        tocsin = self.house(the_procedure=the_procedure)
        ref = tocsin.past_incident(WORD)
        refused = tocsin.run("erase", ref, "--reason", "request 17 of 2026", "--yes")
        self.assertEqual(refused.returncode, 6, refused)
        self.assertIn("its HSSI report is still owed", refused.stderr)
        self.assertIn(f"tocsin met {ref} report", refused.stderr)
        self.assertIn(f"{WORD} summary", tocsin.run("show", ref).stdout)
        self.assertEqual(tocsin.run("met", ref, "report").returncode, 0)
        self.erase(tocsin, ref)
        self.nothing_says(tocsin, ref, WORD)

    def test_a_person_is_forgotten_in_what_is_over(self):
        self.proves("P17")
        tocsin = self.house()
        ref = tocsin.past_incident("Zanzibar")
        self.assertIn("Pat Ash", tocsin.timeline(ref))
        said = self.erase(tocsin, "--person", "pat.ash", "--also", f"{WORD} Smith").stdout
        self.assertIn("what they did", said)
        wait_until(lambda: self.erase(tocsin, "--person", "pat.ash") and
                   "Pat Ash" not in tocsin.timeline(ref), 10, lambda: tocsin.timeline(ref))
        self.assertIn("Zanzibar note", tocsin.timeline(ref))
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
        self.assertEqual(tocsin.run("who").returncode, 0)

    def test_reports_go_on_as_fast_while_words_are_erased(self):
        self.proves("P17")
        tocsin = self.house()
        for n in range(MANY):
            tocsin.past_incident(WORD, n)
        said = []
        count, slowest, alone, took = self.reports_beside(tocsin, lambda: said.append(
            self.erase(tocsin, "--person", "max.birch", "--also", WORD).stdout))
        print(f"{said[0].splitlines()[0][:60]} in {took:.1f} s; {count} reports meanwhile: "
              f"slowest {slowest * 1000:.0f} ms, without {alone * 1000:.0f} ms", flush=True)
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)

    def test_killed_on_the_way_it_is_done_or_done_again(self):
        self.proves("P17", "P1")
        tocsin = self.house()
        words = [f"{WORD}{n}q" for n in range(KILLS)]
        refs = [tocsin.past_incident(word, n) for n, word in enumerate(words)]
        time.sleep(1)
        for n, (ref, word) in enumerate(zip(refs, words)):
            # Its answer may never come: it is asked from beside.
            try:
                tocsin.request("POST", f"/v1/incidents/{ref}/erase", {"reason": "request 17"},
                               unix=True, timeout=0.002 * (n + 1))
            except OSError:
                pass
            tocsin.kill()
            tocsin.start()
            proof = tocsin.run("audit", "verify")
            self.assertEqual(proof.returncode, 0, proof.stdout + proof.stderr)
            self.erase(tocsin, ref)
            self.nothing_says(tocsin, ref, word)
            self.files_forget(tocsin, word)
        self.files_forget(tocsin, WORD)
        ref = tocsin.open_incident(summary="the house calls as ever", key="last")
        wait_until(lambda: "call-made" in tocsin.kinds(ref), 10, lambda: tocsin.kinds(ref))


if __name__ == "__main__":
    main()
