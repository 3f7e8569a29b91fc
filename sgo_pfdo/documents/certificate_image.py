"""The certificate: a sheet across to hang on the wall, and a picture as wide as a phone (S004, figure 26)."""

from __future__ import annotations

from collections.abc import Sequence

from sgo_pfdo.documents.data import CertificateImage
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import (
    A4_ACROSS,
    Align,
    Code,
    Element,
    Face,
    Field,
    Paper,
    Role,
    Shape,
    Style,
    Text,
    Valign,
    rectangle,
)
from sgo_pfdo.documents.ornament import NAVY, OCHRE, mosaic
from sgo_pfdo.documents.wording import PORTAL, WARNING, date_with_year, full_name
from sgo_pfdo.plain.wording import in_groups

_MARGIN = 12.0
_LEFT, _RIGHT = 88.0, 275.0
_WIDTH = _RIGHT - _LEFT
_LABEL_WIDTH, _CODE_SIZE = 38.0, 30.0
_LABEL = Style(11)
_VALUE = Style(13, Face.BOLD, leading=1.25)
_FACT_LABEL = Style(11, leading=1.616)
"""Its leading puts the baseline of a label on that of the value beside it."""
_NUMBER = Style(27, Face.MONO, NAVY, leading=1.3)
_CAPTION = "Для сотрудника уполномоченной организации"
_CODE_SAYS = "QR-код для сотрудника уполномоченной организации: открывает карточку этого сертификата"

PHONE = (108.0, 234.0)
"""Width and height in millimetres: as long as the screens of today; a millimetre is ten pixels of the picture."""
_EDGE = 8.0
_PHONE_WIDTH = PHONE[0] - 2 * _EDGE
_PHONE_TILE, _PHONE_CODE = 18.0, 33.0
_PHONE_NUMBER = Style(30, Face.MONO, NAVY, leading=1.2)
_PHONE_LABEL = Style(13, leading=1.2)
_PHONE_VALUE = Style(14, Face.BOLD, leading=1.15)
_LONG = "Группа"
"""The fact whose value may need two lines, and so comes last."""


def draw(certificate: CertificateImage) -> bytes:
    """Draw the certificate to print.

    :returns: a PDF of one A4 page across.
    :raises UnprintableText: naming the characters that the typeface lacks.
    """
    return render(paper(certificate))


def draw_for_phone(certificate: CertificateImage) -> bytes:
    """Draw the certificate to show on a phone.

    :returns: a PDF of one upright page, :data:`PHONE` in size, of which a picture is made.
    :raises UnprintableText: naming the characters that the typeface lacks.
    """
    return render(phone_paper(certificate))


def paper(certificate: CertificateImage) -> Paper:
    """The certificate as a paper."""
    elements: list[Element] = [
        *mosaic(_MARGIN, _MARGIN),
        Shape((rectangle(_MARGIN, _MARGIN, 273, 186),), stroke=NAVY, line_width=0.4),
        Text(_LEFT, 20, _WIDTH, 19, "СЕРТИФИКАТ", Style(44, Face.BOLD, NAVY, leading=1.2), role=Role.TITLE),
        Text(_LEFT, 39, _WIDTH, 10, "дополнительного образования", Style(21, leading=1.2), role=Role.GOES_ON),
        *_band(certificate, (_LEFT, 52.5, _WIDTH, 9), Style(12.5, Face.BOLD)),
        Text(_LEFT, 66, 60, 6, "Владелец", _LABEL),
        Field(Text(_LEFT, 72, _WIDTH, 26, _name(certificate), Style(31, Face.BOLD, leading=1.2))),
        Text(_LEFT, 102, 60, 6, "Номер", _LABEL),
        Field(Text(_LEFT, 108, _WIDTH, 13, in_groups(certificate.number), _NUMBER)),
        *_facts(certificate),
    ]
    if certificate.link:
        code = (_RIGHT - _CODE_SIZE, 153, _CODE_SIZE)
        caption = Text(_RIGHT - 70, 184, 70, 4.2, _CAPTION, Style(8, leading=1.2), Align.RIGHT)
        elements += (Field(Code(*code, certificate.link, _CODE_SAYS)), caption)
    elements.append(Text(_LEFT, 189.5, _WIDTH, 4.2, WARNING, Style(8.5)))
    return _paper(certificate, elements, A4_ACROSS)


def phone_paper(certificate: CertificateImage) -> Paper:
    """The certificate as a paper of a phone's proportions."""
    wide = _PHONE_WIDTH
    elements: list[Element] = [
        *mosaic(0, 0, tile=_PHONE_TILE, columns=6),
        Text(_EDGE, 40, wide, 14, "СЕРТИФИКАТ", Style(33, Face.BOLD, NAVY, leading=1.15), role=Role.TITLE),
        Text(_EDGE, 54, wide, 8, "дополнительного образования", Style(17, leading=1.2), role=Role.GOES_ON),
    ]
    band = _band(certificate, (_EDGE, 65, wide, 14), Style(13, Face.BOLD, leading=1.2))
    elements += band
    y = 82.0 if band else 74.0
    elements += (
        Text(_EDGE, y, wide, 6, "Владелец", _PHONE_LABEL),
        Field(Text(_EDGE, y + 5.5, wide, 26, _name(certificate), Style(21, Face.BOLD, leading=1.15))),
        Text(_EDGE, y + 32.5, wide, 6, "Номер", _PHONE_LABEL),
        Field(Text(_EDGE, y + 37.5, wide, 13.5, in_groups(certificate.number), _PHONE_NUMBER)),
        *_facts_on_phone(certificate, y + 52),
    )
    if certificate.link:
        code = ((PHONE[0] - _PHONE_CODE) / 2, 180, _PHONE_CODE)
        caption = Text(_EDGE, 214.5, wide, 5, _CAPTION, Style(11, leading=1.2), Align.CENTRE)
        elements += (Field(Code(*code, certificate.link, _CODE_SAYS)), caption)
    elements.append(Text(_EDGE, 221, wide, 9, WARNING, Style(9.5, leading=1.2), Align.CENTRE))
    return _paper(certificate, elements, PHONE)


def _paper(certificate: CertificateImage, elements: Sequence[Element], size: tuple[float, float]) -> Paper:
    return Paper(
        title="Сертификат дополнительного образования",
        author=PORTAL,
        made_on=certificate.start_date,
        elements=tuple(elements),
        size=size,
    )


def _name(certificate: CertificateImage) -> str:
    return full_name(certificate.surname, certificate.first_name, certificate.patronymic)


def _band(certificate: CertificateImage, box: tuple[float, float, float, float], style: Style) -> tuple[Element, ...]:
    """Say that the certificate cannot be used yet, or not now; nothing for one that can."""
    words = _state(certificate)
    if not words:
        return ()
    x, y, wide, tall = box
    return (
        Field(Shape((rectangle(*box),), fill=OCHRE)),
        Field(Text(x + 4, y, wide - 8, tall, words, style, valign=Valign.MIDDLE, role=Role.PARAGRAPH)),
    )


def _state(certificate: CertificateImage) -> str:
    if certificate.activate_by:
        return f"Не\u00a0активирован. Активируйте до\u00a0{date_with_year(certificate.activate_by)} включительно"
    if certificate.is_frozen:
        return "Заморожен. Пока по\u00a0нему нельзя записаться на\u00a0занятия"
    return ""


def _known_facts(certificate: CertificateImage) -> list[tuple[str, str]]:
    facts = (
        ("Муниципалитет", certificate.municipality),
        (_LONG, certificate.group),
        ("Действует с", date_with_year(certificate.start_date)),
    )
    return [(label, value) for label, value in facts if value]


def _facts(certificate: CertificateImage) -> list[Element]:
    """What is known of the rest, each label on the line of its value."""
    elements: list[Element] = []
    x, y = _LEFT + _LABEL_WIDTH, 132.0
    for label, value in _known_facts(certificate):
        elements.append(Text(_LEFT, y, _LABEL_WIDTH - 2, 11.5, label, _FACT_LABEL))
        elements.append(Field(Text(x, y, _RIGHT - _CODE_SIZE - 6 - x, 11.5, value, _VALUE)))
        y += 12.5
    return elements


def _facts_on_phone(certificate: CertificateImage, y: float) -> list[Element]:
    """The same on a narrow page: each value below its label."""
    elements: list[Element] = []
    for label, value in sorted(_known_facts(certificate), key=lambda fact: fact[0] == _LONG):
        elements.append(Text(_EDGE, y, _PHONE_WIDTH, 5.6, label, _PHONE_LABEL))
        tall = 11.5 if label == _LONG else 6.0
        elements.append(Field(Text(_EDGE, y + 5.4, _PHONE_WIDTH, tall, value, _PHONE_VALUE)))
        y += tall + 6.4
    return elements
