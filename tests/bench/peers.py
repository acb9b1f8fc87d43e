"""Beside others: bare cpp-httplib, Alertmanager, a raw curl-multi loop. Each peer does its part in
the same run, on the same machine, against the same load generator or provider."""

import json
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from rig import CONNECTIONS, Figure, at, house, intake, load, run, serving

from alertmanager import Alertmanager  # of tests/system
from settings import configuration, procedure, report

# An alert as Alertmanager takes it; its labels make it one of its own.
ALERT = [{"labels": {"alertname": "RecordsDown", "service": "gp-records", "severity": "critical",
                     "key": "bench-{n}"},
          "annotations": {"summary": "Records do not open, {n}"}}]


def ingest(quick):
    """How many reports a second, durable, beside servers that keep nothing."""
    seconds = 1 if quick else 5
    with house() as tocsin:
        ours = intake(tocsin, seconds=seconds)
    with serving("bare_httplib", bytes=ours["answer_bytes"]) as bare:
        theirs = load(bare.port, "/v1/incidents",
                      report("Records do not open, {n}", key="bench-{n}"),
                      connections=CONNECTIONS, seconds=seconds)
    yield Figure("ingest_vs_httplib", ours["rate"] / theirs["rate"], "ratio",
                 f"ours {ours['rate']:,.0f}/s, p99 {ours['p99_ms']:.1f} ms; bare cpp-httplib "
                 f"{theirs['rate']:,.0f}/s", (">=", 0.5))
    with serving("provider", mark="bench-") as hook:
        alertmanager = Alertmanager(hook.url)
        try:
            theirs = load(alertmanager.port, "/api/v2/alerts", ALERT, connections=CONNECTIONS,
                          seconds=seconds)
        finally:
            alertmanager.close()
    yield Figure("ingest_vs_alertmanager", ours["rate"] / theirs["rate"], "ratio",
                 f"ours {ours['rate']:,.0f}/s; Alertmanager {theirs['rate']:,.0f}/s, not durable",
                 (">=", 3))


def waits(log, counted, column):
    """From sent to the provider's first byte, in ms; `column` of the log names the request there."""
    there = {}
    for line in counted.splitlines():
        number, when = map(int, line.split())
        there.setdefault(number, when)
    rows = [list(map(int, line.split())) for line in log.read_text().splitlines()]
    arrived = [(there[row[column]] - row[1]) / 1e6 for row in rows if row[column] in there]
    if len(arrived) < len(rows):
        raise RuntimeError(f"{len(rows) - len(arrived)} of {len(rows)} did not arrive")
    return arrived


def arrived(provider, count, within=60):
    """Waits until the provider has counted so many; what it says of them."""
    said = counts(provider)
    end = time.monotonic() + within
    while said["counted"] < count:
        if time.monotonic() > end:
            raise RuntimeError(f"the provider has {said['counted']} of {count}")
        time.sleep(0.05)
        said = counts(provider)
    return said


def counts(provider):
    connection = HTTPConnection("127.0.0.1", provider.port, timeout=10)
    connection.request("GET", "/")
    return json.loads(connection.getresponse().read())


# Everybody has a procedure of their own: calls to one person would be merged. Phones of Ofcom's
# drama range, behind those of the settings.
def people_of(count):
    assert count <= 800
    return {f"bench.p{n}": {"name": f"Bench P{n}", "phone": f"+447700900{200 + n}"}
            for n in range(count)}


def own_procedure(n):
    own = procedure()
    own["procedure"] = f"bench-{n}"
    own["roles"]["level-2"] = [{"people": [f"bench.p{n}"], "called": "EDM"}]
    return own


def page_latency(quick):
    """A hundred requests a second, each for another person, from the request sent to the first byte
    at the provider."""
    count, rate = (80 if quick else 800), 100
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        base = configuration(0)["people"]
        with house(start=False, people={**base, **people_of(count)}) as tocsin:
            for n in range(count):
                tocsin.write(f"procedures/bench-{n}.yaml", own_procedure(n))
            tocsin.start()
            intake(tocsin, body=report("Records do not open", key="bench-{n}",
                                       procedure="bench-{n}"),
                   count=count, rate=rate, log=log, mark='"incident":"INC-')
            arrived(tocsin.provider, count)
            ours = waits(log, tocsin.provider.close(), 3)
        with serving("provider", mark="bench-") as hook:
            alertmanager = Alertmanager(hook.url)
            try:
                load(alertmanager.port, "/api/v2/alerts", ALERT, connections=CONNECTIONS,
                     count=count, rate=rate, log=log)
                arrived(hook, count)
            finally:
                alertmanager.close()
            theirs = waits(log, hook.close(), 0)
    yield Figure("page_latency_p50_ms", at(ours, .5), "ms",
                 f"Alertmanager to its webhook {at(theirs, .5):.2f} ms, {count} at {rate}/s",
                 ("<=", round(1.5 * at(theirs, .5), 2)))
    yield Figure("page_latency_p99_ms", at(ours, .99), "ms",
                 f"Alertmanager {at(theirs, .99):.2f} ms", ("<=", 10))


def thousands(quick):
    """People who are texted and mailed; 5,000 are about as many as one configuration may name."""
    return {f"bench.p{n}": {"name": f"Bench P{n}", "phone": f"+44790000{n:04}",
                            "mail": f"p{n}@example.org"}
            for n in range(500 if quick else 5_000)}


# Milliseconds after which a provider answers: one that is there for the measurement alone, whose
# figure is how much of the processor a message costs; and one that is faster than any real one.
ANSWERS_AFTER = {"": 0, "_20ms": 20}


def beside_curl(name, count, ours, after):
    """The same number of messages by bare curl, to a provider of its own. 64 at once, as ours."""
    with serving("provider", mark="INC-", after=after) as provider:
        theirs = float(run("raw_curl", port=provider.port, count=count, in_flight=64))
    return Figure(name, theirs / ours, "ratio",
                  f"{count:,}: ours {count / ours:,.0f}/s, raw curl-multi {count / theirs:,.0f}/s",
                  (">=", 0.6))


def fan_out(quick):
    """One incident whose rung is a crowd: from the report sent to the last of the texts and mails
    at the provider, each decided, journalled and settled on the way."""
    people = thousands(quick)
    count = 2 * len(people)
    crowd = procedure()
    crowd["roles"]["level-2"] = [{"people": list(people), "called": "EDM"}]
    base = configuration(0)["people"]
    for words, after in ANSWERS_AFTER.items():
        with serving("provider", mark="INC-", only="/a/", after=after) as provider, \
                house(provider, start=False, media=("sms", "email"), the_procedure=crowd,
                      people={**base, **people}) as tocsin:
            tocsin.start()
            began = time.monotonic_ns()
            tocsin.open_incident()
            said = arrived(provider, count, within=300)
            ours = (said["last_ns"] - began) / 1e9
        yield beside_curl(f"fanout{words}_vs_curl", count, ours, after)


def broadcast(quick):
    """One notice to a list of people: from the request sent to the last of the texts and mails."""
    people = thousands(quick)
    told = procedure()
    told["audiences"] = {"stakeholders": {"title": "Stakeholders", "to": list(people)}}
    told["notices"] = {"from": "confirmed", "next-update": {"1": "60 min", "2": "90 min"}}
    base = configuration(0)["people"]
    for words, after in ANSWERS_AFTER.items():
        with serving("provider", mark="INC-", after=after) as provider, \
                house(provider, start=False, media=("sms", "email"), the_procedure=told,
                      people={**base, **people}) as tocsin:
            tocsin.start()
            ref = tocsin.open_incident()
            for act, body in (("acknowledge", {"person": "pat.ash"}),
                              ("confirm", {"state": "down"})):
                answer = tocsin.api("POST", f"/v1/incidents/{ref}/{act}", body)
                if answer.status != 200:
                    raise RuntimeError(f"{act}: {answer}")
            time.sleep(2)  # what that has told people is no part of it
            count = 2 * len(people)
            before = counts(provider)["counted"]
            began = time.monotonic_ns()
            answer = tocsin.api("POST", f"/v1/incidents/{ref}/notices", {
                "stage": "first", "happened": "GP Records stopped answering",
                "impact": "Users cannot open shared records", "location": "all users",
                "state": "down"})
            if answer.status not in (200, 201):
                raise RuntimeError(f"notice: {answer}")
            ours = (arrived(provider, before + count, within=300)["last_ns"] - began) / 1e9
        yield beside_curl(f"broadcast{words}_vs_curl", count, ours, after)
