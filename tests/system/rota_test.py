"""Rotas over the API: a good one counts at once, a bad one changes nothing."""

import json

from settings import weekly_rota, weeks
from tocsin import SystemTest, main

YAML = {"Content-Type": "application/yaml"}


class Rotas(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()
        # The last of the weeks that came as files: pat.ash is EDM in it.
        self.monday = weeks()[-1]
        self.path = f"/v1/rotas/on-call/{self.monday}"

    def put(self, rota, query=""):
        text = rota if isinstance(rota, str) else json.dumps(rota)
        return self.tocsin.api("PUT", self.path + query, text, headers=YAML)

    def edm(self):
        at = f"{self.monday}T20:00:00Z"
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
        for query in ("?dryrun=true", "?dry-run=1", "?dry-run=true&force=true"):
            with self.subTest(query=query):
                answer = self.put(weekly_rota(self.monday, edm="kim.hazel"), query)
                self.assertEqual(answer.status, 400, answer)
                self.assertEqual(self.edm(), ["pat.ash"])

    def test_a_gap_is_told_at_upload(self):
        self.proves("HSSI-16")
        answer = self.put(weekly_rota(self.monday, edm="nobody"))
        self.assertEqual(answer.status, 200, answer)
        self.assertTrue(answer.json()["gaps"])

    def test_only_a_token_for_rotas_may_upload(self):
        self.proves("P19")
        token = self.tocsin.make_token("reader", ["read", "intake", "operate"])
        answer = self.tocsin.request("PUT", self.path, json.dumps(weekly_rota(self.monday)),
                                     token=token)
        self.assertEqual(answer.status, 403, answer)


if __name__ == "__main__":
    main()
