"""Wrapping and shrinking, without drawing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.documents.elements import Align, Style, Text, Valign
from sgo_pfdo.documents.layout import DoesNotFit, height, place, spread, text_width, wrap

STYLE = Style(10, leading=1.2)
SENTENCE = st.lists(st.text("абвгджщш-", min_size=1, max_size=12), min_size=1, max_size=20).map(" ".join)


def _box(text: str, width: float = 60, tall: float = 40, **changes: object) -> Text:
    return Text(10, 20, width, tall, text, STYLE, **changes)  # type: ignore[arg-type]


@given(SENTENCE, st.floats(45, 120))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: float) -> None:
    lines = wrap(text, STYLE, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, STYLE) <= width + 1e-6 for line in lines)
    assert all(line == line.strip(" ") for line in lines if line)


@given(SENTENCE, st.floats(20, 80), st.floats(6, 30))
def test_whatever_the_box_nothing_is_lost(text: str, width: float, tall: float) -> None:
    placed = place(_box(text, width, tall))
    assert "".join("".join(line.text for line in placed).split()) == "".join(text.split())


@given(SENTENCE, st.lists(st.floats(30, 150), min_size=1, max_size=3), st.floats(5, 12))
def test_on_rules_nothing_is_lost_and_no_line_is_longer_than_its_rule(
    text: str, widths: list[float], tall: float
) -> None:
    style, of_rules = spread(text, STYLE, widths, tall)
    assert "".join("".join(lines) for lines in of_rules).replace(" ", "") == text.replace(" ", "")
    assert len(of_rules) <= len(widths)
    for lines, width in zip(of_rules, widths, strict=False):
        assert all(text_width(line, style) <= width + 1e-6 for line in lines)
        assert sum(height("x", style, width) for _ in lines) <= tall + 1e-6


def test_a_text_goes_on_on_the_next_rule_at_its_size() -> None:
    style, of_rules = spread("Школьная улица, дом двенадцать", STYLE, [30, 60], 8)
    assert style == STYLE
    assert of_rules == [["Школьная улица,"], ["дом двенадцать"]]


def test_one_line_on_a_rule_is_better_than_two_as_long_as_it_is_easy_to_read() -> None:
    text = "Паспорт гражданина"
    wide = text_width(text, STYLE)
    assert spread(text, STYLE, [wide * 0.81], 9) == (replace(STYLE, size=8), [[text]])
    assert spread(text, STYLE, [wide * 0.79], 9) == (STYLE, [["Паспорт", "гражданина"]])


def test_rules_without_room_are_an_error() -> None:
    with pytest.raises(DoesNotFit, match="does not fit rules"):
        spread("слово " * 50, STYLE, [5], 3)


def test_a_text_that_fits_keeps_its_size() -> None:
    assert [line.size for line in place(_box("Игорь"))] == [10]


def test_a_text_shrinks_before_a_word_is_broken() -> None:
    word = "щ" * 22
    (line,) = place(_box(word))
    assert line.text == word
    assert 7 <= line.size < 10


def test_a_word_that_would_be_too_small_to_read_is_broken_at_a_legible_size() -> None:
    lines = place(_box("щ" * 200))
    assert len(lines) > 1
    assert {line.size for line in lines} == {7}


def test_lines_break_after_a_hyphen() -> None:
    assert wrap("Римский-Корсаков", STYLE, 20) == ["Римский-", "Корсаков"]


def test_a_no_break_space_holds_words_together_and_prints_as_a_space() -> None:
    assert wrap("в\u00a0АИС\u00a0ПФДО да", STYLE, text_width("в АИС ПФДО", STYLE)) == ["в\u00a0АИС\u00a0ПФДО", "да"]
    assert [line.text for line in place(_box("28\u00a0мая"))] == ["28 мая"]


def test_alignment_moves_a_line_across_and_down() -> None:
    (left,) = place(_box("Да"))
    (right,) = place(_box("Да", align=Align.RIGHT, valign=Valign.BOTTOM))
    (middle,) = place(_box("Да", align=Align.CENTRE, valign=Valign.MIDDLE))
    room = 60 - text_width("Да", STYLE)
    spare = 40 - height("Да", STYLE, 60)
    assert (right.x - left.x, middle.x - left.x) == pytest.approx((room, room / 2))
    assert (right.baseline - left.baseline, middle.baseline - left.baseline) == pytest.approx((spare, spare / 2))


def test_a_text_that_fits_at_no_size_is_an_error() -> None:
    with pytest.raises(DoesNotFit, match="does not fit 1 x 1 mm"):
        place(_box("слово " * 50, 1, 1))
