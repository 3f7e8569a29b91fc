"""The application to fill in by hand, laid out after S000, for a parent and for a pupil of 14 and over."""

from __future__ import annotations

from datetime import date

from sgo_pfdo.documents.blank import Cell, Column, fill_page
from sgo_pfdo.documents.data import Applicant, BlankForm
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import Align, Face, Paper, Style
from sgo_pfdo.documents.wording import PORTAL

EDITION = date(2025, 9, 1)
"""The date of this wording: since then the consent is a paper of its own (156-ФЗ of 24 June 2025)."""

_NAME_IN_PRINT = "фамилия, инициалы"
_SIGNATURE = "подпись"


def draw(form: BlankForm) -> bytes:
    """Draw the blank application form.

    :returns: a PDF of one A4 page.
    :raises UnprintableText: naming the characters of the municipality's texts that the typeface lacks.
    """
    return render(paper(form))


def paper(form: BlankForm) -> Paper:
    """The blank application form as a paper."""

    def compose(column: Column) -> None:
        _title(column)
        _request(column, form)
        if form.applicant is Applicant.PARENT:
            _child(column)
            _group(column, form)
            _parent(column)
        else:
            _pupil(column)
            _group(column, form)
        _obligations(column, form)
        column.signature(_SIGNATURE, _NAME_IN_PRINT)
        _clerk(column)
        _receipt(column)

    return Paper(
        title="Заявление о предоставлении сертификата дополнительного образования",
        author=form.authority or PORTAL,
        made_on=EDITION,
        elements=fill_page(compose),
    )


def _title(column: Column) -> None:
    column.numbered_title("ЗАЯВЛЕНИЕ №")
    column.space(0.8)
    column.paragraph(
        "о\u00a0предоставлении сертификата дополнительного образования и\u00a0регистрации "
        "в\u00a0реестре сертификатов дополнительного образования",
        style=Style(11, Face.BOLD),
        align=Align.CENTRE,
    )
    column.space(3)


def _request(column: Column, form: BlankForm) -> None:
    whom = {
        Applicant.PARENT: "указанного ниже ребёнка, родителем (законным представителем) которого я\u00a0являюсь,",
        Applicant.PUPIL: "меня, достигшего (достигшую) возраста 14\u00a0лет,",
    }[form.applicant]
    territory = form.region or form.district
    register = "в\u00a0реестре сертификатов дополнительного образования" + (f" {territory}" if territory else "")
    column.paragraph(f"Прошу зарегистрировать {whom} {register}")
    column.row(Cell("под реестровой записью № (номер сертификата)"))


def _child(column: Column) -> None:
    column.heading("Сведения о\u00a0ребёнке, которому предоставляется сертификат")
    _person(column)


def _pupil(column: Column) -> None:
    column.heading("Сведения о\u00a0заявителе, которому предоставляется сертификат")
    _person(column)
    _contacts(column)


def _person(column: Column) -> None:
    column.row(Cell("Фамилия"))
    column.row(Cell("Имя"))
    column.row(Cell("Отчество (при наличии)"))
    column.date_row("Дата рождения")
    column.row(Cell("Документ (вид)"), Cell("серия и номер"))
    column.row(Cell("Адрес проживания"))
    column.row(Cell(""))


def _contacts(column: Column) -> None:
    column.row(Cell("Телефон", aligned=False), Cell("Электронная почта", 1.7))


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


def _parent(column: Column) -> None:
    column.heading("Сведения о\u00a0заявителе")
    column.row(Cell("Фамилия"))
    column.row(Cell("Имя, отчество (при наличии)"))
    _contacts(column)


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


def _receipt(column: Column) -> None:
    column.cut()
    column.paragraph("РАСПИСКА", style=Style(column.text_size, Face.BOLD))
    column.row(
        Cell(
            "Я,",
            aligned=False,
            hint="должность, фамилия, имя, отчество (при наличии) сотрудника уполномоченной организации",
        )
    )
    column.row(Cell("получил(а) заявление о\u00a0предоставлении сертификата №"))
    column.row(Cell("от", aligned=False, hint="фамилия, имя, отчество (при наличии) заявителя"))
    column.signature(_SIGNATURE)
