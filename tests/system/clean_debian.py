"""A Debian of its own, made from the mirror and booted by systemd-nspawn: what an administrator has
before a package is installed. It has no network but loopback, and is gone afterwards.

Needs root, mmdebstrap, systemd-nspawn and a mirror; unittest.SkipTest says what is missing.
"""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from tocsin import wait_until

BASE = ["systemd", "systemd-sysv", "dbus", "init-system-helpers", "curl", "procps"]
BOOT_WITHIN = 120  # s, of a machine whose cores are busy


def root_archive(packages):
    """A root with these packages and what they depend on, as an archive. Made once a build."""
    for program in ("mmdebstrap", "systemd-nspawn", "nsenter"):
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"no {program}")
    if os.getuid() != 0:
        raise unittest.SkipTest("a Debian is booted by root alone")
    folder = Path(os.environ.get("TOCSIN_BUILD_DIR", tempfile.gettempdir())) / "clean-debian"
    folder.mkdir(exist_ok=True)
    wanted = ",".join(sorted({*BASE, *packages}))
    archive, made_of = folder / "root.tar", folder / "packages"
    if not archive.exists() or not made_of.exists() or made_of.read_text() != wanted:
        done = subprocess.run(["mmdebstrap", "--variant=minbase", f"--include={wanted}", "bookworm",
                               str(archive)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise unittest.SkipTest(f"no Debian can be made here: {done.stderr[-300:]}")
        made_of.write_text(wanted)
    return archive


class CleanDebian:
    """Boots at once; close() ends it."""

    def __init__(self, packages):
        archive = root_archive(packages)
        self._folder = tempfile.TemporaryDirectory(prefix="toc")
        self.root = Path(self._folder.name) / "root"
        self.root.mkdir()
        subprocess.run(["tar", "-xf", str(archive), "--numeric-owner", "-C", str(self.root)],
                       check=True)
        self.log = Path(self._folder.name) / "log"
        self._begin()

    def _begin(self):
        # It wants a terminal of its own; script gives it one.
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["script", "-qfc", f"systemd-nspawn -q -D {self.root} --boot --register=no "
                 "--keep-unit --private-network", "/dev/null"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
        try:
            wait_until(self._booted, BOOT_WITHIN, lambda: "a Debian boots")
        except AssertionError as slow:
            said = self.log.read_text(errors="replace")[-500:]
            self.close()
            raise unittest.SkipTest(f"systemd-nspawn boots nothing here: {said}") from slow

    def _init(self):
        """The process that is its first, as we number it; None before there is one."""
        pids = [self.process.pid]
        for _ in range(4):  # script, a shell, systemd-nspawn, init
            children = []
            for pid in pids:
                try:
                    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
                except OSError:
                    continue
                children += [int(child) for child in listed.split()]
            for child in children:
                try:
                    status = Path(f"/proc/{child}/status").read_text()
                except OSError:
                    continue
                numbers = next(line for line in status.splitlines() if line.startswith("NSpid:"))
                if numbers.split()[1:][-1] == "1" and len(numbers.split()) > 2:
                    return child
            pids = children
        return None

    def _booted(self):
        if self._init() is None:
            return False
        state = self.run("systemctl is-system-running", check=False).stdout.strip()
        return state in ("running", "degraded")

    def run(self, command, check=True, stdin=None):
        """A line of the shell, in it, as root."""
        done = subprocess.run(
            ["nsenter", "-t", str(self._init()), "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w",
             "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
             "DEBIAN_FRONTEND=noninteractive", "sh", "-c", command],
            capture_output=True, text=True, input=stdin, check=False, timeout=180)
        if check and done.returncode != 0:
            raise AssertionError(f"{command}\nended with {done.returncode}\n{done.stdout}"
                                 f"{done.stderr}")
        return done

    def write(self, path, text):
        (self.root / path.lstrip("/")).write_text(text, encoding="utf-8")

    def files(self):
        """Every path in it that outlives a boot."""
        listed = self.run("find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp "
                          "-o -path /dev \\) -prune -o -print")
        return set(listed.stdout.splitlines())

    def close(self):
        init = self._init()
        if init is not None:
            os.kill(init, 9)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(30)
        self._folder.cleanup()
