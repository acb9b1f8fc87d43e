"""What the journal owes and what the daemon is about to do are compared while it runs (P11): a step of
a ladder that it has forgotten would be a page that nobody gets."""

import re
import time

from settings import procedure
from tocsin import SystemTest, main

# The shortest share of an attempt that a procedure may have; then three looks, a second apart.
SECOND_ATTEMPT, NOTICED = 30, 26


class SecondLook(SystemTest):
    def figure(self, tocsin, name):
        return float(re.search(rf"^tocsin_audit_{name} (\S+)$",
                               tocsin.api("GET", "/metrics").text(), re.M)[1])

    def test_what_is_owed_is_about_to_be_done(self):
        self.proves("P11")
        short = procedure()
        short["ladder"]["rungs"][0]["within"] = "1 min"
        tocsin = self.daemon(the_procedure=short).start()
        ref = tocsin.open_incident(key="one")
        end = time.monotonic() + SECOND_ATTEMPT + NOTICED
        while time.monotonic() < end:
            found = self.figure(tocsin, "differences")
            self.assertEqual(found, 0, f"P11: {tocsin.request('GET', '/readyz').text()}")
            time.sleep(1)
        self.assertIn("EDM, try 2", tocsin.timeline(ref))
        self.assertGreaterEqual(self.figure(tocsin, "looks_total"), 2)
        self.assertEqual(tocsin.request("GET", "/readyz").status, 200)


if __name__ == "__main__":
    main()
