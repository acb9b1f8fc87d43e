"""The fake refuses what GOV.UK Notify refuses: a fake that takes everything proves nothing."""

import http.client
import json
import time
import unittest

import fake_notify
from fake_notify import SMS_TEMPLATE, FakeNotify
from tocsin import main

GOOD = {"phone_number": "+447700900123", "template_id": SMS_TEMPLATE,
        "personalisation": {"message": "P1 EPR down"}, "reference": "pg-1"}


class TheFake(unittest.TestCase):
    def setUp(self):
        self.notify = FakeNotify()
        self.addCleanup(self.notify.close)

    def ask(self, body=None, authorization=None, method="POST", path="/v2/notifications/sms"):
        connection = http.client.HTTPConnection("127.0.0.1", self.notify.port, timeout=5)
        headers = {"Content-Type": "application/json", "Authorization":
                   f"Bearer {fake_notify.token()}" if authorization is None else authorization}
        connection.request(method, path, None if method == "GET" else json.dumps(body or GOOD),
                           headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        connection.close()
        error = said["errors"][0] if "errors" in said else {}
        return answer.status, error.get("error"), error.get("message", ""), said

    def test_a_good_text_is_kept_and_found_by_its_reference(self):
        status, _, _, said = self.ask()
        self.assertEqual(status, 201)
        self.assertEqual(said["reference"], "pg-1")
        self.assertEqual(len(self.notify.to("+447700900123")), 1)
        found = self.ask(method="GET", path="/v2/notifications?reference=pg-1")[3]
        self.assertEqual([one["id"] for one in found["notifications"]], [said["id"]])
        none = self.ask(method="GET", path="/v2/notifications?reference=pg-2")[3]
        self.assertEqual(none["notifications"], [])
        self.assertEqual(self.ask(method="GET", path=f"/v2/notifications/{said['id']}")[0], 200)
        self.assertEqual(self.ask(method="GET", path=f"/v2/notifications/{SMS_TEMPLATE}")[1],
                         "NoResultFound")

    def test_lists_come_in_pages_of_250(self):
        for number in range(251):
            self.ask({**GOOD, "reference": f"pg-{number}"})
        first = self.ask(method="GET", path="/v2/notifications?status=created")[3]
        self.assertEqual(len(first["notifications"]), 250)
        rest = first["links"]["next"].removeprefix(self.notify.url)
        second = self.ask(method="GET", path=rest)[3]
        self.assertEqual([one["reference"] for one in second["notifications"]], ["pg-0"])
        last = self.ask(method="GET", path=second["links"]["next"].removeprefix(self.notify.url))
        self.assertEqual(last[3]["notifications"], [])
        self.assertNotIn("next", last[3]["links"])

    def test_a_wrong_token_is_refused_for_its_own_reason(self):
        now = time.time()
        other = fake_notify.API_KEY[:-1] + "1"
        for authorization, status, words in (
                ("", 401, "must be provided"), ("Basic YTpi", 401, "bearer scheme"),
                ("Bearer x.y", 403, "make sure your API token"),
                (f"Bearer {fake_notify.token(other)}", 403, "API key not found"),
                (f"Bearer {fake_notify.token(alg='HS512')}", 403, "not HS256"),
                (f"Bearer {fake_notify.token(issuer=SMS_TEMPLATE)}", 403, "service not found"),
                (f"Bearer {fake_notify.token(issuer='ops')}", 403, "right data type"),
                (f"Bearer {fake_notify.token(issued=now - 33)}", 403, "system clock"),
                (f"Bearer {fake_notify.token(issued=now + 33)}", 403, "system clock")):
            with self.subTest(words):
                said = self.ask(authorization=authorization)
                self.assertEqual((said[0], said[1]), (status, "AuthError"))
                self.assertIn(words, said[2])
        self.notify.revoked = True
        self.assertIn("revoked", self.ask()[2])
        self.assertEqual(self.notify.notifications, [])

    def test_a_wrong_body_is_refused_for_its_own_reason(self):
        for change, error, words in (
                ({"from": "x"}, "ValidationError", "Additional properties"),
                ({"template_id": "x"}, "ValidationError", "template_id is not a valid UUID"),
                ({"phone_number": "0770"}, "ValidationError", "phone_number"),
                ({"phone_number": "no"}, "ValidationError", "letters"),
                ({"reference": "x" * 1001}, "ValidationError", "reference"),
                ({"sms_sender_id": "x"}, "ValidationError", "sms_sender_id"),
                ({"personalisation": {}}, "BadRequestError", "Missing personalisation: message"),
                ({"template_id": fake_notify.EMAIL_TEMPLATE}, "BadRequestError", "not suitable"),
                ({"template_id": fake_notify.SERVICE}, "BadRequestError", "Template not found"),
                ({"personalisation": {"message": "x" * 919}}, "BadRequestError", "too long")):
            with self.subTest(words):
                status, name, said, _ = self.ask({**GOOD, **change})
                self.assertEqual((status, name), (400, error))
                self.assertIn(words, said)
        self.assertEqual(self.ask({**GOOD, "personalisation": {"message": "x" * 918}})[0], 201)

    def test_limits_hold(self):
        self.notify.per_minute = 2
        self.assertEqual([self.ask()[1] for _ in range(3)], [None, None, "RateLimitError"])
        self.notify.per_minute = 100
        self.notify.per_day = 2
        self.assertEqual(self.ask()[:2], (429, "TooManyRequestsError"))


if __name__ == "__main__":
    main()
