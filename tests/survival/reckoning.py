"""Counts what stands in the tables, and lists everything that should never stand there."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, text

_ONE_OF_EACH = """
    SELECT c.id, c.holder_id, c.start_date, c.end_date, c.version,
        (SELECT count(*) FROM sgo_pfdo_account a WHERE a.certificate_id = c.id AND a.login = c.number) AS accounts,
        (SELECT count(*) FROM sgo_pfdo_journal j WHERE j.certificate_id = c.id AND j.holder_id = c.holder_id
            AND j.event = 'issued') AS issued,
        (SELECT count(*) FROM sgo_pfdo_journal j WHERE j.certificate_id = c.id AND j.holder_id = c.holder_id
            AND j.event = 'account_opened') AS opened
    FROM sgo_pfdo_certificate c
"""
_NUMBERS = """
    SELECT h.pupil_id, c.number FROM sgo_pfdo_certificate c JOIN sgo_pfdo_holder h ON h.id = c.holder_id
"""
_ORPHANS = {
    "holders without a certificate": "sgo_pfdo_holder h WHERE NOT EXISTS"
    " (SELECT 1 FROM sgo_pfdo_certificate c WHERE c.holder_id = h.id AND c.living_key = h.id)",
    "accounts without a certificate": "sgo_pfdo_account a WHERE NOT EXISTS"
    " (SELECT 1 FROM sgo_pfdo_certificate c WHERE c.id = a.certificate_id)",
    "history without a certificate": "sgo_pfdo_journal j WHERE j.certificate_id IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM sgo_pfdo_certificate c WHERE c.id = j.certificate_id)",
    "numbers given twice": "(SELECT number FROM sgo_pfdo_certificate GROUP BY number HAVING count(*) > 1) twice",
    "children with two certificates": "(SELECT holder_id FROM sgo_pfdo_certificate GROUP BY holder_id"
    " HAVING count(*) > 1) twice",
    "children with two holders": "(SELECT pupil_id FROM sgo_pfdo_holder GROUP BY pupil_id HAVING count(*) > 1) twice",
}


@dataclass(frozen=True)
class Reckoning:
    """What was found.

    Attributes:
        numbers: of the certificates, by the host's id of the child, None for one that the portal does not have.
        faults: everything that is half done or there twice, in words.
    """

    numbers: dict[str, str]
    faults: list[str]

    @property
    def certificates(self) -> int:
        """How many there are."""
        return len(self.numbers)

    def has(self, child: int) -> bool:
        """Tell whether a child has a certificate."""
        return f"child-{child}" in self.numbers


def reckon(database_uri: str, *, opened: bool = True) -> Reckoning:
    """Look at the whole database.

    Args:
        database_uri: where every certificate is the first of its child.
        opened: whether every account must be open.
    """
    engine: Engine = create_engine(database_uri)
    try:
        with engine.connect() as connection:
            numbers = {row.pupil_id: row.number for row in connection.execute(text(_NUMBERS))}
            return Reckoning(numbers, [*_unlike(connection, opened=opened), *_orphans(connection)])
    finally:
        engine.dispose()


def _unlike(connection: Connection, *, opened: bool) -> list[str]:
    return [
        f"certificate {row.id}: {row._asdict()}"
        for row in connection.execute(text(_ONE_OF_EACH))
        if (row.accounts, row.issued) != (1, 1) or row.opened != opened or not row.start_date or not row.end_date
    ]


def _orphans(connection: Connection) -> list[str]:
    counts = {what: connection.scalar(text(f"SELECT count(*) FROM {where}")) for what, where in _ORPHANS.items()}
    return [f"{what}: {count}" for what, count in counts.items() if count]
