"""Finds organisations for families: by the words of their names, and by what they are (specification, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Direction, ProviderForm, ProviderState
from sgo_pfdo.programmes.rules.search_words import asked_words
from sgo_pfdo.programmes.rules.wishes import DIRECTION_BITS, PAGE_SIZE
from sgo_pfdo.programmes.search.model import SearchProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationWish:
    """What a family wants of an organisation; what is empty does not matter to it.

    :param text: words of the name, as typed, whatever it is.
    :param direction: it teaches something of this direction.
    :param with_certificates: it accepts certificates.
    """

    text: str = ""
    municipality: str = ""
    form: ProviderForm | None = None
    direction: Direction | None = None
    with_certificates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOrganisation:
    """An organisation as a list shows it.

    :param municipality: the name.
    :param programmes: how many families can see.
    """

    provider: Provider
    municipality: str
    programmes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrganisations:
    """A page of organisations.

    :param total: on all pages.
    :param after: the code of the last one, where another page follows.
    """

    found: Sequence[ListedOrganisation]
    total: int
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrganisation:
    """An organisation as its page shows it.

    :param municipality: the name.
    :param addresses: those that are open.
    """

    provider: Provider
    municipality: str
    addresses: Sequence[ProviderAddress]


def find_organisations(
    session: Session, wish: OrganisationWish, after: str = "", *, count: int = PAGE_SIZE
) -> FoundOrganisations:
    """Find active organisations, by name.

    :param after: the code of the last one on the page before; empty for the first page.
    """
    where = [Provider.state == ProviderState.ACTIVE.value]
    # name_key has ё as е, as the words have; they are letters and digits, without % and _
    stems = [one.stem if len(one.stem) > 2 else one.word for one in asked_words(wish.text)]
    where += [Provider.name_key.contains(stem, autoescape=True) for stem in stems]
    if wish.municipality:
        where.append(Provider.municipality_code == wish.municipality)
    if wish.form is not None:
        where.append(Provider.form == wish.form.value)
    if wish.with_certificates:
        where.append(Provider.accepts_certificates.is_(True))
    if wish.direction is not None:
        is_of = SearchProgramme.choices.bitwise_and(DIRECTION_BITS[wish.direction]) != 0
        teaching = select(SearchProgramme.provider_code).where(is_of)
        where.append(Provider.code.in_(teaching))
    total = session.scalar(select(func.count()).select_from(Provider).where(*where)) or 0
    taught = (
        select(func.count()).where(SearchProgramme.provider_code == Provider.code).correlate(Provider).scalar_subquery()
    )
    query = (
        select(Provider, Municipality.name, taught)
        .join(Municipality, Municipality.code == Provider.municipality_code)
        .where(*where)
        .order_by(Provider.name_key, Provider.code)
        .limit(count + 1)
    )
    last = session.get(Provider, after) if after else None
    if last is not None:
        query = query.where(tuple_(Provider.name_key, Provider.code) > tuple_(last.name_key, last.code))
    rows = session.execute(query).all()
    found = [
        ListedOrganisation(provider=provider, municipality=town, programmes=programmes)
        for provider, town, programmes in rows[:count]
    ]
    return FoundOrganisations(found=found, total=total, after=found[-1].provider.code if len(rows) > count else None)


def shown_organisation(session: Session, code: str) -> ShownOrganisation | None:
    """Read an organisation that families may see; ``None`` for any other one."""
    row = session.execute(
        select(Provider, Municipality.name)
        .join(Municipality, Municipality.code == Provider.municipality_code)
        .where(Provider.code == code, Provider.state == ProviderState.ACTIVE.value)
    ).one_or_none()
    if row is None:
        return None
    addresses = session.scalars(
        select(ProviderAddress)
        .where(ProviderAddress.provider_code == code, ProviderAddress.is_open.is_(True))
        .order_by(ProviderAddress.id)
    ).all()
    return ShownOrganisation(provider=row[0], municipality=row[1], addresses=addresses)
