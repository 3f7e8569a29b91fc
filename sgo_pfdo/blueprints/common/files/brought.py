"""What the pages share on which somebody brings a file: it is checked, shown, and taken in by a press of its own."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import flask
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from wtforms import HiddenField

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint
from sgo_pfdo.blueprints.common.files.uploads import ROOM_FOR_FIELDS, limit
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, ProviderWorker
from sgo_pfdo.blueprints.common.working import PIECES, Progress, answer_while
from sgo_pfdo.current import current_state
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.files import UnreadableFileError
from sgo_pfdo.importing.model import BroughtIn
from sgo_pfdo.importing.rules.report import Told
from sgo_pfdo.limits import IMPORT
from sgo_pfdo.plain.wording import file_size, whole_number
from sgo_pfdo.secrets import SecretLostError

F = TypeVar("F")
W = TypeVar("W", Operator, ProviderWorker)
TOO_LARGE, GONE, REFUSED, FAILED = "large", "gone", "faults", "failed"
"""What a redirect says: the file was not even read; it is there no more; it has faults by now; the portal failed."""
FAULTS_SHOWN = 200
SOON = 1000
"""New records that are taken in before anybody wonders; of more a bar tells how far it is."""

_log = logging.getLogger("sgo_pfdo")


class FileForm(PfdoForm):
    """A file that is brought."""

    file = FileField("Файл", [FileRequired("Выберите файл.")])


class TakeInForm(PfdoForm):
    """The press that takes in the file that the page has shown, or drops it."""

    kept = HiddenField()
    """Names the file."""


class FileGoneError(Exception):
    """The file was kept for an hour, or another one was brought since."""


class FileRefusedError(Exception):
    """Something is wrong with the file by now; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a file are new, and how many are there already."""

    new: int
    known: int


class BroughtFiles(ABC, Generic[W, F]):
    """A kind of file with its page.

    ``W`` is who brings it, ``F`` what is found out about it.
    """

    blueprint: PfdoBlueprint

    kind: str
    """As :class:`sgo_pfdo.importing.model.BroughtIn` says it."""
    view: str
    """The endpoint of the page; those of its presses end in ``_check``, ``_take_in`` and ``_drop``."""
    template: str
    label: str
    """Of the field with the file."""
    command: str | None = None
    """One that takes larger files, if there is any."""

    def __init__(self) -> None:
        self.blueprint.room_for[f"{self.view}_check"] = staging.LARGEST_FILE + ROOM_FOR_FIELDS

    @abstractmethod
    def require(self) -> W:
        """Give who brings a file; 404 for whoever may not."""

    @abstractmethod
    def examine(self, worker: W, content: bytes) -> F:
        """Check a file.

        :raises UnreadableFileError: it cannot be read.
        """

    @abstractmethod
    def carry_out(self, session: Session, worker: W, content: bytes, progress: Progress) -> F:
        """Take a file in, inside an action.

        :raises FileRefusedError: something is wrong with it.
        :raises UnreadableFileError: it cannot be read.
        """

    @abstractmethod
    def count(self, findings: F) -> Count:
        """Count its records."""

    @abstractmethod
    def faults(self, findings: F) -> Told:
        """Give what has to be mended."""

    @abstractmethod
    def accepted(self) -> tuple[str, str]:
        """Say which files can be read, in words and as the beginning of a file dialogue takes it."""

    def names(self, findings: F | None) -> Mapping[str, Any]:
        """Give what the template knows besides."""
        return {}

    def finish(self, worker: W) -> None:
        """Do what belongs to a file that was taken in and is none of its transaction."""

    def ask(self) -> ResponseReturnValue:
        """Ask for a file; show one that was checked and waits, or what came of the last one."""
        worker, problem = self.require(), flask.request.args.get("problem")
        if problem == TOO_LARGE:
            return self._refuse(worker, FileForm(formdata=None), self._too_large())
        waiting = self._find(worker)
        if problem == REFUSED and waiting is not None and waiting.content is not None:
            return self._tell_faults(worker, waiting.content)
        is_taken_in = waiting is not None and waiting.content is None
        if problem == GONE or (problem == FAILED and not is_taken_in):
            return self._show(worker, waiting=waiting, problem=problem)
        is_asked = "done" in flask.request.args or problem == FAILED  # what failed came after it was taken in
        return self._show(worker, waiting=waiting, is_done=is_asked and is_taken_in)

    def _tell_faults(self, worker: W, sealed: bytes) -> ResponseReturnValue:
        """Tell what has come between the check of a file and the press."""
        try:
            return self._show(worker, findings=self.examine(worker, _unsealed(sealed)), problem=REFUSED)
        except (FileGoneError, UnreadableFileError):
            return self._show(worker, problem=GONE)

    def check(self) -> ResponseReturnValue:
        """Check a file, tell every fault, and keep it for the press if there is none."""
        worker = self.require()
        try:
            form = FileForm()
        except RequestEntityTooLarge:
            # not shown here: whatever in the portal's layout looks at the form that was sent would be refused once more
            return flask.redirect(self._address(problem=TOO_LARGE), 303)
        if not form.validate_on_submit():
            problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
            return self._show(worker, form=form, problem=problem), status
        who, now = caller(), current_state().host.now()
        database.perform(lambda session: limiter().take(session, IMPORT, who, now))
        content = form.file.data.read()
        if len(content) > staging.LARGEST_FILE:
            return self._refuse(worker, form, self._too_large()), 422
        try:
            findings = self.examine(worker, content)
        except UnreadableFileError as error:
            return self._refuse(worker, form, str(error)), 422
        if self.faults(findings).count:
            return self._show(worker, findings=findings, problem=REFUSED), 422
        if not self.count(findings).new:
            return self._show(worker, findings=findings)
        act(self.require, lambda session, one: self._keep(session, one, worker, content, findings))
        return self._show(worker, findings=findings, waiting=self._find(worker))

    def _refuse(self, worker: W, form: FileForm, words: str) -> str:
        form.file.errors = [words]
        return self._show(worker, form=form, problem="fields")

    def _too_large(self) -> str:
        other = f" или попросите администратора портала: команда {self.command} берёт больше" if self.command else ""
        most = file_size(limit(staging.LARGEST_FILE))
        return f"Файл слишком большой: здесь можно не больше {most}. Разделите его{other}."

    def _keep(self, session: Session, worker: W, asked: W, content: bytes, findings: F) -> None:
        """Keep the file; whoever has another municipality by now brings nothing."""
        if worker.municipality.code != asked.municipality.code:
            flask.abort(404)
        state, count = current_state(), self.count(findings)
        staging.keep(
            session,
            state.cipher,
            worker.viewer.id,
            worker.municipality.code,
            content,
            new=count.new,
            known=count.known,
            now=state.host.now(),
            kind=self.kind,
        )

    def take_in(self) -> ResponseReturnValue:
        """Take in the file that the page has shown, all of it or nothing; while a large one is, a bar tells."""
        worker, form = self.require(), TakeInForm()
        if not form.validate_on_submit():
            return self._show(worker, waiting=self._find(worker), problem="token"), 400
        waiting, token = self._find(worker), form.kept.data or ""
        if waiting is None or waiting.token != token:
            return self._show(worker, problem=GONE), 409
        if waiting.content is None or waiting.new_count <= SOON:
            return flask.redirect(self._outcome(token, lambda rows: None), 303)
        page, rows = self._show(worker, waiting=waiting, pieces=PIECES), waiting.new_count + waiting.known_count
        database.current_session().rollback()  # nothing of this page holds a connection while the other one works
        return answer_while(page, lambda progress: self._outcome_of_any(token, progress), rows)

    def _outcome(self, token: str, progress: Progress) -> str:
        """Take a file in, and give the address where its outcome is shown."""
        try:
            if act(self.require, lambda session, one: self._take_in(session, one, token, progress)):
                self.finish(self.require())
        except (FileGoneError, UnreadableFileError):
            return self._address(problem=GONE)
        except FileRefusedError:
            return self._address(problem=REFUSED)
        return self._address(done="imported", _anchor="pfdo-done")

    def _outcome_of_any(self, token: str, progress: Progress) -> str:
        """The same where the answer has begun: whatever happens is told at that address."""
        try:
            return self._outcome(token, progress)
        except HTTPException:  # signed out meanwhile, or somebody else
            return self._address()
        except (database.DatabaseBusyError, *database.FAILURES) as error:
            _log.warning("a file was not taken in: %s", database.name_of(error))
        except Exception as error:
            _log.error("a file was not taken in: %s", type(error).__name__)
        return self._address(problem=FAILED)

    def _take_in(self, session: Session, worker: W, token: str, progress: Progress) -> bool:
        """Take the file in, once; what was in it is kept no longer.

        :return: ``False`` for a second press.
        :raises FileGoneError: there is no such file any more.
        """
        kept = self.find(session, worker, lock=True)
        if kept is None or kept.token != token:
            raise FileGoneError
        if kept.content is None:
            return False
        count = self.count(self.carry_out(session, worker, _unsealed(kept.content), progress))
        kept.content, kept.new_count, kept.known_count = None, count.new, count.known
        return True

    def drop(self) -> ResponseReturnValue:
        """Forget the file that waits."""
        worker = self.require()
        if not TakeInForm().validate_on_submit():
            return self._show(worker, waiting=self._find(worker), problem="token"), 400
        act(self.require, lambda session, one: staging.drop(session, one.viewer.id, self.kind))
        return flask.redirect(self._address(), 303)

    def find(self, session: Session, worker: W, *, lock: bool) -> BroughtIn | None:
        """Find somebody's file of this kind.

        :param lock: against a second press; for a look there is no need.
        """
        now = current_state().host.now()
        return staging.find(session, worker.viewer.id, worker.municipality.code, now, lock=lock, kind=self.kind)

    def _find(self, worker: W) -> BroughtIn | None:
        return self.find(database.current_session(), worker, lock=False)

    def _address(self, **query: str) -> str:
        return flask.url_for(f"{self.blueprint.name}.{self.view}", **query)  # type: ignore[arg-type]

    def _show(
        self,
        worker: W,
        *,
        form: FileForm | None = None,
        findings: F | None = None,
        waiting: BroughtIn | None = None,
        is_done: bool = False,
        problem: str | None = None,
        pieces: str | None = None,
    ) -> str:
        """Render the page.

        :param findings: of the file that was just brought.
        :param waiting: the file that was checked and can be taken in, or that was.
        :param problem: ``token``, ``fields``, ``faults``, ``gone`` or ``failed``.
        :param pieces: where a bar stands while the file that waits is taken in.
        """
        form = form or FileForm(formdata=None)
        words, accepted = self.accepted()
        form.file.label.text = self.label
        form.file.description = (
            f"{words}. Не больше {file_size(limit(staging.LARGEST_FILE))} и {whole_number(staging.MOST_ROWS)} строк."
        )
        press = TakeInForm(formdata=None)
        press.kept.data = waiting.token if waiting else ""
        return render(
            self.template,
            municipality=worker.municipality,
            view=f"{self.blueprint.name}.{self.view}",
            form=form,
            fields=[form.file],
            press_form=press,
            findings=findings,
            faults=_shortened(self.faults(findings).lines()) if findings else [],
            waiting=waiting if waiting is not None and waiting.content is not None else None,
            imported=waiting if is_done else None,
            accepted=accepted,
            problem=problem,
            pieces=pieces,
            **self.names(findings),
        )


def _unsealed(content: bytes) -> bytes:
    """Decrypt a file that was kept.

    :raises FileGoneError: its key is gone.
    """
    try:
        return current_state().cipher.unseal(content)
    except SecretLostError:
        raise FileGoneError from None


def _shortened(lines: Sequence[str]) -> list[str]:
    """Keep the first faults of a long list, and say how many more there are."""
    more = len(lines) - FAULTS_SHOWN
    return [*lines[:FAULTS_SHOWN], *([f"И ещё: {more}. Исправьте эти и проверьте файл ещё раз."] if more > 0 else [])]
