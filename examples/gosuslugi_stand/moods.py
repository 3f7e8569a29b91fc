"""How the stand behaves when it is not well: for tests, which set it on the running stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mood:
    """What goes wrong. By page: ``discovery``, ``keys``, ``token``, ``userinfo``."""

    status: Mapping[str, int] = field(default_factory=dict)
    """Answers with this status."""
    body: Mapping[str, bytes] = field(default_factory=dict)
    """Answers with these bytes in place of its own: HTML, nothing, three megabytes."""
    delay: Mapping[str, float] = field(default_factory=dict)
    """Seconds before it answers."""
    location: Mapping[str, str] = field(default_factory=dict)
    """Redirects, from where no client should follow."""
    said: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Fields put into the JSON of a page; ``None`` takes one out."""
    header: Mapping[str, Any] = field(default_factory=dict)
    """Fields put into the header of the ID token."""
    claims: Mapping[str, Any] = field(default_factory=dict)
    """Claims put into the ID token; ``None`` takes one out."""
    signed_by: str = "current"
    """``current``, ``last_year`` (a key that is not published any more), ``nobody`` (no signature at all), ``public``
    (HS256 with the public key as the secret)."""
    shift: float = 0.0
    """Seconds by which its clock is ahead."""
    answer: Mapping[str, str | None] = field(default_factory=dict)
    """Arguments put into the address of the way back; ``None`` takes one out."""
    code_twice: bool = False
    """``code`` stands in that address twice."""


def changed(own: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Put fields into something; ``None`` takes one out."""
    return {name: value for name, value in {**own, **change}.items() if value is not None}
