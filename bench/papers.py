"""The credentials sheet and the filled application, against ReportLab and Typst: ``python -m bench.papers``.

Each document is of another child. All draw the same child in turn, so that a busy machine is busy for all of them.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import pypdfium2

from bench.paper_rivals import ReportLab, Typst, fields
from bench.rows import Row, show
from sgo_pfdo.documents import (
    Applicant,
    BlankForm,
    CredentialsSheet,
    Entries,
    Person,
    application_form,
    credentials_sheet,
)
from sgo_pfdo.documents.elements import Paper

ROUNDS = 300
GOALS = {"ReportLab": 0.2, "Typst": 0.3}
"""Our time as a part of theirs, at most."""

LIMIT = 32 * 1024
SURNAMES = ("Иванова", "Ёлкина", "Салтыкова-Щедрина", "Тян", "Мамедова", "Кузнецова", "Шахтёрова", "Ли")
NAMES = ("Анна", "Александра", "Елизавета", "Юлия", "Ольга", "Мария")
MIDDLE_NAMES = ("Игоревна", "Константиновна", "Всеволодовна", "Артёмовна", "Юрьевна", "Фёдоровна")
FORM = BlankForm(
    applicant=Applicant.PARENT,
    district="Киселёвского городского округа",
    region="Кемеровской области – Кузбасса",
    authority="Управление образования Киселёвского городского округа",
    authority_address="652700, Кемеровская область – Кузбасс, г. Киселёвск, ул. Школьная, д. 5",
    group="Дети в возрасте от 5 до 18 лет",
)


@dataclass(frozen=True)
class Kind:
    """A paper to measure.

    :param draw: what the portal calls for each document.
    :param paper: what then stands where, for the others.
    :param children: the data of the documents.
    """

    name: str
    draw: Callable[..., bytes]
    paper: Callable[..., Paper]
    children: Sequence[tuple[object, ...]]


def _sheet(number: int, surname: str, first_name: str, patronymic: str) -> CredentialsSheet:
    return CredentialsSheet(
        number=str(785044900000 + number),
        login=str(785044900000 + number),
        password=f"k7mw4prx{number:04}",
        surname=surname,
        first_name=first_name,
        patronymic=patronymic,
        sign_in_url="https://portal.example/pfdo/cabinet/sign-in",
        made_on=date(2026, 9, 1 + number % 28),
    )


def _entries(number: int, surname: str, first_name: str, patronymic: str) -> Entries:
    address = f"652700, Кемеровская область – Кузбасс, г. Киселёвск, ул. Школьная, д. {number}, кв. {number % 90}"
    child = Person(
        surname=surname,
        first_name=first_name,
        patronymic=patronymic,
        document_kind="Свидетельство о рождении",
        document_number=f"III-ЛО № {123456 + number}",
        address=address,
    )
    return Entries(
        application_number=str(number),
        record_number=str(785044900000 + number),
        child=child,
        birth_date=date(2012, 1 + number % 12, 1 + number % 28),
        parent=Person(surname=surname, first_name="Ольга", patronymic="Викторовна"),
        telephone=f"+7 923 456-{number % 90 + 10}-90",
        email=f"family{number}@example.ru",
        made_on=date(2026, 9, 1 + number % 28),
    )


def kinds() -> list[Kind]:
    """The papers that have a goal."""
    names = list(enumerate(product(SURNAMES, NAMES, MIDDLE_NAMES), 1))
    sheets = [(_sheet(number, *parts),) for number, parts in names]
    forms = [(FORM, _entries(number, *parts)) for number, parts in names]
    return [
        Kind("credentials sheet with QR", credentials_sheet.draw, credentials_sheet.paper, sheets),
        Kind("filled application", application_form.draw, application_form.paper, forms),
    ]


def measure(kind: Kind) -> list[Row]:
    """Draw documents in turn with each engine."""
    first = kind.paper(*kind.children[0])
    rivals = [ReportLab(first), Typst(first)]
    placed = [fields(kind.paper(*child)) for child in kind.children]
    seconds: dict[str, list[float]] = {"ours": [], **{rival.name: [] for rival in rivals}}
    ours: list[int] = []
    for index in range(-10, ROUNDS):
        child = index % len(kind.children)
        drawn = {"ours": _timed(lambda child=child: kind.draw(*kind.children[child]))}
        drawn |= {rival.name: _timed(lambda rival=rival, child=child: rival.draw(placed[child])) for rival in rivals}
        if index < 0:
            _compare({name: pdf for name, (_, pdf) in drawn.items()})
        else:
            ours.append(len(drawn["ours"][1]))
            for name, (took, _) in drawn.items():
                seconds[name].append(took)
    return [*(_row(kind, rival.name, seconds) for rival in rivals), _size(kind, max(ours))]


def _timed(draw: Callable[[], bytes]) -> tuple[float, bytes]:
    began = time.perf_counter()
    pdf = draw()
    return time.perf_counter() - began, pdf


def _compare(drawn: dict[str, bytes]) -> None:
    """Make sure that all say the same, before anybody believes a figure."""
    said = {name: Counter("".join(_text(pdf).split())) for name, pdf in drawn.items()}
    assert all(characters == said["ours"] for characters in said.values()), said


def _text(pdf: bytes) -> str:
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    return text


def _row(kind: Kind, rival: str, seconds: dict[str, list[float]]) -> Row:
    ours, theirs = (statistics.median(seconds[name]) for name in ("ours", rival))
    ratio, goal = ours / theirs, GOALS[rival]
    note = f"{ours * 1000:.2f} ms to {theirs * 1000:.2f} ms"
    return Row(f"{kind.name}, time", rival, ratio, f"<= {goal}", ratio <= goal, note)


def _size(kind: Kind, largest: int) -> Row:
    return Row(f"{kind.name}, size", "32 kB", largest / LIMIT, "<= 1.0", largest <= LIMIT, f"{largest} bytes at most")


def rows() -> list[Row]:
    """Measure each paper."""
    return [row for kind in kinds() for row in measure(kind)]


if __name__ == "__main__":
    show(rows())
