"""What a family says of a certificate that may be their child's: the form of the press, and the way to the question."""

from typing import Any

import flask
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from sgo_pfdo.blueprints.common.forms.base import ChildForm
from sgo_pfdo.blueprints.common.forms.fields import BirthDateField, one_line
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.typed_numbers import TypedNumberError, read_number

OTHER = "1"
"""What the hidden field says once the family has answered that the certificate is another child's."""


class PressForm(ChildForm):
    """The press of «Получить сертификат», with the answer of a family that was asked."""

    other = HiddenField()


class ClaimForm(ChildForm):
    """Number and birth date of the certificate that the child has."""

    number = StringField(
        "Номер сертификата",
        [DataRequired("Введите номер сертификата."), Length(max=100, message="Это слишком длинно для номера.")],
        filters=[one_line],
        description="Он стоит на сертификате, на листе с учётными данными и на расписке.",
    )
    born = BirthDateField("Дата рождения ребёнка")
    digits = ""
    """The number that was typed."""

    def validate_number(self, field: Any) -> None:
        """Read the number; what is none is told at the field, and is no guess."""
        try:
            self.digits = read_number(field.data)
        except TypedNumberError as error:
            raise ValidationError(str(error)) from None


def back_to_question(child: Pupil) -> Response:
    """Redirect to the page that says that the child may have a certificate already."""
    return flask.redirect(flask.url_for("sgo_pfdo_family.existing", child=child.id), 303)
