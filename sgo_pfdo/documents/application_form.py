"""The application, blank or filled in, laid out after S000, for a parent and for a pupil of 14 and over."""

from __future__ import annotations

from datetime import date

from sgo_pfdo.documents.blank import Cell, Column, fill_page
from sgo_pfdo.documents.data import NOTHING, Applicant, BlankForm, Entries, Person
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import Face, Paper, Role, Style
from sgo_pfdo.documents.wording import PORTAL, full_name

EDITION = date(2025, 9, 1)
"""The date of this wording: since then the consent is a paper of its own (156-ФЗ of 24 June 2025)."""

_NAME_IN_PRINT = "фамилия, инициалы"
_SIGNATURE = "подпись"


def draw(form: BlankForm, entries: Entries = NOTHING) -> bytes:
    """Draw the application.

    :param entries: what is known; the rest prints as rules.
    :returns: a PDF of one A4 page.
    :raises UnprintableText: naming the characters that the typeface lacks.
    :raises DoesNotFit: when the municipality's texts leave no room on the page.
    """
    return render(paper(form, entries))


def paper(form: BlankForm, entries: Entries = NOTHING) -> Paper:
    """The application as a paper."""
    return Paper(
        title="Заявление о предоставлении сертификата дополнительного образования",
        author=form.authority or PORTAL,
        made_on=entries.made_on or EDITION,
        elements=fill_page(_compose, form, entries),
    )


def _compose(column: Column, form: BlankForm, entries: Entries) -> None:
    if entries.is_replaced:
        column.replaced()
    _title(column, entries)
    _request(column, form, entries)
    if form.applicant is Applicant.PARENT:
        _child(column, entries)
        _group(column, form)
        _parent(column, entries)
    else:
        _pupil(column, entries)
        _group(column, form)
    _obligations(column, form)
    column.signature(_SIGNATURE, _NAME_IN_PRINT)
    _clerk(column)
    _receipt(column, form, entries)


def _title(column: Column, entries: Entries) -> None:
    column.numbered_title("ЗАЯВЛЕНИЕ №", entries.application_number)
    column.space(0.8)
    column.subtitle(
        "о\u00a0предоставлении сертификата дополнительного образования и\u00a0регистрации "
        "в\u00a0реестре сертификатов дополнительного образования"
    )
    column.space(3)


def _request(column: Column, form: BlankForm, entries: Entries) -> None:
    whom = {
        Applicant.PARENT: "указанного ниже ребёнка, родителем (законным представителем) которого я\u00a0являюсь,",
        Applicant.PUPIL: "меня, достигшего (достигшую) возраста 14\u00a0лет,",
    }[form.applicant]
    territory = form.region or form.district
    register = "в\u00a0реестре сертификатов дополнительного образования" + (f" {territory}" if territory else "")
    column.paragraph(f"Прошу зарегистрировать {whom} {register}")
    column.row(Cell("под реестровой записью № (номер сертификата)", entries.record_number))


def _child(column: Column, entries: Entries) -> None:
    column.heading("Сведения о\u00a0ребёнке, которому предоставляется сертификат")
    _person(column, entries.child, entries.birth_date)


def _pupil(column: Column, entries: Entries) -> None:
    column.heading("Сведения о\u00a0заявителе, которому предоставляется сертификат")
    _person(column, entries.child, entries.birth_date)
    _contacts(column, entries)


def _person(column: Column, person: Person, birth_date: date | None) -> None:
    column.row(Cell("Фамилия", person.surname))
    column.row(Cell("Имя", person.first_name))
    column.row(Cell("Отчество (при наличии)", person.patronymic))
    column.date_row("Дата рождения", birth_date)
    column.row(Cell("Документ (вид)", person.document_kind), Cell("серия и номер", person.document_number))
    column.long_row(Cell("Адрес проживания", person.address))


def _contacts(column: Column, entries: Entries) -> None:
    column.row(Cell("Телефон", entries.telephone, aligned=False), Cell("Электронная почта", entries.email, share=1.7))


def _group(column: Column, form: BlankForm) -> None:
    column.space(1.5)
    column.paragraph(
        "Прошу предоставлять сертификат дополнительного образования, предусмотренный для следующей категории детей:"
    )
    if form.group:
        column.space(0.8)
        column.paragraph(form.group, style=Style(column.text_size, Face.BOLD))
    else:
        column.row(Cell(""))


def _parent(column: Column, entries: Entries) -> None:
    parent = entries.parent
    column.heading("Сведения о\u00a0заявителе")
    column.row(Cell("Фамилия", parent.surname))
    column.row(Cell("Имя, отчество (при наличии)", full_name(parent.first_name, parent.patronymic)))
    _contacts(column, entries)


def _obligations(column: Column, form: BlankForm) -> None:
    if form.authority:
        body = f"уполномоченный орган ({form.authority})"
    else:
        body = "уполномоченный орган" + (f" {form.territory}" if form.territory else " муниципалитета")
    column.space(1.5)
    column.paragraph(
        "С\u00a0условиями предоставления, использования, прекращения действия сертификата дополнительного "
        "образования, а\u00a0также Правилами персонифицированного финансирования дополнительного образования детей "
        "ознакомлен(а)."
    )
    column.space(1.2)
    column.paragraph(
        f"Обязуюсь уведомить {body} посредством личного обращения об\u00a0изменениях предоставленных сведений "
        "не\u00a0позднее чем через 20\u00a0рабочих дней после соответствующих изменений."
    )


def _clerk(column: Column) -> None:
    column.heading("Заполняет сотрудник уполномоченной организации")
    column.paragraph("Сведения, указанные заявителем в\u00a0заявлении, подтверждены соответствующими документами.")
    column.signature(_SIGNATURE, _NAME_IN_PRINT)


def _receipt(column: Column, form: BlankForm, entries: Entries) -> None:
    column.cut()
    column.paragraph("РАСПИСКА", style=Style(column.text_size, Face.BOLD), role=Role.HEADING)
    column.row(
        Cell(
            "Я,",
            aligned=False,
            hint="должность, фамилия, имя, отчество (при наличии) сотрудника уполномоченной организации",
        )
    )
    column.row(Cell("получил(а) заявление о\u00a0предоставлении сертификата №", entries.application_number))
    name = entries.applicant(form.applicant).name
    column.row(Cell("от", name, aligned=False, hint="фамилия, имя, отчество (при наличии) заявителя"))
    column.signature(_SIGNATURE)
