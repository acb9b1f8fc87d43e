"""Who may do what: the table tests/scopes.txt, a row a route, a column a caller.

It is written from daemon/openapi.yaml, which a test holds against the routes of the program, by
    tests/system/scopes.py --write
and read by people when it changes; scopes_test.py asks the running daemon every cell of it.
"""

import os
import sys
from pathlib import Path

import yaml

SOURCES = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).parents[2]))
TABLE = SOURCES / "tests" / "scopes.txt"
DESCRIPTION = SOURCES / "daemon" / "openapi.yaml"

# Those of the API first: without a token, with a bad one, with one of each scope, by the socket;
# then what proves a source (its own, at its own address), then what proves a provider, then who has
# an admin's token and no right signature.
WITHOUT = ("nobody", "wrong", "revoked", "expired")
SCOPES = ("intake", "operate", "rota", "read", "admin")
SOURCE_PROOFS = ("basic", "hmac", "path")
KEYS = ("routing-key", "genie-key")
PROVIDERS = ("bearer", "signature", "vonage")
FORGERS = ("not-hmac", "not-sns", "not-twilio", "not-vonage")
CALLERS = (*WITHOUT, *SCOPES, "socket", *SOURCE_PROOFS, *KEYS, *PROVIDERS, *FORGERS)

HEAD = """\
# Who may do what (P19), a row a route, a column a caller. "yes": it is let in, and judged by what it
# asks. 401: who are you? 403: not you. 400: not you, in the words of PagerDuty. Written by tests/system/scopes.py --write from the routes,
# and asked of the running daemon by scopes_test.py; a route without a row fails.
#
# nobody     without anything                    wrong      a token that never was
# revoked    a token that was withdrawn          expired    one whose time is over
# intake ... admin   a token with that scope     socket     the daemon's own user by the Unix socket
# basic, hmac, path  a source by its user and password, its signature, the secret in its address
# routing-key, genie-key   a source by the key in its message: PagerDuty's, Opsgenie's
# bearer, signature, vonage  a provider that calls back: by its token, Twilio's signature, Vonage's
# not-hmac ... not-vonage  an admin's token, where who signs is asked, with a signature that is wrong
#                          (of SNS: that is not there)
"""


def routes():
    """{(method, path): who may} as the description has it: "open", "token read", "source" ..."""
    found = {}
    for path, item in yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            security = operation["security"]
            scheme, scopes = next(iter(security[0].items())) if security else ("open", [])
            found[method.upper(), path] = " ".join([scheme, *scopes[:1]])
    return found


def expected(access, path, caller):
    """The cell of a route: the whole rule."""
    if access == "open":
        return "yes"
    if caller in ("admin", "socket", *FORGERS) and access.startswith("token "):
        return "yes"
    if access.startswith("token "):
        if caller in SCOPES:
            return "yes" if caller == access.split()[1] else "403"
        return "401"
    if access == "source":
        # Where a signature is asked for, no token stands in for it.
        if caller in ("not-hmac", "not-sns"):
            return "401" if caller == "not-hmac" else "403"
        if caller in FORGERS:
            return "yes"
        # A token with the scope intake may report for any source that does not sign.
        if caller in ("intake", "admin", "basic", "hmac"):
            return "yes"
        return "yes" if caller == "path" and "{secret}" in path else "401"
    if access == "routing-key":
        return "yes" if caller == "routing-key" else "400"
    if access == "genie-key":
        return "yes" if caller == "genie-key" else "401"
    if access == "provider":
        # A channel that is not called back at all refuses like one that is.
        if caller in ("not-twilio", "not-vonage"):
            return "403"
        return "yes" if caller in PROVIDERS else "401"
    raise ValueError(f"{access}: nobody has said who that is")


def table_text():
    rows = [["method", "path", *CALLERS]]
    for (method, path), access in sorted(routes().items(), key=lambda row: row[0][::-1]):
        rows.append([method, path, *(expected(access, path, caller) for caller in CALLERS)])
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
             for row in rows)
    return HEAD + "\n".join(lines) + "\n"


def read_table():
    """{(method, path): {caller: cell}}"""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()
             if line and not line.startswith("#")]
    callers = lines[0][2:]
    return {(row[0], row[1]): dict(zip(callers, row[2:], strict=True)) for row in lines[1:]}


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    TABLE.write_text(table_text(), encoding="utf-8")
