"""Places on loopback, each as its real one answers: Slack's web API, Atlassian Statuspage, a program
that checks webhooks signed after Standard Webhooks; and ntfy, which pushes to people.

`steps` makes the next requests go wrong: TAKE_AND_DROP does what was asked and ends the connection
without an answer, DROP does nothing and ends it; a number is the status that is answered instead.
"""

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TAKE_AND_DROP = "take and drop"
DROP = "drop"

SLACK_TOKEN = "xoxb-0123456789-abcdef"
SLACK_SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
SLACK_CHANNEL = "C0123ABCD"
SLACK_PEOPLE = ["U0123ABCD", "W4567EFGH"]
STATUSPAGE_KEY = "0f3a9c1b77aa4bcd"
STATUSPAGE = "kctbh9vrtdwd"
NTFY_TOKEN = "tk_s3cr3t"
WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        # A daemon that is killed or stopped resets its connections: that is no fault of the fake.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@dataclass
class FakePlace:
    """Listens from the moment it is made until close(). A real place says in answer() what it does."""

    steps: list = field(default_factory=list)
    calls: list = field(default_factory=list)  # (method, path), whatever came of it

    def __post_init__(self):
        self.changed = threading.Condition()
        place = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def handle_one(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with place.changed:
                    place.calls.append((self.command, self.path))
                    step = (place.steps.pop(0) if place.steps and
                            place.may_go_wrong(self.command, self.path) else None)
                    if step == DROP or isinstance(step, int):
                        status, said = step, {"error": "told to"}
                    else:
                        status, said = place.answer(self.command, self.path, self.headers, body)
                    place.changed.notify_all()
                if step in (DROP, TAKE_AND_DROP):
                    self.close_connection = True
                    return
                text = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PATCH = handle_one

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method, path, headers, body):
        raise NotImplementedError

    def may_go_wrong(self, method, path):
        """Whether the next of `steps` is for this request."""
        return method != "GET"

    def wait_for(self, claim, within=20):
        """What `claim` finds, once that is something."""
        end = time.monotonic() + within
        with self.changed:
            while not (found := claim()):
                if not self.changed.wait(max(0, end - time.monotonic())) \
                        and time.monotonic() >= end:
                    raise AssertionError(f"not within {within} s: {self.calls}")
            return found


@dataclass
class FakeSlack(FakePlace):
    rooms: dict = field(default_factory=dict)  # name -> id
    posts: list = field(default_factory=list)  # bodies of chat.postMessage
    came: list = field(default_factory=list)  # (room, person): what each of them is told
    archived: list = field(default_factory=list)  # rooms
    shown: list = field(default_factory=list)  # bodies of chat.postEphemeral
    aim: str = ""  # the steps are for requests with this in their path

    def may_go_wrong(self, method, path):
        return super().may_go_wrong(method, path) and self.aim in path

    def asked(self, what):
        """How often somebody asked for that method."""
        return sum(1 for _, path in self.calls if urlsplit(path).path == f"/api/{what}")

    def invite(self, room, people, force):
        """Each wrong one has an error of its own; without `force` it keeps the others out."""
        wrong = {person: "user_not_found" for person in people if person not in SLACK_PEOPLE}
        wrong |= {person: "already_in_channel" for person in people if (room, person) in self.came}
        good = [person for person in people if person not in wrong]
        errors = [{"user": person, "ok": False, "error": word} for person, word in wrong.items()]
        if not good or (wrong and not force):
            return {"ok": False, "error": errors[0]["error"], "errors": errors}
        self.came += [(room, person) for person in good]
        return {"ok": True, "channel": {"id": room}, **({"errors": errors} if errors else {})}

    def answer(self, method, path, headers, body):
        if headers.get("Authorization") != f"Bearer {SLACK_TOKEN}":
            return 200, {"ok": False, "error": "invalid_auth"}
        what = urlsplit(path).path
        if (method, what) == ("POST", "/api/conversations.create"):
            name = json.loads(body)["name"]
            if name in self.rooms:
                return 200, {"ok": False, "error": "name_taken"}
            self.rooms[name] = f"C9ROOM{len(self.rooms)}"
            return 200, {"ok": True, "channel": {"id": self.rooms[name], "name": name}}
        if (method, what) == ("GET", "/api/conversations.list"):
            rooms = [{"id": room, "name": name} for name, room in self.rooms.items()
                     if room not in self.archived]
            return 200, {"ok": True, "channels": rooms, "response_metadata": {"next_cursor": ""}}
        if (method, what) in (("GET", "/api/conversations.history"),
                              ("GET", "/api/conversations.replies")):
            asked = parse_qs(urlsplit(path).query)["channel"]
            there = [{"type": "message", "ts": f"{place + 1}.0001", "text": post["text"],
                      "metadata": post.get("metadata")}
                     for place, post in enumerate(self.posts) if [post["channel"]] == asked]
            return 200, {"ok": True, "messages": there, "has_more": False}
        if (method, what) == ("POST", "/api/chat.postMessage"):
            post = json.loads(body)
            if post["channel"] not in (SLACK_CHANNEL, *self.rooms.values()):
                return 200, {"ok": False, "error": "channel_not_found"}
            if post["channel"] in self.archived:
                return 200, {"ok": False, "error": "is_archived"}
            self.posts.append(post)
            return 200, {"ok": True, "channel": post["channel"], "ts": f"{len(self.posts)}.0001"}
        if (method, what) == ("POST", "/api/chat.postEphemeral"):
            said = json.loads(body)
            if said["user"] not in SLACK_PEOPLE:
                return 200, {"ok": False, "error": "user_not_in_channel"}
            self.shown.append(said)
            return 200, {"ok": True, "message_ts": f"{len(self.shown)}.0002"}
        if what in ("/api/conversations.invite", "/api/conversations.archive"):
            said = json.loads(body)
            room = said["channel"]
            if room not in self.rooms.values():
                return 200, {"ok": False, "error": "channel_not_found"}
            if what.endswith("invite"):
                if room in self.archived:
                    return 200, {"ok": False, "error": "is_archived"}
                return 200, self.invite(room, said["users"].split(","), said.get("force", False))
            if room in self.archived:
                return 200, {"ok": False, "error": "already_archived"}
            self.archived.append(room)
            return 200, {"ok": True}
        return 200, {"ok": False, "error": "unknown_method"}


@dataclass
class FakeStatuspage(FakePlace):
    incidents: dict = field(default_factory=dict)  # id -> it, as the API shows it
    updates: list = field(default_factory=list)  # what each POST and PATCH held
    shown: list = field(default_factory=list)  # (component, state), one after another

    def may_go_wrong(self, method, path):
        return method != "GET" and "/components/" not in path

    def answer(self, method, path, headers, body):
        if headers.get("Authorization") != f"OAuth {STATUSPAGE_KEY}":
            return 401, {"error": "Could not authenticate"}
        base = f"/pages/{STATUSPAGE}/incidents"
        what = urlsplit(path).path
        if method == "PATCH" and what.startswith(f"/pages/{STATUSPAGE}/components/"):
            which = what.rpartition("/")[2]
            self.shown.append((which, json.loads(body)["component"]["status"]))
            return 200, {"id": which, "status": self.shown[-1][1]}
        if (method, what) == ("GET", f"{base}/unresolved"):
            return 200, [one for one in self.incidents.values() if one["status"] != "resolved"]
        if (method, what) == ("GET", base):
            return 200, list(self.incidents.values())
        if (method, what) == ("GET", f"/pages/{STATUSPAGE}/components"):
            return 200, [{"id": "8kbf7d35c070", "name": "GP Records", "status": "operational"}]
        known = self.incidents.get(what.rpartition("/")[2])
        if method == "GET":
            return (200, known) if known else (404, {"error": "Not found"})
        said = json.loads(body)["incident"]
        if method == "POST" and what == base:
            known = {"id": f"p31zjt{len(self.incidents)}", "name": said["name"]}
            self.incidents[known["id"]] = known
        elif known is None:
            return 404, {"error": "Not found"}
        self.updates.append(said)
        known.update({key: said[key] for key in ("status", "metadata") if key in said})
        return (201 if method == "POST" else 200), known


@dataclass
class FakeReceiver(FakePlace):
    """Keeps each event once, by its id, as a good receiver does."""

    events: dict = field(default_factory=dict)  # webhook-id -> body
    refused: int = 0  # signatures that were none

    def answer(self, method, path, headers, body):
        key = base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
        told, at = headers["webhook-id"], headers["webhook-timestamp"]
        mac = hmac.new(key, f"{told}.{at}.".encode() + body, hashlib.sha256).digest()
        good = "v1," + base64.b64encode(mac).decode()
        fresh = abs(time.time() - int(at)) < 300
        if not fresh or good not in headers["webhook-signature"].split(" "):
            self.refused += 1
            return 401, {"error": "signature"}
        self.events.setdefault(told, json.loads(body))
        return 200, {}


@dataclass
class FakeNtfy(FakePlace):
    pushed: list = field(default_factory=list)  # bodies

    def answer(self, method, path, headers, body):
        if headers.get("Authorization") != f"Bearer {NTFY_TOKEN}":
            return 401, {"code": 40101, "http": 401, "error": "unauthorized"}
        said = json.loads(body)
        if path != "/" or not said.get("topic"):
            return 404, {"code": 40401, "http": 404, "error": "page not found"}
        self.pushed.append(said)
        return 200, {"id": f"hwQ2YpKdm{len(self.pushed)}", "event": "message", **said}
