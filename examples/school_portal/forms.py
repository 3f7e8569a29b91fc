"""The portal's forms. Flask-WTF protects each of them against forgery."""

import unicodedata
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp


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


# PostgreSQL cannot even look for a text with a NUL in it
STORABLE = Regexp(r"[^\0]*\Z", message="Введите логин.")


def as_login(typed: str) -> str:
    """Read a login as people type it: with spaces around it, in capitals, «й» in two signs."""
    return unicodedata.normalize("NFC", typed).strip().lower()


class SignInForm(PortalForm):
    """Login and password."""

    login = StringField("Логин", validators=[InputRequired("Введите логин."), Length(max=64), STORABLE])
    password = PasswordField("Пароль", validators=[InputRequired("Введите пароль.")])


class ForgottenForm(PortalForm):
    """The login alone: «Забыли пароль?»."""

    login = StringField("Логин", validators=[InputRequired("Введите логин."), Length(max=64), STORABLE])


class NewPasswordForm(PortalForm):
    """A password of one's own, twice: nobody sees what they type."""

    new = PasswordField("Новый пароль", validators=[InputRequired("Придумайте пароль.")])
    again = PasswordField("Новый пароль ещё раз", validators=[EqualTo("new", "Пароли не совпадают.")])


class ChangePasswordForm(NewPasswordForm):
    """The same, by somebody who shows that they know the one before."""

    current = PasswordField("Пароль сейчас", validators=[InputRequired("Введите пароль, с которым вы вошли.")])
