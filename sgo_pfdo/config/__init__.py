"""The options of one application, checked once at the start. The table of them is in ``options``."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import click

from sgo_pfdo.config import checks
from sgo_pfdo.config.options import BY_EMAIL, OPTIONS, PREFIX


class ConfigError(click.ClickException, ValueError):
    """The options of the host are unusable; the message names every bad option and what each takes.

    A command that cannot start, ``flask pfdo doctor`` or ``flask run``, prints the message and no traceback.
    """


@dataclass(frozen=True, slots=True)
class Settings:
    """The checked options of one application; each field is the option of the same name in upper case."""

    keys: tuple[str, ...] = field(repr=False)
    base_template: str
    open_template: str
    cabinet_template: str
    block_title: str
    block_head: str
    block_content: str
    open_block_title: str
    open_block_head: str
    open_block_content: str
    root_class: str
    settings_url_prefix: str
    url_prefix: str
    register_url: str
    cabinet: bool
    base_url: str
    time_zone: ZoneInfo
    validity_days: int
    number_format: str
    application_way: str
    unfinished_days: int
    history_years: int
    limit_addresses: str
    access_days: int
    access_expiry_days: int
    access_code_days: int
    access_keep_days: int
    access_end_at_18: bool
    identity_notice: str
    letters: frozenset[str]
    mail_server: str
    mail_port: int
    mail_starttls: bool
    mail_username: str
    mail_password: str = field(repr=False)
    mail_from: str
    mail_timeout: int


def read_settings(config: Mapping[str, Any], *, has_remote_register: bool = False) -> Settings:
    """Check the options of a host, all of them at once.

    :param config: ``app.config``.
    :param has_remote_register: accounts are kept elsewhere, so only the host knows where holders sign in.
    :raises ConfigError: one line for every bad option, and for a ``SECRET_KEY`` that is none, outside ``TESTING``.
    :warns UserWarning: for each ``SGO_PFDO_*`` key that is no option, a misspelt one most likely.
    """
    values: dict[str, Any] = {}
    errors = []
    for option in OPTIONS:
        try:
            values[option.field] = option.check(config.get(option.name, option.default))
        except ValueError as error:
            errors.append(f"{option.name} {error}. It takes: {option.type}.")
    if values.get("application_way") == BY_EMAIL and not values.get("base_url", "unusable"):
        errors.append("SGO_PFDO_BASE_URL is missing: links in letters begin with it. It takes: address.")
    if has_remote_register and not values.get("register_url", "unusable"):
        errors.append(
            "SGO_PFDO_REGISTER_URL is missing: with a remote register the credentials sheet has to say where holders"
            " sign in to it. It takes: address."
        )
    secret_problem = None if config.get("TESTING") else checks.secret_key_problem(config)
    if secret_problem is not None:
        errors.append(secret_problem)
    if errors:
        raise ConfigError("sgo_pfdo cannot start:\n" + "\n".join(f"  {line}" for line in errors))
    known = {option.name for option in OPTIONS}
    for name in sorted(config):
        if name.startswith(PREFIX) and name not in known:
            warnings.warn(f"{name} is not an option of sgo_pfdo", stacklevel=2)
    return Settings(**values)
