"""A call by mail arrives whole, at the right person, and cannot be made to say something else."""

import re
import tempfile
from pathlib import Path

from settings import smtp_channel
from smtp_sink import SmtpSink, certificate
from tocsin import SystemTest, main, wait_until

PAT = "pat.ash@example.org"
SAM = "sam.elm@example.org"
SUMMARY = "Siân says: records ≠ orders, 5 < 6 & “nothing” opens"


def words(text):
    return re.sub(r"\s+", " ", text).strip()


def html_words(html):
    """The sentences of an HTML part, without its head."""
    html = re.sub(r"(?s)<head>.*?</head>|<[^>]*>", " ", html)
    for sign, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"),
                            ("&nbsp;", " "), ("&amp;", "&")):
        html = html.replace(sign, character)
    return words(html)


class Mail(SystemTest):
    Server = SmtpSink

    def sink(self, **options):
        sink = self.Server(**options)
        self.addCleanup(sink.close)
        return sink

    def call(self, sink, **report):
        """The mail by which the EDM is called."""
        self.tocsin = self.daemon(channels={"hospital-mail": smtp_channel(sink.port)}).start()
        self.ref = self.tocsin.open_incident(**report)
        return sink.wait_for(1, of=lambda mail: mail.to == [PAT])[0]

    def test_a_call_arrives_whole(self):
        mail = self.call(self.sink(), summary=SUMMARY)
        message = mail.message
        self.assertEqual(mail.sender, "tocsin@alert.example.org")
        self.assertIn("Sev 1 GP Records", message["Subject"])
        self.assertIn(self.ref, message["Subject"])
        self.assertEqual(message["To"].addresses[0].addr_spec, PAT)
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertRegex(message["Message-ID"], r"^<[^<>@\s]+@alert\.example\.org>$")
        self.assertIsNotNone(message["Date"].datetime)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type() for part in message.iter_parts()],
                         ["text/plain", "text/html"])
        plain = message.get_body(("plain",)).get_content()
        self.assertIn(SUMMARY, plain)
        self.assertRegex(plain, rf"http://127\.0\.0\.1:{self.tocsin.port}/a/[\w-]+")
        self.assertIn("Opening the page does not take it", plain)

    def test_both_parts_say_the_same(self):
        message = self.call(self.sink(), summary=SUMMARY).message
        self.assertEqual(html_words(message.get_body(("html",)).get_content()),
                         words(message.get_body(("plain",)).get_content()))

    def test_no_line_is_too_long_or_ends_alone(self):
        raw = self.call(self.sink(), summary=SUMMARY * 2).raw
        self.assertNotRegex(raw, rb"(?<!\r)\n|\r(?!\n)")
        self.assertLessEqual(max(len(line) for line in raw.split(b"\r\n")), 998)
        self.assertTrue(raw.isascii(), "a relay without 8BITMIME is no obstacle")

    def test_a_hostile_summary_adds_no_header_and_no_recipient(self):
        for summary in ("Down\r\nBcc: x@example.net\r\nSubject: all is well",
                        "Down\r\n.\r\nRCPT TO:<x@example.net>\r\nDATA\r\n",
                        "Down\n\n<script>alert(1)</script>"):
            with self.subTest(summary=summary):
                sink = self.sink()
                tocsin = self.daemon(channels={"hospital-mail": smtp_channel(sink.port)}).start()
                answer = tocsin.api("POST", "/v1/incidents", {
                    "service": "gp-records", "summary": summary, "severity": 1})
                if answer.status == 422:  # an honest refusal does as well
                    continue
                self.assertEqual(answer.status, 201, answer)
                mail = sink.wait_for(1, of=lambda mail: mail.to == [PAT])[0]
                self.assertNotIn("x@example.net", sink.tried)
                self.assertIsNone(mail.message["Bcc"])
                self.assertEqual(len(mail.message.get_all("Subject")), 1)
                self.assertIn("GP Records", mail.message["Subject"])
                self.assertNotIn("<script", mail.message.get_body(("html",)).get_content())

    def test_a_mailbox_that_does_not_exist_moves_the_ladder(self):
        self.proves("HSSI-14")
        sink = self.sink()
        sink.refusals[PAT] = "550 5.1.1 no such mailbox"
        tocsin = self.daemon(channels={"hospital-mail": smtp_channel(sink.port)}).start()
        ref = tocsin.open_incident()
        sink.wait_for(1, of=lambda mail: mail.to == [SAM])
        self.assertEqual(sink.tried.count(PAT), 2, "two attempts, each once")
        self.assertNotIn(PAT, tocsin.timeline(ref))


class MailWithTls(SystemTest):
    Server = SmtpSink

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.certificate, self.key = certificate(Path(folder.name))
        self.sink = self.Server(tls=(self.certificate, self.key), login=("tocsin", "relay-secret"))
        self.addCleanup(self.sink.close)

    def start(self, password="relay-secret", **more):
        options = {"tls": "required", "user": "tocsin", "password-file": "keys/relay",
                   "trusted-certificates": str(self.certificate), **more}
        tocsin = self.daemon(channels={"hospital-mail": smtp_channel(self.sink.port, **options)})
        tocsin.secret("relay", password)
        return tocsin.start()

    def test_the_daemon_logs_in_once_the_line_is_encrypted(self):
        self.start().open_incident()
        mail = self.sink.wait_for(1, of=lambda mail: mail.to == [PAT])[0]
        self.assertEqual((mail.tls, mail.user), (True, "tocsin"))

    def test_a_certificate_nobody_vouches_for_gets_no_password(self):
        tocsin = self.start(**{"trusted-certificates": "/etc/ssl/certs/ca-certificates.crt"})
        ref = tocsin.open_incident()
        wait_until(lambda: "call-failed" in tocsin.kinds(ref) or "send-settled" in tocsin.kinds(ref)
                   or "send-deferred" in tocsin.kinds(ref), 20, lambda: tocsin.timeline(ref))
        self.assertEqual(self.sink.mails, [])

    def test_a_wrong_password_is_told_without_being_shown(self):
        self.proves("P18")
        tocsin = self.start(password="stale-secret")
        ref = tocsin.open_incident()
        wait_until(lambda: "settings need mending" in tocsin.timeline(ref), 20,
                   lambda: tocsin.timeline(ref))
        self.assertEqual(self.sink.mails, [])
        self.assertNotIn("stale-secret", tocsin.timeline(ref) + tocsin.log_text())

    def test_a_relay_without_tls_gets_nothing(self):
        plain = self.Server()
        self.addCleanup(plain.close)
        tocsin = self.daemon(channels={
            "hospital-mail": smtp_channel(plain.port, tls="required")}).start()
        ref = tocsin.open_incident()
        wait_until(lambda: any(kind in tocsin.kinds(ref) for kind in
                               ("call-failed", "send-settled", "send-deferred")), 20,
                   lambda: tocsin.timeline(ref))
        self.assertEqual(plain.mails, [])


if __name__ == "__main__":
    main()
