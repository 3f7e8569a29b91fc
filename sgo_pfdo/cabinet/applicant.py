"""What a family writes down once so that applications need not ask again: plain data, kept encrypted as JSON."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Self

LONGEST_ADDRESS = 255


class Encoded:
    """Plain data that is stored as JSON."""

    def to_json(self) -> str:
        """Write the data as text, for storing under encryption."""
        return json.dumps(asdict(self), ensure_ascii=False)  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what :meth:`to_json` wrote; what an earlier version did not know is missing."""
        known = json.loads(text)
        return cls(**{field.name: known.get(field.name) for field in fields(cls)})  # type: ignore[arg-type]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given."""
        return not any(asdict(self).values())  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative(Encoded):
    """The parent (legal representative) of the child."""

    surname: str | None = None
    first_name: str | None = None
    patronymic: str | None = None
    telephone: str | None = None

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic, the way papers print them."""
        return " ".join(filter(None, (self.surname, self.first_name, self.patronymic)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Encoded):
    """The address near which the family looks for lessons.

    :param address: at most 255 characters; used to compute distances alone.
    :param latitude: degrees, WGS 84, together with the longitude or not at all.
    """

    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantData(Encoded):
    """«Персональные данные для подачи заявлений» (S001).

    :param document_kind: of the applicant, one of :class:`sgo_pfdo.certificates.identity.DocumentKind`.
    :param document_issued_on: ISO 8601.
    """

    surname: str | None = None
    first_name: str | None = None
    patronymic: str | None = None
    telephone: str | None = None
    address: str | None = None
    document_kind: str | None = None
    document_number: str | None = None
    document_issued_on: str | None = None
    document_issued_by: str | None = None
    child_telephone: str | None = None
    child_address: str | None = None
