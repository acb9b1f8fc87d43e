"""A disk that fills up under a hundred open incidents, and is killed while it is full; and one that
has no room for another file.

The disk is a small tmpfs in a mount namespace of the test's own: the script starts itself again in
one. Where no namespace can be had, the test is skipped and says so.
"""

import os
import subprocess
import sys
import time

from fake_provider import FakeProvider
from notify_socket import NotifySocket
from settings import DESK, PAT, SAM, configuration, http_channel, procedure, report
from tocsin import START_WITHIN, SystemTest, main, wait_until

# The ballast of 16 MiB is set aside where there is twice its room.
DISK = "48m"
OPEN = 100
INSIDE = "TOCSIN_TEST_NAMESPACE"
# P13: 5 s, and four times that on a loaded machine.
BACK_WITHIN = 20
WATCHDOG = 10  # s: WatchdogSec of systemd/tocsin.service
# Pages of the journal that are there already are used again, so it takes some reports to need more.
REPORTS_MAX = 3000


class SmallDisk(SystemTest):
    """A data folder of its own file system."""

    def mount(self, *options):
        if INSIDE not in os.environ:
            self.skipTest("no mount namespace: `unshare -m` needs root, or user namespaces")
        self.tocsin.data.mkdir(mode=0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(("mode=0700", *options)), "tmpfs",
                        self.tocsin.data], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.tocsin.data], check=False)


class FullDisk(SmallDisk):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        services = configuration(0)["services"]
        services["labs"] = {"name": "Labs", "impact": "Results do not arrive", "place": "Everywhere"}
        # Short shares, so that the ladder climbs while the disk is full.
        rungs = [{"role": f"level-{n}", "attempts": 2, "within": "60 s"} for n in (2, 3, 4)]
        self.tocsin = self.daemon(the_procedure=procedure(rungs=rungs), services=services,
                                  channels={"hospital-sms": http_channel(self.provider.url)})
        self.mount(f"size={DISK}")
        self.systemd = NotifySocket()
        self.addCleanup(self.systemd.close)
        self.tocsin.start(env={"NOTIFY_SOCKET": self.systemd.path,
                               "WATCHDOG_USEC": str(WATCHDOG * 1_000_000)})
        self.token = self.tocsin.token = self.tocsin.make_token()
        self.accepted = {}
        for number in range(OPEN):
            answer = self.report(f"open-{number}")
            self.assertEqual(answer.status, 201, answer)

    def report(self, key, **more):
        """What was answered with 2xx is remembered: it must never be lost."""
        answer = self.tocsin.request("POST", "/v1/incidents",
                                     report(key=key, **{"severity": 3, **more}), token=self.token)
        if answer.status in (200, 201):
            self.accepted[key] = answer.json()["incident"]
        return answer

    def fill(self):
        with open(self.tocsin.data / "filler", "ab", buffering=0) as filler:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        filler.write(b"x" * size)
                except OSError:
                    pass

    def ready(self):
        answer = self.tocsin.request("GET", "/readyz")
        return answer.status == 200, answer.text()

    def fill_until_refused(self):
        """Fills the disk, and again when the ballast was given back for what is open."""
        for number in range(REPORTS_MAX):
            self.fill()
            answer = self.report(f"filling-{number}", description="x" * 8000)
            if answer.status == 503:
                return answer
            self.assertEqual(answer.status, 201, answer)
        return self.fail("the disk never filled")

    def free(self):
        (self.tocsin.data / "filler").unlink()

    def assert_all_kept(self):
        for key, ref in self.accepted.items():
            again = self.report(key)
            self.assertEqual((again.status, again.json()["incident"]), (200, ref), key)
        audit = self.tocsin.run("audit", "verify")
        self.assertEqual(audit.returncode, 0, audit)

    def test_what_was_accepted_goes_on_and_nothing_is_falsely_accepted(self):
        self.proves("P13", "P2", "P16")
        refused = self.fill_until_refused()
        self.assertIn("application/problem+json", refused.headers["Content-Type"])
        self.assertIn("Retry-After", refused.headers)
        wait_until(lambda: not self.ready()[0], BACK_WITHIN, "readyz is red")
        wait_until(lambda: "disk is full" in self.ready()[1], BACK_WITHIN, self.ready)
        self.provider.wait_for(1, BACK_WITHIN,
                               lambda sms: sms.to == DESK and "disk full" in sms.text)

        urgent = self.report("urgent", severity=1, service="labs")
        self.assertEqual(urgent.status, 503, urgent)
        self.provider.wait_for(1, BACK_WITHIN, lambda sms: sms.to == PAT and "Labs" in sms.text)

        taken = self.accepted["open-0"]
        answer = self.tocsin.request("POST", f"/v1/incidents/{taken}/acknowledge",
                                     {"person": "pat.ash"}, token=self.token)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.tocsin.incident(taken)["holder"]["person"], "pat.ash")
        self.provider.wait_for(1, 4 * 60, lambda sms: sms.to == SAM)
        self.assertFalse(self.ready()[0])

        # P16: a journal that is known to be full answers, and no restart would free the disk.
        signs = self.systemd.times("WATCHDOG")
        self.assertLess(max(later - earlier for earlier, later in zip(signs, signs[1:])), WATCHDOG)
        self.assertLess(time.monotonic() - signs[-1], WATCHDOG)

        self.free()
        freed = time.monotonic()
        wait_until(lambda: self.report("after").status in (200, 201), BACK_WITHIN, self.ready)
        print(f"intake was back {time.monotonic() - freed:.1f} s after space", flush=True)
        wait_until(lambda: self.ready()[0], BACK_WITHIN, self.ready)
        self.assertEqual(self.tocsin.incident(taken)["holder"]["person"], "pat.ash")
        self.assert_all_kept()

        # What happened in memory is in the journal: it survives the process.
        self.tocsin.kill()
        self.tocsin.start()
        self.assertEqual(self.tocsin.incident(taken)["holder"]["person"], "pat.ash")
        self.assertIn("Sam Elm", self.tocsin.timeline(self.accepted["open-1"]))
        self.assert_all_kept()

    def test_killed_while_full_it_starts_again_and_calls_on(self):
        self.proves("P13", "P1")
        self.fill_until_refused()
        self.tocsin.kill()
        self.fill()
        self.tocsin.start(wait="/healthz")
        self.provider.wait_for(1, 4 * 60, lambda sms: sms.to == SAM)
        self.free()
        wait_until(lambda: self.report("after").status in (200, 201), BACK_WITHIN, self.ready)
        self.tocsin.wait_ready(within=START_WITHIN)
        self.assert_all_kept()


class FullOfFiles(SmallDisk):
    """Room for bytes, and none for another file: a disk without inodes."""

    def fill(self):
        for number in range(10_000):
            try:
                (self.tocsin.data / f"filler-{number}").touch()
            except OSError:
                return
        self.fail("the disk never filled")

    def test_what_needs_no_new_file_goes_on_and_the_rest_is_told(self):
        self.proves("P13", "P11")
        provider = FakeProvider()
        self.addCleanup(provider.close)
        self.tocsin = self.daemon(channels={
            "texts-to-files": {"medium": "sms", "type": "file", "folder": "out/sms"},
            "hospital-sms": http_channel(provider.url)})
        self.mount("size=48m", "nr_inodes=100")
        self.tocsin.start()
        before = self.tocsin.open_incident(key="before")
        # What comes next is a call of its own, and no part of this one.
        self.tocsin.api("POST", f"/v1/incidents/{before}/acknowledge", {"person": "pat.ash"})
        self.fill()
        ref = self.tocsin.open_incident(key="filled", service="gp-records")
        # The first provider cannot make a file, so the next takes over.
        provider.wait_for(1, BACK_WITHIN, lambda sms: sms.to == PAT)
        self.tocsin.kill()
        self.tocsin.start(wait="/healthz")
        self.assertEqual(self.tocsin.open_incident(key="filled"), ref)
        wait_until(lambda: "cannot be written" in self.tocsin.log_text(), BACK_WITHIN,
                   "the on-call sheet needs a file, and somebody must hear of it")
        for filler in self.tocsin.data.glob("filler-*"):
            filler.unlink()
        self.tocsin.wait_ready(within=BACK_WITHIN)
        audit = self.tocsin.run("audit", "verify")
        self.assertEqual(audit.returncode, 0, audit)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        flags = "-m" if os.geteuid() == 0 else "-rm"
        if subprocess.run(["unshare", flags, "true"], check=False).returncode == 0:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", flags, sys.executable, *sys.argv])
    main()
