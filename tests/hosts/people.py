"""The people of every portal here; each portal keeps them in tables of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Child:
    """A child with an account of its own; the age is reached on 1 January of this year."""

    login: str
    surname: str
    first_name: str
    patronymic: str | None
    age: int

    @property
    def birth_date(self) -> date:
        """The date that makes the child as old today."""
        return date(datetime.now(UTC).year - self.age, 1, 1)


CHILDREN = (
    Child("igor", "Иванов", "Игорь", "Иванович", 15),
    Child("sasha", "Иванова", "Александра", "Ивановна", 9),
    Child("misha", "Петров", "Михаил", None, 10),
)
PARENTS: Mapping[str, Sequence[str]] = {"ivanova": ("igor", "sasha"), "petrova": ("misha",), "sidorova": ()}
TEACHER = "teacher"
