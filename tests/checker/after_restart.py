"""P8: after a kill the daemon is soon there, does the worst first, says it once to each, and
forgets nobody. What was owed is worked out here from the journal alone."""

from evidence import Finding

READY_WITHIN = 4 * 2.0  # seconds: four times what is promised
# What is due may be this late when all ends: four times what P7 promises, and a busy machine.
LATE = 5.0


class Owed:
    """Of each incident: when its ladder goes on, and how urgent it is."""

    def __init__(self):
        self.severity = {}
        self.due = {}  # of those that are still to be called about
        self.pending = {}  # incident -> calls of its present step that have not failed
        self.last_resort = set()

    def follow(self, entry):
        kind = entry.kind
        if kind == "incident-opened":
            self.severity[entry["incident"]] = entry["severity"]
            if entry["climbs"]:
                self.due[entry["incident"]] = entry.at
        elif kind == "climbed" or kind == "status-moved" and entry.get("climbs"):
            self.due[entry["incident"]] = entry.at
        elif kind == "taken" or kind == "status-moved" and entry.get("over"):
            self.due.pop(entry["incident"], None)
        elif kind == "step-began" and entry["incident"] in self.due:
            self.due[entry["incident"]] = entry["until"]
            self.pending[entry["incident"]] = set()
            (self.last_resort.add if entry["round"] else self.last_resort.discard)(
                entry["incident"])
        elif kind in ("call-made", "call-joined"):
            covers = entry["covers"]
            for covered in covers if isinstance(covers, list) else [covers]:
                self.pending.setdefault(covered["incident"], set()).add(entry["call"])
        elif kind == "call-failed":
            for incident in entry["incidents"]:
                self._failed(incident, entry)

    def _failed(self, incident, entry):
        """The last call of a step has failed: the ladder goes on at once."""
        pending = self.pending.get(incident, set())
        if entry["call"] not in pending:
            return
        pending.discard(entry["call"])
        if not pending and incident in self.due and incident not in self.last_resort:
            self.due[incident] = min(self.due[incident], entry.at)


def p8(evidence, journal):
    finding = Finding("P8", "starts", "restarts with overdue work", "incidents overdue",
                      "people of steps", "ladders open at the end")
    _soon_ready(finding, evidence)
    _nobody_of_a_step_is_forgotten(finding, journal)
    owed = Owed()
    entries = journal.entries
    for index, entry in enumerate(entries):
        if entry.kind == "took-over":
            overdue = {incident: due for incident, due in owed.due.items() if due <= entry.at}
            if overdue:
                finding.count("restarts with overdue work")
                finding.count("incidents overdue", len(overdue))
                _worst_first(finding, owed, overdue, _of_epoch(entries, index))
        owed.follow(entry)
    _nothing_is_overdue_at_the_end(finding, evidence, journal, owed)
    return finding


def _soon_ready(finding, evidence):
    readies = {line["life"]: line for line in evidence.readies}
    ends = {line["life"]: line["mono"] for line in evidence.deaths + evidence.stops}
    for start in evidence.starts:
        finding.count("starts")
        ready = readies.get(start["life"])
        end = ready["mono"] if ready else ends.get(start["life"], float("inf"))
        if end - start["mono"] > READY_WITHIN:
            finding.broken(f"life {start['life']} was not ready within {READY_WITHIN} s", start,
                           ready)


def _of_epoch(entries, index):
    epoch = entries[index]["epoch"]
    for entry in entries[index + 1:]:
        if entry.epoch != epoch or entry.kind == "took-over":
            return
        yield entry


def _worst_first(finding, owed, overdue, entries):
    """The first step of each overdue incident, in order of severity, then age; and the calls of one
    Tick: the worst first, one a person."""
    called, last, seen = {}, None, set()
    worst, at = 0, None
    for entry in entries:
        if entry.at != at:
            called, worst, at = {}, 0, entry.at
        if entry.kind == "clock-stepped":
            return  # what is due has moved
        if entry.kind == "step-began" and entry["incident"] in overdue:
            if called:  # another Tick
                called, worst = {}, 0
            incident = entry["incident"]
            if incident in seen:
                continue
            seen.add(incident)
            order = (owed.severity[incident], overdue[incident])
            if last and order < last[0]:
                finding.broken(f"INC-{incident} (severity, due {order}) was called for after "
                               f"{last[1]} {last[0]}", entry.line())
            last = (order, f"INC-{incident}")
        elif entry.kind == "call-made" and seen:
            lines = entry["covers"]
            if not any(covered["incident"] in overdue for covered in lines):
                continue
            person = entry["callee"]["person"]
            if person in called:
                finding.broken(f"{person} is called twice for what was overdue together",
                               called[person].line(), entry.line())
            called[person] = entry
            severity = min(owed.severity.get(covered["incident"], 5) for covered in lines)
            if severity < worst:
                finding.broken(f"call {entry['call']} of severity {severity} comes after one of "
                               f"{worst}", entry.line())
            worst = severity
        if seen == set(overdue) and entry.kind == "step-began" and called:
            return


def _nobody_of_a_step_is_forgotten(finding, journal):
    """Whoever a step names has a call about that incident in the same decision."""
    by_decision = {}
    for entry in journal.of("call-made", "call-joined"):
        covers = entry["covers"]
        for covered in covers if isinstance(covers, list) else [covers]:
            by_decision.setdefault((entry.at, entry.epoch), set()).add(
                (entry["callee"]["person"], covered["incident"]))
    for entry in journal.of("step-began"):
        for callee in entry["callees"]:
            finding.count("people of steps")
            called = by_decision.get((entry.at, entry.epoch), set())
            if (callee["person"], entry["incident"]) not in called:
                finding.broken(f"{callee['person']} is to be called for INC-{entry['incident']} "
                               "and is not", entry.line())


def _nothing_is_overdue_at_the_end(finding, evidence, journal, owed):
    if not journal.entries:
        return
    end = journal.entries[-1].at
    slack = LATE * 1000 * evidence.settings.get("speed", 1)
    for incident, due in owed.due.items():
        finding.count("ladders open at the end")
        if due + slack < end:
            finding.broken(f"INC-{incident} was to be called about at {due}; the journal ends at "
                           f"{end}")
