"""The people and schools a portal tells the module of: plain frozen data, ids are opaque text that the host chooses."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

MAX_ID_LENGTH = 64

T = TypeVar("T")


class Role(enum.StrEnum):
    """The role in which somebody is signed in at the moment."""

    PARENT = "parent"
    """An adult to whom the portal has attached children."""
    PUPIL = "pupil"
    """A child's own account, whoever sits in front of it."""
    CLERK = "clerk"
    """Works at an authorised organisation: the desk."""
    DIRECTOR = "director"
    """Runs a school: switches the module on, sees who has no certificate yet."""
    REGISTRAR = "registrar"
    """A secretary of a school: decides who gets access to its pupils, and sees nothing else of the module."""
    OPERATOR = "operator"
    """The municipality's authorised body: its groups, organisations, papers and counts."""
    PROVIDER = "provider"
    """Works for an organisation that teaches: its programmes and groups, and nothing of any certificate."""
    STAFF = "staff"
    """Anybody else, a teacher for instance: sees nothing of the module."""


class SchoolKind(enum.StrEnum):
    """What kind of institution a school is."""

    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    ADDITIONAL = "additional"
    """An organisation of additional education: attending it proves no residence (S000, point 14)."""


class Relation(enum.StrEnum):
    """Who somebody is to a child, as its legal representative."""

    PARENT = "parent"
    ADOPTER = "adopter"
    GUARDIAN = "guardian"
    """Опекун: of a child under 14."""
    TRUSTEE = "trustee"
    """Попечитель: of a child of 14 and over."""
    FOSTER = "foster"
    OTHER = "other"


class PortalDataError(TypeError):
    """A portal says something of its people that the module does not take: a mistake in the host port.

    The message says what was wanted, what came and how to mend it. It names types, never a person.
    """


def kind_of(value: object) -> str:
    """Name what came in place of something else, without saying what stands in it."""
    return "None" if value is None else type(value).__name__


def _check_id(value: object, what: str) -> None:
    if isinstance(value, str) and 0 < len(value) <= MAX_ID_LENGTH:
        return
    got = f"one of {len(value)}" if isinstance(value, str) else f"{kind_of(value)}: str(…) makes text of a number"
    raise PortalDataError(f"{what} must be text of 1 to {MAX_ID_LENGTH} characters, got {got}")


def _check_text(owner: object, *names: str) -> None:
    """Check fields that are text or ``None``."""
    for name in names:
        value = getattr(owner, name)
        if value is not None and not isinstance(value, str):
            raise PortalDataError(f"{type(owner).__name__}.{name} must be text or None, got {kind_of(value)}")


def _check_date(value: object, what: str) -> None:
    if isinstance(value, datetime):
        raise PortalDataError(f"{what} must be a date without a time, got datetime: use .date()")
    if value is not None and not isinstance(value, date):
        raise PortalDataError(f"{what} must be a datetime.date or None, got {kind_of(value)}")


def _all_of(kind: type[T], values: object, what: str) -> Sequence[T]:
    """Take any iterable of things of one kind; what can be gone through only once becomes a tuple."""
    if not isinstance(values, Iterable):
        raise PortalDataError(f"{what} must be {kind.__name__} objects, got {kind_of(values)}: [] where there are none")
    found = values if isinstance(values, list | tuple) else tuple(values)
    for value in found:
        if not isinstance(value, kind):
            raise PortalDataError(f"{what} must be {kind.__name__} objects, got {kind_of(value)}")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """An institution where a pupil is enrolled: a school, a kindergarten, an organisation of additional education.

    :param id: the host's opaque id, 1 to 64 characters; the one given to ``flask pfdo enable``.
    :param name: as families know it.
    :param kind: a child of a school or a kindergarten needs no proof of residence at the desk.
    :raises PortalDataError: an id that is not such text, a kind that is no :class:`SchoolKind`.
    """

    id: str
    name: str
    kind: SchoolKind = SchoolKind.SCHOOL

    def __post_init__(self) -> None:
        _check_id(self.id, "School.id")
        _check_text(self, "name")
        object.__setattr__(self, "name", self.name or "")
        if not isinstance(self.kind, SchoolKind):
            got = kind_of(self.kind)
            raise PortalDataError(f"School.kind must be a SchoolKind such as SchoolKind.KINDERGARTEN, got {got}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A child as the portal knows it.

    :param id: the host's opaque id, 1 to 64 characters, the same for ever.
    :param surname: фамилия, never refused.
    :param first_name: имя, never refused.
    :param patronymic: отчество, or ``None`` where there is none.
    :param birth_date: or ``None`` where the portal does not know it.
    :param schools: every institution the child is enrolled in; the first one that has the module enabled decides
        municipality and time zone.
    :param class_name: of the school or group of the kindergarten, as the school calls it: «5 Б»; ``None`` where the
        portal does not say it. Directors see their pupils and print slips by it.
    :raises PortalDataError: an id that is not such text, a birth date that is none or has a time, schools that are no
        :class:`School`.
    """

    id: str
    surname: str
    first_name: str
    patronymic: str | None = None
    birth_date: date | None = None
    schools: Sequence[School] = ()
    class_name: str | None = None

    def __post_init__(self) -> None:
        _check_id(self.id, "Pupil.id")
        _check_text(self, "surname", "first_name", "patronymic", "class_name")
        for name in ("surname", "first_name"):  # a portal that lacks one gives None, whatever the annotation says
            object.__setattr__(self, name, getattr(self, name) or "")
        _check_date(self.birth_date, "Pupil.birth_date")
        object.__setattr__(self, "schools", _all_of(School, self.schools, "Pupil.schools"))

    @property
    def attends_school(self) -> bool:
        """Whether the child is enrolled in a school or a kindergarten, which proves where it lives (S000, point 14)."""
        return any(school.kind is not SchoolKind.ADDITIONAL for school in self.schools)

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic, the way papers print them."""
        return " ".join(filter(None, (self.surname, self.first_name, self.patronymic)))


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityDocument:
    """An identity document as the portal or an applicant writes it.

    :param kind: ``birth_certificate``, ``passport``, ``temporary`` or ``foreign``.
    :param number: series and number, as written.
    :param issued_on: the date of issue, if known.
    :param issued_by: the issuer, if known.
    :raises PortalDataError: something else than text or a date.
    """

    kind: str
    number: str
    issued_on: date | None = None
    issued_by: str | None = None

    def __post_init__(self) -> None:
        _check_text(self, "kind", "number", "issued_by")
        _check_date(self.issued_on, "IdentityDocument.issued_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRecord:
    """What the portal knows besides a child and would otherwise ask the applicant again; all of it may be missing.

    :param email: of the person signed in, offered for confirmation.
    :param surname: and the names below: of the person signed in, the applicant.
    :param document: the applicant's identity document.
    :param child_documents: those of the child, to choose from.
    :raises PortalDataError: something else than text and :class:`IdentityDocument`.
    """

    email: str | None = None
    telephone: str | None = None
    surname: str | None = None
    first_name: str | None = None
    patronymic: str | None = None
    document: IdentityDocument | None = None
    address: str | None = None
    child_documents: Sequence[IdentityDocument] = ()
    child_address: str | None = None

    def __post_init__(self) -> None:
        _check_text(self, "email", "telephone", "surname", "first_name", "patronymic", "address", "child_address")
        if self.document is not None and not isinstance(self.document, IdentityDocument):
            got = kind_of(self.document)
            raise PortalDataError(f"FamilyRecord.document must be an IdentityDocument or None, got {got}")
        documents = _all_of(IdentityDocument, self.child_documents, "FamilyRecord.child_documents")
        object.__setattr__(self, "child_documents", documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What the portal knows for certain of somebody who asks for access to a child; all of it may be missing.

    :param surname: and the names below: where they are given they cannot be changed in the form.
    :param is_verified: the portal knows the person from Госуслуги or by papers, not by what they said.
    :raises PortalDataError: something else than text and a date.
    """

    surname: str | None = None
    first_name: str | None = None
    patronymic: str | None = None
    birth_date: date | None = None
    email: str | None = None
    telephone: str | None = None
    is_verified: bool = False

    def __post_init__(self) -> None:
        _check_text(self, "surname", "first_name", "patronymic", "email", "telephone")
        _check_date(self.birth_date, "Applicant.birth_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Somebody to whom a child is attached now.

    :param id: :attr:`Viewer.id` of the person.
    :param full_name: as the school should see it.
    :param relation: or ``None`` where the portal does not know it.
    :param attached_on: or ``None`` where the portal does not know it.
    :raises PortalDataError: an id that is not such text, something else than text, a relation or a date.
    """

    id: str
    full_name: str
    relation: Relation | None = None
    attached_on: date | None = None

    def __post_init__(self) -> None:
        _check_id(self.id, "Guardian.id")
        _check_text(self, "full_name")
        _check_date(self.attached_on, "Guardian.attached_on")
        if self.relation is not None and not isinstance(self.relation, Relation):
            got = kind_of(self.relation)
            raise PortalDataError(f"Guardian.relation must be a Relation such as Relation.PARENT or None, got {got}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whoever is signed in, in the role that is active now.

    :param id: the host's opaque id of the person, 1 to 64 characters; goes to the history and to
        :meth:`HostPortal.children`.
    :param role: the active role.
    :param pupil_id: for :attr:`Role.PUPIL`, the child whose account this is.
    :param is_owner: for :attr:`Role.PUPIL`, ``False`` when somebody else sits at the account (a parent who used
        «Войти как ребёнок»), ``None`` when the portal cannot tell (S004, reason 4).
    :param organisation_code: for :attr:`Role.CLERK`, the authorised organisation the clerk acts for, by the code it was
        loaded with.
    :param school_id: for :attr:`Role.DIRECTOR` and :attr:`Role.REGISTRAR`, the host's id of the school.
    :param municipality_code: for :attr:`Role.OPERATOR`, the municipality by the code it was loaded with.
    :param provider_code: for :attr:`Role.PROVIDER`, the organisation that teaches, by the code it was loaded with.
    :raises PortalDataError: ids that are not such text, a role that is no :class:`Role`.
    """

    id: str
    role: Role
    pupil_id: str | None = None
    is_owner: bool | None = None
    organisation_code: str | None = None
    school_id: str | None = None
    municipality_code: str | None = None
    provider_code: str | None = None

    def __post_init__(self) -> None:
        _check_id(self.id, "Viewer.id")
        if not isinstance(self.role, Role):
            raise PortalDataError(f"Viewer.role must be a Role such as Role.PARENT, got {self.role!r}")
        if self.is_owner is not None and not isinstance(self.is_owner, bool):
            raise PortalDataError(f"Viewer.is_owner must be True, False or None, got {kind_of(self.is_owner)}")
        if self.role is Role.PUPIL:
            _check_id(self.pupil_id, "Viewer.pupil_id of a pupil")
        elif self.role is Role.CLERK:
            _check_id(self.organisation_code, "Viewer.organisation_code of a clerk")
        elif self.role in {Role.DIRECTOR, Role.REGISTRAR}:
            _check_id(self.school_id, f"Viewer.school_id of a {self.role.value}")
        elif self.role is Role.OPERATOR:
            _check_id(self.municipality_code, "Viewer.municipality_code of an operator")
        elif self.role is Role.PROVIDER:
            _check_id(self.provider_code, "Viewer.provider_code of a provider")
