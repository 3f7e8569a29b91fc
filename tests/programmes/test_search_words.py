"""The search: what words find, and that every odd question is answered."""

import pytest

from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.wishes import Order, Place
from tests.programmes.asking import CHILD, Catalogue

FIND = (
    "робототехника",
    "робототехнике",
    "РОБОТОТЕХНИКОЙ",
    "робот",
    "ро",
    "робатотехника",
    "роботтехника",
    "робототехникка",
    "рбоототехника",
    "робототехнека",
    "ребенок робототехника",
    "ребёнка, робототехнику!",
    "дом творчества робототехника",
    "лего",
    "в робототехнике",
    "робо\u00adто\u200bтехника",
    "\u202eробототехника\u202c",
    "робототехника школа-студия",
)
DO_NOT = ("робототехника шахматы", "рабатотехника", "техника", "бот", "лига", "робототехникакк")


def test_words_find_a_programme_and_others_do_not(catalogue: Catalogue) -> None:
    catalogue.put(
        "Робототехника",
        annotation="Каждый ребёнок соберёт своего робота. Школа-студия.",
        traits={Trait.KEYWORD: ["Лего"]},
    )
    catalogue.put("Шахматы")
    for asked in FIND:
        assert catalogue.names(asked) == ["Робототехника"], asked
    for asked in DO_NOT:
        assert catalogue.names(asked) == [], asked


def test_a_word_that_there_is_is_no_slip(catalogue: Catalogue) -> None:
    catalogue.put("Танцы")
    catalogue.put("Танки")
    assert catalogue.names("танцы") == ["Танцы"]
    assert catalogue.names("танчы") == ["Танки", "Танцы"]


def test_what_matches_in_its_name_stands_first(catalogue: Catalogue) -> None:
    catalogue.put("Авиамодели", annotation="После робототехники – сюда")
    catalogue.put("Юный инженер", traits={Trait.KEYWORD: ["робототехника"]})
    catalogue.put("Робототехника")
    assert catalogue.names("робототехника") == ["Робототехника", "Юный инженер", "Авиамодели"]


ODD = [
    "",
    " ",
    "!?*",
    "%",
    "_",
    "100%",
    "ро_от",
    "' OR 1=1 --",
    "'); DROP TABLE sgo_pfdo_programme; --",
    '"робот" NEAR(шахматы, 5)',
    "robot* OR -chess AND NOT (",
    "heading : робот",
    "{words} : ^робот",
    "'робот':* & !'a' | <-> 'б':A",
    "\\",
    "\0",
    "а\0б",
    "\ud800",
    "\u200b\u200d\ufeff",
    "\u202e\u2066\u2069",
    "١٢٣ ४५",
    "🤖🤖",
    "а" * 10_000,
    "робот " * 2000,
    "!" * 10_000,
    "\u0301" * 10_000,
    "".join(map(chr, range(0x20, 0x2000))),
    "ﷺ" * 400,
    "𝕣𝕠𝕓𝕠𝕥",
    "ǅ ŉ ß İ",
    "\U000e0001\U0001f1f7",
    "c++ c# .net 3d",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_is_typed_is_answered(catalogue: Catalogue, odd: str) -> None:
    catalogue.put("Робототехника", annotation=odd.replace("\0", "").replace("\ud800", "")[:5000])
    found = catalogue.find(odd, order=Order.PRICE)
    assert found.total in (0, 1)
    assert catalogue.find(odd, child=CHILD, near=Point(0, 0)).total == found.total
    for name in ("provider_code", "keyword"):
        assert catalogue.find(**{name: odd}).total == 0
    for name in ("municipalities", "activities"):
        assert catalogue.find(**{name: frozenset({odd})}).total == 0
    assert catalogue.find(after=Place(0, odd, 0)).total == 1


@pytest.mark.parametrize("number", [-(10**30), -1, 0, 2**31, 2**63, 10**30])
def test_whatever_number_is_given_is_answered(catalogue: Catalogue, number: int) -> None:
    catalogue.put("Робототехника")
    for name in ("age", "balance", "month_price", "rating_from"):
        assert catalogue.find(**{name: number}).total in (0, 1)
    assert catalogue.find(weekdays=frozenset({number})).total == 0
    assert catalogue.find(near=Point(0, 0), within=number).total in (0, 1)
    assert catalogue.find(after=Place(number, "", number)).total == 1
