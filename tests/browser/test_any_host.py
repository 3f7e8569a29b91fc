"""The pages stay readable in hosts that are hard on them: small text, resets, dark themes, styles for all content."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from playwright.sync_api import Page

from tests.browser import make_screenshots as shown
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal, copy_database, running_portal
from tests.support.browser import overflow, violations

LAYOUT = """<!doctype html>
<html lang="ru">
<head>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{% block title %}{% endblock %}</title>
  {% block head %}{% endblock %}
  <style>{{ hard_css() }}</style>
</head>
<body><main class="content">{% block page %}{% block content %}{% endblock %}{% endblock %}</main></body>
</html>
"""
"""The host's own styles come last, where they are strongest."""

BARE = (
    "* { margin: 0; padding: 0; border: 0; box-sizing: content-box; list-style: none; font: inherit;"
    " text-decoration: none }"
)
REBOOT = """
html { font-size: 10px }
body { margin: 0; font: 14px/1.42857143 "Helvetica Neue", Helvetica, Arial, sans-serif; color: #333 }
* { box-sizing: border-box }
a { color: #337ab7; text-decoration: none } a:hover, a:focus { color: #23527c }
h1 { font-size: 36px; font-weight: 500 } p { margin: 0 0 10px } dd { margin-left: 0 }
legend { float: left; display: block; width: 100%; margin-bottom: 20px; font-size: 21px; border-bottom: 1px solid }
label { display: inline-block; max-width: 100%; margin-bottom: 5px } button, input, select { font: inherit }
"""
PREFLIGHT = """
*, ::before, ::after { box-sizing: border-box; border: 0 solid; margin: 0; padding: 0 }
html { line-height: 1.5; font-family: ui-sans-serif, system-ui, sans-serif }
h1, h2, h3, h4 { font-size: inherit; font-weight: inherit } a { color: inherit; text-decoration: inherit }
b, strong { font-weight: bolder } ol, ul, menu { list-style: none } summary { display: block }
button, input, select, textarea { font: inherit; color: inherit; border-radius: 0; background: transparent }
"""
CONTENT = """
.content ul { list-style: square outside; margin-left: 2em; margin-top: 1em; padding-left: 40px }
.content ol { list-style: none } .content li + li { margin-top: .25em } .content dd { margin-left: 2em }
[type=checkbox]:not(:checked), [type=checkbox]:checked { position: absolute; opacity: 0; pointer-events: none }
button { width: 100% }
"""
DARK = "body { background: #121417; color: #e6e6e6 }"
HOSTS = {
    "62.5%": "html { font-size: 62.5% }",
    "a bare reset": BARE,
    "Bootstrap": REBOOT,
    "Tailwind": PREFLIGHT,
    "styles for all content": CONTENT,
    "dark, by the property": DARK + " :root { --pfdo-scheme: dark }",
    "dark, by color-scheme": DARK + " :root { color-scheme: dark }",
    "a light card in the dark": DARK
    + " body .pfdo { --pfdo-background: #fff; --pfdo-text: #1b2430; --pfdo-scheme: light; padding: 1em }",
}
DARK_ONES = {host for host, css in HOSTS.items() if DARK in css}
COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules of axe-core."""
FAULTS = """() => {
    const faults = [], say = (what, it) => faults.push(`${what}: ${it.outerHTML.slice(0, 90)}`);
    const style = it => getComputedStyle(it), root = document.querySelector('.pfdo');
    if (parseFloat(style(root).fontSize) < 16) say(`text of ${style(root).fontSize}`, root);
    for (const it of [root, ...root.querySelectorAll('*')]) {
        const seen = it.checkVisibility({visibilityProperty: true, opacityProperty: true});
        const own = [...it.childNodes].some(node => node.nodeType == 3 && node.data.trim());
        if (style(it).boxSizing != 'border-box') say('another box', it);
        if (seen && own && parseFloat(style(it).fontSize) < 14.5) say(`text of ${style(it).fontSize}`, it);
        if (it.matches(':is(ul, ol):not([class]) > li') && style(it).listStyleType == 'none') say('no bullet', it);
        if (it.matches('[class] > li') && style(it).listStyleType != 'none') say('a bullet', it);
        if (it.matches('p a:not(.pfdo-button)') && style(it).textDecorationLine != 'underline') say('no underline', it);
        if (it.matches('strong, h1, h2') && style(it).fontWeight < 600) say('nothing stands out', it);
        if (it.matches('[type=checkbox]') && !it.closest('details') && !seen) say('out of sight', it);
    }
    return faults;
}"""
"""What a host's styles have spoilt."""


class HardHost:
    """The demo portal in a layout of few words, whose styles a test chooses."""

    def __init__(self, portal: DemoPortal) -> None:
        """Take the place of the portal's own layout."""
        self.portal = portal
        self.css = ""
        layouts = jinja2.DictLoader(dict.fromkeys(("base.html", "settings.html"), LAYOUT))
        portal.app.jinja_loader = jinja2.ChoiceLoader([layouts, portal.app.jinja_loader])  # type: ignore[list-item, misc]
        portal.app.jinja_env.globals["hard_css"] = lambda: self.css


@pytest.fixture(scope="module")
def hard_host(prepared_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HardHost]:
    """One portal for all tests here; they change nothing in it."""
    with running_portal(copy_database(prepared_database, tmp_path_factory.mktemp("hard"))) as portal:
        shown.issue_all(portal)
        yield HardHost(portal)


def show_information(portal: DemoPortal, page: Page) -> None:
    """Read what is open to everyone."""
    page.goto(f"{portal.address}/pfdo/info/leninsk-kuznetsky")


PAGES: dict[str, Any] = {
    "certificate": shown.show_certificate,
    "card": shown.show_card,
    "register": shown.show_register,
    "municipality": shown.show_municipality,
    "school": shown.show_school,
    "information": show_information,
}


@pytest.mark.parametrize("host", HOSTS)
def test_the_pages_stay_readable_at_320_pixels(hard_host: HardHost, open_tab: OpenTab, host: str) -> None:
    hard_host.css = HOSTS[host]
    page = open_tab(phone=True, bypass_csp=True)
    for show in PAGES.values():
        show(hard_host.portal, page)
        assert page.evaluate(FAULTS) == []
        assert overflow(page) == 0
        if host in DARK_ONES:
            assert violations(page, COLOURS) == []
