"""The Debian package: what is in it, who may read it, and that the same source gives the same bytes.
In a campaign a Debian of its own installs it, runs it, upgrades it under load, removes and purges
it."""

import gzip
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from clean_debian import CleanDebian
from notify_socket import NotifySocket
from settings import weekly_rota, weeks
from tocsin import SystemTest, binary, free_port, main, wait_until

SOURCE = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).resolve().parents[2]))
CAMPAIGN = os.environ.get("TOCSIN_CAMPAIGN")
EPOCH = "1795780800"  # any moment; a package has one

# What people are told to look for, and what Debian wants.
PROMISED = """
usr/bin/tocsin
lib/systemd/system/tocsin.service
lib/systemd/system/tocsin.socket
usr/lib/sysusers.d/tocsin.conf
usr/lib/tmpfiles.d/tocsin.conf
etc/tocsin/tocsin.yaml
etc/tocsin/keys
etc/tocsin/rotas
etc/tocsin/procedures/hssi.yaml
etc/tocsin/procedures/page-test.yaml
etc/tocsin/procedures/documents/hssi-report.md
etc/tocsin/dialects/zabbix.yaml
etc/tocsin/channels/pagerduty.yaml
usr/share/tocsin/tocsin.yaml
usr/share/tocsin/senders/nagios-notify
usr/share/tocsin/stories/hssi-night-ladder.yaml
usr/share/man/man1/tocsin.1.gz
usr/share/man/man5/tocsin.yaml.5.gz
usr/share/man/man8/tocsin.service.8.gz
usr/share/bash-completion/completions/tocsin
usr/share/zsh/vendor-completions/_tocsin
usr/share/doc/tocsin/README.md
usr/share/doc/tocsin/changelog.gz
usr/share/doc/tocsin/copyright
""".split()


def run(*args, check=True, **more):
    done = subprocess.run([str(arg) for arg in args], capture_output=True, text=True, check=False,
                          **more)
    if check and done.returncode != 0:
        raise AssertionError(f"{args} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def pack(folder, version=None):
    """The package of the program under test, made in `folder`."""
    for program in ("cpack", "dpkg-deb", "dpkg-shlibdeps"):
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"no {program}")
    build = Path(os.environ.get("TOCSIN_BUILD_DIR", Path(binary()).parent))
    # Symbols take a minute to compress, and prove nothing here.
    options = ["-D", "CPACK_DEBIAN_DEBUGINFO_PACKAGE=OFF", "-D", "CPACK_STRIP_FILES=ON"]
    if version:
        options += ["-D", f"CPACK_DEBIAN_PACKAGE_VERSION={version}"]
    run("cpack", "-G", "DEB", "-B", folder, *options, cwd=build,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
    return next(Path(folder).glob("tocsin_*.deb"))


def field(deb, name):
    return run("dpkg-deb", "-f", deb, name).stdout.strip()


class Package(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="toc")
        cls.addClassCleanup(cls._folder.cleanup)
        cls.folder = Path(cls._folder.name)
        cls.deb = pack(cls.folder)
        cls.root, cls.control = cls.folder / "root", cls.folder / "control"
        run("dpkg-deb", "-x", cls.deb, cls.root)
        run("dpkg-deb", "-e", cls.deb, cls.control)

    def files(self, below=""):
        return sorted(path for path in (self.root / below).rglob("*") if path.is_file())

    def test_everything_that_is_promised_is_in_it(self):
        for path in PROMISED:
            self.assertTrue((self.root / path).exists(), path)
        stray = [path for path in self.files() if path.name.startswith(".git")]
        self.assertEqual(stray, [])

    def test_root_owns_it_and_nobody_else_may_write(self):
        for line in run("dpkg-deb", "-c", self.deb).stdout.splitlines():
            mode, owner = line.split()[:2]
            self.assertEqual(owner, "root/root", line)
            if not mode.startswith("l"):
                self.assertEqual((mode[5], mode[8]), ("-", "-"), line)
                self.assertEqual(mode[7], "r", line)
        self.assertTrue(os.access(self.root / "usr/share/tocsin/senders/nagios-notify", os.X_OK))

    def test_what_an_administrator_edits_is_asked_about(self):
        """Every file below /etc, and no other, is a conffile."""
        listed = (self.control / "conffiles").read_text().split()
        self.assertEqual(sorted(listed), ["/" + str(path.relative_to(self.root))
                                          for path in self.files("etc")])

    def test_it_says_what_it_is_and_what_it_needs(self):
        self.assertEqual(field(self.deb, "Package"), "tocsin")
        # Built with the tests' ways to die, it is no release.
        self.assertTrue(field(self.deb, "Version").endswith("~test"), field(self.deb, "Version"))
        needs = field(self.deb, "Depends")
        for library in ("libsqlite3-0", "libcurl4", "libssl3", "libyaml-cpp0.7", "libc6 (>=",
                        "tzdata", "ca-certificates", "systemd"):
            self.assertIn(library, needs)

    def test_the_program_is_stripped_and_runs(self):
        program = self.root / "usr/bin/tocsin"
        self.assertNotIn(".debug_info", run("readelf", "-SW", program).stdout)
        self.assertIn("tocsin ", run(program, "--version").stdout)

    def test_scripts_are_shell_and_may_run_twice(self):
        for script in ("postinst", "prerm", "postrm"):
            path = self.control / script
            self.assertTrue(os.access(path, os.X_OK), script)
            run("sh", "-n", path)
            self.assertIn("set -e", path.read_text())
            self.assertEqual(path.stat().st_mode & 0o777, 0o755)

    def test_the_same_source_gives_the_same_bytes(self):
        again = pack(self.folder / "again")
        sums = [hashlib.sha256(deb.read_bytes()).hexdigest() for deb in (self.deb, again)]
        self.assertEqual(*sums)

    def test_manuals_can_be_read(self):
        if shutil.which("man") is None:
            self.skipTest("no man")
        for page in self.files("usr/share/man"):
            if page.name == "tocsin.socket.8.gz":  # stands for another
                continue
            text = gzip.decompress(page.read_bytes())
            source = self.folder / page.stem
            source.write_bytes(text)
            done = run("man", "--warnings", "-E", "UTF-8", "-Tutf8", "-l", source,
                       env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
            self.assertEqual(done.stderr, "", page.name)
            self.assertGreater(len(done.stdout), 1000, page.name)
        commands = gzip.decompress((self.root / "usr/share/man/man1/tocsin.1.gz").read_bytes())
        for command in (b"tocsin rota upload", b"tocsin ack", b"tocsin serve", b"\\-\\-url"):
            self.assertIn(command, commands)
        keys = gzip.decompress((self.root / "usr/share/man/man5/tocsin.yaml.5.gz").read_bytes())
        for key in re.findall(r"^([a-z][a-z-]+):", (SOURCE / "systemd/tocsin.yaml").read_text(),
                              re.MULTILINE):
            heading = re.escape(key.upper().replace("-", "\\-")).encode()
            self.assertRegex(keys, rb"(?m)^\.SH (?:.*, )?" + heading + rb"(?:,.*)?$")

    def test_completions_are_shell(self):
        run("bash", "-n", self.root / "usr/share/bash-completion/completions/tocsin")

    def test_paths_that_are_written_somewhere_are_there(self):
        """In the README, in the configuration and in the units."""
        texts = [self.root / "usr/share/doc/tocsin/README.md",
                 self.root / "etc/tocsin/tocsin.yaml", *self.files("lib/systemd"),
                 SOURCE / "systemd/package/tocsin.service.8"]
        for text in texts:
            said = text.read_text()
            for path in re.findall(r"/usr/share/(?:doc/)?tocsin[\w./-]*", said):
                path = path.rstrip(".")
                # Until the alerts are there: another change brings them.
                if "/prometheus" in path and not (SOURCE / "systemd/prometheus").exists():
                    continue
                self.assertTrue((self.root / path.lstrip("/")).exists(), f"{path} in {text}")
        main_file = self.root / "etc/tocsin/tocsin.yaml"
        for path in re.findall(r"\b(?:channels|dialects)/[\w-]+\.yaml", main_file.read_text()):
            self.assertTrue((main_file.parent / path).exists(), path)

    def test_the_configuration_in_it_is_accepted_and_says_that_it_is_an_example(self):
        self.proves("P20")
        done = run(self.root / "usr/bin/tocsin", "check", "--config",
                   self.root / "etc/tocsin/tocsin.yaml")
        self.assertIn("this is the example: it calls nobody real", done.stdout)
        self.assertIn("1 warning", done.stdout)

    def test_stories_are_played_where_they_are_installed(self):
        for story in ("hssi-night-ladder", "dspt-confirmed"):
            run(self.root / "usr/bin/tocsin", "simulate", "--story",
                self.root / f"usr/share/tocsin/stories/{story}.yaml")

    def test_as_installed_it_runs_and_says_that_it_is_not_configured(self):
        self.proves("P11")
        house = self.folder / "house"
        shutil.copytree(self.root / "etc/tocsin", house)
        port = free_port()
        text = (house / "tocsin.yaml").read_text()
        text = text.replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace(
            "data: /var/lib/tocsin", f"data: {self.folder / 'data'}")
        (house / "tocsin.yaml").write_text(text)
        notify = NotifySocket()
        self.addCleanup(notify.close)
        with open(self.folder / "log", "wb") as log:
            daemon = subprocess.Popen(
                [self.root / "usr/bin/tocsin", "serve", "--config", house / "tocsin.yaml"],
                stdout=log, stderr=log, env={**os.environ, "NOTIFY_SOCKET": notify.path})
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        notify.wait_for("READY")

        def readiness():
            return run("curl", "-sS", f"http://127.0.0.1:{port}/readyz", check=False).stdout

        wait_until(lambda: "not configured yet" in readiness(), 15, readiness)
        wait_until(lambda: any("not configured yet" in said.get("STATUS", "")
                               for _, said in notify.heard), 15, lambda: str(notify.heard))
        # Once somebody says that it is theirs, that is no reason any more; empty roles are.
        (house / "tocsin.yaml").write_text(text.replace("example: yes\n", ""))
        daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "not configured yet" not in readiness(), 15, readiness)
        self.assertIn("nobody is", readiness())


class Unit(SystemTest):
    def setUp(self):
        if shutil.which("systemd-analyze") is None:
            self.skipTest("no systemd-analyze")

    def test_it_can_do_little_harm(self):
        """Exposure as systemd counts it, in tenths: 1.5 at most."""
        run("systemd-analyze", "security", "--offline=true", "--threshold=15",
            SOURCE / "systemd/tocsin.service")

    def test_systemd_knows_every_word_of_the_units(self):
        for unit in ("tocsin.service", "tocsin.socket"):
            done = run("systemd-analyze", "verify", "--man=no", SOURCE / "systemd" / unit,
                       check=False)
            ours = [line for line in done.stderr.splitlines()
                    if "Unknown" in line or "Failed to parse" in line or "ignoring" in line]
            self.assertEqual(ours, [])

    def test_a_daemon_that_fails_is_started_for_ever(self):
        self.proves("P16")
        unit = (SOURCE / "systemd/tocsin.service").read_text()
        for line in ("StartLimitIntervalSec=0", "Restart=always", "WatchdogSec=10",
                     "FileDescriptorStoreMax=64"):
            self.assertIn(f"\n{line}\n", unit)
        self.assertIn("\nTriggerLimitIntervalSec=0\n",
                      (SOURCE / "systemd/tocsin.socket").read_text())


REPORTER = """#!/bin/sh
# Reports twenty times a second, each time over a connection of its own, until /tmp/enough is there.
n=0
while [ ! -e /tmp/enough ]; do
    n=$((n + 1))
    curl -sS --max-time 20 -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:8080/v1/incidents \\
        -H "Authorization: Bearer $(cat /tmp/token)" -H 'Content-Type: application/json' \\
        -d '{"service":"gp-records","summary":"during the upgrade","severity":3,"key":"k'$n'"}' \\
        >>/tmp/answers 2>&1
    sleep 0.05
done
"""


@unittest.skipUnless(CAMPAIGN, "a campaign")
class Lintian(SystemTest):
    def test_debian_has_nothing_against_it(self):
        if shutil.which("lintian") is None:
            self.skipTest("no lintian")
        with tempfile.TemporaryDirectory(prefix="toc") as folder:
            done = run("lintian", "--fail-on", "error", "--allow-root", pack(Path(folder)),
                       check=False)
            # Its warnings are read: they are printed.
            print(done.stdout)
            self.assertEqual(done.returncode, 0, done.stdout)


@unittest.skipUnless(CAMPAIGN, "a campaign")
class CleanRoot(SystemTest):
    """The life of the package on a machine of its own, from its installation to its purge."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="toc")
        self.addCleanup(folder.cleanup)
        older = pack(Path(folder.name) / "older", version="0.0.9")
        newer = pack(Path(folder.name) / "newer")
        needs = [alternatives.split("|")[0].split("(")[0].strip()
                 for alternatives in field(newer, "Depends").split(",")]
        self.machine = CleanDebian(needs)
        self.addCleanup(self.machine.close)
        for name, deb in (("older", older), ("newer", newer)):
            shutil.copy(deb, self.machine.root / f"root/{name}.deb")
        self.run_in = self.machine.run

    def said(self, command):
        return self.run_in(command, check=False).stdout.strip()

    def ready(self):
        return self.said("curl -sS http://127.0.0.1:8080/readyz")

    def wait_said(self, command, expected, within=30):
        wait_until(lambda: expected in self.said(command), within,
                   lambda: f"{command}: {expected}\n{self.said(command)}\n"
                           + self.said("journalctl -u tocsin -n 30 --no-pager"))

    def pid(self):
        return self.said("systemctl show -P MainPID tocsin")

    def configure(self):
        """As the README says: people that are real, and a rota."""
        etc = self.machine.root / "etc/tocsin"
        text = (etc / "tocsin.yaml").read_text()
        (etc / "tocsin.yaml").write_text(text.replace("example: yes\n", "").replace(
            "site: National services", "site: Northtown"))
        for monday in weeks():
            rota = f"rota: on-call\nweek: {monday}\nshifts:\n  edm: {{ all-week: pat.ash }}\n" \
                   "  level-3: { all-week: sam.elm }\n"
            (etc / f"rotas/{monday}.yaml").write_text(rota)
            self.run_in(f"chgrp tocsin /etc/tocsin/rotas/{monday}.yaml")
        self.run_in("tocsin check && systemctl reload tocsin")

    def test_its_whole_life(self):
        before = self.machine.files()
        for step in (self.it_is_installed, self.it_is_configured, self.it_is_upgraded_under_load,
                     self.a_version_that_refuses_the_configuration_is_not_started,
                     self.it_is_killed_and_comes_back, self.systemd_listens_for_it,
                     self.a_secret_is_handed_over, self.it_is_removed_and_keeps_everything):
            with self.subTest(step.__name__):
                step()
        self.it_is_purged(before)

    def it_is_installed(self):
        said = self.run_in("dpkg -i /root/older.deb").stdout
        self.assertIn("it runs with an example", said)
        self.wait_said("systemctl is-active tocsin", "active")
        self.wait_said("curl -sS http://127.0.0.1:8080/readyz", "not configured yet")
        self.assertEqual(self.said("systemctl is-enabled tocsin.service"), "enabled")
        self.assertEqual(self.said("systemctl is-enabled tocsin.socket"), "disabled")
        for path, modes in (("/etc/tocsin", "750 root tocsin"), ("/etc/tocsin/keys", "750 root tocsin"),
                            ("/var/lib/tocsin", "710 tocsin tocsin"),
                            ("/var/lib/tocsin/journal.db", "600 tocsin tocsin")):
            self.assertEqual(self.said(f"stat -c '%a %U %G' {path}"), modes, path)
        self.wait_said("systemctl show -P StatusText tocsin", "not configured yet")

    def it_is_configured(self):
        self.configure()
        self.wait_said("curl -sS http://127.0.0.1:8080/readyz", "ready")
        self.assertEqual(self.ready(), "ready")
        self.wait_said("systemctl show -P StatusText tocsin", "0 incidents open; ready")
        self.assertIn("Pat Ash", self.said("tocsin who"))
        self.run_in("tocsin token add loader --scope intake,read | grep -o 'toc_[^ ]*' >/tmp/token")

    def it_is_upgraded_under_load(self):
        self.proves("P2")
        self.machine.write("/root/reporter", REPORTER)
        self.run_in("nohup sh /root/reporter >/dev/null 2>&1 &")
        self.wait_said("wc -l </tmp/answers", "1")
        first = self.pid()
        self.run_in("dpkg -i /root/newer.deb")
        self.assertNotEqual(self.pid(), first)
        self.run_in("sleep 3; touch /tmp/enough; sleep 1")
        answers = self.said("cat /tmp/answers").split()
        self.assertGreater(len(answers), 20)
        self.assertEqual(set(answers), {"201"}, answers)
        self.wait_said("systemctl show -P StatusText tocsin", f"{len(answers)} incidents open")
        self.assertIn("site: Northtown", self.said("cat /etc/tocsin/tocsin.yaml"))

    def a_version_that_refuses_the_configuration_is_not_started(self):
        self.proves("P20")
        running = self.pid()
        self.run_in("cp /etc/tocsin/tocsin.yaml /root/good; echo 'nonsense: 1' >>/etc/tocsin/tocsin.yaml")
        said = self.run_in("dpkg -i --force-confold /root/newer.deb")
        self.assertIn("goes on running", said.stderr)
        self.assertIn("nonsense", said.stderr)
        self.assertEqual(self.pid(), running)
        self.run_in("cp /root/good /etc/tocsin/tocsin.yaml; systemctl restart tocsin")

    def it_is_killed_and_comes_back(self):
        for _ in range(7):  # more than systemd's usual patience
            killed = self.pid()
            self.run_in("systemctl kill -s KILL tocsin")
            wait_until(lambda: self.pid() not in (killed, "0"), 30, self.pid)
            self.wait_said("systemctl is-active tocsin", "active")
        self.wait_said("curl -sS http://127.0.0.1:8080/readyz", "ready")

    def systemd_listens_for_it(self):
        """At a port that the daemon itself may not have."""
        self.run_in("mkdir -p /etc/systemd/system/tocsin.socket.d && printf "
                    "'[Socket]\\nListenStream=\\nListenStream=127.0.0.1:443\\n' "
                    ">/etc/systemd/system/tocsin.socket.d/override.conf")
        self.run_in("sed -i 's/^listen:.*/listen: [\"127.0.0.1:8080\", \"127.0.0.1:443\"]/' "
                    "/etc/tocsin/tocsin.yaml")
        self.run_in("systemctl daemon-reload && systemctl enable tocsin.socket && "
                    "systemctl stop tocsin && systemctl start tocsin.socket tocsin")
        self.wait_said("curl -sS http://127.0.0.1:443/readyz", "ready")
        self.wait_said("curl -sS http://127.0.0.1:8080/readyz", "ready")

    def a_secret_is_handed_over(self):
        """Which only root can read; the daemon's user cannot."""
        self.run_in("mkdir -m 700 /root/keys && printf 'a-secret-in-the-path-0123456789\\n' "
                    ">/root/keys/path && chmod 600 /root/keys/path")
        self.run_in("mkdir -p /etc/systemd/system/tocsin.service.d && printf "
                    "'[Service]\\nLoadCredential=path:/root/keys/path\\n' "
                    ">/etc/systemd/system/tocsin.service.d/override.conf")
        self.run_in("sed -i 's/^    dialect: alertmanager/&\\n    secret-paths: [{ credential: path }]/' "
                    "/etc/tocsin/tocsin.yaml")
        self.run_in("systemctl daemon-reload && systemctl restart tocsin")
        self.wait_said("curl -sS -o /dev/null -w '%{http_code}' -X POST -d '{}' http://127.0.0.1:8080"
                       "/v1/hooks/alertmanager/a-secret-in-the-path-0123456789", "422")
        self.assertEqual(self.said("curl -sS -o /dev/null -w '%{http_code}' -X POST -d '{}' "
                                   "http://127.0.0.1:8080/v1/hooks/alertmanager/wrong"), "401")

    def it_is_removed_and_keeps_everything(self):
        self.run_in("rm -rf /etc/systemd/system/tocsin.service.d /etc/systemd/system/tocsin.socket.d")
        self.run_in("apt-get -y remove tocsin")
        self.assertNotEqual(self.said("systemctl is-active tocsin"), "active")
        refused = self.run_in("curl -sS http://127.0.0.1:8080/", check=False)
        self.assertEqual(refused.returncode, 7, refused.stderr)
        self.run_in("test ! -e /usr/bin/tocsin && test -e /var/lib/tocsin/journal.db "
                    "&& test -e /etc/tocsin/tocsin.yaml")
        # What comes back finds it all.
        self.run_in("dpkg -i /root/newer.deb && apt-get -y remove tocsin")

    def it_is_purged(self, before):
        said = self.run_in("apt-get -y purge tocsin")
        self.assertIn("purging the journal in /var/lib/tocsin", said.stdout + said.stderr)
        # Logs of systemd and dpkg are theirs; the user stays, so that its number is nobody else's.
        theirs = re.compile(r"^/(root|var/(log|cache|lib/(dpkg|apt|systemd/(timers|random-seed|timesync|coredump)))|etc/\.pwd\.lock"
                            r"|etc/(passwd|group|shadow|gshadow)-?$)")
        left = sorted(path for path in self.machine.files() - before if not theirs.match(path))
        self.assertEqual(left, [])


if __name__ == "__main__":
    main()
