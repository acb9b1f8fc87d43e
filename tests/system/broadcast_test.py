"""A message to a thousand: given at the provider's pace behind what is urgent, through a kill, to
everybody once (HSSI-36, 40)."""

import time

import fake_provider
from fake_provider import FakeProvider
from settings import PAT, configuration, http_channel, procedure
from tocsin import SystemTest, main, wait_until

CROWD = 990
HOUSE = ("pat.ash", "sam.elm", "kim.hazel", "duty.director")
FIRST = ["--stage", "first", "--happened", "GP Records stopped answering", "--impact",
         "Users cannot open shared records", "--location", "all users", "--state", "down"]


def crowd():
    return {f"reader-{n}": {"name": f"Reader {n}", "phone": f"+447700900{n:03}"}
            for n in range(1000) if n not in (10, 101, 102, 103, 199, 900)}


def is_notice(sms):
    return sms.text.startswith("Service alert")


class Broadcast(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        # A tenth of a second a message: nobody is done before the kill.
        self.provider.default = fake_provider.drip(0.05, takes=True)
        the_procedure = procedure()
        readers = dict(list(crowd().items())[:CROWD])
        the_procedure["audiences"] = {
            "stakeholders": {"title": "Stakeholders", "to": [*HOUSE, *readers], "media": "sms"}}
        the_procedure["notices"] = {"from": "confirmed",
                                    "next-update": {"1": "60 min", "2": "90 min"}}
        self.readers = CROWD + len(HOUSE)
        self.tocsin = self.daemon(
            the_procedure=the_procedure,
            people={**configuration(1)["people"], **readers},
            channels={"hospital-sms": http_channel(self.provider.url)}).start()
        self.ref = self.tocsin.open_incident()
        answer = self.tocsin.api("POST", f"/v1/incidents/{self.ref}/confirm", {"state": "down"})
        self.assertEqual(answer.status, 200, answer)

    def progress(self):
        answer = self.tocsin.api("GET", f"/v1/incidents/{self.ref}/notices?summary=true").json()
        self.assertNotIn("readers", answer["notices"][0])
        return answer["notices"][0]["progress"]

    def metric(self, name):
        lines = self.tocsin.api("GET", "/metrics").text().splitlines()
        return float(next(line for line in lines if line.startswith(name + " ")).split()[-1])

    def test_everybody_gets_it_once_through_a_kill(self):
        self.proves("P4", "P5", "HSSI-40")
        sent = self.tocsin.run("notice", self.ref, *FIRST)
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        self.provider.wait_for(150, 60, of=is_notice)
        midway = self.progress()
        self.assertEqual((midway["readers"], midway["messages"]), (self.readers, self.readers))
        self.assertGreater(midway["waiting"], 0)
        self.assertEqual(midway["sent"] + midway["waiting"], self.readers, midway)
        self.assertEqual(self.metric("tocsin_broadcasts"), 1)
        self.assertGreater(self.metric("tocsin_broadcast_readers_waiting"), 0)
        self.assertGreater(self.metric('tocsin_broadcast_messages{result="accepted"}'), 0)

        self.tocsin.kill()
        had = sum(1 for sms in self.provider.requests if is_notice(sms))
        self.assertLess(had, self.readers, "it was killed in the middle")
        self.tocsin.start()
        # A call does not wait behind them.
        began = time.monotonic()
        other = self.tocsin.open_incident(key="another", summary="It is slow")
        call = self.provider.wait_for(
            1, 20, of=lambda sms: sms.to == PAT and other in sms.text and not is_notice(sms))[0]
        self.assertLess(call.at - began, 5)

        wait_until(lambda: self.progress()["waiting"] == 0, 120, self.progress, every=0.5)
        done = self.progress()
        self.assertEqual((done["sent"], done["failed"], done["not_sent"]), (self.readers, 0, 0))
        notices = [sms for sms in self.provider.requests if is_notice(sms)]
        self.assertEqual(len({sms.to for sms in notices}), self.readers)
        for sms in notices:
            self.assertEqual(self.provider.accepted[sms.reference], 1, "nobody gets it twice")
        self.assertEqual(self.metric("tocsin_broadcasts"), 0)
        said = self.tocsin.run("notices", self.ref, "--summary").stdout
        self.assertIn(f"{self.readers} readers: {self.readers} sent, 0 of them delivered, "
                      "0 failed, 0 waiting", said)


if __name__ == "__main__":
    main()
