"""The figures of the promises: P6, P7, P8, one press, intake and memory, from outside the daemon.
Where a provider's texts must be read it is written in Python, and its time is in the figure."""

import concurrent.futures
import http.client
import json
import time
from urllib.parse import urlencode

from rig import Figure, at, house, house_with_texts, intake, load, memory, started, token

from scanner_test import FORM, fields, link_in  # of tests/system
from settings import DESK, PAT, configuration, procedure, report

# The shortest share of an attempt that a procedure may have is what the wait for P7 costs.
WITHIN, SHARE = "1 min", 30

# Routing keys of two sources.
KEYS = {"noisy": "n" * 32, "calm": "c" * 32}


class Caller:
    """Reports by one kept connection. The instant of an answer is that of its head."""

    def __init__(self, tocsin):
        self.tocsin = tocsin
        self.connection = None
        self.left = 0

    def post(self, body):
        """(when it was sent, when it was answered, the incident)."""
        if self.left == 0:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.tocsin.port, timeout=15)
            self.left = 50  # of the hundred that the gate takes on one connection
        self.left -= 1
        sent = time.monotonic()
        self.connection.request("POST", "/v1/incidents", json.dumps(body),
                                {"Authorization": f"Bearer {token(self.tocsin)}",
                                 "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        answered = time.monotonic()
        said = answer.read()
        assert answer.status == 201, (answer.status, said)
        return sent, answered, json.loads(said)["incident"]


def first_request(quick):
    """P6: one incident at a time; the next when the provider has it and it has been stood down."""
    samples = 50 if quick else 500
    waits, answers = [], []
    with house_with_texts() as tocsin:
        caller = Caller(tocsin)
        for number in range(samples):
            sent, answered, ref = caller.post(report(key=f"p6-{number}"))
            answers.append((answered - sent) * 1000)
            text = tocsin.provider.wait_for(1, of=lambda sms: sms.to == PAT)[0]
            assert ref in text.text and "/a/" in text.text, text.text
            waits.append((text.at - answered) * 1000)
            tocsin.api("POST", f"/v1/incidents/{ref}/resolve")
            tocsin.provider.wait_for(1, of=lambda sms: "stand down" in sms.text)
            tocsin.provider.forget()
    yield Figure("p6_first_request_p99_ms", at(waits, .99), "ms",
                 f"2xx to the provider's first request, {samples} incidents one at a time: p50 "
                 f"{at(waits, .5):.1f}, worst {max(waits):.1f}", ("<=", 10))
    yield Figure("p6_answer_p99_ms", at(answers, .99), "ms",
                 f"the 201 itself, same run: p50 {at(answers, .5):.1f}")


def second_attempt(quick):
    """P7: how late the second text of a call is, counted from before its report was sent, so that
    the time of intake and of delivery is in it. Everybody has a procedure of their own: calls to
    one person would be merged."""
    samples = 5 if quick else 20
    people = {f"bench.p{n:02}": {"name": f"Bench P{n:02}", "phone": f"+4477009004{n:02}"}
              for n in range(samples)}
    with house_with_texts(start=False,
                          people={**configuration(0)["people"], **people}) as tocsin:
        for n in range(samples):
            own = procedure()
            own["procedure"] = f"bench-{n:02}"
            own["roles"]["level-2"] = [{"people": [f"bench.p{n:02}"], "called": "EDM"}]
            own["ladder"]["rungs"][0]["within"] = WITHIN
            tocsin.write(f"procedures/bench-{n:02}.yaml", own)
        tocsin.start()
        caller = Caller(tocsin)
        sent = {}
        for n in range(samples):
            sent[f"+4477009004{n:02}"] = caller.post(
                report(key=f"p7-{n}", procedure=f"bench-{n:02}"))[0]
            time.sleep(0.237)  # no divisor of a second: not all at the same phase of a tick
        texts = tocsin.provider.wait_for(samples, within=SHARE + 30, of=lambda sms: sms.to in sent
                                         and "last try" in sms.text)
        late = [(text.at - sent[text.to] - SHARE) * 1000 for text in texts]
    yield Figure("p7_second_attempt_late_ms", max(late), "ms",
                 f"the latest of {samples} after {SHARE} s; the earliest {min(late):.1f} ms late, "
                 "never early", ("<=", 250))


def intake_and_memory(quick):
    seconds = 1 if quick else 10
    with house() as tocsin:
        tally = intake(tocsin, seconds=seconds)
        opened = tally["good"]
        yield Figure("intake_per_s", tally["rate"], "1/s",
                     f"64 connections for {seconds} s: {opened:,} answered 201 and no other "
                     f"answer, p50 {tally['p50_ms']:.1f} ms, p99 {tally['p99_ms']:.1f} ms")
        yield Figure("resident_mib", memory(tocsin.process) / 2**20, "MiB",
                     f"with those {opened:,} open")


def steady_intake(quick):
    """500 reports a second on a beat of their own, each a page: none refused."""
    seconds = 6 if quick else 60
    with house() as tocsin:
        tally = intake(tocsin, seconds=seconds, rate=500)
        yield Figure("intake_500_p99_ms", tally["p99_ms"], "ms",
                     f"500/s for {seconds} s: {tally['good']:,} answered 201 and no other answer, "
                     f"p50 {tally['p50_ms']:.1f} ms, worst {tally['max_ms']:.0f} ms", ("<=", 50))


def flood_beside(quick):
    """One source sends ten times what it may; another goes on as if it were alone."""
    seconds, limit = (12 if quick else 30), 100  # limits are of a minute
    sources = {name: {"dialect": "pagerduty", "routing-keys": [f"keys/{name}"],
                      "per-minute": limit * 60} for name in ("noisy", "calm")}

    def sends(tocsin, name, rate):
        body = {"routing_key": KEYS[name], "event_action": "trigger", "dedup_key": "{n}",
                "payload": {"summary": "Records do not open, {n}", "source": "gp-records",
                            "severity": "critical"}}
        return load(tocsin.port, "/v2/enqueue", body, rate=rate, seconds=seconds, connections=32)

    with house(start=False, sources=sources) as tocsin:
        for name in sources:
            tocsin.secret(name, KEYS[name])
        tocsin.start()
        alone = sends(tocsin, "calm", 50)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            noisy = pool.submit(sends, tocsin, "noisy", 10 * limit)
            calm = sends(tocsin, "calm", 50)
            noisy = noisy.result()
    if calm["bad"] or calm["broken"] or noisy["broken"] or not noisy["bad"]:
        raise RuntimeError(f"the calm one was refused, or the noisy one was not: {calm} {noisy}")
    yield Figure("flood_beside_p99_ms", calm["p99_ms"], "ms",
                 f"50/s beside {noisy['good'] + noisy['bad']:,} of another source in {seconds} s, of "
                 f"which {noisy['bad']:,} were answered {noisy['last_bad']}; alone p99 "
                 f"{alone['p99_ms']:.1f} ms", ("<=", 50))


def one_press(quick):
    """A storm shares one call; one press on its page takes all of it."""
    count = 1_000 if quick else 10_000
    with house_with_texts() as tocsin:
        intake(tocsin, count=count)
        link = link_in(tocsin.provider.wait_for(1, of=lambda sms: sms.to == PAT)[0].text)
        page = tocsin.request("GET", link)
        time.sleep(1.2)  # a press that comes sooner is a program's
        began = time.monotonic()
        answer = tocsin.request("POST", link, urlencode(fields(page.text(), "take")), headers=FORM)
        took = time.monotonic() - began
        assert answer.status == 303, answer
        tocsin.provider.wait_for(1, of=lambda sms: sms.to == DESK and "took" in sms.text)
    yield Figure("one_press_10000_s", took, "s", f"takes {count:,} incidents of one call")


def ready_again(quick):
    """P8: from exec() after kill -9 to the first 200 of /readyz."""
    count = 1_000 if quick else 10_000
    with house() as tocsin:
        intake(tocsin, count=count)
        tocsin.kill()
        seconds = started(tocsin)
    yield Figure("p8_ready_s", seconds, "s", f"after kill -9 with {count:,} open", ("<=", 2))
