"""What the doctor says of the portal's own options: the secret key, the address, the cookies."""

import re
from collections.abc import Iterator

import flask

from sgo_pfdo.config import Settings
from sgo_pfdo.config.checks import is_local
from sgo_pfdo.doctor.finding import Finding

SHORTEST_KEY = 16
"""Bytes; Flask's own advice makes 32."""
FEWEST_SIGNS = 8
"""Different ones in a key: 32 random hexadecimal digits have 14."""
LONGEST_PHRASE = 40
"""Characters up to which a key is taken for what somebody has typed, if words of that kind stand in it."""
_PLACEHOLDER = re.compile(r"secret|change|example|passw|guess|default|develop|insecure|flask|key", re.IGNORECASE)
_MAKE_KEY = 'Make one: python -c "import secrets; print(secrets.token_hex(32))", and keep it out of the code.'


def settings_findings(app: flask.Flask, settings: Settings) -> Iterator[Finding]:
    """Look at the options of Flask and of the portal's address."""
    yield from _secret_key(app)
    yield from _address(settings)
    yield from _sign_in(settings)
    yield from _cookies(app, settings)


def _secret_key(app: flask.Flask) -> Iterator[Finding]:
    keys = {"SECRET_KEY": app.secret_key}
    keys |= {f"SECRET_KEY_FALLBACKS[{n}]": key for n, key in enumerate(app.config.get("SECRET_KEY_FALLBACKS") or ())}
    weak = [(name, why) for name, key in keys.items() if (why := _weakness(key))]
    for name, why in weak:
        yield Finding(False, f"{name} {why}: whoever guesses it signs in as anybody.", _MAKE_KEY)
    if not weak:
        yield Finding(True, "SECRET_KEY is not easily guessed.")


def _weakness(key: str | bytes | None) -> str | None:
    """Say what makes a key easy to guess, or ``None``."""
    raw = key.encode() if isinstance(key, str) else key or b""
    if not raw:
        return "is not set"
    if len(raw) < SHORTEST_KEY:
        return f"has only {len(raw)} bytes"
    if len(set(raw)) < FEWEST_SIGNS:
        return "repeats a few signs"
    if len(raw) <= LONGEST_PHRASE and _PLACEHOLDER.search(raw.decode("latin-1")):
        return "is a placeholder"
    return None


def _address(settings: Settings) -> Iterator[Finding]:
    address = settings.base_url
    if address.startswith("http://") and not is_local(address):
        yield Finding(
            False,
            f"SGO_PFDO_BASE_URL is {address}: what families type and read there can be read on the way.",
            "Serve the portal over HTTPS, and let the option begin with https://.",
        )


def _sign_in(settings: Settings) -> Iterator[Finding]:
    """Look at whether the credentials sheet can say where holders sign in."""
    if settings.register_url or (settings.cabinet and settings.base_url):
        yield Finding(True, "The credentials sheet says where holders sign in.")
    elif settings.cabinet:
        yield Finding(
            False,
            "The credentials sheet has no address of the sign-in page, and no QR code; a forgotten password cannot be"
            " recovered by letter.",
            "Set SGO_PFDO_BASE_URL to the portal's own address.",
        )
    else:
        yield Finding(
            False,
            "The credentials sheet leads nowhere: the cabinet is off (SGO_PFDO_CABINET), and no other sign-in page is"
            " named.",
            "Set SGO_PFDO_REGISTER_URL to the page where holders sign in, or switch the cabinet on.",
        )


def _cookies(app: flask.Flask, settings: Settings) -> Iterator[Finding]:
    problems = []
    has_address = bool(settings.base_url) and not is_local(settings.base_url)
    is_served = has_address or app.config["PREFERRED_URL_SCHEME"] == "https"
    if is_served:
        names = ["SESSION_COOKIE_SECURE"]
        names += ["REMEMBER_COOKIE_SECURE"] if hasattr(app, "login_manager") else []  # Flask-Login's own cookie
        problems += [f"{name} is off: the cookie goes over http, too." for name in names if not app.config.get(name)]
    if not app.config["SESSION_COOKIE_HTTPONLY"]:
        problems.append("SESSION_COOKIE_HTTPONLY is off: scripts can read the cookie.")
    for problem in problems:
        yield Finding(False, problem, f"Set {problem.split()[0]} = True.")
    if not problems and is_served:
        yield Finding(True, "Cookies go over HTTPS alone.")
    elif not problems:
        yield Finding(True, "The portal's address is not known (SGO_PFDO_BASE_URL): no cookie has to be secure.")
