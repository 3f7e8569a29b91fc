"""A real mail server on a free port, which takes letters, refuses them, or hangs, as a test wants."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOGIN, PASSWORD = "portal", "a password that guards nothing"


@dataclass
class MailServer:
    """What the server does and what it got.

    Attributes:
        letters: taken, the oldest first.
        raw: the same letters as they came over the line.
        to_sender: the answer to MAIL FROM; ``250 …`` takes it.
        to_recipient: the answer to RCPT TO.
        to_letter: the answer to the letter itself; the letter counts as taken with ``250 …``.
        to_farewell: the answer to QUIT.
        hangs_for: seconds before the answer to RCPT TO.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to_sender: str = "250 OK"
    to_recipient: str = "250 OK"
    to_letter: str = "250 OK"
    to_farewell: str = "221 Bye"
    hangs_for: float = 0.0
    port: int = 0

    @property
    def options(self) -> dict[str, Any]:
        """The options of a host that sends its letters here."""
        return {
            "SGO_PFDO_MAIL_SERVER": "127.0.0.1",
            "SGO_PFDO_MAIL_PORT": self.port,
            "SGO_PFDO_MAIL_STARTTLS": False,
            "SGO_PFDO_MAIL_FROM": "portal@school.example",
            "SGO_PFDO_MAIL_TIMEOUT": 1,
        }

    async def handle_MAIL(  # noqa: N802 - aiosmtpd wants this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to the sender."""
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802 - aiosmtpd wants this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        await asyncio.sleep(self.hangs_for)
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer to the letter."""
        if self.to_letter.startswith("250"):
            letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.raw.append(envelope.original_content or b"")
        return self.to_letter

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer to the farewell."""
        return self.to_farewell


class _OnFreePort(Controller):
    """Looks at itself, as every Controller does at its start, at the port that the system has chosen."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _check_login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any) -> AuthResult:
    is_right = isinstance(login, LoginPassword) and (login.login, login.password) == (LOGIN.encode(), PASSWORD.encode())
    return AuthResult(success=is_right)


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Run a mail server until the block ends.

    Args:
        tls: with it the server wants STARTTLS, then LOGIN and PASSWORD, before anything else.
    """
    server = MailServer()
    options: dict[str, Any] = {}
    if tls is not None:
        check: Callable[..., AuthResult] = _check_login
        options = {
            "tls_context": tls,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": check,
        }
    controller = _OnFreePort(server, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.stop()
