"""The forms by which an operator decides about a programme or an organisation."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from sgo_pfdo.blueprints.common.forms.base import PfdoForm, VersionMixin, choices
from sgo_pfdo.blueprints.common.forms.fields import TicksField
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm
from sgo_pfdo.blueprints.municipality.forms import paragraphs
from sgo_pfdo.funds.rules.kinds import REGISTERS
from sgo_pfdo.programmes.rules.kinds import ProviderState

LONGEST_REASON = 2000


class DecisionForm(VersionMixin, PfdoForm):
    """A press that decides about what the page has shown."""


class RegistersForm(DecisionForm):
    """The registers that the operator sets, at the publication or later."""

    registers = TicksField(
        "Реестры",
        choices=choices((kind.value, label) for kind, label in REGISTERS.items()),
        validators=[DataRequired("Выберите хотя бы один реестр.")],
        description="От реестра зависит, кто платит: сертифицированные оплачиваются сертификатом, платные – семьёй, "
        "остальные – бюджетом.",
    )


class ReturnForm(VersionMixin, DraftedForm):
    """Why something is returned."""

    reason = TextAreaField(
        "Что исправить",
        [
            DataRequired("Напишите, что исправить."),
            Length(max=LONGEST_REASON, message="Не больше 2000 знаков."),
        ],
        filters=[paragraphs],
        description="Это прочитает организация: назовите поле и чего в нём не хватает. Семьи этого не видят.",
    )


class StateForm(DecisionForm):
    """A press that lets an organisation into the catalogue, or keeps it out."""

    state = HiddenField(validators=[AnyOf([state.value for state in ProviderState])])
    """What it will be."""
