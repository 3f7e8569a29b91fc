"""«Перенести сертификаты»: a file of another system is checked, shown, and taken in by a press of its own."""

import logging

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.brought import BroughtFiles, Count, FileRefusedError
from sgo_pfdo.blueprints.common.staff import Operator, require_operator, today_for
from sgo_pfdo.blueprints.common.working import Progress
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_by_school
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.carrying_out import ImportRefusedError, carry_out, examine
from sgo_pfdo.importing.files import can_read_xlsx
from sgo_pfdo.importing.going_through import Findings
from sgo_pfdo.importing.linking import link_imported
from sgo_pfdo.importing.model import CERTIFICATES
from sgo_pfdo.importing.rules.report import Told

_log = logging.getLogger("sgo_pfdo")


class _Certificates(BroughtFiles[Operator, Findings]):
    blueprint = blueprint
    kind, view, template = CERTIFICATES, "import", "municipality/import.html"
    label, command = "Таблица с сертификатами", "flask pfdo import"

    def require(self) -> Operator:
        return require_operator()

    def examine(self, worker: Operator, content: bytes) -> Findings:
        state = current_state()
        return examine(
            database.current_session(),
            staging.open_content(content),
            worker.municipality,
            settings=state.settings,
            now=state.host.now(),
            most_rows=staging.MOST_ROWS,
        )

    def carry_out(self, session: Session, worker: Operator, content: bytes, progress: Progress) -> Findings:
        state = current_state()
        try:
            return carry_out(
                session,
                staging.open_content(content),
                worker.municipality,
                worker.actor,
                settings=state.settings,
                now=state.host.now(),
                most_rows=staging.MOST_ROWS,
                progress=progress,
            )
        except ImportRefusedError:
            raise FileRefusedError from None

    def count(self, findings: Findings) -> Count:
        return Count(findings.new, findings.known)

    def faults(self, findings: Findings) -> Told:
        return findings.faults

    def accepted(self) -> tuple[str, str]:
        if can_read_xlsx():
            return "XLSX или CSV", ".xlsx,.csv,.txt"
        return "Только CSV: Excel сохраняет его через «Сохранить как»", ".csv,.txt"

    def finish(self, worker: Operator) -> None:
        """Link what can be linked to pupils of the portal; what was taken in stays, whatever the portal answers."""
        state = current_state()
        host, code, actor = state.host, worker.municipality.code, worker.actor
        if not isinstance(host, PupilDirectory):
            return
        today, now = today_for(worker.municipality), host.now()
        try:
            done = link_imported(lambda schools: pupils_by_school(host, schools), code, actor, today=today, now=now)
        except (database.DatabaseBusyError, *database.FAILURES):
            raise
        except Exception as error:  # a mistake of the host port
            _log.error("imported certificates were not linked: %s in the portal's lists", type(error).__name__)
            return
        act(require_operator, lambda session, one: self._note_linked(session, one, done.linked))

    def _note_linked(self, session: Session, worker: Operator, linked: int) -> None:
        kept = self.find(session, worker, lock=True)
        if kept is not None:
            kept.linked_count = linked


_FILES = _Certificates()


@blueprint.get("/import", endpoint="import")
def page() -> ResponseReturnValue:
    """Ask for a file."""
    return _FILES.ask()


@blueprint.post("/import", endpoint="import_check")
def check() -> ResponseReturnValue:
    """Check one."""
    return _FILES.check()


@blueprint.post("/import/take-in", endpoint="import_take_in")
def take_in() -> ResponseReturnValue:
    """Take in the one that was shown."""
    return _FILES.take_in()


@blueprint.post("/import/drop", endpoint="import_drop")
def drop() -> ResponseReturnValue:
    """Forget it."""
    return _FILES.drop()
