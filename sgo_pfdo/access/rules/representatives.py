"""Who may ask for which child: relations, ages, and what a school can base its decision on."""

import enum
from collections.abc import Collection, Mapping
from datetime import date

from sgo_pfdo.people import Relation
from sgo_pfdo.plain.ages import has_age

ADULT_AGE = 18
TRUSTEE_AGE = 14
"""Up to it a child has an опекун, from it on a попечитель (ГК, articles 32 and 33)."""

RELATIONS: Mapping[Relation, str] = {
    Relation.PARENT: "родитель",
    Relation.ADOPTER: "усыновитель",
    Relation.GUARDIAN: "опекун (ребёнку нет 14 лет)",
    Relation.TRUSTEE: "попечитель (ребёнку 14 лет или больше)",
    Relation.FOSTER: "приёмный родитель",
    Relation.OTHER: "иной законный представитель",
}
"""What people see."""


class Basis(enum.StrEnum):
    """What the school has checked before it accepts."""

    PASSPORT = "passport"
    BIRTH_CERTIFICATE = "birth_certificate"
    GUARDIANSHIP = "guardianship"
    CHANGE_OF_NAME = "change_of_name"
    STATE_SERVICES = "state_services"
    PERSONAL_FILE = "personal_file"


BASES: Mapping[Basis, str] = {
    Basis.PASSPORT: "паспорт заявителя",
    Basis.BIRTH_CERTIFICATE: "свидетельство о рождении, заявитель указан родителем",
    Basis.GUARDIANSHIP: "акт об опеке или попечительстве",
    Basis.CHANGE_OF_NAME: "документ о перемене имени или фамилии",
    Basis.STATE_SERVICES: "данные Госуслуг",
    Basis.PERSONAL_FILE: "личное дело ученика",
}
"""What the school sees."""
_OF_RELATION = frozenset({Basis.BIRTH_CERTIFICATE, Basis.GUARDIANSHIP, Basis.PERSONAL_FILE})
"""Those that say who is whose parent; a passport alone says who somebody is."""


class RefusalReason(enum.StrEnum):
    """Why a school refuses."""

    NOT_OUR_PUPIL = "not_our_pupil"
    NOT_REPRESENTATIVE = "not_representative"
    ALREADY = "already"
    ADULT = "adult"
    RESTRICTED = "restricted"
    OTHER = "other"


REASONS: Mapping[RefusalReason, str] = {
    RefusalReason.NOT_OUR_PUPIL: "такого ученика в школе нет",
    RefusalReason.NOT_REPRESENTATIVE: "заявитель не подтвердил, что представляет ребёнка",
    RefusalReason.ALREADY: "доступ уже есть",
    RefusalReason.ADULT: "ученику уже 18 лет",
    RefusalReason.RESTRICTED: "доступ решается только лично",
    RefusalReason.OTHER: "другая причина",
}
"""What the school chooses from."""

_NOT_CONFIRMED = (
    "Школа не смогла подтвердить по этим данным, что вы законный представитель её ученика."
    " Проверьте данные или придите с паспортом и свидетельством о рождении."
)
TOLD: Mapping[RefusalReason, str] = {
    RefusalReason.NOT_OUR_PUPIL: _NOT_CONFIRMED,
    RefusalReason.NOT_REPRESENTATIVE: _NOT_CONFIRMED,
    RefusalReason.ALREADY: "Доступ к этому ребёнку у вас уже есть.",
    RefusalReason.ADULT: "Ученику уже исполнилось 18 лет: доступ к своим данным он даёт сам.",
    RefusalReason.RESTRICTED: "Приходите в школу с документами: по заявлению через интернет доступ не открывают.",
    RefusalReason.OTHER: "Школа отказала в доступе.",
}
"""What the family reads. Two reasons read the same, so that nobody learns which children go to a school."""


class Problem(enum.StrEnum):
    """Why a request is refused at once. None of these says anything of any pupil."""

    FUTURE = "future"
    ADULT = "adult"
    TOO_OLD_FOR_GUARDIAN = "too_old_for_guardian"
    TOO_YOUNG_FOR_TRUSTEE = "too_young_for_trustee"


def request_problem(relation: Relation, birth_date: date, today: date) -> Problem | None:
    """Tell why somebody cannot ask for a child of this age, or ``None``.

    :param birth_date: of the child, as stated.
    :param today: in the municipality of the school.
    """
    if birth_date > today:
        return Problem.FUTURE
    if has_age(birth_date, ADULT_AGE, today):
        return Problem.ADULT
    is_of_trustee = has_age(birth_date, TRUSTEE_AGE, today)
    if relation is Relation.GUARDIAN and is_of_trustee:
        return Problem.TOO_OLD_FOR_GUARDIAN
    if relation is Relation.TRUSTEE and not is_of_trustee:
        return Problem.TOO_YOUNG_FOR_TRUSTEE
    return None


def is_enough(bases: Collection[Basis]) -> bool:
    """Tell whether what was checked shows that somebody represents a child."""
    return not _OF_RELATION.isdisjoint(bases)
