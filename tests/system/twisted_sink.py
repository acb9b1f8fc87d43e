"""A second mail server, of another house: Twisted's ESMTP, as Debian has it. It keeps what it is
given, as SmtpSink does, and shares no line with it but what it is asked by."""

import threading
import time
import unittest

from smtp_sink import Mail, SmtpSink

try:
    from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
    from twisted.cred.portal import IRealm, Portal
    from twisted.internet import defer, reactor, ssl, threads
    from twisted.mail import imap4, smtp
    from zope.interface import implementer
except ImportError:
    smtp = None


def _run_reactor():
    """It cannot be started twice: one for all servers of a program, until it ends."""
    if not reactor.running:
        threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False},
                         daemon=True).start()
        while not reactor.running:
            time.sleep(0.01)


class TwistedSink:
    """Listens from the moment it is made until close(). `login`: the (user, password) it wants."""

    wait_for = SmtpSink.wait_for

    def __init__(self, tls=None, login=None):
        if smtp is None:
            raise unittest.SkipTest("python3-twisted is not installed")
        self.mails = []
        self.refusals = {}  # address -> the reply to RCPT TO, "550 5.1.1 no such mailbox"
        self.tried = []  # addresses of every RCPT TO
        self._changed = threading.Condition()
        _run_reactor()
        factory = _factory(self, tls, login)
        self._port = threads.blockingCallFromThread(reactor, reactor.listenTCP, 0, factory,
                                                    interface="127.0.0.1")
        self.port = self._port.getHost().port

    def take(self, mail):
        with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()

    def close(self):
        threads.blockingCallFromThread(reactor, self._port.stopListening)


if smtp is not None:
    @implementer(smtp.IMessage)
    class _Message:
        def __init__(self, sink, sender, to, protocol, user):
            self.sink, self.protocol = sink, protocol
            self.mail = Mail(0, sender, [to], b"", False, user)
            self.lines = []

        def lineReceived(self, line):
            self.lines.append(line)

        def eomReceived(self):
            self.mail.at = time.monotonic()
            self.mail.raw = b"".join(line + b"\r\n" for line in self.lines)
            self.mail.tls = bool(getattr(self.protocol, "startedTLS", False))
            self.sink.take(self.mail)
            return defer.succeed(None)

        def connectionLost(self):
            self.lines.clear()

    @implementer(smtp.IMessageDelivery)
    class _Delivery:
        def __init__(self, sink, protocol=None, user=""):
            self.sink, self.protocol, self.user = sink, protocol, user
            self.sender = ""

        def receivedHeader(self, helo, origin, recipients):
            return None

        def validateFrom(self, helo, origin):
            self.sender = str(origin)
            return origin

        def validateTo(self, user):
            to = str(user.dest)
            self.sink.tried.append(to)
            if to in self.sink.refusals:
                code, words = self.sink.refusals[to].split(" ", 1)
                raise smtp.SMTPBadRcpt(user, int(code), words)
            return lambda: _Message(self.sink, self.sender, to, self.protocol or user.protocol,
                                    self.user)

    @implementer(IRealm)
    class _Realm:
        def __init__(self, sink):
            self.sink = sink

        def requestAvatar(self, avatar, mind, *interfaces):
            return (smtp.IMessageDelivery, _Delivery(self.sink, user=avatar.decode()),
                    lambda: None)

    class _Server(smtp.ESMTP):
        needs_tls = False

        def ext_AUTH(self, rest):
            # A password in the clear is one that others read.
            if self.needs_tls and not self.startedTLS:
                self.sendCode(530, b"Must issue a STARTTLS command first")
            else:
                super().ext_AUTH(rest)

    def _factory(sink, tls, login):
        context = ssl.DefaultOpenSSLContextFactory(str(tls[1]), str(tls[0])) if tls else None

        class Factory(smtp.SMTPFactory):
            def buildProtocol(self, address):
                ways = {b"PLAIN": imap4.PLAINCredentials,
                        b"LOGIN": imap4.LOGINCredentials} if login else None
                server = _Server(ways, context)
                server.needs_tls = bool(tls)
                server.factory = self
                if login:
                    users = InMemoryUsernamePasswordDatabaseDontUse()
                    users.addUser(login[0].encode(), login[1].encode())
                    server.portal = Portal(_Realm(sink), [users])
                else:
                    server.delivery = _Delivery(sink, server)
                return server

        return Factory()
