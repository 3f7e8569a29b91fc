"""Reads a municipality with all that families see of it, once for as long as nothing of it changes.

Whole regions look at the same one in one evening. Its row has a revision; the services that change what families see
give it another one with :func:`renew_revision`, in the same transaction. What is read is kept by the revision.
"""

from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.database import table_of
from sgo_pfdo.municipalities.known import CertificateGroup, KnownMunicipality, Place
from sgo_pfdo.municipalities.model import Municipality, OwnPaper
from sgo_pfdo.municipalities.rules import closed_ages, groups_of, open_ages, open_organisations

_COLUMNS = tuple(field.name for field in fields(KnownMunicipality) if field.name in table_of(Municipality).columns)


def renew_revision(session: Session, *codes: str) -> None:
    """Say that families see something else of these municipalities from now on.

    Every service that changes a municipality, its groups, organisations or papers calls it when it is done; whoever
    changes the rows past the module runs ``flask pfdo municipality refresh``.

    :param session: in the transaction of the change.
    :param codes: which ones.
    """
    session.flush()
    for code in sorted(codes):
        session.execute(update(Municipality).where(Municipality.code == code).values(revision=uuid4().hex))


def known_municipality(session: Session, code: str, revision: str | None = None) -> KnownMunicipality:
    """Give a municipality as plain data.

    :param code: of one that was loaded.
    :param revision: as its row has just said, if it was asked.
    """
    if revision is None:
        revision = session.scalars(select(Municipality.revision).where(Municipality.code == code)).one()
    kept = _kept(revision)
    if not kept:
        kept.append(_read(session, code))
    return kept[0]


@lru_cache(maxsize=1024)
def _kept(revision: str) -> list[KnownMunicipality]:
    """Keep room for what is read of a revision; no other municipality and no other time has the same one."""
    return []


def _read(session: Session, code: str) -> KnownMunicipality:
    """Read all of it, later than its revision: so nothing older can be kept under a newer revision."""
    row = session.scalars(
        select(Municipality).where(Municipality.code == code).execution_options(populate_existing=True)
    ).one()
    groups = tuple(
        CertificateGroup(one.id, one.name, one.ages, one.is_open, one.limits) for one in groups_of(session, row)
    )
    places = tuple(Place(one.name, one.address, one.telephone, one.hours) for one in open_organisations(session, row))
    sizes = select(OwnPaper.kind, func.length(OwnPaper.content)).where(OwnPaper.municipality_code == code)
    return KnownMunicipality(
        **{name: getattr(row, name) for name in _COLUMNS},
        has_applications=row.applications_used > 0 or row.has_accepted,
        groups=groups,
        open_ages=open_ages(groups),
        closed_ages=closed_ages(groups),
        places=places,
        own_papers=MappingProxyType(dict(session.execute(sizes).all())),
    )
