"""Rotas over the API: a good one counts at once, a bad one changes nothing."""

import json
from datetime import datetime, timedelta, timezone

from settings import weekly_rota, weeks
from tocsin import SystemTest, main, wait_until

YAML = {"Content-Type": "application/yaml"}
CSV = {"Content-Type": "text/csv"}


class Rotas(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()
        # The last of the weeks that came as files: pat.ash is EDM in it.
        self.monday = weeks()[-1]
        self.path = f"/v1/rotas/on-call/{self.monday}"

    def put(self, rota, query=""):
        text = rota if isinstance(rota, str) else json.dumps(rota)
        return self.tocsin.api("PUT", self.path + query, text, headers=YAML)

    def edm(self, monday=None):
        at = f"{monday or self.monday}T20:00:00Z"
        roles = self.tocsin.api("GET", f"/v1/on-call?at={at}").json()["roles"]
        return [person["id"] for role in roles if role["called"] == "EDM"
                for person in role["people"]]

    def test_a_good_rota_counts_at_once(self):
        self.assertEqual(self.edm(), ["pat.ash"])
        answer = self.put(weekly_rota(self.monday, edm="kim.hazel"))
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["gaps"], [])
        self.assertEqual(self.edm(), ["kim.hazel"])
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.edm(), ["kim.hazel"], "an old file does not win over a newer upload")

    def test_a_bad_rota_never_replaces_a_good_one(self):
        self.proves("P20")
        before = self.tocsin.api("GET", self.path).json()
        for bad in (weekly_rota(self.monday, edm="pat.aash"), "rota: [",
                    {**weekly_rota(self.monday), "shift": {}},
                    {**weekly_rota(self.monday), "week": weeks()[0].isoformat()}):
            with self.subTest(bad=bad):
                answer = self.put(bad)
                self.assertEqual(answer.status, 422, answer)
                self.assertIn("application/problem+json", answer.headers["Content-Type"])
                self.assertTrue(answer.json()["errors"])
        self.assertEqual(self.tocsin.api("GET", self.path).json(), before)
        self.assertEqual(self.edm(), ["pat.ash"])

    def test_the_refusal_names_every_line(self):
        rota = "rota: on-call\n" f"week: {self.monday}\n" \
               "shifts:\n  edm:\n    all-week: pat.aash\n  level-3:\n    all-weak: sam.elm\n"
        errors = self.put(rota).json()["errors"]
        lines = {error["pointer"].split(":")[0] for error in errors}
        self.assertEqual(lines, {"#5", "#7"}, errors)

    def test_a_dry_run_changes_nothing(self):
        self.assertEqual(self.put(weekly_rota(self.monday, edm="kim.hazel"),
                                  "?dry-run=true").status, 200)
        self.assertEqual(self.edm(), ["pat.ash"])

    def test_a_dry_run_that_is_misspelt_changes_nothing(self):
        for query, why in (("?dryrun=true", "An upload takes "), ("?dry-run=1", "dry-run is true"),
                           ("?dry-run=true&force=true", "An upload takes "),
                           ("?activate-at=yesterday", "activate-at is a time")):
            with self.subTest(query=query):
                answer = self.put(weekly_rota(self.monday, edm="kim.hazel"), query)
                self.assertEqual(answer.status, 400, answer)
                self.assertIn(why, answer.json()["detail"])
                self.assertEqual(self.edm(), ["pat.ash"])

    def test_a_new_gap_needs_a_reason(self):
        self.proves("HSSI-16")
        gap = weekly_rota(self.monday, edm="nobody")
        dry = self.put(gap, "?dry-run=true").json()
        self.assertTrue(dry["gaps"][0]["new"], dry)
        answer = self.put(gap)
        self.assertEqual(answer.status, 422, answer)
        self.assertIn("EDM is empty from", answer.json()["errors"][0]["detail"])
        self.assertEqual(self.put(gap, "?accept-gaps=true").status, 400)
        self.assertEqual(self.edm(), ["pat.ash"])
        answer = self.put(gap, "?accept-gaps=true&by=Kim%20Hazel&reason=leave")
        self.assertEqual(answer.status, 200, answer)
        self.assertTrue(answer.json()["gaps"])
        self.assertEqual(self.edm(), [])
        versions = self.tocsin.api("GET", "/v1/rotas").json()["rotas"][0]["versions"]
        self.assertEqual((versions[-1]["by"], versions[-1]["reason"]), ("Kim Hazel", "leave"))

    def test_the_answer_says_who_instead_of_whom(self):
        self.proves("HSSI-13")
        words = self.put(weekly_rota(self.monday, edm="kim.hazel"), "?dry-run=true").json()["words"]
        self.assertRegex(words, r"1 change, 0 new gaps, against version \d+ in force")
        self.assertIn("Pat Ash -> Kim Hazel", words)

    def test_a_spreadsheet_is_a_rota_too(self):
        self.proves("HSSI-13")
        for week in ("", "?week=2026-13"):
            refused = self.tocsin.api("GET", "/v1/rotas/template" + week)
            self.assertEqual(refused.status, 400, refused)
            self.assertIn("week is the week to fill in", refused.json()["detail"])
        blank = self.tocsin.api("GET", f"/v1/rotas/template?week={self.monday}").text()
        self.assertIn("edm,", blank)
        british = self.monday.strftime("%d/%m/%Y")
        lines = ["\ufeffRole;Date;From;To;Person"]
        for day in range(7):
            date = (self.monday + timedelta(days=day)).strftime("%d/%m/%Y")
            lines.append(f"EDM;{date};08:00;08:00;Kim Hazel")
        lines.append(f"EDM;{british};08:00;08:00;Kim Aazel")
        path = "/v1/rotas/on-call"
        answer = self.tocsin.api("PUT", path, "\r\n".join(lines), headers=CSV)
        self.assertEqual(answer.status, 422, answer)
        self.assertIn("#9:", answer.json()["errors"][0]["pointer"], answer.json())
        lines[-1] = f"level-3;{british};08:00;08:00;Sam Elm"
        answer = self.tocsin.api("PUT", path, "\r\n".join(lines), headers=CSV)
        self.assertEqual(answer.status, 422, "level 3 is empty from Tuesday on")
        lines[-1:] = [line.replace("EDM", "level-3").replace("Kim Hazel", "Sam Elm")
                      for line in lines[1:8]]
        answer = self.tocsin.api("PUT", path, "\r\n".join(lines), headers=CSV)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.edm(), ["kim.hazel"])

    def test_a_rolling_rota_stands_behind_the_published_weeks_and_outlives_a_crash(self):
        self.proves("HSSI-12")
        after = self.monday + timedelta(weeks=1)
        rolling = {"rota": "on-call", "from": self.monday.isoformat(),
                   "until": (after + timedelta(weeks=2)).isoformat(),
                   "shifts": {"edm": {"all-week": {"in-turn": ["kim.hazel", "sam.elm"]}},
                              "level-3": {"all-week": "pat.ash"}}}
        answer = self.tocsin.api("PUT", "/v1/rotas/on-call", json.dumps(rolling), headers=YAML)
        self.assertEqual(answer.status, 200, answer)
        self.assertTrue(answer.json()["rolling"])
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.edm(), ["pat.ash"], "the published week stands above")
        self.assertEqual(self.edm(after), ["sam.elm"])
        shown = self.tocsin.api("GET", f"/v1/rotas/on-call/{after}").json()
        self.assertTrue(shown["rolling"], shown)

    def test_an_earlier_version_comes_back(self):
        self.proves("HSSI-13")
        version = self.put(weekly_rota(self.monday, edm="kim.hazel")).json()["version"]
        self.put(weekly_rota(self.monday, edm="sam.elm"))
        path = "/v1/rotas/on-call/rollback"
        self.assertEqual(self.tocsin.api("POST", path, {"version": version}).status, 422)
        answer = self.tocsin.api("POST", path, {"version": version, "reason": "wrong file"})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["version"], version + 2)
        self.assertEqual(self.edm(), ["kim.hazel"])
        answer = self.tocsin.api("POST", path, {"version": 999, "reason": "no such"})
        self.assertEqual(answer.status, 404, answer)

    def test_an_upload_waits_for_its_time_and_can_be_taken_back(self):
        self.proves("HSSI-13")
        rota = weekly_rota(self.monday, edm="kim.hazel")
        self.assertEqual(self.put(rota, "?activate-at=soon").status, 400)
        plan = self.put(rota, "?activate-at=2099-01-01T08:00").json()["plan"]
        soon = (datetime.now(timezone.utc) + timedelta(seconds=4)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.assertFalse(self.put(rota, f"?activate-at={soon}").json()["active"])
        self.tocsin.kill()
        self.tocsin.start()
        wait_until(lambda: self.edm() == ["kim.hazel"], 20, "the planned rota is in force")
        planned = self.tocsin.api("GET", "/v1/rotas").json()["planned"]
        self.assertEqual([one["plan"] for one in planned], [plan])
        path = f"/v1/rotas/on-call/planned/{plan}"
        self.assertEqual(self.tocsin.api("DELETE", path).status, 204)
        self.assertEqual(self.tocsin.api("DELETE", path).status, 404)

    def test_the_command_line_plans_an_upload_and_points_at_slips(self):
        self.proves("HSSI-13")
        sheet = self.tocsin.folder / "week.csv"
        monday = f"{self.monday:%d/%m/%Y}"
        sheet.write_text("role,date,shift,person,name,phone\r\n"
                         f"edm,{monday},week,pat.ahs,Pat Ash,07700 900101\r\n"
                         f"level-3,{monday},week,,Sam Elm,\r\n")
        planned = self.tocsin.run("rota", "upload", str(sheet), "--rota", "on-call", "--at",
                                  "2099-01-01T08:00")
        self.assertIn("waits as plan", planned.stdout, planned.stderr)
        self.assertIn("warning: line 2: \"pat.ahs\" has the phone of pat.ash. It would count as "
                      "another person. Write pat.ash", planned.stderr)
        self.assertEqual(self.edm(), ["pat.ash"])
        duty = self.tocsin.api("GET", "/v1/on-call?role=edm").json()["roles"]
        self.assertEqual([one["role"] for one in duty], ["level-2"])
        self.assertEqual(self.tocsin.api("GET", "/v1/on-call?att=2026-12-24T03:00").status, 400)
        sheet.write_text(f"role,date,shift,person\r\nedm,{monday},week,pat.ash\r\n")
        refused = self.tocsin.run("rota", "upload", str(sheet), "--rota", "on-call")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("level 3 is empty from", refused.stderr)
        self.assertIn(f"do:  name somebody, or tocsin rota upload {sheet} --rota on-call "
                      "--accept-gaps --reason", refused.stderr)
        self.assertNotIn("#gap", refused.stderr)
        torn = self.tocsin.folder / "torn.yaml"
        torn.write_text(f"rota: on-call\nweek: {self.monday}\nshifts:\n\tedm: pat.ash\n")
        unread = self.tocsin.run("rota", "upload", str(torn))
        self.assertEqual(unread.returncode, 1)
        self.assertIn("torn.yaml:4:1: ", unread.stderr)
        seen = self.tocsin.run("rota", "diff", str(sheet), "--rota", "on-call")
        self.assertIn(f"tocsin rota upload {sheet} --rota on-call --accept-gaps", seen.stdout)

    def test_a_swap_shows_at_once_and_outlives_a_crash(self):
        self.proves("HSSI-13")
        swap = {"role": "edm", "out": "pat.ash", "in": "kim.hazel", "reason": "agreed",
                "from": f"{self.monday} 17:30", "to": f"{self.monday + timedelta(days=1)} 08:00"}
        path = "/v1/rotas/on-call/swaps"
        answer = self.tocsin.api("POST", path, {**swap, "in": "sam.elm"})
        self.assertEqual(answer.status, 422, answer)
        self.assertIn("Sam Elm is on call already then", answer.json()["detail"])
        answer = self.tocsin.api("POST", path, {**swap, "from": "soon"})
        self.assertEqual(answer.json()["errors"][0]["pointer"], "#/from", answer)
        self.assertEqual(self.edm(), ["pat.ash"])
        answer = self.tocsin.api("POST", path, swap)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.edm(), ["kim.hazel"])
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.edm(), ["kim.hazel"])
        reader = self.tocsin.make_token("looker", ["read", "operate"])
        self.assertEqual(self.tocsin.request("POST", path, swap, token=reader).status, 403)

    def test_only_a_token_for_rotas_may_upload(self):
        self.proves("P19")
        token = self.tocsin.make_token("reader", ["read", "intake", "operate"])
        answer = self.tocsin.request("PUT", self.path, json.dumps(weekly_rota(self.monday)),
                                     token=token)
        self.assertEqual(answer.status, 403, answer)


if __name__ == "__main__":
    main()
