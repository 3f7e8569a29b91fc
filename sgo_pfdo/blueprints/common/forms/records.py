"""Makes fields of forms from fields of the catalogue: what is typed stays a text until the rules read it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.widgets import DateInput

from sgo_pfdo.blueprints.common.forms.base import choices, version_in
from sgo_pfdo.blueprints.common.forms.fields import TicksField
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm, is_typed
from sgo_pfdo.programmes.rules.records import Faults, Fields, Values, read_record

NOT_CHOSEN = ("", "Выберите")


class DayField(StringField):  # type: ignore[misc]
    """A day, from the calendar of the browser or typed; what is none stays as typed."""

    widget = DateInput()


def line(known: Fields, name: str, hint: str = "") -> StringField:
    """Make a field of one line."""
    return StringField(known[name].label, description=hint)


def area(known: Fields, name: str, hint: str = "") -> TextAreaField:
    """Make a field of several lines."""
    return TextAreaField(known[name].label, description=hint)


def day(known: Fields, name: str, hint: str = "") -> DayField:
    """Make a field for a day."""
    return DayField(known[name].label, description=hint)


def flag(label: str, hint: str = "") -> BooleanField:
    """Make a tick; it has a label of its own, a whole sentence."""
    return BooleanField(label, description=hint)


def one_of(known: Fields, name: str, words: Mapping[Any, str], hint: str = "") -> SelectField:
    """Make a choice of one; where the field has no default, nothing is chosen at first."""
    field = known[name]
    offered = [(str(value), word) for value, word in words.items()]
    first = [] if field.default is not None else [NOT_CHOSEN if field.required else ("", "Не указано")]
    begin = str(field.default) if field.default is not None else ""
    return SelectField(
        field.label, choices=choices(first + offered), default=begin, validate_choice=False, description=hint
    )


def several_of(label: str, words: Mapping[Any, str], hint: str = "") -> TicksField:
    """Make ticks, a choice of several."""
    offered = [(str(value), word) for value, word in words.items()]
    return TicksField(label, choices=choices(offered), validate_choice=False, description=hint)


def sentence(said: str) -> str:
    """Make a sentence of what the rules say of a field."""
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")


class RecordForm(DraftedForm):
    """A form for some fields of a record.

    ``beside`` are fields that are no fields of the record; ``instead`` says at which field something is told of one
    that this form does not have.
    """

    seen = HiddenField()
    """The version that the form showed."""
    beside: ClassVar[frozenset[str]] = frozenset()
    instead: ClassVar[Mapping[str, str]] = {}

    @property
    def names(self) -> list[str]:
        """The names of all fields that people fill in."""
        return [field.name for field in self if is_typed(self, field.name) and field.name != "seen"]

    @property
    def seen_version(self) -> int:
        """The version that was shown."""
        return version_in(self.seen)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, as the rules read it."""
        return {name: _text_of(self[name]) for name in self.names if name not in self.beside}

    def fill(self, texts: Mapping[str, str]) -> None:
        """Show what is stored.

        :param texts: as :func:`sgo_pfdo.programmes.rules.writing.written` gives them.
        """
        for name in self.names:
            if name in texts:
                _put(self[name], texts[name])

    def read(self, known: Fields, stored: Mapping[str, str]) -> Values | None:
        """Read the fields; what is wrong is told at each, and then there are no values.

        :param stored: as they are now, for fields that the rules look at together with those of this form.
        """
        typed = {name: text for name, text in stored.items() if name in self.instead} | self.typed
        values, faults = read_record({name: known[name] for name in known if name in typed}, typed)
        self.tell({name: self._placed(known, name, said) for name, said in faults.items()})
        return None if faults else {name: values[name] for name in values if name not in self.instead}

    def _placed(self, known: Fields, name: str, said: str) -> str:
        return said if name in self else f"«{known[name].label}» – {said}"

    def tell(self, faults: Faults) -> None:
        """Tell at its field what is wrong."""
        for name, said in faults.items():
            field = self[name if name in self else self.instead.get(name, self.names[0])]
            field.errors = [*field.errors, sentence(said)]

    def in_words(self, stored: Mapping[str, str]) -> list[tuple[str, str]]:
        """Say what is stored now in those fields where something else was typed."""
        return [
            (self[name].label.text, _shown(self[name], stored[name]) or "не указано")
            for name in self.names
            if name in stored and stored[name].split() != _text_of(self[name]).split()
        ]


def _text_of(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "да" if field.data else "нет"
    if isinstance(field, TicksField):
        return ", ".join(sorted(field.data or ()))
    return str(field.data or "")


def _put(field: Field, text: str) -> None:
    if isinstance(field, BooleanField):
        field.data = text == "да"
    elif isinstance(field, TicksField):
        field.data = [one for one in text.split(", ") if one]
    else:
        field.data = text


def _shown(field: Field, text: str) -> str:
    if isinstance(field, SelectField | TicksField):
        words = {str(value): str(label) for value, label, *_ in field.iter_choices()}
        return ", ".join(words.get(one, one) for one in text.split(", "))
    return text
