"""The base of every form: Flask-WTF with Russian messages, and a bad token told apart from bad input."""

from collections.abc import Iterable
from typing import Any

import flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FileField, HiddenField
from wtforms.fields import choices as choice_fields
from wtforms.i18n import get_translations

from sgo_pfdo import security_log
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.people import Pupil


def choices(pairs: Iterable[tuple[Any, str]]) -> list[Any]:
    """Make the choices of a field from values and labels: WTForms 3.3 wants objects, earlier versions want pairs."""
    choice_class = getattr(choice_fields, "SelectChoice", None)
    if choice_class is None:
        return list(pairs)
    return [choice_class(value=value, label=label) for value, label in pairs]


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _cleaned(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


def _fits(form: Any, name: str, value: Any) -> bool:
    return isinstance(value, str) or (name in form and isinstance(form[name], FileField))


class PfdoForm(FlaskForm):  # type: ignore[misc]
    """A form of the module. It never trusts the child it names: views check that against the viewer's children."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own messages in Russian, whatever language the host's Flask-Babel has chosen."""

        def get_translations(self, form: Any) -> Any:
            """Give WTForms' Russian messages."""
            return get_translations(["ru"])

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read what a browser's form sends; Flask-WTF would take JSON too, and fail at any that is no object.

            Nobody types NUL, and PostgreSQL takes no text with it. A file is for a field of files alone.
            """
            if flask.request.is_json:
                return None
            sent = super().wrap_formdata(form, formdata)
            if sent is None or all(_is_plain(value) for name in sent for value in sent.getlist(name)):
                return sent
            pairs = ((name, value) for name in sent for value in sent.getlist(name))
            return MultiDict((name, _cleaned(value)) for name, value in pairs if _fits(form, name, value))

    def validate(self, *arguments: Any, **more: Any) -> bool:
        """Validate; a bad token is told to whoever watches over the portal."""
        is_valid: bool = super().validate(*arguments, **more)
        if self.has_bad_token:
            viewer = current_visitor().viewer
            security_log.tell("bad_token", endpoint=flask.request.endpoint, viewer=viewer.id if viewer else None)
        return is_valid

    @property
    def has_bad_token(self) -> bool:
        """Whether the CSRF token was missing, foreign or too old; asked after ``validate``."""
        return "csrf_token" in self and bool(self["csrf_token"].errors)


class ChildForm(PfdoForm):
    """A press of a button, for one child."""

    child = HiddenField()
    """The host's opaque id of the child."""


def form_for(child: Pupil) -> ChildForm:
    """Make an empty form that names a child."""
    form = ChildForm(formdata=None)
    form.child.data = child.id
    return form
