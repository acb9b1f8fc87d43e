"""Every answer bears the headers that keep a browser from being used against us: those of every
route, to anybody; every refusal of the gate itself; pages; with TLS and without."""

import http.client
import re
import socket
import ssl

from certificates import make_pair, trusting
from fake_provider import FakeProvider
from hostile_requests import CLOSED, shapes
from scanner_test import link_in
from scopes import routes
from scopes_test import NAMES
from settings import PAT, file_channels, http_channel
from tocsin import SystemTest, free_port, main

ALWAYS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
          "Referrer-Policy": "no-referrer"}
HSTS = "max-age=31536000"
# What may be kept, by whom it is for; everything else may not.
MAY_BE_KEPT = {"/status": "max-age=15", "/feeds/": "private, no-cache"}
# What the gate refuses by itself, by status; the others are the routes'.
GATE = {400, 405, 408, 413, 414, 417, 431, 501, 505}


class Head:
    """Status and headers of an answer, as they came."""

    def __init__(self, raw):
        line, _, rest = raw.partition(b"\r\n\r\n")[0].partition(b"\r\n")
        self.status = int(line.split()[1])
        self.all = [tuple(part.strip() for part in row.decode().split(":", 1))
                    for row in rest.split(b"\r\n") if row]

    def get(self, name):
        return [value for key, value in self.all if key.lower() == name.lower()]


def mistakes(head, where, tls=False):
    """What is wrong with the headers of one answer; nothing as it should be."""
    wrong = []
    for name, value in ALWAYS.items():
        if head.get(name) != [value]:
            wrong.append(f"{where} ({head.status}): {name} is {head.get(name)}")
    policies = head.get("Content-Security-Policy")
    for part in ("default-src 'none'", "frame-ancestors 'none'"):
        if len(policies) != 1 or part not in policies[0]:
            wrong.append(f"{where} ({head.status}): {part} is not in {policies}")
    if policies and ("unsafe-inline" in policies[0] or "*" in policies[0]):
        wrong.append(f"{where}: {policies[0]} allows too much")
    kept = [value for prefix, value in MAY_BE_KEPT.items()
            if where.split(" ")[1].startswith(prefix)]
    if head.get("Cache-Control") not in [["no-store"], *([kept] if head.status < 400 else [])]:
        wrong.append(f"{where} ({head.status}): Cache-Control is {head.get('Cache-Control')}")
    if head.get("Strict-Transport-Security") != ([HSTS] if tls else []):
        wrong.append(f"{where}: HSTS is {head.get('Strict-Transport-Security')}, TLS is {tls}")
    for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin"):
        if head.get(name):
            wrong.append(f"{where}: {name} is there")
    return wrong


def exchange(wire, port, context=None, ends="waits"):
    """The head of the first answer to these bytes; None: the connection only ended."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=15)
    with context.wrap_socket(plain, server_hostname="127.0.0.1") if context else plain as line:
        try:
            line.sendall(wire)
            if ends == "half":
                line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it was refused before all of it was sent
        raw = b""
        try:
            while b"\r\n\r\n" not in raw:
                piece = line.recv(65536)
                if not piece:
                    break
                raw += piece
        except (ConnectionResetError, ssl.SSLError, TimeoutError):
            pass
        return Head(raw) if b"\r\n\r\n" in raw else None


class Headers(SystemTest):
    def setUp(self):
        self.provider = FakeProvider()
        self.addCleanup(self.provider.close)
        self.tls_port = free_port()
        self.house = self.daemon(channels={
            "sms": http_channel(self.provider.url), "mail-files": file_channels()["mail-files"]})
        certificate, _ = make_pair(self.house.folder / "keys")
        self.context = trusting(certificate)
        self.house.config["listen"] = [f"127.0.0.1:{self.house.port}", {
            "address": f"127.0.0.1:{self.tls_port}",
            "tls": {"certificate": "keys/gate.pem", "key": "keys/gate.key"}}]
        # Many wrong shapes come from one address here.
        self.house.config["limits"] = {"connections-per-ip": 1000}
        self.house.write_config()
        self.house.start()
        self.token = self.house.make_token("all", ["intake", "operate", "rota", "read", "admin"])

    def head_of(self, method, address, token=None, tls=False, body=b"", more=""):
        lines = [f"{method} {address} HTTP/1.1", "Host: tocsin", "Connection: close",
                 f"Content-Length: {len(body)}" if method not in ("GET", "HEAD") else "",
                 f"Authorization: Bearer {token}" if token else "", more]
        wire = "\r\n".join(line for line in lines if line).encode() + b"\r\n\r\n" + body
        return exchange(wire, self.tls_port if tls else self.house.port,
                        self.context if tls else None)

    def test_every_route_to_anybody(self):
        seen, found = {}, []
        for method, path in sorted(routes()):
            address = re.sub(r"{(\w+)}", lambda name: NAMES[name.group(1)], path)
            for token in (None, self.token):
                for tls in (False, True):
                    head = self.head_of(method, address, token, tls)
                    seen[head.status] = seen.get(head.status, 0) + 1
                    found += mistakes(head, f"{method} {address}", tls)
        self.assertEqual(found, [])
        self.assertGreater(sum(seen.values()), 4 * 90)
        self.assertLessEqual({200, 401, 404}, set(seen), seen)
        print(f"{sum(seen.values())} answers by status: {seen}")

    def test_every_refusal_of_the_gate(self):
        seen, found = {}, []
        for shape in shapes(self.token):
            if shape.opens or shape.status == CLOSED or shape.ends == "resets":
                continue
            head = exchange(shape.wire, self.house.port, ends=shape.ends)
            if head is None or head.status < 400:
                continue
            seen[head.status] = seen.get(head.status, 0) + 1
            found += mistakes(head, f"shape {shape.name}")
        self.assertEqual(found, [])
        self.assertGreater(sum(seen.values()), 100, seen)
        self.assertLessEqual(GATE - {405, 408}, set(seen), seen)
        print(f"{sum(seen.values())} refusals by status: {seen}")

    def test_methods_that_are_not_taken_and_addresses_that_are_not_there(self):
        for method, address, status in (
                ("DELETE", "/v1/incidents", 405), ("TRACE", "/v1/incidents", 405),
                ("OPTIONS", "/v1/incidents", 405), ("GET", "/nowhere", 404),
                ("HEAD", "/v1/incidents", 401), ("HEAD", "/status/", 200)):
            head = self.head_of(method, address)
            self.assertEqual(head.status, status, (method, address))
            self.assertEqual(mistakes(head, f"{method} {address}"), [])

    def test_a_slow_caller_and_a_house_that_is_not_ready(self):
        head = exchange(b"GET / HTTP/1.1\r\nHost: tocsin\r\n", self.house.port)
        self.assertEqual(head.status, 408)
        self.assertEqual(mistakes(head, "GET /"), [])
        empty = self.daemon(rotas=False).start(wait="/healthz")
        with socket.create_connection(("127.0.0.1", empty.port), timeout=15) as line:
            line.sendall(b"GET /readyz HTTP/1.1\r\nHost: tocsin\r\n\r\n")
            head = Head(line.recv(65536))
        self.assertEqual(head.status, 503)
        self.assertEqual(mistakes(head, "GET /readyz"), [])

    def test_pages_for_people(self):
        self.house.open_incident()
        text = self.provider.wait_for(1, of=lambda sms: sms.to == PAT)[0].text
        link = link_in(text)
        feed = self.house.request("POST", "/v1/feeds", {"role": "edm"}, token=self.token).json()
        calendar = feed["url"].partition(f":{self.house.port}")[2]
        form = "Content-Type: application/x-www-form-urlencoded"
        for method, address, status, more, body in (
                ("GET", link, 200, "", b""), ("POST", link, 422, form, b"do=none"),
                ("GET", "/a/0000000000000000000", 404, "", b""), ("GET", calendar, 200, "", b""),
                ("GET", "/status/", 200, "", b""), ("GET", "/openapi.yaml", 200, "", b"")):
            for tls in (False, True):
                head = self.head_of(method, address, tls=tls, more=more, body=body)
                if method == "GET":
                    self.assertEqual(head.status, status, (method, address))
                self.assertEqual(mistakes(head, f"{method} {address}", tls), [])

    def test_a_stream(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
        connection.request("GET", "/v1/events", headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        head = Head(b"HTTP/1.1 200 OK\r\n" + str(answer.headers).replace("\n", "\r\n").encode()
                    + b"\r\n")
        self.assertEqual(mistakes(head, "GET /v1/events"), [])
        connection.close()


if __name__ == "__main__":
    main()
