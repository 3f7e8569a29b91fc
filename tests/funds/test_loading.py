"""Periods and allowances in the file of ``flask pfdo load``: checked with the rest, written with the rest."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sgo_pfdo.database import current_session
from sgo_pfdo.funds.allowances import allowances_of
from sgo_pfdo.funds.periods import periods_of
from sgo_pfdo.municipalities.loading import LoadError, load_file
from sgo_pfdo.municipalities.model import Municipality
from tests.support.contents import contents_of

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2019, 10, 28, 3, tzinfo=UTC)
GROUP = {"name": "Дети", "age_from": 5, "age_to": 18}
YEAR = {"starts_on": "2019-01-01", "ends_on": "2019-12-31"}
GIVEN = {"group": "Дети", "nominal": "12000.50", "funded": {"valued": 2, "preprof": "free"}, "accounting": {"other": 1}}


def load(tmp_path: Path, *periods: dict[str, Any], **fields: Any) -> None:
    path = tmp_path / "municipalities.json"
    one = {"code": "osinniki", "name": "г. Осинники", "groups": [GROUP], "periods": list(periods)} | fields
    path.write_text(json.dumps({"municipalities": [one]}), encoding="utf-8")
    load_file(path, now=NOW)


def errors(tmp_path: Path, *periods: Any, **fields: Any) -> list[str]:
    with pytest.raises(LoadError) as caught:
        load(tmp_path, *periods, **fields)
    return [error.removeprefix("municipalities[0].") for error in caught.value.errors]


def test_a_period_is_loaded_with_all_that_it_gives(tmp_path: Path) -> None:
    load(tmp_path, YEAR | {"funding_limit": 500, "backdate_days": 3, "allowances": [GIVEN]}, funding="accounting")
    session = current_session()
    (period,) = periods_of(session, "osinniki")
    assert (period.opens_on, period.stop_on, period.funding_limit) == (date(2018, 12, 2), None, 50_000)
    assert (period.backdate_days, period.decrease, period.committed) == (3, "monthly", 0)
    (amounts,) = allowances_of(session, period.id).values()
    assert amounts == {
        "nominal": 1_200_050,
        "funded_valued": 2,
        "funded_preprof": "free",
        "funded_other": None,
        "accounting_valued": None,
        "accounting_preprof": None,
        "accounting_other": 1,
    }
    assert session.get_one(Municipality, "osinniki").funding == "accounting"


def test_it_can_be_loaded_again_and_what_is_left_out_of_a_group_is_no_longer_offered(tmp_path: Path) -> None:
    load(tmp_path, YEAR | {"allowances": [GIVEN]})
    load(tmp_path, YEAR | {"decrease": "none", "allowances": [{"group": "Дети", "nominal": 13000}, {"nominal": 7}]})
    session = current_session()
    (period,) = periods_of(session, "osinniki")
    assert period.decrease == "none"
    found = allowances_of(session, period.id)
    assert found[None]["nominal"] == 700
    (named,) = [amounts for group, amounts in found.items() if group is not None]
    assert named == dict.fromkeys(named) | {"nominal": 1_300_000}


def test_what_the_file_does_not_name_stays(tmp_path: Path) -> None:
    load(tmp_path, YEAR)
    load(tmp_path, {"starts_on": "2020-01-01", "ends_on": "2020-12-31"})
    assert [one.starts_on.year for one in periods_of(current_session(), "osinniki")] == [2020, 2019]


@pytest.mark.parametrize(
    ("period", "error"),
    [
        ({}, "periods[0].starts_on is missing"),
        (YEAR | {"starts_on": "2019-01-02"}, "periods[0].starts_on is not the first day of a month"),
        (YEAR | {"ends_on": "2019-12-30"}, "periods[0].ends_on is not the last day of a month"),
        (YEAR | {"ends_on": "2018-12-31"}, "periods[0].ends_on is before starts_on"),
        (YEAR | {"ends_on": "2021-01-31"}, "periods[0].ends_on makes the period longer than 24 months"),
        (YEAR | {"opens_on": "2020-01-01"}, "periods[0].opens_on is after ends_on"),
        (YEAR | {"stop_on": "2020-01-01"}, "periods[0].stop_on is not between opens_on and ends_on"),
        (YEAR | {"backdate_days": 51}, "periods[0].backdate_days is not a number of days from 0 to 50"),
        (YEAR | {"decrease": "daily"}, "periods[0].decrease is none of: monthly, none"),
        (YEAR | {"decrease": []}, "periods[0].decrease is none of: monthly, none"),
        (YEAR | {"funding_limit": -1}, "periods[0].funding_limit is no amount in roubles"),
        (YEAR | {"allowances": [{"group": "Взрослые"}]}, "allowances[0].group is none of the groups"),
        (YEAR | {"allowances": [GIVEN, GIVEN]}, "periods[0].allowances[1].group stands in the period twice"),
        (YEAR | {"allowances": [GIVEN | {"nominal": 100_001}]}, "nominal is no amount in roubles like 12000"),
        (YEAR | {"allowances": [GIVEN | {"nominal": 12.5}]}, "nominal is no amount in roubles like 12000"),
        (YEAR | {"allowances": [{"funded": {"valued": 100}}]}, "funded.valued is neither a number of programmes"),
        (YEAR | {"allowances": [{"accounting": {"certified": 1}}]}, "accounting.certified is unknown"),
        (YEAR | {"stop_on": "2019-10-29"}, "period 2019-01-01 of osinniki: stop_on is less than two days ahead"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_loaded(
    tmp_path: Path, period: dict[str, Any], error: str
) -> None:
    assert any(error in one for one in errors(tmp_path, period))
    assert current_session().get(Municipality, "osinniki") is None


def test_periods_that_meet_are_refused_within_a_file_and_with_what_is_there(tmp_path: Path, app: Any) -> None:
    later = {"starts_on": "2019-12-01", "ends_on": "2020-05-31"}
    assert errors(tmp_path, YEAR, later) == ["periods[1].starts_on overlaps another period of the municipality"]
    load(tmp_path, YEAR)
    before = contents_of(app)
    assert errors(tmp_path, later) == [
        "period 2019-12-01 of osinniki: starts_on overlaps another period of the municipality"
    ]
    assert contents_of(app) == before


def test_an_unknown_type_of_new_certificates_is_told(tmp_path: Path) -> None:
    assert errors(tmp_path, funding="paid") == ["funding is none of: accounting, funded"]
