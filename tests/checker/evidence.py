"""What the clients, the providers and the harness wrote down, and how a finding is told."""

import json
from collections import defaultdict


class Finding:
    """What was looked at for one promise, and every violation with its evidence."""

    def __init__(self, promise, *counted):
        self.promise = promise
        self.counts = dict.fromkeys(counted, 0)
        self.violations = []

    def count(self, what, times=1):
        self.counts[what] += times

    def broken(self, text, *lines):
        shown = "; ".join(json.dumps(line, ensure_ascii=False)[:300] for line in lines if line)
        self.violations.append(text + (f" [{shown}]" if shown else ""))

    def line(self):
        counts = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        said = f"{len(self.violations)} VIOLATIONS" if self.violations else "kept"
        return f"{self.promise}: {said} ({counts})"


class Op:
    """A client's request and what it heard: `ended` is ok, fail or info."""

    def __init__(self, invoke, answer):
        self.invoke = invoke
        self.answer = answer
        # A client that wrote no end was itself cut off: it knows nothing.
        self.ended = answer["what"] if answer else "info"
        self.status = answer.get("status", 0) if answer else 0
        self.incidents = answer.get("incidents", []) if answer else []

    def __getattr__(self, name):
        return self.invoke[name]


class Receipt:
    """A message that reached a provider. `status`: what the provider answered, 0 for nothing."""

    def __init__(self, line, status):
        self.line = line
        self.mono = line["mono"]
        self.medium = line["what"]
        self.reference = line["reference"]
        self.content = (line["to"], line["text"])
        self.takes = line["takes"]
        self.status = status

    @property
    def known_taken(self):
        """The sender has heard that it was taken."""
        return self.takes and 200 <= self.status < 300


class Evidence:
    def __init__(self, folder):
        lines = []
        for path in sorted(folder.glob("*.jsonl")):
            for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                try:
                    lines.append({**json.loads(text), "from": f"{path.name}:{number}"})
                except ValueError as error:
                    raise ValueError(f"{path.name}:{number}: {error}") from error
        if not lines:
            raise ValueError(f"{folder} holds no log")
        lines.sort(key=lambda line: line["mono"])
        self.lines = lines
        self.settings = next((line for line in lines if line["what"] == "settings"), {})
        self.ops = self._ops()
        self.receipts = self._receipts()
        self.look_ups = self._of("look-up")
        self.starts = self._of("start")
        self.readies = self._of("ready")
        self.kills = self._of("kill")
        self.deaths = self._of("dead")
        self.stops = self._of("stopped")

    def stopping(self):
        """How long the last stop took, in the engine's milliseconds, and a second more: what was
        decided then is for the next start to do."""
        asked = self._of("stop")
        if not asked or not self.stops:
            return 0
        seconds = self.stops[-1]["mono"] - asked[-1]["mono"] + 1
        return seconds * 1000 * self.settings.get("speed", 1)

    def _of(self, *what):
        return [line for line in self.lines if line["what"] in what]

    def _ops(self):
        answers = {line["call"]: line for line in self._of("ok", "fail", "info")}
        return [Op(line, answers.get(line["call"])) for line in self._of("invoke")]

    def _receipts(self):
        """reference -> its receipts, oldest first."""
        # A request's number is used again once it is done: the next answer to it is its own.
        answers = defaultdict(list)
        for line in self._of("sms-answered", "mail-answered"):
            answers[line["from"].split(":")[0], line["request"]].append(line)
        receipts = defaultdict(list)
        for line in self._of("sms", "mail"):
            own = answers[line["from"].split(":")[0], line["request"]]
            status = next((one["status"] for one in own if one["mono"] >= line["mono"]), 0)
            receipts[line["reference"]].append(Receipt(line, status))
        return receipts
