"""The forms of access to a child, on the family's side."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from sgo_pfdo.access.asking import Asked
from sgo_pfdo.access.rules.representatives import RELATIONS, Problem
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.applications import email_address
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, VersionMixin, choices
from sgo_pfdo.blueprints.common.forms.fields import BirthDateField, CheckedField, NameField
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, DocumentError, DocumentKind, normalise
from sgo_pfdo.people import Applicant, Relation
from sgo_pfdo.plain import telephones

RELATION_CHOICES = [(relation.value, words[0].upper() + words[1:]) for relation, words in RELATIONS.items()]
PROBLEMS = {
    Problem.FUTURE: ("born", "Эта дата ещё не наступила. Проверьте год."),
    Problem.ADULT: ("born", "Ребёнку уже 18 лет: доступ к своим данным он даёт сам."),
    Problem.TOO_OLD_FOR_GUARDIAN: ("relation", "Ребёнку уже 14 лет: выберите «Попечитель»."),
    Problem.TOO_YOUNG_FOR_TRUSTEE: ("relation", "Ребёнку ещё нет 14 лет: выберите «Опекун»."),
}
"""What to say of a request that nobody can make, and at which field."""


class AskForm(VersionMixin, DraftedForm):
    """Who asks for which child at which school."""

    school = SelectField("Школа или детский сад ребёнка", choices=[], validate_choice=False)
    child_surname = NameField("Фамилия ребёнка", missing="Введите фамилию ребёнка.")
    child_first_name = NameField("Имя ребёнка", missing="Введите имя ребёнка.")
    child_patronymic = NameField("Отчество ребёнка (если есть)")
    born = BirthDateField("Дата рождения ребёнка")
    document_kind = SelectField(
        "Документ ребёнка",
        choices=choices([("", "Не указывать"), *((kind.value, words) for kind, words in DOCUMENT_WORDS.items())]),
        default="",
        description="Необязательно. Со свидетельством о рождении школа ответит быстрее.",
    )
    document_number = StringField("Серия и номер документа", [Length(max=100, message="Не больше 100 знаков.")])
    relation = RadioField("Кем вы приходитесь ребёнку", choices=choices(RELATION_CHOICES), validate_choice=False)
    surname = NameField("Ваша фамилия", missing="Введите свою фамилию.")
    first_name = NameField("Ваше имя", missing="Введите своё имя.")
    patronymic = NameField("Ваше отчество (если есть)")
    telephone = CheckedField("Ваш телефон", telephones.read, description="Чтобы школа могла уточнить. Необязательно.")
    email = CheckedField(
        "Ваша электронная почта",
        email_address.check,
        description="Напишем, когда школа ответит. Имени ребёнка в письме не будет. Необязательно.",
    )
    is_representative = BooleanField(
        "Я законный представитель этого ребёнка. Понимаю, что за ложные сведения отвечают по закону."
    )

    def know(self, applicant: Applicant) -> None:
        """Leave out what the portal knows for certain: it is shown, and cannot be changed.

        Without a surname and a first name it knows nobody.
        """
        if applicant.surname and applicant.first_name:
            del self.surname, self.first_name, self.patronymic

    def validate_school(self, field: Any) -> None:
        """Refuse a school that is not offered."""
        if field.data not in {choice for group in self.offered.values() for choice, _ in group}:
            raise ValidationError("Выберите школу из списка.")

    offered: dict[str, list[tuple[str, str]]] = {}  # noqa: RUF012 - set by the view
    """Schools with their names, by municipality."""

    def validate_relation(self, field: Any) -> None:
        """Ask for a relation."""
        if field.data not in set(Relation):
            raise ValidationError("Выберите, кем вы приходитесь ребёнку.")

    def validate_document_number(self, field: Any) -> None:
        """Bring the number into its form; one without the other says nothing."""
        kind, number = self.document_kind.data, (field.data or "").strip()
        if kind not in set(DocumentKind):
            if number:
                raise ValidationError("Выберите, что это за документ.")
            return
        try:
            field.data = normalise(DocumentKind(kind), number)
        except DocumentError as error:
            raise ValidationError(str(error)) from None

    def validate_is_representative(self, field: Any) -> None:
        """Ask for the tick."""
        if not field.data:
            raise ValidationError("Отметьте: без этого заявление не принять.")

    def asked(self, applicant: Applicant) -> Asked:
        """Give what was typed, after it was validated.

        :param applicant: as the portal knows them now.
        """
        is_known = "surname" not in self
        kind = self.document_kind.data or None
        stated = Stated(
            child_surname=self.child_surname.data,
            child_first_name=self.child_first_name.data,
            child_patronymic=self.child_patronymic.data,
            child_birth_date=self.born.data,
            child_document_kind=kind,
            child_document_number=self.document_number.data if kind else None,
            surname=(applicant.surname or "") if is_known else self.surname.data,
            first_name=(applicant.first_name or "") if is_known else self.first_name.data,
            patronymic=applicant.patronymic if is_known else self.patronymic.data,
            telephone=self.telephone.data or None,
            email=self.email.data or None,
        )
        return Asked(
            school_id=self.school.data,
            relation=Relation(self.relation.data),
            stated=stated,
            is_verified=is_known and applicant.is_verified,
        )


class StepForm(VersionMixin, PfdoForm):
    """A press on a request, as the person saw it."""


class CodeForm(DraftedForm):
    """A code from a sheet of the school, with the child's birth date."""

    code = StringField(
        "Код доступа",
        [DataRequired("Введите код с листа."), Length(max=100, message="Это слишком длинно для кода.")],
        description="12 цифр с листа, который выдала школа. Пробелы не важны. Это не номер сертификата.",
    )
    born = BirthDateField("Дата рождения ребёнка")
    relation = RadioField("Кем вы приходитесь ребёнку", choices=choices(RELATION_CHOICES), validate_choice=False)
    is_representative = BooleanField(
        "Я законный представитель этого ребёнка. Понимаю, что за ложные сведения отвечают по закону."
    )

    def validate_relation(self, field: Any) -> None:
        """Ask for a relation."""
        if field.data not in set(Relation):
            raise ValidationError("Выберите, кем вы приходитесь ребёнку.")

    def validate_is_representative(self, field: Any) -> None:
        """Ask for the tick."""
        if not field.data:
            raise ValidationError("Отметьте: без этого доступ не открыть.")
