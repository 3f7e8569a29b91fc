"""Sign-in through Госуслуги: who has come, whose account that is, and how the two are linked."""

from sgo_pfdo.identity.linking import Link, links_of, unlink
from sgo_pfdo.identity.owner import is_owner

__all__ = ["Link", "is_owner", "links_of", "unlink"]
