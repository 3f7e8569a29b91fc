"""Writes the rows by which programmes are found, in the transaction of what has changed: the one place that does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, column, delete, insert, select, table, text
from sqlalchemy.orm import Session, aliased

from sgo_pfdo.database import insert_missing, table_of
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.model import Programme, ProgrammeAddress, ProgrammeGroup, ProgrammePart, ProgrammeTrait
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.ages import day_key
from sgo_pfdo.programmes.rules.distance import Point, in_space
from sgo_pfdo.programmes.rules.kinds import Direction, Health, ProviderState, Trait
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.rules.search_words import stem_of, tokens_of, words_of
from sgo_pfdo.programmes.rules.wishes import DIRECTION_BITS, HEALTH_BITS, REGISTER_BITS, bits_of
from sgo_pfdo.programmes.search.model import FTS, SearchGroup, SearchProgramme, SearchText, SearchWord

BATCH = 500
"""Programmes that are read at once."""
Values = dict[str, Any]
Traits = Mapping[Trait, set[str]]


def index_programmes(session: Session, programme_ids: Iterable[int]) -> None:
    """Make the search rows of programmes anew; those that nobody may see lose theirs.

    The programmes are held until the end of the transaction: two who change groups of one programme write these rows
    one after the other.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    session.flush()
    wanted = sorted(set(programme_ids))
    for start in range(0, len(wanted), BATCH):
        _index(session, wanted[start : start + BATCH])


def index_provider(session: Session, provider_code: str) -> None:
    """Make the rows of all programmes of a provider anew; see :func:`index_programmes`."""
    session.flush()
    index_programmes(session, session.scalars(select(Programme.id).where(Programme.provider_code == provider_code)))


def index_everything(session: Session, after: int = 0, *, count: int = 5000) -> int | None:
    """Make the rows of some programmes anew: after a new version of the stemmer, or after rows were changed by SQL.

    The words are forgotten at the beginning, so a slip of one letter may find nothing until the end.

    :param after: the id where the last call ended; 0 to begin.
    :return: for the next call; ``None`` at the end.
    """
    if after == 0:
        session.execute(delete(SearchWord))
    query = select(Programme.id).where(Programme.id > after).order_by(Programme.id).limit(count)
    found = session.scalars(query).all()
    index_programmes(session, found)
    return found[-1] if found else None


def _index(session: Session, ids: Sequence[int]) -> None:
    session.execute(select(Programme.id).where(Programme.id.in_(ids)).order_by(Programme.id).with_for_update()).all()
    programmes = session.execute(
        select(table_of(Programme), Provider.name.label("provider_name"))
        .join(Provider, Provider.code == Programme.provider_code)
        .where(
            Programme.id.in_(ids),
            Programme.state == State.PUBLISHED.value,
            Provider.state == ProviderState.ACTIVE.value,
        )
    ).all()
    traits: dict[int, dict[Trait, set[str]]] = defaultdict(lambda: defaultdict(set))
    for programme_id, kind, value in session.execute(
        select(ProgrammeTrait.programme_id, ProgrammeTrait.kind, ProgrammeTrait.value).where(
            ProgrammeTrait.programme_id.in_(ids)
        )
    ):
        traits[programme_id][Trait(kind)].add(value)
    texts = {one.id: _texts(one, traits[one.id]) for one in programmes}
    groups = _group_rows(session, [one.id for one in programmes])
    last_start: dict[int, int] = defaultdict(int)
    for group in groups:
        last_start[group["programme_id"]] = max(last_start[group["programme_id"]], group["start_key"])
    _forget(session, ids)
    _put(session, SearchProgramme, [_programme_row(one, traits[one.id], last_start[one.id]) for one in programmes])
    _put(session, SearchGroup, groups)
    _put(
        session,
        SearchText,
        [{"programme_id": key, "words": tokens_of(heading, rest)} for key, (heading, rest) in texts.items()],
    )
    if session.connection().dialect.name == "sqlite":
        _into_fts(session, ids)
    _put_words(session, {word for heading, rest in texts.values() for word in heading + rest})


def _texts(programme: Row[Any], traits: Traits) -> tuple[list[str], list[str]]:
    """Give the words of the heading, and the others."""
    heading = [programme.short_name, programme.full_name, *sorted(traits[Trait.KEYWORD])]
    rest = [programme.provider_name, *sorted(traits[Trait.ACTIVITY]), programme.annotation or ""]
    return words_of("\n".join(heading)), words_of("\n".join(rest))


def _programme_row(programme: Row[Any], traits: Traits, last_start_key: int) -> Values:
    names = (
        "municipality_code",
        "all_region",
        "provider_code",
        "is_adapted",
        "age_min",
        "age_max",
        "form",
        "is_distance",
        "level",
        "needs_medical",
        "rating",
    )
    return {name: getattr(programme, name) for name in names} | {
        "programme_id": programme.id,
        "last_start_key": last_start_key,
        "choices": bits_of(REGISTER_BITS, map(RegisterKind, traits[Trait.REGISTER]))
        | DIRECTION_BITS[Direction(programme.direction)],
        "health": bits_of(HEALTH_BITS, map(Health, traits[Trait.HEALTH])),
        "sort_name": programme.name_key,
    }


def _group_rows(session: Session, ids: Sequence[int]) -> list[Values]:
    own, main = aliased(ProviderAddress), aliased(ProviderAddress)
    query = (
        select(
            table_of(ProgrammeGroup),
            ProgrammePart.programme_id,
            ProgrammePart.is_open,
            ProgrammePart.price,
            ProgrammePart.months,
            Programme.age_min.label("least"),
            Programme.age_max.label("most"),
            own.latitude.label("own_latitude"),
            own.longitude.label("own_longitude"),
            main.latitude,
            main.longitude,
        )
        .join(ProgrammePart, ProgrammePart.id == ProgrammeGroup.part_id)
        .join(Programme, Programme.id == ProgrammePart.programme_id)
        .outerjoin(own, own.id == ProgrammeGroup.address_id)
        .outerjoin(
            ProgrammeAddress, (ProgrammeAddress.programme_id == Programme.id) & ProgrammeAddress.is_main.is_(True)
        )
        .outerjoin(main, main.id == ProgrammeAddress.address_id)
        .where(
            ProgrammePart.programme_id.in_(ids),
            ProgrammePart.state == State.PUBLISHED.value,
            ProgrammeGroup.is_archived.is_(False),
        )
    )
    return [_group_row(one) for one in session.execute(query)]


def _group_row(group: Row[Any]) -> Values:
    point = (group.latitude, group.longitude)
    if group.address_id is not None:
        point = (group.own_latitude, group.own_longitude)
    place = (None, None, None) if None in point else in_space(Point(*point))
    return {
        "group_id": group.id,
        "programme_id": group.programme_id,
        "starts_on": group.starts_on,
        "start_key": day_key(group.starts_on),
        "ends_on": group.ends_on,
        **_days_of_applications(group),
        "age_min": max(group.least, group.age_min or 0),
        "age_max": min(group.most, group.age_max or group.most),
        # nobody is enrolled in groups yet
        "free_places": group.places + group.extra_places,
        "price": group.price,
        "month_price": None if group.price is None else group.price // group.months,
        **dict(zip("xyz", place, strict=True)),
    }


def _days_of_applications(group: Row[Any]) -> dict[str, date]:
    """Say when a group takes applications: the same as ``Offered.takes_on`` of the rules of enrolling."""
    is_taken = group.is_open and not group.is_locked
    is_taken_again = is_taken and group.next_order_from is not None
    return {
        "open_from": (group.order_from or date.min) if is_taken else date.max,
        "open_to": min(group.order_to or date.max, group.ends_on) if is_taken else date.min,
        "again_from": group.next_order_from if is_taken_again else date.max,
        "again_to": min(group.next_order_to or date.max, group.ends_on) if is_taken_again else date.min,
    }


def _put(session: Session, model: type[Any], rows: Sequence[Values]) -> None:
    if rows:
        session.execute(insert(table_of(model)), list(rows))


def _forget(session: Session, ids: Sequence[int]) -> None:
    if session.connection().dialect.name == "sqlite":
        _out_of_fts(session, ids)
    for model in (SearchProgramme, SearchGroup, SearchText):
        rows = table_of(model)
        session.execute(delete(rows).where(rows.c.programme_id.in_(ids)))


def _out_of_fts(session: Session, ids: Sequence[int]) -> None:
    """Take texts out of SQLite's index, which wants to be told what stood there."""
    query = select(SearchText.programme_id, SearchText.words).where(SearchText.programme_id.in_(ids))
    rows = [{"id": key, "words": words} for key, words in session.execute(query)]
    if rows:
        command = f"INSERT INTO {FTS} ({FTS}, rowid, words) VALUES ('delete', :id, :words)"  # noqa: S608
        session.execute(text(command), rows)


def _into_fts(session: Session, ids: Sequence[int]) -> None:
    found = select(SearchText.programme_id, SearchText.words).where(SearchText.programme_id.in_(ids))
    target = table(FTS, column("rowid"), column("words"))
    session.execute(insert(target).from_select(["rowid", "words"], found))


def _put_words(session: Session, words: set[str]) -> None:
    wanted = sorted(words)
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        there = set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(some))))
        rows = [
            {"word": word, "stem": stem, "reversed_word": word[::-1], "reversed_stem": stem[::-1]}
            for word in some
            if word not in there
            for stem in (stem_of(word),)
        ]
        if rows:
            insert_missing(session, SearchWord, rows)
