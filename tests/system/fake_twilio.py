"""Twilio on loopback: it checks credentials and forms, keeps what it took, lists it, and calls back
signed: statuses, texts of people, and the keys of a phone call. `steps` makes it misbehave.
"""

import base64
import email.utils
import hashlib
import hmac
import http.client
import json
import threading
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

ACCOUNT = "AC00000000000000000000000000000001"
AUTH_TOKEN = "12345678901234567890123456789012"
OUR_NUMBER = "+447700900900"

# What becomes of the next POSTs.
DROP = "drop"  # the connection ends and nothing was taken
TAKE_AND_DROP = "take and drop"
FAIL = "fail"  # 503
STATUS_FIRST = "status first"  # it was delivered before its request is answered

SMS_FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod"}
CALL_FIELDS = {"To", "From", "Twiml", "Timeout", "TimeLimit", "StatusCallback",
               "StatusCallbackEvent", "MachineDetection"}


def signature(url, params=(), token=AUTH_TOKEN):
    """X-Twilio-Signature of a POST to `url` with these pairs."""
    text = url + "".join(name + value for name, value in sorted(set(params)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def post(url, params, token=AUTH_TOKEN, public=None):
    """(status, body) of a signed callback; `public` is the address that was signed."""
    pairs = list(params.items())
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=15)
    try:
        connection.request(
            "POST", parts.path + (f"?{parts.query}" if parts.query else ""), urlencode(pairs),
            {"Content-Type": "application/x-www-form-urlencoded",
             "X-Twilio-Signature": signature(public or url, pairs, token),
             "I-Twilio-Idempotency-Token": "t-1"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@dataclass
class Taken:
    """A text or a phone call that was taken."""

    sid: str
    kind: str  # "Messages" or "Calls"
    fields: dict
    at: float
    status: str = "queued"

    @property
    def to(self):
        return self.fields["To"]

    @property
    def body(self):
        return self.fields.get("Body", "")

    @property
    def spoken(self):
        return spoken(self.fields["Twiml"])

    @property
    def action(self):
        return action(self.fields["Twiml"])

    def as_json(self):
        made = email.utils.formatdate(self.at)
        return {"account_sid": ACCOUNT, "api_version": "2010-04-01", "body": self.body,
                "date_created": made, "date_sent": made, "direction": "outbound-api",
                "error_code": None, "error_message": None, "from": self.fields.get("From"),
                "num_media": "0", "num_segments": "1", "sid": self.sid, "status": self.status,
                "subresource_uris": {}, "to": self.to}


def spoken(twiml):
    return " ".join(say.text for say in ET.fromstring(twiml).iter("Say"))


def action(twiml):
    """Where the next key goes; None: the call ends."""
    gather = ET.fromstring(twiml).find("Gather")
    return None if gather is None else gather.get("action")


@dataclass
class FakeTwilio:
    auth_token: str = AUTH_TOKEN
    steps: list = field(default_factory=list)

    def __post_init__(self):
        self.changed = threading.Condition()
        self.taken = []
        self.requests = []  # (method, path, status)
        self.texts = 0
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, count, kind="Messages", to=None, within=20):
        """The first `count` that were taken, waiting until they are here."""
        end = time.monotonic() + within
        with self.changed:
            while True:
                found = [one for one in self.taken
                         if one.kind == kind and (to is None or one.to == to)]
                if len(found) >= count:
                    return found[:count]
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{len(found)} of {count} {kind} within {within} s: "
                                         f"{self.taken} of {self.requests}")
                self.changed.wait(left)

    # ------------------------------------------------------------------ calling back

    def status(self, one, status, **more):
        """What became of it: the status of the answer."""
        one.status = status
        word = "Message" if one.kind == "Messages" else "Call"
        return post(one.fields["StatusCallback"],
                    {f"{word}Sid": one.sid, f"{word}Status": status, "To": one.to,
                     "From": one.fields.get("From", ""), "AccountSid": ACCOUNT,
                     "ApiVersion": "2010-04-01", **more})[0]

    def text(self, sender, words, url, sid=None, **more):
        """A person's text to our number: status and body of the answer."""
        self.texts += 1
        sid = sid or f"SM{self.texts:032x}"
        return post(url, {"MessageSid": sid, "SmsMessageSid": sid, "From": sender,
                          "To": OUR_NUMBER, "Body": words, "NumMedia": "0", "NumSegments": "1",
                          "SmsStatus": "received", "AccountSid": ACCOUNT, "FromCity": "",
                          "ApiVersion": "2010-04-01"}, **more)

    def key(self, sid, where, digit=None, **more):
        """A key of a phone call, or that there was none: the TwiML that follows."""
        params = {"CallSid": sid, "CallStatus": "in-progress", "AccountSid": ACCOUNT, **more}
        if digit is not None:
            params["Digits"] = digit
        status, body = post(where, params)
        assert status == 200, (status, body)
        return body

    # ------------------------------------------------------------------ the rules

    def answer(self, method, path, authorization, body):
        """(status, JSON) of a request; what is taken is kept."""
        parts = urlsplit(path)
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{self.auth_token}".encode()).decode()
        base = f"/2010-04-01/Accounts/{ACCOUNT}/"
        if authorization != wanted:
            return refusal(401, 20003, "Authenticate")
        if parts.path not in (base + "Messages.json", base + "Calls.json"):
            return refusal(404, 20404, "The requested resource was not found")
        kind = parts.path[len(base):-len(".json")]
        if method == "GET":
            asked = parse_qs(parts.query)
            with self.changed:
                found = [one.as_json() for one in reversed(self.taken)
                         if one.kind == kind and one.to == asked["To"][0]]
            return 200, {kind.lower(): found, "end": 0, "page": 0, "next_page_uri": None}
        fields = dict(parse_qsl(body, strict_parsing=True))
        known = SMS_FIELDS if kind == "Messages" else CALL_FIELDS
        if not set(fields) <= known:
            return refusal(400, 20001, f"unknown: {set(fields) - known}")
        if not fields.get("To", "").startswith("+"):
            return refusal(400, 21211, f"The 'To' number {fields.get('To')} is not valid")
        with self.changed:
            letters = "SM" if kind == "Messages" else "CA"
            one = Taken(f"{letters}{len(self.taken) + 1000:032x}", kind, fields, time.time())
            self.taken.append(one)
            self.changed.notify_all()
        return 201, one.as_json()


def refusal(status, code, message):
    return status, {"code": code, "message": message, "status": status,
                    "more_info": f"https://www.twilio.com/docs/errors/{code}"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A daemon that is killed leaves its connections as they are."""


def _handler(fake):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            step = None
            if self.command == "POST":
                with fake.changed:
                    step = fake.steps.pop(0) if fake.steps else None
            if step == DROP:
                self.close_connection = True
                return
            status, said = ((503, {}) if step == FAIL else
                            fake.answer(self.command, self.path,
                                        self.headers.get("Authorization"), body))
            with fake.changed:
                fake.requests.append((self.command, self.path, status))
            if step == STATUS_FIRST:
                assert fake.status(fake.taken[-1], "delivered") == 204
            if step == TAKE_AND_DROP:
                self.close_connection = True
                return
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = _do

        def log_message(self, *_):
            pass

    return Handler
