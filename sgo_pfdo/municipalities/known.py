"""A municipality as plain data: what the family's page and issuing need to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.funds.rules.room import Limits
from sgo_pfdo.plain.ages import AgeRange


@dataclass(frozen=True, slots=True)
class CertificateGroup:
    """A certificate group."""

    id: int
    name: str
    ages: AgeRange
    is_open: bool
    limits: Limits


@dataclass(frozen=True, slots=True)
class Place:
    """An open authorised organisation: where a family can go."""

    name: str
    address: str | None
    telephone: str | None
    hours: str | None


@dataclass(frozen=True, slots=True, eq=False)
class KnownMunicipality:
    """A municipality with all that families see of it. What follows from it can be kept by the object itself.

    :param funding: the type that new certificates have.
    :param has_applications: somebody has applied there by e-mail, or may have brought an application along.
    :param groups: closed ones included, in the municipality's order.
    :param open_ages: the ages that may get a certificate.
    :param closed_ages: those of closed groups.
    :param places: the open authorised organisations, in the municipality's order.
    :param own_papers: the size in bytes of each PDF of the municipality's own, by kind.
    """

    code: str
    name: str
    district: str | None
    region: str | None
    region_code: str | None
    municipality_code: str | None
    time_zone: str | None
    number_format: str | None
    validity_days: int | None
    pupil_may_come_alone: bool | None
    application_way: str | None
    authority: str | None
    authority_address: str | None
    authority_telephone: str | None
    authority_hours: str | None
    register_operator: str | None
    register_operator_address: str | None
    letters_off: str | None
    force_password_change: bool
    regulation_title: str | None
    regulation_date: date | None
    regulation_number: str | None
    regulation_excerpt: str | None
    funding: str
    has_applications: bool
    groups: Sequence[CertificateGroup]
    open_ages: tuple[AgeRange, ...]
    closed_ages: tuple[AgeRange, ...]
    places: Sequence[Place]
    own_papers: Mapping[str, int]
