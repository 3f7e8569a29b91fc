"""What belongs to one application: kept in ``app.extensions["sgo_pfdo"]`` alone."""

from dataclasses import dataclass, field

import flask

from sgo_pfdo.certificates.creating import Issuing
from sgo_pfdo.config import Settings
from sgo_pfdo.documents.pictures import Pictures
from sgo_pfdo.host import HostPortal
from sgo_pfdo.identity.port import IdentityProvider
from sgo_pfdo.migrations import TablesWatch
from sgo_pfdo.programmes.search.finding import DatabaseSearch
from sgo_pfdo.programmes.search.port import ProgrammeSearch
from sgo_pfdo.register.port import Register
from sgo_pfdo.secrets import Cipher
from sgo_pfdo.telling import Told

EXTENSION = "sgo_pfdo"


@dataclass(frozen=True, slots=True)
class State:
    """The wiring of one application.

    :param register: a remote register, or ``None`` for the embedded one.
    :param identity: who vouches for people, or ``None`` where nobody signs in that way.
    :param search: what finds programmes; by default the host's own database.
    :param told: what was said in the log already.
    :param tables: whether the database has the tables that are needed.
    """

    settings: Settings
    host: HostPortal
    cipher: Cipher
    register: Register | None
    identity: IdentityProvider | None = None
    search: ProgrammeSearch = field(default_factory=DatabaseSearch)
    told: Told = field(default_factory=Told)
    tables: TablesWatch = field(default_factory=TablesWatch)
    pictures: Pictures = field(default_factory=Pictures)

    @property
    def issuing(self) -> Issuing:
        """What issuing needs to know of the application."""
        return Issuing(settings=self.settings, cipher=self.cipher, has_remote_register=self.register is not None)


def state_of(app: flask.Flask) -> State:
    """Give the wiring of an application.

    :raises RuntimeError: ``SgoPfdo.init_app`` was not called on it.
    """
    try:
        state: State = app.extensions[EXTENSION]
    except KeyError:
        raise RuntimeError("SgoPfdo.init_app(app) has not been called on this application") from None
    return state


def current_state() -> State:
    """Give the wiring of the current application."""
    return state_of(flask.current_app)
