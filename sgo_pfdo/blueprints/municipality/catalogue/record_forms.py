"""The forms by which an operator adds organisations, agreements with them, and limits of directions."""

from wtforms import StringField

from sgo_pfdo.blueprints.common.forms.profile import ProfileForm
from sgo_pfdo.blueprints.common.forms.records import RecordForm, area, day, line, one_of
from sgo_pfdo.programmes.rules.agreements import SHOWN
from sgo_pfdo.programmes.rules.records import AGREEMENT, DIRECTION_LIMITS, PROVIDER


class NewProviderForm(ProfileForm):
    """A new organisation: with its code, which never changes."""

    code = line(
        PROVIDER,
        "code",
        "По нему портал узнаёт сотрудников организации: спросите его у администратора портала. Потом код не изменить.",
    )

    @property
    def names(self) -> list[str]:
        """The code first: WTForms puts the fields of a form behind those that it inherits."""
        return ["code", *(name for name in super().names if name != "code")]


class AgreementForm(RecordForm):
    """An agreement of the municipality with an organisation, for a period."""

    state = one_of(AGREEMENT, "state", SHOWN, "Новые договоры оплачиваются, только пока соглашение действует.")
    number = line(AGREEMENT, "number", "Нужен у действующего соглашения.")
    signed_on = day(AGREEMENT, "signed_on", "Нужна у действующего соглашения.")
    maximum = line(AGREEMENT, "maximum", "В рублях: на сколько могут быть все договоры. Пустое поле – без предела.")
    reason = area(AGREEMENT, "reason", "Если в соглашении отказано или оно прекращено.")


class NewAgreementForm(AgreementForm):
    """A new one: with whom, and for which period."""

    provider = StringField("Код организации", description="Он стоит на странице организации.")
    period_starts_on = one_of(AGREEMENT, "period_starts_on", {}, "Период задаётся на странице «Периоды и номиналы».")

    @property
    def names(self) -> list[str]:
        """The organisation and the period first."""
        first = ["provider", "period_starts_on"]
        return [*first, *(name for name in super().names if name not in first)]


class DirectionsForm(RecordForm):
    """How many paid services of each direction the municipality pays for at once."""

    technical = line(DIRECTION_LIMITS, "technical")
    science = line(DIRECTION_LIMITS, "science")
    sports = line(DIRECTION_LIMITS, "sports")
    arts = line(DIRECTION_LIMITS, "arts")
    tourism = line(DIRECTION_LIMITS, "tourism")
    humanities = line(DIRECTION_LIMITS, "humanities")
