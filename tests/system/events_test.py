"""GET /v1/events: what happens, as it happens, to whoever keeps listening."""

import http.client
import json
import socket
import threading
import time

from certificates import make_pair, trusting
from tocsin import SystemTest, free_port, main, wait_until


class Listener:
    """One stream of events, read on a thread of its own."""

    def __init__(self, daemon, path="/v1/events", token=None, headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
        headers = {"Authorization": f"Bearer {token or daemon.token}", **(headers or {})}
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()
        self.events = []  # (id, kind, data)
        self.over = False
        self.thread = threading.Thread(target=self.read, daemon=True)
        if self.answer.status == 200:
            self.thread.start()

    def read(self):
        fields = {}
        try:
            for line in self.answer:
                line = line.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(":")
                    fields[name] = value.removeprefix(" ")
                    continue
                if "data" in fields:
                    self.events.append((int(fields["id"]), fields["event"],
                                        json.loads(fields["data"])))
                fields = {}
        except (OSError, http.client.HTTPException):
            pass
        self.over = True

    def ids(self):
        return [seq for seq, _, _ in self.events]

    def of(self, incident):
        return [event for event in self.events if incident in event[2]["incidents"]]

    def close(self):
        self.connection.close()


class Events(SystemTest):
    def setUp(self):
        self.house = self.daemon()
        self.house.start()
        self.house.token = self.house.make_token()

    def listen(self, *args, **more):
        listener = Listener(self.house, *args, **more)
        self.addCleanup(listener.close)
        return listener

    def entries(self, ref):
        answer = self.house.api("GET", f"/v1/incidents/{ref}/timeline")
        return [(entry["seq"], entry["kind"], entry["sentence"], entry["at"])
                for entry in answer.json()["entries"]]

    def test_tells_what_the_timeline_shows_in_its_words(self):
        listener = self.listen()
        self.assertEqual(listener.answer.headers["Content-Type"],
                         "text/event-stream; charset=utf-8")
        self.assertEqual(listener.answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(listener.answer.headers["Cache-Control"], "no-store")
        ref = self.house.open_incident(key="one")
        wait_until(lambda: len(listener.of(ref)) >= 3, 10, lambda: listener.events)
        shown = {entry[0]: entry for entry in self.entries(ref)}
        for seq, kind, data in listener.of(ref):
            self.assertEqual(shown[seq], (seq, kind, data["text"], data["at"]))
        self.assertEqual(listener.ids(), sorted(set(listener.ids())))

    def test_resumes_after_kill_9_without_a_gap_and_without_a_repeat(self):
        listener = self.listen("/v1/events?after=0")
        ref = self.house.open_incident(key="one")
        wait_until(lambda: len(listener.of(ref)) >= 2, 10, lambda: listener.events)
        self.house.kill()
        wait_until(lambda: listener.over, 5, "the stream ends with the daemon")
        self.house.start()
        self.house.open_incident(key="two")
        # A browser asks with the address that it began with, and with the header.
        again = self.listen("/v1/events?after=0",
                            headers={"Last-Event-ID": str(listener.ids()[-1])})
        whole = self.listen("/v1/events?after=0")
        note = self.house.api("POST", f"/v1/incidents/{ref}/notes", {"text": "the end"})
        self.assertIn(note.status, (200, 201), note)

        def ended(one):
            return any("the end" in data["text"] for _, _, data in one.events)
        wait_until(lambda: ended(again) and ended(whole), 10, lambda: again.events)
        self.assertEqual(listener.ids() + again.ids(), whole.ids())

    def test_one_incident_alone(self):
        first = self.house.open_incident(key="one")
        second = self.house.open_incident(key="two", service="pacs")
        listener = self.listen(f"/v1/events?after=0&incident={second}")
        wanted = [seq for seq, *_ in self.entries(second)]
        wait_until(lambda: set(wanted) <= set(listener.ids()), 10, lambda: listener.events)
        self.assertEqual({data["incident"] for _, _, data in listener.events}, {second})
        self.assertNotEqual(first, second)

    def test_what_is_wrong_is_said(self):
        self.assertEqual(self.house.request("GET", "/v1/events").status, 401)
        intake = self.house.make_token("monitor", ["intake"])
        self.assertEqual(self.house.request("GET", "/v1/events", token=intake).status, 403)
        for path, status in {"/v1/events?after=soon": 400, "/v1/events?after=-1": 400,
                             "/v1/events?incidents=INC-1": 400, "/v1/events?incident=INC-99": 404,
                             "/v1/events?after=99999999": 409}.items():
            answer = self.house.api("GET", path)
            self.assertEqual(answer.status, status, (path, answer))
            self.assertEqual(answer.headers["Content-Type"],
                             "application/problem+json; charset=utf-8")
        head = self.house.api("HEAD", "/v1/events")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_twenty_listeners_beside_intake_and_no_more_than_the_limit(self):
        listeners = [self.listen() for _ in range(20)]
        slowest = 0.0
        refs = []
        for number in range(60):
            began = time.monotonic()
            refs.append(self.house.open_incident(key=f"k{number}", service=f"s{number}"))
            slowest = max(slowest, time.monotonic() - began)
        self.assertLess(slowest, 2, "intake waits for nobody who listens")
        for listener in listeners:
            wait_until(lambda one=listener: len(one.of(refs[-1])) >= 2, 20,
                       lambda one=listener: len(one.events))
        wait_until(lambda: len({tuple(one.ids()) for one in listeners}) == 1, 20,
                   "all were told the same")
        more = [self.listen() for _ in range(13)]
        self.assertEqual([one.answer.status for one in more], [200] * 12 + [503])
        self.assertIn("Retry-After", more[-1].answer.headers)
        # A place is free again when somebody has left.
        listeners[0].connection.sock and listeners[0].connection.sock.close()
        more[0].answer.close()
        more[0].close()
        wait_until(lambda: self.listen().answer.status == 200, 10, "a place is free again")

    def test_who_takes_nothing_is_cut_off_and_nobody_else_notices(self):
        for number in range(40):
            ref = self.house.open_incident(key=f"k{number}", service=f"s{number}")
            for _ in range(15):
                self.house.api("POST", f"/v1/incidents/{ref}/notes", {"text": "x" * 1500})
        slow = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(slow.close)
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(self.house.socket_path)
        slow.sendall(b"GET /v1/events?after=0 HTTP/1.1\r\nHost: tocsin\r\n\r\n")
        quick = self.listen("/v1/events?after=0")
        marked = self.house.open_incident(key="after", service="after")
        wait_until(lambda: quick.of(marked), 20, "the quick one has all of it")
        time.sleep(11)  # each piece is to be taken within 10 s
        slow.settimeout(10)
        taken = b""
        while True:
            piece = slow.recv(65536)
            if not piece:
                break
            taken += piece
        self.assertLess(taken.count(b"\nid: "), len(quick.events), "it was cut off before the end")
        self.assertFalse(quick.over)

    def test_over_tls_as_well_and_leaving_is_noticed(self):
        house = self.daemon()
        port = free_port()
        certificate, _ = make_pair(house.folder)
        house.config["listen"] = [
            f"127.0.0.1:{house.port}",
            {"address": f"127.0.0.1:{port}",
             "tls": {"certificate": "gate.pem", "key": "gate.key"}}]
        house.write_config()
        house.start()
        house.token = house.make_token()
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=15,
                                                 context=trusting(certificate))
        self.addCleanup(connection.close)
        connection.request("GET", "/v1/events",
                           headers={"Authorization": f"Bearer {house.token}"})
        answer = connection.getresponse()
        self.assertIn("Strict-Transport-Security", answer.headers)
        ref = house.open_incident(key="one")
        while True:
            line = answer.readline().decode()
            self.assertTrue(line, "it ended instead")
            if line.startswith("data: ") and ref in line:
                break

        def open_connections():
            figures = house.api("GET", "/metrics").text()
            return [line for line in figures.splitlines()
                    if line.startswith("tocsin_gate_connections_open ")]
        before = open_connections()
        answer.close()
        connection.close()
        wait_until(lambda: open_connections() != before, 10, lambda: open_connections())

    def test_a_stop_does_not_wait_for_listeners(self):
        listener = self.listen()
        began = time.monotonic()
        self.assertEqual(self.house.stop(), 0)
        self.assertLess(time.monotonic() - began, 5)
        wait_until(lambda: listener.over, 5, "the stream is over")

    def test_a_listener_hears_that_we_are_still_here(self):
        listener = self.listen()
        self.assertEqual(listener.answer.status, 200)
        heard = []
        raw = socket.create_connection(("127.0.0.1", self.house.port), timeout=30)
        self.addCleanup(raw.close)
        raw.sendall(b"GET /v1/events HTTP/1.1\r\nHost: tocsin\r\nAuthorization: Bearer " +
                    self.house.token.encode() + b"\r\n\r\n")
        while b": still here" not in b"".join(heard):
            piece = raw.recv(4096)
            self.assertTrue(piece, "it ended instead")
            heard.append(piece)


if __name__ == "__main__":
    main()
