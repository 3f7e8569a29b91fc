"""The port of the search: what answers a wish.

The module answers from the host's own database: :mod:`sgo_pfdo.programmes.search.finding`. A country that outgrows it
puts an existing engine behind this port, ``SgoPfdo(search=…)``; docs/operations.md says when.
"""

from datetime import date
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from sgo_pfdo.programmes.rules.wishes import PAGE_SIZE, Found, Place, Wish


@runtime_checkable
class ProgrammeSearch(Protocol):
    """Finds programmes that families may see."""

    def find(
        self, session: Session, wish: Wish, today: date, *, after: Place | None = None, count: int = PAGE_SIZE
    ) -> Found:
        """Find one page of programmes. Whatever is wished for is answered; nothing raises but a database in trouble.

        :param today: the date in the municipality of the child, or of the catalogue.
        :param after: where the last page ended; ``None`` for the first one.
        :param count: programmes on a page.
        """
