"""News, events and pictures of the demo: texts from the fixtures, pictures drawn here."""

import io
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from school_portal import clock
from sgo_pfdo import database
from sgo_pfdo.documents.foreign_picture import MEDIA_TYPE, Picture, taken_in
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.model import Programme, ProgrammeFile
from sgo_pfdo.programmes.own_files import IMAGE
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.publications.model import Publication, PublicationKind
from sgo_pfdo.publications.rules.lifecycle import Step, Who
from sgo_pfdo.publications.writing import PictureChange, add_publication, take_step

WITH_PICTURE = 6
"""So many programmes of the demo have a picture; the others have the drawing of their direction."""
COLOURS: Mapping[str, Sequence[str]] = {
    "technical": ("#1b4b91", "#9dc1ff"),
    "science": ("#1d6b34", "#a6e3b5"),
    "sports": ("#8a3d00", "#ffc48a"),
    "arts": ("#7a2a78", "#e9b8e6"),
    "tourism": ("#0f5c66", "#9fdde5"),
    "humanities": ("#6d4c00", "#f3d98b"),
}


def bring_news(entries: Sequence[Mapping[str, Any]]) -> None:
    """Publish what is not there yet; needs an application context, and the catalogue.

    :param entries: of ``news.json``.
    """
    database.perform(lambda session: [_publish(session, entry) for entry in entries])
    database.perform(_picture_programmes)


def _publish(session: Session, entry: Mapping[str, Any]) -> None:
    if session.scalar(select(Publication.id).where(Publication.title == entry["title"])) is not None:
        return
    code, by = entry["municipality"], By(actor=SYSTEM, side=Side.OPERATOR, now=clock.now())
    provider = entry.get("provider")
    columns = {
        name: entry[name]
        for name in ("title", "short", "body", "place", "age_min", "age_max", "places")
        if name in entry
    } | _times(entry)
    columns["all_region"] = entry.get("all_region", False)
    picture = PictureChange(new=taken_in(draw(entry["colours"], entry["title"])), alt=entry["alt"])
    kind = PublicationKind(entry["kind"])
    row = add_publication(session, kind, columns, picture, by, municipality_code=code, provider_code=provider)
    take_step(session, row, Step.SEND, Who.AUTHOR, by, seen=row.version)
    if provider is not None and not entry.get("waits"):
        take_step(session, row, Step.APPROVE, Who.OPERATOR, by, seen=row.version)
    if kind is PublicationKind.NEWS:
        row.published_at = clock.now() + timedelta(days=entry["days"])


def _times(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Say when an event is: so many days from today, so that the demo never rots."""
    if entry["kind"] != "event":
        return {}
    day = clock.today() + timedelta(days=entry["days"])
    begins = datetime.combine(day, time.fromisoformat(entry["at"]), ZoneInfo(current_app.config["TIME_ZONE"]))
    until = clock.today() + timedelta(days=entry["entry_days"])
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=entry["hours"]), "entry_until": until}


def _picture_programmes(session: Session) -> None:
    """Give a programme of each direction a picture."""
    there = session.scalar(select(ProgrammeFile.programme_id).limit(1))
    if there is not None:
        return
    for direction, colours in list(COLOURS.items())[:WITH_PICTURE]:
        one = session.scalars(select(Programme).where(Programme.direction == direction).order_by(Programme.id)).first()
        if one is not None:
            picture: Picture = taken_in(draw(colours, one.short_name))
            about = {"kind": IMAGE, "media_type": MEDIA_TYPE, "content": picture.content, "changed_at": clock.now()}
            session.add(ProgrammeFile(programme_id=one.id, alt="Рисунок: холмы под солнцем", **about))


def draw(colours: Sequence[str], name: str) -> bytes:
    """Draw hills under a sun; the same name gives the same picture."""
    dark, light = colours
    chance = random.Random(name)  # noqa: S311 - no secret
    width, height = 800, 450
    image = Image.new("RGB", (width, height), light)
    pen = ImageDraw.Draw(image)
    x, y = chance.randint(120, 680), chance.randint(70, 150)
    pen.ellipse((x - 48, y - 48, x + 48, y + 48), fill="white")
    for depth in range(4):
        top = 200 + depth * 60
        points = [(step * 100, top + chance.randint(-40, 40)) for step in range(9)]
        colour = Image.blend(Image.new("RGB", (1, 1), light), Image.new("RGB", (1, 1), dark), 0.35 + depth * 0.2)
        pen.polygon([(0, height), *points, (width, height)], fill=colour.getpixel((0, 0)))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
