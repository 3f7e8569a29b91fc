"""What somebody states who asks for access: plain data, kept encrypted as JSON."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The child and the applicant as the applicant states them.

    :param child_document_kind: with the number, or neither: a birth certificate speeds things up.
    :param telephone: how the school can reach the applicant.
    """

    child_surname: str
    child_first_name: str
    child_patronymic: str | None
    child_birth_date: date
    child_document_kind: str | None
    child_document_number: str | None
    surname: str
    first_name: str
    patronymic: str | None
    telephone: str | None
    email: str | None

    @property
    def child_name(self) -> str:
        """The child's full name."""
        return " ".join(filter(None, (self.child_surname, self.child_first_name, self.child_patronymic)))

    @property
    def applicant_name(self) -> str:
        """The applicant's full name."""
        return " ".join(filter(None, (self.surname, self.first_name, self.patronymic)))

    def to_json(self) -> str:
        """Write the data as text, for storing under encryption."""
        return json.dumps(asdict(self) | {"child_birth_date": self.child_birth_date.isoformat()}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what :meth:`to_json` wrote."""
        known = json.loads(text)
        return cls(**known | {"child_birth_date": date.fromisoformat(known["child_birth_date"])})
