"""The forms of «Личные данные»."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms import (
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Length

from sgo_pfdo.applications import email_address, typed
from sgo_pfdo.blueprints.cabinet.settings.common import SettingsForm, TypedForm
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.fields import CheckedField, IssueDayField, OwnNameField, TicksField, one_line
from sgo_pfdo.cabinet.applicant import LONGEST_ADDRESS, ApplicantData, Place, Representative
from sgo_pfdo.cabinet.presence import LABELS, PhraseError, PresenceKind, check_phrase
from sgo_pfdo.certificates.family_reading import KnownCertificate
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, DocumentError, DocumentKind, normalise
from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.people import FamilyRecord
from sgo_pfdo.plain import telephones

_OPTIONAL = "Можно оставить пустым."
_DOCUMENTS = (DocumentKind.PASSPORT, DocumentKind.TEMPORARY, DocumentKind.FOREIGN)
_POINT = re.compile(r"\s*(-?[0-9]{1,3}[.][0-9]+)\s*[,;\s]\s*(-?[0-9]{1,3}[.][0-9]+)\s*")


class PressForm(SettingsForm):
    """A press of a button."""

    seen = HiddenField()
    """What the page has shown, where a second press must do nothing."""


class RepresentativeForm(TypedForm):
    """Who represents the child."""

    surname = OwnNameField("Фамилия", missing="Введите фамилию.")
    first_name = OwnNameField("Имя", missing="Введите имя.")
    patronymic = OwnNameField("Отчество", description="Если есть.")
    telephone = CheckedField(
        "Телефон", telephones.read, description="По нему организация свяжется с вами по поводу занятий. " + _OPTIONAL
    )

    def know(self, record: FamilyRecord) -> None:
        """Tell the fields what the portal has written: it is never refused."""
        for name in Representative.__dataclass_fields__:
            self[name].know(getattr(record, name))

    @property
    def value(self) -> Representative:
        """What was given; the form is valid."""
        return Representative(**{name: self[name].data for name in Representative.__dataclass_fields__})


class PlaceForm(TypedForm):
    """The convenient address."""

    address = StringField(
        "Удобный адрес",
        [Length(max=LONGEST_ADDRESS, message=f"Не больше {LONGEST_ADDRESS} знаков.")],
        filters=[one_line],
        description="Например: г. Киселёвск, ул. Мира, 8. Подойдёт дом, школа или работа родителя. "
        "Чтобы удалить адрес, оставьте поле пустым.",
    )
    point = StringField(
        "Точка на карте",
        filters=[one_line],
        description="Если в картах вашего телефона можно скопировать координаты, вставьте их сюда: "
        "53.990, 86.662. " + _OPTIONAL,
    )

    def validate_address(self, field: Any) -> None:
        """Take something that can be an address."""
        if field.data and len(re.findall(r"[^\W\d_]", field.data)) < 3:
            raise ValidationError("Введите адрес: город, улицу, дом.")

    def validate_point(self, field: Any) -> None:
        """Take two numbers that lie on the globe, for an address that is given."""
        if not field.data:
            return
        if not self.address.data:
            raise ValidationError("Введите и адрес: точка без него не сохраняется.")
        found = _POINT.fullmatch(field.data)
        if not found or not (-90 <= float(found[1]) <= 90 and -180 <= float(found[2]) <= 180):
            raise ValidationError("Введите два числа через запятую: широту и долготу, например 53.990, 86.662.")

    @property
    def value(self) -> Place:
        """What was given; the form is valid."""
        found = _POINT.fullmatch(self.point.data or "")
        return Place(
            address=self.address.data,
            latitude=float(found[1]) if found else None,
            longitude=float(found[2]) if found else None,
        )


class PresenceForm(TypedForm):
    """How organisations may enrol the child.

    The phrase is never shown again, not even after a mistake.
    """

    kind = RadioField("Тип подтверждения присутствия", choices=choices(LABELS.items()))
    phrase = PasswordField(
        "Кодовая фраза",
        description="От 6 до 64 знаков, лучше два-три слова. Большие и маленькие буквы, «е» и «ё» не различаются. "
        "Запомните её: показать её снова мы не сможем.",
    )
    has_phrase = False
    """There is a phrase already, which may stay."""
    folded: str | None = None
    """The new phrase in the form to be hashed; ``None`` where none was typed."""
    certificate: KnownCertificate

    def about(self, certificate: KnownCertificate, *, has_phrase: bool) -> None:
        """Tell the form whose phrase it is."""
        self.certificate, self.has_phrase = certificate, has_phrase

    def validate_kind(self, field: Any) -> None:
        """Take one of the kinds."""
        if field.data not in set(PresenceKind):
            raise ValidationError("Выберите один из способов.")

    def validate_phrase(self, field: Any) -> None:
        """Check the phrase, where it is asked for."""
        if self.kind.data != PresenceKind.PHRASE or (not field.data and self.has_phrase):
            return
        child = self.certificate
        names = (child.surname, child.first_name, child.patronymic)
        try:
            self.folded = check_phrase(field.data or "", names=names, number=child.number)
        except PhraseError as error:
            raise ValidationError(str(error)) from None


class EmailForm(TypedForm):
    """The address of the cabinet."""

    email = StringField("Электронная почта")
    address = ""
    """The checked address, in the form that mail servers take."""

    def validate_email(self, field: Any) -> None:
        """Check the address."""
        try:
            self.address = email_address.check(field.data or "")
        except email_address.EmailAddressError as error:
            raise ValidationError(str(error)) from None


class NoticesForm(TypedForm):
    """Which letters come."""

    wanted = TicksField("О чём присылать письма")

    def offer(self, kinds: Iterable[str]) -> None:
        """Offer the kinds of letters that there are: portal and municipality may have refused some."""
        self.wanted.choices = choices((kind, LETTERS[kind]) for kind in kinds)


class ApplicantForm(RepresentativeForm):
    """The data for applications."""

    address = CheckedField("Адрес заявителя", typed.address, description=_OPTIONAL)
    document_kind = SelectField(
        "Документ заявителя", choices=choices([("", "Не указан"), *((one, DOCUMENT_WORDS[one]) for one in _DOCUMENTS)])
    )
    document_number = StringField("Серия и номер", filters=[one_line])
    document_issued_on = IssueDayField("Дата выдачи")
    document_issued_by = CheckedField("Кем выдан", typed.issuer)
    child_address = CheckedField("Адрес ребёнка", typed.address, description=_OPTIONAL)
    child_telephone = CheckedField("Телефон ребёнка", telephones.read, description=_OPTIONAL)

    def know(self, record: FamilyRecord) -> None:
        """Tell the addresses, too."""
        super().know(record)
        self.address.know(record.address)
        self.child_address.know(record.child_address)

    def validate_document_kind(self, field: Any) -> None:
        """Take one of the list."""
        if field.data not in {"", *_DOCUMENTS}:
            raise ValidationError("Выберите вид документа.")

    def validate_document_number(self, field: Any) -> None:
        """Bring the number into the form that its kind has."""
        kind = self.document_kind.data
        if kind not in _DOCUMENTS:
            if field.data:
                raise ValidationError("Выберите и вид документа.")
            return
        if not field.data:
            raise ValidationError("Введите серию и номер документа.")
        try:
            field.data = normalise(DocumentKind(kind), field.data)
        except DocumentError as error:
            raise ValidationError(str(error)) from None

    @property
    def given(self) -> ApplicantData:
        """What was given; the form is valid."""
        values: dict[str, Any] = {name: self[name].data or None for name in ApplicantData.__dataclass_fields__}
        issued_on = values["document_issued_on"]
        return ApplicantData(**(values | {"document_issued_on": issued_on.isoformat() if issued_on else None}))
