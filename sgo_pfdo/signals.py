"""What the module tells the host: blinker signals, each sent after the commit, at most once.

The sender is always the Flask application. A receiver that raises is logged and hurts nobody: neither the person's
request nor other receivers nor what was committed. What must happen belongs into a row, not into a receiver.
Arguments hold ids, never names, numbers or passwords.
"""

import logging
from typing import Any

import flask
from blinker import NamedSignal, Namespace
from sqlalchemy.orm import Session

from sgo_pfdo.database import after_commit

_signals = Namespace()
_log = logging.getLogger("sgo_pfdo")

certificate_issued = _signals.signal(
    "sgo-pfdo-certificate-issued",
    doc="""A certificate was issued. Not sent for a second press, which finds the certificate there.

    :param certificate_id: int, the row of the certificate.
    :param pupil_id: str, the host's id of the child; None for a child registered at the desk that the portal does not
        have.
    :param viewer_id: str, the host's id of the person who pressed.
    """,
)
account_opened = _signals.signal(
    "sgo-pfdo-account-opened",
    doc="""The account in АИС ПФДО is open and the credentials sheet can be had: at once with the embedded register,
    later, from ``flask pfdo register sync``, with a remote one.

    :param certificate_id: int, the row of the certificate.
    :param pupil_id: str or None, the host's id of the child.
    """,
)
password_reset = _signals.signal(
    "sgo-pfdo-password-reset",
    doc="""An extract was made: the old password ended.

    :param certificate_id: int, the row of the certificate.
    :param pupil_id: str or None, the host's id of the child.
    :param viewer_id: str, the host's id of the person who asked for it.
    """,
)
document_downloaded = _signals.signal(
    "sgo-pfdo-document-downloaded",
    doc="""Somebody downloaded a paper. Sent once the download stands in the history, before the bytes go out.

    :param document: str, one of ``application_form``, ``consent``, ``certificate_image``, ``certificate_picture``
        (PNG), ``credentials_sheet``; of an application by e-mail ``filled_application``, ``filled_consent``.
    :param certificate_id: int, or None for a blank form.
    :param pupil_id: str, the host's id of the child.
    :param viewer_id: str, the host's id of the person.
    """,
)

certificate_expiring = _signals.signal(
    "sgo-pfdo-certificate-expiring",
    doc="""A certificate that nobody activated ends soon: remind the family. Sent from ``flask pfdo remind``, 28 and 14
    days before the end, each once.

    :param certificate_id: int, the row of the certificate.
    :param pupil_id: str, the host's id of the child; None for a child that the portal does not have.
    :param end_date: date, the last day.
    :param days_left: int, days on which it can still be activated, today and the last day included.
    """,
)

access_requested = _signals.signal(
    "sgo-pfdo-access-requested",
    doc="""A parent has asked a school for access to a child; a second press tells it again.

    :param request_id: int, the row of the request.
    :param viewer_id: str, the host's id of the parent.
    """,
)
access_decided = _signals.signal(
    "sgo-pfdo-access-decided",
    doc="""A school has decided about a request, or a code of the school has attached a child.

    :param request_id: int, the row of the request; a code makes one, accepted at once.
    :param viewer_id: str, the host's id of the parent.
    :param pupil_id: str, the host's id of the child that was attached; None where the school refused.
    """,
)
access_ended = _signals.signal(
    "sgo-pfdo-access-ended",
    doc="""A child was taken away from a parent again: by the school, by the parent, or because its day has come.

    :param request_id: int, the row of the request.
    """,
)


def send(signal: NamedSignal, **arguments: Any) -> None:
    """Send a signal of something that is no change in the database.

    :param arguments: as the signal's documentation says.
    """
    app = flask.current_app._get_current_object()  # type: ignore[attr-defined]
    for receiver in list(signal.receivers_for(app)):
        try:
            receiver(app, **arguments)
        except Exception:
            _log.exception("a receiver of %s failed", signal.name)


def send_after_commit(session: Session, signal: NamedSignal, **arguments: Any) -> None:
    """Send a signal once the current action is committed.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param arguments: as the signal's documentation says.
    """
    after_commit(session, lambda: send(signal, **arguments))
