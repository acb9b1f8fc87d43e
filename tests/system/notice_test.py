"""A message to stakeholders from one command: by text, by mail and on the status page; refused with
all that is missing, previewed, and held where it may hold patient data (HSSI-28, 30, 40, 47)."""

from settings import procedure, smtp_channel
from smtp_sink import SmtpSink
from tocsin import SystemTest, main, wait_until

NUMBER = "943 476 5919"

FIRST = ["--stage", "first", "--happened", "GP Records stopped answering", "--impact",
         "Users cannot open shared records", "--location", "Northtown, eastvale", "--state", "down"]


def notices(sink):
    return [mail for mail in sink.mails if "Sev 1 GP Records" in mail.message["Subject"]
            and mail.message["Subject"].startswith("[INC-")]


class Notice(SystemTest):
    def setUp(self):
        self.sink = SmtpSink()
        self.addCleanup(self.sink.close)
        the_procedure = procedure()
        the_procedure["flags"] = {"harm": {"title": "A patient has come to harm"}}
        the_procedure["audiences"] = {
            "stakeholders": {"title": "Stakeholders", "to": ["kim.hazel", "duty.director"]},
            "edm": {"title": "EDM on shift", "on-duty": ["edm"], "media": "sms", "of": "all"},
            "management": {"title": "Management", "to": ["sam.elm"], "of": "management"}}
        the_procedure["notices"] = {
            "from": "confirmed", "next-update": {"1": "60 min", "2": "90 min"},
            "holds": {"harm": {"when": {"flag": "harm"}, "why": "a patient has come to harm",
                               "lift": "nobody"}}}
        self.tocsin = self.daemon(
            the_procedure=the_procedure,
            trusts={"northtown": {"name": "Northtown", "region": "North East"},
                    "eastvale": {"name": "Eastvale", "region": "North East"}},
            channels={"sms-files": {"medium": "sms", "type": "file", "folder": "out/sms"},
                      "hospital-mail": smtp_channel(self.sink.port)}).start()
        self.ref = self.tocsin.open_incident()
        answer = self.tocsin.api("POST", f"/v1/incidents/{self.ref}/confirm", {"state": "down"})
        self.assertEqual(answer.status, 200, answer)

    def notice_texts(self):
        return [text for _, text in self.tocsin.texts() if text.startswith("Service alert")]

    def page(self):
        return self.tocsin.request("GET", "/status/").text()

    def test_one_act_reaches_every_medium_and_every_reader_once(self):
        self.proves("HSSI-28", "HSSI-31", "HSSI-40", "HSSI-68")
        tocsin = self.tocsin
        seen = tocsin.run("notice", self.ref, *FIRST, "--next", "45m", "--preview")
        self.assertEqual(seen.returncode, 0, seen.stdout + seen.stderr)
        self.assertIn("Preview: it would be sent. Nothing is sent.", seen.stdout)
        self.assertIn("Where: Northtown and Eastvale", seen.stdout)
        self.assertIn("Kim Hazel: sms, email (Stakeholders)", seen.stdout)
        self.assertIn("Pat Ash: sms (EDM on shift)", seen.stdout)
        self.assertEqual(tocsin.run("notices", self.ref).stdout,
                         f"No message has been sent about {self.ref}.\n")

        sent = tocsin.run("notice", self.ref, *FIRST, "--next", "45m")
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        self.assertIn(f"Sent: message 1 of {self.ref}.", sent.stdout)
        wait_until(lambda: len(notices(self.sink)) == 2, 20, lambda: str(self.sink.tried))
        wait_until(lambda: len(self.notice_texts()) == 3, 20, lambda: str(tocsin.texts()))
        self.assertEqual({mail.to[0] for mail in notices(self.sink)},
                         {"kim.hazel@example.org", "duty.director@example.org"})
        mail = notices(self.sink)[0].message
        self.assertEqual(mail["Subject"],
                         f"[{self.ref}] Sev 1 GP Records: Northtown and Eastvale")
        self.assertIn("User impact: Users cannot open shared records",
                      mail.get_body(("plain",)).get_content())
        wait_until(lambda: "GP Records stopped answering. User impact: Users cannot open shared"
                   in self.page(), 20, self.page)
        self.assertIn("Next update: by", self.page())

        listed = tocsin.api("GET", f"/v1/incidents/{self.ref}/notices").json()["notices"]
        self.assertEqual(len(listed), 1)
        readers = {one["person"]: one for one in listed[0]["readers"]}
        self.assertEqual(set(readers), {"kim.hazel", "duty.director", "pat.ash"})
        self.assertEqual(readers["kim.hazel"]["email"]["result"], "accepted")
        self.assertEqual(readers["kim.hazel"]["sms"]["result"], "accepted")
        self.assertNotIn("email", readers["pat.ash"])

        tocsin.kill()
        tocsin.start()
        update = tocsin.run("notice", self.ref, "--stage", "update", "--new", "Supplier reroutes")
        self.assertEqual(update.returncode, 0, update.stdout + update.stderr)
        wait_until(lambda: len(notices(self.sink)) == 4, 20, lambda: str(self.sink.tried))
        newest = notices(self.sink)[-1].message
        self.assertEqual(newest["In-Reply-To"], mail["Message-ID"])
        wait_until(lambda: "New: Supplier reroutes." in self.page(), 20, self.page)

        # What was said stays on the page when the record is closed.
        for act in ("resolve", "close"):
            answer = tocsin.api("POST", f"/v1/incidents/{self.ref}/{act}", {})
            self.assertEqual(answer.status, 200, answer)
        wait_until(lambda: "Supplier reroutes" in tocsin.request(
            "GET", f"/status/incidents/{self.ref}/").text(), 20, self.page)
        self.assertEqual(
            len(tocsin.api("GET", f"/v1/incidents/{self.ref}/notices").json()["notices"]), 2)

    def test_what_is_missing_is_named_all_at_once(self):
        self.proves("HSSI-30", "HSSI-31")
        tocsin = self.tocsin
        answer = tocsin.api("POST", f"/v1/incidents/{self.ref}/notices",
                            {"stage": "first", "location": "Ad-hoc Update"})
        self.assertEqual(answer.status, 422, answer)
        problem = answer.json()
        self.assertTrue(problem["type"].endswith("/sna-incomplete"), problem)
        self.assertEqual([one["pointer"] for one in problem["errors"]],
                         ["#/location", "#/happened", "#/impact"])
        told = tocsin.run("notice", self.ref, "--stage", "first", "--happened", "It stopped")
        self.assertEqual(told.returncode, 1, told.stdout + told.stderr)
        self.assertIn("location", told.stderr)
        self.assertIn("impact", told.stderr)
        wrong = tocsin.api("POST", f"/v1/incidents/{self.ref}/notices",
                           {"stage": "fisrt", "next": "soon", "colour": "red"})
        self.assertEqual(wrong.status, 422, wrong)
        self.assertEqual({one["pointer"] for one in wrong.json()["errors"]},
                         {"#/stage", "#/next", "#/colour"})

    def test_patient_data_is_held_and_in_no_log(self):
        self.proves("HSSI-47", "P18")
        tocsin = self.tocsin
        words = [*FIRST]
        words[3] = f"Records such as {NUMBER} do not open"
        held = tocsin.run("notice", self.ref, *words)
        self.assertEqual(held.returncode, 1, held.stdout + held.stderr)
        self.assertIn("found: 1 NHS number in happened", held.stdout)
        self.assertNotIn(NUMBER, held.stdout + held.stderr)
        hold = tocsin.api("GET", "/v1/holds").json()["holds"][0]
        self.assertEqual(hold["notice"]["happened"], "Records such as [NHS number] do not open")
        self.assertEqual(hold["reasons"][0]["decides"], "any person, by name")

        tocsin.kill()
        tocsin.start()
        listed = tocsin.run("holds")
        self.assertEqual(listed.returncode, 1)
        self.assertIn(hold["hold"], listed.stdout)
        self.assertNotIn(NUMBER, listed.stdout)
        nobody = tocsin.run("hold", "lift", hold["hold"], "--by", "nsd", "--reason", "looks fine")
        self.assertEqual(nobody.returncode, 1, nobody.stdout + nobody.stderr)
        self.assertEqual(self.notice_texts(), [])
        self.assertEqual(notices(self.sink), [])

        done = tocsin.run("hold", "rewrite", hold["hold"], *FIRST)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        wait_until(lambda: len(notices(self.sink)) == 2, 20, lambda: str(self.sink.tried))
        for mail in self.sink.mails:
            self.assertNotIn(NUMBER, mail.raw.decode(errors="replace"))
        for _, text in tocsin.texts():
            self.assertNotIn(NUMBER, text)
        self.assertNotIn(NUMBER, self.page())
        self.assertNotIn(NUMBER, tocsin.timeline(self.ref))
        self.assertNotIn(NUMBER, tocsin.log_text())
        self.assertEqual(tocsin.run("holds").stdout, "Nothing is held.\n")

    def test_a_confirmation_makes_no_patient_data_public(self):
        self.proves("HSSI-47")
        tocsin = self.tocsin
        answer = tocsin.api("POST", f"/v1/incidents/{self.ref}/confirm",
                            {"state": "down", "impact": f"Record {NUMBER} does not open"})
        self.assertEqual(answer.status, 422, answer)
        self.assertEqual(answer.json()["errors"][0]["pointer"], "#/impact")
        self.assertIn("1 NHS number", answer.json()["errors"][0]["detail"])
        self.assertNotIn(NUMBER, answer.text() + self.page())

    def test_a_named_person_releases_what_is_no_patients(self):
        self.proves("HSSI-47")
        tocsin = self.tocsin
        words = [*FIRST]
        words[3] = f"Ticket {NUMBER} tells more"
        tocsin.run("notice", self.ref, *words)
        hold = tocsin.api("GET", "/v1/holds").json()["holds"][0]["hold"]
        done = tocsin.run("hold", "lift", hold, "--by", "kim.hazel", "--reason", "a ticket")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        wait_until(lambda: len(self.notice_texts()) == 3, 20, lambda: str(tocsin.texts()))
        self.assertIn("lifted by kim.hazel", tocsin.timeline(self.ref))


if __name__ == "__main__":
    main()
