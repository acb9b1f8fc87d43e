"""What a daemon under test leaves behind is kept for tests/leaks, which reads it when the suite has
ended (P18): its log, what it refused and in which words, its figures, how its process looks from
outside, the public part of its journal, and every file of its folder; and beside them the secrets
and the patients that must not stand in it.

TOCSIN_LEFT_DIR names the folder; without it nothing is kept. It is bounded: of a large file its
beginning and its end, of many daemons the first.
"""

import itertools
import json
import os
import re
import sqlite3
from pathlib import Path

FILE_MOST = 1024 * 1024
DAEMON_MOST = 6 * 1024 * 1024
DAEMONS_MOST = 900  # in all; a suite has some four hundred
REFUSALS_MOST = 400

# A secret that is shorter stands in other words by chance.
SECRET_LEAST = 8
# What is made while it runs, and opens something: tokens, calendars by a link.
MADE = re.compile(r"toc_[a-z0-9]+\.([A-Za-z0-9_-]{16,})|/feeds/([A-Za-z0-9_-]{16,})\.")
# Links to take a call, in what was sent to people.
LINK = re.compile(r"/a/([A-Za-z0-9_-]{12,})")
# Not read: what holds secrets because it is their place (of a monitor's sender: its curl file), and
# what is nothing but room.
PLACES_OF_SECRETS = {"keys", "link.keys", "notify.curl"}
NOTHING_IN_IT = {"ballast", "journal.db-shm", "exercise.db-shm", "journal.db.lock"}

_numbers = itertools.count(1)


def bounded(data):
    return data if len(data) <= FILE_MOST else data[:FILE_MOST // 2] + data[-FILE_MOST // 2:]


class Evidence:
    """Of one daemon; `keep()` writes it down."""

    def __init__(self, name):
        self.name = name
        self.secrets = {}   # what it is -> the secrets
        self.patients = set()
        self.people = set()  # phones and mails
        self.refusals = []
        self.process = b""
        self.metrics = b""

    def secret(self, kind, value):
        if len(value) >= SECRET_LEAST:
            self.secrets.setdefault(kind, set()).add(value)

    def answered(self, method, path, answer):
        """An answer of the daemon to somebody."""
        text = answer.body.decode("utf-8", errors="replace")
        if answer.status >= 400 and len(self.refusals) < REFUSALS_MOST:
            self.refusals.append(f"{answer.status} {text[:20000]}\n")
        if answer.status == 200 and path == "/metrics":
            self.metrics = answer.body
        if answer.status < 300 and method == "POST":
            for token, feed in MADE.findall(text):
                self.secret("API token" if token else "calendar link", token or feed)

    def look_at(self, pid):
        """How the process looks to everybody on the machine."""
        for name in ("cmdline", "environ"):
            try:
                self.process += Path(f"/proc/{pid}/{name}").read_bytes() + b"\n"
            except OSError:
                pass

    def keep(self, folder, contacts):
        root = os.environ.get("TOCSIN_LEFT_DIR")
        if not root:
            return
        root = Path(root)
        root.mkdir(parents=True, exist_ok=True)
        if sum(1 for _ in root.iterdir()) >= DAEMONS_MOST:
            return
        self.people |= {one[key] for one in contacts.values() for key in ("phone", "mail")
                        if one.get(key)}
        own = root / f"{self.name}-{os.getpid()}-{next(_numbers)}"
        own.mkdir()
        self._keep_files(folder, own)
        for name, data in (("refusals", "".join(self.refusals).encode()),
                           ("process", self.process), ("metrics", self.metrics),
                           ("journal-public", public_part(folder / "data"))):
            (own / name).write_bytes(bounded(data))
        (own / "canaries.json").write_text(json.dumps({
            "secrets": {kind: sorted(values) for kind, values in self.secrets.items()},
            "patients": sorted(self.patients), "people": sorted(self.people)}), encoding="utf-8")

    def _keep_files(self, folder, own):
        left = DAEMON_MOST
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if PLACES_OF_SECRETS & set(inside.parts) or inside.name in NOTHING_IN_IT:
                continue
            try:
                if path.is_symlink() or not path.is_file() or path.name.endswith("ballast"):
                    continue
                data = bounded(path.read_bytes())
            except OSError:
                continue
            if inside.parts[:2] == ("data", "out"):
                for link in LINK.findall(data.decode("utf-8", errors="replace")):
                    self.secret("link to take a call", link)
            if len(data) > left:
                continue
            left -= len(data)
            to = own / "log" if inside == Path("log") else own / "folder" / inside
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(data)


def public_part(data):
    """What may be kept and shown for ever: the bodies of the entries, without their particulars."""
    lines = []
    for name in ("journal.db", "exercise.db"):
        if not (data / name).is_file():
            continue
        try:
            with sqlite3.connect(f"file:{data / name}?mode=ro", uri=True, timeout=2) as journal:
                lines += [f"{kind} {body}\n" for kind, body in journal.execute(
                    "SELECT kind, body FROM entry ORDER BY seq DESC LIMIT 20000")]
            journal.close()
        except sqlite3.Error:
            pass  # a test has broken it on purpose
    return "".join(map(str, lines)).encode("utf-8", errors="replace")
