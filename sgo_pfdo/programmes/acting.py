"""Who changes something of the catalogue, what stands in the way, and how it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import Agreement, Provider, ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.programmes.search.indexing import index_programmes, index_provider

V = TypeVar("V", Provider, ProviderAddress, Agreement, Programme, ProgrammePart, ProgrammeGroup)


class FieldsRefusedError(Exception):
    """What was typed cannot be taken as it is.

    :param faults: a sentence in Russian for each field.
    """

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class TakenError(Exception):
    """There is another one with this code, or of this number in the files of the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who acts, on which side, when.

    :param actor: with the municipality on whose side it happens; the caller has checked whose the rows are.
    :param now: with a time zone.
    """

    actor: Actor
    side: Side
    now: datetime


def lock_seen(session: Session, row: V, seen: int) -> V:
    """Read a row afresh and hold it until the end of the transaction; whoever edits it at the same time waits.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param seen: the version that the page showed.
    :raises ChangedMeanwhileError: it is another one by now.
    """
    session.refresh(row, with_for_update=True)
    if row.version != seen:
        raise ChangedMeanwhileError
    return row


def tell(session: Session, by: By, municipality_code: str, details: str) -> None:
    """Write into the history of the municipality what was done.

    :param details: in the words people read.
    """
    record(session, Event.CATALOGUE_CHANGED, by.actor, at=by.now, municipality_code=municipality_code, details=details)


def tell_of(session: Session, by: By, programme: Programme, details: str) -> None:
    """Write into the history what was done with a programme, and find it by what it is now; called last in a service.

    :param details: in the words people read.
    """
    tell(session, by, programme.municipality_code, details)
    index_programmes(session, [programme.id])


def tell_of_provider(session: Session, by: By, provider: Provider, details: str) -> None:
    """Write into the history what was done with a provider, and find its programmes by it; called last in a service."""
    tell(session, by, provider.municipality_code, details)
    index_provider(session, provider.code)
