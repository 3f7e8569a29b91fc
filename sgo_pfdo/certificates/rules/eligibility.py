"""Who may press «Получить сертификат», and every reason why somebody may not (S004, domain rules)."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.plain.ages import ADULT_AGE, ALONE_AGE, DEFAULT_AGES, AgeRange, birthday, has_age


class Reason(enum.StrEnum):
    """Why the button is not shown. The order is the order in which a page explains them.

    S004's reason 3, a parent to whom the portal has attached no child, is none of these: there is no child to judge,
    and such a parent gets a page of their own.
    """

    HAS_CERTIFICATE = "has_certificate"
    """The child already has a living certificate (S004, reason 1)."""
    HAS_ANOTHER = "has_another"
    """The desk annulled the certificate because the child has another one: S004, reason 1, holds all the same."""
    ON_CHILDS_ACCOUNT = "on_childs_account"
    """The person signed in is not the owner of this pupil account (S004, reason 4; at any age by our decision)."""
    UNDER_14 = "under_14"
    """The viewer is the pupil and younger than 14 (S004, reason 2)."""
    NOT_CONNECTED = "not_connected"
    """None of the child's schools has enabled the module (S004, «в случае, если подключен модуль»)."""
    NO_BIRTH_DATE = "no_birth_date"
    """The portal does not know the birth date: no rule of age can be applied."""
    CLOSED = "closed"
    """The child is of an age that the municipality has a group for, and that group is closed at the moment."""
    OUTSIDE_AGES = "outside_ages"
    """The municipality has no group of this age; at 18 and over there is none by law (S002)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that the rules need to know of one viewer and one child.

    :param by_pupil: the viewer is on the child's own account, else a parent of the child.
    :param is_owner: on a pupil account, whether the person signed in is its owner; ``None`` where nobody can tell.
    :param birth_date: of the child, or ``None`` where the portal does not know it.
    :param connected: one of the child's schools has enabled the module.
    :param has_certificate: the child has a living certificate.
    :param ages: of the municipality's open groups; none means that nobody gets a certificate there at the moment.
    :param closed_ages: of its closed groups.
    :param has_another: the newest certificate was annulled because the child has another one, and nothing has been
        done with any of the child's since.
    """

    by_pupil: bool
    is_owner: bool | None
    birth_date: date | None
    connected: bool
    has_certificate: bool
    ages: Sequence[AgeRange] = (DEFAULT_AGES,)
    closed_ages: Sequence[AgeRange] = ()
    has_another: bool = False


def reasons_against(situation: Situation, today: date) -> tuple[Reason, ...]:
    """List every reason why no certificate can be issued now; none means that it can.

    :param today: the date in the time zone of the child's municipality.
    """
    born = situation.birth_date
    fits = born is not None and any(group.includes(born, today) for group in situation.ages)
    is_closed = born is not None and not fits and any(one.includes(born, today) for one in situation.closed_ages)
    holds = (  # in the order in which a page explains them
        (Reason.HAS_CERTIFICATE, situation.has_certificate),
        (Reason.HAS_ANOTHER, situation.has_another),
        (Reason.ON_CHILDS_ACCOUNT, situation.by_pupil and situation.is_owner is False),
        (Reason.UNDER_14, situation.by_pupil and born is not None and not has_age(born, ALONE_AGE, today)),
        (Reason.NOT_CONNECTED, not situation.connected),
        (Reason.NO_BIRTH_DATE, born is None),
        (Reason.CLOSED, is_closed),
        (Reason.OUTSIDE_AGES, born is not None and not fits and not is_closed),
    )
    return tuple([reason for reason, is_so in holds if is_so])


def opening_day(ages: Sequence[AgeRange], birth_date: date, today: date) -> date | None:
    """Find the day from which a child who is too young belongs to a group; ``None`` where no such day will come.

    :param ages: of the municipality's open groups.
    """
    days = [birthday(birth_date, group.age_from) for group in ages if group.age_from < min(group.age_to, ADULT_AGE)]
    return min((day for day in days if day > today), default=None)


def may_see_credentials(situation: Situation, today: date) -> bool:
    """Tell whether the credentials sheet may be given and renewed: access, and a living certificate."""
    return situation.has_certificate and may_have_access(
        by_pupil=situation.by_pupil, is_owner=situation.is_owner, birth_date=situation.birth_date, today=today
    )


def may_have_access(*, by_pupil: bool, is_owner: bool | None, birth_date: date | None, today: date) -> bool:
    """Tell who of the portal may have what the password opens: the sheet with it, the holder's cabinet.

    It is for a parent of the child and for the pupil of 14 and over on their own account: never for a pupil under 14,
    never on somebody else's account.
    """
    if not by_pupil:
        return True
    return is_owner is not False and birth_date is not None and has_age(birth_date, ALONE_AGE, today)
