"""One thing that ``flask pfdo doctor`` has looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    :param what: an English sentence.
    :param remedy: what to do, for what is not well.
    """

    is_well: bool
    what: str
    remedy: str = ""
