"""What the operator's pages for records of the catalogue share: the page, the action, where it goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft
from sgo_pfdo.blueprints.common.forms.record_pages import RecordPage, answer_record
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality.catalogue.reviews import by_operator
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.rules.records import Values

Write = Callable[[Session, Operator, By, Values], str]
"""Saves, inside the action, and gives the address to go on to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPage(RecordPage):
    """A page with a form for a record of the catalogue, to an operator."""

    operator: Operator

    @property
    def template(self) -> str:
        """The page around the form."""
        return "municipality/record.html"

    @property
    def names(self) -> dict[str, Any]:
        """What the page knows besides."""
        return {"municipality": self.operator.municipality}


def answer(page: OperatorPage, write: Write) -> ResponseReturnValue:
    """Show the form, or save what was typed; whoever has another municipality by now saves nothing."""
    code = page.operator.municipality.code

    def save(values: Values) -> str:
        def action(session: Session, operator: Operator) -> str:
            if operator.municipality.code != code:
                flask.abort(404)
            drop_draft(session, operator.viewer, page.draft)
            return write(session, operator, by_operator(operator), values)

        return act(require_operator, action)

    return answer_record(page, save)


def done_at(endpoint: str, is_new: bool, **values: Any) -> str:
    """Give the address of a page where a sentence says whether anything is different now."""
    done = "saved" if is_new else "same"
    return flask.url_for(f"sgo_pfdo_municipality.{endpoint}", done=done, _anchor="pfdo-done", **values)
