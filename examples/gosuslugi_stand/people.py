"""The made-up people of the stand, and which of their data which scope lets out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from school_portal.ages import birth_date

SCOPES: Mapping[str, tuple[str, ...]] = {
    "openid": (),
    "fullname": ("lastName", "firstName", "middleName", "trusted", "child_account"),
    "birthdate": ("birthDate",),
    "snils": ("snils",),
    "id_doc": ("id_doc",),
    "email": ("email",),
    "mobile": ("mobile",),
}
"""ЕСИА's own names (docs/gosuslugi.md); any other scope is refused."""
WORDS: Mapping[str, str] = {
    "fullname": "Фамилия, имя, отчество",
    "birthdate": "Дата рождения",
    "snils": "СНИЛС",
    "id_doc": "Документ, удостоверяющий личность",
    "email": "Адрес электронной почты",
    "mobile": "Номер мобильного телефона",
}
"""What the page of consent calls them."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who does not exist.

    :param login: and the password below: as typed on the stand.
    :param subject: ЕСИА's number of the person.
    :param claims: what is known of them, by ЕСИА's names.
    :param organisation: in whose name they can come, too.
    :param shows: what the demo shows by them.
    """

    login: str
    subject: str
    claims: Mapping[str, Any]
    organisation: str | None = None
    shows: str = ""
    password: str = field(default="", repr=False)

    def has_password(self, typed: str) -> bool:
        """Tell whether this is the password; in the demo it is the login."""
        return typed == (self.password or self.login)

    @property
    def name(self) -> str:
        """The full name."""
        claims = self.claims
        return " ".join(filter(None, (claims.get("lastName"), claims.get("firstName"), claims.get("middleName"))))

    def let_out(self, scope: Sequence[str]) -> dict[str, Any]:
        """Give what these scopes let out, and no more."""
        allowed = {name for one in scope for name in SCOPES[one]}
        return {name: value for name, value in self.claims.items() if name in allowed}


def read_people(file: Path, today: date) -> list[Person]:
    """Read the people of a file; those with an ``age`` are as old today as it says."""
    people = []
    for entry in json.loads(file.read_text(encoding="utf-8"))["people"]:
        claims = dict(entry["claims"])
        if "age" in entry:
            born = birth_date(entry["age"], today)
            assert born is not None
            claims["birthDate"] = born.strftime("%d.%m.%Y")
        people.append(
            Person(
                login=entry["login"],
                subject=entry["subject"],
                claims=claims,
                organisation=entry.get("organisation"),
                shows=entry.get("shows", ""),
            )
        )
    return people
