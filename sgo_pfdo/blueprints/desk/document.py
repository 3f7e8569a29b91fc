"""The question that a document puts which stands with another child: a slip, the same child, or a slip over there?"""

from datetime import date
from typing import Any

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.staff import Clerk
from sgo_pfdo.certificates.finding import record_search
from sgo_pfdo.certificates.holders import AnotherChildError, DocumentAnswer
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state

FREE = "Нет, другой. Документ – этого ребёнка, за другим он записан по ошибке: снять ту запись"
TAKEN = "С этим документом записан другой ребёнок. Проверьте серию и номер."


def answer_of(form: Any) -> DocumentAnswer | None:
    """Read what the clerk said of the document. It holds for the document and the birth date that were asked about."""
    answer, _, about = (form.document_answer.data or "").partition(":")
    return DocumentAnswer(answer) if answer in set(DocumentAnswer) and about == _about(form) else None


def ask_about_document(clerk: Clerk, form: Any, error: AnotherChildError) -> None:
    """Put the question into the form.

    The other child's name is shown only where it may be the same child, and that child's history says so.

    :param form: with ``document_kind``, ``document_number``, ``born``, a name and ``document_answer``.
    """
    answers = {f"{DocumentAnswer.FREE}:{_about(form)}": FREE}
    if error.may_be_same and error.certificate_id is not None:
        typed = _full_name(form.surname.data, form.first_name.data, form.patronymic.data)
        known = _name_shown(clerk, error.certificate_id)
        same = f"Да, это тот же ребёнок: сейчас введено «{typed}», раньше записан как «{known}»"
        answers = {f"{DocumentAnswer.SAME}:{_about(form)}": same} | answers
    form.document_answer.choices = choices(answers.items())
    form.document_answer.data = None
    form.document_number.errors = [TAKEN]


def _name_shown(clerk: Clerk, certificate_id: int) -> str:
    """Read a child's name for a clerk, and write that down."""
    now = current_state().host.now()

    def action(session: Any) -> str:
        known = session.get_one(Certificate, certificate_id)
        record_search(session, clerk.actor, [known], now)
        return _full_name(known.surname, known.first_name, known.patronymic)

    return database.perform(action)


def _about(form: Any) -> str:
    born: date | None = form.born.data
    return f"{form.document_kind.data}:{form.document_number.data}:{born}"


def _full_name(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
