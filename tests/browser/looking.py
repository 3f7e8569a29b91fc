"""What must hold for every page, whoever looks at it and with what."""

import hashlib
from pathlib import Path

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
OUTLINE = """() => {
    const told = new Set(['href', 'src', 'action', 'formaction', 'value', 'content', 'datetime', 'title', 'alt',
        'placeholder', 'aria-label']);
    const kept = new Set(['class', 'type', 'role', 'rel', 'style']);
    const length = text => Math.min(text.trim().length, 4);
    const outline = node => {
        if (node.nodeType === Node.TEXT_NODE) return length(node.data) || '';
        if (node.nodeType !== Node.ELEMENT_NODE || node.localName === 'script') return '';
        if (node.localName === 'style') return node.textContent;
        const isSheet = node.localName === 'link';
        const attributes = [...node.attributes].map(({name, value}) => name + '=' + (
            isSheet || kept.has(name) ? value : told.has(name) ? length(value) : value.replace(/\\d+/g, '0')));
        const inside = [...node.childNodes].map(outline).filter(one => one !== '');
        const alike = inside.filter((one, place) => one !== inside[place - 1] || one !== inside[place - 2]);
        return `<${node.localName} ${attributes}>${alike.join('')}</>`;
    };
    const media = ['print', '(prefers-color-scheme: dark)', '(scripting: none)', '(pointer: coarse)'];
    const style = getComputedStyle(document.body);
    return [outline(document.documentElement), innerWidth, devicePixelRatio, ...media.map(it => matchMedia(it).matches),
        style.color, style.backgroundColor, style.font, style.letterSpacing].join();
}"""
"""How a page is built and looked at, whatever it says: of texts and addresses only whether they are there, or short."""
LOW = """([controls, size]) => [...document.querySelectorAll(controls)]
    .filter(it => it.checkVisibility({visibilityProperty: true}))
    .filter(it => it.getBoundingClientRect().width && it.getBoundingClientRect().height)
    .filter(it => it.getBoundingClientRect().height < size)
    .map(it => it.outerHTML)"""


class SoundPages:
    """Remembers which pages have no barrier; axe-core takes half a second to find none in one that is built alike."""

    folder: Path | None = None
    """Where all workers write down what they know; None: nothing is remembered."""

    def assert_no_barriers(self, page: Page) -> None:
        """Look for barriers, unless a page of the same outline was looked at in the same way and had none."""
        outline = hashlib.sha256(page.evaluate(OUTLINE).encode()).hexdigest()
        known = self.folder and self.folder / outline
        if known and known.exists():
            return
        assert violations(page) == []
        if known:
            known.touch()


SOUND = SoundPages()


def assert_sound(page: Page) -> None:
    """Check that a page has no barrier, no sideways scrolling, one main heading, a title and its language."""
    SOUND.assert_no_barriers(page)
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
