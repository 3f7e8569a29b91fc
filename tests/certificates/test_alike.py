"""«У ребёнка, возможно, уже есть сертификат»: nothing is issued in silence, a person decides, both sides read it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import flask
import pytest
from sqlalchemy import event, func, select

from sgo_pfdo import Pupil, database
from sgo_pfdo.certificates import correcting
from sgo_pfdo.certificates.alike import PossiblyHasOneError, find_alike
from sgo_pfdo.certificates.correcting import Correction
from sgo_pfdo.certificates.in_person import issue_again
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.writing import history_of
from tests.support.actions import press
from tests.support.apps import IGOR, MYSKI_SCHOOL, NOW, TODAY, MakeApp, another_child
from tests.support.at_once import outcomes
from tests.support.desk import CLERK, LIZA, birth_certificate, register, take

by_rule = pytest.mark.usefixtures("app")


def twin(**changes: Any) -> Pupil:
    """Another record of the portal with Igor's surname and birth date."""
    return replace(IGOR, **({"id": "twin"} | changes))


def living() -> int:
    return current_session().scalar(select(func.count()).select_from(Certificate)) or 0


def told(certificate: Certificate) -> list[str]:
    return [entry.event for entry in history_of(current_session(), certificate.holder_id)]


@by_rule
@pytest.mark.parametrize(
    "written",
    [
        {},
        {"first_name": "Софья"},
        {"surname": "ИВАНОВ"},
        {"surname": "Ивано\u200bв"},
        {"surname": "Ивaнов"},
        {"surname": " Иванов", "patronymic": "-"},
        {"surname": "-", "first_name": "Иванов"},
    ],
)
def test_a_record_of_the_same_surname_and_birth_date_is_asked_about(written: dict[str, str]) -> None:
    first = press()
    with pytest.raises(PossiblyHasOneError) as asked:
        press(twin(**written))
    assert [one.id for one in asked.value.certificates] == [first.id]
    assert living() == 1


@by_rule
@pytest.mark.parametrize("difference", [{"surname": "Петров"}, {"birth_date": date(2004, 5, 15)}])
def test_another_surname_or_birth_date_raises_no_question(difference: dict[str, Any]) -> None:
    press()
    assert press(twin(**difference)).number


@by_rule
def test_what_has_ended_raises_no_question_nor_does_another_municipality() -> None:
    take(Step.ANNUL, press(), reason_code="at_request")
    assert press(twin())
    assert press(twin(id="myski", schools=(MYSKI_SCHOOL,))).number
    late = NOW + timedelta(days=100)
    assert press(twin(id="late"), now=late).number


@by_rule
def test_a_family_can_say_so_of_another_first_name_and_both_histories_tell() -> None:
    first = press()
    with pytest.raises(PossiblyHasOneError):
        press(twin(first_name="Олег"))
    second = press(twin(first_name="Олег"), is_other=True)
    assert second.holder_id != first.holder_id
    assert "told_apart" in told(first) and "told_apart" in told(second)


@by_rule
@pytest.mark.parametrize(("one", "other"), [("Софья", "София"), ("Данил", "Даниил"), ("Игорь", "ИГОРЬ")])
def test_of_a_form_of_the_same_first_name_no_family_can_say_so(one: str, other: str) -> None:
    press(twin(first_name=one))
    with pytest.raises(PossiblyHasOneError):
        press(twin(id="other", first_name=other), is_other=True)


@by_rule
def test_the_desk_asks_and_the_clerks_answer_holds_for_what_was_shown_alone() -> None:
    first = register()
    with pytest.raises(PossiblyHasOneError):
        register(document_number=birth_certificate(2))
    second = register(document_number=birth_certificate(2), first_name="Анна", others=[first.card_id])
    with pytest.raises(PossiblyHasOneError):
        register(document_number=birth_certificate(3), first_name="Алла", others=[first.card_id])
    assert second.number and living() == 2


@by_rule
def test_a_child_who_comes_four_times_with_four_documents_gets_one_certificate() -> None:
    register()
    for number in (2, 3, 4):
        with pytest.raises(PossiblyHasOneError):
            register(
                surname=("Елкина", "Ёлки\u00adна", "ЁЛКИНА")[number - 2], document_number=birth_certificate(number)
            )
    assert living() == 1


@by_rule
def test_a_new_one_in_place_of_an_expired_one_is_asked_about_too() -> None:
    old, later = register(), NOW + timedelta(days=200)
    living_one = register(document_number=birth_certificate(2), now=later)
    plan = current_state().issuing
    with pytest.raises(PossiblyHasOneError):
        database.perform(lambda session: issue_again(session, old, [], CLERK, issuing=plan, now=later))
    others = [living_one.card_id]
    assert database.perform(
        lambda session: issue_again(session, old, [], CLERK, others=others, issuing=plan, now=later)
    ).number


@by_rule
def test_who_has_one_name_only_gets_a_certificate_and_is_found_by_it() -> None:
    certificate = press(twin(surname="-", first_name="Сухарто", patronymic="–"))
    assert (certificate.surname, certificate.first_name, certificate.patronymic) == ("Сухарто", "", None)
    child = ChildRecord(surname="", first_name="сухарто", patronymic=None, birth_date=IGOR.birth_date)
    assert [one.id for one in find_alike(current_session(), "kiselevsk", child, TODAY)] == [certificate.id]


def test_before_postgresql_has_counted_the_rows_it_goes_by_surname_and_not_through_all(
    postgresql_app: flask.Flask,
) -> None:
    for number in range(100):  # by then the index by surname is a page higher than those by date
        press(another_child(number))
    connection, asked = current_session().connection(), list[tuple[str, Any]]()
    # other tests may have left the database time enough to count
    connection.exec_driver_sql("DELETE FROM pg_statistic")
    connection.exec_driver_sql("UPDATE pg_class SET reltuples = -1 WHERE relnamespace = 'public'::regnamespace")
    event.listen(connection, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    find_alike(current_session(), "kiselevsk", ChildRecord.of(IGOR, IGOR.birth_date), TODAY)
    [(statement, values)] = asked
    plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
    assert "certificate_start" not in plan and "certificate_end" not in plan, plan
    assert re.search(r"Index Cond: .*surname_key.*birth_date", plan), plan  # no namesake is read of another birthday


@by_rule
def test_a_birth_date_that_was_put_right_is_the_one_that_is_asked_about() -> None:
    at_desk, born = register(), date(2011, 2, 3)
    names = {"surname": at_desk.surname, "first_name": at_desk.first_name, "patronymic": at_desk.patronymic}
    correction = Correction(version=at_desk.version, birth_date=born, **names)  # type: ignore[arg-type]
    plan = current_state().issuing
    database.perform(
        lambda session: correcting.correct(session, at_desk.id, correction, CLERK, issuing=plan, now=NOW),
    )
    same = Pupil(id="same", surname="Ёлкина", first_name="Елизавета", birth_date=born, schools=IGOR.schools)
    with pytest.raises(PossiblyHasOneError):
        press(same)
    assert press(replace(same, birth_date=LIZA.birth_date)).number


@by_rule
def test_a_birth_date_that_the_portal_put_right_before_a_new_certificate_holds_for_the_old_one_too() -> None:
    first = take(Step.ANNUL, press(), reason_code="at_request")
    press(twin(id=IGOR.id, birth_date=date(2005, 6, 7)))
    current_session().refresh(first)
    assert first.birth_date == date(2005, 6, 7)


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ"])
def test_of_presses_at_once_for_two_records_of_one_child_one_issues(make_app: MakeApp, level: str) -> None:
    options = {"isolation_level": level}
    app = make_app()
    with app.app_context():
        if current_session().get_bind().dialect.name == "sqlite":
            options = {}
    app = make_app(SQLALCHEMY_ENGINE_OPTIONS=options) if options else app
    for turn in range(4):
        with app.app_context():
            born = date(2010, 1, 1 + turn)
            records = [twin(id=f"{turn}-{number}", birth_date=born) for number in range(4)]
            results = outcomes([lambda one=one: press(one).number for one in records], app)
            asked = [one for one in results if isinstance(one, PossiblyHasOneError)]
            assert len(asked) == 3, results
            born_then = select(func.count()).select_from(Certificate).join(Holder, Certificate.holder_id == Holder.id)
            assert current_session().scalar(born_then.where(Holder.birth_date == born)) == 1
