"""News and events in Russian words, for every page that shows them."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sgo_pfdo.plain.wording import date_in_words, moment_in_words
from sgo_pfdo.programmes.rules.ages import ages_in_words
from sgo_pfdo.programmes.rules.kinds import LEAST_AGE, MOST_AGE
from sgo_pfdo.publications.listing import Read
from sgo_pfdo.publications.model import PublicationKind
from sgo_pfdo.publications.rules import markup

LISTS: Mapping[PublicationKind, str] = {PublicationKind.NEWS: "Новости", PublicationKind.EVENT: "Мероприятия"}
NOTHING: Mapping[PublicationKind, str] = {
    PublicationKind.NEWS: "Новостей пока нет.",
    PublicationKind.EVENT: "Мероприятий впереди пока нет.",
}


def zone_of(read: Read, portal: ZoneInfo) -> ZoneInfo:
    """Find the time zone in which the moments of a publication are meant.

    :param portal: where its municipality has none of its own.
    """
    return ZoneInfo(read.time_zone) if read.time_zone else portal


def body_of(read: Read) -> Markup:
    """Give the text of a publication, safe to stand in a page."""
    return Markup(markup.shown(read.publication.body))  # noqa: S704 - the sanitiser of the room has made it


def when(read: Read, portal: ZoneInfo) -> str:
    """Say when news came out, or from when to when an event is: «12 декабря 2026, 15:00 – 17:00»."""
    zone, one = zone_of(read, portal), read.publication
    if one.starts_at is None:
        return date_in_words((one.published_at or one.changed_at).astimezone(zone).date())
    begins = one.starts_at.astimezone(zone)
    said = moment_in_words(one.starts_at, zone)
    if one.ends_at is None:
        return said
    ends = one.ends_at.astimezone(zone)
    is_whole_day = (ends.hour, ends.minute) == (23, 59)
    if ends.date() != begins.date():
        return f"{said} – {date_in_words(ends.date()) if is_whole_day else moment_in_words(one.ends_at, zone)}"
    return said if is_whole_day else f"{said} – {ends:%H:%M}"


def facts(read: Read, portal: ZoneInfo) -> list[tuple[str, str]]:
    """List what stands in an event beside its text, each with its label."""
    one = read.publication
    if one.starts_at is None:
        return []
    found = [("Когда", when(read, portal)), ("Где", one.place or "")]
    if one.age_min is not None or one.age_max is not None:
        least, most = one.age_min or LEAST_AGE, one.age_max or MOST_AGE
        found.append(("Для кого", ages_in_words(least, most)))
    if one.places is not None:
        found.append(("Мест", str(one.places)))
    if one.entry_until is not None:
        found.append(("Записаться можно до", date_in_words(one.entry_until)))
    return found
