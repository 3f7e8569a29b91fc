"""What comes along when people copy and paste: invisible signs, marks of direction, blanks of every width.

Every field of every form is cleaned by it before anything is checked, see
:class:`sgo_pfdo.blueprints.common.forms.base.PfdoForm`.
"""

import unicodedata

_LINE_BREAKS = frozenset("\t\n\r")
_NEW_LINES = frozenset("\v\f\x85\u2028\u2029")
"""Word processors part lines by them."""
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
"""Invisible, and yet no «format characters» in Unicode: joiners, fillers, variation selectors."""
_BRAILLE_BLANK = "\u2800"
_LOOKS_LIKE_NOTHING = _FILLERS | {_BRAILLE_BLANK}
"""Printable for Python."""
_NUMERO, _KEPT = "№", "\ue000"
"""«№» stays what it is; a sign that no keyboard has holds its place meanwhile."""


def cleaned(text: str) -> str:
    """Take out what nobody sees: marks of direction, soft hyphens, joiners, control signs. Any blank is a space.

    Letters that came as two signs, «и» and a breve, become one. Line breaks stay.

    :param text: as typed, pasted or scanned.
    """
    text = unicodedata.normalize("NFC", text)
    if text.isprintable() and _LOOKS_LIKE_NOTHING.isdisjoint(text):  # as nearly every cell of a file is
        return text
    return "".join(map(_cleaned_sign, text))


def _cleaned_sign(sign: str) -> str:
    if sign in _LINE_BREAKS:
        return sign
    if sign in _NEW_LINES:
        return "\n"
    category = unicodedata.category(sign)
    if sign == "\0" or category in {"Cf", "Cs"} or sign in _FILLERS:
        return ""
    if category == "Cc":
        return " " if sign.isspace() else ""
    return " " if category == "Zs" or sign == _BRAILLE_BLANK else sign


def one_line(text: str) -> str:
    """Clean a text and put it into one line: one space at a time, none around it.

    :param text: as typed or pasted, line breaks included.
    """
    return " ".join(cleaned(text).split())


def plain(text: str) -> str:
    """Write signs that stand for others as those: «Ⅳ» is «IV», «７» and «٧» are «7», «ﬁ» is «fi»; «№» stays.

    :param text: in one line or several; it is cleaned, too.
    """
    kept = unicodedata.normalize("NFKC", cleaned(text).replace(_NUMERO, _KEPT)).replace(_KEPT, _NUMERO)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in kept)
