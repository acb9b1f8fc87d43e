"""What keeps people from being called for what they know: a maintenance window that ends by itself,
a job that must give a sign of life, alarms that are one incident. Each with a kill in between, for
nothing that fires may be forgotten."""

import json

from settings import procedure
from tocsin import SystemTest, main, wait_until


def alert(name, instance, status="firing", severity="warning"):
    return {"status": status, "startsAt": "2026-11-27T03:00:00Z", "fingerprint": f"{name}{instance}",
            "labels": {"alertname": name, "service": "gp-records", "instance": instance,
                       "severity": severity},
            "annotations": {"summary": f"{name} on {instance}"}}


class Noise(SystemTest):
    def start(self, **more):
        self.tocsin = self.daemon(the_procedure=procedure(), **more)
        self.tocsin.start()
        self.token = self.tocsin.make_token()
        return self.tocsin

    def alerts(self, *alerts):
        answer = self.tocsin.request(
            "POST", "/v1/hooks/alertmanager", {"version": "4", "alerts": list(alerts)}, self.token)
        self.assertEqual(answer.status, 200, answer)
        return answer.json()["incidents"]

    def does(self, *args, code=0):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def open_incidents(self):
        return self.tocsin.api("GET", "/v1/incidents?open=true").json()["incidents"]

    def test_a_window_keeps_alarms_through_a_kill_and_lets_them_go_when_it_ends(self):
        self.proves("P1", "P11")
        self.start()
        said = self.does("silence", "add", "service=gp-*", "--for", "1h", "--reason", "CHG-0077")
        number = said.split(":")[0].split()[-1]
        self.assertEqual(self.alerts(alert("Slow", "a")), [])
        self.assertIn("Slow on a", self.does("suppressed"))
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.open_incidents(), [])
        self.assertEqual(self.alerts(alert("Down", "b", severity="critical")), ["INC-1"],
                         "severity 1 breaks through")
        self.assertIn("running", self.does("silence", "list"))
        self.does("silence", "end", number)
        wait_until(lambda: len(self.open_incidents()) == 2, 10, "the first alarm is an incident")
        self.assertIn("Nothing is suppressed", self.does("suppressed"))
        self.does("silence", "end", number, code=6)
        self.assertIn("says not which alarms",
                      self.does("silence", "add", "gp-records", "--for", "1h", "--reason", "x",
                                code=2))

    def test_alarms_of_a_group_are_one_incident_until_all_are_over(self):
        self.start(routes=[{"name": "records", "when": {"label.alertname": "Disk*"},
                            "service": "gp-records",
                            "group": {"by": ["service"], "within": "1 h"}},
                           {"name": "rest"}])
        self.assertEqual(self.alerts(alert("DiskFull", "a"), alert("DiskSlow", "b")),
                         ["INC-1", "INC-1"])
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.alerts(alert("DiskFull", "c")), ["INC-1"])
        self.alerts(alert("DiskFull", "a", "resolved"), alert("DiskSlow", "b", "resolved"))
        self.assertEqual(len(self.open_incidents()), 1)
        self.alerts(alert("DiskFull", "c", "resolved"))
        self.assertEqual(self.open_incidents(), [])
        self.assertEqual(self.alerts(alert("Other", "d")), ["INC-2"])

    def test_a_job_that_gives_no_sign_of_life_is_an_alarm(self):
        self.proves("P11")
        self.start(heartbeats={"backup": {"every": "30 s", "grace": "10 s",
                                          "service": "gp-records", "severity": 3},
                               "export": {"every": "24 h", "grace": "1 h"}})
        self.assertIn("never came", self.does("heartbeat", "list"))
        self.does("heartbeat", "send", "export")
        answer = self.tocsin.request("POST", "/v1/heartbeats/export", None, self.token)
        self.assertEqual(answer.status, 200)
        self.does("heartbeat", "send", "exprt", code=5)
        self.assertEqual(self.open_incidents(), [])
        wait_until(self.open_incidents, 4 * 40, "the backup is missed", every=0.5)
        incident = self.open_incidents()[0]
        self.assertIn("never sent a heartbeat", json.dumps(incident))
        self.assertIn("missing", self.does("heartbeat", "list", code=1))
        self.does("heartbeat", "send", "backup")
        wait_until(lambda: not self.open_incidents(), 10, "it is over")
        self.does("heartbeat", "send", "export", "--failed", "disk full")
        self.assertIn("disk full", json.dumps(self.open_incidents()))
        self.assertIn("tocsin_heartbeats{state=\"alive\"}", self.tocsin.api("GET", "/metrics").text())


if __name__ == "__main__":
    main()
