"""A real Alertmanager on one side, a provider of texts on the other, the daemon between them."""

import base64
from datetime import datetime, timezone

from alertmanager import Alertmanager
from fake_provider import FakeProvider, refuse
from settings import DESK, PAT, http_channel
from tocsin import SystemTest, main, wait_until

HOOK = "/v1/hooks/alertmanager"


def payload(*, status="firing", fingerprint="9f2c4be1a07d3c55", starts="2026-01-04T02:11:05Z"):
    """Alertmanager's version 4, as it is on the wire."""
    return {"version": "4", "groupKey": '{}:{alertname="RecordsDown"}', "truncatedAlerts": 0,
            "status": status, "receiver": "tocsin", "groupLabels": {}, "commonLabels": {},
            "commonAnnotations": {}, "externalURL": "http://alertmanager.example",
            "alerts": [{"status": status, "fingerprint": fingerprint, "startsAt": starts,
                        "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://p.example/g",
                        "labels": {"alertname": "RecordsDown", "service": "gp-records",
                                   "severity": "critical"},
                        "annotations": {"summary": "Records do not open"}}]}


def basic(password):
    return {"Authorization": "Basic " + base64.b64encode(
        f"alertmanager:{password}".encode()).decode()}


class RealAlertmanager(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(channels={"hospital-sms": http_channel(self.provider.url)})

    def alertmanager(self):
        running = Alertmanager(f"http://127.0.0.1:{self.tocsin.port}{HOOK}", "alertmanager",
                               self.tocsin.AM_PASSWORD)
        self.addCleanup(running.close)
        return running

    def test_a_firing_alert_calls_the_edm_and_a_resolved_one_stands_down(self):
        self.tocsin.start()
        alertmanager = self.alertmanager()
        alertmanager.fire()
        call = self.provider.wait_for(1, of=lambda sms: sms.to == PAT)[0]
        self.assertIn("GP Records", call.text)
        self.assertIn("/a/", call.text)
        self.assertIn("INC-1", call.text)
        self.assertEqual(call.headers["authorization"], f"Bearer {self.tocsin.PROVIDER_KEY}")
        alertmanager.resolve()
        self.provider.wait_for(1, of=lambda sms: sms.to == PAT and "stand down" in sms.text)
        self.assertEqual(self.tocsin.incident("INC-1")["status"], "resolved")

    def test_what_amtool_fires_opens_and_what_it_ends_is_resolved(self):
        self.tocsin.start()
        alertmanager = self.alertmanager()
        alert = ["alert", "add", "RecordsDown", "service=gp-records", "severity=critical",
                 "instance=epr-app2"]
        alertmanager.amtool(*alert, "--annotation=summary=Records do not open",
                            "--generator-url=http://prometheus.example/graph")
        call = self.provider.wait_for(1, of=lambda sms: sms.to == PAT)[0]
        self.assertIn("INC-1", call.text)
        opened = self.tocsin.incident("INC-1")
        self.assertEqual((opened["service"], opened["severity"], opened["summary"]),
                         ("gp-records", 1, "Records do not open"))
        self.assertIn("epr-app2", alertmanager.amtool("alert", "query", "-o", "extended"))
        # With its fraction: a second cut off would be before it began, the end of an earlier alert.
        alertmanager.amtool(*alert, f"--end={datetime.now(timezone.utc).isoformat()}")
        self.provider.wait_for(1, of=lambda sms: sms.to == PAT and "stand down" in sms.text)
        self.assertEqual(self.tocsin.incident("INC-1")["status"], "resolved")
        self.assertEqual(len(self.tocsin.api("GET", "/v1/incidents").json()["incidents"]), 1)

    def test_an_alert_that_found_nobody_at_home_is_posted_again(self):
        alertmanager = self.alertmanager()
        alertmanager.fire()
        wait_until(lambda: "Notify attempt failed" in alertmanager.log_text(), 20,
                   alertmanager.log_text)
        self.tocsin.start()
        self.provider.wait_for(1, within=60, of=lambda sms: sms.to == PAT)
        self.assertEqual(len(self.tocsin.api("GET", "/v1/incidents").json()["incidents"]), 1)


class TheHook(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()

    def post(self, body, password=None):
        return self.tocsin.request("POST", HOOK, body,
                                   headers=basic(password or self.tocsin.AM_PASSWORD))

    def test_the_same_alert_is_the_same_incident_across_a_crash(self):
        self.proves("P3")
        first = self.post(payload())
        self.assertEqual((first.status, first.json()["incidents"]), (200, ["INC-1"]))
        self.assertEqual(self.post(payload()).json()["incidents"], ["INC-1"])
        self.tocsin.kill()
        self.tocsin.start()
        again = self.post(payload())
        self.assertEqual((again.status, again.json()["incidents"]), (200, ["INC-1"]))
        other = self.post(payload(fingerprint="1b77e0aa94c2d610"))
        self.assertEqual(other.json()["incidents"], ["INC-2"])

    def test_a_wrong_password_opens_nothing(self):
        self.proves("P19")
        self.assertEqual(self.post(payload(), "guessed").status, 401)
        self.assertEqual(self.tocsin.request("POST", HOOK, payload()).status, 401)
        self.assertEqual(self.tocsin.api("GET", "/v1/incidents").json()["incidents"], [])

    def test_one_unusable_alert_does_not_lose_the_others(self):
        body = payload()
        body["alerts"].append({"status": "firing", "labels": {"alertname": "Odd"}})
        answer = self.post(body)
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("INC-1", answer.json()["incidents"])
        self.assertEqual(len(answer.json()["incidents"]), 2)

    def test_a_body_that_is_no_payload_is_an_alarm_for_it_never_comes_again(self):
        answer = self.post("[]")
        self.assertEqual((answer.status, answer.json()["incidents"]), (200, ["INC-1"]))
        self.assertIn("without a list of alerts", self.tocsin.api("GET", "/v1/incidents/INC-1").text())

    def test_level_1_is_told_when_the_edm_is_not_reached(self):
        # Pat Ash has no number that works: both attempts fail at once.
        provider = FakeProvider()
        self.addCleanup(provider.close)
        provider.always[PAT] = refuse(422)
        tocsin = self.daemon(channels={"hospital-sms": http_channel(provider.url)}).start()
        self.assertEqual(tocsin.request("POST", HOOK, payload(),
                                        headers=basic(tocsin.AM_PASSWORD)).status, 200)
        provider.wait_for(1, of=lambda sms: sms.to == DESK and "not reached" in sms.text)


if __name__ == "__main__":
    main()
