"""Debian's Chromium, driven by Playwright, and axe-core to look for barriers."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
SECONDS_TO_WAIT = 10
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Tags of axe-core. Without them it leaves out what it has switched off by default: the size of targets (WCAG 2.2)."""

LOOK_FOR_BARRIERS = """async tags => {
    // with scripts switched off no timer comes back, and axe-core waits for some
    const later = window.setTimeout, withoutScripts = matchMedia('(scripting: none)').matches;
    const soon = (work, wait, ...given) => wait > 100 ? 0 : (Promise.resolve().then(() => work(...given)), 0);
    // its reader sees what is in there, but axe-core takes it for hidden
    const hidden = withoutScripts ? [...document.querySelectorAll('noscript')] : [];
    const shown = hidden.map(element => [...element.childNodes]);
    hidden.forEach((element, place) => element.before(...shown[place]));
    try {
        if (withoutScripts) window.setTimeout = soon;
        const look = {runOnly: tags, resultTypes: ['violations'], selectors: false, iframes: !withoutScripts};
        const {violations} = await axe.run(look);
        return violations.map(({id, help, nodes}) => ({id, help, elements: nodes.map(node => node.html)}));
    } finally {
        window.setTimeout = later;
        hidden.forEach((element, place) => element.append(...shown[place]));
    }
}"""

OpenPage = Callable[..., Page]  # what the fixture ``open_page`` gives


def chromium_path() -> str | None:
    """Say where Chromium is, if possible without all that a window needs; None when it is not installed."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a headless Chromium until the block ends; without its sandbox, which root and containers cannot have."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), chromium_sandbox=False, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, *, phone: bool = False, javascript: bool = True, **options: Any) -> BrowserContext:
    """Open a fresh profile of a Russian reader: 1280 by 900 pixels, or a phone of 320 by 640.

    Args:
        browser: the running browser.
        phone: a touch screen that is 320 pixels wide.
        javascript: False for a reader who has switched scripts off.
        options: more of Playwright's context options, such as ``color_scheme="dark"`` or ``base_url``.
    """
    settings = (PHONE if phone else DESKTOP) | {"locale": "ru-RU", "java_script_enabled": javascript} | options
    context = browser.new_context(**settings)
    context.set_default_timeout(SECONDS_TO_WAIT * 1000)
    return context


def violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """Run axe-core on the page as it is now, also where its own scripts are switched off.

    Args:
        page: the tab.
        rules: tags of axe-core, or names of its rules.

    Returns:
        One text for each rule that is broken: rule, what it asks, and the elements. Empty when all is well.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(LOOK_FOR_BARRIERS, list(rules))
    return [f"{rule['id']}: {rule['help']}: " + "; ".join(rule["elements"]) for rule in found]


def overflow(page: Page) -> int:
    """Say by how many pixels the page is wider than the screen; more than 0: its reader must scroll sideways."""
    viewport = page.viewport_size
    assert viewport is not None, "every context here has a screen size"
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return max(0, width - viewport["width"])
