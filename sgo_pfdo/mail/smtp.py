"""Sends a letter by SMTP: the default of ``HostPortal.send_mail``."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from sgo_pfdo.config import Settings

LONGEST = 90.0
"""Seconds that one letter may take in all: less than its lease, so that no second worker takes it meanwhile."""


class MailRefusedError(Exception):
    """The mail server will never take this letter: the address does not exist, most likely."""


class MailUnavailableError(Exception):
    """The mail server did not take the letter now: it is tried again later."""


def send(message: EmailMessage, settings: Settings) -> None:
    """Send a letter to the server of the options.

    :raises MailRefusedError: the server answered with a 5xx to the recipient or the letter.
    :raises MailUnavailableError: it answered 4xx, hung, hung up, refused the sender or the login, or could not be
        reached; or none is set.
    """
    if not settings.mail_server:
        raise MailUnavailableError("SGO_PFDO_MAIL_SERVER is not set")
    try:
        with _connected(settings) as server:
            if settings.mail_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.mail_username:
                server.login(settings.mail_username, settings.mail_password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _refusal(max(codes, default=0)) from None
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code) from None
    except smtplib.SMTPResponseException as error:  # the recipient is all right; sender, login or server are not
        raise MailUnavailableError(f"the mail server answered {error.smtp_code}, not to the recipient") from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnavailableError(f"the mail server cannot be used: {type(error).__name__}") from None


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Connect, for so long as one letter may take: a server may be in time with each answer and yet never end.

    What the server says to the farewell counts for nothing: the letter has been taken or refused by then.
    """
    server = smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=settings.mail_timeout)
    timer = threading.Timer(LONGEST, _hang_up, [server])
    timer.daemon = True
    timer.start()
    try:
        yield server
        with suppress(smtplib.SMTPException):
            server.quit()
    finally:
        timer.cancel()
        server.close()


def _hang_up(server: smtplib.SMTP) -> None:
    connection = server.sock
    if connection is not None:
        with suppress(OSError):  # closed at this very moment
            connection.shutdown(socket.SHUT_RDWR)


def _refusal(code: int) -> MailRefusedError | MailUnavailableError:
    """Tell «never» from «not now». The server's words stay out: they often repeat the address."""
    kind = MailRefusedError if 500 <= code < 600 else MailUnavailableError
    return kind(f"the mail server answered {code}")
