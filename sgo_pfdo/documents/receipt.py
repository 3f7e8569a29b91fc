"""The receipt that the desk gives for an application: who took which papers, for which certificate, when (S000)."""

from __future__ import annotations

from sgo_pfdo.documents.data import Receipt
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import (
    Align,
    Element,
    Face,
    Field,
    Line,
    Paper,
    Role,
    Shape,
    Style,
    Text,
    Valign,
    rectangle,
)
from sgo_pfdo.documents.layout import height
from sgo_pfdo.documents.wording import PORTAL, WARNING, date_with_year
from sgo_pfdo.plain.wording import in_groups

_LEFT, _RIGHT = 22.0, 195.0
_WIDTH = _RIGHT - _LEFT
_BODY = Style(11, leading=1.4)
_LABEL = Style(10)
_HINT = Style(8)
_VALUE = Style(14, Face.BOLD)
_PAPERS_TOP = 129.0
_SIGNATURES_TOP = 214.0


def draw(receipt: Receipt) -> bytes:
    """Draw the receipt.

    :returns: a PDF of one A4 page.
    :raises UnprintableText: naming the characters that the typeface lacks.
    """
    return render(paper(receipt))


def paper(receipt: Receipt) -> Paper:
    """The receipt as a paper."""
    return Paper(
        title="Расписка о получении заявления",
        author=receipt.organisation or PORTAL,
        made_on=receipt.received_on,
        elements=(*_title(), *_facts(receipt), *_papers(receipt), *_signatures(), *_footer()),
    )


def _title() -> tuple[Element, ...]:
    about = "о\u00a0получении заявления о\u00a0предоставлении сертификата дополнительного образования"
    return (
        Text(_LEFT, 20, _WIDTH, 11, "Расписка", Style(22, Face.BOLD), role=Role.TITLE),
        Text(_LEFT, 31, _WIDTH, 12, about, _BODY, role=Role.GOES_ON),
    )


def _facts(receipt: Receipt) -> tuple[Element, ...]:
    parts = (receipt.surname, receipt.first_name, receipt.patronymic)
    name = " ".join(part for part in parts if part)
    rows = (
        (48.0, "Номер сертификата (реестровая запись)", in_groups(receipt.number), 10.0),
        (64.0, "Заявление принято", date_with_year(receipt.received_on), 8.0),
        (80.0, "Ребёнок, которому предоставляется сертификат", name, 14.0),
    )
    elements: list[Element] = []
    for y, label, value, tall in rows:
        elements.append(Text(_LEFT, y, _WIDTH, 5, label, _LABEL))
        elements.append(Field(Text(_LEFT, y + 5, _WIDTH, tall, value, _VALUE)))
    elements.append(Text(_LEFT, 101, _WIDTH, 5, "Уполномоченная организация", _LABEL))
    organisation = (_LEFT, 106, _WIDTH, 12, receipt.organisation, Style(11, Face.BOLD))
    elements.append(Text(*organisation, role=Role.GOES_ON))
    return tuple(elements)


def _papers(receipt: Receipt) -> tuple[Element, ...]:
    """The papers seen, one below the other; there is room for all that can be asked for."""
    elements: list[Element] = [
        Text(_LEFT, _PAPERS_TOP - 7, _WIDTH, 5, "Представлены документы (копии не\u00a0снимались)", _LABEL)
    ]
    y, indent = _PAPERS_TOP, 5.0
    for words in receipt.papers:
        tall = height(words, _BODY, _WIDTH - indent)
        elements.append(Text(_LEFT, y, indent, 6, "–", _BODY, role=Role.NUMBER))
        box = (_LEFT + indent, y, _WIDTH - indent, tall + 0.1)
        elements.append(Field(Text(*box, words, _BODY, role=Role.ITEM)))
        y += tall + 1.5
    return tuple(elements)


def _signatures() -> tuple[Element, ...]:
    return (
        *_signature(
            _SIGNATURES_TOP, "Заявление принял(а), документы проверил(а)", "должность, фамилия, инициалы сотрудника"
        ),
        *_signature(_SIGNATURES_TOP + 22, "Расписку получил(а)", "фамилия, инициалы заявителя"),
    )


def _signature(y: float, label: str, hint: str) -> tuple[Element, ...]:
    """A label, a rule for the signature and one for the name in print."""
    elements: list[Element] = [Text(_LEFT, y, 50, 12, label, _BODY, valign=Valign.BOTTOM)]
    for x, width, words in ((74.0, 40.0, "подпись"), (119.0, _RIGHT - 119.0, hint)):
        elements.append(Line(x, y + 11, x + width, y + 11))
        elements.append(Text(x, y + 11.6, width, 4, words, _HINT, Align.CENTRE, role=Role.GOES_ON))
    return tuple(elements)


def _footer() -> tuple[Element, ...]:
    top = 264.0
    return (
        Shape((rectangle(_LEFT, top, 1.6, 10),), fill="#000000"),
        Text(_LEFT + 6, top, _WIDTH - 6, 10, WARNING, Style(10, Face.BOLD), valign=Valign.MIDDLE),
    )
