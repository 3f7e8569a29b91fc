"""Checks of single options: each takes a value as the host gives it and returns the one that is used.

A check raises ``ValueError`` with what is wrong, to be put behind the name: «is no time zone this machine knows».
"""

import ipaddress
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet

NEW_KEY_COMMAND = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
NEW_SECRET_COMMAND = 'python -c "import secrets; print(secrets.token_hex(32))"'
PLACEHOLDERS = frozenset({"dev", "development", "secret", "secret_key", "secret-key", "changeme", "change-me", "test"})
"""What stands in tutorials for a ``SECRET_KEY``, and is the first that somebody tries who forges a session."""


def text(value: Any) -> str:
    """Take text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is empty or not text")
    return value


def identifier(value: Any) -> str:
    """Take the name of a Jinja block."""
    if not text(value).isidentifier():
        raise ValueError("is not a Jinja block name")
    return str(value)


def identifier_or_nothing(value: Any) -> str:
    """Take the name of a Jinja block, or nothing."""
    return identifier(value) if value else ""


def classes(value: Any) -> str:
    """Take classes of HTML with spaces between them, or nothing."""
    if not value:
        return ""
    if any(sign in text(value) for sign in "\"'<>&{}="):
        raise ValueError("holds a sign that no class has in a template")
    return " ".join(value.split())


def url_prefix(value: Any) -> str:
    """Take the path that addresses begin with, «/pfdo»."""
    path = text(value)
    if not path.startswith("/") or path.endswith("/") or any(sign in path for sign in "<>?# "):
        raise ValueError("does not start with a slash, ends with one, or holds more than a path")
    return path


def address(value: Any) -> str:
    """Take an address with its scheme, «https://pfdo.ru»."""
    given = text(value)
    parts = urlsplit(given)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("is not an address with https:// in front")
    return given


def is_local(address: str) -> bool:
    """Tell whether an address leads to the machine itself, where there is neither HTTPS nor a stranger."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def portal_address_or_nothing(value: Any) -> str:
    """Take the address that the portal's own pages begin with, with or without the path it lives under, or nothing.

    Slashes at its end are left out.
    """
    given = address_or_nothing(value).rstrip("/")
    parts = urlsplit(given)
    if any(sign in given for sign in "?#") or parts.username is not None or re.search(r"\s", given):
        raise ValueError("holds more than scheme, host and path: pages are put behind it")
    return given


def address_or_nothing(value: Any) -> str:
    """Take an address as it is given, or nothing."""
    return address(value) if value else ""


def keys(value: Any) -> tuple[str, ...]:
    """Take Fernet keys: a list, or text with commas between them."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise ValueError(f"is missing; this makes a key: {NEW_KEY_COMMAND}")
    cleaned = []
    for position, key in enumerate(given, 1):
        try:
            cleaned.append(str(key, "ascii") if isinstance(key, bytes) else str(key).strip())
            Fernet(cleaned[-1])
        except ValueError:  # the value itself is a secret and stays out of the message
            raise ValueError(f"holds no Fernet key at position {position}; this makes one: {NEW_KEY_COMMAND}") from None
    return tuple(cleaned)


def time_zone(value: Any) -> ZoneInfo:
    """Check the name of a time zone.

    :param value: an IANA name, «Asia/Novokuznetsk».
    :raises ValueError: this machine knows no such zone.
    """
    try:
        return ZoneInfo(text(value))
    except (OSError, ValueError, KeyError):
        raise ValueError("is no time zone this machine knows (the package tzdata brings them all)") from None


def one_of(values: Collection[str]) -> Callable[[Any], str]:
    """Make a check that takes these words and no others."""

    def check(value: Any) -> str:
        if value not in values:
            raise ValueError(f"is none of: {', '.join(sorted(values))}")
        return str(value)

    return check


def whole_number(smallest: int, largest: int, what: str = "number") -> Callable[[Any], int]:
    """Make a check that takes a whole number, or text of digits.

    :param what: how the message calls it.
    """

    def check(value: Any) -> int:
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not smallest <= value <= largest:
            raise ValueError(f"is not a whole {what} from {smallest} to {largest}")
        return value

    return check


validity_days = whole_number(1, 3650, "number of days")
"""How long a certificate that nobody activates is valid: days, the first one included."""


def flag(value: Any) -> bool:
    """Take ``True`` or ``False``, and not what merely counts as such."""
    if not isinstance(value, bool):
        raise ValueError("is neither True nor False")
    return value


def text_or_nothing(value: Any) -> str:
    """Take text, or nothing."""
    return text(value) if value else ""


def ascii_or_nothing(value: Any) -> str:
    """Take text of ASCII alone, or nothing: a login to a mail server has no other letters."""
    given = text_or_nothing(value)
    if not given.isascii():  # the value itself may be a secret
        raise ValueError("holds other letters than Latin ones, which no mail server's login takes")
    return given


def mail_host_or_nothing(value: Any) -> str:
    """Take the name of a mail server, «smtp.portal.ru», or nothing."""
    if not value:
        return ""
    given = text(value).strip()
    if "://" in given or "/" in given:
        raise ValueError("is an address, not the name of a server: leave out what stands before and behind the name")
    if re.fullmatch(r"[^:]+:[0-9]+", given):
        raise ValueError("holds a port: put it into SGO_PFDO_MAIL_PORT")
    if re.search(r"[\s,;@<>\"]", given):
        raise ValueError("is no name of a server")
    return _ascii_domain(given)


def sender(value: Any) -> str:
    """Take the sender of letters: «noreply@portal.ru», or a name and an address, «Портал <noreply@portal.ru>».

    :return: the name as a mail program shows it in front of «<…>», or the address alone.
    """
    given = text(value).strip()
    if any(not sign.isprintable() for sign in given):
        raise ValueError("holds a line break or another sign that nobody sees")
    found = re.fullmatch(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>", given)
    name, found_address = (found["name"].strip(), found["address"].strip()) if found else ("", given)
    is_quoted = len(name) > 1 and name.startswith('"') and name.endswith('"')
    name = name[1:-1].replace('\\"', '"').strip() if is_quoted else name
    if "," in found_address or ";" in found_address or (not is_quoted and re.search("[,;]", name)):
        raise ValueError("holds a comma: one sender only; in a name put it in quotes, '\"Портал, школа\" <noreply@…>'")
    checked = _sender_address(found_address)
    return f"{name} <{checked}>" if name else checked


def _sender_address(given: str) -> str:
    local, at, domain = given.rpartition("@")
    if not at or not local or not domain:
        raise ValueError(f"{given!r} is no e-mail address, it has no name in front of «@» or no server behind it")
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", local):
        raise ValueError("holds a sign in front of «@» that no mail server takes: Latin letters, digits, dots, dashes")
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    """Check the name of a server.

    :raises ValueError: it has other letters than Latin ones; the message has the form that mail servers know.
    """
    if not domain.isascii():
        try:
            known = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError(f"{domain!r} is no name of a server") from None
        raise ValueError(f"has a name of a server that mail servers do not know: write {known} for {domain}")
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?", domain) or ".." in domain:
        raise ValueError(f"{domain!r} is no name of a server")
    return domain


def secret_key_problem(config: Mapping[str, Any]) -> str | None:
    """Tell what is wrong with the ``SECRET_KEY`` of a host: with a known one anybody signs in as anybody.

    :param config: ``app.config``.
    :return: one line that holds the remedy and not the key, or ``None`` when nothing is found.
    """
    key = config.get("SECRET_KEY")
    word = (key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key or "")).strip().lower()
    if not word:
        return f"SECRET_KEY is missing; this makes one: {NEW_SECRET_COMMAND}"
    if word in PLACEHOLDERS:
        return f"SECRET_KEY is a word from tutorials that everybody knows; this makes one: {NEW_SECRET_COMMAND}"
    return None


def some_of(values: Collection[str]) -> Callable[[Any], frozenset[str]]:
    """Make a check that takes some of these words, or none: a list, or text with commas between them."""

    def check(value: Any) -> frozenset[str]:
        given = value.split(",") if isinstance(value, str) else value or ()
        if not isinstance(given, list | tuple | set | frozenset):
            raise ValueError("is no list")
        words = frozenset(str(word).strip() for word in given) - {""}
        unknown = words - frozenset(values)
        if unknown:
            raise ValueError(f"holds what is none of: {', '.join(values)}")
        return words

    return check
