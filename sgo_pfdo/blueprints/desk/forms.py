"""The forms of the desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from sgo_pfdo.blueprints.common.forms.base import VersionMixin, choices, version_in
from sgo_pfdo.blueprints.common.forms.fields import BirthDateField, NameField, PapersField, one_line
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm
from sgo_pfdo.certificates.finding import check_wanted
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, DocumentError, DocumentKind, normalise
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.names import names_as_issued
from sgo_pfdo.certificates.rules.reasons import OTHER, REASONS
from sgo_pfdo.certificates.rules.required_papers import (
    SEEN,
    Paper,
    listed,
    papers_for_extract,
    papers_to_activate,
    papers_to_apply_in_person,
)
from sgo_pfdo.plain.typed_numbers import TypedNumberError, WordsTypedError

DOCUMENTS = [(kind.value, words) for kind, words in DOCUMENT_WORDS.items()]
LONGEST_REASON = 500
PARENT, PUPIL = "parent", "pupil"


def stripped(value: Any) -> Any:
    """Take the spaces away around what was typed."""
    return value.strip() if isinstance(value, str) else value


class _NumberMixin:
    """Says at the field of the number what stands there instead."""

    words = ""
    """What was typed where it is words: a surname, most likely."""

    def _check_number(self, field: Any) -> None:
        if field.errors:
            return
        try:
            check_wanted(field.data)
        except WordsTypedError as error:
            self.words = error.words
            raise ValidationError(str(error)) from None
        except TypedNumberError as error:
            raise ValidationError(str(error)) from None


class SearchForm(_NumberMixin, DraftedForm):
    """The one field that takes a number, or what a scanner read from a QR code."""

    wanted = StringField(
        "Номер сертификата",
        [DataRequired("Введите номер сертификата."), Length(max=300, message="Это слишком длинно для номера.")],
        filters=[stripped],
    )

    def validate_wanted(self, field: Any) -> None:
        """Take a number or the address of a card; what is neither is no guess."""
        try:
            self._check_number(field)
        except ValidationError as error:
            if self.words:
                raise ValidationError(
                    "Это похоже на фамилию. Она уже стоит в поле «Фамилия ребёнка»: добавьте дату рождения."
                ) from error
            raise


class NameSearchForm(DraftedForm):
    """For families who have nothing with them."""

    surname = StringField(
        "Фамилия ребёнка",
        [DataRequired("Введите фамилию."), Length(max=200, message="Не больше 200 знаков.")],
        filters=[stripped],
    )
    born = BirthDateField("Дата рождения")


class CardForm(VersionMixin, DraftedForm):
    """A step with a certificate, as the clerk saw it."""


class WhoCameMixin:
    """Who came, and which papers were seen."""

    who = RadioField(
        "Кто пришёл", choices=choices([(PARENT, "Родитель (законный представитель)"), (PUPIL, "Ребёнок сам")])
    )
    papers = PapersField("Проверенные документы")

    def _offer(self, papers: Iterable[Paper], *, may_be_alone: bool, words: Mapping[Paper, str] = SEEN) -> None:
        """Offer papers to tick, and ask who came where that may be the pupil alone.

        :param words: what each paper is called here.
        """
        form: Any = self
        by_parents = {Paper.APPLICANT_PASSPORT: f"{SEEN[Paper.APPLICANT_PASSPORT]} (если пришёл родитель)"}
        called = {**words, **(by_parents if may_be_alone else {})}
        form.papers.choices = choices((paper, called[paper]) for paper in papers)
        if "who" not in form:
            return
        if not may_be_alone:
            del form.who
        elif form.who.data is None:
            form.who.data = PARENT

    @property
    def is_alone(self) -> bool:
        """Whether the pupil came without a parent."""
        form: Any = self
        return "who" in form and form.who.data == PUPIL

    def missing(self, needed: Sequence[Paper]) -> list[Paper]:
        """List the papers that were not ticked, and say so at the field."""
        form: Any = self
        missing = [paper for paper in needed if paper not in (form.papers.data or [])]
        if missing:
            form.papers.errors = [*form.papers.errors, f"Не отмечено: {listed(missing)}."]
        return missing


class PapersMixin(WhoCameMixin):
    """Who came, and which of the papers for a certificate were seen."""

    attends = BooleanField("Ребёнок посещает детский сад или школу")

    def offer_papers(self, *, attends_school: bool | None, may_be_alone: bool, in_person: bool = False) -> None:
        """Say what has to be seen.

        :param attends_school: ``None`` where the portal does not know and the clerk has to ask.
        :param may_be_alone: the child is old enough, or may turn out to be.
        """
        form: Any = self
        needed = papers_to_apply_in_person if in_person else papers_to_activate
        asked = {Paper.RESIDENCE: f"{SEEN[Paper.RESIDENCE]} (если ребёнок не посещает детский сад или школу)"}
        words = {**SEEN, **(asked if attends_school is None else {})}
        papers = needed(attends_school=bool(attends_school), alone=False)
        self._offer(papers, may_be_alone=may_be_alone, words=words)
        if attends_school is not None:
            del form.attends


class AlikeMixin:
    """The question whether a certificate of the same surname and birth date is this child's."""

    alike = RadioField("Это тот же ребёнок?", choices=[], validate_choice=False)
    alike_shown: Sequence[Any] = ()
    """What may be the child's, for the page; empty until it is asked."""


class ActivateForm(AlikeMixin, PapersMixin, CardForm):
    """Ticks for the papers that a certificate needs to become active."""


class ExtractForm(WhoCameMixin, CardForm):
    """Ticks for the papers that show whose sheet was lost; the version is that of the password."""

    def offer_papers(self, *, may_be_alone: bool) -> None:
        """Say what has to be seen.

        :param may_be_alone: the child is old enough, and the municipality lets it.
        """
        self._offer(papers_for_extract(alone=False), may_be_alone=may_be_alone)


class ReasonForm(CardForm):
    """Why a certificate is frozen or annulled: from the list, and in words of one's own."""

    reason = RadioField("Причина", choices=[], validate_choice=False)
    words = TextAreaField(
        "Подробнее, своими словами",
        [Length(max=LONGEST_REASON, message=f"Не больше {LONGEST_REASON} знаков.")],
        description="Это прочитает семья. Можно оставить пустым, если причина выбрана в списке.",
    )

    def offer(self, step: Step) -> None:
        """Offer the reasons of a step."""
        self.reason.choices = choices((code, words[0].upper() + words[1:]) for code, words in REASONS[step].items())
        self.reason.validators = [AnyOf(list(REASONS[step]), message="Выберите причину.")]

    def validate_words(self, field: Any) -> None:
        """Ask for words where the list has none that fits."""
        if self.reason.data == OTHER and not (field.data or "").strip():
            raise ValidationError("Напишите причину своими словами.")

    @property
    def own_words(self) -> str | None:
        """What was written, or ``None``."""
        return (self.words.data or "").strip() or None


class RestoreForm(ReasonForm):
    """Puts an earlier certificate back in force; the newer one is annulled as the clerk saw it."""

    newer_version = HiddenField()

    @property
    def seen_newer_version(self) -> int:
        """The version of the newer certificate that the clerk saw; 0 where there was none."""
        return version_in(self.newer_version)


class WithdrawForm(CardForm):
    """The family withdraws its consent; there may be another ground to keep the data."""

    ground = TextAreaField(
        "Основание хранить данные дольше (если есть)",
        [Length(max=LONGEST_REASON, message=f"Не больше {LONGEST_REASON} знаков.")],
        description="Например, незавершённый договор с организацией. Если основания нет, оставьте поле пустым: "
        "тогда через 30 дней данные будут удалены.",
    )


class DocumentMixin:
    """Kind, series and number of an identity document; the question if it stands with another child."""

    document_answer = RadioField(
        "С этим документом уже записан другой ребёнок. Это тот же?", choices=[], validate_choice=False
    )
    document_number = StringField(
        "Серия и номер",
        description="Как в документе. Похожие русские и латинские буквы исправим сами.",
    )

    def validate_document_number(self, field: Any) -> None:
        """Bring the number into its form, or say at the field what is expected."""
        form: Any = self
        if form.document_kind.data not in set(DocumentKind):
            return  # none, or one that the list does not have, which is said at that field
        try:
            field.data = normalise(DocumentKind(form.document_kind.data), field.data or "")
        except DocumentError as error:
            raise ValidationError(str(error)) from None


class NamesMixin:
    """The name of a child as the document says it; somebody who has one name only has a dash for the other."""

    surname = NameField("Фамилия", missing="Введите фамилию. Если в документе её нет, поставьте прочерк.")
    first_name = NameField("Имя", missing="Введите имя. Если в документе только одно имя, поставьте прочерк.")
    patronymic = NameField("Отчество (если есть)")

    def validate_first_name(self, field: Any) -> None:
        """Ask for one name at least; put the only one where the surname stands."""
        form: Any = self
        if form.surname.errors or field.errors or form.surname.data is None or field.data is None:
            return
        form.surname.data, field.data = names_as_issued(form.surname.data, field.data)
        if not form.surname.data:
            raise ValidationError("Введите хотя бы одно имя.")


class CorrectForm(NamesMixin, DocumentMixin, CardForm):
    """What the papers on the table say now."""

    born = BirthDateField("Дата рождения")
    document_kind = SelectField(
        "Новый документ ребёнка",
        choices=choices([("", "Документ не меняется"), *DOCUMENTS]),
        default="",
    )
    seen = BooleanField(
        "Документ ребёнка на столе, данные с ним сверены",
        description="Нужно, когда меняется дата рождения или документ.",
    )

    def check_seen(self, birth_date: date) -> bool:
        """Refuse a birth date or a document that was not seen, and say so at the field.

        :param birth_date: as it is known so far.
        """
        if self.seen.data or (self.born.data == birth_date and not self.document_kind.data):
            return True
        self.seen.errors = ["Отметьте, что документ ребёнка проверен: без него это не исправляют."]
        return False


class AcceptForm(_NumberMixin, DraftedForm):
    """The only door to another municipality's certificate."""

    number = StringField(
        "Номер сертификата",
        [DataRequired("Введите номер сертификата."), Length(max=300, message="Это слишком длинно для номера.")],
        filters=[stripped],
    )
    born = BirthDateField("Дата рождения ребёнка")

    def validate_number(self, field: Any) -> None:
        """Take a number, or the address of a card; what is neither is no guess."""
        self._check_number(field)


class ConfirmAcceptForm(VersionMixin, AcceptForm):
    """The answer to the question whether this certificate is to be taken over, as the clerk saw it."""


class PrintedField(StringField):  # type: ignore[misc]
    """What is printed on the papers for the family to sign, and kept nowhere."""

    def __init__(self, label: str, **options: Any) -> None:
        longest = Length(max=200, message="Не больше 200 знаков.")
        super().__init__(label, [longest], filters=[one_line], **options)


class InPersonForm(NamesMixin, DocumentMixin, AlikeMixin, PapersMixin, DraftedForm):
    """Everything that a clerk takes from the papers on the table."""

    born = BirthDateField("Дата рождения")
    document_kind = SelectField("Документ ребёнка", choices=choices(DOCUMENTS), default=DOCUMENTS[0][0])
    group = RadioField("Группа сертификата", choices=[], validate_choice=False)
    pupil = RadioField("Найден на портале", choices=[], validate_choice=False)
    activate = BooleanField("Активировать сразу", default=True)
    print_name = PrintedField("ФИО заявителя")
    print_telephone = PrintedField("Телефон заявителя")
    print_address = PrintedField("Адрес ребёнка")

    @property
    def wrong_fields(self) -> list[object]:
        """The fields with errors, in the order of the page."""
        return sorted(super().wrong_fields, key=lambda field: _PAGE_ORDER.index(field.name))


_PAGE_ORDER = (
    "group",
    "pupil",
    "alike",
    "surname",
    "first_name",
    "patronymic",
    "born",
    "document_kind",
    "document_number",
    "document_answer",
    "who",
    "attends",
    "papers",
    "activate",
    "print_name",
    "print_telephone",
    "print_address",
)
