"""Every kind of viewer of the permission table, and the children whom they ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sgo_pfdo import Pupil, Role, Viewer
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, OTHER_PARENT, PARENT, SASHA, SCHOOL, SCHOOL_OFF, another_child, family_portal

VANYA = another_child(1, surname="Сидоров", first_name="Вениамин", patronymic="Олегович")
MISHA = another_child(2, surname="Закрытов", first_name="Михаил", patronymic="Фёдорович", schools=(SCHOOL_OFF,))
KATYA = another_child(3, surname="Половинкина", first_name="Екатерина", patronymic="Львовна", schools=(SCHOOL_OFF,))
LENA = another_child(4, surname="Половинкина", first_name="Елена", patronymic="Львовна")
ADULT = another_child(5, surname="Взрослов", first_name="Степан", birth_date=date(2001, 10, 28))
NO_DATE = another_child(6, surname="Бездатный", first_name="Тимур", birth_date=None)
EVERYBODY = (IGOR, SASHA, VANYA, MISHA, KATYA, LENA, ADULT, NO_DATE)


@dataclass(frozen=True)
class Kind:
    """A kind of viewer.

    Attributes:
        sign_in: signs one in; None for somebody who is not signed in.
        asks_for: the id of the child that every request names.
        refusal: the status of everything that a route does not list for this kind.
        reads_names_of: children who are not theirs and whose names they may read, and nothing more.
        reads_certificates_of: children whose name, birth date and certificate they may read, but no password.
    """

    sign_in: Callable[[MemoryPortal], object]
    asks_for: Pupil = IGOR
    refusal: int = 404
    reads_names_of: tuple[Pupil, ...] = ()
    reads_certificates_of: tuple[Pupil, ...] = ()


def parent(parent_id: str, child: Pupil = IGOR) -> Kind:
    """Make the kind of a parent who asks for a child."""
    return Kind(lambda portal: portal.sign_in_parent(parent_id), child)


def account(pupil: Pupil, child: Pupil | None = None, *, is_owner: bool | None = None) -> Kind:
    """Make the kind of a pupil's account where somebody asks for a child, by default for the pupil."""
    return Kind(lambda portal: portal.sign_in_pupil(pupil.id, is_owner=is_owner), child or pupil)


def staff(portal: MemoryPortal) -> None:
    """Sign a teacher in."""
    portal.viewer = Viewer(id="teacher", role=Role.STAFF)


def clerk(organisation_code: str, *certified: Pupil) -> Kind:
    """Make the kind of a clerk, who finds the certified children of the municipality."""
    return Kind(lambda portal: portal.sign_in_clerk(organisation_code), reads_certificates_of=certified)


def director(school_id: str) -> Kind:
    """Make the kind of a director, who reads the names of the school's pupils."""
    pupils = tuple(child for child in EVERYBODY if any(school.id == school_id for school in child.schools))
    return Kind(lambda portal: portal.sign_in_director(school_id), reads_names_of=pupils)


def operator(municipality_code: str) -> Kind:
    """Make the kind of an operator."""
    return Kind(lambda portal: portal.sign_in_operator(municipality_code))


def provider(provider_code: str) -> Kind:
    """Make the kind of somebody who works for an organisation that teaches."""
    return Kind(lambda portal: portal.sign_in_provider(provider_code))


def detached_parent(portal: MemoryPortal) -> None:
    """Sign in a parent from whom Igor was detached after the certificate."""
    portal.add(VANYA, "detached")
    portal.add(IGOR, "detached")
    portal.take_away(IGOR.id, "detached")
    portal.sign_in_parent("detached")


VIEWERS: Mapping[str, Kind] = {
    "nobody": Kind(MemoryPortal.sign_out, refusal=401),
    "staff": Kind(staff),
    "mother": parent(PARENT),
    "father": parent(OTHER_PARENT),
    "mother, for the younger child": parent(PARENT, SASHA),
    "parent of another child": parent("sidorov"),
    "parent without children": parent("childless"),
    "parent of a child whose school is off, for somebody else's": parent("zakrytov"),
    "parent of a child whose school is off": parent("zakrytov", MISHA),
    "parent of two, for the one whose school is off": parent("polovinkin", KATYA),
    "parent who lost the child": Kind(detached_parent),
    "parent who makes up an id": parent(PARENT, replace(IGOR, id="IGOR")),
    "pupil of 15": account(IGOR),
    "pupil of 15, surely the owner": account(IGOR, is_owner=True),
    "pupil of 15, for the sister": account(IGOR, SASHA),
    "somebody else at the account of 15": account(IGOR, is_owner=False),
    "pupil of 9": account(SASHA),
    "somebody else at the account of 9": account(SASHA, is_owner=False),
    "another pupil": account(VANYA, IGOR),
    "pupil whose school is off": account(MISHA),
    "pupil whom the portal no longer has": account(replace(IGOR, id="gone")),
    "pupil of 18": account(ADULT),
    "pupil without a birth date": account(NO_DATE),
    "clerk": clerk("cdt", IGOR, SASHA),
    "clerk of another municipality": clerk("myski-centre"),
    "clerk of an organisation that nobody knows": clerk("gone"),
    "director": director(SCHOOL.id),
    "director whose school is off": director(SCHOOL_OFF.id),
    "director of a school that nobody knows": Kind(lambda portal: portal.sign_in_director("gone")),
    "operator": operator("kiselevsk"),
    "operator of another municipality": operator("myski"),
    "operator of a municipality that nobody knows": operator("gone"),
    "provider": provider("ddt"),
    "provider that nobody knows": provider("gone"),
}


def portal_of_everybody() -> MemoryPortal:
    """Make a portal where all these children and their parents are."""
    portal = family_portal()
    for child, parent_id in (
        (VANYA, "sidorov"),
        (MISHA, "zakrytov"),
        (LENA, "polovinkin"),
        (KATYA, "polovinkin"),
        (ADULT, "vzroslov"),
        (NO_DATE, "bezdatny"),
    ):
        portal.add(child, parent_id)
    return portal
