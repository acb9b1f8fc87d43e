"""A storm of alarms shares one call, and one press must take all of it."""

import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from fake_provider import FakeProvider
from scanner_test import FORM, fields, link_in
from settings import DESK, PAT, http_channel
from tocsin import SystemTest, main, wait_until

sys.path.append(str(Path(__file__).resolve().parent.parent / "bench"))
from flood import flood  # noqa: E402

# As many as P8 has open.
ALARMS = 10_000
LAST = f"INC-{ALARMS}"


class Storm(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tocsin = self.daemon(channels={"hospital-sms": http_channel(self.provider.url)})
        self.tocsin.start()
        tally = flood(self.tocsin.port, self.tocsin.make_token(), count=ALARMS)
        self.assertEqual(tally.statuses, {201: ALARMS})
        wait_until(lambda: "call-joined" in self.tocsin.kinds(LAST), 15, "the last has its call")
        self.link = link_in(self.provider.wait_for(1, of=lambda sms: sms.to == PAT)[0].text)

    def press(self, button):
        page = self.tocsin.request("GET", self.link)
        self.assertEqual(page.status, 200, page)
        self.assertLess(len(page.body), 16 * 1024, "a phone must load it")
        time.sleep(1.2)
        return self.tocsin.request("POST", self.link, urlencode(fields(page.text(), button)),
                                   headers=FORM)

    def test_one_press_takes_all_of_it(self):
        # The answer comes within 8 s or is a 503: the press was then for nothing.
        self.assertEqual(self.press("take").status, 303)
        for ref in ("INC-1", LAST):
            self.assertEqual(self.tocsin.incident(ref)["holder"]["person"], "pat.ash", ref)
        self.assertIn(f"and {ALARMS - 1} more", self.provider.wait_for(
            1, of=lambda sms: sms.to == DESK and "took" in sms.text)[0].text)

    def test_one_press_passes_all_of_it_on(self):
        self.assertEqual(self.press("pass").status, 303)
        wait_until(lambda: self.tocsin.kinds(LAST).count("step-began") == 2, 15,
                   lambda: self.tocsin.timeline(LAST))


if __name__ == "__main__":
    main()
