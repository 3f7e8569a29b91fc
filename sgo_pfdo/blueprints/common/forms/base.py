"""The base of every form: Flask-WTF with Russian messages, and a bad token told apart from bad input."""

from collections.abc import Iterable
from typing import Any

import flask
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, HiddenField
from wtforms.fields import choices as choice_fields
from wtforms.fields.choices import SelectFieldBase
from wtforms.i18n import get_translations

from sgo_pfdo import security_log
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain import signs


def choices(pairs: Iterable[tuple[Any, str]]) -> list[Any]:
    """Make the choices of a field from values and labels: WTForms 3.3 wants objects, earlier versions want pairs."""
    choice_class = getattr(choice_fields, "SelectChoice", None)
    if choice_class is None:
        return list(pairs)
    return [choice_class(value=value, label=label) for value, label in pairs]


def _is_typed(form: Any, name: str) -> bool:
    """Tell whether people type into a field; what the others send are our own words and the portal's ids."""
    if name not in form:
        return False
    return not isinstance(form[name], HiddenField | SelectFieldBase | BooleanField | FileField)


def _cleaned(form: Any, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return signs.cleaned(value) if _is_typed(form, name) else value.replace("\0", "")


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

            Nobody types NUL, and PostgreSQL takes no text with it. What is typed is cleaned here, once for every field
            of every form, see :mod:`sgo_pfdo.plain.signs`. A file is for a field of files alone.
            """
            if flask.request.is_json:
                return None
            sent = super().wrap_formdata(form, formdata)
            if sent is None:
                return None
            pairs = [(name, value) for name in sent for value in sent.getlist(name)]
            clean = [(name, _cleaned(form, name, value)) for name, value in pairs if _fits(form, name, value)]
            return sent if clean == pairs else MultiDict(clean)

    def validate(self, *arguments: Any, **more: Any) -> bool:
        """Validate; a bad token is told to whoever watches over the portal."""
        is_valid: bool = super().validate(*arguments, **more)
        if self.has_bad_token:
            viewer = current_visitor().viewer
            security_log.tell("bad_token", endpoint=flask.request.endpoint, viewer=viewer.id if viewer else None)
        return is_valid

    @property
    def token(self) -> Any:
        """The field of the CSRF token, under the host's ``WTF_CSRF_FIELD_NAME``; ``None`` where there is none."""
        return self._fields.get(self.meta.csrf_field_name) if self.meta.csrf else None

    def hidden_token(self, *, element_id: str | None = None) -> Markup:
        """Render the field of the token.

        :param element_id: its id; none where a page has several tokens.
        """
        if self.token is None:
            return Markup("")
        rendered: Markup = self.token(id=element_id or False)
        return rendered

    @property
    def has_bad_token(self) -> bool:
        """Whether the CSRF token was missing, foreign or too old; asked after ``validate``."""
        return self.token is not None and bool(self.token.errors)

    @property
    def wrong_fields(self) -> list[Any]:
        """The fields with errors, from top to bottom."""
        return [field for field in self if field.errors and field is not self.token]


def version_in(field: HiddenField) -> int:
    """Read which version of something the page has shown; -1, which nothing has, where it was tampered with."""
    sent = field.data or ""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1


class VersionMixin:
    """For forms that take a step with something, as the person saw it."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that was shown."""
        return version_in(self.version)


class ChildForm(PfdoForm):
    """A press of a button, for one child."""

    child = HiddenField()
    """The host's opaque id of the child."""


def form_for(child: Pupil) -> ChildForm:
    """Make an empty form that names a child."""
    form = ChildForm(formdata=None)
    form.child.data = child.id
    return form


def token_field() -> Markup:
    """Write the field of the CSRF token for a button on a page that everybody opens: a form for it takes a tenth of it.

    :return: nothing where the host has a scheme of its own.
    """
    config = flask.current_app.config
    if not config.get("WTF_CSRF_ENABLED", True):
        return Markup("")
    name = config.get("WTF_CSRF_FIELD_NAME", "csrf_token")
    return Markup('<input name="{}" type="hidden" value="{}">').format(name, generate_csrf())
