"""The portal's forms. Flask-WTF protects each of them against forgery."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class PortalForm(FlaskForm):
    """The base of all forms: messages in Russian."""

    class Meta(FlaskForm.Meta):
        """WTForms' settings of a form."""

        locales = ("ru",)


class ActionForm(PortalForm):
    """A form that is only a button: sign out, go to a child's account, come back."""


class PasswordForm(PortalForm):
    """The password of the person who is signed in, once more."""

    password = PasswordField("Пароль", validators=[InputRequired("Введите пароль.")])


class SignInForm(PortalForm):
    """Login and password."""

    login = StringField("Логин", validators=[InputRequired("Введите логин."), Length(max=64)])
    password = PasswordField("Пароль", validators=[InputRequired("Введите пароль.")])
