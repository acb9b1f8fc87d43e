"""Changes each line of the procedures that is marked with a rule, and asks who notices.

An element is marked by a rule's number in the comment at the end of its first line ("# HSSI-26"),
or by its own key "rules". It is dropped; each part of it is dropped; each length of time, time of
day and number in it is changed. One change at a time, in a copy of the shipped files. It is noticed
when tocsin refuses the file, or a story that says it proves the rule tells something else than its
golden text. Nothing is compiled: a story takes a few hundredths of a second.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "systemd"
GOLDEN = HERE / "golden" / "stories"

RULE = re.compile(r"\b(HSSI|DSPT|DPS|SIRI|WSIC)-(\d\d)((?:, \d\d\b)*)")
COMMENT = re.compile(r"\s#\s([^\"']*)$")
LENGTH = re.compile(r"^(\d+)( (?:s|min|h|hours?|days?|working days|months?|%)(?: .*)?)$")
CLOCK = re.compile(r"^(|next working day |[A-Z][a-z]+ )(\d\d):(\d\d)$")


def rules_in(text):
    """The rules a comment names: "HSSI-05, 20" are two."""
    found = []
    for house, first, more in RULE.findall(text):
        found += [f"{house}-{number}" for number in [first, *more.replace(",", "").split()]]
    return found


class Part:
    """A key with its value, or an item of a list: where it stands in the text."""

    def __init__(self, path, start, node, flow, key=None):
        self.path, self.start, self.node, self.flow, self.key = path, start, node, flow, key
        self.end = end_of(node)

    def parts(self):
        return parts_of(self.node, self.path)

    def all_parts(self):
        for part in self.parts():
            yield part
            yield from part.all_parts()


def end_of(node):
    """A block ends with its last part; the parser says that it ends where the next one begins."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return end_of(last[1] if isinstance(node, yaml.MappingNode) else last)


def parts_of(node, path):
    if isinstance(node, yaml.MappingNode):
        return [Part(f"{path}.{key.value}".lstrip("."), key.start_mark.index, value,
                     node.flow_style, key) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [Part(f"{path}[{number}]", item.start_mark.index, item, node.flow_style)
                for number, item in enumerate(node.value)]
    return []


def without(text, part):
    """The text without the part."""
    start, end = part.start, part.end
    if part.flow:
        after = re.compile(r"\s*,\s*").match(text, end)
        if after:
            return text[:start] + text[after.end():]
        before = text[:start].rstrip()
        return (before[:-1] if before.endswith(",") else before) + text[end:]
    if part.key is None:  # an item of a list, with its dash
        start = text.rindex("-", 0, start)
    return text[:start] + text[end:]


def changed(value):
    """Another length, time of day or number; None for other words."""
    length = LENGTH.match(value)
    if length:
        number = int(length[1])
        other = number - 7 if "%" in value else number * 2 if number else 1
        return f"{other}{length[2]}"
    clock = CLOCK.match(value)
    if clock:
        return f"{clock[1]}{(int(clock[2]) + 1) % 24:02}:{clock[3]}"
    if re.fullmatch(r"-?\d+", value):
        return str(int(value) + (10 if int(value) > 50 else 1))  # points go by fives
    return None


class Mutant:
    def __init__(self, procedure, rules, line, path, what, text):
        self.procedure, self.rules, self.line = procedure, rules, line
        self.path, self.what, self.text = path, what, text

    @property
    def name(self):
        return f"{self.procedure}: {self.path} {self.what}"


def marked(procedure, text):
    """The marked elements, in the order of the file: (part, its rules)."""
    of_line = {}
    for number, line in enumerate(text.splitlines()):
        comment = COMMENT.search(line)
        if comment and not line.lstrip().startswith("#"):
            of_line[number] = rules_in(comment[1])
    root = Part("", 0, yaml.compose(text), False)
    taken = set()
    for part in root.all_parts():
        line = text.count("\n", 0, part.start)
        rules = []
        if line not in taken:
            rules += of_line.get(line, [])
            taken.add(line)
        for inner in part.parts():
            if inner.key is not None and inner.key.value == "rules":
                rules += [item.node.value for item in inner.parts()
                          if isinstance(item.node, yaml.ScalarNode)]
        if rules:
            yield part, list(dict.fromkeys(rules))


def mutants_of(procedure, text):
    """Every change, each once; one that stands in two marked elements has the rules of both."""
    found = {}

    def add(part, what, rules, other):
        key = (part.path, what)
        line = text.count("\n", 0, part.start) + 1
        mutant = found.setdefault(key, Mutant(procedure, [], line, part.path, what, other))
        mutant.rules += [rule for rule in rules if rule not in mutant.rules]

    for element, rules in marked(procedure, text):
        for part in [element, *element.all_parts()]:
            add(part, "dropped", rules, without(text, part))
            if isinstance(part.node, yaml.ScalarNode):
                other = changed(part.node.value)
                if other is None:
                    continue
                written = text[part.node.start_mark.index:part.node.end_mark.index]
                add(part, f"changed to {other}", rules,
                    text[:part.node.start_mark.index] +
                    written.replace(part.node.value, other) + text[part.node.end_mark.index:])
    return sorted(found.values(), key=lambda mutant: mutant.line)


class House:
    """A copy of the shipped files, of which one procedure is changed at a time."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, Path(folder)
        for name in ("procedures", "stories"):
            shutil.copytree(SHIPPED / name, self.folder / name)
        self.latest = None
        self.stories = {}
        for path in sorted((self.folder / "stories").glob("*.yaml")):
            if path.stem != "tocsin":
                story = yaml.safe_load(path.read_text(encoding="utf-8"))
                self.stories[path.stem] = set(story["proves"])
        self.golden = {name: (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
                       for name in self.stories}

    def run(self, *arguments):
        return subprocess.run([self.binary, *arguments], cwd=self.folder, check=False,
                              capture_output=True, text=True)

    def told(self, story):
        return self.run("simulate", "--story", f"stories/{story}.yaml")

    def untrue(self):
        """The stories that tell something else already."""
        return [name for name in self.stories if self.told(name).stdout != self.golden[name]]

    def who_notices(self, mutant):
        """"refused", or the name of a story, or nothing."""
        path = self.folder / "procedures" / f"{mutant.procedure}.yaml"
        before = path.read_text(encoding="utf-8")
        path.write_text(mutant.text, encoding="utf-8")
        try:
            claiming = [name for name, proves in self.stories.items()
                        if proves & set(mutant.rules)]
            # Whoever noticed the change before is likely to notice the next one.
            for name in sorted(claiming, key=lambda name: name != self.latest):
                told = self.told(name)
                if "cannot be used" in told.stderr:
                    return "refused"
                if told.stdout != self.golden[name]:
                    self.latest = name
                    return name
            if not claiming and self.run("check", "--config", "stories/tocsin.yaml").returncode:
                return "refused"
        finally:
            path.write_text(before, encoding="utf-8")
        return None


class Unnoticed:
    """The list of what nobody notices yet: "hssi: obligations.fix.until dropped | why", a line each.
    A "*" stands for any letters."""

    def __init__(self, path):
        self.path, self.lines = path, {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, bar, why = line.partition(" | ")
            if not bar or not why.strip():
                raise SystemExit(f"{path}:{number}: write the change, \" | \" and why: {line!r}")
            pattern = ".*".join(re.escape(part) for part in name.strip().split("*"))
            self.lines[name.strip()] = re.compile(pattern)
        self.used = set()

    def line_for(self, mutant):
        for name, pattern in self.lines.items():
            if pattern.fullmatch(mutant.name):
                self.used.add(name)
                return name
        return None

    def idle(self):
        return [name for name in self.lines if name not in self.used]


def problem_with(mutant, noticed, line, list_name):
    """What is wrong with it, or nothing."""
    if noticed and line:
        return f"{mutant.name} is noticed by {noticed}: take \"{line}\" off {list_name}"
    if not noticed and not line:
        return f"{mutant.name} ({' '.join(mutant.rules)}): nobody notices"
    return None


def mutate(binary, list_path):
    """Prints every change and who notices it. 1 when nobody does, or when the list is too long."""
    unnoticed = Unnoticed(list_path)
    problems = []
    mutants = []
    for path in sorted((SHIPPED / "procedures").glob("*.yaml")):
        mutants += mutants_of(path.stem, path.read_text(encoding="utf-8"))
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        house = House(binary, folder)
        untrue = house.untrue()
        if untrue:
            print(f"rules: not as their golden texts, before anything was changed: "
                  f"{', '.join(untrue)}", file=sys.stderr)
            return 2
        for mutant in mutants:
            noticed, line = house.who_notices(mutant), unnoticed.line_for(mutant)
            who = noticed or ("nobody, as listed" if line else "NOBODY")
            print(f"{' '.join(mutant.rules):9}  {mutant.procedure}.yaml:{mutant.line}  "
                  f"{mutant.path} {mutant.what}: {who}", flush=True)
            missed += not noticed
            problems.append(problem_with(mutant, noticed, line, list_path.name))
    problems = [problem for problem in problems if problem]
    problems += [f"\"{name}\" is no change that is made: take it off {list_path.name}"
                 for name in unnoticed.idle()]
    print(f"{len(mutants)} changes, {missed} of them noticed by nobody.")
    for problem in problems:
        print(f"rules: {problem}", file=sys.stderr)
    return 1 if problems else 0
