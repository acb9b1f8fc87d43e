"""GOV.UK Notify on loopback: it verifies tokens and bodies, limits and looks up as the real one
does, keeps what it took, and calls back with receipts and received texts.

What it says is what Notify says: status, name of the error, and words. `steps` makes it misbehave.
"""

import base64
import email.utils
import hashlib
import hmac
import http.client
import json
import re
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SERVICE = "11111111-2222-3333-4444-555555555555"
SECRET = "66666666-7777-8888-9999-000000000000"
API_KEY = f"ops-{SERVICE}-{SECRET}"
SMS_TEMPLATE = "f0f0f0f0-1111-4222-8333-444455556666"
EMAIL_TEMPLATE = "e0e0e0e0-1111-4222-8333-444455556666"
OUR_NUMBER = "07700900456"

CLOCK_BOUND = 30  # seconds
SMS_UNITS_MAX = 918
REFERENCE_MAX = 1000
PAGE = 250

# GSM 03.38: what is one septet, and what is two.
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
          "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
GSM_EXTENDED = set("^{}\\[~]|€")

ALLOWED = {
    "sms": {"phone_number", "template_id", "personalisation", "reference", "sms_sender_id",
            "scheduled_for"},
    "email": {"email_address", "template_id", "personalisation", "reference", "email_reply_to_id",
              "one_click_unsubscribe_url", "scheduled_for", "sanitise_content_for"}}
REQUIRED = {"sms": ("phone_number", "template_id"), "email": ("email_address", "template_id")}

# What becomes of one POST instead of the usual answer.
TAKE_AND_DROP = "take and drop"  # accepted; the connection ends without an answer
DROP = "drop"  # not accepted; likewise
FAIL = "fail"  # 500
TAKE_AND_HANG = "take and hang"
THROTTLE = "throttle"  # 429 as if the minute were full
GARBAGE = "garbage"  # accepted; 201 with a body that is none


class Refusal(Exception):
    def __init__(self, status, error, message):
        super().__init__(message)
        self.status = status
        self.errors = [{"error": error, "message": message}]


@dataclass
class Notification:
    id: str
    medium: str
    to: str
    reference: str | None
    body: str
    subject: str
    template_id: str
    at: float
    status: str = "created"
    sender: str | None = None

    def as_json(self):
        return {"body": self.body, "completed_at": None, "created_at": iso(self.at),
                "email_address": self.to if self.medium == "email" else None, "id": self.id,
                "phone_number": self.to if self.medium == "sms" else None,
                "reference": self.reference, "sent_at": None, "status": self.status,
                "subject": self.subject or None,
                "template": {"id": self.template_id, "uri": "https://notify", "version": 1},
                "type": self.medium}


@dataclass
class Call:
    """One request, whatever came of it."""

    method: str
    path: str
    status: int = 0
    error: str = ""
    reference: str | None = None


@dataclass
class FakeNotify:
    api_key: str = API_KEY
    revoked: bool = False
    clock_ahead: float = 0  # of its clock before the machine's, in seconds
    per_minute: int = 3000
    window: float = 60
    per_day: int = 250000
    latency: float = 0
    trial: bool = False
    templates: dict = field(default_factory=lambda: {
        SMS_TEMPLATE: ("sms", ("message",)), EMAIL_TEMPLATE: ("email", ("message", "subject"))})

    def __post_init__(self):
        self.changed = threading.Condition()
        self.calls = []
        self.notifications = []  # oldest first
        self.received = []  # texts of people, oldest first
        self.steps = []  # of the next POSTs
        self.retry_after = None  # a header Notify does not document
        self._recent = deque()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.stopped = threading.Event()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def now(self):
        return time.time() + self.clock_ahead

    # ------------------------------------------------------------------ for tests

    def to(self, number):
        with self.changed:
            return [one for one in self.notifications if one.to == number]

    def posts(self):
        with self.changed:
            return [call for call in self.calls if call.method == "POST"]

    def look_ups(self):
        with self.changed:
            return [call for call in self.calls if call.path.startswith("/v2/notifications?")]

    def wait_for(self, count, within=20, of=lambda one: True):
        """The first `count` notifications that `of` is true of, waiting until they are here."""
        end = time.monotonic() + within
        with self.changed:
            while True:
                found = [one for one in self.notifications if of(one)]
                if len(found) >= count:
                    return found[:count]
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{len(found)} of {count} within {within} s: "
                                         f"{self.notifications} of {self.calls}")
                self.changed.wait(left)

    # ------------------------------------------------------------------ calling back

    def receipt(self, notification, status, url, token, **more):
        """What Notify posts when a notification came to an end: the status of the answer."""
        notification.status = status
        return call_back(url, token, {
            "id": notification.id, "reference": notification.reference, "to": notification.to,
            "status": status, "created_at": iso(notification.at), "completed_at": iso(self.now()),
            "sent_at": iso(notification.at), "notification_type": notification.medium,
            "template_id": notification.template_id, "template_version": 1}, **more)

    def text(self, sender, message, url=None, token=None, **more):
        """A person's text to our number. Posted where there is a URL: the status of the answer."""
        text = {"id": str(uuid.uuid4()), "source_number": sender.lstrip("+"),
                "destination_number": OUR_NUMBER, "message": message,
                "date_received": iso(self.now())}
        with self.changed:
            self.received.append(text)
        return call_back(url, token, text, **more) if url else None

    # ------------------------------------------------------------------ the rules

    def verify(self, authorization):
        """Raises Refusal unless the header is right; 401 and 403 as Notify tells them apart."""
        if not authorization:
            raise Refusal(401, "AuthError",
                          "Unauthorized: authentication token must be provided")
        if authorization[:7].title() != "Bearer ":
            raise Refusal(401, "AuthError",
                          "Unauthorized: authentication bearer scheme must be used")
        try:
            signed, _, signature = authorization[7:].rpartition(".")
            header, claims = (json.loads(unpadded(part)) for part in signed.split("."))
            given = unpadded(signature)
        except (ValueError, TypeError):
            raise Refusal(403, "AuthError", "Invalid token: make sure your API token matches the "
                          "example at https://docs.notifications.service.gov.uk/rest-api.html"
                          "#authorisation-header") from None
        if not uuid_like(claims.get("iss")):
            raise Refusal(403, "AuthError", "Invalid token: service id is not the right data type")
        if claims["iss"] != self.api_key[-73:-37]:
            raise Refusal(403, "AuthError", "Invalid token: service not found")
        if header != {"typ": "JWT", "alg": "HS256"}:
            raise Refusal(403, "AuthError", "Invalid token: algorithm used is not HS256")
        right = hmac.new(self.api_key[-36:].encode(), signed.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(right, given):
            raise Refusal(403, "AuthError", "Invalid token: API key not found")
        if set(claims) != {"iss", "iat"} or type(claims["iat"]) is not int:
            raise Refusal(403, "AuthError", "Invalid token: iat field must be an int")
        if abs(self.now() - claims["iat"]) > CLOCK_BOUND:
            raise Refusal(403, "AuthError",
                          "Error: Your system clock must be accurate to within 30 seconds")
        if self.revoked:
            raise Refusal(403, "AuthError", "Invalid token: API key revoked")

    def throttle(self):
        """The rolling minute; a request that is refused does not count."""
        now = time.monotonic()
        with self.changed:
            while self._recent and now - self._recent[0] >= self.window:
                self._recent.popleft()
            if len(self._recent) >= self.per_minute:
                raise Refusal(429, "RateLimitError",
                              f"Exceeded rate limit for key type LIVE of {self.per_minute} requests "
                              f"per {self.window:g} seconds")
            self._recent.append(now)

    def read(self, medium, raw):
        """The notification of a body, or a Refusal in Notify's order: schema, limit, template."""
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refusal(400, "BadRequestError", "Invalid JSON supplied in POST data") from None
        check_schema(medium, body)
        with self.changed:
            sent_today = sum(one.medium == medium for one in self.notifications)
        if sent_today >= self.per_day:
            raise Refusal(429, "TooManyRequestsError",
                          f"Exceeded send limits ({medium}: {self.per_day}) for today")
        if self.trial:
            raise Refusal(400, "BadRequestError",
                          "Can’t send to this recipient when service is in trial mode - see "
                          "https://www.notifications.service.gov.uk/trial-mode")
        kind, placeholders = self.templates.get(body["template_id"], (None, ()))
        if kind is None:
            raise Refusal(400, "BadRequestError", "Template not found")
        if kind != medium:
            raise Refusal(400, "BadRequestError",
                          f"{kind} template is not suitable for {medium} notification")
        personal = body.get("personalisation", {})
        missing = [name for name in placeholders if name not in personal]
        if missing:
            raise Refusal(400, "BadRequestError",
                          f"Missing personalisation: {', '.join(missing)}")
        text = str(personal["message"])
        if medium == "sms" and units(text) > SMS_UNITS_MAX:
            raise Refusal(400, "BadRequestError",
                          f"Your message is too long. Text messages cannot be longer than "
                          f"{SMS_UNITS_MAX} characters. Your message is {units(text)} characters "
                          "long.")
        return Notification(
            id=str(uuid.uuid4()), medium=medium,
            to=body["phone_number" if medium == "sms" else "email_address"],
            reference=body.get("reference"), body=text, subject=str(personal.get("subject", "")),
            template_id=body["template_id"], at=self.now(),
            sender=body.get("sms_sender_id") or body.get("email_reply_to_id"))

    def keep(self, notification):
        with self.changed:
            self.notifications.append(notification)
            self.changed.notify_all()

    def listed(self, query):
        """GET /v2/notifications: the newest first."""
        with self.changed:
            found = list(reversed(self.notifications))
        for name, value in (("reference", "reference"), ("template_type", "medium"),
                            ("status", "status")):
            if name in query:
                found = [one for one in found if getattr(one, value) in query[name]]
        return self.page("/v2/notifications", "notifications", [one.as_json() for one in found],
                         query, every=[one.id for one in reversed(self.notifications)])

    def page(self, path, name, items, query, every):
        """250 of the items behind the one with the id `older_than`, which a filter may leave out.

        As the real one, it names a next page wherever it lists anything.
        """
        if "older_than" in query:
            than = query["older_than"][0]
            behind = set(every[every.index(than) + 1:]) if than in every else set()
            items = [one for one in items if one["id"] in behind]
        items = items[:PAGE]
        links = {"current": self.url + path}
        if items:
            links["next"] = f"{self.url}{path}?older_than={items[-1]['id']}"
        return {"links": links, name: items}


def check_schema(medium, body):
    """Raises a Refusal of 400 ValidationError with everything that is wrong."""
    wrong = []
    if not isinstance(body, dict):
        raise Refusal(400, "ValidationError", "body is not of type object")
    wrong += [f"{name} is a required property" for name in REQUIRED[medium] if name not in body]
    extra = sorted(set(body) - ALLOWED[medium])
    if extra:
        wrong.append("Additional properties are not allowed (" +
                     ", ".join(extra) + (" was" if len(extra) == 1 else " were") + " unexpected)")
    for name in ("template_id", "sms_sender_id", "email_reply_to_id"):
        if name in body and not uuid_like(body[name]):
            wrong.append(f"{name} is not a valid UUID")
    if "phone_number" in body:
        wrong += phone_faults(body["phone_number"])
    if "email_address" in body and not re.fullmatch(
            r"[^@\s<>(),;:\"\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", str(body["email_address"])):
        wrong.append("email_address Not a valid email address")
    if not isinstance(body.get("personalisation", {}), dict):
        wrong.append("personalisation is not of type object")
    reference = body.get("reference")
    if reference is not None and not isinstance(reference, str):
        wrong.append("reference is not of type string")
    elif reference is not None and len(reference) > REFERENCE_MAX:
        wrong.append(f"reference {reference} is too long")
    if wrong:
        refusal = Refusal(400, "ValidationError", wrong[0])
        refusal.errors = [{"error": "ValidationError", "message": one} for one in wrong]
        raise refusal


def phone_faults(number):
    if not isinstance(number, str):
        return ["phone_number is not of type string"]
    digits = re.sub(r"[\s()+.-]", "", number)
    if not digits.isdigit():
        return ["phone_number Must not contain letters or symbols"]
    if digits.startswith("44") or digits.startswith("07"):
        national = digits.removeprefix("44").lstrip("0")
        if not national.startswith("7"):
            return ["phone_number Not a UK mobile number"]
        if len(national) < 10:
            return ["phone_number Not enough digits"]
        return ["phone_number Too many digits"] if len(national) > 10 else []
    return ["phone_number Not enough digits"] if len(digits) < 8 else []


def units(text):
    """How long Notify counts a text: signs beyond GSM become their cousins or '?'."""
    return sum(2 if sign in GSM_EXTENDED else 1 for sign in text)


def listed_text(text):
    """A received text as GET /v2/received-text-messages has it."""
    return {"content": text["message"], "created_at": text["date_received"], "id": text["id"],
            "notify_number": text["destination_number"], "service_id": SERVICE,
            "user_number": text["source_number"]}


def uuid_like(value):
    return isinstance(value, str) and re.fullmatch(
        r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", value) is not None


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def iso(at):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1e6):06}Z"


def token(key=API_KEY, issued=None, alg="HS256", issuer=None):
    """As the official clients make one."""
    def part(value):
        raw = json.dumps(value, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    claims = {"iss": issuer or key[-73:-37],
              "iat": int(time.time() if issued is None else issued)}
    signed = f"{part({'typ': 'JWT', 'alg': alg})}.{part(claims)}"
    mac = hmac.new(key[-36:].encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def call_back(url, bearer, body, *, tries=6, every=0.3, timeout=5):
    """POSTs as Notify does: 5 s, again on connection errors, 5xx and 429, at most 5 times more.

    Every 300 s there, every `every` seconds here. The last status; 0 when nobody answered.
    """
    status = 0
    at = urlsplit(url)
    for number in range(tries):
        if number:
            time.sleep(every)
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=timeout)
        try:
            connection.request("POST", at.path, json.dumps(body).encode(), {
                "Content-Type": "application/json", "Authorization": f"Bearer {bearer}"})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
            continue
        finally:
            connection.close()
        if status < 500 and status != 429:
            break
    return status


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A daemon that is killed, or hangs up, is what the tests are about."""


def _handler(fake):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def date_time_string(self, timestamp=None):
            return email.utils.formatdate(fake.now() if timestamp is None else timestamp,
                                          usegmt=True)

        def _say(self, status, body, **headers):
            raw = body if isinstance(body, bytes) else json.dumps(body, sort_keys=True).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), str(value))
            self.end_headers()
            self.wfile.write(raw)

        def _drop(self):
            self.close_connection = True
            self.connection.close()

        def _judge(self, call, answer):
            try:
                if fake.latency:
                    time.sleep(fake.latency)
                fake.verify(self.headers.get("Authorization", ""))
                fake.throttle()
                answer()
            except Refusal as refusal:
                call.error = refusal.errors[0]["error"]
                self._refuse(refusal)
            finally:
                with fake.changed:
                    fake.changed.notify_all()

        def _refuse(self, refusal):
            more = {"Retry_After": fake.retry_after} if refusal.status == 429 and \
                fake.retry_after else {}
            self._note(refusal.status)
            self._say(refusal.status, {"status_code": refusal.status, "errors": refusal.errors},
                      **more)

        def _note(self, status):
            self.call.status = status

        def _begin(self, method):
            self.call = Call(method, self.path)
            with fake.changed:
                fake.calls.append(self.call)
            return self.call

        def do_POST(self):
            call = self._begin("POST")
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            medium = self.path.removeprefix("/v2/notifications/")

            def answer():
                if medium not in ALLOWED:
                    raise Refusal(404, "NoResultFound", "No result found")
                notification = fake.read(medium, raw)
                call.reference = notification.reference
                with fake.changed:
                    step = fake.steps.pop(0) if fake.steps else None
                if step == FAIL:
                    raise Refusal(500, "Exception", "Internal server error")
                if step == THROTTLE:
                    raise Refusal(429, "RateLimitError", "Exceeded rate limit for key type LIVE of "
                                  "3000 requests per 60 seconds")
                if step == DROP:
                    return self._drop()
                fake.keep(notification)
                if step == TAKE_AND_DROP:
                    return self._drop()
                if step == TAKE_AND_HANG:
                    fake.stopped.wait(30)
                    return self._drop()
                self._note(201)
                if step == GARBAGE:
                    return self._say(201, b"<html>Created</html>")
                return self._say(201, {
                    "id": notification.id, "reference": notification.reference,
                    "content": {"body": notification.body, "from_number": OUR_NUMBER},
                    "uri": f"{fake.url}/v2/notifications/{notification.id}",
                    "template": {"id": notification.template_id, "uri": fake.url, "version": 1},
                    "scheduled_for": None})

            self._judge(call, answer)

        def do_GET(self):
            call = self._begin("GET")
            at = urlsplit(self.path)

            def answer():
                if at.path == "/v2/received-text-messages":
                    with fake.changed:
                        texts = [listed_text(one) for one in reversed(fake.received)]
                    body = fake.page(at.path, "received_text_messages", texts,
                                     parse_qs(at.query), every=[one["id"] for one in texts])
                elif at.path == "/v2/notifications":
                    body = fake.listed(parse_qs(at.query))
                elif at.path.startswith("/v2/notifications/"):
                    sought = at.path.removeprefix("/v2/notifications/")
                    if not uuid_like(sought):
                        raise Refusal(400, "ValidationError", "id is not a valid UUID")
                    with fake.changed:
                        found = [one for one in fake.notifications if one.id == sought]
                    if not found:
                        raise Refusal(404, "NoResultFound", "No result found")
                    body = found[0].as_json()
                else:
                    raise Refusal(404, "NoResultFound", "No result found")
                self._note(200)
                self._say(200, body)

            self._judge(call, answer)

    return Handler
