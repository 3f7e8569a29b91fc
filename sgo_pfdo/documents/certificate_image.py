"""The certificate: one sheet across, to hang on the wall or to show on a phone (S004, figure 26)."""

from __future__ import annotations

from sgo_pfdo.documents.data import CertificateImage
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import (
    Code,
    Element,
    Face,
    Field,
    Paper,
    Shape,
    Style,
    Text,
    rectangle,
)
from sgo_pfdo.documents.ornament import NAVY, mosaic
from sgo_pfdo.documents.wording import PORTAL, WARNING, date_with_year, full_name
from sgo_pfdo.wording import in_groups

_MARGIN = 12.0
_LEFT, _RIGHT = 88.0, 275.0
_LABEL_WIDTH, _CODE_SIZE = 38.0, 30.0
_LABEL = Style(11)
_VALUE = Style(13, Face.BOLD, leading=1.25)
_FACT_LABEL = Style(11, leading=1.616)
"""Its leading puts the baseline of a label on that of the value beside it."""
_NUMBER = Style(27, Face.MONO, NAVY, leading=1.3)


def draw(certificate: CertificateImage) -> bytes:
    """Draw the certificate.

    :returns: a PDF of one A4 page across.
    :raises UnprintableText: naming the characters that the typeface lacks.
    """
    return render(paper(certificate))


def paper(certificate: CertificateImage) -> Paper:
    """The certificate as a paper."""
    elements: list[Element] = [
        *mosaic(_MARGIN, _MARGIN),
        Shape((rectangle(_MARGIN, _MARGIN, 273, 186),), stroke=NAVY, line_width=0.4),
        *_heading(),
        *_holder(certificate),
        *_number(certificate),
        *_facts(certificate),
    ]
    if certificate.link:
        elements.append(Field(Code(_RIGHT - _CODE_SIZE, 158, _CODE_SIZE, certificate.link)))
    elements.append(Text(_LEFT, 184, _RIGHT - _LEFT - 40, 4.2, WARNING, Style(8.5)))
    return Paper(
        title="Сертификат дополнительного образования",
        author=PORTAL,
        made_on=certificate.start_date,
        elements=tuple(elements),
        landscape=True,
    )


def _heading() -> tuple[Element, ...]:
    wide = _RIGHT - _LEFT
    return (
        Text(_LEFT, 20, wide, 19, "СЕРТИФИКАТ", Style(44, Face.BOLD, NAVY, leading=1.2)),
        Text(_LEFT, 39, wide, 10, "дополнительного образования", Style(21, leading=1.2)),
    )


def _holder(certificate: CertificateImage) -> tuple[Element, ...]:
    name = full_name(certificate.surname, certificate.first_name, certificate.patronymic)
    return (
        Text(_LEFT, 64, 60, 6, "Владелец", _LABEL),
        Field(Text(_LEFT, 70, _RIGHT - _LEFT, 28, name, Style(31, Face.BOLD, leading=1.2))),
    )


def _number(certificate: CertificateImage) -> tuple[Element, ...]:
    return (
        Text(_LEFT, 102, 60, 6, "Номер", _LABEL),
        Field(Text(_LEFT, 108, _RIGHT - _LEFT, 13, in_groups(certificate.number), _NUMBER)),
    )


def _facts(certificate: CertificateImage) -> tuple[Element, ...]:
    """What is known of the rest, each label on the line of its value."""
    facts = (
        ("Муниципалитет", certificate.municipality),
        ("Группа", certificate.group),
        ("Действует с", date_with_year(certificate.start_date)),
    )
    elements: list[Element] = []
    x, y = _LEFT + _LABEL_WIDTH, 132.0
    for label, value in facts:
        if value:
            elements.append(Text(_LEFT, y, _LABEL_WIDTH - 2, 11.5, label, _FACT_LABEL))
            elements.append(Field(Text(x, y, _RIGHT - _CODE_SIZE - 6 - x, 11.5, value, _VALUE)))
            y += 12.5
    return tuple(elements)
