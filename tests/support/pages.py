"""Reads an HTML answer the way a person does: text, links, forms; and presses its buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSEEN = {"script", "style", "title", "template"}
INLINE = {"a", "b", "em", "i", "small", "span", "strong", "time", "wbr"}


@dataclass
class Form:
    """A form: where it goes, what it carries, and what its buttons say."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.title: list[str] = []
        self.links: list[tuple[list[str], str]] = []
        self.forms: list[Form] = []
        self.items: list[list[str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._buttons: list[list[str]] = []
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self._break_before(tag)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a":
            self.links.append(([], given.get("href", "")))
        elif tag == "form":
            self.forms.append(Form(given.get("method", "get"), given.get("action", "")))
        elif tag == "li":
            self.items.append([])
        elif tag == "button":
            self._buttons.append([])
        elif tag == "input" and "name" in given:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = given["name"]
            self.forms[-1].fields[self._textarea] = ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option":
            self._choose(given)

    def _break_before(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")

    def _choose(self, given: dict[str, str]) -> None:
        form = self.forms[-1]
        form.choices.setdefault(self._select, []).append(given["value"])
        if "selected" in given:
            form.fields[self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes something else"
        self._break_before(tag)
        if tag == "button" and self.forms:
            self.forms[-1].buttons.append(_said(self._buttons.pop()))
        if tag == "textarea":
            fields = self.forms[-1].fields
            fields[self._textarea] = fields[self._textarea].removeprefix("\r").removeprefix("\n")

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title.append(data)
        if "textarea" in self._open:
            self.forms[-1].fields[self._textarea] += data
        if not UNSEEN.intersection(self._open):
            self.words.append(data)
            if "li" in self._open:
                self.items[-1].append(data)
            if "a" in self._open:
                self.links[-1][0].append(data)
            if "button" in self._open:
                self._buttons[-1].append(data)


def _said(words: list[str]) -> str:
    return " ".join("".join(words).split())


class Page:
    """An answer that is a page.

    Args:
        answer: from Flask's test client; HTML, or the reading fails.
    """

    def __init__(self, answer: TestResponse) -> None:
        """Read the page; an element that is closed in the wrong place is an error."""
        assert answer.mimetype == "text/html", answer.mimetype
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)
        reader = _Reader()
        reader.feed(self.html)
        reader.close()
        self.text = _said(reader.words)
        self.title = _said(reader.title)
        self.links = [(_said(words), href) for words, href in reader.links]
        self.items = [_said(words) for words in reader.items]
        self.forms = reader.forms
        self.elements = reader.elements
        self.children = {
            given["data-pfdo-child"]: given.get("aria-current") == "page"
            for _, given in reader.elements
            if "data-pfdo-child" in given
        }
        self.reasons = [given["data-pfdo-reason"] for _, given in reader.elements if "data-pfdo-reason" in given]

    @property
    def child(self) -> str:
        """Give the id of the child that is looked at, of those that can be chosen."""
        (chosen,) = (child for child, is_chosen in self.children.items() if is_chosen)
        return chosen

    def link_to(self, child: str) -> str:
        """Give the address behind the link to a child, by its id."""
        (address,) = (given["href"] for _, given in self.elements if given.get("data-pfdo-child") == child)
        return address

    def link(self, text: str) -> str:
        """Give the address behind a link that says exactly ``text``."""
        found = [href for said, href in self.links if said == text]
        assert len(found) == 1, f"{text!r} is said by {len(found)} links of {self.links}"
        return found[0]

    def has_link(self, text: str) -> bool:
        """Say whether there is a link with this text."""
        return any(said == text for said, _ in self.links)

    def form(self, button: str) -> Form:
        """Give the form with a button that says ``button``."""
        found = [form for form in self.forms if button in form.buttons]
        assert len(found) == 1, f"{button!r} is on {len(found)} forms: {[form.buttons for form in self.forms]}"
        return found[0]

    def has_button(self, button: str) -> bool:
        """Say whether there is a button that says ``button``."""
        return any(button in form.buttons for form in self.forms)

    def press(self, client: FlaskClient, button: str, **changes: Any) -> TestResponse:
        """Press a button the way a browser does.

        Args:
            client: the browser.
            button: what it says.
            changes: what somebody typed or chose; None unticks, a tuple of a stream and a name is a file.
        """
        form = self.form(button)
        address = form.action or self.answer.request.path
        fields = {name: value for name, value in (form.fields | changes).items() if value is not None}
        if form.method == "get":
            return client.get(address, query_string=fields)
        return client.post(form.action or self.answer.request.full_path.rstrip("?"), data=fields)


def open_page(client: FlaskClient, address: str) -> Page:
    """Open an address and follow its redirects."""
    return Page(client.get(address, follow_redirects=True))
