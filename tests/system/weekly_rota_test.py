"""The week's rota goes out by mail with its files, at its time or late, and never twice (HSSI-12)."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from settings import procedure, smtp_channel, weekly_rota, weeks
from smtp_sink import SmtpSink
from tocsin import SystemTest, main, wait_until

READERS = ["nsd@example.org", "kim.hazel@example.org"]
LONDON = ZoneInfo("Europe/London")


def rota_mails(sink):
    return [mail for mail in sink.mails if "On-call rota" in mail.message["Subject"]]


def week_of(moment):
    """The Monday of the rota that goes out at `moment`: that day's when it is one, else the next."""
    return (moment + timedelta(days=-moment.weekday() % 7)).date()


class WeeklyRota(SystemTest):
    def setUp(self):
        self.sink = SmtpSink()
        self.addCleanup(self.sink.close)

    def house(self, publish):
        the_procedure = procedure()
        the_procedure["weekly-rota"] = {"publish": publish, "to": ["nsd", "kim.hazel"]}
        return self.daemon(the_procedure=the_procedure,
                           channels={"hospital-mail": smtp_channel(self.sink.port)})

    def test_a_daemon_killed_around_its_time_sends_it_late_and_once(self):
        self.proves("HSSI-12")
        # The first whole minute that leaves the daemon time to start before it.
        now = datetime.now(LONDON)
        goes = (now + timedelta(seconds=70)).replace(second=0, microsecond=0)
        tocsin = self.house(f"{goes:%a %H:%M}").start()
        self.assertEqual(rota_mails(self.sink), [])
        tocsin.kill()
        time.sleep(max(0, (goes - datetime.now(LONDON)).total_seconds()) + 1)

        tocsin.start()
        wait_until(lambda: len(rota_mails(self.sink)) == 2, 20,
                   lambda: str(self.sink.tried) + tocsin.log_text())
        self.assertEqual(sorted(to for mail in rota_mails(self.sink) for to in mail.to),
                         sorted(READERS))
        for _ in range(2):
            tocsin.kill()
            tocsin.start()
        time.sleep(3)
        ids = {mail.message["Message-ID"] for mail in rota_mails(self.sink)}
        self.assertEqual(len(ids), 2, "nothing new after a restart")

        mail = rota_mails(self.sink)[0].message
        week = week_of(goes)
        self.assertIn(f"On-call rota {week}", mail["Subject"])
        self.assertEqual(mail.get_content_type(), "multipart/mixed")
        self.assertIn("Pat Ash", mail.get_body(("plain",)).get_content())
        self.assertIn('<th scope="col"', mail.get_body(("html",)).get_content())
        files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        self.assertEqual(sorted(files), [f"on-call-{week}.csv", f"on-call-{week}.yaml"])
        # What was sent can be uploaded again, and changes nothing.
        for name, content in files.items():
            with self.subTest(file=name):
                text = content if isinstance(content, str) else content.decode()
                answer = tocsin.api("PUT", f"/v1/rotas/on-call/{week}?dry-run=true", text,
                                    headers={"Content-Type": "text/plain"})
                self.assertEqual(answer.status, 200, answer)
                self.assertEqual(answer.json()["changes"], [])

    def test_on_demand_it_goes_out_at_once(self):
        self.proves("HSSI-12")
        tocsin = self.house("Mon 08:00").start()
        week = weeks()[-1]
        done = tocsin.run("rota", "publish", str(week))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("goes to nsd, kim.hazel", done.stdout)
        self.sink.wait_for(2, of=lambda mail: f"rota {week}" in mail.message["Subject"])
        for path, status in ((f"/v1/rotas/on-call/{week + timedelta(weeks=9)}/publish", 404),
                             (f"/v1/rotas/security/{week}/publish", 400),
                             ("/v1/rotas/on-call/soon/publish", 400)):
            self.assertEqual(tocsin.api("POST", path, {}).status, status, path)
        answer = tocsin.api("PUT", f"/v1/rotas/on-call/{week}", weekly_rota(week, edm="kim.hazel"))
        self.assertEqual(answer.status, 200, answer)
        time.sleep(1)
        self.assertEqual(len(rota_mails(self.sink)), 2, "a new version is told by its own texts")


if __name__ == "__main__":
    main()
