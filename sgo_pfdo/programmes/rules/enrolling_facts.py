"""What has to be known to tell whether a child may enrol: plain facts, all of them arguments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.funds.rules.kinds import Funding, RegisterKind, Unit
from sgo_pfdo.programmes.rules.kinds import Health, ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.rules.timetable import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """The child and its certificate.

    :param by_pupil: the child itself asks, on its own account.
    :param has_consent: with the processing rules of the cabinet.
    :param health: the categories that the family has named.
    :param activate_by: the last day to come with papers; ``None`` where there is none.
    :param desk: where to come: name, address, telephone; empty where nobody knows.
    :param group_full: it is one of учёт, and its certificate group has no room for one more of ПФ.
    :param place_in_queue: then, from 1; ``None`` where there is no queue.
    :param lessons: of its living enrolments.
    """

    status: Status
    municipality_code: str
    birth_date: date
    by_pupil: bool = False
    has_consent: bool = True
    health: frozenset[Health] = frozenset()
    funding: Funding = Funding.FUNDED
    activate_by: date | None = None
    desk: str = ""
    group_full: bool = False
    place_in_queue: int | None = None
    lessons: Sequence[Hours] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A group: its dates, its places, and when it takes applications.

    :param age_min: full months, ``None``: as the programme; ``age_max`` likewise.
    :param places: with the extra ones.
    :param order_from: from when to when applications are taken; ``None`` for no bound.
    :param entrance_test: what it is, where and when; ``None`` where there is none.
    """

    starts_on: date
    ends_on: date
    places: int
    age_min: int | None = None
    age_max: int | None = None
    order_from: date | None = None
    order_to: date | None = None
    next_order_from: date | None = None
    next_order_to: date | None = None
    is_locked: bool = False
    is_archived: bool = False
    entrance_test: str | None = None
    lessons: Sequence[Hours] = ()

    def takes_on(self, day: date) -> bool:
        """Tell whether applications are taken on a day, for this year or the next one."""
        within = (self.order_from is None or self.order_from <= day) and (self.order_to is None or day <= self.order_to)
        is_next = self.next_order_from is not None and self.next_order_from <= day
        return within or (is_next and (self.next_order_to is None or day <= self.next_order_to))

    def opens_on(self, day: date) -> date | None:
        """Find the day after this one from which applications are taken again; ``None`` where nobody knows."""
        days = [one for one in (self.order_from, self.next_order_from) if one is not None and one > day]
        return min(days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is asked about: a group of a part of a programme, or a part that has none.

    :param register: in which the child would be enrolled.
    :param health: the categories that the programme is made for; none: for children without ОВЗ.
    :param enrolment_limit: of the programme, ``pupil_limit``: of the provider; ``None`` for none.
    :param direction_limit: services of the direction that the child's municipality pays at once.
    :param telephone: of the provider, empty where there is none.
    """

    register: RegisterKind
    state: State
    part_state: State
    part_is_open: bool
    municipality_code: str
    age_min: int
    age_max: int
    group: Offered | None
    all_region: bool = False
    health: frozenset[Health] = frozenset()
    needs_medical: bool = False
    provider_state: ProviderState = ProviderState.ACTIVE
    accepts_certificates: bool = True
    enrolment_limit: int | None = None
    pupil_limit: int | None = None
    direction_limit: int | None = None
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTerms:
    """A period of the child's municipality.

    :param stop_on: from this day on no new contract is made.
    :param limit_reached: the municipality has no money left in it.
    :param has_agreement: an active one with the provider, whose sum is not reached.
    :param balance: kopecks that the certificate can still use in it; of учёт, those it would have as one of ПФ.
    :param unit: of the allowance of the register, ``amount`` and ``used``: programmes.
    """

    starts_on: date
    ends_on: date
    opens_on: date
    stop_on: date | None = None
    limit_reached: bool = False
    has_agreement: bool = False
    balance: int = 0
    unit: Unit = Unit.CLOSED
    amount: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Living enrolments: in the group, the programme, at the provider, of the direction, and the child's own."""

    in_group: int = 0
    in_programme: int = 0
    at_provider: int = 0
    of_direction: int = 0
    already: bool = False
    """The child has one in this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that is asked at once.

    :param today: the date in the child's municipality.
    :param first_day: of learning; ``None`` where there is no group that goes on.
    :param periods: of the child's municipality.
    :param family_may_pay: the municipality lets families pay all of a certified programme themselves.
    """

    child: Child
    offer: Offer
    today: date
    first_day: date | None
    periods: Sequence[PeriodTerms] = ()
    taken: Taken = field(default_factory=Taken)
    family_may_pay: bool = False

    @property
    def period(self) -> PeriodTerms | None:
        """The period in which the learning would begin."""
        if self.first_day is None:
            return None
        return next((one for one in self.periods if one.starts_on <= self.first_day <= one.ends_on), None)

    @property
    def ages(self) -> tuple[int, int]:
        """Full months that both programme and group take."""
        group = self.offer.group
        least = max(self.offer.age_min, (group and group.age_min) or 0)
        most = min(self.offer.age_max, (group and group.age_max) or self.offer.age_max)
        return least, most

    @property
    def counted_on(self) -> date:
        """The day on which the age counts: the first day of learning, or today where there is none yet."""
        return self.first_day or self.today
