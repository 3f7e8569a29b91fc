"""A certificate that a wrong clock replaced is put right at the desk, in one action."""

from datetime import timedelta

import flask
import pytest
from sqlalchemy import select, update

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.restoring import Restoration, restore
from sgo_pfdo.certificates.rules.lifecycle import Refusal, Status, Step
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.current import current_state
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from tests.blueprints.desk.office import DESK, SEEN, Desk
from tests.support.actions import press
from tests.support.apps import IGOR, NOW, TODAY
from tests.support.desk import CLERK, entries, possible, take, transitions

NEXT_YEAR = NOW + timedelta(days=366)


def replaced() -> tuple[Certificate, Certificate]:
    """Let the clock go wrong by a year for one press of the button: the valid certificate and the one beside it."""
    return press(now=NOW), press(now=NEXT_YEAR)


def put_right(earlier: Certificate, newer: Certificate, **changes: int) -> Certificate:
    state = current_state()
    database.current_session().refresh(earlier)
    database.current_session().refresh(newer)
    seen = {"version": earlier.version, "newer_version": newer.version} | changes
    wanted = Restoration(reason_code="clock", reason_words="Сбой 28 октября", **seen)
    earlier_id = earlier.id
    return database.perform(
        lambda session: restore(
            session, earlier_id, wanted, CLERK, settings=state.settings, has_remote_register=True, now=NOW
        )
    )


def test_the_newer_one_is_annulled_and_the_earlier_one_has_its_place_again(any_app: flask.Flask) -> None:
    earlier, newer = replaced()
    assert earlier.id != newer.id
    assert Step.RESTORE in possible(earlier) and Step.RESTORE not in possible(newer)
    put_right(earlier, newer)
    database.current_session().expire_all()
    assert (earlier.living_key, newer.living_key) == (earlier.holder_id, None)
    assert (earlier.status(TODAY), newer.status(TODAY)) == (Status.INACTIVE, Status.ANNULLED)
    assert entries(earlier.holder_id)[-2:] == [("step", "annul"), ("step", "restore")]
    assert [one.reason_words for one in (*transitions(newer), *transitions(earlier))] == ["Сбой 28 октября"] * 2
    assert press(now=NOW).id == earlier.id, "a press finds the earlier one"
    take(Step.ACTIVATE, earlier)
    assert Step.UNDO not in possible(newer)


@pytest.mark.usefixtures("app")
def test_beside_the_newer_one_the_earlier_one_can_only_end_or_come_back() -> None:
    earlier, _ = replaced()
    assert set(possible(earlier)) == {Step.ANNUL, Step.WITHDRAW_CONSENT, Step.RESTORE}
    with pytest.raises(StepRefusedError) as refused:
        take(Step.ACTIVATE, earlier)
    assert refused.value.reason is Refusal.NEWER_LIVES


@pytest.mark.usefixtures("app")
def test_nothing_is_done_where_one_of_the_two_has_changed_or_nothing_is_wrong() -> None:
    earlier, newer = replaced()
    for changed in ({"version": 7}, {"newer_version": 7}, {"newer_version": 0}):
        with pytest.raises(ChangedMeanwhileError):
            put_right(earlier, newer, **changed)
    with pytest.raises(StepRefusedError):
        put_right(newer, newer, newer_version=0)
    assert newer.living_key == newer.holder_id and not transitions(newer)


@pytest.mark.usefixtures("app")
def test_a_newer_one_of_another_municipality_is_not_ours_to_annul() -> None:
    earlier, newer = replaced()
    newer_id = newer.id
    database.perform(
        lambda session: session.execute(
            update(Certificate).where(Certificate.id == newer_id).values(municipality_code="myski")
        )
    )
    assert Step.RESTORE not in possible(earlier)
    with pytest.raises(StepRefusedError) as refused:
        put_right(earlier, newer)
    assert refused.value.reason is Refusal.NEWER_ELSEWHERE


def test_a_clerk_finds_both_and_puts_it_right_on_a_page(desk: Desk) -> None:
    desk.portal.moment = NEXT_YEAR
    desk.press(desk.card(), "Выдать новый и активировать", papers=SEEN)
    desk.portal.moment = NOW
    number = desk.certificate().number
    wrong = desk.card(2)
    assert "У ребёнка есть прежний сертификат" in wrong.text
    page = desk.web.open(wrong.link("верните прежний в силу"))
    assert "будет аннулирован" in page.text
    unsaid = desk.press(page, "Вернуть прежний сертификат")
    assert unsaid.status == 422 and "Выберите причину" in unsaid.text
    done = desk.press(page, "Вернуть прежний сертификат", reason="clock")
    assert "Этот сертификат снова в силе" in done.text
    assert desk.press(page, "Вернуть прежний сертификат", reason="clock").status == 409
    assert not desk.card(2).has_link("верните прежний в силу")
    desk.portal.sign_in_parent("ivanova")
    family = desk.web.open(child="igor")
    assert number in family.text.replace("\xa0", "").replace(" ", "")
    history = desk.web.open("/settings/certificate/history", child="igor").text
    assert "Прежний сертификат снова в силе: он действует, новый выдали из-за ошибки с датой" in history
    assert f"{DESK}/c/" not in history


def igors() -> Certificate:
    """Read Igor's first certificate."""
    query = select(Certificate).where(Certificate.surname == IGOR.surname).order_by(Certificate.id).limit(1)
    return database.current_session().scalars(query).one()


def test_the_card_of_the_annulled_one_promises_a_new_one_once_the_restored_one_has_ended(desk: Desk) -> None:
    with desk.web.app.app_context():
        newer = press(now=NEXT_YEAR)
        put_right(igors(), newer)
    assert "на портале семья новый не получит" in desk.card(2).text
    with desk.web.app.app_context():
        take(Step.ANNUL, igors(), reason_code="at_request")
    for position in (0, 2):
        assert "Ребёнок может получить новый сертификат" in desk.card(position).text


@pytest.mark.parametrize("spoilt", [{"csrf_token": "old"}, {}])
def test_a_refused_press_shows_no_certificate_of_another_municipality(desk: Desk, spoilt: dict[str, str]) -> None:
    with desk.web.app.app_context():
        number, newer_id = (newer := press(now=NEXT_YEAR)).number, newer.id
    page = desk.web.open(desk.card(2).link("верните прежний в силу"))
    with desk.web.app.app_context():
        moved = update(Certificate).where(Certificate.id == newer_id).values(municipality_code="myski")
        database.perform(lambda session: session.execute(moved))
    answer = desk.press(page, "Вернуть прежний сертификат", **spoilt)
    assert answer.status == 409
    assert number not in answer.text.replace("\xa0", "").replace(" ", "")
