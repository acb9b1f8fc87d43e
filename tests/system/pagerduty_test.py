"""PagerDuty's own client, from npm, against the running daemon; and what any sender is answered."""

import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

from certificates import make_pair
from settings import PAT
from tocsin import SystemTest, free_port, main, wait_until

KEY = "0123456789abcdef0123456789abcdef"
GENIE = "11111111-2222-4333-8444-555555555555"
NPM = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).parents[2])) / "tests/npm/pagerduty"


def client_folder():
    """Where tests/run has put the client; a machine without it skips the test."""
    folder = Path(os.environ.get("TOCSIN_NPM_DIR", NPM.parents[2] / "build/npm")) / "pagerduty"
    if shutil.which("node") is None:
        raise unittest.SkipTest("no node to run PagerDuty's client")
    if not (folder / "node_modules/@pagerduty/pdjs").is_dir():
        raise unittest.SkipTest(f"PagerDuty's client is not in {folder}: npm ci installs it there")
    return folder


class Client:
    """The program that sends for us, one event at a time."""

    def __init__(self, port, certificate):
        self.process = subprocess.Popen(
            ["node", str(NPM / "send.cjs"), str(client_folder()), f"localhost:{port}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)})

    def send(self, call, **data):
        self.process.stdin.write(json.dumps({"call": call, "data": data}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def trigger(summary="Bedside gateway ward 7 unreachable", **more):
    return {"summary": summary, "source": "gw-w7.example", "severity": "critical",
            "component": "gp-records", **more}


class Senders(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon()
        self.tocsin.secret("estates", KEY)
        self.tocsin.secret("estates-new", KEY[::-1])
        self.tocsin.secret("bms", GENIE)
        self.tocsin.config["sources"] |= {
            "estates": {"dialect": "pagerduty",
                        "routing-keys": ["keys/estates", "keys/estates-new"]},
            "slow": {"dialect": "pagerduty", "routing-keys": ["keys/slow"], "per-minute": 60},
            "bms": {"dialect": "opsgenie", "api-keys": ["keys/bms"]}}
        self.tocsin.secret("slow", "s" * 32)
        self.configure()
        self.tocsin.write_config()

    def configure(self):
        pass

    def open(self):
        answer = self.tocsin.api("GET", "/v1/incidents?open=true")
        return [one["incident"] for one in answer.json()["incidents"]]

    def enqueue(self, key=KEY, **event):
        return self.tocsin.request("POST", "/v2/enqueue", {"routing_key": key, **event})

    def genie(self, method, path, body=None, key=GENIE):
        return self.tocsin.request(method, path, body,
                                   headers={"Authorization": f"GenieKey {key}"})


class PagerDutysClient(Senders):
    def configure(self):
        client_folder()
        certificate, _ = make_pair(self.tocsin.folder)
        self.port = free_port()
        self.tocsin.config["listen"] = [
            f"127.0.0.1:{self.tocsin.port}",
            {"address": f"127.0.0.1:{self.port}",
             "tls": {"certificate": "gate.pem", "key": "gate.key"}}]
        self.client = Client(self.port, certificate)
        self.addCleanup(self.client.close)

    def test_its_events_open_and_end_an_incident(self):
        self.tocsin.start()
        fired = self.client.send("trigger", routing_key=KEY, dedup_key="gw-7", payload=trigger())
        self.assertEqual(fired, {"status": 202, "body": {"status": "success", "message":
                                                         "Event processed", "dedup_key": "gw-7"}})
        wait_until(lambda: any(to == PAT and "INC-1" in text for to, text in self.tocsin.texts()),
                   20, "the person on call is called")
        taken = self.client.send("acknowledge", routing_key=KEY, dedup_key="gw-7")
        self.assertEqual(taken["status"], 202)
        self.assertIn("acknowledged it in estates", self.tocsin.timeline("INC-1"))
        self.assertEqual(self.open(), ["INC-1"])
        over = self.client.send("resolve", routing_key=KEY[::-1], dedup_key="gw-7")
        self.assertEqual(over["status"], 202)
        self.assertEqual(self.open(), [])

    def test_it_is_given_a_key_where_it_has_none_and_may_end_with_it(self):
        self.tocsin.start()
        fired = self.client.send("event", routing_key=KEY, event_action="trigger",
                                 payload=trigger())
        self.assertEqual(self.open(), ["INC-1"])
        self.client.send("resolve", routing_key=KEY, dedup_key=fired["body"]["dedup_key"])
        self.assertEqual(self.open(), [])

    def test_it_is_told_what_is_wrong(self):
        self.tocsin.start()
        wrong = self.client.send("trigger", routing_key=KEY, payload={"summary": "s"})
        self.assertEqual(wrong["status"], 400)
        self.assertEqual(wrong["body"]["errors"], ["'payload.source' is missing or blank",
                                                   "'payload.severity' is missing or blank"])
        unknown = self.client.send("trigger", routing_key="f" * 32, payload=trigger())
        self.assertEqual(unknown["status"], 400)
        self.assertEqual(self.open(), [])

    def test_a_change_opens_nothing(self):
        self.tocsin.start()
        kept = self.client.send("change", routing_key=KEY, payload={"summary": "Deployed 4.18.2"})
        self.assertEqual((kept["status"], kept["body"]["status"]), (202, "success"))
        self.assertEqual(self.open(), [])

    def test_it_comes_again_when_it_has_sent_too_much(self):
        self.tocsin.start()
        flood = [self.enqueue("s" * 32, event_action="trigger", dedup_key="gw", payload=trigger())
                 for _ in range(70)]
        self.assertEqual({answer.status for answer in flood}, {202, 429})
        shed = next(answer for answer in flood if answer.status == 429)
        self.assertGreaterEqual(int(shed.headers["Retry-After"]), 1)
        # One second later there is room for one: the client waits that long by itself.
        again = self.client.send("trigger", routing_key="s" * 32, dedup_key="gw",
                                 payload=trigger())
        self.assertEqual(again["status"], 202)
        # Nobody else was kept waiting meanwhile.
        self.assertEqual(self.enqueue(event_action="trigger", payload=trigger()).status, 202)
        self.assertIn('tocsin_source_shed_total{source="slow"}',
                      self.tocsin.api("GET", "/metrics").text())


class AnySender(Senders):
    def test_an_event_is_the_same_incident_across_a_crash(self):
        self.proves("P3")
        self.tocsin.start()
        event = {"event_action": "trigger", "dedup_key": "gw-7", "payload": trigger()}
        self.assertEqual(self.enqueue(**event).status, 202)
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.enqueue(**event).status, 202)
        self.assertEqual(self.open(), ["INC-1"])

    def test_the_routing_key_is_written_nowhere(self):
        self.proves("P18")
        self.tocsin.start()
        self.enqueue(event_action="trigger", dedup_key="gw-7", payload=trigger())
        self.enqueue(event_action="page")
        self.tocsin.stop()
        for path in [self.tocsin.log, *self.tocsin.data.rglob("*")]:
            if path.is_file():
                self.assertNotIn(KEY.encode(), path.read_bytes(), path)

    def test_opsgenies_road_from_create_to_close_outlives_a_crash(self):
        self.tocsin.start()
        made = self.genie("POST", "/v2/alerts", {"message": "HVAC pressure low", "alias": "hvac t3",
                                                 "priority": "P2"})
        self.assertEqual(made.status, 202, made)
        request = made.json()["requestId"]
        self.tocsin.kill()
        self.tocsin.start()
        told = self.genie("GET", f"/v2/alerts/requests/{request}").json()["data"]
        self.assertEqual((told["success"], told["alertId"], told["alias"], told["status"]),
                         (True, "INC-1", "hvac t3", "Created alert"))
        self.genie("POST", "/v2/alerts/hvac%20t3/close?identifierType=alias", {"user": "Zabbix"})
        self.assertEqual(self.open(), [])
        late = self.genie("POST", "/v2/alerts/hvac%20t3/close?identifierType=alias").json()
        told = self.genie("GET", f"/v2/alerts/requests/{late['requestId']}").json()["data"]
        self.assertEqual((told["success"], told["status"]), (False, "There is no open alert"))

    def test_a_wrong_key_is_refused_in_each_protocols_own_words(self):
        self.proves("P19")
        self.tocsin.start()
        refused = self.genie("POST", "/v2/alerts", {"message": "m"}, key=KEY)
        self.assertEqual(refused.status, 401)
        self.assertIn("message", refused.json())
        self.assertEqual(self.enqueue(GENIE, event_action="trigger", payload=trigger()).status, 400)
        self.assertEqual(self.open(), [])


if __name__ == "__main__":
    main()
