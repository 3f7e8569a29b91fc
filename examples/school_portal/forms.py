"""The portal's forms. Flask-WTF protects each of them against forgery."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp


class PortalForm(FlaskForm):
    """The base of all forms: messages in Russian."""

    class Meta(FlaskForm.Meta):
        """WTForms' settings of a form."""

        locales = ("ru",)

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Take what pages send: Flask-WTF takes JSON and files too, and a text field would fall over them."""
            return request.form if request.method == "POST" else None


class ActionForm(PortalForm):
    """A form that is only a button: sign out, go to a child's account, come back."""


class PasswordForm(PortalForm):
    """The password of the person who is signed in, once more."""

    password = PasswordField("Пароль", validators=[InputRequired("Введите пароль.")])


class SignInForm(PortalForm):
    """Login and password."""

    # PostgreSQL cannot even look for a text with a NUL in it
    storable = Regexp(r"[^\0]*\Z", message="Введите логин.")
    login = StringField("Логин", validators=[InputRequired("Введите логин."), Length(max=64), storable])
    password = PasswordField("Пароль", validators=[InputRequired("Введите пароль.")])
