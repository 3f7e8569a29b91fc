"""«У ребёнка, возможно, уже есть сертификат»: nothing is issued in silence to whom a living certificate may belong.

Folded surname and birth date agree with a living certificate of the municipality: it may be the same child, known by
another record. Whether it is, a person decides, and both histories say so.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.rules.name_forms import are_forms
from sgo_pfdo.certificates.rules.names import ChildRecord, surname_key
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, table_of

PLACES = 4096
MOST_SHOWN = 20
"""How many like certificates are looked at: more children of one surname are not born on one day in one place."""


class AlikeCertificate(NamedTuple):
    """A living certificate that may be the child's.

    :param pupil_id: the host's id of its child, where the portal has it.
    """

    id: int
    holder_id: int
    card_id: str
    number: str
    first_name: str
    birth_date: date
    pupil_id: str | None

    def may_be_of(self, first_name: str) -> bool:
        """Tell whether the first name raises the question who it is: it is the same, or may be a form of it.

        A family may say «это другой ребёнок» of all others: twins have one surname and one birth date.
        """
        return not self.first_name or not first_name or are_forms(self.first_name, first_name)


class PossiblyHasOneError(Exception):
    """The child may have a living certificate already, and nobody has said of each that it is another child's.

    :param certificates: those that may be the child's.
    """

    def __init__(self, certificates: Sequence[AlikeCertificate]) -> None:
        super().__init__("the child may have a living certificate")
        self.certificates = certificates


SaidOther = Callable[[AlikeCertificate], bool]
"""Tells of a certificate whether the person who acts has said that it is another child's."""


def nobody_has_said(alike: AlikeCertificate) -> bool:
    """Leave the question open."""
    return False


class NameTurn(Base):
    """Whose turn it is: in one name and birth date certificates are issued in turn; what one person asks for, too.

    A place stands for many of them; it says nothing of anybody.
    """

    __tablename__ = TABLE_PREFIX + "name_turn"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turns: Mapped[int] = mapped_column(BigId)


def find_alike(
    session: Session, municipality_code: str, child: ChildRecord, today: date, *, besides: int | None = None
) -> list[AlikeCertificate]:
    """Find living certificates of a municipality whose folded surname and birth date are the child's.

    :param child: as the portal or the papers say.
    :param today: the date in the municipality.
    :param besides: the id of the child's own holder.
    """
    key, born = surname_key(child.surname, child.first_name), child.birth_date
    if not key or born is None:
        return []
    asked = {"code": municipality_code, "key": key, "born": born, "today": today, "besides": besides or 0}
    return [AlikeCertificate(*row) for row in session.connection().execute(_ALIKE, asked)]


def _alike() -> Select[Any]:
    certificate, holder = table_of(Certificate), table_of(Holder)
    return (
        select(
            certificate.c.id,
            certificate.c.holder_id,
            certificate.c.card_id,
            certificate.c.number,
            certificate.c.first_name,
            certificate.c.birth_date,
            holder.c.pupil_id,
        )
        .select_from(holder.join(certificate, certificate.c.living_key == holder.c.id))
        .where(
            holder.c.id != bindparam("besides"),
            certificate.c.municipality_code == bindparam("code"),
            certificate.c.surname_key == bindparam("key"),
            certificate.c.birth_date == bindparam("born"),
            certificate.c.status != Status.ANNULLED.value,
            certificate.c.end_date >= bindparam("today"),
        )
        # the order of the index by surname: PostgreSQL without statistics took one by date, and read the whole town
        .order_by(certificate.c.first_name_key, certificate.c.id)
        .limit(MOST_SHOWN)
    )


_ALIKE = _alike()


def refuse_alike(
    session: Session, municipality_code: str, child: ChildRecord, today: date, *, besides: int, said_other: SaidOther
) -> list[AlikeCertificate]:
    """Refuse to issue while a certificate may be the child's. Two who issue in one name at once do it in turn.

    :param besides: the id of the child's own holder.
    :return: what was said to be another child's.
    :raises PossiblyHasOneError: of one of them nobody has said so.
    """
    take_turn(session, f"{municipality_code} {surname_key(child.surname, child.first_name)} {child.birth_date}")
    found = find_alike(session, municipality_code, child, today, besides=besides)
    if not all(said_other(one) for one in found):
        raise PossiblyHasOneError(found)
    return found


def take_turn(session: Session, name: str) -> None:
    """Wait for whoever does something in this name at the moment; at REPEATABLE READ, have the action run again.

    A row that is changed does both; a lock alone would leave an old snapshot to be read. On SQLite there is one writer
    at a time.

    :param session: inside :func:`sgo_pfdo.database.perform`; what must not change meanwhile is read after this.
    :param name: of what is done in turn: town, surname and birth date, or «access» and whoever asks.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        place = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % PLACES
        connection.execute(_TURN, {"place": place, "turns": 1})


_TURN = postgresql.insert(NameTurn).on_conflict_do_update(index_elements=["place"], set_={"turns": NameTurn.turns + 1})
