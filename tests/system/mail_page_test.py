"""The HTML part of a mail in a real browser, as wide as a phone, in light and in the dark: what a
woken reader sees before they press the link (wording 2.7)."""

import tempfile
from pathlib import Path

from browser import Browser
from settings import smtp_channel
from smtp_sink import SmtpSink
from tocsin import SystemTest, main

PAT = "pat.ash@example.org"
PHONE = 360
# One word too long for the screen, and what would be markup.
LONG = "recordsrecordsrecordsrecordsrecordsrecordsrecordsrecordsrecordsrecords & <b>more</b>"


class MailPage(SystemTest):
    def setUp(self):
        self.sink = SmtpSink()
        self.addCleanup(self.sink.close)
        self.tocsin = self.daemon(channels={"hospital-mail": smtp_channel(self.sink.port)}).start()
        self.tocsin.open_incident(summary=f"Nothing opens: {LONG}")
        mail = self.sink.wait_for(1, of=lambda mail: mail.to == [PAT])[0]
        folder = tempfile.TemporaryDirectory(prefix="toc")
        self.addCleanup(folder.cleanup)
        self.html = mail.message.get_body(("html",)).get_content()
        self.file = Path(folder.name) / "mail.html"
        self.file.write_text(self.html, encoding="utf-8")

    def test_it_reads_well_on_a_phone_in_light_and_in_the_dark(self):
        self.assertIn('<meta name="color-scheme" content="light dark">', self.html)
        self.assertIn("prefers-color-scheme:dark", self.html)
        backgrounds = []
        for dark in (False, True):
            with self.subTest(dark=dark), Browser(dark=dark, width=PHONE) as browser:
                browser.open(self.file.as_uri())
                self.assertEqual(browser.faults(main_button=False), [])
                self.assertIn("Pat Ash", browser.heading())
                self.assertIn(LONG, browser.text(), "what people wrote is text, not HTML")
                backgrounds.append(browser.driver.execute_script(
                    "return getComputedStyle(document.body).backgroundColor"))
                smallest = browser.driver.execute_script(
                    "return Math.min(...[...document.querySelectorAll('h1,p,a')].map("
                    "e => parseFloat(getComputedStyle(e).fontSize)))")
                self.assertGreaterEqual(smallest, 16, "px: iPhones zoom into less")
                links = browser.driver.execute_script(
                    "return [...document.querySelectorAll('a')].map(a => [a.href, a.textContent])")
                self.assertEqual(len(links), 1)
                self.assertEqual(links[0][0], links[0][1], "it says where it leads")
        self.assertEqual(len(set(backgrounds)), 2, "the dark is another page than the light")


if __name__ == "__main__":
    main()
