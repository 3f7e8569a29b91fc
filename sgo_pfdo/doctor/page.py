"""``flask pfdo doctor --as ID``: the page of one person, rendered in a request that was never sent."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import flask
from jinja2 import TemplateError

from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.unseen import why_nothing
from sgo_pfdo.blueprints.common.visitor import Visitor, current_visitor
from sgo_pfdo.certificates.standing import school_ids_of
from sgo_pfdo.config import Settings
from sgo_pfdo.current import current_state
from sgo_pfdo.doctor.finding import Finding
from sgo_pfdo.host import HostPortal
from sgo_pfdo.host_answers import mistake_in_words, viewer_of
from sgo_pfdo.people import PortalDataError, Role, Viewer

_BEGINNING = {
    Role.CLERK: "sgo_pfdo_desk.page",
    Role.DIRECTOR: "sgo_pfdo_school.page",
    Role.OPERATOR: "sgo_pfdo_municipality.page",
}
"""Where each role begins; families begin in their settings."""
_TITLE, _CONTENT = "pfdo-doctor-title", "pfdo-doctor-content"
"""What stands in ``doctor.html``."""
_SIGN_IN = "Let viewer_as(person_id) sign the person in for the request, as the portal's own sign-in does."
_OWN_RENDERING = "Override HostPortal.render_template so that it renders as the portal's own views do."


def page_findings(app: flask.Flask, person_id: str) -> list[Finding]:
    """Ask the port for a person, open the page where they begin, and look for the module in it.

    :param person_id: as :meth:`HostPortal.viewer_as` takes it.
    """
    try:
        with _request(app, "/"):
            viewer = _person(current_state().host, person_id)
            address = flask.url_for(_BEGINNING.get(viewer.role, "sgo_pfdo_family.page")).removeprefix(
                flask.request.root_path
            )
        with _request(app, address):
            _person(current_state().host, person_id)  # signed in for this request
            visitor = current_visitor()
            visitor.look_as(viewer)
            return [_answers(visitor, viewer), *_look(app, visitor, address)]
    except _CannotLookError as error:
        return [error.finding]
    except PortalDataError as error:
        return [Finding(False, f"{mistake_in_words(error)}.", "Mend the method of the host port.")]
    except Exception as error:
        return [_raised(error, person_id)]


@contextmanager
def _request(app: flask.Flask, address: str) -> Iterator[None]:
    """Begin a request with an application context of its own: extensions keep in it who is signed in."""
    base = current_state().settings.base_url or None
    with app.app_context(), app.test_request_context(address, base_url=base):
        yield


class _CannotLookError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.what)
        self.finding = finding


def _person(host: HostPortal, person_id: str) -> Viewer:
    """Ask the port for the person.

    :raises _CannotLookError: the port knows nobody with this id, or has no way to tell.
    """
    kind = type(host).__name__
    try:
        viewer = host.viewer_as(person_id)
    except NotImplementedError:
        viewer = viewer_of(host)  # a portal of one person, such as the README's
        if viewer is None or viewer.id != person_id:
            what = f"{kind} cannot tell who {person_id!r} is."
            raise _CannotLookError(Finding(False, what, "Define viewer_as(person_id): docs/host-port.md.")) from None
    if viewer is None:
        what = f"{kind} knows nobody with the id {person_id!r}."
        raise _CannotLookError(Finding(False, what, "Give the id that viewer_as(person_id) takes."))
    if not isinstance(viewer, Viewer):
        what = f"viewer_as() of {kind} must return a Viewer or None, got {type(viewer).__name__}."
        raise _CannotLookError(Finding(False, what, "Mend the method of the host port."))
    return viewer


def _answers(visitor: Visitor, viewer: Viewer) -> Finding:
    """Say what the port answers of the person: ids alone."""
    said = f"The port says: {viewer.id!r} is signed in as {viewer.role}"
    if viewer.role in (Role.PARENT, Role.PUPIL):
        schools = ", ".join(map(repr, dict.fromkeys(school_ids_of(visitor.children)))) or "none"
        said += f"; children: {len(visitor.children)}, their schools: {schools}"
    return Finding(True, f"{said}.")


def _look(app: flask.Flask, visitor: Visitor, address: str) -> Iterator[Finding]:
    response: flask.Response = app.full_dispatch_request()
    viewer, status = visitor.viewer, response.status_code
    if status == 404 and viewer is not None and viewer.role is Role.STAFF:
        yield Finding(True, f"{address} answers 404, as it should: Role.STAFF sees nothing of the module.")
    elif status == 404:
        what, _, remedy = why_nothing(visitor).partition("; ")
        yield Finding(False, f"{address} answers 404: {what}.", f"{remedy[:1].upper()}{remedy[1:]}.")
    elif 300 <= status < 400 or status in (401, 403):
        where = f" to {response.location}" if response.location else ""
        yield Finding(False, f"{address} answers {status}{where} before the module is asked.", _SIGN_IN)
    elif status != 200:
        yield Finding(False, f"{address} answers {status}.", "The log says why.")
    else:
        yield from _layout(visitor, address, _Seen.of(response.get_data(as_text=True)))


def _layout(visitor: Visitor, address: str, page: "_Seen") -> Iterator[Finding]:
    """Look for the module in the page, and for the marks of ``doctor.html`` in the host's layout."""
    settings, marks = visitor.state.settings, _Seen.of(render("doctor.html"))
    base, problems = settings.base_template, []
    if not page.has_content or _CONTENT not in marks.texts:
        problems.append(_missing("content", "SGO_PFDO_BLOCK_CONTENT", settings.block_content, base, "in its body"))
    if flask.url_for("sgo_pfdo.static", filename="pfdo.css") not in page.stylesheets:
        problems.append(_missing("stylesheet", "SGO_PFDO_BLOCK_HEAD", settings.block_head, base, "within <head>"))
    if _TITLE not in marks.title:
        problems.append(_wrong_title(settings, marks))
    yield from problems
    if not problems:
        yield Finding(True, f"{address} answers 200, with content, title and stylesheet of the module in {base!r}.")


def _missing(what: str, option: str, block: str, base: str, where: str) -> Finding:
    return Finding(
        False,
        f"The page has no {what} of the module: {base!r} does not show the block {block!r}.",
        f"Name in {option} a block that it shows {where}; where its `extends` is computed, one of the template that"
        " is chosen.",
    )


def _wrong_title(settings: Settings, marks: "_Seen") -> Finding:
    block, base = settings.block_title, settings.base_template
    if not marks.title and _TITLE in marks.texts:
        what = f"The block {block!r} of {base!r} stands around <title>, so that the page has none."
    else:
        what = f"The page's title is not in <title>: {base!r} does not show the block {block!r} there."
    right = f"<title>{{% block {block} %}}{{% endblock %}}</title>"
    return Finding(False, what, f"Write {right}, or name such a block in SGO_PFDO_BLOCK_TITLE.")


def _raised(error: Exception, person_id: str) -> Finding:
    """Name an exception of the host's by its kind and place; its text may name a person."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
    if isinstance(error, TemplateError):
        said = f"The page cannot be rendered in the host's layout: {error.message} ({place})."
        return Finding(False, said, _OWN_RENDERING)
    what = f"The page of {person_id!r} cannot be made: {type(error).__name__} in {place}."
    return Finding(False, what, f"Mend it there. If only the module's pages fail: {_OWN_RENDERING}")


class _Seen(HTMLParser):
    """What a browser would see of a page.

    :param title: the text in ``<title>``.
    :param texts: of everything else.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.texts = ""
        self.stylesheets: list[str | None] = []
        self.has_content = False
        self._within: list[str] = []
        self._depth = 0
        """How many ``div`` are open within the module's own."""

    @classmethod
    def of(cls, page: str) -> "_Seen":
        """Read a page."""
        seen = cls()
        seen.feed(page)
        seen.close()
        return seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        values: dict[str, Any] = dict(attrs)
        if tag == "link" and "stylesheet" in (values.get("rel") or "").split():
            self.stylesheets.append(values.get("href"))
        if tag == "div" and (self._depth or "pfdo" in (values.get("class") or "").split()):
            self._depth += 1
        if tag in ("title", "template", "script", "style", "svg"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag == "div" and self._depth:
            self._depth -= 1
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if self._within == ["title"]:
            self.title += data
        elif not self._within:
            self.texts += data
            self.has_content |= bool(self._depth and data.strip())
