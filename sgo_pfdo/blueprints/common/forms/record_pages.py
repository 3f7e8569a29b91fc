"""What every page with a form for a record of the catalogue shares: refused input, somebody faster, saving."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.common.forms.editing import conflict, refused
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.forms.records import RecordForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.people import Viewer
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import FieldsRefusedError, TakenError
from sgo_pfdo.programmes.rules.lifecycle import StepImpossibleError
from sgo_pfdo.programmes.rules.records import Fields, Values

F = TypeVar("F", bound=RecordForm)
Stored = Callable[[], tuple[int, Mapping[str, str]]]
"""Gives the version that is there now, and its texts."""
NAMING = frozenset({"code", "new", "period"})
"""Parameters of addresses that say which record it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A page with a form for some fields of a record.

    :param back: where one goes without saving, and what is there.
    :param known: the fields of the record.
    :param stored: ``None`` for something new.
    :param taken: the field at which it is told that there is another one, and the sentence.
    """

    form: RecordForm
    heading: str
    back: tuple[str, str]
    draft: str
    known: Fields
    lead: str | None = None
    button: str = "Сохранить"
    stored: Stored | None = None
    taken: tuple[str, str] = ("", "")

    @property
    def template(self) -> str:
        """The page around the form."""
        raise NotImplementedError

    @property
    def names(self) -> Mapping[str, Any]:
        """What the page knows besides."""
        raise NotImplementedError

    @property
    def action(self) -> str:
        """Where the form is sent: what names the record in the address stays, and nothing else."""
        asked = {name: value for name, value in flask.request.args.items() if name in NAMING}
        return flask.url_for(flask.request.endpoint or "", **((flask.request.view_args or {}) | asked))

    def show(self, *, problem: str | None = None, **context: Any) -> str:
        """Render the form."""
        return render(
            self.template,
            page=self,
            form=self.form,
            fields=[self.form[name] for name in self.form.names],
            problem=problem,
            back=self.back[0],
            **self.names,
            **context,
        )


def record_form(form_class: type[F], viewer: Viewer, draft: str) -> F:
    """Make the form that is asked for, or read the one that was sent."""
    make = read_form if flask.request.method == "POST" else open_form
    return make(form_class, viewer, draft)


def answer_record(page: RecordPage, save: Callable[[Values], str]) -> ResponseReturnValue:
    """Show the form, or save what was typed; whatever is against it is said at its field.

    :param save: saves, as one action, and gives the address to go on to.
    """
    form = page.form
    if flask.request.method == "GET":
        if page.stored is not None and not form.is_restored:
            version, texts = page.stored()
            form.fill(texts)
            form.seen.data = str(version)
        return page.show()
    if not form.validate_on_submit():
        return refused(form, page.show)
    values = form.read(page.known, page.stored()[1] if page.stored else {})
    if values is None or form.wrong_fields:
        return refused(form, page.show)
    return _saved(page, save, values)


def _saved(page: RecordPage, save: Callable[[Values], str], values: Values) -> ResponseReturnValue:
    form = page.form
    try:
        return flask.redirect(save(values), 303)
    except FieldsRefusedError as error:
        form.tell(error.faults)
        return refused(form, page.show)
    except TakenError:
        form.tell(dict([page.taken]))
        return refused(form, page.show)
    except StepImpossibleError:
        return page.show(problem="impossible"), 409
    except ChangedMeanwhileError:
        if page.stored is None:
            return page.show(problem="impossible"), 409
        version, texts = page.stored()
        form.seen.data = str(version)
        return conflict(form.in_words(texts), page.show)
