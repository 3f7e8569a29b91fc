"""How many letters somebody may ask for: five a day, one a minute, so that a stranger's mailbox is no target."""

from datetime import datetime, timedelta

from sgo_pfdo import security_log
from sgo_pfdo.limits import AHEAD, TooManyTriesError

LETTERS_A_DAY = 5
"""How many letters may be asked for in any 24 hours."""
DAY = timedelta(days=1)
PAUSE = timedelta(minutes=1)
"""How soon the next one may be asked for."""


class TooManyLettersError(TooManyTriesError):
    """Five letters a day, one a minute, for one application or one cabinet."""


def count_letter(asked: str | None, now: datetime, *, door: str, viewer_id: str | None) -> str:
    """Count a letter among those of the last day; moments that only a wrong clock can have written count for nothing.

    :param asked: when letters were asked for: moments in ISO 8601, separated by spaces.
    :param door: how the security log calls what they are about.
    :return: the same with now, to be stored.
    :raises TooManyLettersError: enough for now.
    """
    known = [datetime.fromisoformat(moment) for moment in (asked or "").split()]
    counted = sorted(moment for moment in known if now - DAY < moment <= now + AHEAD)
    again_at = counted[-LETTERS_A_DAY] + DAY if len(counted) >= LETTERS_A_DAY else None
    if again_at is None and counted and counted[-1] + PAUSE > now:
        again_at = counted[-1] + PAUSE
    if again_at is not None:
        security_log.tell("limit_reached", door=door, viewer=viewer_id)
        raise TooManyLettersError(again_at)
    return " ".join(moment.isoformat() for moment in [*counted, now])
