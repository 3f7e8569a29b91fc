"""Changes what a municipality sets for itself. Each change is told in the history; nothing is deleted, only closed.

A form says what it showed by :func:`fingerprint`. Whoever saves over something that has changed since is told so and
nothing is overwritten: two operators may work at once. The municipality's row is locked first, so that they queue up.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.municipalities import changes
from sgo_pfdo.municipalities.changes import Wording
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.municipalities.rules import groups_of, organisations_of

NEW = ""
"""What a form for something new has seen: nothing."""
Ordered = TypeVar("Ordered", Group, Organisation)


class SettingsChangedError(Exception):
    """Somebody else has changed it since the form was shown; nothing was written."""


class TakenError(Exception):
    """Another group has this name, or another organisation this code."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changes the settings of which municipality, when.

    :param actor: an operator; the caller has checked that the municipality is theirs.
    :param now: with a time zone.
    :param seen: the fingerprint of what the form showed, :data:`NEW` for something new.
    """

    municipality_code: str
    actor: Actor
    now: datetime
    seen: str = NEW


def fingerprint(values: Mapping[str, Any]) -> str:
    """Make a short text that is another one as soon as a value is."""
    content = json.dumps(values, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def settings_of(municipality: Municipality, names: Sequence[str]) -> dict[str, Any]:
    """Read some settings of a municipality, by column."""
    return {name: getattr(municipality, name) for name in names}


def group_values(group: Group, place: int) -> dict[str, Any]:
    """Read what can be changed of a group.

    :param place: in the municipality's list, from 1.
    """
    return {name: getattr(group, name) for name in changes.GROUP if name != "place"} | {"place": place}


def organisation_values(organisation: Organisation, place: int) -> dict[str, Any]:
    """Read what can be changed of an authorised organisation.

    :param place: in the municipality's list, from 1.
    """
    return {name: getattr(organisation, name) for name in changes.ORGANISATION if name != "place"} | {"place": place}


def paper_fingerprint(content: bytes | None) -> str:
    """Make the fingerprint of an own paper, or of its absence."""
    return hashlib.sha256(content).hexdigest()[:32] if content is not None else "none"


def change_settings(session: Session, values: Mapping[str, Any], edit: Edit) -> bool:
    """Change settings of a municipality.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param values: by column of the municipality.
    :return: whether anything is different now.
    :raises SettingsChangedError: they are no longer what the form showed.
    """
    municipality = lock(session, edit.municipality_code)
    before = settings_of(municipality, list(values))
    if fingerprint(before) != edit.seen:
        raise SettingsChangedError
    for name, value in values.items():
        setattr(municipality, name, value)
    return tell(session, edit, changes.told(before, values, changes.MUNICIPALITY))


def add_group(session: Session, values: Mapping[str, Any], edit: Edit) -> None:
    """Add a certificate group.

    :param values: every name in :data:`sgo_pfdo.municipalities.changes.GROUP`.
    :raises TakenError: the municipality has a group of this name.
    """
    municipality = lock(session, edit.municipality_code)
    groups = groups_of(session, municipality)
    row = _without_place(values) | {"municipality_code": municipality.code, "position": len(groups)}
    group = insert_new(session, Group, row)
    if group is None:
        raise TakenError
    _put(groups, group, values["place"])
    tell(session, edit, f"Новая группа «{group.name}» – {changes.listed(values, changes.GROUP)}")


def change_group(session: Session, group_id: int, values: Mapping[str, Any], edit: Edit) -> bool:
    """Change, close or open a certificate group.

    :return: whether anything is different now.
    :raises LookupError: the municipality has no such group.
    :raises SettingsChangedError: it is no longer what the form showed.
    :raises TakenError: another group of the municipality has this name.
    """
    groups = groups_of(session, lock(session, edit.municipality_code))
    group = next((one for one in groups if one.id == group_id), None)
    if group is None:
        raise LookupError(group_id)
    before = group_values(group, groups.index(group) + 1)
    if fingerprint(before) != edit.seen:
        raise SettingsChangedError
    if any(one.name == values["name"] and one is not group for one in groups):
        raise TakenError
    return _change(session, groups, group, before, values, f"Группа «{group.name}»", changes.GROUP, edit)


def add_organisation(session: Session, code: str, values: Mapping[str, Any], edit: Edit) -> None:
    """Add an authorised organisation.

    :param code: by which the portal names it in :attr:`sgo_pfdo.Viewer.organisation_code`; it never changes.
    :param values: every name in :data:`sgo_pfdo.municipalities.changes.ORGANISATION`.
    :raises TakenError: there is an organisation of this code, here or in another municipality.
    """
    municipality = lock(session, edit.municipality_code)
    organisations = organisations_of(session, municipality)
    row = _without_place(values) | {
        "code": code,
        "municipality_code": municipality.code,
        "position": len(organisations),
    }
    organisation = insert_new(session, Organisation, row)
    if organisation is None:
        raise TakenError
    _put(organisations, organisation, values["place"])
    tell(
        session,
        edit,
        f"Новая уполномоченная организация «{organisation.name}» – {changes.listed(values, changes.ORGANISATION)}",
    )


def change_organisation(session: Session, code: str, values: Mapping[str, Any], edit: Edit) -> bool:
    """Change, close or open an authorised organisation.

    :return: whether anything is different now.
    :raises LookupError: the municipality has no such organisation.
    :raises SettingsChangedError: it is no longer what the form showed.
    """
    organisations = organisations_of(session, lock(session, edit.municipality_code))
    organisation = next((one for one in organisations if one.code == code), None)
    if organisation is None:
        raise LookupError(code)
    before = organisation_values(organisation, organisations.index(organisation) + 1)
    if fingerprint(before) != edit.seen:
        raise SettingsChangedError
    what = f"Уполномоченная организация «{organisation.name}»"
    return _change(session, organisations, organisation, before, values, what, changes.ORGANISATION, edit)


def put_paper(session: Session, kind: str, content: bytes, edit: Edit) -> bool:
    """Put the municipality's own PDF in place of a blank form.

    :param kind: one of :data:`sgo_pfdo.municipalities.own_papers.OWN_PAPER_KINDS`.
    :param content: a file that :func:`sgo_pfdo.municipalities.own_papers.check_pdf` took.
    :return: whether anything is different now.
    :raises SettingsChangedError: it is no longer what the form showed.
    """
    paper = _locked_paper(session, kind, edit)
    label = changes.PAPERS[kind]
    if paper is None:
        session.add(OwnPaper(municipality_code=edit.municipality_code, kind=kind, content=content))
        return tell(session, edit, f"{label}: бланк портала → свой бланк")
    if paper.content == content:
        return False
    paper.content = content
    return tell(session, edit, f"{label}: свой бланк → другой свой бланк")


def remove_paper(session: Session, kind: str, edit: Edit) -> bool:
    """Go back from the municipality's own PDF to the blank form that the module draws.

    :return: whether anything is different now.
    :raises SettingsChangedError: it is no longer what the form showed.
    """
    paper = _locked_paper(session, kind, edit)
    if paper is None:
        return False
    session.delete(paper)
    return tell(session, edit, f"{changes.PAPERS[kind]}: свой бланк → бланк портала")


def lock(session: Session, code: str) -> Municipality:
    """Read a municipality afresh; whoever edits it at the same time waits here."""
    return session.scalars(
        select(Municipality)
        .where(Municipality.code == code)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _locked_paper(session: Session, kind: str, edit: Edit) -> OwnPaper | None:
    lock(session, edit.municipality_code)
    paper = session.get(OwnPaper, (edit.municipality_code, kind), populate_existing=True)
    if paper_fingerprint(paper.content if paper else None) != edit.seen:
        raise SettingsChangedError
    return paper


def _without_place(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "place"}


def _change(
    session: Session,
    rows: list[Ordered],
    row: Ordered,
    before: Mapping[str, Any],
    values: Mapping[str, Any],
    what: str,
    words: Mapping[str, Wording],
    edit: Edit,
) -> bool:
    """Write the values of a group or an organisation, put it in its place, and tell the history."""
    for name, value in _without_place(values).items():
        setattr(row, name, value)
    rows.remove(row)
    place = _put(rows, row, values["place"])
    difference = changes.told(before, dict(values) | {"place": place}, words)
    return tell(session, edit, f"{what} – {difference}" if difference else "")


def _put(rows: list[Ordered], row: Ordered, place: int) -> int:
    """Put a row into the ordered list of the others and number all of them again.

    :return: the place it got, from 1.
    """
    index = max(0, min(place - 1, len(rows)))
    rows.insert(index, row)
    for position, one in enumerate(rows):
        one.position = position
    return index + 1


def tell(session: Session, edit: Edit, details: str) -> bool:
    """Say that families may see something else from now on, and write what changed into the history."""
    renew_revision(session, edit.municipality_code)
    if not details:
        return False
    record(session, Event.SETTING_CHANGED, edit.actor, at=edit.now, details=details)
    return True
