"""What the running daemon answers is what daemon/openapi.yaml says it answers, as an independent
validator reads both: every address that is read, the main changes, good and bad."""

import json
import os
import re
import shutil
import subprocess
import time
import unittest
from datetime import date, timedelta
from pathlib import Path

import yaml

from document_test import LOG, PAGE
from settings import procedure, report, weekly_rota, weeks
from tocsin import SystemTest, main
from triage_test import FIELDS, FLAGS, SEVERITY

SOURCES = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).parents[2]))
BUILD = Path(os.environ.get("TOCSIN_BUILD_DIR", "."))
DESCRIPTION = SOURCES / "daemon" / "openapi.yaml"
CHECK = SOURCES / "tests" / "npm" / "openapi" / "check.mjs"


def modules():
    """Where tests/run has put the packages of npm: beside the builds, or in this one."""
    for folder in (BUILD.parent / "npm" / "openapi", BUILD / "npm" / "openapi"):
        if (folder / "node_modules" / "ajv").is_dir():
            return folder / "node_modules"
    raise unittest.SkipTest("the validator of npm is not installed: tests/run does it where npm is")


def whole_procedure():
    everything = {**procedure(), "fields": FIELDS, "flags": FLAGS, "severity": SEVERITY}
    everything["flags"] = {**FLAGS, "harm": {"title": "A patient has come to harm"}}
    everything["documents"] = {
        "page": {"title": "Page", "format": "html", "template": PAGE},
        "evidence": {"title": "Evidence", "format": "markdown", "of": "drill",
                     "template": "# {{ref}} {{reason}}\n"},
        "incident-log": {"title": "Log", "format": "csv", "of": "log", "template": LOG}}
    everything["audiences"] = {
        "stakeholders": {"title": "Stakeholders", "to": ["kim.hazel", "duty.director"]}}
    everything["notices"] = {
        "from": "confirmed", "next-update": {"1": "60 min", "2": "90 min"},
        "holds": {"harm": {"when": {"flag": "harm"}, "why": "a patient has come to harm",
                           "lift": "nobody"}}}
    everything["handovers"] = {"rules": [
        {"from": {"rota": "edm"}, "to": {"rota": "edm"}, "at": "shift-end",
         "call": "when-live", "when-empty": "send"}]}
    everything["obligations"] = {
        "supplier-told": {"title": "supplier told", "ask": "Phone them", "starts": "reported",
                          "due": "30 min", "owner": "level-2"}}
    return everything


class OpenApi(SystemTest):
    def setUp(self):
        if shutil.which("node") is None:
            self.skipTest("there is no node")
        self.modules = modules()
        self.description = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
        self.answers = []
        self.asked = set()  # (method, path of the description)
        self.house = self.daemon(
            the_procedure=whole_procedure(),
            trusts={"northtown": {"name": "Northtown", "region": "North East"}}).start()
        self.token = self.house.make_token("all", ["intake", "operate", "rota", "read", "admin"])

    def ask(self, method, path, body=None, query="", who="", status=None, headers=None, **values):
        """The answer, kept for the validator. `values` fill in the {names} of the path."""
        address = re.sub(r"{(\w+)}", lambda name: str(values[name.group(1)]), path) + query
        answer = self.house.request(method, address, body, headers=headers,
                                    token=(who or self.token) if who is not None else None)
        if status is not None:
            self.assertEqual(answer.status, status, f"{method} {address} {body}: {answer}")
        kept = {"method": method, "path": path, "status": answer.status,
                "type": answer.headers["Content-Type"],
                "body": answer.body.decode("utf-8", errors="replace")}
        if isinstance(body, dict):
            kept["request"] = body
        self.answers.append(kept)
        self.asked.add((method, path))
        for name in ("X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy",
                     "Cache-Control"):
            self.assertIn(name, answer.headers, address)
        return answer

    def judge(self):
        done = subprocess.run(
            ["node", str(CHECK), str(DESCRIPTION)], text=True, capture_output=True, timeout=120,
            input="".join(json.dumps(one) + "\n" for one in self.answers), check=False,
            env={**os.environ, "NODE_MODULES": str(self.modules)})
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn(f"{len(self.answers)} answers", done.stderr)

    def open(self, **more):
        answer = self.ask("POST", "/v1/incidents", report(**more))
        self.assertIn(answer.status, (200, 201), answer)
        return answer.json()["incident"]

    def operations(self, method):
        return {(method, path) for path, item in self.description["paths"].items()
                if method.lower() in item}

    def live(self):
        """A house in which there is something of everything."""
        ref = self.open(key="one")
        of = "/v1/incidents/{id}"
        self.ask("POST", of + "/confirm", {"state": "down", "impact": "Records do not open",
                                           "place": "Northtown"}, id=ref, status=200)
        self.ask("POST", of + "/acknowledge", {"person": "pat.ash"}, id=ref, status=200)
        self.ask("POST", of + "/fields", {"fields": {"kind": ["outage"]}}, id=ref, status=200)
        self.ask("POST", of + "/flags", {"flag": "clinical", "reason": "a dose"}, id=ref,
                 status=200)
        self.ask("POST", of + "/fields", {"fields": {"looked-into": ["yes"]}}, id=ref, status=200)
        self.ask("POST", of + "/flags/{flag}/raised-in-error", {"reason": "another house"}, id=ref,
                 flag="clinical", status=200)
        self.ask("POST", of + "/severity", {"way": "matrix",
                                            "answers": {"users": "6200", "urgency": "1"}},
                 id=ref, status=200)
        self.ask("POST", of + "/severity", {"severity": 1}, id=ref, status=200)
        self.ask("POST", of + "/notes", {"text": "looked at it"}, id=ref, status=200)
        notice = {"stage": "first", "happened": "Records do not open", "impact": "No records",
                  "summary": "A switch", "location": ["Northtown"], "state": "down",
                  "next": "60 min"}
        self.ask("POST", of + "/notices", {**notice, "preview": True}, id=ref, status=200)
        self.ask("POST", of + "/notices", notice, id=ref, status=201)
        held = self.open(key="two")
        self.ask("POST", of + "/confirm", {"state": "down"}, id=held, status=200)
        self.ask("POST", of + "/flags", {"flag": "harm", "reason": "a dose"}, id=held, status=200)
        self.ask("POST", of + "/notices", notice, id=held)
        self.ask("POST", of + "/escalate", {"to": "level-3", "reason": "nobody"}, id=held)
        self.ask("POST", of + "/pass-on", {"person": "pat.ash", "to": "level-3"}, id=ref)
        silence = self.ask("POST", "/v1/silences",
                           {"when": {"key": ["none*"]}, "for": "1h", "reason": "work"}, status=201)
        self.ask("POST", "/v1/silences", {"when": {}}, status=422)
        self.ask("DELETE", "/v1/silences/{number}", number=silence.json()["silence"], status=204)
        self.ask("POST", "/v1/heartbeats/{name}", name="no-such", status=404)
        self.ask("POST", "/v1/sources/{source}/trial",
                 {"version": "4", "alerts": [{"status": "firing", "labels": {"alertname": "x"}}]},
                 source="alertmanager", status=200)
        self.ask("POST", "/v1/drills", {"service": "gp-records", "reason": "exercise"}, status=201)
        self.ask("POST", of + "/obligations/{name}", {"act": "put-off", "reason": "later",
                                                      "due": "2099-01-01 10:00"},
                 id=ref, name="supplier-told")
        return ref

    def test_every_address_that_is_read(self):
        ref = self.live()
        self.ask("POST", "/v1/feeds", {"role": "edm"}, status=201)
        self.ask("POST", "/v1/notes", {"text": "22:00 a change"}, status=201)
        feed = self.ask("POST", "/v1/feeds", {"person": "pat.ash"}, status=201).json()
        drill = self.ask("GET", "/v1/drills", status=200).json()["drills"][0]["incident"]
        today = date.today()
        days = f"?from={today - timedelta(days=7)}&to={today}"
        good = {
            "/v1/incidents": "?open=true&severity=1&service=gp-records&limit=1&order=newest",
            "/v1/incidents/{id}/severity": "?way=matrix&users=6200",
            "/v1/on-call": "?role=level-2", "/v1/readiness": "?days=3",
            "/v1/rotas/template": f"?week={weeks()[0]}", "/v1/rotas/{name}/history": "?limit=2",
            "/v1/rotas/{name}/hours": days, "/v1/documents/{name}": days,
            "/v1/obligations": f"?incident={ref}"}
        names = {"/v1/rotas": "on-call", "/v1/documents": "incident-log",
                 "/v1/incidents": "page"}
        time.sleep(1)
        for _, path in sorted(self.operations("GET") - {("GET", "/v1/events")}):
            name = next((value for prefix, value in names.items() if path.startswith(prefix)), "x")
            values = {"id": drill if "drills" in path else ref, "name": name, "week": weeks()[0],
                      "link": feed["url"].rsplit("/", 1)[1], "channel": "sms-files",
                      "token": "0" * 20, "request": "r", "one": "incidents", "two": ref, "three": "index.html"}
            self.ask("GET", path, query=good.get(path, ""), **values)
            bad = {key: "99" if key == "id" else "no-such" for key in values}
            self.ask("GET", path, **bad)
            self.ask("GET", path, who="toc_wrong.token", **values)
            self.ask("GET", path, who=None, **values)
        for path, accept, name in (
                ("/v1/incidents/{id}/timeline", "text/plain", ""),
                ("/v1/incidents/{id}/explain", "text/plain", ""),
                ("/v1/rotas/{name}/{week}", "text/csv", "on-call"),
                ("/v1/rotas/{name}/{week}", "text/calendar", "on-call"),
                ("/v1/rotas/{name}/{week}", "application/yaml", "on-call"),
                ("/v1/drills/{id}/report", "application/json", "")):
            self.ask("GET", path, headers={"Accept": accept}, status=200, name=name,
                     id=drill if "drills" in path else ref, week=weeks()[0])
        self.ask("GET", "/v1/incidents/{id}/explain", query="?person=pat.ash", id=ref, status=200)
        self.ask("GET", "/feeds/{link}", link=feed["json"].rsplit("/", 1)[1], status=200)
        self.ask("GET", "/v1/incidents", query="?past=true", status=200)
        for wrong in ("/v1/events?after=soon", "/v1/events?incident=INC-99",
                      "/v1/incidents?open=maybe", "/v1/incidents?colour=red"):
            path, _, query = wrong.partition("?")
            self.ask("GET", path, query="?" + query)
        self.assertLessEqual(self.operations("GET"), self.asked)
        self.judge()

    def test_changes_good_and_bad(self):
        ref = self.live()
        of = "/v1/incidents/{id}"
        reader = self.house.make_token("reader", ["read"])
        for path in (of + "/confirm", of + "/acknowledge", of + "/notes", of + "/resolve",
                     of + "/severity", of + "/fields", of + "/flags", of + "/pass-on",
                     of + "/escalate", of + "/close", of + "/reopen", of + "/safe",
                     of + "/notices", "/v1/tokens", "/v1/feeds", "/v1/simulate", "/v1/drills",
                     "/v1/incidents", "/v1/contacts/verify", "/v1/contacts/confirm",
                     "/v1/shifts/confirm", "/v1/notes", "/v1/rotas/{name}/swaps",
                     "/v1/rotas/{name}/rollback", "/v1/channels/{name}/test",
                     "/v1/services/{id}/rollout", "/v1/holds/{id}", "/v1/handovers/{id}/call",
                     of + "/erase", "/v1/people/{id}/erase"):
            for body in ("[", '{"colour":"red"}', "{}"):
                if body == "{}" and path in (of + "/resolve", of + "/close", of + "/confirm"):
                    continue
                self.ask("POST", path, body, id=ref, name="no-such")
                self.ask("POST", path, body, id=99999, name="on-call")
            self.ask("POST", path, "{}", id=ref, name="x", who=reader,
                     status=None if path == "/v1/simulate" else 403)
            self.ask("POST", path, "{}", id=ref, name="x", who=None, status=401)
        self.ask("POST", of + "/erase", {"reason": "request 17"}, id=ref, status=409)
        self.ask("POST", "/v1/people/{id}/erase",
                 {"reason": "request 18", "also": ["P. Ash"], "trial": True}, id="pat.ash",
                 status=200)
        self.ask("POST", "/v1/simulate", {"service": "GP Records", "texts": True}, status=200)
        self.ask("POST", "/v1/simulate", '{"service":"GP Records"}',
                 headers={"Accept": "text/plain"}, status=200)
        self.ask("POST", "/v1/channels/{name}/test", {"to": "07700 900105"}, name="sms-files",
                 status=200)
        self.ask("POST", "/v1/contacts/verify", {"person": "pat.ash"}, status=202)
        self.ask("POST", "/v1/contacts/confirm", {"person": "pat.ash", "code": "000000"})
        self.ask("PUT", "/v1/rotas/{name}/{week}", json.dumps(weekly_rota(weeks()[1])),
                 name="on-call", week=weeks()[1], query="?dry-run=true", status=200)
        self.ask("PUT", "/v1/rotas/{name}", "rota: [", name="on-call", status=422)
        self.ask("PUT", "/v1/rotas/{name}", "x: 1", name="on-call", query="?dryrun=true",
                 status=400)
        self.ask("POST", "/v1/rotas/{name}/swaps",
                 {"role": "edm", "out": "pat.ash", "in": "kim.hazel", "reason": "agreed",
                  "from": f"{weeks()[2]} 10:00", "to": f"{weeks()[2]} 12:00"}, name="on-call",
                 status=200)
        self.ask("POST", "/v1/rotas/{name}/{week}/publish", name="on-call", week=weeks()[1])
        self.ask("POST", "/v1/rotas/{name}/rollback", {"version": 1, "reason": "back"},
                 name="on-call")
        self.ask("DELETE", "/v1/rotas/{name}/planned/{plan}", name="on-call", plan=77, status=404)
        made = self.ask("POST", "/v1/tokens", {"name": "wall", "scopes": ["read"], "days": 1},
                        status=201).json()
        self.ask("DELETE", "/v1/tokens/{id}", id=made["id"], status=204)
        self.ask("DELETE", "/v1/tokens/{id}", id=made["id"], status=404)
        feed = self.ask("POST", "/v1/feeds", {"role": "edm"}, status=201).json()
        self.ask("DELETE", "/v1/feeds/{id}", id=feed["id"], status=204)
        self.ask("POST", "/v1/hooks/{source}", '{"alerts":[]}', source="alertmanager", who=None)
        self.ask("POST", "/v1/hooks/{source}", '{"alerts":[]}', source="other", who=None)
        self.ask("POST", "/v1/hooks/{source}/{secret}", "{", source="alertmanager", secret="x",
                 who=None)
        drill = self.ask("GET", "/v1/drills").json()["drills"][0]["incident"]
        self.ask("POST", "/v1/drills/{id}/end", {}, id=drill, status=200)
        self.ask("POST", of + "/resolve", {"summary": "the switch"}, id=ref, status=200)
        self.ask("POST", of + "/reopen", {"reason": "too early"}, id=ref, status=200)
        self.ask("POST", of + "/resolve", {}, id=ref, status=200)
        self.ask("POST", of + "/close", {}, id=ref)
        self.ask("POST", of + "/notes", {"text": "too late"}, id=ref)
        # The buttons of pages and the callbacks of providers that this house does not have.
        for method, path in sorted(self.operations("POST")):
            if path.startswith(("/v1/callbacks", "/a/")):
                self.ask(method, path, "do=take", who=None, channel="sms-files", token="0" * 20,
                         headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.judge()

    def test_conditions_and_keys(self):
        ref = self.open(key="one")
        of = "/v1/incidents/{id}"
        first = self.ask("GET", of, id=ref, status=200)
        tag = first.headers["ETag"]
        self.assertRegex(tag, r'^"[0-9a-f]{32}"$')
        same = self.ask("GET", of, id=ref, headers={"If-None-Match": f'"other", W/{tag}'})
        if same.status == 200:  # a send was settled meanwhile
            tag = same.headers["ETag"]
        time.sleep(0.5)
        tag = self.ask("GET", of, id=ref, status=200).headers["ETag"]
        same = self.ask("GET", of, id=ref, headers={"If-None-Match": tag}, status=304)
        self.assertEqual((same.body, same.headers["ETag"]), (b"", tag))

        stale = self.ask("POST", of + "/notes", {"text": "x"}, id=ref,
                         headers={"If-Match": first.headers["ETag"][:-3] + 'x"'}, status=412)
        self.assertIn("Nothing changed", stale.json()["detail"])
        key = {"Idempotency-Key": "k-1"}
        done = self.ask("POST", of + "/confirm", {"state": "down"}, id=ref, status=200,
                        headers={"If-Match": tag, **key})
        again = self.ask("POST", of + "/confirm", {"state": "down"}, id=ref, status=200,
                         headers={"If-Match": tag, **key})
        self.assertEqual((again.body, again.headers["Idempotency-Replayed"]), (done.body, "true"))
        self.assertEqual(self.house.kinds(ref).count("status-moved"), 1)
        self.ask("POST", of + "/confirm", {"state": "degraded"}, id=ref, headers=key, status=409)
        # A restart forgets the answer, and not that it was done.
        self.house.kill()
        self.house.start()
        kept = self.ask("POST", of + "/confirm", {"state": "down"}, id=ref, status=200,
                        headers={"If-Match": tag, **key})
        self.assertEqual(kept.json(), {"repeat": True, "incidents": [ref]})
        self.assertEqual(kept.headers["Idempotency-Replayed"], "true")
        self.assertEqual(self.house.kinds(ref).count("status-moved"), 1)
        self.ask("POST", of + "/confirm", {"state": "degraded"}, id=ref, headers=key, status=409)
        self.ask("POST", of + "/resolve", {}, id=ref, status=412,
                 headers={"If-Match": tag, "Idempotency-Key": "k-9"})
        # Somebody else's key is another key.
        other = self.house.make_token("other", ["operate"])
        self.ask("POST", of + "/notes", {"text": "x"}, id=ref, headers=key, who=other,
                 status=200)
        # A refusal changed nothing, so its key is free.
        free = {"Idempotency-Key": "k-2"}
        self.ask("POST", of + "/notes", {"txt": "x"}, id=ref, headers=free, status=422)
        self.ask("POST", of + "/notes", {"text": "x"}, id=ref, headers=free, status=200)
        self.ask("POST", of + "/notes", {"text": "x"}, id=ref, headers={"Idempotency-Key": "a b"},
                 status=400)
        token = self.ask("POST", "/v1/tokens", {"name": "n", "scopes": ["read"]}, status=201,
                         headers={"Idempotency-Key": "k-3"})
        twice = self.ask("POST", "/v1/tokens", {"name": "n", "scopes": ["read"]}, status=201,
                         headers={"Idempotency-Key": "k-3"})
        self.assertEqual(token.body, twice.body)
        self.ask("POST", "/v1/tokens", {"name": "n", "scopes": ["read"]}, status=400,
                 headers={"If-Match": tag})
        self.judge()

    def test_lists_are_filtered_and_go_page_by_page(self):
        refs = [self.open(key=f"k{number}", severity=1 + number % 3) for number in range(7)]
        for ref in refs[:2]:
            self.ask("POST", "/v1/incidents/{id}/confirm", {"state": "down"}, id=ref, status=200)
        for path in ("/acknowledge", "/resolve", "/close"):
            self.ask("POST", "/v1/incidents/{id}" + path,
                     {"person": "pat.ash"} if path == "/acknowledge" else {}, id=refs[0],
                     status=200)

        def listed(query):
            found, after = [], ""
            while True:
                page = self.ask("GET", "/v1/incidents", query=f"?{query}{after}", status=200).json()
                found += [one["incident"] for one in page["incidents"]]
                if not page["next"]:
                    return found
                after = f"&after={page['next']}"

        self.assertEqual(listed("past=true&limit=2"), refs)
        self.assertEqual(listed("past=true&limit=3&order=newest"), refs[::-1])
        self.assertEqual(listed("open=true&limit=2"), refs[1:])
        self.assertEqual(listed("open=false&past=true"), refs[:1])
        self.assertEqual(listed("status=closed&past=true"), refs[:1])
        self.assertEqual(listed("severity=1&severity=3&order=newest&open=true"),
                         [ref for at, ref in enumerate(refs) if at % 3 != 1][:0:-1])
        self.assertEqual(listed("status=confirmed"), [refs[1]])
        self.assertEqual(listed("service=gp-records&open=true"), refs[1:])
        self.assertEqual(listed("service=other&past=true"), [])  # it may have been one
        self.assertEqual(listed("procedure=hssi&past=true"), refs)
        self.assertEqual(listed("since=2099-01-01T00:00Z&past=true"), [])
        self.assertEqual(listed("until=2099-01-01T00:00Z&past=true"), refs)
        for wrong in ("severity=6", "severity=x", "open=yes", "limit=0", "limit=501", "after=x",
                      "order=up", "since=soon", "stauts=closed", "status=over", "service=other",
                      "procedure=other"):
            answer = self.ask("GET", "/v1/incidents", query=f"?{wrong}", status=400)
            self.assertEqual(answer.json()["errors"][0]["pointer"], "?" + wrong.split("=")[0])
        self.judge()

    def test_the_description_is_served_as_it_stands_here(self):
        answer = self.ask("GET", "/openapi.yaml", who=None, status=200)
        self.assertEqual(answer.text(), DESCRIPTION.read_text(encoding="utf-8"))
        self.assertEqual(answer.headers["Content-Type"], "application/yaml")
        self.judge()

    def test_the_validator_can_say_no(self):
        self.ask("GET", "/v1/holds", status=200)
        self.answers[0]["body"] = '{"holds":[{"hold":7}]}'
        with self.assertRaises(AssertionError):
            self.judge()
        for changed in ({"status": 418}, {"type": "text/html"}, {"path": "/v1/nothing"},
                        {"body": "{}"}):
            self.answers = [{"method": "GET", "path": "/v1/holds", "status": 200,
                             "type": "application/json", "body": '{"holds":[]}', **changed}]
            with self.assertRaises(AssertionError):
                self.judge()


if __name__ == "__main__":
    main()
