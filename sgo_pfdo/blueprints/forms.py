"""The base of every form: Flask-WTF with Russian messages, and a bad token told apart from bad input."""

from typing import Any

import flask
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.i18n import get_translations


class PfdoForm(FlaskForm):  # type: ignore[misc]
    """A form of the module. It never trusts the child it names: views check that against the viewer's children."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own messages in Russian, whatever language the host's Flask-Babel has chosen."""

        def get_translations(self, form: Any) -> Any:
            """Give WTForms' Russian messages."""
            return get_translations(["ru"])

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read what a browser's form sends; Flask-WTF would take JSON too, and fail at any that is no object."""
            return None if flask.request.is_json else super().wrap_formdata(form, formdata)

    @property
    def has_bad_token(self) -> bool:
        """Whether the CSRF token was missing, foreign or too old; asked after ``validate``."""
        return "csrf_token" in self and bool(self["csrf_token"].errors)


class ChildForm(PfdoForm):
    """A press of a button, for one child."""

    child = HiddenField()
    """The host's opaque id of the child."""
