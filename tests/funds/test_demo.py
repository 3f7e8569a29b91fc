"""The demo has a running and a next period for two municipalities, one of them without money, in any year."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from school_portal.demo_data import keep_periods_current, read
from school_portal.demo_settings import FIXTURES

from sgo_pfdo.database import current_session
from sgo_pfdo.funds.allowances import allowances_of
from sgo_pfdo.funds.periods import periods_of
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.loading import load_data
from tests.support.apps import MakeApp


def nominals(code: str) -> list[tuple[int, object]]:
    session = current_session()
    return [
        (row.starts_on.year, next(iter(allowances_of(session, row.id).values()))["nominal"])
        for row in periods_of(session, code)
    ]


@pytest.mark.parametrize("year", [2019, 2026, 2031])
def test_the_periods_move_with_the_years_and_what_is_there_stays(make_app: MakeApp, year: int) -> None:
    app = make_app(prepare=False)
    with app.app_context():
        upgrade(app.extensions["sqlalchemy"].engine)
        for day in ((year, 2, 28), (year, 12, 31), (year + 1, 1, 1)):
            now = datetime(*day, tzinfo=ZoneInfo("Asia/Novokuznetsk"))
            data = read(Path(FIXTURES) / "municipalities.json")
            keep_periods_current(data, now.date())
            load_data(data, Path(FIXTURES), now=now)
        assert nominals("leninsk-kuznetsky") == [(year + 2, 1_350_000), (year + 1, 1_350_000), (year, 1_200_000)]
        assert [amount for _, amount in nominals("kiselevsk")] == [None, None, None]
