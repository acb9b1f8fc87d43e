"""What a hostile or broken caller may put on the wire, shape by shape, with the answer it must get.

Every shape that could be taken for two requests carries a second one, good and authenticated, which
must never be carried out. As a program it writes the shapes as files of bytes, seeds for a fuzzer:
hostile_requests.py FOLDER
"""

import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

CLOSED = 0  # no answer, only the end of the connection
REFUSED_BODY = 400  # chunks that are not well formed

ROUNDS = 1_000_000  # of headers: far beyond what anybody reads


@dataclass(frozen=True)
class Shape:
    name: str
    status: int  # of the answer
    wire: bytes  # what is sent
    opens: bool = False  # whether it is a good report, and becomes an incident
    ends: str = "waits"  # then the caller waits for the end, stops sending ("half"), or resets


class Requests:
    """Builds the bytes of requests of one caller."""

    def __init__(self, token, service="gp-records"):
        self.token = token
        self.service = service

    def report(self, summary):
        return json.dumps({"service": self.service, "summary": summary, "severity": 3,
                           "key": summary}).encode()

    def post(self, summary, *headers, line=b"POST /v1/incidents HTTP/1.1", host=b"Host: tocsin",
             body=None, length=True, close=True):
        """An authenticated report, good unless something in it is overridden."""
        body = self.report(summary) if body is None else body
        lines = [line, *([host] if host else []),
                 b"Authorization: Bearer " + self.token.encode()]
        if not any(header.lower().startswith(b"content-type") for header in headers):
            lines.append(b"Content-Type: application/json")
        if close:
            lines.append(b"Connection: close")
        if length:
            lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join([*lines, *headers]) + b"\r\n\r\n" + body

    def second(self, name):
        """What a smuggler hides behind the first request."""
        return self.post("second of " + name)


def chunked(*chunks, end=b"0\r\n\r\n"):
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


def shapes(token, megabytes=True):
    """All of them. Without `megabytes` only those that a person could type."""
    make = Requests(token)
    found = []

    def refused(name, status, wire, ends="waits"):
        found.append(Shape(name, status, wire + make.second(name), ends=ends))

    def alone(name, status, wire, ends="waits"):
        found.append(Shape(name, status, wire, ends=ends))

    def taken(name, wire):
        found.append(Shape(name, 201, wire, opens=True))

    def post(name, *headers, **more):
        """Without a close: a second request would be carried out if the first were let through."""
        return make.post(name, *headers, close=False, **more)

    def good(name, *headers, **more):
        return make.post(name, *headers, **more)

    # ---- Two readings of where the body ends.
    te = b"Transfer-Encoding: chunked"
    for name, header in {
            "length and chunks": te,
            "a second length, the same": b"Content-Length: %d",
            "a second length, another": b"Content-Length: 0"}.items():
        size = len(make.report(name))
        refused(name, 400, post(name, header.replace(b"%d", b"%d" % size)))
    # Whoever believes the chunks, or the length, finds the second in the body of the first.
    name = "a request behind the last chunk"
    alone(name, 400, post(name, te, body=b"0\r\n\r\n" + make.second(name)))
    name = "a request behind the length"
    alone(name, 400, post(name, te, b"Content-Length: 4", length=False,
                          body=chunked(make.second(name))))
    for value in (b"abc", b"", b"+5", b"-1", b"0x10", b"5 5", b"5, 5", b"05", b"5;", b"1e3",
                  b"18446744073709551616", b"\xd9\xa5"):
        name = "length " + value.decode()
        refused(name, 400, post(name, b"Content-Length: " + value, length=False))
    for value, status in ((b"gzip", 501), (b"chunked, gzip", 501), (b"gzip, chunked", 501),
                          (b"xchunked", 501), (b"identity", 501), (b"chunked, chunked", 501),
                          (b"\x0bchunked", 400), (b"\"chunked\"", 501), (b"", 501)):
        name = "coding " + repr(value)
        refused(name, status, post(name, b"Transfer-Encoding: " + value, length=False,
                                   body=chunked(make.report(name))))
    name = "coding twice"
    refused(name, 501, post(name, te, te, length=False, body=chunked(make.report(name))))
    for name, header in {"coding, space before the colon": b"Transfer-Encoding : chunked",
                         "coding, folded": b"Transfer-Encoding:\r\n chunked",
                         "coding, underscore": b"Transfer_Encoding: chunked",
                         "coding, behind a bare LF": b"X-A: b\nTransfer-Encoding: chunked",
                         "coding, behind a bare CR": b"X-A: b\rTransfer-Encoding: chunked"}.items():
        refused(name, 400, post(name, header))
    name = "chunks of HTTP/1.0"
    refused(name, 400, post(name, te, line=b"POST /v1/incidents HTTP/1.0", length=False,
                            body=chunked(make.report(name))))
    for method in (b"GET", b"HEAD"):
        name = method.decode() + " with a body"
        refused(name, 400, post(name, line=method + b" /v1/incidents HTTP/1.1"))
        name = method.decode() + " with chunks"
        refused(name, 400, post(name, te, line=method + b" /v1/incidents HTTP/1.1", length=False,
                                body=chunked(make.report(name))))
    name = "GET hides a request in its body"
    hidden = make.second(name)
    alone(name, 400, post(name, line=b"GET /v1/incidents HTTP/1.1", body=hidden))

    # ---- Chunks.
    for name, body in {
            "chunk of a negative size": b"-1\r\n",
            "chunk of size 0x": b"0x5\r\nhello\r\n0\r\n\r\n",
            "chunk of size beyond 64 bits": b"fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
            "chunk without a size": b"\r\nhello\r\n0\r\n\r\n",
            "chunk of a size in words": b"five\r\nhello\r\n0\r\n\r\n",
            "chunk longer than its size": b"3\r\nhello\r\n0\r\n\r\n",
            "chunk that ends in LF": b"5\nhello\n0\n\n",
            "chunk with a space in its size": b"5 5\r\nhello\r\n0\r\n\r\n",
    }.items():
        refused(name, REFUSED_BODY, post(name, te, length=False, body=body))
    name = "chunk of 4 GiB"
    refused(name, 413, post(name, te, length=False, body=b"ffffffff\r\n"))
    if megabytes:
        name = "chunks beyond the limit"
        refused(name, 413, post(name, te, length=False, body=chunked(*[b" " * 65536] * 32)))
        name = "chunk extension without end"
        refused(name, 400, post(name, te, length=False, body=b"5;" + b"a" * 1_000_000))
        name = "trailers without end"
        refused(name, 400, post(name, te, length=False,
                                body=b"0\r\n" + b"X-Trailer: a\r\n" * 100_000))
    name = "chunks"
    taken(name, good(name, te, length=False, body=chunked(make.report(name)[:9],
                                                         make.report(name)[9:])))
    name = "trailers that claim things"
    taken(name, good(name, te, length=False, body=chunked(
        make.report(name), end=b"0\r\nAuthorization: Bearer other\r\n\r\n")))
    name = "trailers with a length"
    refused(name, REFUSED_BODY, post(name, te, length=False, body=chunked(
        make.report(name), end=b"0\r\nContent-Length: 5\r\n\r\n")))

    # ---- Sizes.
    name = "length beyond the limit"
    refused(name, 413, post(name, b"Content-Length: 1073741824", length=False, body=b"{"))
    name = "path of 8 KiB"
    refused(name, 414, post(name, line=b"POST /" + b"a" * 8192 + b" HTTP/1.1"))
    name = "method of 8 KiB"
    refused(name, 414, post(name, line=b"A" * 8192 + b" / HTTP/1.1"))
    name = "header of 10 KiB"
    refused(name, 431, post(name, b"X-Long: " + b"a" * 10_240))
    name = "65 headers"
    refused(name, 431, post(name, *[b"X-A: b"] * 65))
    name = "head of 20 KiB"
    refused(name, 431, post(name, *[b"X-A: " + b"b" * 4000] * 5))
    if megabytes:
        name = "body beyond the limit"
        refused(name, 413, post(name, body=b" " * 2_000_000))
        name = "header line without end"
        alone(name, 431, b"POST / HTTP/1.1\r\nX-Endless: " + b"a" * 8_000_000)
        name = "a million headers"
        alone(name, 431, b"POST / HTTP/1.1\r\n" + b"a: b\r\n" * ROUNDS)
        name = "request line without end"
        alone(name, 414, b"POST /" + b"a" * 8_000_000)

    # ---- Lines and signs.
    for name, header in {"folded header": b"X-A: b\r\n c", "folded header, tab": b"X-A: b\r\n\tc",
                         "bare LF": b"X-A: b\nX-C: d", "bare CR": b"X-A: b\rX-C: d",
                         "NUL": b"X-A: b\0c", "control": b"X-A: b\x01c", "DEL": b"X-A: b\x7fc",
                         "underscore": b"X_A: b", "REMOTE_ADDR": b"REMOTE_ADDR: 10.9.9.9",
                         "header without a name": b": b", "header without a colon": b"X-A",
                         "space in a name": b"X A: b", "space before the colon": b"X-A : b",
                         "name in quotes": b'"X-A": b', "name not of ASCII": b"X-\xc3\xa9: b",
                         "two credentials": b"Authorization: Bearer other",
                         }.items():
        refused(name, 400, post(name, header))
    name = "first header folded"
    refused(name, 400, post(name, host=b" Host: tocsin"))
    name = "only line feeds"
    refused(name, 400, post(name).replace(b"\r\n", b"\n"))
    name = "empty line first"
    refused(name, 400, b"\r\n" + post(name))
    name = "two types"
    refused(name, 400, post(name, b"Content-Type: application/json", b"Content-Type: text/plain"))
    for name, header, status in (("gzip", b"Content-Encoding: gzip", 415),
                                 ("deflate", b"Content-Encoding: identity, deflate", 415),
                                 ("multipart", b"Content-Type: multipart/form-data; boundary=x",
                                  415),
                                 ("expect", b"Expect: a-miracle", 417)):
        refused(name, status, post(name, header))

    # Whoever reads on to the end of the connection takes whatever comes as the body.
    name = "neither a length nor chunks"
    refused(name, 400, make.post(name, length=False))
    if megabytes:
        name = "a body that unpacks to 200 MB"
        bomb = gzip.compress(bytes(200_000_000))
        refused(name, 415, post(name, b"Content-Encoding: gzip", body=bomb))

    # ---- Hosts and targets.
    for name, host in {"no host": None, "two hosts": b"Host: tocsin\r\nHost: other",
                       "the same host twice": b"Host: tocsin\r\nHost: tocsin",
                       "empty host": b"Host:", "host with a space": b"Host: a b",
                       "host with a name before it": b"Host: user@tocsin",
                       "host with a path": b"Host: tocsin/v1"}.items():
        refused(name, 400, post(name, host=host))
    for target in (b"http://tocsin/v1/incidents", b"//tocsin:8080\\v1", b"tocsin:443", b"*",
                   b"v1/incidents", b"/v1/../v1/incidents", b"/v1/./incidents", b"/v1/incidents/..",
                   b"/v1/incidents%00", b"/v1/%0d%0aX-A:%20b", b"/v1/incidents%", b"/v1/%zz",
                   b"/v1/incidents#a", b"/v1/incidents?a=%00", b"/v1/\xc3\xa9", b"/v1/<script>",
                   b"/v1/incidents?a b", b"/v1/incidents\tHTTP/1.1", b""):
        name = "target " + target.decode()
        refused(name, 400, post(name, line=b"POST " + target + b" HTTP/1.1"))
    for target, status in ((b"/v1/%2e%2e/v1/incidents", 404), (b"/%2e%2e/%2e%2e/etc/passwd", 404),
                           (b"//v1/incidents", 404), (b"/v1/incidents/", 404),
                           (b"/v1/incidents%2f", 404), (b"/a/" + b"b" * 1900, 404)):
        name = "target " + target[:40].decode()
        alone(name, status, good(name, line=b"POST " + target + b" HTTP/1.1"))

    # ---- Methods and versions.
    for method, status in ((b"CONNECT", 405), (b"TRACE", 405), (b"OPTIONS", 405), (b"get", 405),
                           (b"Post", 405), (b"TRACK", 405), (b"P@ST", 400), (b"POST\0", 400),
                           (b"", 400), (b"POST POST", 400)):
        name = "method " + method.decode()
        refused(name, status, post(name, line=method + b" /v1/incidents HTTP/1.1"))
    name = "connect"
    refused(name, 405, post(name, line=b"CONNECT tocsin:443 HTTP/1.1"))
    for version, status in ((b"HTTP/0.9", 505), (b"HTTP/1.2", 505), (b"HTTP/2.0", 505),
                            (b"HTTP/11", 505), (b"http/1.1", 505), (b"HTTP/1.1 ", 505),
                            (b"HTTP/1.1 HTTP/1.1", 400), (b"ICY/1.1", 505)):
        name = "version " + version.decode()
        refused(name, status, post(name, line=b"POST /v1/incidents " + version))
    refused("HTTP/0.9", 400, b"GET /v1/incidents\r\n\r\n")
    refused("HTTP/2", 405, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")

    # ---- No HTTP at all.
    refused("TLS", 400, bytes.fromhex("16030100c8010000c40303") + bytes(200))
    refused("SSH", 400, b"SSH-2.0-probe\r\n")
    refused("SMTP", 400, b"EHLO tocsin\r\n")
    refused("PROXY", 405, b"PROXY TCP4 10.9.9.9 127.0.0.1 5 80\r\n")
    chance = random.Random(1)
    for n in range(8):
        alone(f"noise {n}", 400, b"\0" + chance.randbytes(5000))

    # ---- Callers that leave.
    name = "half a head, then silence"
    alone(name, CLOSED, post(name)[:60], ends="half")
    name = "half a body, then silence"
    alone(name, CLOSED, post(name)[:-5], ends="half")
    name = "half a chunk, then silence"
    alone(name, CLOSED, post(name, te, length=False, body=b"ff\r\n{"), ends="half")
    alone("not a byte", CLOSED, b"", ends="half")
    for name, wire in {"reset in the head": post("reset in the head")[:60],
                       "reset in the body": post("reset in the body")[:-5],
                       "reset after a refusal": b"\0" * 5000}.items():
        alone(name, CLOSED, wire, ends="reset")
    name = "whole, then no more to say"
    found.append(Shape(name, 201, good(name), opens=True, ends="half"))

    # ---- Odd, and harmless: what they claim is not believed.
    for name, header in {"line ends that are escaped": b"X-A: b%0d%0aSet-Cookie: c",
                         "forwarded for": b"X-Forwarded-For: 10.9.9.9",
                         "remote-addr": b"REMOTE-ADDR: 10.9.9.9",
                         "range": b"Range: bytes=0-0",
                         "upgrade": b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
                         "method override": b"X-HTTP-Method-Override: DELETE",
                         "accept-encoding": b"Accept-Encoding: gzip;q=1.0, *;q=0.5"}.items():
        taken(name, good(name, header))
    name = "close, then another"
    found.append(Shape(name, 201, good(name) + make.second(name), opens=True))
    return found


def main(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number, shape in enumerate(shapes("toc_a.b", megabytes=False)):
        (folder / f"{number:03}-{shape.status}").write_bytes(shape.wire)


if __name__ == "__main__":
    main(*sys.argv[1:])
