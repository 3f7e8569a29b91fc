"""What must hold for every page, whoever looks at it and with what."""

import pytest
from playwright.sync_api import Page

from tests.support.browser import overflow, violations

LOOKS = pytest.mark.parametrize(
    "screen",
    [{}, {"phone": True, "color_scheme": "dark", "javascript": False}],
    ids=["desktop", "dark-phone-no-scripts"],
)
"""How pages are looked at: with all that a browser has, and with as little as there is."""
ENTRY_SIZE = 44
"""Pixels: what a finger needs; WCAG 2.2 asks for 24."""
FRAME = """() => {
    const headings = document.querySelectorAll('h1, [role=heading][aria-level="1"]');
    return {
        language: document.documentElement.lang,
        headings: [...headings].filter(it => it.checkVisibility({visibilityProperty: true})).length,
        title: document.title,
    };
}"""
LOW = """([controls, size]) => [...document.querySelectorAll(controls)]
    .filter(it => it.checkVisibility({visibilityProperty: true}))
    .filter(it => it.getBoundingClientRect().width && it.getBoundingClientRect().height)
    .filter(it => it.getBoundingClientRect().height < size)
    .map(it => it.outerHTML)"""


def assert_sound(page: Page) -> None:
    """Check that a page has no barrier, no sideways scrolling, one main heading, a title and its language."""
    assert violations(page) == []
    assert overflow(page) == 0
    frame = page.evaluate(FRAME)
    assert frame["language"] == "ru"
    assert frame["headings"] == 1
    assert frame["title"].strip(" –")


def small_targets(page: Page) -> list[str]:
    """List the buttons and fields of a page that are lower than a finger needs; a tick is as high as its label."""
    fields = "select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])"
    ticks = "label:has(+ :is([type=checkbox], [type=radio])), :is([type=checkbox], [type=radio]) + label"
    controls = f"button, {fields}, {ticks}, a.pfdo-button, a.pictogram"
    found: list[str] = page.evaluate(LOW, [controls, ENTRY_SIZE])
    return found
