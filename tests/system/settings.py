"""What the daemon under test is told: a configuration, a procedure and rotas, as Python values.

JSON is YAML, so the standard library writes them. At every hour of the day the EDM is Pat Ash, then
level 3 is Sam Elm: a test may run at any time.
"""

from datetime import date, timedelta

from fake_notify import EMAIL_TEMPLATE, SMS_TEMPLATE

# As they go over the wire.
PAT, SAM, KIM = "+447700900101", "+447700900102", "+447700900103"
DIRECTOR, DESK = "+447700900199", "+447700900010"


def file_channels():
    return {"sms-files": {"medium": "sms", "type": "file", "folder": "out/sms"},
            "mail-files": {"medium": "email", "type": "file", "folder": "out/mail"}}


def http_channel(url, **more):
    """An SMS provider as the configuration describes one, its time-outs short enough for a test."""
    return {"medium": "sms", "type": "http", "url": f"{url}/messages",
            "headers": {"Authorization": "Bearer {secret.key}"},
            "secrets": {"key": "keys/provider"}, "content-type": "json", "from": "+447700900900",
            "body": '{"to":"{to}","text":"{text}","reference":"{reference}"}',
            "reference": {"json-key": "id", "required": True},
            "look-up": {"url": f"{url}/messages?reference={{reference}}", "found": "{reference}"},
            "timeouts": {"connect": "1 s", "total": "2 s", "stalled": "1 s"}, **more}


def notify_channel(url, medium="sms", **more):
    """GOV.UK Notify on loopback; the daemon under test has its keys in keys/."""
    return {"medium": medium, "type": "govuk-notify", "url": url, "api-key": "keys/notify",
            "template-id": SMS_TEMPLATE if medium == "sms" else EMAIL_TEMPLATE,
            "callback-token": "keys/callback",
            "timeouts": {"connect": "1 s", "total": "2 s", "stalled": "1 s"}, **more}


def smtp_channel(port, **more):
    return {"medium": "email", "type": "smtp", "url": f"smtp://127.0.0.1:{port}",
            "from": "tocsin@alert.example.org", "tls": "none",
            "timeouts": {"connect": "2 s", "total": "5 s", "stalled": "3 s"}, **more}


def procedure(**ladder):
    """hssi in small: level 2 is the EDM at every hour, so that a test may run at any."""
    return {
        "procedure": "hssi", "title": "Higher Severity Service Incident", "rota": "on-call",
        "core-hours": {"days": "mon-fri", "from": "08:00", "to": "17:30",
                       "except": "bank-holidays"},
        "statuses": ["reported", "confirmed", "resolved", "closed"],
        "roles": {
            "level-1": [{"desk": "nsd", "called": "NSD"}],
            "level-2": [{"rota": "edm", "called": "EDM"}],
            "level-3": [{"rota": "level-3", "called": "level 3"}],
            "level-4": [{"people": ["kim.hazel"], "called": "level 4"}],
            "last-resort": [{"people": ["duty.director"], "called": "the last resort"}]},
        "level-1": "level-1",
        "ladder": {
            "starts": "reported",
            "rungs": [{"role": f"level-{n}", "attempts": 2, "within": "20 min"} for n in (2, 3, 4)],
            "last-resort": {"role": "last-resort", "every": "5 min"}, **ladder},
        "alarm-cleared": "resolve"}


def weekly_rota(monday, edm="pat.ash", level_3="sam.elm"):
    return {"rota": "on-call", "week": monday.isoformat(),
            "shifts": {"edm": {"all-week": edm}, "level-3": {"all-week": level_3}}}


def weeks(count=3):
    """The Mondays of this week (as the rota has it, from 08:00) and those after it.

    One before and one behind: near Monday 08:00 it does not matter which week it is in London.
    """
    today = date.today()
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=n) for n in range(-1, count + 1)]


def configuration(port, **more):
    return {
        "site": "National services", "listen": [f"127.0.0.1:{port}"], "socket": "tocsin.sock",
        "data": "data", "base-url": f"http://127.0.0.1:{port}", "mail-domain": "alert.example.org",
        "time-zone": "Europe/London", "procedures": "procedures", "default-procedure": "hssi",
        "rotas": "rotas",
        "people": {
            "pat.ash": {"name": "Pat Ash", "phone": PAT, "mail": "pat.ash@example.org"},
            "sam.elm": {"name": "Sam Elm", "phone": SAM, "mail": "sam.elm@example.org"},
            "kim.hazel": {"name": "Kim Hazel", "phone": KIM, "mail": "kim.hazel@example.org"},
            "duty.director": {"name": "Duty director", "phone": DIRECTOR,
                              "mail": "duty.director@example.org"}},
        "desks": {"nsd": {"name": "NSD", "long-name": "National Service Desk", "phone": DESK,
                          "mail": "nsd@example.org"}},
        "rota-team": ["nsd"],
        "services": {"gp-records": {"name": "GP Records",
                                    "impact": "Users cannot open shared records",
                                    "place": "Multiple Trusts in North East"}},
        "sources": {"alertmanager": {"dialect": "alertmanager", "service-label": "service",
                                     "severities": {"critical": 1, "warning": 3},
                                     "basic": [{"user": "alertmanager",
                                                "password-file": "keys/am"}]}},
        "channels": file_channels(),
        "status-page": {"publish": ["out/www"], "site-url": f"http://127.0.0.1:{port}/status"},
        **more}


def report(summary="Records do not open", key=None, **more):
    """The body of POST /v1/incidents."""
    body = {"service": "gp-records", "summary": summary, "severity": 1, **more}
    if key is not None:
        body["key"] = key
    return body
