"""A real Nagios on one side, with our contact and our notification command; the daemon on the other."""

import json
import sqlite3
import time

from nagios import HOST, SERVICE, TOP, Nagios
from settings import PAT
from tocsin import SystemTest, main, wait_until

# The longest way: a check's interval, its result, and as long as our command tries.
WITHIN = 30


class RealNagios(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon(**{
            "dialect-files": [str(TOP / "systemd/dialects/nagios.yaml")]})
        self.tocsin.config["sources"]["nagios"] = {"dialect": "nagios"}
        self.tocsin.write_config()
        self.tocsin.start()
        self.nagios = Nagios(f"http://127.0.0.1:{self.tocsin.port}/v1/hooks/nagios",
                             self.tocsin.make_token("nagios", ["intake"]))
        self.addCleanup(self.nagios.close)

    def incidents(self):
        return self.tocsin.api("GET", "/v1/incidents").json()["incidents"]

    def wait_for_incident(self):
        wait_until(self.incidents, WITHIN, lambda: f"an incident\n{self.nagios.log_text()}", 0.1)
        self.assertEqual([one["incident"] for one in self.incidents()], ["INC-1"])
        return self.tocsin.incident("INC-1")

    def wait_for_line(self, words):
        wait_until(lambda: words in self.tocsin.timeline("INC-1"), WITHIN,
                   lambda: f"{words}\n{self.tocsin.timeline('INC-1')}\n{self.nagios.log_text()}",
                   0.1)

    def wait_until_resolved(self):
        wait_until(lambda: self.tocsin.incident("INC-1")["status"] == "resolved", WITHIN,
                   lambda: f"it is resolved\n{self.nagios.log_text()}", 0.1)

    def test_a_problem_opens_an_acknowledgement_is_a_note_and_a_recovery_resolves(self):
        self.proves("P12")
        self.assertEqual(self.incidents(), [], "what works is no incident")
        self.nagios.service_is(Nagios.CRITICAL, "HTTP CRITICAL: 503")
        opened = self.wait_for_incident()
        self.assertEqual((opened["status"], opened["service"], opened["severity"]),
                         ("reported", "gp-records", 1))
        self.assertEqual(opened["summary"],
                         f"{SERVICE} on {HOST} is CRITICAL: HTTP CRITICAL: 503")
        wait_until(lambda: any(to == PAT and "North site" in text
                               for to, text in self.tocsin.texts()), 20, "the EDM is called")
        self.nagios.command("ACKNOWLEDGE_SVC_PROBLEM", HOST, SERVICE, "2", "1", "1", "Kim Hazel",
                            "the load balancer; on it")
        self.wait_for_line("Kim Hazel acknowledged it in nagios: the load balancer; on it")
        # Whoever is on duty here has not answered.
        noted = self.tocsin.incident("INC-1")
        self.assertEqual((noted["taken"], noted["calling"]), (False, True))
        self.nagios.service_is(Nagios.OK, "HTTP OK")
        self.wait_until_resolved()
        self.assertEqual(len(self.incidents()), 1)

    def test_a_host_that_is_down_is_an_incident_of_its_own_name(self):
        self.nagios.host_is(Nagios.CRITICAL, "PING CRITICAL - Packet loss = 100%")
        opened = self.wait_for_incident()
        self.assertEqual(opened["summary"],
                         f"{HOST} is DOWN: PING CRITICAL - Packet loss = 100%")
        self.assertEqual((opened["service"], opened["severity"]), ("gp-records", 1))
        self.nagios.host_is(Nagios.OK, "PING OK")
        self.wait_until_resolved()

    def test_a_problem_meets_a_daemon_that_is_down_and_is_told_to_the_next(self):
        self.proves("P11")
        self.tocsin.kill()
        self.nagios.service_is(Nagios.CRITICAL, "HTTP CRITICAL: 503")
        wait_until(lambda: "SERVICE NOTIFICATION" in self.nagios.log_text(), WITHIN,
                   self.nagios.log_text)
        time.sleep(5)  # a slow restart
        self.tocsin.start()
        self.assertEqual(self.wait_for_incident()["status"], "reported")

    def test_what_a_check_and_a_person_say_arrives_whole_and_runs_nothing(self):
        # What a shell would run, Nagios expand and curl read from a file. ";" and "|" are missing:
        # Nagios itself makes ":" of one, and the other ends what is said.
        ran = self.nagios.folder / "ran"
        nasty = f"@/etc/passwd \"'$(touch {ran})'\" `touch {ran}` & > {ran} $HOSTNAME$ $PATH \\n 100%"
        more = f"é `touch {ran}` \\n and \\\\\n\n\t$(touch {ran}) \"it's\" {{}} &amp; =\nlast\\"
        self.nagios.service_is(Nagios.WARNING, f"{nasty}\n{more}")
        opened = self.wait_for_incident()
        self.assertEqual(opened["summary"], f"{SERVICE} on {HOST} is WARNING: {nasty}")
        self.nagios.command("ACKNOWLEDGE_SVC_PROBLEM", HOST, SERVICE, "2", "1", "1", "Kim Hazel",
                            nasty)
        self.wait_for_line(f"Kim Hazel acknowledged it in nagios: {nasty}")
        said = self.said_at_opening()
        self.assertEqual(said["fields"]["output"], nasty)
        self.assertEqual(json.loads(said["raw"])["long_output"], more)
        self.assertFalse(ran.exists(), "something ran")

    def said_at_opening(self):
        """What the journal keeps of the alarm that opened the incident."""
        self.tocsin.stop()
        with sqlite3.connect(self.tocsin.data / "journal.db") as journal:
            (text,), = journal.execute("SELECT text FROM particulars JOIN entry USING (seq)"
                                       " WHERE kind = 'incident-opened'")
        journal.close()
        return json.loads(text)


if __name__ == "__main__":
    main()
