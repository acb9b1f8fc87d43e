"""Mail scanners, link previews and crawlers open every link. None of that may take a call."""

import re
import time
from html import unescape
from urllib.parse import urlencode, urlsplit

from fake_provider import FakeProvider
from settings import PAT, http_channel, smtp_channel
from smtp_sink import SmtpSink
from tocsin import SystemTest, main, wait_until

TIMES = 50
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
VISITORS = [
    {},
    {"User-Agent": "Mozilla/5.0 (compatible; link scanner)"},
    {"Sec-Purpose": "prefetch", "Purpose": "prefetch", "X-Moz": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Accept": "image/*", "Referer": "http://mail.example/"},
]


def link_in(text):
    """The path of the first link to take a call."""
    return urlsplit(re.search(r"http://\S+/a/[\w-]+", text).group()).path


def fields(page, button):
    """What a browser sends when `button` is pressed: the fields of its form."""
    for form in re.findall(r"(?s)<form.*?</form>", page):
        named = {}
        for tag in re.findall(r"<(?:input|button)[^>]*>", form):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if tag.startswith("<button") and attributes.get("value") != button:
                continue
            if "name" in attributes:
                named[attributes["name"]] = unescape(attributes.get("value", ""))
        if named.get("do") == button:
            return named
    raise AssertionError(f"no button {button}:\n{page}")


class Scanners(SystemTest):
    def setUp(self):
        provider = FakeProvider()
        self.addCleanup(provider.close)
        sink = SmtpSink()
        self.addCleanup(sink.close)
        self.tocsin = self.daemon(channels={"hospital-sms": http_channel(provider.url),
                                            "hospital-mail": smtp_channel(sink.port)}).start()
        self.ref = self.tocsin.open_incident()
        text = provider.wait_for(1, of=lambda sms: sms.to == PAT)[0].text
        mail = sink.wait_for(1, of=lambda mail: mail.to == ["pat.ash@example.org"])[0]
        plain = mail.message.get_body(("plain",)).get_content()
        self.by_text, self.by_mail = link_in(text), link_in(plain)
        self.code = re.search(r"type (\d{4})", plain).group(1)
        self.settle()

    def head(self):
        return self.tocsin.request("GET", "/v1/audit", unix=True).json()["head"]

    def settle(self):
        """Until the outcomes of the sends are in, and the journal rests."""
        before = [self.head(), time.monotonic()]

        def rests():
            head = self.head()
            if head != before[0]:
                before[:] = [head, time.monotonic()]
            return time.monotonic() - before[1] > 1

        wait_until(rests, 20, "the journal rests", every=0.1)

    def crawl(self, path, headers):
        """GET and HEAD of the page and of every address in it. The pages seen."""
        seen, waiting = {}, [path]
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            page = self.tocsin.request("GET", address, headers=headers)
            self.tocsin.request("HEAD", address, headers=headers)
            seen[address] = page
            if "html" in page.headers.get("Content-Type", ""):
                for found in re.findall(r'(?:href|src|action)="([^"]+)"', page.text()):
                    if found.startswith("/") and len(seen) < 100:
                        waiting.append(unescape(found))
        return seen

    def post(self, path, form):
        return self.tocsin.request("POST", path, urlencode(form), headers=FORM)

    def assert_nobody_has_it(self):
        self.assertNotIn("taken", self.tocsin.kinds(self.ref))

    def test_following_every_link_changes_nothing(self):
        self.proves("P12")
        before = self.head()
        for path in (self.by_text, self.by_mail):
            for visit in range(TIMES):
                seen = self.crawl(path, VISITORS[visit % len(VISITORS)])
                self.assertEqual(seen[path].status, 200)
                self.assertIsNone(seen[path].headers["Set-Cookie"])
        self.assertEqual(self.head(), before, "not a row was journalled")
        self.assert_nobody_has_it()

    def test_a_program_that_submits_forms_at_once_takes_nothing(self):
        self.proves("P12")
        for path in (self.by_text, self.by_mail):
            page = self.tocsin.request("GET", path).text()
            self.assertNotEqual(self.post(path, fields(page, "take")).status, 303)
            self.assertNotEqual(self.post(path, {"do": "take"}).status, 303)
            self.assertNotEqual(self.post(path, {}).status, 303)
            self.assertNotEqual(self.post(path, {"do": "take", "form": "made-up"}).status, 303)
        self.assert_nobody_has_it()

    def test_a_link_in_mail_takes_nothing_without_the_code(self):
        self.proves("P12")
        form = fields(self.tocsin.request("GET", self.by_mail).text(), "take")
        self.assertIn("digits", form)
        time.sleep(1.2)
        self.post(self.by_mail, form)
        wrong = f"{(int(self.code) + 1) % 10000:04}"
        self.post(self.by_mail, {**form, "digits": wrong})
        self.assert_nobody_has_it()
        self.assertEqual(self.post(self.by_mail, {**form, "digits": self.code}).status, 303)
        self.assertIn("taken", self.tocsin.kinds(self.ref))

    def test_three_wrong_codes_close_that_road(self):
        self.proves("P12")
        form = fields(self.tocsin.request("GET", self.by_mail).text(), "take")
        time.sleep(1.2)
        for step in (1, 2, 3):
            self.post(self.by_mail, {**form, "digits": f"{(int(self.code) + step) % 10000:04}"})
        self.post(self.by_mail, {**form, "digits": self.code})
        self.assert_nobody_has_it()

    def test_a_person_who_reads_and_presses_takes_it(self):
        # The control: without it, the tests above would pass on a page that never works.
        form = fields(self.tocsin.request("GET", self.by_text).text(), "take")
        time.sleep(1.2)
        answer = self.post(self.by_text, form)
        self.assertEqual((answer.status, answer.headers["Location"]), (303, self.by_text))
        self.assertIn("You have taken", self.tocsin.request("GET", self.by_text).text())
        self.assertIn("taken", self.tocsin.kinds(self.ref))

    def test_a_mangled_link_says_nothing_and_does_nothing(self):
        self.proves("P12")
        for path in (self.by_text[:-1], self.by_text + "x", "/a/" + "x" * 51,
                     self.by_text[:-1] + ("A" if self.by_text[-1] != "A" else "B")):
            self.assertEqual(self.tocsin.request("GET", path).status, 404, path)
            self.assertEqual(self.post(path, {"do": "take"}).status, 404, path)
        self.assert_nobody_has_it()


if __name__ == "__main__":
    main()
