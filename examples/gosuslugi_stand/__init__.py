"""A stand in place of Госуслуги, for the demo and for tests: OpenID Connect as a gateway offers it.

A process of its own, on a site of its own. It refuses what the real one refuses: docs/gosuslugi.md, «The stand».
"""

from gosuslugi_stand.app import create_stand
from gosuslugi_stand.moods import Mood
from gosuslugi_stand.people import Person
from gosuslugi_stand.stand import Client

__all__ = ["Client", "Mood", "Person", "create_stand"]
