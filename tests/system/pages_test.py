#!/usr/bin/python3
"""Opens every page under tests/golden in a real browser: 320 px wide, light and dark, with and
without scripts. The golden files are what the daemon's own code writes (tests/channels compares them
byte for byte), and are served here with the policies it sends.

    TOCSIN_SCREENSHOTS=/some/folder tests/system/pages_test.py    also keeps a picture of each page
"""

import http.server
import json
import os
import pathlib
import sys
import threading
import unittest
import urllib.parse
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser, contrast  # noqa: E402

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
ATOM = "{http://www.w3.org/2005/Atom}"
WITH_MAIN_BUTTON = {"open", "press_again", "digits", "wrong_digits", "not_saved", "merged",
                    "last_rung", "security", "exercise"}


class Server(http.server.ThreadingHTTPServer):
    """The golden files on loopback, with the policy of their kind. Remembers the forms sent."""

    daemon_threads = True

    def __init__(self):
        self.forms = []
        self.policies = {kind: (GOLDEN / kind / "policy.txt").read_text().strip()
                         for kind in ("ack", "status")}
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return "http://127.0.0.1:%d/%s" % (self.server_address[1], path)


class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, directory=str(GOLDEN), **named)

    def end_headers(self):
        kind = self.path.split("/")[1]
        if kind in self.server.policies:
            self.send_header("Content-Security-Policy", self.server.policies[kind])
        super().end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.forms.append((self.path, urllib.parse.parse_qs(body)))
        self.send_response(303)
        self.send_header("Location", "/ack/taken_by_you.html")
        self.end_headers()

    def log_message(self, *_):
        pass


def ack_pages():
    return sorted(path.stem for path in (GOLDEN / "ack").glob("*.html"))


def status_pages():
    return sorted(str(path.relative_to(GOLDEN)) for path in (GOLDEN / "status").rglob("*.html"))


def keep_picture(browser, name):
    folder = os.environ.get("TOCSIN_SCREENSHOTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        browser.screenshot(os.path.join(folder, name + ".png"))


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def look_at_every_page(self, dark, scripts):
        look = ("dark" if dark else "light") + ("" if scripts else "-noscript")
        with Browser(dark=dark, scripts=scripts) as browser:
            for name in ack_pages():
                with self.subTest(page=name, look=look):
                    browser.open(self.server.url("ack/%s.html" % name))
                    keep_picture(browser, "ack-%s-%s" % (name, look))
                    self.assertEqual(browser.faults(main_button=name in WITH_MAIN_BUTTON), [])
            for path in status_pages():
                with self.subTest(page=path, look=look):
                    browser.open(self.server.url(path))
                    keep_picture(browser, "%s-%s" % (path.replace("/", "-")[:-5], look))
                    self.assertEqual(browser.faults(), [])

    def test_every_page_is_well_in_light(self):
        self.look_at_every_page(dark=False, scripts=True)

    def test_every_page_is_well_in_the_dark(self):
        self.look_at_every_page(dark=True, scripts=True)

    def test_every_page_is_well_without_scripts(self):
        self.look_at_every_page(dark=False, scripts=False)

    def test_press_sends_the_form_and_shows_the_outcome(self):
        with Browser(scripts=False) as browser:
            browser.open(self.server.url("ack/open.html"))
            browser.press_main()
            self.assertEqual(browser.title(), "You have taken INC-2041, GP Records")
        path, form = self.server.forms[-1]
        self.assertEqual(path, "/a/7k2m9x4qvt3hc8rw")
        self.assertEqual(form, {"form": ["c1Zt9Q"], "do": ["take"]})

    def test_pass_sends_the_same_form(self):
        with Browser(scripts=False) as browser:
            browser.open(self.server.url("ack/open.html"))
            browser.press_pass()
        self.assertEqual(self.server.forms[-1][1], {"form": ["c1Zt9Q"], "do": ["pass"]})

    def test_digits_are_asked_for_before_a_press_counts(self):
        with Browser(scripts=False) as browser:
            browser.open(self.server.url("ack/digits.html"))
            before = len(self.server.forms)
            browser.press_main(leaves=False)
            self.assertEqual(len(self.server.forms), before, "sent without digits")
            browser.type_digits("47159")       # the field holds 4
            browser.press_main()
            self.assertTrue(browser.title().startswith("You have taken"))
        self.assertEqual(self.server.forms[-1][1],
                         {"form": ["c1Zt9Q"], "digits": ["4715"], "do": ["take"]})

    def test_opening_a_page_sends_nothing(self):
        before = len(self.server.forms)
        with Browser() as browser:
            for name in ack_pages():
                browser.open(self.server.url("ack/%s.html" % name))
        self.assertEqual(len(self.server.forms), before)

    def test_status_page_works_as_files_from_a_folder(self):
        with Browser(scripts=False) as browser:
            browser.open((GOLDEN / "status/many/index.html").as_uri())
            browser.driver.find_element("link text", "All about INC-2041").click()
            self.assertEqual(browser.heading(), "GP Records is down")
            browser.driver.find_element("link text", "History").click()
            self.assertEqual(browser.heading(), "Incidents in July 2026")
            browser.driver.find_element("link text", "down, degraded, working").click()
            self.assertEqual(browser.heading(), "What the words mean")


class Feed(unittest.TestCase):
    def test_every_feed_is_well_formed_and_has_what_atom_demands(self):
        for path in (GOLDEN / "status").rglob("feed.atom"):
            with self.subTest(feed=path.parent.name):
                feed = xml.parse(path).getroot()
                ids = [entry.text for entry in feed.iter(ATOM + "id")]
                self.assertEqual(len(ids), len(set(ids)), "an id twice")
                for element in [feed] + feed.findall(ATOM + "entry"):
                    for name in ("id", "title", "updated"):
                        self.assertEqual(len(element.findall(ATOM + name)), 1, name)
                    self.assertRegex(element.find(ATOM + "updated").text,
                                     r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
                self.assertIsNotNone(feed.find(ATOM + "author/" + ATOM + "name"))
                times = [entry.find(ATOM + "updated").text for entry in feed.iter(ATOM + "entry")]
                self.assertEqual(times, sorted(times, reverse=True))

    def test_every_status_json_is_json(self):
        for path in (GOLDEN / "status").rglob("status.json"):
            with self.subTest(page=path.parent.name):
                status = json.loads(path.read_text())
                self.assertEqual(set(status), {"written", "exercise", "services", "open",
                                               "resolved_last_7_days"})


class Checks(unittest.TestCase):
    """The checks themselves find what they are for."""

    BAD = """<!doctype html><html lang="en"><title></title><meta name="viewport"
        content="width=device-width"><body><h1>a</h1><h1>b</h1><img src="/x.png">
        <p style="color:#777">grey</p><div style="width:400px">wide</div><div style="height:700px">
        </div><button name="do" value="take" style="height:40px">Take</button></body></html>"""

    def test_contrast_is_that_of_wcag(self):
        white, black = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
        self.assertAlmostEqual(contrast(black, [white], [0, 0, 0, 1]), 21.0, places=2)
        self.assertAlmostEqual(contrast("rgb(119, 119, 119)", [white], [0, 0, 0, 1]), 4.48, places=2)

    def test_browser_without_scripts_runs_none(self):
        page = "data:text/html,<title>still</title><h1>x</h1><script>document.title='ran'</script>"
        for scripts, title in ((True, "ran"), (False, "still")):
            with Browser(scripts=scripts) as browser:
                browser.open(page)
                self.assertEqual(browser.title(), title)

    def test_every_planted_fault_is_found(self):
        with Browser() as browser:
            browser.open("data:text/html," + urllib.parse.quote(self.BAD))
            found = " | ".join(browser.faults(main_button=True))
        for fault in ("no title", "2 h1", "1 images", "not en-GB", "contrast 4.48", "scrolls sideways",
                      "40.0 px high", "below the first screen"):
            self.assertIn(fault, found)


if __name__ == "__main__":
    unittest.main()
