"""The rules for Prometheus that are shipped: each is tried by promtool with figures that make it
fire and figures that do not, and every figure it names is one the running daemon tells."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import yaml

from tocsin import SystemTest, main

SOURCES = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).parents[2]))
RULES = SOURCES / "systemd" / "prometheus" / "tocsin.rules.yaml"

# Figures of parts of the house that a configuration or a later version adds; each may be missing
# from /metrics, and is checked as soon as it is there.
NOT_ALWAYS = {"tocsin_backup_age_seconds", "tocsin_clock_synchronised"}

UP = 'up{job="tocsin", instance="a"}'
# A rule: (series, values that fire, values that do not), in promtool's notation, a value a minute.
CASES = {
    "TocsinDown": (UP, "0x30", "1x30"),
    "TocsinNotReady": ("tocsin_ready", "0x30", "1 0 1 1x30"),
    "TocsinPageDoesNotLeave": ("tocsin_oldest_unsent_call_seconds", "61x30", "60x30"),
    "TocsinLate": ("tocsin_due_lateness_seconds", "16x30", "15x30"),
    "TocsinNobodyAnswers": ("tocsin_oldest_unanswered_call_seconds", "3601x30", "3600x30"),
    "TocsinHeartbeatWithheld": ("tocsin_heartbeat_withheld", "1x30", "0x30"),
    "TocsinHeartbeatDoesNotArrive": ("tocsin_heartbeat_age_seconds", "301x30", "300x30"),
    "TocsinAuditDiffers": ("tocsin_audit_differences", "1x30", "0x30"),
    "TocsinChannelFails": ('tocsin_provider_failures_in_a_row{channel="sms"}', "3x30", "2x30"),
    "TocsinChannelSilent":
        ('tocsin_provider_oldest_unanswered_seconds{channel="sms"}', "121x30", "120x30"),
    "TocsinStatusPageOld": ('tocsin_publisher_age_seconds{target="0"}', "601x30", "600x30"),
    "TocsinDiskFull": ("tocsin_degraded", "1x30", "0x30"),
    "TocsinDiskSlow": ('tocsin_commit_seconds_bucket{le="%s", instance="a"}', "", ""),
    "TocsinBackupOld": ("tocsin_backup_age_seconds", "172801x30", "172800x30"),
    "TocsinBackupFails": ("tocsin_backup_failures_total", "0+1x30", "2x30"),
    "TocsinSheetOld": ("tocsin_on_call_sheet_age_seconds", "301x30", "300x30"),
    "TocsinRotaGap": ("tocsin_rota_gap_horizon_seconds", "259199x30", "259200x30"),
    "TocsinNotReachable":
        ('tocsin_shifts_not_ready{readiness="not reachable"}', "1x30", "0x30"),
    "TocsinCertificateEnds":
        ('tocsin_certificate_seconds_left{listen="a"}', "1209599x30", "1209600x30"),
    "TocsinCertificateEnded": ('tocsin_certificate_seconds_left{listen="a"}', "0x30", "1x30"),
    "TocsinSheds": ('tocsin_source_shed_total{source="zabbix"}', "0+1x30", "5x30"),
    "TocsinTooLarge": ('tocsin_gate_refused_total{problem="too-large"}', "0+1x30", "15x30"),
    "TocsinRefuses": ('tocsin_gate_refused_total{problem="busy"}', "0+1x30", "5x30"),
    "TocsinClockUnsynchronised": ("tocsin_clock_synchronised", "0x30", "1x30"),
}
# What a case needs beside its own series so that no other rule speaks of its absence.
BESIDE = [{"series": UP, "values": "1x30"}]


def slow_commits(quantile_bound):
    """Buckets in which every commit falls below this bound and none below the one before."""
    bounds = ["0.25", "0.5", "1", "+Inf"]
    at = bounds.index(quantile_bound)
    return [{"series": f'tocsin_commit_seconds_bucket{{le="{le}", instance="a"}}',
             "values": "0+60x30" if n >= at else "0x30"} for n, le in enumerate(bounds)]


def series_of(alert, fires):
    if alert == "TocsinDiskSlow":
        return slow_commits("1" if fires else "0.25") + BESIDE
    series, bad, good = CASES[alert]
    mine = [{"series": series, "values": bad if fires else good}]
    return mine if alert == "TocsinDown" else mine + BESIDE


def case_of(alert, fires):
    seen = [{"labels": "{}", "value": 1}] if fires else []
    return {"name": f"{alert} {'fires' if fires else 'is quiet'}", "interval": "1m",
            "input_series": series_of(alert, fires),
            "promql_expr_test": [{
                "expr": f'count(ALERTS{{alertname="{alert}", alertstate="firing"}})',
                "eval_time": "29m", "exp_samples": seen}]}


class Rules(SystemTest):
    def setUp(self):
        self.rules = [rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
                      for rule in group["rules"]]
        self.names = [rule["alert"] for rule in self.rules]

    def promtool(self, *arguments):
        if shutil.which("promtool") is None:
            self.skipTest("there is no promtool: install prometheus")
        return subprocess.run(["promtool", *arguments], capture_output=True, text=True, timeout=120,
                              check=False)

    def tried(self, cases, rules=RULES):
        with tempfile.TemporaryDirectory(prefix="toc") as folder:
            file = Path(folder) / "test.yaml"
            file.write_text(yaml.safe_dump({"rule_files": [str(rules)], "tests": cases,
                                            "evaluation_interval": "1m"}), encoding="utf-8")
            return self.promtool("test", "rules", str(file))

    def test_each_fires_and_is_quiet_as_it_should(self):
        self.assertEqual(sorted(self.names), sorted(CASES), "each rule has a case, once")
        done = self.tried([case_of(alert, fires) for alert in CASES for fires in (True, False)])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_rule_with_another_threshold_is_noticed(self):
        with tempfile.TemporaryDirectory(prefix="toc") as folder:
            spoilt = Path(folder) / "spoilt.yaml"
            text = RULES.read_text(encoding="utf-8")
            self.assertIn("tocsin_oldest_unsent_call_seconds > 60", text)
            spoilt.write_text(text.replace("unsent_call_seconds > 60", "unsent_call_seconds > 600"),
                              encoding="utf-8")
            done = self.tried([case_of("TocsinPageDoesNotLeave", True)], spoilt)
        self.assertNotEqual(done.returncode, 0, done.stdout)

    def test_when_it_is_not_scraped_at_all_somebody_hears(self):
        case = case_of("TocsinDown", True) | {"input_series": [
            {"series": 'up{job="other"}', "values": "1x30"}]}
        done = self.tried([case])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_promtool_finds_no_fault(self):
        done = self.promtool("check", "rules", str(RULES))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_says_what_to_do(self):
        for rule in self.rules:
            self.assertIn(rule["labels"]["severity"], ("critical", "warning"), rule["alert"])
            self.assertTrue(rule["annotations"]["summary"], rule["alert"])
            self.assertGreater(len(rule["annotations"]["runbook"]), 40, rule["alert"])

    def test_every_figure_is_told_by_the_daemon(self):
        house = self.daemon(heartbeat={"url": "http://127.0.0.1:9/beat"}).start()
        told = house.api("GET", "/metrics").text()
        families = set(re.findall(r"^# TYPE (\w+)", told, re.M))
        self.assertGreater(len(families), 30)
        named = {re.sub(r"_(bucket|sum|count)$", "", name)
                 for rule in self.rules for name in re.findall(r"\btocsin_\w+", rule["expr"])}
        self.assertGreater(len(named), 15)
        self.assertEqual(named - families - NOT_ALWAYS, set(), "no such figure")


if __name__ == "__main__":
    main()
