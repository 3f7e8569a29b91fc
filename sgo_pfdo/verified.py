"""Who a provider of identity says that somebody is, and the portal's accounts that may be theirs: plain frozen data.

None of them says in ``repr`` who it is about: what a log or a traceback shows is provider, level and id.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sgo_pfdo.people import (
    IdentityDocument,
    Level,
    PortalDataError,
    all_of,
    check_date,
    check_id,
    check_text,
    kind_of,
)

_CHILD_TEXTS = ("surname", "first_name", "patronymic", "snils")
_PERSON_TEXTS = (*_CHILD_TEXTS, "email", "telephone")
_ACCOUNT_TEXTS = ("label", *_CHILD_TEXTS, "document_number")


def _check_document(owner: object, document: object) -> None:
    if document is not None and not isinstance(document, IdentityDocument):
        got = kind_of(document)
        raise PortalDataError(f"{type(owner).__name__}.document must be an IdentityDocument or None, got {got}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedChild:
    """A child of the profile at Госуслуги.

    :param snils: eleven digits, written in whatever way.
    :param is_document_verified: the registry office has confirmed the document.
    :raises PortalDataError: something else than text, a date and a document.
    """

    surname: str = field(repr=False)
    first_name: str = field(repr=False)
    patronymic: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    snils: str | None = field(default=None, repr=False)
    document: IdentityDocument | None = field(default=None, repr=False)
    is_document_verified: bool = False

    def __post_init__(self) -> None:
        check_text(self, *_CHILD_TEXTS)
        check_date(self.birth_date, "VerifiedChild.birth_date")
        _check_document(self, self.document)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPerson:
    """Who a provider of identity says that somebody is.

    :param provider: its name in addresses, «gosuslugi».
    :param subject: what the provider calls the person, 1 to 64 characters, the same for ever.
    :param is_child_account: an account that a parent has made for a child up to 13.
    :param snils: eleven digits, written in whatever way.
    :param email: and the telephone: to fill in forms, never to find somebody by.
    :raises PortalDataError: something else than text, a date, a level and documents.
    """

    provider: str
    subject: str = field(repr=False)
    level: Level
    is_child_account: bool = False
    surname: str = field(repr=False)
    first_name: str = field(repr=False)
    patronymic: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    snils: str | None = field(default=None, repr=False)
    document: IdentityDocument | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    telephone: str | None = field(default=None, repr=False)
    children: Sequence[VerifiedChild] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        check_id(self.subject, "VerifiedPerson.subject")
        check_text(self, "provider", *_PERSON_TEXTS)
        if not isinstance(self.level, Level):
            got = kind_of(self.level)
            raise PortalDataError(f"VerifiedPerson.level must be a Level such as Level.CONFIRMED, got {got}")
        check_date(self.birth_date, "VerifiedPerson.birth_date")
        _check_document(self, self.document)
        object.__setattr__(self, "children", all_of(VerifiedChild, self.children, "VerifiedPerson.children"))

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic, as the provider writes them."""
        return " ".join(filter(None, (self.surname, self.first_name, self.patronymic)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the portal that may be somebody's, with what its record says; what the portal lacks is ``None``.

    :param id: the host's opaque id, 1 to 64 characters, the one that ``sign_in`` gets and that
        :attr:`sgo_pfdo.Viewer.id` has.
    :param label: tells it from others of the same person, «Родитель», «Учитель, школа № 1».
    :param snils: eleven digits, written in whatever way.
    :param document_number: series and number of the identity document, written in whatever way.
    :param pupil_id: of a child's own account.
    :param is_blocked: nobody signs in there.
    :raises PortalDataError: ids that are not such text, something else than text and a date.
    """

    id: str
    label: str = field(repr=False)
    surname: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    patronymic: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    snils: str | None = field(default=None, repr=False)
    document_number: str | None = field(default=None, repr=False)
    pupil_id: str | None = None
    is_blocked: bool = False

    def __post_init__(self) -> None:
        check_id(self.id, "Account.id")
        check_text(self, *_ACCOUNT_TEXTS)
        check_date(self.birth_date, "Account.birth_date")
        if self.pupil_id is not None:
            check_id(self.pupil_id, "Account.pupil_id")
        if not isinstance(self.is_blocked, bool):
            raise PortalDataError(f"Account.is_blocked must be True or False, got {kind_of(self.is_blocked)}")

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic, as the portal writes them."""
        return " ".join(filter(None, (self.surname, self.first_name, self.patronymic)))
