"""Composes the letters about a cabinet and its address. They name the child by the first name alone, and no number."""

from datetime import datetime

from sgo_pfdo.mail.composing import Render, letter_of
from sgo_pfdo.mail.outbox import Letter

RECOVERY_SUBJECT = "Личный кабинет сертификата. Новый пароль"
CODE_SUBJECT = "Личный кабинет сертификата. Код подтверждения"
GUESSED_SUBJECT = "Личный кабинет сертификата. Кто-то подбирает пароль"
CONFIRM_SUBJECT = "Личный кабинет сертификата. Подтверждение электронной почты"
CHANGED_SUBJECT = "Личный кабинет сертификата. Адрес электронной почты изменён"
REMOVED_SUBJECT = "Личный кабинет сертификата. Адрес электронной почты удалён"


def recovery_letter(render: Render, recipient: str, *, link: str, child: str, until: datetime, portal: str) -> Letter:
    """Compose the letter with the link that sets a new password.

    :param recipient: the confirmed address.
    :param until: when the link dies, in the time zone of the municipality.
    :param portal: the address of the portal.
    """
    known = {"link": link, "child": child, "until": until, "portal": portal}
    return letter_of(render, "cabinet_recovery", recipient, RECOVERY_SUBJECT, **known)


def code_letter(render: Render, recipient: str, *, code: str, child: str, until: datetime, portal: str) -> Letter:
    """Compose the letter with the code that shows once more who somebody is.

    :param code: six digits.
    """
    known = {"code": code, "child": child, "until": until, "portal": portal}
    return letter_of(render, "cabinet_code", recipient, CODE_SUBJECT, **known)


def guessed_letter(render: Render, recipient: str, *, child: str, portal: str) -> Letter:
    """Compose the letter that tells of many wrong passwords."""
    return letter_of(render, "cabinet_guessed", recipient, GUESSED_SUBJECT, child=child, portal=portal)


def confirmation_letter(
    render: Render, recipient: str, *, link: str, child: str, until: datetime, portal: str
) -> Letter:
    """Compose the letter that asks to confirm an address.

    :param recipient: a checked address.
    :param link: the whole address of the page that confirms.
    :param child: the first name; may be empty.
    :param until: when the link dies, in the time zone of the municipality.
    :param portal: the address of the portal.
    """
    known = {"link": link, "child": child, "until": until, "portal": portal}
    return letter_of(render, "cabinet_confirm", recipient, CONFIRM_SUBJECT, **known)


def farewell_letter(
    render: Render, recipient: str, *, child: str, at: datetime, is_removed: bool, portal: str
) -> Letter:
    """Compose the letter that tells an old address that the cabinet has another one now, or none.

    :param recipient: the old address; the new one is not named.
    :param at: when, in the time zone of the municipality.
    """
    known = {"child": child, "at": at, "is_removed": is_removed, "portal": portal}
    subject = REMOVED_SUBJECT if is_removed else CHANGED_SUBJECT
    return letter_of(render, "cabinet_address_gone", recipient, subject, **known)
