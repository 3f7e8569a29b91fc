"""Sends a letter by SMTP: the default of ``HostPortal.send_mail``."""

import smtplib
import ssl
from email.message import EmailMessage

from sgo_pfdo.config import Settings


class MailRefusedError(Exception):
    """The mail server will never take this letter: the address does not exist, most likely."""


class MailUnavailableError(Exception):
    """The mail server did not take the letter now: it is tried again later."""


def send(message: EmailMessage, settings: Settings) -> None:
    """Send a letter to the server of the options.

    :raises MailRefusedError: the server answered with a 5xx to the recipient or the letter.
    :raises MailUnavailableError: it answered 4xx, hung, hung up, or could not be reached; or none is set.
    """
    if not settings.mail_server:
        raise MailUnavailableError("SGO_PFDO_MAIL_SERVER is not set")
    try:
        with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=settings.mail_timeout) as server:
            if settings.mail_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.mail_username:
                server.login(settings.mail_username, settings.mail_password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _refusal(max(codes, default=0)) from None
    except smtplib.SMTPAuthenticationError as error:  # the letter is all right, the options are not
        raise MailUnavailableError(f"the mail server answered {error.smtp_code} to the login") from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnavailableError(f"the mail server cannot be used: {type(error).__name__}") from None


def _refusal(code: int) -> MailRefusedError | MailUnavailableError:
    """Tell «never» from «not now». The server's words stay out: they often repeat the address."""
    kind = MailRefusedError if 500 <= code < 600 else MailUnavailableError
    return kind(f"the mail server answered {code}")
