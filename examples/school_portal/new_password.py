"""Choosing a password, and what ends with the old one: every session, every link, the slip."""

import re
from datetime import date

from flask import current_app
from sqlalchemy import CursorResult, delete, update

from school_portal.models import Account, Pupil, RecoveryLink, SignedIn, db
from school_portal.passwords import composed, hash_of
from sgo_pfdo.passwords import password_problem

WORDS = ("дневник", "lytdybr", "школа", "портал")
"""What everybody tries first for a school portal, once also as typed in the other keyboard layout."""


def problem_with(account: Account, typed: str) -> str | None:
    """Tell what is wrong with a password that somebody wants to have, in words for the field; ``None`` for nothing."""
    problem = password_problem(composed(typed), known=known_of(account))
    if problem is not None:
        return problem
    if account.has_password(typed):
        return "Это прежний пароль. Придумайте другой."
    return None


def known_of(account: Account) -> list[str]:
    """List what others know of somebody: login, names, also of the children, their schools, and words of the place."""
    pupils: list[Pupil] = [*account.children, *([account.pupil] if account.pupil else [])]
    names = [account.full_name, *(pupil.full_name for pupil in pupils)]
    schools = [school.name for pupil in pupils for school in pupil.schools]
    words = [word for text in (*names, *schools) for word in re.findall(r"\w+", text)]
    return [account.login, *words, *WORDS]


def hashed(password: str) -> str:
    """Make the hash that is kept. It takes a tenth of a second by intent: not inside a transaction."""
    return hash_of(password, method=current_app.config["PASSWORD_METHOD"])


def replace(account_id: int, stamp: int, kept: str, *, initial_until: date | None = None) -> bool:
    """Replace the password that the caller has seen; the caller commits.

    The stamp decides in the database: of two that change the same password at once only one does.

    :param stamp: of the account when the caller looked.
    :param kept: the new hash, of :func:`hashed`.
    :param initial_until: the last day of an initial password, which has to be changed at the first sign-in.
    :return: ``False`` where somebody else was faster; nothing has changed then.
    """
    result = db.session.execute(
        update(Account)
        .where(Account.id == account_id, Account.password_stamp == stamp)
        .values(
            password_hash=kept,
            password_stamp=Account.password_stamp + 1,
            must_change=initial_until is not None,
            initial_until=initial_until,
        )
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        return False
    for table in (SignedIn, RecoveryLink):
        ended = delete(table).where(table.account_id == account_id)
        db.session.execute(ended.execution_options(synchronize_session=False))
    return True
