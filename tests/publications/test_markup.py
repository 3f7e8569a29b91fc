"""The limited markup of news: what may stand in a page, and what its author is told of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.publications.rules import markup

PARTS = [
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>",
    '<a href="https://a.ru" onclick="x">',
    "<svg/onload=alert(1)>",
    "<style>",
    "<b>",
    "</b>",
    "<ul><li>",
    "<!--",
    "]]>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "&lt;script&gt;",
    "\n\n",
    "Привет",
    "<p style='x'>",
    "<iframe src=//evil>",
    "<a href='  JaVaScRiPt:1'>",
    "<a href='&#106;avascript:1'>",
    "<a href='data:text/html,1'>",
    "<a href='//evil.ru'>",
]


def test_empty_lines_part_paragraphs_and_others_are_kept() -> None:
    assert markup.shown("Раз\nдва\r\n\r\n\nтри") == "<p>Раз<br>два</p>\n<p>три</p>"
    assert markup.shown(None) == markup.shown("  \n ") == ""
    assert markup.shown("1 < 2 & 3") == "<p>1 &lt; 2 &amp; 3</p>"


def test_a_list_and_a_link_stand_as_they_were_written() -> None:
    text = 'Берите:\n\n<ul><li><b>форму</b></li></ul>\n\n<a href="https://a.ru/?a=1">сайт</a>'
    assert markup.shown(text) == (
        "<p>Берите:</p>\n<ul><li><b>форму</b></li></ul>\n"
        '<p><a href="https://a.ru/?a=1" rel="noopener noreferrer nofollow">сайт</a></p>'
    )
    assert markup.problem(text) is None


@pytest.mark.parametrize(
    ("text", "gone", "said"),
    [
        ("<script>alert(1)</script>", "alert", "<script>"),
        ("<img src=x onerror=alert(1)>", "img", "<img>"),
        ("<b onclick='x'>а</b>", "onclick", "onclick"),
        ("<p style='color:red'>а</p>", "style", "style"),
        ("<a href='javascript:alert(1)'>а</a>", "javascript", "https://"),
        ("<a href=' JAVASCRIPT:alert(1)'>а</a>", "JAVASCRIPT", "https://"),
        ("<a href='data:text/html,x'>а</a>", "data:", "https://"),
        ("<a href='//evil.ru'>а</a>", "evil", "https://"),
        ("<a href='/pfdo/cabinet'>а</a>", "cabinet", "https://"),
        ("<!-- а -->", "<!--", "комментарии"),
        ("<iframe src='https://a.ru'></iframe>", "iframe", "<iframe>"),
        ("<h1>а</h1>", "h1", "<h1>"),
        ("<form action='/'><input name='a'></form>", "form", "<form>"),
    ],
)
def test_what_is_not_in_the_list_is_left_out_and_told(text: str, gone: str, said: str) -> None:
    assert gone not in markup.shown(text)
    assert said in (markup.problem(text) or "")


def test_arrows_and_sums_are_no_markup() -> None:
    for text in ("2 < 3, а 5 > 4", "a<b", "<3", "Иванов <ivanov@a.ru>"):
        shown = markup.shown(text)
        assert "<p>" in shown
    assert markup.problem("2 < 3, а 5 > 4 <3") is None


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=8).map("".join))
def test_nothing_that_acts_ever_comes_through(text: str) -> None:
    class Strict(markup.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in markup.ELEMENTS
            for name, value in attrs:
                assert tag == "a" and name in {"href", "rel"}
                assert name == "rel" or (value or "").strip().lower().startswith(markup.LINKS)

    reader = Strict()
    reader.feed(markup.shown(text))
    reader.close()
    markup.problem(text)
