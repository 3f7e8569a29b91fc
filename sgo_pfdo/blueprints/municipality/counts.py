"""The municipality's counts: by status, school and month, as tables with bars and as CSV. They name no child."""

from collections.abc import Sequence
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.papers import is_download
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator, today_for
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.month_chart import month_chart
from sgo_pfdo.certificates.counting import (
    SOON,
    CountLine,
    count_all,
    count_ending,
    counts_by_month,
    counts_by_school,
    counts_csv,
)
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status
from sgo_pfdo.current import current_state
from sgo_pfdo.documents.spreadsheet import CSV_TYPE
from sgo_pfdo.journal.writing import Event, record


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counts.

    :param heading: above it.
    :param first: what its first column holds.
    """

    heading: str
    first: str
    lines: Sequence[CountLine]

    @property
    def largest(self) -> int:
        """The greatest total, to which the bars are drawn; at least 1."""
        return max((line.counts.total for line in self.lines), default=1) or 1


@blueprint.get("/counts")
def counts() -> ResponseReturnValue:
    """Show how many certificates there are: «Сводка»."""
    operator = require_operator()
    session, code, today = database.current_session(), operator.municipality.code, today_for(operator.municipality)
    by_month = counts_by_month(session, code, today)
    return render(
        "municipality/counts.html",
        municipality=operator.municipality,
        today=today,
        total=count_all(session, code, today),
        statuses=[(SHOWN[status], status) for status in Status],
        tables=[
            Table("По школам, для которых получены", "Школа при получении", counts_by_school(session, code, today)),
            Table("По месяцам", "Месяц получения", by_month),
        ],
        ending=count_ending(session, code, today),
        soon=SOON,
        chart=month_chart(by_month, today),
        active=Status.ACTIVE,
    )


def _record_export(session: Session, operator: Operator, code: str) -> None:
    """Write it into the history; whoever has another municipality by now gets nothing."""
    if operator.municipality.code != code:
        flask.abort(404)
    record(session, Event.EXPORTED, operator.actor, at=current_state().host.now(), details="Сводка, CSV")


@blueprint.get("/counts.csv")
def counts_file() -> ResponseReturnValue:
    """Give the same counts as a CSV file that Excel opens."""
    operator = require_operator()
    today = today_for(operator.municipality)
    content = counts_csv(database.current_session(), operator.municipality.code, today)
    if is_download():
        code = operator.municipality.code
        act(require_operator, lambda session, one: _record_export(session, one, code))
    name = f"Сертификаты, сводка на {today:%d.%m.%Y}.csv"
    return send_paper(content, name, CSV_TYPE)
