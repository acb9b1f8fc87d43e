"""P4 and P5: every call reaches a provider, and reaches it once."""

from collections import defaultdict

from evidence import Finding

ACCEPTED = 0  # a verdict, as the journal numbers them

# What a provider writes down may be written a moment after its sender was killed.
WRITTEN_LATE = 0.5


class Send:
    """One message to one provider, from its offer to what became of it."""

    def __init__(self, offered):
        self.offered = offered
        self.id = offered["id"]
        self.settled = None
        self.dropped = None

    @property
    def reference(self):
        return self.offered["message_id"] or self.offered["reference"]


def _sends(journal):
    sends = {}
    for entry in journal.entries:
        if entry.kind == "send-offered":
            sends.setdefault(entry["id"], Send(entry))
        elif entry.kind == "send-settled" and entry["send"] in sends:
            sends[entry["send"]].settled = entry
        elif entry.kind == "send-dropped" and entry["send"] in sends:
            sends[entry["send"]].dropped = entry
    return sends


def p4(evidence, journal):
    """Every call was tried at a provider, or the journal says why not; what was in hand at a crash
    is in hand again; when all has ended nothing is left in hand."""
    finding = Finding("P4", "calls", "sends", "sends in hand at a crash")
    sends = _sends(journal)
    end = journal.entries[-1].at - evidence.stopping() if journal.entries else 0
    _every_call_was_tried(finding, evidence, journal, sends, end)
    _what_is_settled_was_there(finding, evidence, sends)
    _nothing_in_hand_is_forgotten(finding, journal, end)
    return finding


def _every_call_was_tried(finding, evidence, journal, sends, end):
    by_attempt = defaultdict(list)
    for send in sends.values():
        by_attempt[send.offered["call"], send.offered["attempt"]].append(send)
    failed = {(entry["call"], entry["attempt"]) for entry in journal.of("call-failed")}
    ended = defaultdict(list)  # incident -> where in the journal nobody was wanted any more
    for entry in journal.of("taken", "status-moved"):
        if entry.kind == "taken" or entry.get("over"):
            ended[entry["incident"]].append(entry.seq)
    for made in journal.of("call-made"):
        finding.count("calls")
        attempt = (made["call"], made["attempt"])
        own = by_attempt[attempt]
        if made.at > end or attempt in failed:
            continue
        if any(evidence.receipts.get(send.reference) for send in own):
            continue
        if own and all(send.dropped or send.settled and send.settled["verdict"] != ACCEPTED
                       for send in own):
            continue
        if all(any(seq > made.seq for seq in ended[covered["incident"]])
               for covered in made["covers"]):
            continue
        finding.broken(f"call {made['call']}, attempt {made['attempt']}, reached no provider",
                       made.line())


def _what_is_settled_was_there(finding, evidence, sends):
    for send in sends.values():
        finding.count("sends")
        if send.settled is None or send.settled["verdict"] != ACCEPTED:
            continue
        if not any(receipt.takes for receipt in evidence.receipts.get(send.reference, [])):
            finding.broken(f"send {send.id} counts as accepted; no provider has taken it",
                           send.settled.line())


def _nothing_in_hand_is_forgotten(finding, journal, end):
    """Follows each send through the journal: it waits, is in hand, or is settled."""
    in_hand, waits, handed_at = set(), set(), {}
    entries = journal.entries
    for index, entry in enumerate(entries):
        if entry.kind == "send-offered":
            handed_at[entry["id"]] = entry.at
            (in_hand if entry["handed"] else waits).add(entry["id"])
        elif entry.kind == "send-handed":
            in_hand.add(entry["send"])
            handed_at[entry["send"]] = entry.at
            waits.discard(entry["send"])
        elif entry.kind == "send-deferred":
            in_hand.discard(entry["send"])
            waits.add(entry["send"])
        elif entry.kind == "send-settled" or entry.kind == "send-dropped" \
                and not entry["asked_back"]:
            in_hand.discard(entry["send"])
            waits.discard(entry["send"])
        elif entry.kind == "took-over":
            spoken_of = set()
            for after in entries[index + 1:]:
                if after.at != entry.at or after.epoch != entry.epoch:
                    break
                if after.kind in ("send-handed", "send-settled", "send-deferred"):
                    spoken_of.add(after["send"])
            finding.count("sends in hand at a crash", len(in_hand))
            for send in sorted(in_hand - spoken_of):
                finding.broken(f"send {send} was in hand when epoch {entry['epoch']} began, which "
                               "does not speak of it", entry.line())
    for send in sorted(send for send in in_hand if handed_at[send] <= end):
        finding.broken(f"send {send} is in hand for ever: the journal ends with it so")
    for send in sorted((in_hand | waits) ^ set(journal.outbox)):
        finding.broken(f"send {send}: the outbox and the journal do not agree")


def p5(evidence, journal):
    """A message comes twice only after a crash or an answer that nobody heard, unchanged, and where
    the provider can be asked, it was asked first."""
    finding = Finding("P5", "messages", "repeats", "asked first")
    for reference, receipts in evidence.receipts.items():
        finding.count("messages")
        for receipt in receipts[1:]:
            if receipt.content != receipts[0].content:
                finding.broken(f"{reference} came again with another text or to another number",
                               receipts[0].line, receipt.line)
        taken = [receipt for receipt in receipts if receipt.takes]
        for before, again in zip(taken, taken[1:]):
            finding.count("repeats")
            _repeat_is_excused(finding, evidence, before, again)
    _names_are_used_once(finding, journal)
    _nothing_accepted_goes_elsewhere(finding, journal)
    return finding


def _repeat_is_excused(finding, evidence, before, again):
    crashed = any(before.mono - WRITTEN_LATE <= death["mono"] <= again.mono
                  for death in evidence.deaths)
    if not crashed and before.known_taken:
        finding.broken(f"{before.reference} came twice, and nothing had happened between",
                       before.line, again.line)
        return
    if before.medium != "sms" or not evidence.settings.get("asked_first"):
        return
    asked = [look_up for look_up in evidence.look_ups
             if look_up["reference"] == before.reference and
             before.mono - WRITTEN_LATE <= look_up["mono"] <= again.mono]
    finding.count("asked first", bool(asked))
    # A look-up that was given up before the provider read it is in nobody's log.
    gone = [death["mono"] for death in evidence.deaths if death["mono"] <= again.mono]
    could_ask = again.mono - max([before.mono, *gone])
    if not asked and could_ask < evidence.settings["asked_first"]:
        finding.broken(f"{before.reference} came twice, and the provider was not asked between",
                       before.line, again.line)
    elif asked and asked[-1]["found"]:
        finding.broken(f"{before.reference} came again though the provider said that it has it",
                       before.line, asked[-1], again.line)


def _names_are_used_once(finding, journal):
    """A reference belongs to one send, and a call keeps its code."""
    of_reference, codes = {}, {}
    for entry in journal.of("send-offered"):
        other = of_reference.setdefault(entry["reference"], entry)
        if other is not entry:
            finding.broken(f"reference {entry['reference']} was given twice", other.line(),
                           entry.line())
    for entry in journal.of("call-made"):
        if codes.setdefault(entry["call"], entry["code"]) != entry["code"]:
            finding.broken(f"call {entry['call']} has changed its code", entry.line())


def _nothing_accepted_goes_elsewhere(finding, journal):
    accepted, sends = {}, {}
    for entry in journal.of("send-offered", "send-settled"):
        if entry.kind == "send-settled":
            if entry["verdict"] == ACCEPTED and entry["send"] in sends:
                accepted.setdefault(sends[entry["send"]], entry)
            continue
        name = (entry["call"], entry["attempt"], entry["medium"], entry["person"])
        sends[entry["id"]] = name
        if entry["call"] and name in accepted:
            finding.broken(f"call {entry['call']} was offered again after a provider took it",
                           accepted[name].line(), entry.line())
