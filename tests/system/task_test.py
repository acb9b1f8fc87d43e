"""Whoever must look into a flag is called beside whoever has the incident, through a crash and past
the end of the incident (HSSI-42..45); what comes to be more than business as usual climbs
(HSSI-20)."""

from settings import KIM, PAT, SAM, procedure
from tocsin import SystemTest, main, wait_until

FIELDS = {"category": {"values": ["data-centre", "multi-site"]},
          "cause": {"text": "yes", "asked": "never"}}
FLAGS = {"clinical": {"title": "Clinical safety", "removal-needs": {"done-task": "clinical"}},
         "security": {"title": "Security"}}
TASKS = {
    "clinical": {"title": "clinical safety task", "when": {"flag": "clinical"},
                 "ladder": {"rungs": [{"role": "level-4", "attempts": 2, "within": "20 min"}]}},
    "security": {"title": "security task", "when": {"flag": "security"}, "details": "by-phone",
                 "ladder": {"rungs": [{"role": "level-4", "attempts": 2, "within": "20 min"}]}}}
ENTERS = [{"at": "level-3", "when": {"category": "data-centre"}, "why": "not business as usual"},
          {"at": "level-2"}]


class Tasks(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon(the_procedure={
            **procedure(enters=ENTERS), "fields": FIELDS, "flags": FLAGS, "tasks": TASKS}).start()
        self.ref = self.tocsin.open_incident(severity=3)
        self.text_to(PAT)

    def texts(self, phone):
        return [text for to, text in self.tocsin.texts() if to == phone]

    def text_to(self, phone):
        """The first text to this phone, once it is there."""
        wait_until(lambda: self.texts(phone), 10, lambda: f"{phone} has a text: {self.tocsin.texts()}")
        return self.texts(phone)[0]

    def does(self, *args, code=0):
        done = self.tocsin.run(*args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def task(self, name="clinical"):
        """The task as its incident knows it, once it has one."""
        def found():
            tasks = self.tocsin.incident(self.ref).get("tasks", [])
            return [one for one in tasks if one["task"] == name]
        wait_until(found, 10, f"a task {name}")
        return found()[0]

    def test_a_flag_calls_its_specialist_and_the_task_outlives_crash_and_incident(self):
        self.proves("HSSI-42", "HSSI-44", "HSSI-45")
        ref = self.ref
        self.does("flag", ref, "clinical", "--reason", "a dose was shown twice")
        task = self.task()
        text = self.text_to(KIM)
        self.assertIn("clinical safety task", text)
        self.assertIn(f"{task['incident']} of {ref}", text)
        self.assertEqual(self.tocsin.incident(task["incident"])["task_of"],
                         {"incident": ref, "task": "clinical", "title": "clinical safety task"})
        said = self.does("unflag", ref, "clinical", "--raised-in-error", "another ward", code=6)
        self.assertIn("can be removed only with: task clinical made safe", said)
        refused = self.tocsin.api("POST", f"/v1/incidents/{task['incident']}/confirm",
                                  {"state": "down"})
        self.assertEqual(refused.status, 409)
        self.assertIn("Nothing of it is told to the public", refused.text())
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.tocsin.api("POST", f"/v1/incidents/{ref}/resolve", {}).status, 200)
        self.assertEqual(self.tocsin.incident(task["incident"])["status"], "reported")
        said = self.does("safe", ref, "--statement", "doses are read from paper", "--by", "Kim Hazel")
        self.assertIn("made safe", said)
        self.assertTrue(self.task()["safe"])
        self.assertEqual(self.tocsin.incident(task["incident"])["status"], "resolved")
        self.assertIn("made safe by Kim Hazel: doses are read from paper", self.tocsin.timeline(ref))
        self.does("safe", ref, "--statement", "again", code=6)
        self.does("unflag", ref, "clinical", "--raised-in-error", "another ward")

    def test_nothing_of_a_security_task_leaves_by_message(self):
        self.proves("HSSI-43")
        self.does("flag", self.ref, "security", "--reason", "a strange login")
        task = self.task("security")["incident"]
        mails = self.tocsin.data / "out/mail"
        wait_until(lambda: any(task in path.read_text() for path in mails.iterdir()), 10, "a mail")
        said = [self.text_to(KIM)] + [path.read_text() for path in mails.iterdir()
                                      if task in path.read_text()]
        for one in said:
            self.assertNotIn("GP Records", one)
            self.assertIn("by phone only", one)

    def test_what_comes_to_be_more_climbs_at_once(self):
        self.proves("HSSI-20")
        self.does("set", self.ref, "category=multi-site", "cause=a cable, cut")
        self.assertEqual(self.tocsin.incident(self.ref)["fields"]["cause"], ["a cable, cut"])
        self.assertEqual(self.texts(SAM), [])
        self.does("set", self.ref, "category=data-centre")
        self.assertIn("not business as usual", self.text_to(SAM))


if __name__ == "__main__":
    main()
