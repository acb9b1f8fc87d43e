"""All that smtp_test.py asks of the mail channel, asked again before a server of another house."""

import smtp_test
from tocsin import main
from twisted_sink import TwistedSink


class MailToTwisted(smtp_test.Mail):
    Server = TwistedSink


class MailToTwistedWithTls(smtp_test.MailWithTls):
    Server = TwistedSink


if __name__ == "__main__":
    main()
