"""Documents come from the record, in their formats, by API and command line; a template can be
replaced, and a bad one never replaces a good one (HSSI-51, HSSI-52, DPS-01, DPS-07, DSPT-07)."""

import csv
import io
import signal
from datetime import datetime
from zoneinfo import ZoneInfo

from settings import procedure
from tocsin import SystemTest, main, wait_until

LONDON = ZoneInfo("Europe/London")

REPORT = """# {{ref}} {{service}}

{{summary}}

Root cause: {{field.root-cause}}
{{#timeline}}
- {{said}}
{{/timeline}}
"""
LOG = "reference,summary,root cause\n{{#incidents}}\n{{ref}},{{summary}},{{field.root-cause}}\n{{/incidents}}\n"
PAGE = "<h1>{{ref}}</h1><p>{{summary}}</p>\n"


class Documents(SystemTest):
    def setUp(self):
        self.procedure = procedure()
        self.procedure["documents"] = {
            "report": {"title": "Report", "format": "markdown", "template-file": "papers/report.md",
                       "asked-by": "level-1"},
            "page": {"title": "Page", "format": "html", "template": PAGE},
            "incident-log": {"title": "Log", "format": "csv", "of": "log", "template": LOG}}
        self.tocsin = self.daemon(the_procedure=self.procedure)
        papers = self.tocsin.folder / "procedures" / "papers"
        papers.mkdir()
        self.report = papers / "report.md"
        self.report.write_text(REPORT, encoding="utf-8")
        self.tocsin.start()

    def reload(self):
        self.tocsin.process.send_signal(signal.SIGHUP)

    def document(self, path, **more):
        return self.tocsin.api("GET", path, **more)

    def test_a_document_of_an_incident_whatever_was_reported(self):
        self.proves("HSSI-51")
        self.proves("DPS-07")
        ref = self.tocsin.open_incident(summary="# Lost <b>orders</b> | x",
                                        fields={"root-cause": "*disk*"})
        answer = self.document(f"/v1/incidents/{ref}/documents/report")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.headers["Content-Type"], "text/markdown; charset=utf-8")
        self.assertEqual(answer.headers["Content-Disposition"],
                         f'attachment; filename="{ref}-report.md"')
        self.assertIn("\\# Lost \\<b\\>orders\\</b\\> \\| x\n", answer.text())
        self.assertIn("Root cause: \\*disk\\*\n", answer.text())
        self.assertIn("- reported by api: GP Records", answer.text())
        printed = self.tocsin.run("document", "report", ref)
        self.assertEqual(printed.returncode, 0, printed.stderr)
        self.assertEqual(printed.stdout.splitlines()[0], answer.text().splitlines()[0])
        page = self.document(f"/v1/incidents/{ref}/documents/page")
        self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertIn("<p># Lost &lt;b&gt;orders&lt;/b&gt; | x</p>", page.text())

        # What is over is read from the journal.
        for act in ("resolve", "close"):
            done = self.tocsin.api("POST", f"/v1/incidents/{ref}/{act}",
                                   {"summary": "Link replaced"} if act == "resolve" else {})
            self.assertEqual(done.status, 200, done)
        self.tocsin.kill()
        self.tocsin.start()
        self.assertIn("- closed", self.document(f"/v1/incidents/{ref}/documents/report").text())

    def test_names_of_chat_channels_are_unique(self):
        self.proves("DPS-01")
        names = []
        for key in ("a", "b"):
            ref = self.tocsin.open_incident(summary="GP Records down!", key=key)
            names.append(self.document(f"/v1/incidents/{ref}/documents").json()["channel"])
        today = f"{datetime.now(LONDON):%Y-%m-%d}"
        self.assertEqual(names[0], f"incident-{today}-gp-records-down")
        self.assertEqual(names[1], f"incident-{today}-gp-records-down-2")

    def test_the_log_is_safe_in_a_spreadsheet(self):
        self.proves("DSPT-07")
        for key, summary in (("a", "=1+1"), ("b", 'x","y')):
            self.tocsin.open_incident(summary=summary, key=key)
        answer = self.document("/v1/documents/incident-log")
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        rows = list(csv.reader(io.StringIO(answer.text(), newline="")))
        self.assertEqual(rows, [["reference", "summary", "root cause"],
                                ["INC-1", "'=1+1", "[to be filled: root cause]"],
                                ["INC-2", 'x","y', "[to be filled: root cause]"]])
        empty = self.document("/v1/documents/incident-log?from=2026-01-01&to=2026-01-31")
        self.assertEqual(empty.text(), "reference,summary,root cause\r\n")
        for query in ("from=yesterday", "from=2026-02-01&to=2026-01-01"):
            self.assertEqual(self.document(f"/v1/documents/incident-log?{query}").status, 400)
        printed = self.tocsin.run("document", "incident-log", "--from", "2026-01-01")
        self.assertIn("INC-2", printed.stdout)

    def test_who_may_read_and_what_there_is(self):
        ref = self.tocsin.open_incident()
        intake = self.tocsin.make_token("watch", ("intake",))
        for path in ("/v1/documents", "/v1/documents/incident-log", f"/v1/incidents/{ref}/documents",
                     f"/v1/incidents/{ref}/documents/report"):
            self.assertEqual(self.tocsin.request("GET", path).status, 401, path)
            self.assertEqual(self.tocsin.request("GET", path, token=intake).status, 403, path)
            self.assertEqual(self.document(path).status, 200, path)
        for path in (f"/v1/incidents/{ref}/documents/incident-log", "/v1/documents/report",
                     "/v1/incidents/INC-99/documents", "/v1/incidents/x/documents/report"):
            self.assertEqual(self.document(path).status, 404, path)
        listed = self.tocsin.run("document")
        self.assertIn("tocsin document report INC-1", listed.stdout)
        self.assertIn("tocsin document incident-log --from DAY --to DAY", listed.stdout)

    def test_a_template_is_replaced_by_a_good_one_alone(self):
        self.proves("P20")
        ref = self.tocsin.open_incident()
        self.report.write_text("NEW {{ref}}\n", encoding="utf-8")
        path = f"/v1/incidents/{ref}/documents/report"
        self.reload()
        wait_until(lambda: self.document(path).text() == f"NEW {ref}\n", 10, self.tocsin.log_text)
        self.report.write_text("line\n{{reff}}\n", encoding="utf-8")
        checked = self.tocsin.run("check", "--config", self.tocsin.config_file)
        self.assertEqual(checked.returncode, 1)
        self.assertIn("papers/report.md:2:1: error: the template of \"report\": nobody gives {{reff}}",
                      checked.stdout)
        self.reload()
        wait_until(lambda: "nobody gives {{reff}}" in self.tocsin.log_text(), 10,
                   self.tocsin.log_text)
        self.assertEqual(self.document(path).text(), f"NEW {ref}\n")


if __name__ == "__main__":
    main()
