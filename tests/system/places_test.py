"""Places that are told of incidents, as their real ones answer: a room of Slack's for each incident,
a page at Statuspage, and a program that checks the signature of every webhook. And people, by ntfy
as its shipped file describes it."""

import hmac
import json
import os
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import fake_places
from fake_places import SLACK_PEOPLE, FakeNtfy, FakeReceiver, FakeSlack, FakeStatuspage
from settings import PAT, file_channels, procedure
from tocsin import SystemTest, main, wait_until

# Nothing more is to come: longer than the first wait before the same place is tried again.
QUIET = 2.5
TIMEOUTS = {"connect": "1 s", "total": "2 s", "stalled": "1 s"}

FIRST = {"stage": "first", "happened": "GP Records stopped answering",
         "impact": "Users cannot open shared records", "location": "all users", "state": "down"}
FINAL = {"stage": "final", "impact": "Users could not open shared records",
         "summary": "A switch was replaced"}


class Places(SystemTest):
    def start(self, **channels):
        the_procedure = procedure()
        the_procedure["audiences"] = {"stakeholders": {"title": "Stakeholders",
                                                       "to": ["kim.hazel"]}}
        the_procedure["notices"] = {"from": "confirmed", "next-update": {"1": "60 min"}}
        self.tocsin = self.daemon(the_procedure=the_procedure,
                                  channels={**file_channels(), **channels})
        self.tocsin.secret("slack", fake_places.SLACK_TOKEN)
        self.tocsin.secret("slack-signing", fake_places.SLACK_SIGNING)
        self.tocsin.secret("statuspage", fake_places.STATUSPAGE_KEY)
        self.tocsin.secret("webhook", fake_places.WEBHOOK_SECRET)
        self.tocsin.start()

    def act(self, what, **body):
        answer = self.tocsin.api("POST", f"/v1/incidents/{self.ref}/{what}", body)
        self.assertIn(answer.status, (200, 201), answer)

    def fake(self, kind, *steps):
        place = kind(steps=list(steps))
        self.addCleanup(place.close)
        return place

    # ------------------------------------------------------------------ Slack

    def slack(self, *steps, aim="", **more):
        place = self.fake(FakeSlack, *steps)
        place.aim = aim
        self.start(slack={"type": "slack", "url": f"{place.url}/api", "token": "keys/slack",
                          "channel": fake_places.SLACK_CHANNEL, "timeouts": TIMEOUTS, **more})
        return place

    def test_an_incident_has_a_room_of_its_own_and_all_is_told_there_in_order(self):
        self.proves("DPS-01")
        slack = self.slack(**{"room-per-incident": True})
        self.ref = self.tocsin.open_incident()
        self.act("acknowledge", person="pat.ash")
        slack.wait_for(lambda: [post for post in slack.posts if "Taken by Pat Ash" in post["text"]])
        self.assertEqual(len(slack.rooms), 1)
        [(name, room)] = slack.rooms.items()
        self.assertRegex(name, r"^inc-1-gp-records-[a-z0-9]+$")
        # Whoever reads the channel learns where the room is; all else is said there.
        self.assertEqual(slack.posts[0]["channel"], fake_places.SLACK_CHANNEL)
        self.assertIn(f"<#{room}>", slack.posts[0]["text"])
        self.assertEqual({post["channel"] for post in slack.posts[1:]}, {room})
        told = [post["text"] for post in slack.posts[1:]]
        self.assertIn("Reported.", told[0])
        self.assertIn("Called: EDM, Pat Ash.", told[1])
        self.assertIn("Taken by Pat Ash", told[2])
        said = self.tocsin.log_text() + self.tocsin.timeline(self.ref)
        self.assertNotIn(fake_places.SLACK_TOKEN, said)

    def test_a_room_whose_opening_was_not_answered_is_found_and_not_opened_twice(self):
        self.proves("DPS-01", "P5")
        slack = self.slack(fake_places.TAKE_AND_DROP, **{"room-per-incident": True})
        self.ref = self.tocsin.open_incident()
        slack.wait_for(lambda: len(slack.posts) >= 2)
        self.assertEqual(len(slack.rooms), 1)
        self.assertEqual(slack.posts[1]["channel"], list(slack.rooms.values())[0])
        opened = [path for method, path in slack.calls if path.endswith("conversations.create")]
        self.assertEqual(len(opened), 1, slack.calls)

    def buttons(self):
        """Slack whose posts have a button; the second of its people is nobody to us."""
        return self.slack(buttons={"signing-secret": "keys/slack-signing",
                                   "people": {SLACK_PEOPLE[0]: "pat.ash"}})

    def press(self, post, user, secret=fake_places.SLACK_SIGNING):
        """What Slack sends when somebody presses the button of that post."""
        button = post["blocks"][1]["elements"][0]
        payload = {"type": "block_actions", "user": {"id": user, "username": "x"},
                   "channel": {"id": post["channel"], "name": "duty"}, "message": {"text": post["text"], "thread_ts": post.get("thread_ts", "")},
                   "actions": [{"action_id": button["action_id"], "value": button["value"]}]}
        body = urlencode({"payload": json.dumps(payload)})
        now = str(int(time.time()))
        mac = hmac.new(secret.encode(), f"v0:{now}:{body}".encode(), "sha256")
        self.last_press = ("POST", "/v1/callbacks/slack/presses", body, None,
                           {"Content-Type": "application/x-www-form-urlencoded",
                            "X-Slack-Request-Timestamp": now,
                            "X-Slack-Signature": f"v0={mac.hexdigest()}"})
        return self.tocsin.request(*self.last_press)

    def test_who_presses_the_button_of_a_post_takes_the_incident_and_is_answered(self):
        self.proves("P12")
        slack = self.buttons()
        self.ref = self.tocsin.open_incident()
        slack.wait_for(lambda: len(slack.posts) >= 2)
        called = slack.posts[1]
        self.assertEqual(called["blocks"][1]["elements"][0]["text"]["text"], "I take INC-1")
        # Nobody but Slack, and nobody whom the settings do not name.
        self.assertEqual(self.press(called, SLACK_PEOPLE[0], secret="guessed").status, 403)
        answer = self.press(called, SLACK_PEOPLE[1])
        self.assertEqual((answer.status, answer.text()), (200, ""))
        slack.wait_for(lambda: slack.shown)
        self.assertIn("Not taken. We do not know who you are here", slack.shown[0]["text"])
        self.assertEqual(slack.shown[0]["user"], SLACK_PEOPLE[1])
        self.assertIn(f"{SLACK_PEOPLE[1]} pressed a button", self.tocsin.log_text())
        self.assertNotIn("Taken", self.tocsin.timeline(self.ref))
        self.assertEqual(self.press(called, SLACK_PEOPLE[0]).status, 200)
        slack.wait_for(lambda: [post for post in slack.posts if "Taken by Pat Ash" in post["text"]])
        slack.wait_for(lambda: len(slack.shown) == 2)
        self.assertIn("Taken. INC-1 GP Records is yours", slack.shown[1]["text"])
        self.assertEqual(slack.shown[1]["channel"], fake_places.SLACK_CHANNEL)
        self.assertEqual(slack.shown[1]["user"], SLACK_PEOPLE[0])
        self.assertEqual(slack.shown[1]["thread_ts"], called["thread_ts"], "where it was pressed")
        self.assertNotIn("blocks", slack.posts[-1])
        again = self.tocsin.request(*self.last_press)
        self.assertEqual(again.status, 200)
        time.sleep(QUIET)
        self.assertEqual(len(slack.shown), 2, "a replay does nothing")
        self.assertNotIn(fake_places.SLACK_SIGNING, self.tocsin.log_text() + self.tocsin.timeline(self.ref))

    def test_a_press_that_was_answered_survives_a_kill(self):
        self.proves("P1", "P12")
        slack = self.buttons()
        self.ref = self.tocsin.open_incident()
        slack.wait_for(lambda: len(slack.posts) >= 2)
        self.assertEqual(self.press(slack.posts[1], SLACK_PEOPLE[0]).status, 200)
        self.tocsin.kill()
        self.tocsin.start()
        slack.wait_for(lambda: slack.shown)
        self.assertIn("is yours", slack.shown[0]["text"])
        self.assertEqual(self.tocsin.incident(self.ref)["holder"]["person"], "pat.ash")

    def tended(self, *steps, aim="", invite=SLACK_PEOPLE):
        """A room of its own for each incident, with people in it, archived in the end."""
        return self.slack(*steps, aim=aim, invite=invite,
                          **{"room-per-incident": True, "archive-closed": True})

    def told_in(self, slack):
        """The one room, and what was posted there."""
        [room] = slack.rooms.values()
        return room, [post["text"] for post in slack.posts if post["channel"] == room]

    def test_people_are_called_into_the_room_and_a_wrong_id_keeps_nobody_out(self):
        self.proves("DPS-01")
        slack = self.tended(invite=["U0NOBODY", *SLACK_PEOPLE])
        self.ref = self.tocsin.open_incident()
        self.act("acknowledge", person="pat.ash")
        slack.wait_for(lambda: [post for post in slack.posts if "Taken by Pat Ash" in post["text"]])
        slack.wait_for(lambda: len(slack.came) == 2)
        room, told = self.told_in(slack)
        self.assertEqual(slack.came, [(room, person) for person in SLACK_PEOPLE])
        self.assertEqual(len(told), 3)
        wait_until(lambda: "without U0NOBODY (user_not_found)" in self.tocsin.timeline(self.ref),
                   20, lambda: self.tocsin.timeline(self.ref))
        self.assertEqual(slack.asked("conversations.invite"), 1)

    def test_an_invitation_without_an_answer_holds_nothing_up_and_invites_nobody_twice(self):
        self.proves("DPS-01", "P5")
        slack = self.tended(fake_places.TAKE_AND_DROP, fake_places.DROP, 503, aim=".invite")
        self.ref = self.tocsin.open_incident()
        self.act("acknowledge", person="pat.ash")
        slack.wait_for(lambda: [post for post in slack.posts if "Taken by Pat Ash" in post["text"]],
                       within=5)
        slack.wait_for(lambda: slack.asked("conversations.invite") == 4, within=40)
        room, told = self.told_in(slack)
        self.assertEqual(slack.came, [(room, person) for person in SLACK_PEOPLE])
        self.assertEqual(len(told), 3)
        self.assertEqual(slack.asked("conversations.create"), 1)

    def test_whoever_is_to_be_in_the_room_is_although_the_daemon_dies_before_they_are(self):
        """The answer that opened the room, the commit behind it, the invitation: killed at each."""
        self.proves("DPS-01", "P5")
        # The room is the first send of this process, and the invitation the second or third.
        for point in ("provider-answered", "outcome-decided", "outcome-committed",
                      "transfer-offered:2", "transfer-offered:3", "provider-answered:2",
                      "outcome-committed:2", "outcome-committed:3"):
            with self.subTest(point=point):
                slack = self.tended()
                self.tocsin.api("GET", "/v1/incidents")  # it has a token
                self.tocsin.stop()
                self.tocsin.start(env={"TOCSIN_CRASH_AT": point})
                try:
                    self.tocsin.open_incident(key="one")
                except ConnectionError:
                    pass  # it may die before it answers
                self.tocsin.process.wait(20)
                self.assertEqual(self.tocsin.process.returncode, -9, self.tocsin.log_text())
                self.tocsin.process = None
                self.tocsin.start()
                slack.wait_for(lambda: len(slack.came) >= 2)
                self.ref = self.tocsin.open_incident(key="one")  # the same
                self.act("acknowledge", person="pat.ash")
                slack.wait_for(lambda: [post for post in slack.posts
                                        if "Taken by Pat Ash" in post["text"]])
                room, told = self.told_in(slack)
                self.assertEqual(slack.came, [(room, person) for person in SLACK_PEOPLE])
                self.assertEqual(len(told), 3, "each of them once")
                self.tocsin.close()

    def end(self):
        self.act("acknowledge", person="pat.ash")
        self.act("confirm", state="down")
        self.act("resolve", summary="A switch was replaced")
        self.act("close")

    def test_a_room_is_archived_behind_the_last_thing_that_is_told_there(self):
        self.proves("DPS-01")
        slack = self.tended()
        self.ref = self.tocsin.open_incident()
        self.end()
        slack.wait_for(lambda: slack.archived)
        room, told = self.told_in(slack)
        self.assertEqual(slack.archived, [room])
        self.assertIn("Closed", told[-1])
        paths = [urlsplit(path).path for _, path in slack.calls]
        self.assertEqual(paths[-1], "/api/conversations.archive", paths)
        self.assertEqual(paths.count("/api/conversations.archive"), 1)

    def test_a_room_is_archived_although_slack_or_the_daemon_is_away_in_between(self):
        self.proves("DPS-01", "P5")
        slack = self.tended(fake_places.TAKE_AND_DROP, 503, aim=".archive")
        self.ref = self.tocsin.open_incident()
        self.end()
        slack.wait_for(lambda: slack.archived)
        self.tocsin.kill()
        self.tocsin.start()
        slack.wait_for(lambda: slack.asked("conversations.archive") == 3, within=40)
        time.sleep(QUIET)
        room, told = self.told_in(slack)
        self.assertEqual(slack.archived, [room])
        self.assertIn("Closed", told[-1])
        self.assertEqual(slack.asked("conversations.archive"), 3, "it is done, and known to be")

    def test_a_post_that_was_taken_without_an_answer_is_found_and_not_posted_twice(self):
        self.proves("P5")
        slack = self.slack(fake_places.TAKE_AND_DROP)
        self.ref = self.tocsin.open_incident()
        self.act("acknowledge", person="pat.ash")
        slack.wait_for(lambda: [post for post in slack.posts if "Taken by Pat Ash" in post["text"]])
        self.assertEqual(len(slack.posts), 3, slack.posts)
        self.assertEqual({post["thread_ts"] for post in slack.posts[1:]}, {"1.0001"})

    def test_without_rooms_an_incident_is_a_thread(self):
        slack = self.slack()
        self.ref = self.tocsin.open_incident()
        self.act("acknowledge", person="pat.ash")
        slack.wait_for(lambda: len(slack.posts) >= 3)
        self.assertEqual({post["channel"] for post in slack.posts}, {fake_places.SLACK_CHANNEL})
        self.assertNotIn("thread_ts", slack.posts[0])
        self.assertEqual({post["thread_ts"] for post in slack.posts[1:]}, {"1.0001"})

    def test_a_place_that_is_told_of_some_hears_nothing_of_the_others(self):
        slack = self.slack(tells={"when": {"severity": [1]}})
        self.ref = self.tocsin.open_incident(severity=3, key="small")
        self.ref = self.tocsin.open_incident(severity=1, key="great")
        slack.wait_for(lambda: len(slack.posts) >= 2)
        time.sleep(QUIET)
        for post in slack.posts:
            self.assertIn(f"{self.ref}: ", post["text"])

    # ------------------------------------------------------------------ Statuspage

    def statuspage(self, *steps):
        page = self.fake(FakeStatuspage, *steps)
        self.start(statuspage={"type": "statuspage", "url": page.url, "api-key": "keys/statuspage",
                               "page": fake_places.STATUSPAGE,
                               "components": {"gp-records": "8kbf7d35c070"},
                               "timeouts": TIMEOUTS})
        self.ref = self.tocsin.open_incident()
        self.act("acknowledge", person="pat.ash")
        self.act("confirm", state="down")
        return page

    def test_a_page_shows_the_notices_from_the_first_to_the_last_and_no_step(self):
        page = self.statuspage()
        self.act("notices", **FIRST)
        page.wait_for(lambda: page.updates)
        page.wait_for(lambda: page.shown == [("8kbf7d35c070", "major_outage")])
        [first] = page.incidents.values()
        self.assertEqual(first["status"], "investigating")
        self.assertEqual(first["metadata"]["tocsin"]["ref"], self.ref)
        self.act("notices", stage="update", happened="A switch has failed", progress="identified")
        page.wait_for(lambda: len(page.updates) == 2)
        self.assertEqual(first["status"], "identified")
        self.act("resolve")
        self.act("notices", **FINAL)
        page.wait_for(lambda: len(page.updates) == 3)
        self.assertEqual(first["status"], "resolved")
        page.wait_for(lambda: len(page.shown) == 2)
        self.assertEqual(page.shown[1], ("8kbf7d35c070", "operational"))
        self.assertEqual(len(page.incidents), 1)
        self.assertEqual([one["deliver_notifications"] for one in page.updates], [False] * 3)
        for update in page.updates:
            self.assertNotIn("Pat Ash", str(update))
            self.assertNotIn(PAT, str(update))

    def test_an_incident_that_was_made_without_an_answer_is_not_made_twice(self):
        self.proves("P5")
        page = self.statuspage(fake_places.TAKE_AND_DROP)
        self.act("notices", **FIRST)
        page.wait_for(lambda: ("GET", f"/pages/{fake_places.STATUSPAGE}/incidents/unresolved")
                      in page.calls)
        self.act("notices", stage="update", happened="A switch has failed")
        page.wait_for(lambda: len(page.updates) == 2)
        time.sleep(QUIET)
        self.assertEqual(len(page.incidents), 1, page.calls)
        of_incidents = [method for method, path in page.calls if "/components/" not in path]
        self.assertEqual(of_incidents, ["POST", "GET", "PATCH"])
        self.assertEqual(page.shown, [("8kbf7d35c070", "major_outage")])

    def test_a_page_that_counts_too_many_gets_the_notice_later(self):
        page = self.statuspage(420, 429)
        self.act("notices", **FIRST)
        page.wait_for(lambda: page.updates, within=40)
        self.assertEqual(len(page.incidents), 1)

    def test_a_page_is_tried_by_its_key_and_nothing_is_posted(self):
        page = self.fake(FakeStatuspage)
        settings = {"type": "statuspage", "url": page.url, "api-key": "keys/statuspage",
                    "page": fake_places.STATUSPAGE, "components": {"gp-records": "8kbf7d35c070"}}
        self.start(good=settings, wrong={**settings, "api-key": "keys/slack"})
        done = self.tocsin.run("channel", "test", "good")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("the key reads the page's components. Nothing was posted.", done.stdout)
        done = self.tocsin.run("channel", "test", "wrong")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("the channel's settings need mending", done.stdout)
        self.assertIn("Could not authenticate", done.stdout)
        self.assertEqual({method for method, path in page.calls}, {"GET"})
        self.assertEqual((page.incidents, page.shown), ({}, []))

    # ------------------------------------------------------------------ webhooks

    def webhook(self, *steps):
        receiver = self.fake(FakeReceiver, *steps)
        self.start(ledger={"type": "webhook", "url": f"{receiver.url}/in",
                           "secrets": ["keys/webhook"], "timeouts": TIMEOUTS})
        self.ref = self.tocsin.open_incident()
        return receiver

    def test_a_program_can_check_every_event_and_has_each_once(self):
        self.proves("P5")
        receiver = self.webhook(fake_places.TAKE_AND_DROP, 503)
        self.act("acknowledge", person="pat.ash")
        receiver.wait_for(lambda: len(receiver.events) >= 3, within=40)
        time.sleep(QUIET)
        self.assertEqual(receiver.refused, 0)
        events = list(receiver.events.values())
        self.assertEqual([event["type"] for event in events],
                         ["incident.opened", "incident.called", "incident.taken"])
        self.assertEqual({event["data"]["ref"] for event in events}, {self.ref})
        self.assertEqual(events[2]["data"]["person"], "Pat Ash")

    def test_a_place_that_is_gone_delays_no_call_and_is_told_of(self):
        receiver = self.webhook(*[410] * 10)
        wait_until(lambda: any(to == PAT for to, _ in self.tocsin.texts()), 20,
                   lambda: str(self.tocsin.texts()))
        wait_until(lambda: "ledger answered 410" in self.tocsin.timeline(self.ref), 20,
                   lambda: self.tocsin.timeline(self.ref))
        wait_until(lambda: any("ledger is failing" in text for _, text in self.tocsin.texts()), 20,
                   lambda: str(self.tocsin.texts()))
        self.assertEqual(receiver.events, {})

    # ------------------------------------------------------------------ push

    def test_a_call_by_push_is_loud_and_opens_the_page_on_which_it_is_taken(self):
        ntfy = self.fake(FakeNtfy)
        shipped = Path(os.environ["TOCSIN_SOURCE_DIR"]) / "systemd/channels/ntfy.yaml"
        the_procedure = procedure()
        the_procedure["ladder"]["rungs"][0]["by"] = ["push", "sms"]
        self.tocsin = self.daemon(the_procedure=the_procedure, **{"channel-files": ["ntfy.yaml"]})
        self.tocsin.config["people"]["pat.ash"]["push"] = "oncall-pat-7f3k9q"
        self.tocsin.write_config()
        self.tocsin.write("ntfy.yaml", shipped.read_text(encoding="utf-8").replace(
            "https://ntfy.example.org", ntfy.url))
        self.tocsin.secret("ntfy", fake_places.NTFY_TOKEN)
        self.tocsin.start()
        self.ref = self.tocsin.open_incident()
        pushed = ntfy.wait_for(lambda: ntfy.pushed)[0]
        self.assertEqual((pushed["topic"], pushed["priority"]), ("oncall-pat-7f3k9q", 5))
        self.assertLessEqual(len(pushed["title"]), 40)
        link = urlsplit(pushed["click"])
        self.assertEqual(pushed["actions"], [{"action": "view", "label": "Open",
                                              "url": pushed["click"]}])
        page = self.tocsin.request("GET", link.path)
        self.assertEqual(page.status, 200, page)
        self.assertIn(self.ref, page.text())
        self.assertNotIn("Taken by", self.tocsin.timeline(self.ref), "opening takes nothing")


if __name__ == "__main__":
    main()
