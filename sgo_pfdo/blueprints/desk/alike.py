"""The question whether a living certificate of the same surname and birth date is this child's: the clerk decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.staff import Clerk, today_for
from sgo_pfdo.certificates.alike import PossiblyHasOneError, find_alike
from sgo_pfdo.certificates.finding import record_search
from sgo_pfdo.certificates.linking import BY_CLERK, link_pupil
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import SHOWN
from sgo_pfdo.certificates.rules.name_forms import are_forms
from sgo_pfdo.certificates.rules.names import ChildRecord, is_same_name
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.model import RegisteredSchool
from sgo_pfdo.plain.wording import date_in_words, in_groups

SAME, OTHER = "same:", "other:"
"""Answers: the same child, with the card of its certificate; another child than those of these cards."""


@dataclass(frozen=True, slots=True)
class AlikeShown:
    """A certificate as the clerk compares it with the child at the desk.

    :param facts: «14 мая 2010 · Активный · 7850 4490 1646 · МБОУ «СОШ № 1»».
    :param hint: what catches the eye in the first names.
    """

    full_name: str
    facts: str
    hint: str


def others_said(form: Any) -> frozenset[str]:
    """Read the cards of which the clerk has said that they are another child's."""
    answer = form.alike.data or ""
    return frozenset(answer.removeprefix(OTHER).split(",")) if answer.startswith(OTHER) else frozenset()


def same_said(form: Any) -> str | None:
    """Read the card of which the clerk has said that it is this child's."""
    answer: str = form.alike.data or ""
    return answer.removeprefix(SAME) if answer.startswith(SAME) else None


def ask_about_alike(clerk: Clerk, form: Any, child: ChildRecord, error: PossiblyHasOneError) -> None:
    """Put the question into the form; the history of each child that is shown says so."""
    ids, now = [one.id for one in error.certificates], current_state().host.now()

    def action(session: Session) -> Sequence[tuple[Certificate, Holder, str | None]]:
        query = (
            select(Certificate, Holder, RegisteredSchool.name)
            .join(Holder, Certificate.holder_id == Holder.id)
            .outerjoin(RegisteredSchool, Certificate.school_id == RegisteredSchool.id)
            .where(Certificate.id.in_(ids), Certificate.municipality_code == clerk.municipality.code)
            .order_by(Certificate.id)
        )
        rows = [(row.Certificate, row.Holder, row.name) for row in session.execute(query)]
        record_search(session, clerk.actor, [certificate for certificate, *_ in rows], now)
        return rows

    rows = database.perform(action)
    today = today_for(clerk.municipality)
    form.alike_shown = [_shown(child, one, holder, school, today) for one, holder, school in rows]
    answers = {
        SAME + one.card_id: f"Да, тот же: открыть карточку {_unbroken(one.number)}, нового не выдавать"
        for one, *_ in rows
    }
    answers[OTHER + ",".join(one.card_id for one, *_ in rows)] = "Нет, другой: документы сверены, выдать сертификат"
    form.alike.choices = choices(answers.items())
    form.alike.data = None


def _shown(child: ChildRecord, one: Certificate, holder: Holder, school: str | None, today: date) -> AlikeShown:
    status, number = SHOWN[one.status(today)], f"№\u00a0{_unbroken(one.number)}"
    return AlikeShown(
        full_name=" ".join(filter(None, (one.surname, one.first_name, one.patronymic))),
        facts=" · ".join(filter(None, (date_in_words(holder.birth_date), status, number, school))),
        hint=_hint(child.first_name, one.first_name),
    )


def _unbroken(number: str) -> str:
    return in_groups(number).replace(" ", "\u00a0")


def _hint(one: str, other: str) -> str:
    if is_same_name(one, other):
        return "Имя то же самое."
    return "Похоже на разное написание одного имени." if are_forms(one, other) else "Имена разные: возможно, близнецы."


def take_for_same(session: Session, clerk: Clerk, child: ChildRecord, card_id: str, pupil_id: str | None) -> str | None:
    """Issue nothing: the clerk has said whose certificate it is. The portal's pupil, if any, is shown it.

    :param pupil_id: the host's id of the child at the desk, where the portal has it.
    :return: the card, or ``None`` where the question was another one.
    :raises AlreadyHasOneError: the pupil has another living certificate.
    """
    today, now = today_for(clerk.municipality), current_state().host.now()
    found = find_alike(session, clerk.municipality.code, child, today)
    same = next((one for one in found if one.card_id == card_id), None)
    if same is None:
        return None
    about: Any = {"holder_id": same.holder_id, "certificate_id": same.id}
    record(session, Event.TAKEN_FOR_SAME, clerk.actor, at=now, **about)
    if pupil_id is not None:
        code = clerk.municipality.code
        link_pupil(session, same, code, pupil_id, clerk.actor, BY_CLERK, today=today, now=now)
    return card_id
