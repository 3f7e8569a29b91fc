"""News and events are written and changed: forms that keep what was typed, and tell the second of two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.uploads import ROOM_FOR_PICTURE, read_picture
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.editing import conflict, refused
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Author, require_author
from sgo_pfdo.blueprints.publications import blueprint
from sgo_pfdo.blueprints.publications.desk import own_to_edit, press, provider_code_of, zone_of
from sgo_pfdo.blueprints.publications.forms import EventForm, NewsForm
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.rules.kinds import LONGEST_NAME
from sgo_pfdo.programmes.rules.records import Values
from sgo_pfdo.programmes.rules.writing import written
from sgo_pfdo.publications.listing import image_of, offered_programmes
from sgo_pfdo.publications.model import Publication, PublicationKind
from sgo_pfdo.publications.rules.lifecycle import State, StepImpossibleError
from sgo_pfdo.publications.rules.records import EVENT, NEWS, columns_of, fields_of
from sgo_pfdo.publications.writing import PictureChange, add_publication, change_publication, shows_at_once

FORMS: Mapping[PublicationKind, type[NewsForm]] = {
    PublicationKind.NEWS: NewsForm,
    PublicationKind.EVENT: EventForm,
}
RECORDS = {PublicationKind.NEWS: NEWS, PublicationKind.EVENT: EVENT}
HEADINGS = {PublicationKind.NEWS: "Новая новость", PublicationKind.EVENT: "Новое мероприятие"}
EVENT_COLUMNS = ("starts_at", "ends_at", "place", "entry_until", "age_min", "age_max", "places")
NEWS_COLUMNS = ("title", "short", "body", "all_region")

blueprint.room_for |= dict.fromkeys(("new", "edit"), ROOM_FOR_PICTURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page with the form of something new, or of a publication that is there."""

    author: Author
    kind: PublicationKind
    form: NewsForm
    draft: str
    action: str
    back: str
    publication: Publication | None = None

    def show(self, *, problem: str | None = None, **context: Any) -> str:
        one = self.publication
        image = image_of(database.current_session(), one) if one is not None else None
        is_shown = one is not None and one.state == State.PUBLISHED
        trusted = one is None or shows_at_once(database.current_session(), one)
        return render(
            "publications/form.html",
            heading=HEADINGS[self.kind] if one is None else one.title,
            form=self.form,
            fields=[self.form[name] for name in self.form.names],
            action=self.action,
            back=self.back,
            publication=one,
            image=image,
            will_be_reviewed=is_shown and not trusted,
            problem=problem,
            **context,
        )


@blueprint.route("/publications/new/<any(news, event):kind>", methods=["GET", "POST"])
def new(kind: str) -> ResponseReturnValue:
    """Write something new: it becomes a draft."""
    author, of_kind = require_author(), PublicationKind(kind)
    draft = f"publications.new {kind}"
    page = _Page(
        author=author,
        kind=of_kind,
        form=_form(author, of_kind, draft),
        draft=draft,
        action=flask.url_for("sgo_pfdo_publications.new", kind=kind),
        back=flask.url_for("sgo_pfdo_publications.own_list"),
    )
    if flask.request.method == "GET":
        return page.show()

    def write(session: Session, author: Author, by: By, columns: Values, picture: PictureChange) -> Publication:
        return add_publication(
            session,
            of_kind,
            columns,
            picture,
            by,
            municipality_code=author.municipality.code,
            provider_code=provider_code_of(author),
        )

    return _save(page, write)


@blueprint.route("/publications/p/<card_id>/edit", methods=["GET", "POST"])
def edit(card_id: str) -> ResponseReturnValue:
    """Change what one's own side has written."""
    author = require_author()
    publication = own_to_edit(author, card_id)
    kind, draft = PublicationKind(publication.kind), f"publications.edit {card_id}"
    page = _Page(
        author=author,
        kind=kind,
        form=_form(author, kind, draft, publication),
        draft=draft,
        action=flask.url_for("sgo_pfdo_publications.edit", card_id=card_id),
        back=flask.url_for("sgo_pfdo_publications.own_page", card_id=card_id),
        publication=publication,
    )
    if flask.request.method == "GET":
        if not page.form.is_restored:
            _fill(page.form, author, publication)
        return page.show()
    seen = page.form.seen_version

    def write(session: Session, author: Author, by: By, columns: Values, picture: PictureChange) -> Publication:
        publication = own_to_edit(author, card_id)
        change_publication(session, publication, columns, picture, by, seen=seen)
        return publication

    return _save(page, write)


def _form(author: Author, kind: PublicationKind, draft: str, publication: Publication | None = None) -> NewsForm:
    make = read_form if flask.request.method == "POST" else open_form
    form = make(FORMS[kind], author.viewer, draft)
    session, code = database.current_session(), provider_code_of(author)
    form.about(has_picture=publication is not None and image_of(session, publication) is not None)
    if isinstance(form, EventForm):
        if code is None:
            del form.programme
        else:
            offered = [(str(number), name) for number, name in offered_programmes(session, code)]
            form.programme.choices = choices([("", "Не о программе"), *offered])
    return form


def _fill(form: NewsForm, author: Author, publication: Publication) -> None:
    form.fill(_texts(author, publication))
    form.seen.data = str(publication.version)
    image = image_of(database.current_session(), publication)
    form.alt.data = image.alt if image is not None else ""
    if "programme" in form:
        form["programme"].data = str(publication.programme_id or "")


def _texts(author: Author, publication: Publication) -> dict[str, str]:
    """Write what is stored, as the form shows it."""
    names = NEWS_COLUMNS + (EVENT_COLUMNS if publication.kind == PublicationKind.EVENT else ())
    columns = {name: getattr(publication, name) for name in names}
    return written(fields_of(columns, zone_of(author)))


def _save(page: _Page, write: Any) -> ResponseReturnValue:
    """Save what was typed; whatever is against it is said at its field."""
    form = page.form
    if not form.validate_on_submit():
        return refused(form, page.show)
    values = form.read(RECORDS[page.kind], {})
    columns: Values = {}
    if values is not None:
        columns, faults = columns_of(values, zone_of(page.author))
        form.tell(faults)
    picture = _picture(form)
    if "programme" in form:
        columns["programme_id"] = _chosen_programme(form)
    if form.wrong_fields:
        return refused(form, page.show)
    try:
        saved = press(
            page.author, lambda session, author, by: write(session, author, by, columns, picture).card_id, page.draft
        )
    except StepImpossibleError:
        return page.show(problem="impossible"), 409
    except ChangedMeanwhileError:
        assert page.publication is not None
        now = own_to_edit(page.author, page.publication.card_id)
        form.seen.data = str(now.version)
        return conflict(form.in_words(_texts(page.author, now)), page.show)
    done = flask.url_for("sgo_pfdo_publications.own_page", card_id=saved, done="saved", _anchor="pfdo-done")
    return flask.redirect(done, 303)


def _picture(form: NewsForm) -> PictureChange:
    """Read what becomes of the picture; one that cannot be taken is told at its field."""
    alt = form.alt.data or None
    if alt is not None and len(alt) > LONGEST_NAME:
        form.alt.errors = ["Не больше 255 знаков."]
    new = None
    if form.picture.data:
        try:
            new = read_picture(form.picture.data)
        except ValueError as error:
            form.picture.errors = [*form.picture.errors, str(error)]
    is_removed = "no_picture" in form and bool(form.no_picture.data)
    return PictureChange(new=new, is_removed=is_removed, alt=alt)


def _chosen_programme(form: NewsForm) -> int | None:
    field = form["programme"]
    offered = {str(value): value for value, *_ in field.iter_choices()}
    if (field.data or "") not in offered:
        field.errors = ["Такой программы у организации нет."]
        return None
    return int(field.data) if field.data else None
