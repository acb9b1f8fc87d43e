"""P1 and P3: what was answered is in the journal, and one key is one incident for ever."""

import hashlib
from collections import defaultdict

from evidence import Finding

ACTS = ("acknowledge", "press", "resolve", "close")


def _reports(evidence):
    """(principal, key) -> its reports in the order in which they were asked."""
    reports = defaultdict(list)
    for op in evidence.ops:
        if op.op == "report":
            reports[op.principal, op.key].append(op)
    return reports


def _openings(journal):
    """(principal, key) -> the entries that opened an incident for that Idempotency-Key."""
    openings = defaultdict(list)
    for entry in journal.of("incident-opened"):
        word, _, rest = entry.get("key", "").partition(":")
        if word == "idempotency-key":
            principal, _, key = rest.partition(":")
            openings[principal, key].append(entry)
    return openings


def _names(entries):
    return [f"INC-{entry['incident']}" for entry in entries]


def p1(evidence, journal):
    """2xx means it is in the journal. What nobody answered is there once, or not at all; and what
    was answered at a later try is there once."""
    finding = Finding("P1", "reports answered", "reports unanswered", "acts answered")
    openings = _openings(journal)
    for name, ops in _reports(evidence).items():
        opened = openings.get(name, [])
        if len(opened) > 1:
            finding.broken(f"key {name[1]} opened {_names(opened)}", *[op.invoke for op in ops])
        for op in ops:
            if op.ended == "info":
                finding.count("reports unanswered")
            if op.ended != "ok":
                continue
            finding.count("reports answered")
            if op.incidents != _names(opened)[:1]:
                finding.broken(f"key {op.key} was answered {op.status} with {op.incidents}; the "
                               f"journal has {_names(opened)}", op.invoke, op.answer)
            elif hashlib.sha256(opened[0]["raw"].encode()).hexdigest() not in \
                    {one.body for one in ops if one.ended == "ok"}:
                finding.broken(f"{op.incidents[0]} holds another body than was answered for",
                               op.invoke, opened[0].line())
    _what_people_did(finding, evidence, journal)
    return finding


def _what_people_did(finding, evidence, journal):
    taken = {(f"INC-{entry['incident']}", entry["person"]) for entry in journal.of("taken")}
    moved = {(f"INC-{entry['incident']}", entry["to"]) for entry in journal.of("status-moved")}
    settled = {incident for incident, _ in taken} | {
        incident for incident, to in moved if to == "resolved"}
    for op in evidence.ops:
        if op.ended != "ok" or op.op not in ACTS:
            continue
        finding.count("acts answered")
        known = {"acknowledge": (op.incident, op.invoke.get("person")) in taken,
                 # A page says afterwards whose it is; somebody may have been quicker.
                 "press": op.incident in settled,
                 "resolve": (op.incident, "resolved") in moved,
                 "close": (op.incident, "closed") in moved}
        if not known[op.op]:
            finding.broken(f"the {op.op} of {op.incident} was answered; the journal does not know "
                           "it", op.invoke, op.answer)


def p3(evidence, journal):
    """The same key, the same incident; with another body, 409, and the first stands."""
    finding = Finding("P3", "keys", "repeats", "other bodies")
    owners = defaultdict(set)
    for (_, key), ops in _reports(evidence).items():
        finding.count("keys")
        first = None
        for op in ops:
            if op.ended == "ok":
                for incident in op.incidents:
                    owners[incident].add(key)
            if first is None:
                first = op if op.ended == "ok" else None
            elif op.body == first.body:
                finding.count("repeats")
                if op.ended == "ok" and op.incidents != first.incidents:
                    finding.broken(f"key {key} was {first.incidents} and is {op.incidents}",
                                   first.answer, op.answer)
                if op.ended == "fail" and op.status == 409:
                    finding.broken(f"key {key}: its own body was refused", first.answer, op.answer)
            else:
                finding.count("other bodies")
                refused = op.status in (409, 503)  # 503: busy, nothing was looked at
                if op.ended == "ok" or op.ended == "fail" and not refused:
                    finding.broken(f"key {key} with another body was answered {op.status}",
                                   first.answer, op.invoke, op.answer)
    for incident, keys in owners.items():
        if len(keys) > 1:
            finding.broken(f"{incident} was answered for {len(keys)} keys: {sorted(keys)[:4]}")
    return finding
