"""docs/programmes.md: every table, the steps as they are, every column of every file."""

from sgo_pfdo.database import TABLE_PREFIX, Base
from sgo_pfdo.programmes.rules.files import COLUMNS
from sgo_pfdo.programmes.rules.lifecycle import Side, State, Step, StepImpossibleError, state_after
from tests.docs.reading import DOCS, in_code, rows, section

PAGE = DOCS / "programmes.md"
OWN = ("agreement", "direction_limit", "lesson", "programme", "provider")


def test_every_table_is_named() -> None:
    listed = {name for row in rows(section(PAGE, "What is stored")) for name in in_code(row[0])}
    tables = {name for name in Base.metadata.tables if name.removeprefix(TABLE_PREFIX).startswith(OWN)}
    assert listed == tables


def test_the_steps_are_those_of_the_table() -> None:
    told = {in_code(row[0])[0]: row[1:] for row in rows(section(PAGE, "Who may do what"))}
    assert list(told) == [step.value for step in Step]
    for step in Step:
        who, before, after = told[step.value]
        sides = list(Side) if who == "both" else [Side(who)]
        for side in Side:
            for state in State:
                try:
                    found = state_after(step, state, side)
                except StepImpossibleError:
                    assert side not in sides or state.value not in before
                else:
                    assert side in sides and state.value in before
                    assert after.startswith(found.value) or after == "as it was"


def test_every_column_is_listed_and_those_that_must_be_there_are_bold() -> None:
    told = {in_code(row[0])[0]: row[1] for row in rows(section(PAGE, "Import"))}
    assert list(told) == [kind.value for kind in COLUMNS]
    for kind, known in COLUMNS.items():
        assert in_code(told[kind.value]) == [name for name in known if name != "provider"]
        for name, field in known.items():
            assert (f"**`{name}`**" in told[kind.value]) is field.required
