"""Which passwords a person may choose: for the holder's cabinet, and for any portal that wants the same rules.

Long rather than odd: 8 to 128 characters, none of the most common ones, nothing that others know of the person. There
are no rules about kinds of characters, and no expiry: both make people choose worse ones. In a portal::

    problem = password_problem(typed, known=[user.login, user.name])
    if problem:
        form.password.errors.append(problem)
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SHORTEST = 8
LONGEST = 128
"""Characters."""
_LIST = Path(__file__).with_name("common_passwords.txt")
"""The common passwords of 8 and more characters, from Django's list (20,000 by Royce Williams), and Russian ones."""
_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
"""The same keys in the other layout: «пароль» is typed «gfhjkm»."""


def password_problem(password: str, *, known: Iterable[str | None] = ()) -> str | None:
    """Tell what is wrong with a password that somebody wants to choose.

    :param password: as typed; spaces count.
    :param known: what others may know: certificate number, login, names, school.
    :return: a sentence in Russian for the field, or ``None`` where nothing is wrong.
    """
    if len(password) < SHORTEST:
        return f"Пароль слишком короткий: нужно не меньше {SHORTEST} знаков."
    if len(password) > LONGEST:
        return f"Пароль слишком длинный: не больше {LONGEST} знаков."
    folded = _folded(password)
    if folded in _common() or len(set(folded)) < 3:
        return "Этот пароль слишком простой: его подберут первым. Придумайте другой, например из нескольких слов."
    if _is_made_of(folded, known):
        return "Пароль не должен состоять из номера сертификата, логина, имени или школы: их знают другие."
    return None


def _folded(text: str) -> str:
    text = text.replace("№", "")  # NFKC would make two letters of it
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").strip()


@cache
def _common() -> frozenset[str]:
    """Read the common passwords, each as typed in either layout."""
    words = [_folded(line) for line in _LIST.read_text(encoding="utf-8").splitlines()]
    return frozenset(words) | {word.translate(_KEYS) for word in words}


def _is_made_of(folded: str, known: Iterable[str | None]) -> bool:
    """Tell whether nothing but digits and signs is left of a password without what others know."""
    parts = {part for text in known if text for part in (_folded(text), *re.split(r"[\s-]+", _folded(text))) if part}
    is_used = False
    for part in sorted(parts, key=len, reverse=True):
        if len(part) > 1 and part in folded:
            folded, is_used = folded.replace(part, ""), True
    return is_used and not re.search(r"[^\W\d_]", folded) and len(folded) < SHORTEST
