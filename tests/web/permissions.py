"""The permission table: every route of the module, every kind of viewer, and what the server answers.

A viewer whom a route does not list is refused, with 401 for nobody and 404 for everybody else. To add a route, add its
line; to add a kind of viewer, add it to VIEWERS and to the routes that it may use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sgo_pfdo import Pupil, Role, Viewer
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, OTHER_PARENT, PARENT, SASHA, SCHOOL_OFF, another_child, family_portal

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
    """

    sign_in: Callable[[MemoryPortal], object]
    asks_for: Pupil = IGOR
    refusal: int = 404


def parent(parent_id: str, child: Pupil = IGOR) -> Kind:
    """Make the kind of a parent who asks for a child."""
    return Kind(lambda portal: portal.sign_in_parent(parent_id), child)


def account(pupil: Pupil, child: Pupil | None = None, *, is_owner: bool | None = None) -> Kind:
    """Make the kind of a pupil's account where somebody asks for a child, by default for the pupil."""
    return Kind(lambda portal: portal.sign_in_pupil(pupil.id, is_owner=is_owner), child or pupil)


def staff(portal: MemoryPortal) -> None:
    """Sign a teacher in."""
    portal.viewer = Viewer(id="teacher", role=Role.STAFF)


def detached_parent(portal: MemoryPortal) -> None:
    """Sign in a parent from whom Igor was detached after the certificate."""
    portal.add(VANYA, "detached")
    portal.add(IGOR, "detached")
    portal.detach(IGOR.id, "detached")
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
}

ALLOWED_TO_GET = ("mother", "father", "mother, for the younger child", "pupil of 15", "pupil of 15, surely the owner")
ONLY_LOOKING = ("somebody else at the account of 15", "pupil of 9", "somebody else at the account of 9")
NEVER_CERTIFIED = (
    "parent of two, for the one whose school is off",
    "pupil of 18",
    "pupil without a birth date",
)
THEIR_OWN = ALLOWED_TO_GET + ONLY_LOOKING


def given(status: int, *viewers: str) -> dict[str, int]:
    """Say that these viewers get this status."""
    return dict.fromkeys(viewers, status)


@dataclass(frozen=True)
class Route:
    """What a route answers to those who are not refused.

    Attributes:
        before: while Igor and Sasha have no certificate.
        after: once they have one.
        path: the address, where the rule has parameters.
    """

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    path: str = ""


ANY_TIME = given(200, *THEIR_OWN, *NEVER_CERTIFIED)
BACK = given(303, *THEIR_OWN, *NEVER_CERTIFIED)
PICTURE = given(200, *THEIR_OWN)
SECRET = given(200, *ALLOWED_TO_GET)

ROUTES: Mapping[str, Route] = {
    "GET /settings/certificate": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/issue": Route(BACK, BACK),
    "POST /settings/certificate/issue": Route(
        before=given(303, *ALLOWED_TO_GET) | given(403, *ONLY_LOOKING, *NEVER_CERTIFIED),
        after=given(303, *THEIR_OWN) | given(403, *NEVER_CERTIFIED),
    ),
    "GET /settings/certificate/password": Route(after=SECRET),
    "POST /settings/certificate/password": Route(after=given(303, *ALLOWED_TO_GET)),
    "GET /settings/certificate/history": Route(after=PICTURE),
    "GET /settings/certificate/application-form.pdf": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/consent.pdf": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/certificate.pdf": Route(after=PICTURE),
    "GET /settings/certificate/certificate.png": Route(after=PICTURE),
    "GET /settings/certificate/credentials.pdf": Route(after=SECRET),
    "GET /pfdo/static/<path:filename>": Route(
        before=given(200, *VIEWERS), after=given(200, *VIEWERS), path="/pfdo/static/pfdo.css"
    ),
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
