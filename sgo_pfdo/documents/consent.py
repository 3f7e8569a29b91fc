"""The consent to the processing of personal data, a paper of its own since 1 September 2025.

Complete by Federal Law 152-ФЗ of 27 July 2006, article 9, part 4; apart from the application by 156-ФЗ of 24 June
2025. A parent gives it for themself and for the child, a pupil of 14 and over for themself.
"""

from __future__ import annotations

from sgo_pfdo.documents.application_form import EDITION
from sgo_pfdo.documents.blank import Cell, Column, fill_page
from sgo_pfdo.documents.data import NOTHING, Applicant, BlankForm, Entries, Person
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import Paper
from sgo_pfdo.documents.wording import PORTAL

TEXT_VERSION = "2026-11"
"""Which wording this is; recorded with each consent that is printed. Raise it with every change of the text."""


def draw(form: BlankForm, entries: Entries = NOTHING) -> bytes:
    """Draw the consent.

    :param entries: what is known; the rest prints as rules.
    :returns: a PDF of one A4 page.
    :raises UnprintableText: naming the characters that the typeface lacks.
    :raises DoesNotFit: when the municipality's texts leave no room on the page.
    """
    return render(paper(form, entries))


def paper(form: BlankForm, entries: Entries = NOTHING) -> Paper:
    """The consent as a paper."""
    return Paper(
        title="Согласие на обработку персональных данных",
        author=form.authority or PORTAL,
        made_on=entries.made_on or EDITION,
        elements=fill_page(_compose, form, entries),
    )


def _compose(column: Column, form: BlankForm, entries: Entries) -> None:
    if entries.is_replaced:
        column.replaced()
    column.title("СОГЛАСИЕ")
    column.subtitle("на обработку персональных данных")
    column.space(1)
    if form.applicant is Applicant.PARENT:
        _parent_and_child(column, entries)
    else:
        _pupil(column, entries)
    _operator(column, form)
    _terms(column, form)
    column.signature("подпись", "фамилия, инициалы")


_LAW = (
    "в\u00a0соответствии со\u00a0статьёй\u00a09 Федерального закона от\u00a027.07.2006 №\u00a0152-ФЗ "
    "«О\u00a0персональных данных» свободно, своей волей и\u00a0в\u00a0своём интересе"
)
_DOCUMENT = "фамилия, имя, отчество, адрес, вид и\u00a0данные документа, удостоверяющего личность"
_NAME_AND_ADDRESS = "наименование и адрес"
_CERTIFICATE = (
    "СНИЛС и\u00a0ИНН, если уполномоченная организация просит их\u00a0предъявить; номер, группа и\u00a0срок действия "
    "сертификата, зачисление на\u00a0программы и\u00a0оплата обучения по\u00a0сертификату"
)


def _parent_and_child(column: Column, entries: Entries) -> None:
    """Article 9, part 4, points 1 and 2: the subject, the representative and the right to represent."""
    hint = "фамилия, имя, отчество (при наличии) родителя (законного представителя)"
    column.row(Cell("Я,", entries.parent.name, aligned=False, hint=hint))
    _address_and_document(column, entries.parent)
    column.paragraph(
        f"{_LAW}, а\u00a0также в\u00a0интересах ребёнка даю согласие на\u00a0обработку моих персональных данных "
        "и\u00a0персональных данных ребёнка"
    )
    column.row(Cell("", entries.child.name, hint="фамилия, имя, отчество (при наличии) ребёнка"))
    _address_and_document(column, entries.child)
    column.row(Cell("законным представителем которого я\u00a0являюсь на\u00a0основании"))
    column.row(Cell("", hint="вид, номер и дата документа, кем выдан (свидетельство о рождении, решение об опеке)"))


def _pupil(column: Column, entries: Entries) -> None:
    """Article 9, part 4, point 1: the subject, who has reached 14 and has no representative here (S000, S004)."""
    column.row(Cell("Я,", entries.child.name, aligned=False, hint="фамилия, имя, отчество (при наличии)"))
    _address_and_document(column, entries.child)
    column.date_row("дата рождения", entries.birth_date)
    column.paragraph(f"{_LAW} даю согласие на\u00a0обработку моих персональных данных.")


def _address_and_document(column: Column, person: Person) -> None:
    issued_on = f"{person.issued_on:%d.%m.%Y}" if person.issued_on else None
    column.long_row(Cell("адрес", person.address, aligned=False))
    column.row(
        Cell("документ: вид, серия, номер", person.document, share=2.2, aligned=False),
        Cell("дата выдачи", issued_on),
    )
    column.row(Cell("кем выдан", person.issued_by, aligned=False))


def _operator(column: Column, form: BlankForm) -> None:
    """Article 9, part 4, points 3 and 6: the operator, and who processes by its order."""
    name = form.authority or ""
    if name and form.authority_address:
        column.term("Оператор", f"{name}, {form.authority_address}")
    elif name:
        column.term("Оператор", name)
        column.term_rows("", Cell("адрес"))
    else:
        column.term_rows("Оператор", Cell("", hint=_NAME_AND_ADDRESS))
    column.term("По поручению", "оператора персональные данные обрабатывают:")
    rows = [Cell("уполномоченная организация", hint=_NAME_AND_ADDRESS)]
    register = ", ".join(part for part in (form.register_operator, form.register_operator_address) if part)
    if form.register_operator:
        column.term("", f"оператор АИС ПФДО\u00a0– {register};")
        if not form.register_operator_address:
            rows.insert(0, Cell("адрес оператора АИС ПФДО"))
    else:
        rows.append(Cell("оператор АИС ПФДО", hint=_NAME_AND_ADDRESS))
    column.term_rows("", *rows)


def _terms(column: Column, form: BlankForm) -> None:
    """Article 9, part 4, points 4, 5, 7 and 8: purpose, data, actions and ways, term and withdrawal."""
    parent = form.applicant is Applicant.PARENT
    territory = form.region or form.district
    column.term(
        "Цель",
        "персонифицированный учёт в\u00a0системе дополнительного образования"
        + (f" {territory}" if territory else "")
        + ": рассмотрение заявления, ведение реестра сертификатов, предоставление и\u00a0использование сертификата.",
    )
    column.term("Перечень данных", _data_of_both() if parent else _data_of_pupil())
    column.term(
        "Обработка",
        "сбор, запись, систематизация, накопление, хранение, уточнение (обновление, изменение), извлечение, "
        "использование, передача (предоставление, доступ) уполномоченным организациям и\u00a0организациям, "
        "в\u00a0которые "
        + ("записывается ребёнок" if parent else "я\u00a0записываюсь")
        + ", обезличивание, блокирование, удаление, уничтожение\u00a0– с\u00a0использованием средств автоматизации "
        "и\u00a0без них. Распространение данных (раскрытие неопределённому кругу лиц) не\u00a0разрешаю.",
    )
    column.term(
        "Срок действия",
        "со\u00a0дня подписания до\u00a0прекращения действия сертификата и\u00a0истечения установленных законом сроков "
        "хранения документов о\u00a0нём.",
    )
    column.term(
        "Отзыв согласия",
        "в\u00a0любое время письменным заявлением, поданным оператору лично или по\u00a0почте. Оператор прекращает "
        "обработку и\u00a0уничтожает данные не\u00a0позднее 30\u00a0дней со\u00a0дня получения отзыва, если закон "
        "не\u00a0обязывает хранить их\u00a0дольше.",
    )


def _data_of_both() -> str:
    return (
        f"мои: {_DOCUMENT}, реквизиты документа о\u00a0праве представлять ребёнка, телефон, электронная почта; "
        f"ребёнка: {_DOCUMENT}, дата рождения, {_CERTIFICATE}."
    )


def _data_of_pupil() -> str:
    return f"{_DOCUMENT}, дата рождения, телефон, электронная почта, {_CERTIFICATE}."
