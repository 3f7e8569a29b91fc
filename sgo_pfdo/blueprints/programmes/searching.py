"""Runs a search and gives what its page shows: the cards of a page, counts, and the addresses around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.programmes import words
from sgo_pfdo.blueprints.programmes.search_form import SearchForm
from sgo_pfdo.current import current_state
from sgo_pfdo.plain.wording import plural
from sgo_pfdo.programmes.rules.wishes import MOST_COUNTED, Found, Place, Wish
from sgo_pfdo.programmes.search.listed import ListedProgramme, listed_programmes
from sgo_pfdo.secrets import SecretLostError

LONGEST_PLACE = 200
"""Signs of where a page begins."""
LONGEST_SEALED = 1000
"""The same, encrypted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of what was found.

    :param metres: by the id of the programme, where a distance is known.
    :param fitting: the ids of those that the child can have.
    :param heading: «Нашлось 12 программ».
    :param here: what leads to this page again.
    :param after: where the next page begins, for its address; empty on the last one.
    :param is_later: this is not the first page.
    """

    cards: Sequence[ListedProgramme]
    found: Found
    metres: Mapping[int, int]
    fitting: frozenset[int]
    heading: str
    here: Mapping[str, Any]
    after: str
    is_later: bool


def search(session: Session, form: SearchForm, wish: Wish, today: date, after: str) -> Listing:
    """Find a page of programmes, and write the counts into the form.

    :param after: what the address says of where the page begins; anything.
    """
    is_near = wish.near is not None
    place = read_place(_opened(after) if is_near else after)
    found = current_state().search.find(session, wish, today, after=place)
    form.count(found)
    here = dict(form.carried)
    if place is not None:
        here["after"] = after
    return Listing(
        cards=listed_programmes(session, [hit.programme_id for hit in found.hits], today),
        found=found,
        metres={hit.programme_id: hit.metres for hit in found.hits if hit.metres is not None},
        fitting=frozenset(hit.programme_id for hit in found.hits if hit.fits),
        heading=_heading(found.total),
        here=here,
        after=_sealed(write_place(found.after)) if is_near else write_place(found.after),
        is_later=place is not None,
    )


def read_place(typed: str) -> Place | None:
    """Read where a page begins; the first page for what nobody wrote so."""
    key, _, rest = typed[:LONGEST_PLACE].partition(".")
    programme_id, _, name = rest.partition(".")
    try:
        return Place(int(key), name, int(programme_id))
    except ValueError:
        return None


def write_place(place: Place | None) -> str:
    """Write where the next page begins; empty where there is none."""
    return f"{place.key}.{place.programme_id}.{place.name}" if place else ""


def _sealed(place: str) -> str:
    """Hide how far a programme is from home: addresses stay in the history of browsers, and in logs."""
    return current_state().cipher.encrypt(place) if place else ""


def _opened(typed: str) -> str:
    """Read what :func:`_sealed` gave; empty for anything else."""
    if not typed.isascii() or len(typed) > LONGEST_SEALED:
        return ""
    try:
        return current_state().cipher.decrypt(typed)
    except SecretLostError:
        return ""


def _heading(total: int) -> str:
    if not total:
        return "Ничего не нашлось"
    if total > MOST_COUNTED:
        return f"Нашлось больше {words.programmes(MOST_COUNTED)}"
    found = plural(total, "Нашлась", "Нашлись", "Нашлось")
    return f"{found} {words.programmes(total)}"
