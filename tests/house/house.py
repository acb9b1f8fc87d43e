"""The rules of the house that a compiler does not know, each a function from a tree to findings.

The arrows rota <- core <- channels <- daemon, the purity of core and rota, where heavy headers and
clocks may be, what may lie in the top folder, and that the build builds and runs what is there.
"""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sources import code_lines, includes

ROOMS = {  # a room -> the rooms it may include from
    "rota": ["rota"],
    "core": ["rota", "core"],
    "channels": ["rota", "core", "channels"],
    "daemon": ["rota", "core", "channels", "daemon"],
}
TOP_FOLDERS = {"daemon", "core", "channels", "rota", "tests", "systemd"}
TOP_FILES = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE"}

PURE_ROOMS = ["rota", "core"]
# <cstdio> and <cstdlib> have pure functions too (snprintf, strtol); the words below sort them out.
IMPURE_HEADERS = re.compile(
    r"(thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier"
    r"|fstream|iostream|istream|ostream|filesystem|random|ctime|csignal"
    r"|time\.h|signal\.h|unistd\.h|fcntl\.h|pthread\.h|dirent\.h"
    r"|(sys|netinet|arpa|linux|boost|nlohmann|yaml-cpp|SQLiteCpp|spdlog|curl|openssl|CLI)/.*"
    r"|httplib\.h|sqlite3\.h)$"
)
IMPURE_TOKENS = re.compile(
    r"_clock::now|\b(gettimeofday|clock_gettime|localtime(_r)?|mktime)\s*\("
    r"|\btime\s*\(\s*(NULL|nullptr|0)"
    r"|\bstd::(time|random_device|mt19937\w*|rand|srand|thread|jthread|async|mutex|shared_mutex"
    r"|condition_variable\w*|future|filesystem|ifstream|ofstream|fstream|cout|cerr|clog|cin"
    r"|fopen|getenv|printf|fprintf|puts|system)\b"
    r"|\bs?rand\s*\(|\bfopen\s*\(|\bgetenv\s*\(|\bf?printf\s*\(|\bspdlog\b"
    r"|\b(locate_zone|current_zone|get_tzdb|reload_tzdb)\b"  # these read the zone files
)

HEAVY = {
    "boost/beast": re.compile(r"boost/beast(/|\.hpp)"),
    "httplib.h": re.compile(r"httplib\.h$"),
    "nlohmann/json": re.compile(r"nlohmann/json\.hpp$"),
    "jwt": re.compile(r"jwt/.*\.hpp$"),
}
HEAVY_FILES_MAX = 3

WALL_CLOCK = re.compile(
    r"\b(system|utc|tai|gps|file)_clock::now|\b(gettimeofday|clock_gettime)\s*\("
    r"|\btime\s*\(\s*(NULL|nullptr|0)|\bstd::time\s*\("
)
STEADY_CLOCK = re.compile(r"\b(steady|high_resolution)_clock::now")
CLOCK_FILES = re.compile(r"daemon/clock\w*\.(h|cc)$")
CLOCK_ALIAS = re.compile(r"\busing\s+(\w+)\s*=\s*(?:std::chrono::)?(\w+_clock)\s*;")
# Deadlines of sockets, transfers and queries belong to the loops that own them, and so does the
# time of a loop's last turn; these count steadily and judge nothing.
LOOP_FILES = re.compile(
    r"(channels/http\w*|daemon/(gate|connection|worker_pool|listener|loop|history))\.(h|cc)$")

LEFT_OVER = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")
TEXT_SUFFIXES = {".cc", ".h", ".py", ".sh", ".cmake", ".txt", ".md", ".yaml", ".yml", ".json", ""}


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}"


class Tree:
    """A source tree, read once. `built` and `run` are what the build knows, or None for unknown."""

    def __init__(self, root, built=None, run=None):
        self.root = Path(root).resolve()
        self.built = built
        self.run = run
        self.files = sorted(self._files())
        self._texts = {}
        self._code = {}

    def _files(self):
        listed = subprocess.run(
            ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"],
            capture_output=True, check=False)
        top = subprocess.run(["git", "-C", str(self.root), "rev-parse", "--show-toplevel"],
                             capture_output=True, text=True, check=False).stdout.strip()
        if listed.returncode == 0 and top and Path(top).resolve() == self.root:
            names = [name for name in listed.stdout.decode().split("\0") if name]
        else:
            names = [str(path.relative_to(self.root)) for path in self.root.rglob("*")]
            names = [name for name in names
                     if not name.startswith((".git/", "build/")) and "__pycache__" not in name]
        return [name for name in names if (self.root / name).is_file()]

    def text(self, name):
        if name not in self._texts:
            self._texts[name] = (self.root / name).read_text(encoding="utf-8", errors="replace")
        return self._texts[name]

    def code(self, name):
        if name not in self._code:
            self._code[name] = code_lines(self.text(name))
        return self._code[name]

    def sources(self, *folders):
        for name in self.files:
            if name.endswith((".h", ".cc")) and name.split("/")[0] in folders:
                yield name


def arrows(tree):
    for name in tree.sources(*ROOMS):
        room = name.split("/")[0]
        for number, quoted, included in includes(tree.code(name)):
            target = included.split("/")[0]
            if target in ROOMS and "/" in included:
                if target not in ROOMS[room]:
                    yield Finding(name, number, f"{room}/ may not include {included}: "
                                                "the arrows are rota <- core <- channels <- daemon")
            elif target == "tests":
                yield Finding(name, number, f"{room}/ may not include {included} of the tests")
            elif quoted:
                yield Finding(name, number, f"include \"{included}\" from the root of the sources, "
                                            "or with <> where it is a library")


def purity(tree):
    for name in tree.sources(*PURE_ROOMS):
        room = name.split("/")[0]
        for number, _, included in includes(tree.code(name)):
            if IMPURE_HEADERS.match(included):
                yield Finding(name, number, f"{room}/ is pure and may not include <{included}>")
        for number, line in enumerate(tree.code(name), 1):
            found = IMPURE_TOKENS.search(line)
            if found and not line.lstrip().startswith("#"):
                yield Finding(name, number,
                              f"{room}/ is pure and may not use {found.group().strip()}")


def heavy_headers(tree):
    where = {heavy: [] for heavy in HEAVY}
    for name in tree.sources(*ROOMS, "tests"):
        for number, _, included in includes(tree.code(name)):
            for heavy, pattern in HEAVY.items():
                if not pattern.match(included):
                    continue
                if name.endswith(".h"):
                    yield Finding(name, number, f"<{included}> in a header makes every file slow")
                elif all(name != other for other, _ in where[heavy]):
                    where[heavy].append((name, number))
    for heavy, places in where.items():
        if len(places) > HEAVY_FILES_MAX:
            for name, number in places:
                yield Finding(name, number, f"<{heavy}> is in {len(places)} sources, "
                                            f"{HEAVY_FILES_MAX} may have it")


def clocks(tree):
    for name in tree.sources(*ROOMS):
        if CLOCK_FILES.match(name):
            continue
        aliases = {alias: clock for line in tree.code(name)
                   for alias, clock in CLOCK_ALIAS.findall(line)}
        for number, line in enumerate(tree.code(name), 1):
            for alias, clock in aliases.items():
                line = re.sub(rf"\b{alias}::now", f"{clock}::now", line)
            found = WALL_CLOCK.search(line)
            if not found and not LOOP_FILES.match(name):
                found = STEADY_CLOCK.search(line)
            if found:
                yield Finding(name, number,
                              f"{found.group().strip()}: only daemon/clock reads a clock")


def top_folder(tree):
    for top in sorted({name.split("/")[0] for name in tree.files}):
        if top.startswith(".") or top in TOP_FOLDERS | TOP_FILES:
            continue
        yield Finding(top, 1, "has no place in the top folder")


def left_overs(tree):
    for name in tree.files:
        if Path(name).suffix not in TEXT_SUFFIXES:
            continue
        for number, line in enumerate(tree.text(name).split("\n"), 1):
            found = LEFT_OVER.search(line)
            if found:
                yield Finding(name, number,
                              f"{found.group()} left over: do it, or say it in an issue")


def namespaces(tree):
    for name in tree.sources(*ROOMS, "tests"):
        for number, line in enumerate(tree.code(name), 1):
            if re.search(r"\bnamespace\s+(\w+::)*daemon\b", line):
                yield Finding(name, number,
                              "a namespace daemon clashes with daemon() of <unistd.h>")


def built_and_run(tree):
    for name in tree.files:
        folder = name.split("/")[0]
        if tree.built is not None and name.endswith(".cc") and folder in [*ROOMS, "tests"]:
            if str(tree.root / name) not in tree.built:
                yield Finding(name, 1, "is not built")
        if tree.run is not None and folder == "tests" and name.endswith("_test.py"):
            if str(tree.root / name) not in tree.run:
                yield Finding(name, 1, "is not run by ctest")


RULES = [arrows, purity, heavy_headers, clocks, top_folder, left_overs, namespaces, built_and_run]


def check(tree):
    """Every finding, in the order of the files."""
    return sorted(finding for rule in RULES for finding in rule(tree))


def files_built(build):
    """Absolute names of the sources in the compilation database of the build folder."""
    commands = json.loads((Path(build) / "compile_commands.json").read_text(encoding="utf-8"))
    return {str((Path(c["directory"]) / c["file"]).resolve()) for c in commands}


def words_run(build, ctest="ctest"):
    """Every word of every test command that ctest knows for the build folder."""
    shown = subprocess.run([ctest, "--test-dir", str(build), "--show-only=json-v1"],
                           capture_output=True, text=True, check=True)
    return {word for test in json.loads(shown.stdout)["tests"] for word in test.get("command", [])}
