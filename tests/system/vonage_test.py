"""What Vonage calls back with, signed: receipts, and replies that take an incident, by GET, by a
form and as JSON."""

import hashlib
import hmac
import json
import re
import time
from urllib.parse import urlencode

from fake_provider import FakeProvider
from settings import PAT, http_channel
from tocsin import SystemTest, main, wait_until

SECRET = "vonage-signature-secret"


def signed(fields, secret=SECRET, at=None):
    """The fields as Vonage sends them, with their time and their signature."""
    fields = {**fields, "timestamp": str(int(time.time() if at is None else at)), "nonce": "n1"}
    text = "".join(f"&{name}={re.sub('[&=]', '_', value)}"
                   for name, value in sorted(fields.items()))
    return {**fields, "sig": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}


class Vonage(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        channel = http_channel(self.provider.url,
                               callbacks={"from": "vonage", "method": "sha256-hmac",
                                          "secret": ["keys/vonage-old", "keys/vonage"]})
        self.tocsin = self.daemon(channels={"vonage": channel})
        self.tocsin.secret("vonage", SECRET)
        self.tocsin.secret("vonage-old", "an older secret")
        self.tocsin.start()
        self.ref = self.tocsin.open_incident()
        self.text = self.provider.wait_for(1, of=lambda one: one.to == PAT)[0]

    def call_back(self, what, fields, way="form"):
        """The status of the answer."""
        path = f"/v1/callbacks/vonage/{what}"
        if way == "query":
            return self.tocsin.request("GET", f"{path}?{urlencode(fields)}").status
        if way == "json":
            return self.tocsin.request("POST", path, json.dumps(fields),
                                       headers={"Content-Type": "application/json"}).status
        return self.tocsin.request(
            "POST", path, urlencode(fields),
            headers={"Content-Type": "application/x-www-form-urlencoded"}).status

    def reply(self, words=None, **more):
        code = re.search(r"\bReply (\d{4})\b", self.text.text).group(1)
        return {"msisdn": PAT.lstrip("+"), "to": "447700900900", "messageId": "0A0001",
                "text": words or code, "type": "text", "keyword": code,
                "message-timestamp": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()), **more}

    def holder(self):
        return (self.tocsin.incident(self.ref).get("holder") or {}).get("person")

    def test_a_signed_reply_takes_the_incident_whichever_way_it_comes(self):
        self.proves("P1", "P12")
        for number, way in enumerate(("query", "json", "form")):
            with self.subTest(way):
                fields = signed(self.reply(messageId=f"0A{number}"))
                self.assertEqual(self.call_back("texts", fields, way), 204)
                self.assertEqual(self.holder(), "pat.ash")

    def test_a_part_of_a_longer_reply_takes_nothing_and_is_answered(self):
        self.proves("P12")
        part = {"concat": "true", "concat-ref": "7", "concat-total": "2", "concat-part": "1"}
        self.assertEqual(self.call_back("texts", signed(self.reply(**part))), 204)
        answer = self.provider.wait_for(2, of=lambda one: one.to == PAT)[1]
        self.assertIn("Not taken", answer.text)
        self.assertIsNone(self.holder())
        self.assertEqual(self.call_back("texts", signed(self.reply(messageId="0A9"))), 204)
        self.assertEqual(self.holder(), "pat.ash")

    def test_what_is_not_signed_or_old_changes_nothing(self):
        self.proves("P12")
        good = self.reply()
        for fields in (good, signed(good, "another"), {**signed(good), "text": good["text"] + " "},
                       signed(good, at=time.time() - 7200)):
            for way in ("query", "json", "form"):
                self.assertIn(self.call_back("texts", fields, way), (403, 429))
        self.assertIsNone(self.holder())
        self.assertEqual(self.call_back("texts", signed(good)), 204, "the right one always passes")
        self.assertEqual(self.holder(), "pat.ash")

    def test_a_receipt_is_told_of_the_message_that_bears_our_reference(self):
        receipt = {"msisdn": PAT.lstrip("+"), "to": "447700900900", "messageId": "0B0001",
                   "status": "delivered", "err-code": "0", "client-ref": self.text.reference}
        wait_until(lambda: ": accepted" in self.tocsin.timeline(self.ref), 20, "it is accepted")
        self.assertEqual(self.call_back("receipts", signed(receipt), "json"), 204)
        wait_until(lambda: ": delivered" in self.tocsin.timeline(self.ref), 20,
                   lambda: self.tocsin.timeline(self.ref))


if __name__ == "__main__":
    main()
