"""Debian's Chromium, driven by Playwright, and axe-core to look for barriers."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

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


def violations(page: Page) -> list[str]:
    """Run axe-core on the page as it is now.

    Returns:
        One text for each rule that is broken: rule, what it asks, and the elements. Empty when all is well.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        return _violations_without_scripts(page)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", RULES)["violations"]
    return [f"{rule['id']}: {rule['help']}: " + "; ".join(node["html"] for node in rule["nodes"]) for rule in found]


def _violations_without_scripts(page: Page) -> list[str]:
    """Look at a copy of the page in a profile where only axe-core may run: it needs timers, which are off here."""
    browser = page.context.browser
    assert browser is not None, "a page of a running browser"
    # its reader sees what is in there, but axe-core's browser would hide it
    html = re.sub(r"</?noscript\b[^>]*>", "", page.content())
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "script-src 'none'"}

    def answer(route: Route, request: Request) -> None:
        if request.is_navigation_request():
            route.fulfill(body=html, headers=headers)
        else:
            route.continue_()

    phone = page.viewport_size == PHONE["viewport"]
    context = new_context(browser, phone=phone, storage_state=page.context.storage_state())
    try:
        context.route("**/*", answer)
        copy = context.new_page()
        copy.goto(page.url)
        return violations(copy)
    finally:
        context.close()


def overflow(page: Page) -> int:
    """Say by how many pixels the page is wider than the screen; more than 0: its reader must scroll sideways."""
    viewport = page.viewport_size
    assert viewport is not None, "every context here has a screen size"
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return max(0, width - viewport["width"])
