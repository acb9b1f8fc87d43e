"""Secrets, patients and addresses on every road into the daemon, right and wrong: tests/leaks looks
for them afterwards in everything the daemon has left, and here already in its log (P18)."""

import base64
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

from settings import PAT, file_channels, http_channel, report
from tocsin import SystemTest, main, wait_until

# A number of the range that is never given, with its right check digit; a date of birth and a
# postcode beside the name they belong to.
NHS = "999 000 0018"
BORN = "Jane Example-Canary, born 3 April 1984"
LIVES = "John Example-Canary, LS1 3EX"
PATIENTS = (NHS, NHS.replace(" ", ""), "3 April 1984", "LS1 3EX")
BEARER = "canary-bearer-0123456789abcdef"
WRONG = "canary-wrong-0123456789abcdef"
PROVIDER_KEY = "canary-provider-0123456789abcdef"
PATH_SECRET = "canary-path-0123456789abcdef"
HMAC_SECRET = "canary-hmac-0123456789abcdef"
ROUTING_KEY = "canaryroutingkey0123456789abcdef"
HEARTBEAT = "canary-heartbeat-0123456789"


class Telltale(ThreadingHTTPServer):
    """A provider that refuses everything, and says back all that it was told."""

    daemon_threads = True

    class Refuses(BaseHTTPRequestHandler):
        def do_POST(self):
            told = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = (f"bad {self.headers['Authorization']} for {PAT}, 07700 900101, "
                    f"pat.ash@example.org: {told} {BORN} {NHS}").encode()
            self.send_response(400, f"refused {PROVIDER_KEY} {PAT}")
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
            self.server.refused += 1

        def log_message(self, *args):
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Refuses)
        self.refused = 0
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Canaries(SystemTest):
    def setUp(self):
        self.provider = Telltale()
        self.addCleanup(self.provider.close)
        self.house = self.daemon(
            channels={"sms": http_channel(self.provider.url),
                      "mail-files": file_channels()["mail-files"]},
            heartbeat={"url-file": "keys/beats", "bearer": "keys/beat"},
            sources={
                "alertmanager": {"dialect": "alertmanager", "service-label": "service",
                                 "basic": [{"user": "alertmanager", "password-file": "keys/am"}]},
                "signs": {"dialect": "alertmanager", "service-label": "service",
                          "hmac": {"secrets": ["keys/signing"], "header": "X-Signature"}},
                "whispers": {"dialect": "alertmanager", "service-label": "service",
                             "secret-paths": ["keys/path"]},
                "estates": {"dialect": "pagerduty", "routing-keys": ["keys/routing"]}})
        for name, value in {"provider": PROVIDER_KEY, "path": PATH_SECRET, "signing": HMAC_SECRET,
                            "routing": ROUTING_KEY, "beat": BEARER,
                            "beats": f"http://127.0.0.1:9/{HEARTBEAT}"}.items():
            self.house.secret(name, value)
        evidence = self.house.evidence
        evidence.patients |= set(PATIENTS)
        evidence.secret("wrong credential", WRONG)
        evidence.secret("secret URL", HEARTBEAT)
        self.house.start()

    def post(self, path, body, **headers):
        return self.house.request("POST", path, body, headers=headers)

    def alert(self, **labels):
        return {"version": "4", "groupKey": NHS, "alerts": [
            {"status": "firing", "labels": {"alertname": BORN, "service": "gp-records", **labels},
             "annotations": {"summary": f"{LIVES} {NHS}", "description": BORN}}]}

    def right_and_wrong_credentials(self):
        basic = base64.b64encode(b"alertmanager:am-secret").decode()
        wrong = base64.b64encode(f"alertmanager:{WRONG}".encode()).decode()
        hook = "/v1/hooks/alertmanager"
        self.assertEqual(self.post(hook, self.alert(), Authorization="Basic " + basic).status, 200)
        self.assertEqual(self.post(hook, self.alert(), Authorization="Basic " + wrong).status, 401)
        self.assertEqual(self.post(f"/v1/hooks/whispers/{PATH_SECRET}", self.alert()).status, 200)
        self.post(f"/v1/hooks/whispers/{WRONG}", self.alert())
        self.post("/v1/hooks/signs", self.alert(), **{"X-Signature": WRONG})
        self.post("/v2/enqueue", {"routing_key": ROUTING_KEY, "event_action": "trigger", "payload": {
            "summary": BORN, "source": NHS, "severity": "critical"}})
        self.post("/v2/enqueue", {"routing_key": WRONG, "event_action": NHS})
        self.post("/v1/incidents", report(), Authorization=f"Bearer {WRONG}")
        self.post("/v1/incidents", report(), Authorization=f"Bearer toc_{WRONG[:8]}.{WRONG}")
        for address in (f"/v1/incidents?token={WRONG}", f"/v1/{WRONG}", f"/a/{WRONG}",
                        f"/feeds/{WRONG}.ics", f"/v1/incidents?{quote(NHS)}={WRONG}"):
            self.house.request("GET", address)
            self.house.api("GET", address)

    def bodies_with_patients(self):
        api = self.house.api
        for body in (report(f"{BORN} {NHS}", key=NHS), report(colour=NHS), f"{{{BORN}", BORN,
                     {"service": BORN, "summary": NHS, "severity": NHS},
                     {NHS: BORN, LIVES: WRONG}, report("x" * 5000 + NHS),
                     report(place=LIVES, description=f"{BORN} {NHS}")):
            api("POST", "/v1/incidents", body)
        ref = self.house.open_incident(summary=f"{BORN}: {NHS}")
        of = f"/v1/incidents/{ref}"
        notice = {"stage": "first", "happened": f"{BORN} {NHS}", "impact": LIVES,
                  "summary": BORN, "location": [LIVES], "state": "down", "next": "60 min"}
        for path, body in ((of + "/notes", {"text": f"{BORN} {NHS}"}), (of + "/notices", notice),
                           (of + "/confirm", {"state": "down", "impact": LIVES, "place": NHS}),
                           (of + "/acknowledge", {"person": NHS}),
                           (of + "/pass-on", {"person": BORN, "to": NHS}),
                           (of + "/fields", {"fields": {NHS: [BORN]}}),
                           (of + "/flags", {"flag": NHS, "reason": BORN}),
                           ("/v1/notes", {"text": f"{BORN} {NHS}"}),
                           ("/v1/silences", {"when": {"key": [NHS]}, "for": BORN, "reason": LIVES}),
                           (of + "/resolve", {"summary": f"{BORN} {NHS}"})):
            api("POST", path, body)
        return ref

    def a_provider_that_tells_all(self):
        """It answers with our key, the phone, and the text that was sent to it."""
        self.house.open_incident(summary="Records do not open at all")
        wait_until(lambda: self.provider.refused >= 2, 20, "it has refused")
        self.house.api("POST", "/v1/channels/sms/test", {"to": "07700 900101"})
        self.house.api("POST", "/v1/contacts/verify", {"person": "pat.ash"})

    def commands(self, ref):
        for args in (("list",), ("show", ref), ("explain", ref), ("channels",), ("doctor",),
                     ("contacts",), ("token", "list"), ("feed", "list"), ("audit", "verify")):
            done = self.house.run(*args)
            said = done.stdout + done.stderr
            for secrets in self.house.evidence.secrets.values():
                for secret in secrets:
                    self.assertNotIn(secret, said, args)
        checked = subprocess.run([self.house.binary, "check", "--config", self.house.config_file],
                                 capture_output=True, text=True, timeout=30, check=False)
        for secret in (PROVIDER_KEY, PATH_SECRET, HMAC_SECRET, ROUTING_KEY, BEARER):
            self.assertNotIn(secret, checked.stdout + checked.stderr)

    def a_configuration_with_secrets_in_it(self):
        """Written where they do not belong: what is refused does not show them."""
        text = json.dumps({**self.house.config, "password": WRONG, "channels": {
            "sms": {**self.house.config["channels"]["sms"], "secrets": {"key": f"keys/{WRONG}"},
                    "password": WRONG}}})
        self.house.write("tocsin.yaml", text)
        checked = subprocess.run([self.house.binary, "check", "--config", self.house.config_file],
                                 capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(checked.returncode, 1, checked)
        self.house.process.send_signal(1)
        wait_until(lambda: "in force stays" in self.house.log_text(), 20, "the reload is refused")
        self.house.write_config()

    def test_everything_that_must_not_be_seen_comes_in_by_every_road(self):
        self.proves("P18")
        made = self.house.request("POST", "/v1/tokens", {"name": "probe", "scopes": ["read"]},
                                  unix=True)
        self.assertEqual(made.status, 201)
        self.house.api("POST", "/v1/feeds", {"role": "edm"})
        self.right_and_wrong_credentials()
        ref = self.bodies_with_patients()
        self.a_provider_that_tells_all()
        self.commands(ref)
        self.a_configuration_with_secrets_in_it()
        self.assertGreater(len(self.house.evidence.refusals), 20)
        log = self.house.log_text()
        self.assertGreater(len(log), 1000)
        for canary in (*PATIENTS, WRONG, BEARER, PROVIDER_KEY, PATH_SECRET, HMAC_SECRET,
                       ROUTING_KEY, HEARTBEAT, PAT, "07700 900101", "pat.ash@example.org"):
            self.assertNotIn(canary, log)


if __name__ == "__main__":
    main()
