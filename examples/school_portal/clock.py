"""The portal's clock. Tests stop it by ``config["CLOCK"]``, a callable that gives an aware datetime."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """Give the moment, with a time zone."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def today() -> date:
    """Give the date where the portal's schools are, which in Kuzbass is seven hours ahead of UTC."""
    return now().astimezone(ZoneInfo(current_app.config["TIME_ZONE"])).date()


def day_of(seconds: int) -> date:
    """Give the date there of a moment that is kept in seconds since 1970."""
    return datetime.fromtimestamp(seconds, ZoneInfo(current_app.config["TIME_ZONE"])).date()
