"""Tells whoever runs the portal what is wrong with it: in the log, each thing once."""

import logging

MOST = 1000
"""Different things that are remembered; a portal that makes more mistakes than that has been told enough."""

_log = logging.getLogger("sgo_pfdo")


class Told:
    """What one application has said in this process.

    A message names the remedy too. It may hold codes and ids, never anything else of a person.
    """

    def __init__(self) -> None:
        self._said: dict[str, object] = {}

    def error(self, message: str) -> None:
        """Say what does not work at all, unless it was said before."""
        self._say(logging.ERROR, message)

    def warning(self, message: str) -> None:
        """Say what somebody is kept from by a mistake, unless it was said before."""
        self._say(logging.WARNING, message)

    def _say(self, level: int, message: str) -> None:
        if len(self._said) >= MOST:
            return
        mark = object()
        if self._said.setdefault(message, mark) is mark:  # one of several threads
            _log.log(level, "%s", message)
