"""How the codes look that a school prints: twelve digits, read off a sheet and typed on a telephone."""

import re
import secrets

DIGITS = 12
"""With 50,000 living codes and one computer that guesses for 14 days the chance is about 10⁻⁷; with 8 it were 10⁻³."""
WRONG_DATES = 5
"""After so many wrong birth dates a code is dead: whoever types them has found the sheet."""
_NOISE = re.compile(r"[\s\-\u2010-\u2015\u2212.\u200b-\u200f\u2060\ufeff]")


def new_code() -> str:
    """Make a code from a secure source."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def clean_code(typed: str) -> str | None:
    """Read a code as somebody typed it: spaces and dashes do not count.

    :return: twelve digits, or ``None`` where it cannot be a code.
    """
    text = _NOISE.sub("", typed)
    return text if len(text) == DIGITS and text.isascii() and text.isdigit() else None


def shown_code(code: str) -> str:
    """Write a code the way the sheet prints it: «1234 5678 9012»."""
    return " ".join(code[at : at + 4] for at in range(0, DIGITS, 4))
