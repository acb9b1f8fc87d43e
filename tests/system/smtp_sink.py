"""A mail server on loopback that keeps what it is given. With or without STARTTLS and a login."""

import ssl
import subprocess
import threading
import time
import unittest
from dataclasses import dataclass
from email import message_from_bytes, policy

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    Controller = None


@dataclass
class Mail:
    at: float
    sender: str
    to: list
    raw: bytes
    tls: bool
    user: str  # who logged in; empty: nobody

    @property
    def message(self):
        return message_from_bytes(self.raw, policy=policy.default)


def certificate(folder):
    """(certificate file, key file) for 127.0.0.1, signed by itself."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", str(key),
                    "-out", str(made), "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1,DNS:localhost"],
                   check=True, capture_output=True)
    return made, key


class SmtpSink:
    """Listens from the moment it is made until close(). `login`: the (user, password) it wants."""

    def __init__(self, tls=None, login=None):
        if Controller is None:
            raise unittest.SkipTest("python3-aiosmtpd is not installed")
        self.mails = []
        self.refusals = {}  # address -> the reply to RCPT TO, "550 5.1.1 no such mailbox"
        self.tried = []  # addresses of every RCPT TO
        self.login = login
        self._changed = threading.Condition()
        options = {}
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            options.update(tls_context=context, require_starttls=True)
        if login:
            options.update(authenticator=self._authenticate, auth_required=True,
                           auth_require_tls=bool(tls))
        # Port 0: the system chooses, and nobody can come between.
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True,
                                    decode_data=False, **options)
        self._controller.start()
        self.port = self._controller.server.sockets[0].getsockname()[1]

    def wait_for(self, count, within=15, of=lambda mail: True):
        """The first `count` mails that `of` is true of, waiting until they are here."""
        end = time.monotonic() + within
        with self._changed:
            while True:
                found = [mail for mail in self.mails if of(mail)]
                if len(found) >= count:
                    return found[:count]
                if not self._changed.wait(max(0, end - time.monotonic())) \
                        and time.monotonic() >= end:
                    raise AssertionError(f"{len(found)} of {count} mails within {within} s; "
                                         f"tried {self.tried}, all: "
                                         f"{[(m.to, m.message['Subject']) for m in self.mails]}")

    def close(self):
        self._controller.stop()

    # What aiosmtpd calls.
    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tried.append(address)
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        user = session.auth_data.login.decode() if session.auth_data else ""
        mail = Mail(time.monotonic(), envelope.mail_from, list(envelope.rcpt_tos),
                    envelope.original_content, session.ssl is not None, user)
        with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()
        return "250 2.0.0 taken"

    def _authenticate(self, server, session, envelope, mechanism, data):
        good = (data.login.decode(), data.password.decode()) == self.login
        # handled=False: aiosmtpd says the 535 itself.
        return AuthResult(success=good, handled=good, auth_data=data if good else None)


if Controller is not None:
    class _AnyPort(Controller):
        def _trigger_server(self):
            """The base class connects to `port` to see whether it listens; 0 is not the one."""
            import socket
            with socket.create_connection(self.server.sockets[0].getsockname(), 5) as probe:
                probe.recv(1024)
