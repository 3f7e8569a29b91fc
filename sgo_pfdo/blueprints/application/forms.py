"""The forms of an application: the address, then group, document and what the papers need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, ValidationError

from sgo_pfdo.applications import email_address, typed
from sgo_pfdo.applications.finishing import PapersData
from sgo_pfdo.blueprints.common.forms.base import ChildForm, choices
from sgo_pfdo.blueprints.common.forms.fields import (
    OLDEST_DOCUMENT,
    CheckedField,
    IssueDayField,
    OwnNameField,
    PortalKnows,
)
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, DocumentError, DocumentKind, normalise
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.rules import AnyGroup
from sgo_pfdo.people import FamilyRecord, IdentityDocument
from sgo_pfdo.plain import signs, telephones
from sgo_pfdo.plain.ages import ALONE_AGE, birthday

OTHER = "other"
"""A document that the portal does not know."""
APPLICANT_DOCUMENTS = (DocumentKind.PASSPORT, DocumentKind.TEMPORARY, DocumentKind.FOREIGN)
PARENTS_FIELDS = (
    "applicant_surname",
    "applicant_first_name",
    "applicant_patronymic",
    "applicant_document_kind",
    "applicant_document",
    "applicant_document_issued_on",
    "applicant_document_issued_by",
    "same_address",
    "applicant_address",
)


class EmailForm(ChildForm):
    """The address to confirm."""

    email = StringField("Электронная почта")
    address = ""
    """The checked address, in the form that mail servers take."""

    def validate_email(self, field: Any) -> None:
        """Check the address."""
        try:
            self.address = email_address.check(field.data or "")
        except email_address.EmailAddressError as error:
            raise ValidationError(str(error)) from None


class NumberField(PortalKnows, StringField):  # type: ignore[misc]
    """Series and number of a document, checked together with its kind."""

    def know(self, document: IdentityDocument | None) -> None:
        """Tell which document the portal has written down."""
        if document is not None and document.kind in set(DocumentKind):
            kind = DocumentKind(document.kind)
            self.tell_known(document.number, lambda written: normalise(kind, written))

    def is_known(self, written: str) -> bool:
        """Tell whether this is what the portal has written."""
        return self.known is not None and signs.one_line(written) == self.known and self._is_forgiven(self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form of papers depends on.

    :param groups: to choose from; none where there is no choice to make.
    :param documents: of the child, that the portal knows, by the value of their choice.
    :param unsorted: the number of one whose kind the portal does not say in a word of ours.
    :param by_pupil: a pupil of 14 and over applies: nothing is asked twice.
    """

    groups: Sequence[AnyGroup]
    documents: Mapping[str, IdentityDocument]
    unsorted: str | None
    birth_date: date
    today: date
    by_pupil: bool
    record: FamilyRecord


class PapersForm(DraftedForm):
    """Group and document, which are required; the rest prints as a rule where it is left empty."""

    child = HiddenField()
    other = HiddenField()
    """Says that the family was asked, and that the certificate of this name is another child's."""
    group = RadioField("Группа сертификата", choices=[], validate_choice=False)
    document = RadioField("Документ", choices=[], validate_choice=False)
    document_kind = SelectField(
        "Вид документа",
        choices=choices((kind.value, words) for kind, words in DOCUMENT_WORDS.items()),
        validate_choice=False,
    )
    document_number = StringField(
        "Серия и номер", description="Как в документе. Похожие русские и латинские буквы исправим сами."
    )
    document_issued_on = IssueDayField("Дата выдачи")
    document_issued_by = CheckedField("Кем выдан", typed.issuer)
    child_address = CheckedField("Адрес проживания ребёнка", typed.address)
    applicant_surname = OwnNameField("Ваша фамилия")
    applicant_first_name = OwnNameField("Ваше имя")
    applicant_patronymic = OwnNameField("Ваше отчество (если есть)")
    telephone = CheckedField("Ваш телефон", telephones.read)
    applicant_document_kind = SelectField(
        "Ваш документ",
        choices=choices((kind.value, DOCUMENT_WORDS[kind]) for kind in APPLICANT_DOCUMENTS),
        validate_choice=False,
    )
    applicant_document = NumberField("Серия и номер вашего документа")
    applicant_document_issued_on = IssueDayField("Дата выдачи вашего документа")
    applicant_document_issued_by = CheckedField("Кем выдан ваш документ", typed.issuer)
    same_address = BooleanField("Я живу по тому же адресу, что и ребёнок")
    applicant_address = CheckedField("Ваш адрес", typed.address)

    def ask(self, asked: Asked) -> None:
        """Offer the choices, and leave out what need not be asked."""
        self._asked = asked
        if asked.groups:
            self._offer(self.group, [(str(group.id), group.name) for group in asked.groups])
        else:
            del self.group
        if asked.documents:
            known = [(value, _words(document)) for value, document in asked.documents.items()]
            self._offer(self.document, known)
            unsorted = f": {asked.unsorted}" if asked.unsorted else ""
            self.document.choices += choices([(OTHER, f"Другой документ{unsorted}")])
        else:
            del self.document
        if asked.by_pupil:
            self.child_address.label.text = "Ваш адрес"
            self.child_address.description = ""
            for name in PARENTS_FIELDS:
                delattr(self, name)
        else:
            for part in ("surname", "first_name", "patronymic"):
                self[f"applicant_{part}"].know(getattr(asked.record, part))
            self.applicant_address.know(asked.record.address)
            self.applicant_document.know(asked.record.document)
            self.applicant_document_issued_by.know(asked.record.document.issued_by if asked.record.document else None)
        self.child_address.know(asked.record.child_address)
        self.telephone.know(asked.record.telephone)

    @staticmethod
    def _offer(field: Any, offered: list[tuple[str, str]]) -> None:
        """Offer choices; a single one is chosen already."""
        field.choices = choices(offered)
        if len(offered) == 1 and not field.raw_data:
            field.data = field.data or offered[0][0]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything; what was typed of another document counts for nothing where a known one is chosen."""
        if not self.is_other_document:
            for name in _OTHER_DOCUMENT:
                self[name].process_errors = []
        return bool(super().validate(extra_validators))

    @property
    def is_other_document(self) -> bool:
        """Whether the document is entered rather than chosen."""
        return "document" not in self or self.document.data == OTHER

    def validate_group(self, field: Any) -> None:
        """Take one of the list."""
        if field.data not in {str(group.id) for group in self._asked.groups}:
            raise ValidationError("Выберите группу сертификата.")

    def validate_document(self, field: Any) -> None:
        """Take one of the list."""
        if field.data not in {OTHER, *self._asked.documents}:
            raise ValidationError("Выберите документ ребёнка.")
        chosen = self._asked.documents.get(field.data)
        try:
            for written in (chosen.number, chosen.issued_by or "") if chosen else ():
                typed.check_printable(written, typed.LONGEST_ISSUER)
        except typed.UnprintableTypedError as error:
            raise ValidationError(f"{error} Выберите «Другой документ» и впишите его.") from None

    def validate_document_kind(self, field: Any) -> None:
        """Take one of the list that the child can have."""
        if not self.is_other_document:
            return
        if field.data not in set(DocumentKind):
            raise ValidationError("Выберите вид документа.")
        is_of_age = birthday(self._asked.birth_date, ALONE_AGE) <= self._asked.today
        if field.data == DocumentKind.PASSPORT and not is_of_age:
            raise ValidationError("Паспорт гражданина РФ получают с 14 лет. Выберите другой документ ребёнка.")

    def validate_document_number(self, field: Any) -> None:
        """Bring the number into its form."""
        if self.is_other_document and self.document_kind.data in set(DocumentKind):
            if not (field.data or "").strip():
                raise ValidationError("Введите серию и номер документа.")
            field.data = _normalised(self.document_kind.data, field.data)

    def validate_document_issued_on(self, field: Any) -> None:
        """Take a day of the child's life."""
        if self.is_other_document and field.data is not None:
            if field.data < self._asked.birth_date:
                raise ValidationError("Документ не мог быть выдан до рождения ребёнка: проверьте дату.")
            self._refuse_future(field.data)

    def validate_applicant_document_kind(self, field: Any) -> None:
        """Take one of the list."""
        if field.data not in set(APPLICANT_DOCUMENTS):
            raise ValidationError("Выберите вид документа.")

    def validate_applicant_document(self, field: Any) -> None:
        """Bring the number into its form; it may be left empty."""
        if not (field.data or "").strip():
            field.data = None
        elif field.is_known(field.data):
            field.data = _as_written(DocumentKind(self.applicant_document_kind.data), field.data)
        elif self.applicant_document_kind.data in set(APPLICANT_DOCUMENTS):
            field.data = _normalised(self.applicant_document_kind.data, field.data)

    def validate_applicant_document_issued_on(self, field: Any) -> None:
        """Take a day that can be."""
        if field.data is not None:
            if field.data < OLDEST_DOCUMENT:
                raise ValidationError("Проверьте год выдачи документа.")
            self._refuse_future(field.data)

    def _refuse_future(self, day: date) -> None:
        if day > self._asked.today:
            raise ValidationError("Эта дата ещё не наступила: проверьте дату выдачи.")

    def data_of(self, group_id: int | None) -> PapersData:
        """Gather what was given; the form is valid.

        :param group_id: where it is not asked.
        """
        given: dict[str, Any] = {name: field.data for name, field in self._fields.items() if name in _GIVEN}
        if "same_address" in self and self.same_address.data:
            given["applicant_address"] = self.child_address.data
        if "applicant_document_kind" in given:
            given["applicant_document_kind"] = DocumentKind(given["applicant_document_kind"])
        return PapersData(
            group_id=int(self.group.data) if "group" in self else group_id,
            **(given | self._document_given()),
        )

    def _document_given(self) -> dict[str, Any]:
        if self.is_other_document:
            return {
                "document_kind": DocumentKind(self.document_kind.data),
                "document_number": self.document_number.data,
                "document_issued_on": self.document_issued_on.data,
                "document_issued_by": self.document_issued_by.data,
            }
        chosen = self._asked.documents[self.document.data]
        return {
            "document_kind": DocumentKind(chosen.kind),
            "document_number": chosen.number,
            "document_issued_on": chosen.issued_on,
            "document_issued_by": chosen.issued_by,
        }


_OTHER_DOCUMENT = ("document_kind", "document_number", "document_issued_on", "document_issued_by")
_GIVEN = frozenset(PapersData.__slots__) - {"group_id"}


def _normalised(kind: str, written: str) -> str:
    try:
        return normalise(DocumentKind(kind), written)
    except DocumentError as error:
        raise ValidationError(str(error)) from None


def _words(document: IdentityDocument) -> str:
    return f"{DOCUMENT_WORDS[DocumentKind(document.kind)]} {document.number}"


def unsorted_number(record: FamilyRecord) -> str | None:
    """Give the number of a document whose kind the portal says in no word of ours: the family chooses the kind."""
    numbers = (signs.one_line(one.number or "") for one in record.child_documents if one.kind not in set(DocumentKind))
    return next(filter(None, numbers), None)


def _as_written(kind: DocumentKind, written: str) -> str:
    """Bring a number of the portal into its form; one that is odd stays as it was written."""
    try:
        return normalise(kind, written)
    except DocumentError:
        return signs.one_line(written)


def known_documents(record: FamilyRecord) -> dict[str, IdentityDocument]:
    """List the child's documents that the portal knows, by the value of their choice.

    :return: with numbers in the one form that papers print; an odd number as the portal has written it. What has no
        number at all is none, and the kind has to be one of ours: see :func:`unsorted_number`.
    """
    known = {}
    for document in record.child_documents:
        if document.kind not in set(DocumentKind):
            kinds = ", ".join(DocumentKind)
            current_state().told.warning(
                f"family_record() gives a document of kind {document.kind!a}, so that families have to choose the kind;"
                f" there are: {kinds}"
            )
            continue
        number = _as_written(DocumentKind(document.kind), document.number or "")
        if not number:
            continue
        known[f"{document.kind} {number}"] = IdentityDocument(
            kind=document.kind,
            number=number,
            issued_on=document.issued_on,
            issued_by=document.issued_by,
        )
    return known
