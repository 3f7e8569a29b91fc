"""Where the pages of the navigator are: those for everybody, and the same in the cabinet of a child."""

from dataclasses import dataclass
from typing import Any

import flask


@dataclass(frozen=True, slots=True)
class Pages:
    """The addresses by which the pages of the navigator lead to each other.

    :param card_id: of the open cabinet; ``None`` for the pages that everybody can open.
    """

    card_id: str | None = None

    def programmes(self, **query: Any) -> str:
        """Lead to the search for programmes."""
        return self._to("programmes", query)

    def programme(self, card_id: str, **query: Any) -> str:
        """Lead to a programme.

        :param query: in a cabinet, what was searched for: the way back leads there.
        """
        return self._to("programme", {"programme": card_id} | (query if self.card_id else {}))

    def health(self) -> str:
        """Lead to the search by a category of health."""
        return self._to("health", {})

    def organisations(self, **query: Any) -> str:
        """Lead to the search for organisations."""
        return self._to("organisations", query)

    def organisation(self, code: str) -> str:
        """Lead to an organisation."""
        return self._to("organisation", {"provider": code})

    def _to(self, view: str, query: dict[str, Any]) -> str:
        if self.card_id is None:
            return flask.url_for(f"sgo_pfdo_programmes.{view}", **query)
        return flask.url_for(f"sgo_pfdo_cabinet.{view}", card_id=self.card_id, **query)
