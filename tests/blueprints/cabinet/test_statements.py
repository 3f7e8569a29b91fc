"""What the pages of a cabinet cost the database, and that what is kept in the process follows every change at once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.municipalities.model import Group
from tests.blueprints.family.test_statements import counted_statements
from tests.blueprints.municipality.test_pages import save
from tests.blueprints.municipality.test_period_pages import ALLOWANCES, plain
from tests.support import funds
from tests.support.actions import run_command
from tests.support.cabinet import Office, enter_cabinet
from tests.support.editing import change_past_the_module
from tests.support.funds import FULL, NEXT_YEAR, YEAR
from tests.support.web import Web

GROUP = "Дети в возрасте от 5 до 18 лет"


def test_what_a_certificate_can_do_takes_one_statement_besides_that_of_the_cabinet(certified: Web) -> None:
    certificate = certified.certificates()[0]
    with certified.app.app_context():
        period = funds.give(certificate, *YEAR, nominal=FULL, funded_valued=2, funding_limit=10 * FULL)
        funds.give(certificate, *NEXT_YEAR, nominal=FULL)
        funds.enrol(certificate, period, (100, 200, 300))
    enter_cabinet(certified)
    address = f"/pfdo/cabinet/{certificate.card_id}/capabilities"
    certified.open(address)  # the first one in a process reads the municipality too
    with counted_statements(certified.app) as statements:
        page = certified.open(address)
    assert "Списано 1 ₽" in plain(page)
    assert len(statements) == 2, statements


def test_the_first_page_does_not_count_what_a_group_has_room_for(certified: Web) -> None:
    with certified.app.app_context():
        database.perform(lambda session: session.execute(update(Certificate).values(funding="accounting")))
        change_past_the_module(update(Group).values(certificate_limit=0))
    enter_cabinet(certified)
    address = f"/pfdo/cabinet/{certified.certificates()[0].card_id}"
    for page, counts in {"": 0, "/capabilities": 1}.items():
        with counted_statements(certified.app) as statements:
            certified.open(address + page)
        assert sum("count(*)" in one and "funding" in one for one in statements) == counts, statements


@pytest.mark.parametrize("page", ["/settings/email", "/settings/applicant/edit", "/password"])
def test_what_asks_who_somebody_is_reads_the_cabinet_once(office: Office, page: str) -> None:
    office.open()
    address = f"/pfdo/cabinet/{office.card_id}{page}"
    with counted_statements(office.web.app) as statements:
        assert office.web.open(address).answer.request.path == address
    assert sum("cabinet_session" in one for one in statements) == 1, statements


@pytest.fixture
def sees(certified: Web) -> Callable[[], str]:
    """What the mother sees in Igor's cabinet, which stays open."""
    enter_cabinet(certified)
    address = f"/pfdo/cabinet/{certified.certificates()[0].card_id}/capabilities"

    def sees() -> str:
        certified.portal.sign_in_parent("ivanova")
        return plain(certified.open(address))

    return sees


def test_a_change_on_the_pages_of_the_municipality_is_seen_at_once(certified: Web, sees: Callable[[], str]) -> None:
    def set_up(page: str, **typed: str) -> None:
        certified.portal.sign_in_operator("kiselevsk")
        assert "Сохранено." in save(certified, page, **typed).text

    assert "Муниципалитет пока не указал возможности" in sees()
    set_up("period/new", starts_on="2019-01-01", ends_on="2019-12-31")
    assert "Что даёт сертификат в этом периоде, муниципалитет ещё не указал." in sees()
    set_up(ALLOWANCES, nominal="12 000")
    assert "Номинал 3 000 ₽" in sees()
    set_up(ALLOWANCES, nominal="24 000", funded_valued="2")
    assert "Номинал 6 000 ₽" in sees() and "Значимые занято 0 из 2" in sees()
    set_up("period?id=2", decrease="none", stop_on="2019-11-20")
    assert "Номинал 24 000 ₽" in sees() and "С 20 ноября 2019 года новые договоры" in sees()
    set_up("period?id=2", funding_limit="0")
    assert "Муниципалитет израсходовал средства" in sees()


def test_a_change_by_the_file_is_seen_at_once(certified: Web, sees: Callable[[], str], tmp_path: Path) -> None:
    def load(nominal: int, **fields: object) -> None:
        group = {"name": GROUP, "age_from": 5, "age_to": 18}
        period = {"starts_on": "2019-01-01", "ends_on": "2019-12-31"}
        period |= {"allowances": [{"group": GROUP, "nominal": nominal}]}
        one = {"code": "kiselevsk", "name": "г. Киселёвск", "groups": [group], "periods": [period]} | fields
        file = tmp_path / "kiselevsk.json"
        file.write_text(json.dumps({"municipalities": [one]}), encoding="utf-8")
        assert run_command(certified.app, "load", str(file)).exit_code == 0

    load(12_000)
    assert "Номинал 3 000 ₽" in sees()
    load(6_000, authority="Отдел образования", regulation={"title": "Новый приказ"})
    assert "Номинал 1 500 ₽" in sees() and "Отдел образования" in sees() and "Новый приказ" in sees()


def test_what_others_have_used_is_seen_at_once_without_any_setting_changed(
    certified: Web, sees: Callable[[], str]
) -> None:
    certificate = certified.certificates()[0]
    with certified.app.app_context():
        period = funds.give(certificate, *YEAR, nominal=FULL, funding_limit=FULL)
    assert "Номинал 3 000 ₽" in sees()
    with certified.app.app_context():
        funds.commit(period, FULL)
    assert "Муниципалитет израсходовал средства" in sees()
