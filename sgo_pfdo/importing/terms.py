"""What holds in the municipality that certificates are brought into: its day, groups, schools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.config import Settings
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.importing.rules.heads import folded
from sgo_pfdo.municipalities.model import Group, Municipality, RegisteredSchool
from sgo_pfdo.municipalities.rules import groups_of, time_zone_of, today_in
from sgo_pfdo.plain.ages import DEFAULT_GROUP_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds in a municipality.

    :param today: the date there.
    :param validity_days: how long a certificate that is not activated is valid.
    :param funding: the type of a certificate of which the file does not tell it.
    :param groups: closed ones included, in the municipality's order.
    :param group_names: the same by what they are called, as it is written and folded.
    :param schools: the host's ids by what they are called, as it is written and folded, and by themselves.
    """

    code: str
    zone: ZoneInfo
    today: date
    validity_days: int
    funding: Funding
    groups: Sequence[Group]
    group_names: Mapping[str, Group]
    schools: Mapping[str, str]

    def group_named(self, name: str) -> Group | None:
        """Find a group by its name; case, quotation marks and spaces do not matter."""
        return self.group_names.get(name) or self.group_names.get(folded(name))

    def knows_group(self, name: str) -> bool:
        """Tell whether a group may be called so; without groups of its own a municipality has that of S002."""
        return self.group_named(name) is not None or (not self.groups and folded(name) == folded(DEFAULT_GROUP_NAME))

    def group_of(self, name: str, birth_date: date) -> int | None:
        """Choose the group of a certificate: the one that is named, or else the first that fits the child's age."""
        named = self.group_named(name) if name else None
        fitting = (group for group in self.groups if group.ages.includes(birth_date, self.today))
        chosen = named or next(fitting, None)
        return chosen.id if chosen else None

    def school_named(self, name: str) -> str | None:
        """Find a school by its name or the host's id; ``None`` for one that the portal does not know."""
        return (self.schools.get(name) or self.schools.get(folded(name))) if name else None


def terms_of(session: Session, municipality: Municipality, settings: Settings, now: datetime) -> Terms:
    """Read what holds in a municipality.

    :param now: the moment, with a time zone.
    """
    rows = session.execute(
        select(RegisteredSchool.id, RegisteredSchool.name).where(
            RegisteredSchool.municipality_code == municipality.code
        )
    ).all()
    names = [folded(name) for _, name in rows if name]
    alone = [(school_id, name) for school_id, name in rows if name and names.count(folded(name)) == 1]
    schools = {said: school_id for school_id, name in alone for said in (name, folded(name))}
    groups = groups_of(session, municipality)
    return Terms(
        code=municipality.code,
        zone=time_zone_of(municipality, settings),
        today=today_in(municipality, settings, now),
        validity_days=municipality.validity_days or settings.validity_days,
        funding=Funding(municipality.funding),
        groups=groups,
        group_names={said: group for group in reversed(groups) for said in (folded(group.name), group.name)},
        schools=schools | {school_id: school_id for school_id, _ in rows},
    )
