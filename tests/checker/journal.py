"""The journal as its tables have it: entries in order, and its chain of hashes computed again."""

import hashlib
import json
import sqlite3
import struct
from collections import defaultdict

from evidence import Finding


class Entry:
    """One row. What it says is `facts`: its public body and its particulars together."""

    def __init__(self, seq, at, epoch, kind, body, text):
        self.seq, self.at, self.epoch, self.kind = seq, at, epoch, kind
        self.facts = {**json.loads(body), **json.loads(text or "{}")}

    def __getitem__(self, name):
        return self.facts[name]

    def get(self, name, otherwise=None):
        return self.facts.get(name, otherwise)

    def line(self):
        return {"seq": self.seq, "at": self.at, "epoch": self.epoch, "kind": self.kind,
                **self.facts}


class Journal:
    """Throws what sqlite3 throws. The file is not written to."""

    def __init__(self, path):
        if not path.is_file():
            raise FileNotFoundError(path)
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        self.rows = database.execute(
            "SELECT entry.*, salt, text FROM entry LEFT JOIN particulars USING (seq) "
            "ORDER BY entry.seq").fetchall()
        self.entries = [Entry(row["seq"], row["at"], row["epoch"], row["kind"], row["body"],
                              row["text"]) for row in self.rows]
        self.head = database.execute("SELECT epoch, seq, hash FROM head").fetchone()
        self.outbox = {row["send"]: row["epoch"]
                       for row in database.execute("SELECT send, epoch FROM outbox")}
        self.about = self._lists(database, "SELECT seq, incident FROM about ORDER BY seq, incident")
        self.erases = self._lists(database, "SELECT by_seq, seq FROM erased ORDER BY by_seq, seq")
        self.ended = self._lists(database, "SELECT seq, incident FROM ended ORDER BY seq, incident")
        database.close()

    @staticmethod
    def _lists(database, query):
        lists = defaultdict(list)
        for seq, value in database.execute(query):
            lists[seq].append(value)
        return lists

    def of(self, *kinds):
        return [entry for entry in self.entries if entry.kind in kinds]


def _number(value):
    return struct.pack(">Q", value & 0xFFFFFFFFFFFFFFFF)


def _text(value):
    data = value.encode()
    return _number(len(data)) + data


def _list(values):
    return _number(len(values)) + b"".join(_number(value) for value in values)


def row_hash(previous, row, about, erases, over):
    """SHA-256 of the hash before it and of all it says; numbers take 8 bytes, texts and lists say
    their length first; of the particulars, a salted digest."""
    data = previous + _number(row["seq"]) + _number(row["at"]) + _number(row["epoch"])
    data += _text(row["kind"]) + _list(about) + _text(row["body"])
    digest = row["particulars"]
    data += _number(0) if digest is None else _number(1) + digest
    return hashlib.sha256(data + _list(erases) + _list(over)).digest()


def chain_faults(journal):
    """The journal is what was written: no hole, no edited row, and its head is its last row."""
    finding = Finding("journal", "rows")
    previous, seq, epoch = bytes(32), 0, 0
    for row in journal.rows:
        finding.count("rows")
        if row["seq"] != seq + 1 or row["epoch"] < epoch:
            finding.broken(f"row {row['seq']} of epoch {row['epoch']} follows row {seq} of {epoch}")
        seq, epoch = row["seq"], row["epoch"]
        if row["text"] is not None and row["particulars"] != hashlib.sha256(
                row["salt"] + _text(row["text"])).digest():
            finding.broken(f"row {seq}: its particulars are not those it was written with")
        expected = row_hash(previous, row, journal.about[seq], journal.erases[seq],
                            journal.ended[seq])
        if expected != row["hash"]:
            finding.broken(f"row {seq} ({row['kind']}): its hash is another")
        previous = row["hash"]
    if (journal.head["seq"], journal.head["hash"]) != (seq, previous):
        finding.broken(f"the head says row {journal.head['seq']}, the last row is {seq}")
    return finding
