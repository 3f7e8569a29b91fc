"""What must hold for every page, whoever looks at it and with what."""

from playwright.sync_api import Page

from tests.support.browser import overflow, violations

ENTRY_SIZE = 44
"""Pixels: what a finger needs; WCAG 2.2 asks for 24."""


def assert_sound(page: Page) -> None:
    """Check that a page has no barrier, no sideways scrolling, one main heading, a title and its language."""
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.title().strip(" –")


def small_targets(page: Page) -> list[str]:
    """List the buttons and fields of a page that are lower than a finger needs; a tick is as high as its label."""
    fields = "select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])"
    ticks = "label:has(+ :is([type=checkbox], [type=radio])), :is([type=checkbox], [type=radio]) + label"
    controls = page.locator(f"button, {fields}, {ticks}, a.pfdo-button, a.pictogram")
    boxes = ((control, control.bounding_box()) for control in controls.all() if control.is_visible())
    return [control.evaluate("it => it.outerHTML") for control, box in boxes if box and box["height"] < ENTRY_SIZE]
