"""A catalogue that is filled programme by programme, and asked."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.wishes import Found, SearchedFor, Wish
from sgo_pfdo.programmes.search.finding import DatabaseSearch
from sgo_pfdo.programmes.search.indexing import index_programmes
from tests.programmes import making

TODAY = making.NOW.date()
CHILD = SearchedFor(birth_date=date(2017, 9, 1), municipality_code=making.TOWN)
"""Nine years old on 1 September 2026."""


class Catalogue:
    """Programmes that are put in one by one, and what is found of them by their names."""

    def __init__(self, session: Session) -> None:
        """Begin with one provider at one address."""
        self.session = session
        making.provider(session)
        self.where = making.address(session)

    def put(self, name: str, *, traits: dict[Trait, list[str]] | None = None, **values: Any) -> Programme:
        """Put a programme in, with a part and a group; ``part`` and ``group`` hold what is special about these.

        Args:
            name: the short one.
            traits: beside the register «certified».
        """
        of_part, of_group = values.pop("part", {}), values.pop("group", {})
        where = values.pop("where", self.where)
        lessons = values.pop("lessons", [])
        about = {"full_name": f"Программа «{name}»", "card_id": f"c{len(name)}-{name}"[:22]}
        programme = making.programme(self.session, where, short_name=name, **about | values)
        for kind, found in (traits or {}).items():
            for value in found:
                making.trait(self.session, programme, kind, value)
        if of_group is not None:
            group = making.group(self.session, making.part(self.session, programme, **of_part), **of_group)
            for weekday, more in lessons:
                making.lesson(self.session, group, weekday, **more)
        index_programmes(self.session, [programme.id])
        return programme

    def find(self, text: str = "", **wish: Any) -> Found:
        """Search."""
        more = {name: wish.pop(name) for name in ("after", "count") if name in wish}
        return DatabaseSearch().find(self.session, Wish(text=text, **wish), TODAY, **more)

    def names(self, text: str = "", **wish: Any) -> list[str]:
        """Search, and give the names of what is found."""
        return [self.session.get_one(Programme, hit.programme_id).short_name for hit in self.find(text, **wish).hits]
