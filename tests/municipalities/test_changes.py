"""What the history says of a change, for any values."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.municipalities import changes
from sgo_pfdo.municipalities.editing import fingerprint

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "authority": st.none() | st.text("абв ", max_size=400),
    "regulation_date": st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    "number_format": st.none() | st.sampled_from(sorted(changes.NUMBER_FORMATS)),
    "validity_days": st.none() | st.integers(1, 3650),
    "pupil_may_come_alone": st.none() | st.booleans(),
}
settings = st.fixed_dictionaries(KINDS)


@given(settings, settings)
def test_exactly_what_differs_is_told(before: dict[str, Any], after: dict[str, Any]) -> None:
    told = changes.told(before, after, changes.MUNICIPALITY)
    for name in KINDS:
        label = changes.MUNICIPALITY[name].label
        said = [changes.MUNICIPALITY[name].value(values[name]) for values in (before, after)]
        if said[0] != said[1]:
            assert f"{label}: {said[0]} → {said[1]}" in told
        elif before[name] != after[name] and None not in (before[name], after[name]):
            assert f"{label}: изменено" in told
        else:
            assert f"{label}:" not in told


@given(settings)
def test_what_is_the_same_is_not_told(values: dict[str, Any]) -> None:
    assert changes.told(values, dict(values), changes.MUNICIPALITY) == ""


@given(settings, settings)
def test_a_form_sees_any_difference(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert (fingerprint(first) == fingerprint(second)) is (first == second)
