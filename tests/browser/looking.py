"""What must hold for every page, whoever looks at it and with what."""

import hashlib
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.browser import DESKTOP, overflow, violations

BARE: dict[str, Any] = {"phone": True, "color_scheme": "dark", "javascript": False}
"""As little as a browser may have: a small screen and no scripts, at night."""
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
PARTS = """() => {
    const told = new Set(['href', 'src', 'action', 'formaction', 'content', 'datetime', 'title', 'alt', 'placeholder',
        'aria-label']);
    const names = new Set(['id', 'for', 'name', 'value', 'aria-labelledby', 'aria-describedby']);
    const kept = new Set(['class', 'type', 'role', 'rel', 'style']);
    const length = text => Math.min(text.trim().length, 4);
    const short = list => list.filter((one, place) => one !== list[place - 1] || one !== list[place - 2]).join(' ');
    const twice = list => list.filter((one, place) => one && list.indexOf(one) !== place).join(' ');
    const all = query => [...document.querySelectorAll(query)];
    const parts = new Set();
    const walk = (element, inside) => {
        const attributes = [...element.attributes].map(({name, value}) => [name, names.has(name) ? '' :
            told.has(name) ? length(value) : kept.has(name) ? value : value.replace(/\\d+/g, '0')].join('='));
        const nodes = [...element.childNodes];
        const text = nodes.map(node => node.nodeType === Node.TEXT_NODE ? node.data : '').join('');
        const meant = ['aria-labelledby', 'aria-describedby'].map(it => element.getAttribute(it) ?? '').join(' ');
        const missing = meant.split(' ').filter(id => id && !document.getElementById(id)).length;
        const within = short([...element.children].map(child => child.localName));
        parts.add([inside, attributes, length(text), within, element.labels?.length, missing].join('|'));
        for (const child of element.children) if (child.localName !== 'script' && child.type !== 'hidden') {
            walk(child, `${inside} ${child.localName}.${child.className.baseVal ?? child.className}`);
        }
    };
    walk(document.documentElement, 'html');
    parts.add(short(all('h1, h2, h3, h4, h5, h6, [role=heading]').map(it => it.ariaLevel ?? it.localName)));
    parts.add(twice(all('[id]').map(it => it.id)));
    parts.add(twice(all('nav, section, aside, form, [role]').map(it => it.localName + it.ariaLabel)));
    const media = ['print', '(prefers-color-scheme: dark)', '(scripting: none)', '(pointer: coarse)'];
    const {color, backgroundColor, font, letterSpacing} = getComputedStyle(document.body);
    const way = [innerWidth, devicePixelRatio, ...media.map(it => matchMedia(it).matches),
        color, backgroundColor, font, letterSpacing, ...all('style').map(it => it.textContent)].join();
    return [...parts].map(part => way + part);
}"""
"""How each element stands on the page, and how the page is looked at.

Of texts and addresses only whether they are there, or short; of names and ids whether one stands there twice, whether
what is referred to is there, and whether a field has a label.
"""
LOW = """([controls, size]) => [...document.querySelectorAll(controls)]
    .filter(it => it.checkVisibility({visibilityProperty: true}))
    .filter(it => it.getBoundingClientRect().width && it.getBoundingClientRect().height)
    .filter(it => it.getBoundingClientRect().height < size)
    .map(it => it.outerHTML)"""


class SoundPages:
    """Remembers of what pages without barriers consist: axe-core takes half a second to find none in another one."""

    file: Path | None = None
    """Where all workers write down what they know; None: nothing is remembered."""

    def assert_no_barriers(self, page: Page) -> None:
        """Look for barriers, unless whatever is on the page has stood on such a page, and looked the same there."""
        parts = {hashlib.sha256(part.encode()).hexdigest()[:16] for part in page.evaluate(PARTS)}
        known = set(self.file.read_text().split()) if self.file else set()
        if parts <= known:
            return
        found = violations(page)
        assert found == [], "; ".join(found)
        if self.file:
            with self.file.open("a") as file:
                file.write("".join(f"{part}\n" for part in parts - known))


SOUND = SoundPages()


def assert_sound(page: Page) -> None:
    """Check that a page has no barrier, no sideways scrolling, one main heading, a title and its language."""
    page.wait_for_load_state()  # a press only waits until an answer begins
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


def assert_sound_everywhere(page: Page) -> None:
    """Check a page in a tab that is :data:`BARE`, and the same one by day on a desktop, fields and buttons included."""
    phone = page.viewport_size
    assert phone is not None, "every context here has a screen size"
    for screen, scheme in ((DESKTOP["viewport"], "light"), (phone, "dark")):
        page.set_viewport_size(screen)
        page.emulate_media(color_scheme=scheme)
        assert_sound(page)
        assert small_targets(page) == []
