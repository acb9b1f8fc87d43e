"""Debian's own Nagios Core with what systemd/senders gives its administrator: the contact, the two
commands and nagios-notify, which posts to a hook on loopback. One host, one service on it."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from tocsin import wait_until

PROGRAM = "nagios4"
TOP = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).resolve().parents[2]))
SENDERS = TOP / "systemd/senders"
INSTALLED = "/usr/local/lib/tocsin/nagios-notify"  # where senders/nagios.cfg says it is

HOST, SERVICE = "epr-app2", "HTTPS EPR"

# A plugin: its exit status is the first line of a file, what it says the rest.
CHECK = """#!/bin/sh
{ read -r status; cat; exit "$status"; } <"$1"
"""

# A second is its unit of time. What it takes out of macros is what Debian's own nagios.cfg says; of
# macros in the environment it takes nothing.
MAIN = """
cfg_dir={folder}/objects
log_file={folder}/nagios.log
object_cache_file={folder}/objects.cache
precached_object_file={folder}/objects.precache
status_file={folder}/status.dat
state_retention_file={folder}/retention.dat
lock_file={folder}/nagios.lock
temp_file={folder}/nagios.tmp
temp_path={folder}
check_result_path={folder}/results
command_file={folder}/nagios.cmd
query_socket={folder}/nagios.qh
nagios_user={user}
nagios_group={group}
check_external_commands=1
use_syslog=0
check_for_updates=0
interval_length=1
check_workers=2
cached_host_check_horizon=0
cached_service_check_horizon=0
illegal_macro_output_chars=`~$&|'"<>
enable_environment_macros=1
"""

OBJECTS = """
define timeperiod {{
    timeperiod_name  24x7
    alias            Always
    sunday           00:00-24:00
    monday           00:00-24:00
    tuesday          00:00-24:00
    wednesday        00:00-24:00
    thursday         00:00-24:00
    friday           00:00-24:00
    saturday         00:00-24:00
}}
define command {{
    command_name  check-host
    command_line  {folder}/check {folder}/host
}}
define command {{
    command_name  check-service
    command_line  {folder}/check {folder}/service
}}
define host {{
    host_name              {host}
    address                192.0.2.7
    check_command          check-host
    check_period           24x7
    check_interval         1
    retry_interval         1
    max_check_attempts     1
    notification_interval  0
    notification_period    24x7
    contacts               tocsin
    _SERVICE_ID            gp-records
    _SITE                  North site
}}
define service {{
    host_name              {host}
    service_description    {service}
    check_command          check-service
    check_period           24x7
    check_interval         1
    retry_interval         1
    max_check_attempts     1
    notification_interval  0
    notification_period    24x7
    contacts               tocsin
    notes_url              https://wiki.example/epr
    _SERVICE_ID            gp-records
    _SITE                  North site
}}
"""


class Nagios:
    """Runs from the moment it is made until close(); everything works until it is told otherwise.
    Started by root, it becomes the user whom its package made, as it does on a real machine."""

    OK, WARNING, CRITICAL, UNKNOWN = range(4)  # what a plugin exits with

    def __init__(self, url, token):
        program = shutil.which(PROGRAM, path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            raise unittest.SkipTest(f"{PROGRAM} is not installed (Debian: nagios4-core)")
        if shutil.which("curl") is None:
            raise unittest.SkipTest("there is no curl for nagios-notify")
        self._folder = tempfile.TemporaryDirectory(prefix="toc")
        self.folder = Path(self._folder.name)
        self.log = self.folder / "nagios.log"
        self._install(url, token)
        self.service_is(self.OK, "HTTP OK")
        self.host_is(self.OK, "PING OK")
        self._give_to_its_user()
        with open(self.folder / "output", "wb") as output:
            self.process = subprocess.Popen(
                [program, str(self.folder / "nagios.cfg")], stdin=subprocess.DEVNULL,
                stdout=output, stderr=output,
                env={"PATH": os.environ["PATH"], "TOCSIN_NOTIFY": str(self.folder / "notify.curl")})
        wait_until(self._ready, 20, lambda: f"Nagios is ready\n{self.log_text()}")

    def log_text(self):
        return "".join(path.read_text(errors="replace")
                       for path in (self.folder / "output", self.log) if path.exists())

    def service_is(self, status, says):
        """What the plugin exits with and prints, at its next run and from then on."""
        self._state("service", status, says)

    def host_is(self, status, says):
        self._state("host", status, says)

    def command(self, name, *words):
        """One of its external commands, as its own web page gives it."""
        with open(self.folder / "nagios.cmd", "w", encoding="utf-8") as pipe:
            pipe.write(f"[{int(time.time())}] {';'.join([name, *words])}\n")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self._folder.cleanup()

    def _install(self, url, token):
        for name in ("objects", "results"):
            (self.folder / name).mkdir()
        shutil.copy(SENDERS / "nagios-notify", self.folder)
        self._write("notify.curl", f'url = "{url}"\nheader = "Authorization: Bearer {token}"\n')
        (self.folder / "notify.curl").chmod(0o640)
        self._write("check", CHECK)
        (self.folder / "check").chmod(0o755)
        shipped = (SENDERS / "nagios.cfg").read_text(encoding="utf-8")
        assert INSTALLED in shipped, "senders/nagios.cfg names another place"
        self._write("objects/tocsin.cfg",
                    shipped.replace(INSTALLED, f"{self.folder}/nagios-notify"))
        self._write("objects/house.cfg",
                    OBJECTS.format(folder=self.folder, host=HOST, service=SERVICE))
        user, group = self._user()
        self._write("nagios.cfg", MAIN.format(folder=self.folder, user=user, group=group))

    def _write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def _user(self):
        return ("nagios", "nagios") if os.geteuid() == 0 else (os.geteuid(), os.getegid())

    def _give_to_its_user(self):
        if os.geteuid() != 0:
            return
        try:
            pwd.getpwnam("nagios")
        except KeyError as missing:
            raise unittest.SkipTest("there is no user nagios for Nagios to become") from missing
        for path in (self.folder, *self.folder.rglob("*")):
            shutil.chown(path, "nagios", "nagios")

    # Renamed into place: a check never reads half of it.
    def _state(self, name, status, says):
        self._write(f"{name}.next", f"{status}\n{says}\n")
        (self.folder / f"{name}.next").chmod(0o644)
        (self.folder / f"{name}.next").rename(self.folder / name)

    def _ready(self):
        assert self.process.poll() is None, self.log_text()
        return (self.folder / "nagios.cmd").exists()
