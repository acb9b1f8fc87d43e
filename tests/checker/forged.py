"""A small run that kept every promise, as logs and a journal: for tests that forge one thing in it.

Two reports; the first is called for, its text is in hand when the daemon is killed, and is asked
about and sent again by the next life, which also calls for two incidents that were overdue.
"""

import hashlib
import json
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from journal import row_hash  # noqa: E402  (found beside this file)

PAT, SAM = "+447700900101", "+447700900102"
TABLES = """
CREATE TABLE head (only_row INTEGER, epoch INTEGER, boot_id TEXT, seq INTEGER, hash BLOB);
CREATE TABLE entry (seq INTEGER PRIMARY KEY, at INTEGER, epoch INTEGER, kind TEXT, stream INTEGER,
    body TEXT, particulars BLOB, hash BLOB);
CREATE TABLE about (incident INTEGER, seq INTEGER);
CREATE TABLE ended (incident INTEGER, seq INTEGER);
CREATE TABLE particulars (seq INTEGER PRIMARY KEY, salt BLOB, text TEXT);
CREATE TABLE erased (seq INTEGER, by_seq INTEGER);
CREATE TABLE outbox (send INTEGER, epoch INTEGER, message TEXT);
"""
CALLEES = {"pat": {"person": "pat.ash", "phone": PAT}, "sam": {"person": "sam.elm", "phone": SAM}}


def body_of(key):
    return json.dumps({"summary": f"Records do not open, {key}"})


def opened(number, key, severity):
    return {"incident": number, "severity": severity, "climbs": True,
            "key": f"idempotency-key:load:{key}", "raw": body_of(key)}


def began(number, until, who=("pat",), rung=0):
    return {"incident": number, "rung": rung, "attempt": 1, "round": 0, "until": until,
            "callees": [CALLEES[name] for name in who]}


def called(call, incidents, who="pat", attempt=1):
    return {"call": call, "attempt": attempt, "callee": CALLEES[who], "code": f"{call}{call}{call}",
            "covers": [{"incident": one, "rung": 0, "attempt": 1} for one in incidents]}


def offered(send, call, severity=1, handed=True):
    return {"id": send, "medium": 0, "call": call, "attempt": 1, "person": "pat.ash",
            "reference": f"r-{send}", "message_id": "", "handed": handed, "severity": severity}


def settled(send, verdict=0):
    return {"send": send, "verdict": verdict}


class Forged:
    """`entries` are [at, epoch, kind, facts], `lines` the logs'; write() makes files of both."""

    def __init__(self):
        self.entries = [
            [1000, 1, "took-over", {"epoch": 1}],
            [1100, 1, "incident-opened", opened(1, "a", 2)],
            [1100, 1, "step-began", began(1, 900_000)],
            [1100, 1, "call-made", called(1, [1])],
            [1100, 1, "send-offered", offered(1, 1, 2)],
            [1200, 1, "incident-opened", opened(2, "b", 3)],
            [1210, 1, "incident-opened", opened(3, "c", 1)],
            [3000, 2, "took-over", {"epoch": 2}],
            [3000, 2, "send-handed", {"send": 1, "again": True}],
            [3010, 2, "step-began", began(3, 900_000, ("pat", "sam"))],
            [3010, 2, "step-began", began(2, 900_000)],
            [3010, 2, "call-made", called(2, [3, 2])],
            [3010, 2, "send-offered", offered(2, 2)],
            [3010, 2, "call-made", called(3, [3], "sam")],
            [3010, 2, "send-offered", {**offered(3, 3), "person": "sam.elm"}],
            [3100, 2, "send-settled", settled(1)],
            [3100, 2, "send-settled", settled(2)],
            [3100, 2, "send-settled", settled(3)],
            [3200, 2, "taken", {"incident": 1, "person": "pat.ash"}],
            [3900, 2, "stopped", {}],
        ]
        self.outbox = []
        self.lines = [
            {"what": "settings", "mono": 0.1, "speed": 1, "asked_first": 2.0},
            {"what": "start", "mono": 0.5, "life": 1},
            {"what": "ready", "mono": 1.0, "life": 1},
            *self.report(1.1, "a", 1), *self.report(1.2, "b", 2),
            *self.report(1.21, "c", None),
            *self.text(1.3, 1, status=0),
            {"what": "kill", "mono": 2.0, "life": 1},
            {"what": "dead", "mono": 2.1, "life": 1},
            {"what": "start", "mono": 2.5, "life": 2},
            {"what": "ready", "mono": 3.0, "life": 2},
            {"what": "look-up", "mono": 3.01, "reference": "r-1", "found": False},
            *self.text(3.02, 1), *self.text(3.03, 2), *self.text(3.04, 3, to=SAM),
            *self.report(3.05, "c", 3), *self.report(3.06, "a", 1),
            *self.report(3.07, "a", None, body="another", status=409),
            *self.act(3.2, "acknowledge", "INC-1", person="pat.ash"),
            {"what": "stopped", "mono": 4.0, "life": 2, "status": 0},
        ]

    @staticmethod
    def report(mono, key, incident, body=None, status=201):
        """invoke and what was heard; without an incident, nothing, or the refusal `status`."""
        call = f"report-{mono}"
        sent = hashlib.sha256((body or body_of(key)).encode()).hexdigest()
        ask = {"what": "invoke", "mono": mono, "op": "report", "call": call, "body": sent,
               "key": key, "principal": "load"}
        if incident is not None:
            heard = {"what": "ok", "status": status, "incidents": [f"INC-{incident}"]}
        else:
            heard = {"what": "fail", "status": status} if status >= 400 else {"what": "info"}
        return ask, {**heard, "mono": mono + 0.001, "call": call}

    @staticmethod
    def act(mono, op, incident, **more):
        call = f"{op}-{mono}"
        return ({"what": "invoke", "mono": mono, "op": op, "call": call, "body": "",
                 "incident": incident, **more},
                {"what": "ok", "mono": mono + 0.001, "call": call, "status": 200})

    @staticmethod
    def text(mono, send, status=201, to=PAT, text="Take it"):
        return ({"what": "sms", "mono": mono, "request": mono, "reference": f"r-{send}", "to": to,
                 "text": text, "takes": True},
                {"what": "sms-answered", "mono": mono + 0.001, "request": mono, "status": status})

    # What forgers do.
    def entry(self, kind, **facts):
        """The one entry of that kind whose facts are these."""
        found = [entry for entry in self.entries if entry[2] == kind and
                 all(entry[3].get(name) == value for name, value in facts.items())]
        assert len(found) == 1, found
        return found[0]

    def lose(self, kind, **facts):
        self.entries.remove(self.entry(kind, **facts))

    def say(self, *lines):
        self.lines.extend(lines)

    def unsay(self, **facts):
        left = [line for line in self.lines
                if any(line.get(name) != value for name, value in facts.items())]
        assert len(left) < len(self.lines), facts
        self.lines = left

    def write(self, folder):
        """(folder of logs, journal)"""
        folder.mkdir(exist_ok=True)
        with open(folder / "all.jsonl", "w", encoding="utf-8") as log:
            log.writelines(json.dumps({"wall": 0, **line}) + "\n" for line in self.lines)
        path = folder / "journal.db"
        database = sqlite3.connect(path)
        database.executescript(TABLES)
        previous, salt = bytes(32), bytes(16)
        for seq, (at, epoch, kind, facts) in enumerate(self.entries, 1):
            text = json.dumps(facts)
            digest = hashlib.sha256(salt + len(text).to_bytes(8, "big") + text.encode()).digest()
            row = {"seq": seq, "at": at, "epoch": epoch, "kind": kind, "body": "{}",
                   "particulars": digest}
            previous = row_hash(previous, row, [], [], [])
            database.execute("INSERT INTO entry VALUES (?, ?, ?, ?, 0, '{}', ?, ?)",
                             (seq, at, epoch, kind, digest, previous))
            database.execute("INSERT INTO particulars VALUES (?, ?, ?)", (seq, salt, text))
        database.execute("INSERT INTO head VALUES (1, 2, '', ?, ?)", (len(self.entries), previous))
        for send in self.outbox:
            database.execute("INSERT INTO outbox VALUES (?, 0, '')", (send,))
        database.commit()
        database.close()
        return folder, path
