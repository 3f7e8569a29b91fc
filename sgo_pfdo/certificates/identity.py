"""The child's identity document: checked as typed, kept only as a keyed hash that tells the same document again."""

import enum
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, insert_new
from sgo_pfdo.plain.signs import one_line, plain
from sgo_pfdo.secrets import Cipher


class DocumentKind(enum.StrEnum):
    """The kinds of identity documents of a child (S002)."""

    BIRTH_CERTIFICATE = "birth_certificate"
    PASSPORT = "passport"
    TEMPORARY = "temporary"
    FOREIGN = "foreign"


DOCUMENT_WORDS: Mapping[DocumentKind, str] = {
    DocumentKind.BIRTH_CERTIFICATE: "Свидетельство о рождении",
    DocumentKind.PASSPORT: "Паспорт гражданина РФ",
    DocumentKind.TEMPORARY: "Временное удостоверение личности",
    DocumentKind.FOREIGN: "Документ иностранного государства",
}

_CYRILLIC_TO_ROMAN = str.maketrans({"Х": "X", "С": "C", "І": "I", "У": "V", "1": "I", "М": "M", "Л": "L", "Д": "D"})
_CYRILLIC_ROMAN_PAIRS = (("Ш", "III"), ("П", "II"))
_LATIN, _LOOK_ALIKES = "ABCEHKMOPTXY", "АВСЕНКМОРТХУ"
_LATIN_TO_CYRILLIC = str.maketrans(_LATIN, _LOOK_ALIKES)
_CYRILLIC_TO_LATIN = str.maketrans(_LOOK_ALIKES, _LATIN)
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_DASHES = re.compile("[‐-―−]")
_SEPARATORS = re.compile(r"[\s№#.,/()\-]")
_BETWEEN = frozenset(" №/\\.,:()[]-")
"""What stands between letters and digits in documents of other states."""
LONGEST_NUMBER = 30
"""Characters."""


class DocumentError(ValueError):
    """The document is not of the form its kind has; the message says in Russian what is expected."""


def normalise(kind: DocumentKind, typed: str) -> str:
    """Bring a series and number into the one form that is compared and printed.

    Look-alikes are put right, not refused: Cyrillic Х, С, П, Ш, У and the digit 1 in the Roman numeral, a numeral that
    is one sign («Ⅳ»), Latin letters in the Cyrillic series. Documents of other states have letters of any alphabet.

    :param typed: series and number as typed, «iii-аб № 123456».
    :return: «III-АБ № 123456», «1234 567890», or a foreign number in capitals.
    :raises DocumentError: it cannot be such a document.
    """
    text = _DASHES.sub("-", plain(one_line(typed)))
    if kind is DocumentKind.BIRTH_CERTIFICATE:
        return _birth_certificate(_without_separators(text))
    if kind is DocumentKind.PASSPORT:
        digits = _without_separators(text)
        if not re.fullmatch("[0-9]{10}", digits):
            raise DocumentError("Паспорт: 4 цифры серии и 6 цифр номера, например 3210 123456.")
        return f"{digits[:4]} {digits[4:]}"
    text = one_line(plain(text.upper()))
    is_written = all(sign in _BETWEEN or unicodedata.category(sign)[0] in "LMN" for sign in text)
    if not is_written or not 3 <= len(text) <= LONGEST_NUMBER or len(_told_apart(text)) < 3:
        raise DocumentError(f"Номер документа: от 3 до {LONGEST_NUMBER} букв и цифр, как в самом документе.")
    return text


def comparable(normalised: str) -> str:
    """Reduce a document to what tells it from another: letters and digits, look-alikes as one.

    A clerk who types «АВ 123» in Cyrillic and one who types «AB-123» in Latin mean one document.
    """
    return _told_apart(normalised.upper()).translate(_CYRILLIC_TO_LATIN)


def _told_apart(text: str) -> str:
    """Take the letters and digits of a text."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LMN")


def _without_separators(text: str) -> str:
    """Take out spaces, dashes and every sign for «number», «N» included."""
    return re.sub("[Nn](?=[0-9]{6}$)", "", _SEPARATORS.sub("", text))


def _birth_certificate(text: str) -> str:
    numeral, series, digits = text[:-8], text[-8:-6], text[-6:]
    numeral = _roman(numeral.replace("l", "I").upper())
    series = series.upper().translate(_LATIN_TO_CYRILLIC)
    if not numeral or not re.fullmatch("[А-ЯЁ]{2}", series) or not re.fullmatch("[0-9]{6}", digits):
        raise DocumentError(
            "Свидетельство о рождении: римская цифра, две русские буквы и 6 цифр, например III-АБ № 123456."
        )
    return f"{numeral}-{series} № {digits}"


def _roman(text: str) -> str:
    """Turn a Roman numeral that was typed with Cyrillic letters or digits into Latin ones; empty if it is none."""
    for cyrillic, roman in _CYRILLIC_ROMAN_PAIRS:
        text = text.replace(cyrillic, roman)
    text = text.translate(_CYRILLIC_TO_ROMAN)
    return text if text and _ROMAN.fullmatch(text) else ""


class StoredSecret(Base):
    """A secret of the module itself, encrypted under the keys of ``SGO_PFDO_KEYS`` and rotated with them."""

    __tablename__ = TABLE_PREFIX + "secret"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


_HASH_KEY = "document_hash"


def document_key(session: Session, cipher: Cipher, kind: DocumentKind, normalised: str) -> str:
    """Make the keyed hash of a document; the same document always gives the same one, and none can be turned back.

    The key of the hash is made at its first use. Without the database and ``SGO_PFDO_KEYS`` together nobody can try out
    documents. Whoever asks for the same document at the same moment waits until this transaction ends, and then sees
    who has it: two children never come to the UNIQUE constraint with one document.

    :param normalised: what :func:`normalise` gave.
    :raises SecretLostError: the keys of the application cannot decrypt the key of the hash.
    """
    digest = keyed_hash(session, cipher, f"{kind}:{comparable(normalised)}")
    if session.get_bind(StoredSecret).dialect.name == "postgresql":  # on SQLite there is one writer at a time
        session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))
    return digest


def keyed_hash(session: Session, cipher: Cipher, text: str) -> str:
    """Make a hash that tells the same text again and cannot be turned back: 64 hexadecimal digits.

    :param text: begins with what it is, so that no two kinds of text are taken for each other.
    :raises SecretLostError: the keys of the application cannot decrypt the key of the hash.
    """
    fresh = {"name": _HASH_KEY, "content": cipher.encrypt(secrets.token_hex(32))}
    kept = select(StoredSecret.content).where(StoredSecret.name == _HASH_KEY)
    stored = session.scalar(kept)
    if stored is None:
        row = insert_new(session, StoredSecret, fresh)
        stored = row.content if row else session.scalars(kept).one()
    key = bytes.fromhex(cipher.decrypt(stored))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def rotate_stored(session: Session, cipher: Cipher) -> None:
    """Encrypt the module's own secrets again under the newest key; what they are stays the same.

    :raises SecretLostError: one of them cannot be decrypted.
    """
    for row in session.scalars(select(StoredSecret).with_for_update()).all():
        row.content = cipher.rotate(row.content)
