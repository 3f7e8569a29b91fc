"""The forms of the way into a cabinet."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, StringField, ValidationError

from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.passwords import password_problem
from sgo_pfdo.plain.typed_numbers import TypedNumberError, read_number


class _WithFields(PfdoForm):
    """A form whose errors stand at its fields."""


class NumberForm(_WithFields):
    """A certificate number, as people type and copy it."""

    number = StringField("Номер сертификата", description="Напечатан на сертификате и на листе с учётными данными.")
    next = HiddenField()
    """Where they wanted to go."""

    cleaned = ""
    """The number that is looked for; the form is valid."""

    def validate_number(self, field: Any) -> None:
        """Ask for a number; whose it is, is asked together with the password. What can be none is no guess."""
        if not (field.data or "").strip():
            raise ValidationError("Введите номер сертификата.")
        try:
            self.cleaned = read_number(field.data)
        except TypedNumberError as error:
            raise ValidationError(str(error)) from None


class SignInForm(NumberForm):
    """Number and password."""

    password = PasswordField("Пароль", description="Большие и маленькие буквы различаются.")
    remember = BooleanField("Запомнить на этом устройстве на 30 дней", description="Только на своём устройстве.")

    def validate_password(self, field: Any) -> None:
        """Ask for something."""
        if not field.data:
            raise ValidationError("Введите пароль.")


class EntryForm(_WithFields):
    """The password once more, or the code of a letter."""

    password = PasswordField("Пароль от личного кабинета")
    code = StringField("Код из письма")
    next = HiddenField()


class NewPasswordForm(_WithFields):
    """A password of the family's own, twice.

    Set ``known`` before it is validated.
    """

    password = PasswordField(
        "Новый пароль",
        description="От 8 до 128 знаков. Надёжнее всего несколько слов подряд; пробелы и русские буквы подходят.",
    )
    again = PasswordField("Новый пароль ещё раз")
    version = HiddenField()
    """Of the password that the page knew of."""
    known: Iterable[str | None] = ()

    def validate_password(self, field: Any) -> None:
        """Hold it against the rules."""
        problem = password_problem(field.data or "", known=self.known) if field.data else "Введите новый пароль."
        if problem:
            raise ValidationError(problem)

    def validate_again(self, field: Any) -> None:
        """Compare."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError("Пароли не совпадают: введите тот же пароль ещё раз.")
