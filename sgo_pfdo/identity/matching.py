"""Whose account it is: who came from Госуслуги against what the portal's records say. Plain Python, rules 1 to 11.

docs/gosuslugi.md has the table of the rules. СНИЛС with birth date and first name, or full name, birth date and
document: nothing weaker ever opens an account.
"""

import enum
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sgo_pfdo.certificates.rules.names import LOOK_ALIKES, fold, own_patronymic
from sgo_pfdo.people import Level
from sgo_pfdo.verified import Account, VerifiedPerson

_CHECKED_FROM = 1_001_998
"""Numbers up to 001-001-998 have no check digits (domain.md, formats)."""
_SHORTEST_DOCUMENT = 6
"""Digits of the shortest number that is one."""


class Kind(enum.StrEnum):
    """Why an account that seems to be the person's is not opened."""

    RECORD_DIFFERS = "record_differs"
    LINKED_TO_ANOTHER = "linked_to_another"
    BLOCKED = "blocked"
    NOT_THEIRS = "not_theirs"
    """A child's account and somebody else's Госуслуги, or the other way round."""


class Datum(enum.StrEnum):
    """What differs. Only somebody whose identity is confirmed is told, and never the value."""

    BIRTH_DATE = "birth_date"
    BIRTH_DATE_MISSING = "birth_date_missing"
    FIRST_NAME = "first_name"
    SNILS = "snils"


@dataclass(frozen=True, slots=True)
class Match:
    """These accounts are the person's; of several the person chooses.

    :param rule: the number in the table.
    """

    accounts: Sequence[Account]
    rule: int


@dataclass(frozen=True, slots=True)
class AskToLink:
    """Too little for certain: the person signs in once by password and links, or goes to the school."""

    rule: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """An account contradicts what the provider says.

    :param datum: what differs, where the person may be told.
    :param account_id: for the history.
    """

    kind: Kind
    rule: int
    datum: Datum | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The portal has nobody like this. A record with another СНИЛС is nobody like this either."""

    rule: int = 11


Result = Match | AskToLink | Conflict | Unknown


def clean_snils(written: str | None) -> str | None:
    """Give the eleven digits of a СНИЛС, or ``None`` for what is none: too few, wrong check digits, all zeros."""
    digits = re.sub(r"[\s\-‐-―−.]", "", written or "")
    if not re.fullmatch("[0-9]{11}", digits) or not digits.strip("0"):
        return None
    if int(digits[:9]) <= _CHECKED_FROM:
        return digits
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False))
    return digits if total % 101 % 100 == int(digits[9:]) else None


def is_same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names are one: ё as е, look-alikes, NFC, hyphens and spaces aside. No name is like no other."""
    folded = _bare(one)
    return bool(folded) and folded == _bare(other)


def match(
    person: VerifiedPerson,
    candidates: Sequence[Account],
    *,
    linked: Collection[str] = (),
    taken: Collection[str] = (),
) -> Result:
    """Find the person's accounts.

    :param candidates: what the portal offers; offering is no proof of anything.
    :param linked: ids of accounts that are linked to this very person.
    :param taken: ids of accounts that are linked to somebody else of this provider.
    """
    known = [account for account in candidates if account.id in linked]
    if known:
        opened = [account for account in known if not account.is_blocked]
        return Match(opened, 1) if opened else Conflict(Kind.BLOCKED, 1, account_id=known[0].id)
    if person.level is not Level.CONFIRMED and not person.is_child_account:
        return AskToLink(10)
    offered = [account for account in candidates if _may_be(person, account)]
    sure = [(account, 2) for account in offered if _agrees_by_snils(person, account)]
    sure += [(account, 4) for account in _alike_by_document(person, offered)]
    free = [(account, rule) for account, rule in sure if account.id not in taken and not account.is_blocked]
    if free:
        return Match([account for account, _ in free], 9 if len(free) > 1 else free[0][1])
    return _conflict(person, offered, [account for account, _ in sure], taken) or _nearly(person, offered)


def contradiction(person: VerifiedPerson, account: Account, *, taken: Collection[str] = ()) -> Conflict | None:
    """Tell what keeps somebody who is signed in by password from linking: what the record lacks is no obstacle."""
    if account.id in taken:
        return Conflict(Kind.LINKED_TO_ANOTHER, 8, account_id=account.id)
    if account.is_blocked:
        return Conflict(Kind.BLOCKED, 1, account_id=account.id)
    if person.is_child_account and account.pupil_id is None:
        return Conflict(Kind.NOT_THEIRS, 7, account_id=account.id)
    differs = None
    given, recorded = clean_snils(person.snils), clean_snils(account.snils)
    if given and recorded and given != recorded:
        differs = Datum.SNILS
    elif account.birth_date is not None and person.birth_date != account.birth_date:
        differs = Datum.BIRTH_DATE
    elif _given_name(account) and not is_same_name(_given_name(person), _given_name(account)):
        differs = Datum.FIRST_NAME
    if differs is None:
        return None
    if account.pupil_id is not None:
        return Conflict(Kind.NOT_THEIRS, 7, account_id=account.id)
    return Conflict(Kind.RECORD_DIFFERS, 3, _told(person, differs), account.id)


def _may_be(person: VerifiedPerson, account: Account) -> bool:
    """Leave out what is never the person's: a child's account of another birth date, an adult's for a child."""
    if account.pupil_id is not None:
        return account.birth_date is None or account.birth_date == person.birth_date
    return not person.is_child_account


def _has_same_snils(person: VerifiedPerson, account: Account) -> bool:
    given = clean_snils(person.snils)
    return given is not None and given == clean_snils(account.snils)


def _agrees_by_snils(person: VerifiedPerson, account: Account) -> bool:
    return _has_same_snils(person, account) and _differing(person, account) is None


def _differing(person: VerifiedPerson, account: Account) -> Datum | None:
    """Tell what of birth date and first name does not agree; a surname changes, they do not."""
    if account.birth_date is None or person.birth_date is None:
        return Datum.BIRTH_DATE_MISSING
    if account.birth_date != person.birth_date:
        return Datum.BIRTH_DATE
    return None if is_same_name(_given_name(person), _given_name(account)) else Datum.FIRST_NAME


def _is_namesake(person: VerifiedPerson, account: Account) -> bool:
    """Tell whether full name and birth date agree, and no СНИЛС stands in the record that would decide."""
    if clean_snils(account.snils) is not None and clean_snils(person.snils) is not None:
        return False
    if _differing(person, account) is not None or not is_same_name(_surname(person), _surname(account)):
        return False
    ours, theirs = _patronymic(person), _patronymic(account)
    return not ours or not theirs or ours == theirs


def _alike_by_document(person: VerifiedPerson, offered: Sequence[Account]) -> list[Account]:
    """Find by full name, birth date and document, where no СНИЛС is recorded and exactly one person is meant."""
    number = document_of(person.document.number if person.document else None)
    found = [
        account
        for account in offered
        if number is not None
        and clean_snils(account.snils) is None
        and _is_namesake(person, account)
        and document_of(account.document_number) == number
    ]
    patronymics = {_patronymic(account) for account in found} - {""}
    return found if len(patronymics) < 2 else []


def document_of(written: str | None) -> str | None:
    """Reduce series and number to letters and digits, look-alikes as one; ``None`` for what is no number."""
    text = (
        unicodedata.normalize("NFKC", (written or "").replace("№", " "))
        .translate(LOOK_ALIKES)
        .upper()
        .translate(LOOK_ALIKES)
    )
    kept = "".join(sign for sign in text if sign.isalnum())
    digits = re.sub("[^0-9]", "", kept)
    return kept if len(digits) >= _SHORTEST_DOCUMENT and digits.strip("0") else None


def _conflict(
    person: VerifiedPerson, offered: Sequence[Account], sure: Sequence[Account], taken: Collection[str]
) -> Conflict | None:
    """Say why an account that is the person's by the rules, or by СНИЛС alone, stays shut."""
    for account in sure:
        if account.id in taken:
            return Conflict(Kind.LINKED_TO_ANOTHER, 8, account_id=account.id)
    if sure:
        return Conflict(Kind.BLOCKED, 2, account_id=sure[0].id)
    for account in offered:
        if _has_same_snils(person, account):
            datum = _differing(person, account)
            assert datum is not None  # else it would be sure
            return Conflict(Kind.RECORD_DIFFERS, 3, _told(person, datum), account.id)
    return None


def _nearly(person: VerifiedPerson, offered: Sequence[Account]) -> Result:
    return AskToLink(5) if any(_is_namesake(person, account) for account in offered) else Unknown()


def _told(person: VerifiedPerson, datum: Datum) -> Datum | None:
    return datum if person.level is Level.CONFIRMED else None


def _given_name(one: VerifiedPerson | Account) -> str | None:
    """Give the first name; of somebody with one name only it does not matter in which field that stands."""
    return one.first_name if _bare(one.first_name) else one.surname


def _surname(one: VerifiedPerson | Account) -> str | None:
    return one.surname if _bare(one.surname) else one.first_name


def _patronymic(one: VerifiedPerson | Account) -> str:
    return _bare(own_patronymic(one.patronymic))


def _bare(name: str | None) -> str:
    return fold(name).replace(" ", "")
