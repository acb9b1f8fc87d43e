"""Deny by default (P19): the running daemon is asked every route by every caller, and answers as
tests/scopes.txt says."""

import hashlib
import hmac
import http.client
import json
import re
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import fake_twilio
import vonage_test
from faketime_test import WallClock
from scopes import CALLERS, FORGERS, SCOPES, read_table, routes
from settings import file_channels, http_channel, notify_channel
from tocsin import SystemTest, UnixConnection, main
from twilio_test import twilio_channel

ROUTING_KEY = "0123456789abcdef0123456789abcdef"
GENIE_KEY = "11111111-2222-4333-8444-555555555555"
TOPIC = "arn:aws:sns:eu-west-2:111122223333:ops"
SIGNING, IN_PATH = "signing-secret-0123456789", "path-secret-0123456789abcdef"

# What fills the {names} of an address: things that are not there.
NAMES = {"id": "INC-999", "name": "none", "week": "2020-W01", "plan": "7", "number": "7",
         "flag": "none", "source": "alertmanager", "secret": "none", "channel": "notify",
         "token": "0" * 20, "link": "0" * 20 + ".ics", "identifier": "none", "request": "none",
         "one": "none", "two": "none", "three": "none"}


def config():
    sources = {"alertmanager": {"dialect": "alertmanager", "service-label": "service",
                                "basic": [{"user": "alertmanager", "password-file": "keys/am"}]},
               "signs": {"dialect": "alertmanager", "service-label": "service",
                         "hmac": {"secrets": ["keys/signing"], "header": "X-Signature"}},
               "whispers": {"dialect": "alertmanager", "service-label": "service",
                            "secret-paths": ["keys/path"]},
               "cloud": {"dialect": "aws-sns", "topics": [TOPIC]},
               "estates": {"dialect": "pagerduty", "routing-keys": ["keys/routing"]},
               "bms": {"dialect": "opsgenie", "api-keys": ["keys/genie"]}}
    channels = {**file_channels(), "notify": notify_channel("http://127.0.0.1:9"),
                "twilio": twilio_channel("http://127.0.0.1:9"),
                "vonage": http_channel("http://127.0.0.1:9", callbacks={
                    "from": "vonage", "method": "sha256-hmac", "secret": "keys/vonage"})}
    return {"sources": sources, "channels": channels}


def event(key):
    """What PagerDuty's own senders send: with nothing wrong but the key."""
    return json.dumps({"routing_key": key, "event_action": "trigger", "payload": {
        "summary": "ward 7 unreachable", "source": "gw-w7", "severity": "info"}}).encode()


class Scopes(SystemTest):
    def setUp(self):
        self.house = self.daemon(**config())
        for name, value in {"signing": SIGNING, "path": IN_PATH, "routing": ROUTING_KEY,
                            "genie": GENIE_KEY, "twilio": fake_twilio.AUTH_TOKEN,
                            "vonage": vonage_test.SECRET}.items():
            self.house.secret(name, value)
        self.asked = 0
        self.tokens = {"wrong": "toc_aaaaaaaaaaaaa.bbbbbbbbbbbbbbbb"}

    def start(self):
        """With a token of every kind; the one that has expired was made two days ago."""
        past = WallClock(self, datetime.now(timezone.utc) - timedelta(days=2))
        self.house.start(env=past.env)
        made = self.house.request("POST", "/v1/tokens",
                                  {"name": "old", "scopes": list(SCOPES), "days": 1}, unix=True)
        self.tokens["expired"] = made.json()["token"]
        self.house.stop()
        self.house.start()
        for scope in SCOPES:
            self.tokens[scope] = self.house.make_token(scope, [scope])
        made = self.house.request("POST", "/v1/tokens",
                                  {"name": "gone", "scopes": list(SCOPES)}, unix=True).json()
        self.tokens["revoked"] = made["token"]
        gone = self.house.request("DELETE", f"/v1/tokens/{made['id']}", unix=True)
        self.assertEqual(gone.status, 204, gone)

    def ask(self, method, path, caller):
        """The status of the answer; of a stream that is all."""
        names = dict(NAMES)
        headers = {"Content-Type": "application/json"}
        body = b"{}"
        if path.endswith("/enqueue"):
            body = event(ROUTING_KEY if caller == "routing-key" else caller)
        if caller in self.tokens or caller in FORGERS:
            token = self.tokens["admin" if caller in FORGERS else caller]
            headers["Authorization"] = "Bearer " + token
        elif caller == "basic":
            headers["Authorization"] = "Basic YWxlcnRtYW5hZ2VyOmFtLXNlY3JldA=="
        elif caller == "path":
            names |= {"source": "whispers", "secret": IN_PATH}
        elif caller == "genie-key":
            headers["Authorization"] = "GenieKey " + GENIE_KEY
        elif caller == "bearer":
            headers["Authorization"] = "Bearer " + self.house.CALLBACK_TOKEN
        # Who signs: with its own key, and with another.
        if caller.endswith("hmac"):
            names["source"] = "signs"
            key = SIGNING if caller == "hmac" else "another"
            headers["X-Signature"] = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        elif caller == "not-sns":
            names["source"] = "cloud"
            headers["x-amz-sns-rawdelivery"] = "true"
        elif caller in ("signature", "not-twilio"):
            names["channel"] = "twilio"
        elif caller.endswith("vonage"):
            names["channel"] = "vonage"
        address = re.sub(r"{(\w+)}", lambda name: names[name.group(1)], path)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        if names["channel"] == "twilio":
            headers |= form
            body = b""
            token = fake_twilio.AUTH_TOKEN if caller == "signature" else "another"
            headers["X-Twilio-Signature"] = fake_twilio.signature(
                f"http://127.0.0.1:{self.house.port}{address}", token=token)
        elif names["channel"] == "vonage" and "callbacks" in path:
            headers |= form
            secret = vonage_test.SECRET if caller == "vonage" else "another"
            body = urlencode(vonage_test.signed({}, secret)).encode()
            if method == "GET":
                address += "?" + body.decode()
        return self.status(method, address, headers, body, caller == "socket")

    def status(self, method, address, headers, body, unix):
        # Ten wrong credentials of one address are throttled: every request has its own.
        self.asked += 1
        connection = (UnixConnection(self.house.socket_path, 30) if unix else
                      http.client.HTTPConnection(
                          "127.0.0.1", self.house.port, timeout=30,
                          source_address=(f"127.1.{self.asked // 250}.{self.asked % 250 + 1}", 0)))
        try:
            connection.request(method, address, body=None if method == "GET" else body,
                               headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def test_every_route_by_every_caller(self):
        self.proves("P19")
        table = read_table()
        self.start()
        mistakes = []
        for (method, path), row in table.items():
            for caller in CALLERS:
                status = self.ask(method, path, caller)
                refused = status in (401, 403) or (status == 400 and path.endswith("/enqueue"))
                cell = str(status) if refused else "yes"
                # Providers that POST may not GET, which they hear when they are known.
                odd = status in (429, 500) or (status == 405 and "callbacks" not in path)
                if cell != row[caller] or odd:
                    mistakes.append(f"{method} {path} by {caller}: {status}, not {row[caller]}")
        self.assertEqual(mistakes, [])
        self.assertEqual(self.asked, len(table) * len(CALLERS))
        print(f"{len(table)} routes, {len(CALLERS)} callers: {self.asked} answers as the table says")

    def test_every_route_has_a_row_and_every_row_a_route(self):
        self.proves("P19")
        table, there = set(read_table()), set(routes())
        self.assertGreater(len(there), 90)
        self.assertEqual(there - table, set(), "without a row: tests/system/scopes.py --write, and "
                                               "read what it says")
        self.assertEqual(table - there, set(), "rows without a route")

    def test_nobody_is_told_what_there_is(self):
        self.start()
        nowhere = self.status("GET", "/v1/nowhere", {}, b"", False)
        self.assertEqual(nowhere, 404)
        self.assertEqual(self.status("DELETE", "/v1/incidents", {}, b"", False), 405)


if __name__ == "__main__":
    main()
