"""Security events in a log of their own: the logger ``sgo_pfdo.security``, for whatever watches over the portal.

Each is one line, «limit_reached door=document viewer=4711»: the event, then ids and fixed words. There is never a name,
a number of a certificate, an address of a computer, or anything that somebody typed. The same stands in the attribute
``sgo_pfdo`` of the record, for handlers that write JSON.
"""

import json
import logging
import re

LOGGER = "sgo_pfdo.security"
EVENTS = {
    "guess": logging.INFO,
    "limit_reached": logging.WARNING,
    "not_allowed": logging.WARNING,
    "bad_token": logging.INFO,
    "too_large": logging.INFO,
    "taken_out": logging.INFO,
    "brought_in": logging.INFO,
    "identity_forged": logging.WARNING,
}
"""What is told, and how loudly; docs/security.md says what each means."""

_PLAIN = re.compile(r"[\w.:-]+", re.ASCII)
_log = logging.getLogger(LOGGER)


def tell(event: str, **ids: str | int | None) -> None:
    """Tell of an event.

    :param event: one of :data:`EVENTS`.
    :param ids: ids and fixed words, by name; what is ``None`` is left out.
    """
    known = {name: value for name, value in ids.items() if value is not None}
    line = " ".join([event, *(f"{name}={_quoted(str(value))}" for name, value in known.items())])
    _log.log(EVENTS[event], "%s", line, extra={"sgo_pfdo": {"event": event, **known}})


def _quoted(value: str) -> str:
    """Keep an id of the host in its place, whatever it holds: no line and no field is made up by one."""
    return value if _PLAIN.fullmatch(value) else json.dumps(value)
