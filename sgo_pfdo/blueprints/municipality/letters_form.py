"""The form that asks which letters families of the municipality get."""

from collections.abc import Mapping
from typing import Any

from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.fields import TicksField
from sgo_pfdo.blueprints.municipality.forms import SettingForm
from sgo_pfdo.mail.kinds import LETTERS, kinds_in, without


class LettersForm(SettingForm):
    """Which letters families of the municipality get; what is stored are those that they do not."""

    letters_off = TicksField("Какие письма присылать", choices=choices(LETTERS.items()))

    @property
    def values(self) -> dict[str, Any]:
        """What was left without a tick, as the column takes it."""
        wanted = self.letters_off.data or []
        return {"letters_off": without(kind for kind in LETTERS if kind not in wanted)}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Tick what is not refused."""
        refused = kinds_in(values["letters_off"])
        self.letters_off.data = [kind for kind in LETTERS if kind not in refused]
