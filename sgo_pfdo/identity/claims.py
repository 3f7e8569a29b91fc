"""From the claims of a provider to a person: the standard ones of OpenID Connect, or those that ЕСИА has."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sgo_pfdo.identity.port import IdentityRefusedError, Refusal
from sgo_pfdo.people import MAX_ID_LENGTH, IdentityDocument, Level
from sgo_pfdo.verified import VerifiedPerson

LONGEST_NAME = 200
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_DOTTED = re.compile(r"(?P<day>[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4})")
NATURAL_PERSON = "P"
"""The type of somebody who came as «частное лицо»; an organisation has another one."""


def read_oidc_claims(claims: Mapping[str, Any]) -> VerifiedPerson:
    """Read a person from the claims of a token and of ``userinfo``.

    Names stand in ``family_name``, ``given_name``, ``middle_name``, or in ``lastName``, ``firstName``, ``middleName``;
    the birth date in ``birthdate`` or ``birthDate``, as 1981-10-01 or 01.10.1981. Besides: ``snils``, ``trusted``
    (identity shown), ``child_account``, ``email``, ``phone_number`` or ``mobile``, ``id_doc`` with ``type``, ``series``
    and ``number``. Write a function of your own for a gateway that calls them otherwise.

    :raises IdentityRefusedError: somebody came for an organisation; a name or the birth date is missing, or is none.
    """
    for name in ("typ", "urn:esia:sbj:typ"):
        if claims.get(name) is not None and claims[name] != NATURAL_PERSON:
            raise IdentityRefusedError(Refusal.NOT_A_PERSON)
    surname = _text(claims, "family_name", "lastName")
    first_name = _text(claims, "given_name", "firstName")
    subject = claims.get("sub")
    if not first_name or not surname or not isinstance(subject, str) or not 0 < len(subject) <= MAX_ID_LENGTH:
        raise IdentityRefusedError(Refusal.INCOMPLETE)
    snils = _text(claims, "snils")
    return VerifiedPerson(
        provider="",
        subject=subject,
        level=_level(claims, snils),
        is_child_account=claims.get("child_account") is True,
        surname=surname,
        first_name=first_name,
        patronymic=_text(claims, "middle_name", "middleName"),
        birth_date=_birth_date(claims),
        snils=snils,
        document=_document(claims.get("id_doc")),
        email=_text(claims, "email"),
        telephone=_text(claims, "phone_number", "mobile"),
    )


def _level(claims: Mapping[str, Any], snils: str | None) -> Level:
    """Tell the level: what is not exactly ``true`` is no confirmation."""
    if claims.get("trusted") is True:
        return Level.CONFIRMED
    return Level.STANDARD if snils else Level.SIMPLE


def _text(claims: Mapping[str, Any], *names: str) -> str | None:
    """Give the first of some claims that is text; a name of a thousand characters is none."""
    for name in names:
        value = claims.get(name)
        if isinstance(value, str) and value.strip() and len(value) <= LONGEST_NAME and value.isprintable():
            return value.strip()
    return None


def _birth_date(claims: Mapping[str, Any]) -> date:
    text = _text(claims, "birthdate", "birthDate") or ""
    found = _ISO.fullmatch(text) or _DOTTED.fullmatch(text)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:  # 31.02.2001
        pass
    raise IdentityRefusedError(Refusal.INCOMPLETE)


def _document(claim: Any) -> IdentityDocument | None:
    """Read the main document; types that we do not know are compared by their number all the same."""
    if not isinstance(claim, Mapping):
        return None
    number = " ".join(filter(None, (_text(claim, "series"), _text(claim, "number"))))
    return IdentityDocument(kind=_text(claim, "type") or "", number=number) if number else None
