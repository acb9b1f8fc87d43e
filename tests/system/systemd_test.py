"""What the service manager sees: readiness, signs of life, reloads, and an orderly end."""

import http.client
import signal
import socket
import time

from notify_socket import NotifySocket
from settings import PAT, report
from tocsin import SystemTest, main, wait_until

WATCHDOG = 2.0  # s; signs of life are due at half of it


class Service(SystemTest):
    def setUp(self):
        self.notify = NotifySocket()
        self.addCleanup(self.notify.close)
        self.tocsin = self.daemon()
        self.tocsin.start(wait=None, env={"NOTIFY_SOCKET": self.notify.path,
                                          "WATCHDOG_USEC": str(int(WATCHDOG * 1e6))})
        self.notify.wait_for("READY")

    def hang_up(self):
        self.tocsin.process.send_signal(signal.SIGHUP)

    def test_it_says_ready_only_when_it_is(self):
        self.assertEqual(self.tocsin.request("GET", "/readyz").status, 200)
        self.assertEqual(len(self.notify.times("READY")), 1)

    def test_signs_of_life_come_in_time(self):
        self.proves("P16")
        signs = self.notify.wait_for("WATCHDOG", count=6, within=5 * WATCHDOG)
        gaps = [later - earlier for earlier, later in zip(signs, signs[1:])]
        self.assertLess(max(gaps), WATCHDOG, gaps)

    def test_a_good_configuration_is_taken_over(self):
        self.tocsin.config["people"]["kim.hazel"]["name"] = "Kim Elder"
        self.tocsin.write_config()
        self.hang_up()
        wait_until(lambda: "Kim Elder" in self.tocsin.api("GET", "/v1/on-call").text(), 15,
                   self.tocsin.log_text)

    def test_a_bad_configuration_never_replaces_a_good_one(self):
        self.proves("P20")
        self.tocsin.write("tocsin.yaml", "site: [\n")
        self.hang_up()
        wait_until(lambda: "tocsin.yaml:" in self.tocsin.log_text(), 15, self.tocsin.log_text)
        self.assertEqual(self.tocsin.request("GET", "/readyz").status, 200)
        self.tocsin.open_incident()
        wait_until(lambda: any(to == PAT for to, _ in self.tocsin.texts()), 15,
                   lambda: str(self.tocsin.texts()))

    def test_a_bad_procedure_never_replaces_a_good_one(self):
        self.proves("P20")
        self.tocsin.write("procedures/hssi.yaml", "procedure: hssi\nladder: nobody\n")
        self.hang_up()
        wait_until(lambda: "hssi.yaml:" in self.tocsin.log_text(), 15, self.tocsin.log_text)
        self.tocsin.open_incident()
        wait_until(lambda: any(to == PAT for to, _ in self.tocsin.texts()), 15,
                   lambda: str(self.tocsin.texts()))

    def test_the_end_is_announced_and_clean(self):
        self.assertEqual(self.tocsin.stop(), 0)
        self.assertEqual(len(self.notify.times("STOPPING")), 1)

    def test_a_report_that_is_on_its_way_is_answered_before_the_end(self):
        token = self.tocsin.make_token()
        body = b'{"service":"gp-records","summary":"half of it came before the end","key":"late"}'
        with socket.create_connection(("127.0.0.1", self.tocsin.port), 10) as line:
            line.sendall(b"POST /v1/incidents HTTP/1.1\r\nHost: localhost\r\n"
                         b"Content-Type: application/json\r\nConnection: close\r\n"
                         + f"Authorization: Bearer {token}\r\n"
                           f"Content-Length: {len(body)}\r\n\r\n".encode() + body[:20])
            time.sleep(0.2)  # until its head has been read
            self.tocsin.process.send_signal(signal.SIGTERM)
            self.notify.wait_for("STOPPING")
            line.sendall(body[20:])
            answer = http.client.HTTPResponse(line)
            answer.begin()
            self.assertEqual(answer.status, 201, answer.read())
        self.assertEqual(self.tocsin.process.wait(20), 0)
        self.tocsin.process = None
        self.tocsin.start()
        again = self.tocsin.request(
            "POST", "/v1/incidents", report("half of it came before the end", key="late"),
            token=token)
        self.assertEqual((again.status, again.json()["repeat"]), (200, True))


if __name__ == "__main__":
    main()
