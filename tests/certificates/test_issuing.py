"""What a press of «Получить сертификат» makes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from sgo_pfdo import Pupil, Role, School, Viewer, database
from sgo_pfdo.certificates.issuing import NotEligibleError
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.eligibility import Reason
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.enabling import disable
from sgo_pfdo.municipalities.model import Group, Municipality
from sgo_pfdo.municipalities.reading import renew_revision
from tests.support.actions import account_of, events, press, row_counts
from tests.support.apps import IGOR, KINDERGARTEN, MYSKI_SCHOOL, NOW, SASHA, SCHOOL, SCHOOL_OFF, TODAY, MakeApp
from tests.support.editing import change_past_the_module

pytestmark = pytest.mark.usefixtures("app")

UNKNOWN_SCHOOL = School(id="elsewhere", name="Школа другого города")


def issued_to(**changes: object) -> Certificate:
    return press(replace(IGOR, **changes))  # type: ignore[arg-type]


def set_municipality(**values: object) -> None:
    change_past_the_module(update(Municipality).where(Municipality.code == "kiselevsk").values(values))


def refusal(pupil: Pupil, **viewer: object) -> tuple[Reason, ...]:
    before = row_counts()
    who = Viewer(**({"id": "somebody", "role": Role.PARENT} | viewer))  # type: ignore[arg-type]
    with pytest.raises(NotEligibleError) as caught:
        press(pupil, who)
    assert row_counts() == before
    return caught.value.reasons


def test_the_certificate_of_the_manual() -> None:
    certificate = press()
    assert (certificate.start_date, certificate.end_date) == (date(2019, 10, 28), date(2020, 1, 25))
    assert certificate.status(TODAY) is Status.INACTIVE
    assert len(certificate.number) == 12 and certificate.number.isdigit()
    assert certificate.issued_at == NOW


def test_one_press_makes_one_row_of_each_kind() -> None:
    before = row_counts()
    press()
    made = {name: count - before[name] for name, count in row_counts().items() if count != before[name]}
    assert made.pop("sgo_pfdo_name_turn", 1) == 1
    assert made == {"sgo_pfdo_holder": 1, "sgo_pfdo_certificate": 1, "sgo_pfdo_account": 1, "sgo_pfdo_journal": 2}
    assert events() == ["issued", "account_opened"]


def test_the_login_is_the_number_and_the_account_is_open_at_once() -> None:
    certificate = press()
    account = account_of(certificate)
    assert account.login == certificate.number
    assert account.opened_at == NOW and not account.is_pending


@pytest.mark.parametrize(
    ("surname", "first_name", "patronymic"),
    [
        ("Иванов", "Игорь", "Иванович"),
        ("Ли", "Ян", None),
        ("Д’Артаньян-Ёлкин", "Пётр Мария", "оглы"),
        ("ə" * 300, "İ", None),
        ("Cёмин", "Ма\u00adрия", None),
    ],
)
def test_the_name_stays_as_it_was_issued(surname: str, first_name: str, patronymic: str | None) -> None:
    certificate = issued_to(surname=surname, first_name=first_name, patronymic=patronymic)
    issued_to(surname="Петров", first_name="Пётр", patronymic="Петрович")
    current_session().expire_all()
    assert (certificate.surname, certificate.first_name, certificate.patronymic) == (surname, first_name, patronymic)


def test_certificate_and_holder_know_where_they_come_from() -> None:
    certificate = issued_to(schools=(UNKNOWN_SCHOOL, SCHOOL_OFF, KINDERGARTEN, MYSKI_SCHOOL))
    assert (certificate.municipality_code, certificate.school_id) == ("kiselevsk", KINDERGARTEN.id)
    holder = current_session().get_one(Holder, certificate.holder_id)
    assert (holder.pupil_id, holder.birth_date) == (IGOR.id, IGOR.birth_date)
    assert certificate.living_key == holder.id
    assert current_session().get_one(Group, certificate.group_id).name == "Дети в возрасте от 5 до 18 лет"


def test_a_municipality_without_groups_issues_by_the_ages_of_the_law() -> None:
    certificate = issued_to(schools=(MYSKI_SCHOOL,))
    assert certificate.group_id is None


def test_the_group_is_the_first_open_one_that_fits_the_age() -> None:
    ages = {"closed": (5, 18), "little": (5, 10), "big": (14, 18), "bigger": (15, 18)}

    def add_groups(session: database.Session) -> None:
        session.execute(update(Group).values(is_open=False))
        for position, (name, (age_from, age_to)) in enumerate(ages.items()):
            session.add(
                Group(
                    municipality_code="kiselevsk",
                    name=name,
                    age_from=age_from,
                    age_to=age_to,
                    position=position,
                    is_open=name != "closed",
                )
            )
        renew_revision(session, "kiselevsk")

    database.perform(add_groups)
    names = [current_session().get_one(Group, press(child).group_id).name for child in (IGOR, SASHA)]
    assert names == ["big", "little"]


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        (datetime(2019, 10, 28, 16, 59, 59, tzinfo=UTC), date(2019, 10, 28)),
        (datetime(2019, 10, 28, 17, 0, tzinfo=UTC), date(2019, 10, 29)),
    ],
)
def test_the_day_begins_at_midnight_in_the_childs_municipality(moment: datetime, start: date) -> None:
    certificate = press(now=moment)
    assert (certificate.start_date, certificate.issued_at) == (start, moment)


def test_without_a_time_zone_of_its_own_a_municipality_lives_by_moscow() -> None:
    evening = datetime(2019, 10, 28, 20, 59, 59, tzinfo=UTC)
    child = replace(IGOR, schools=(MYSKI_SCHOOL,))
    assert press(child, now=evening).start_date == date(2019, 10, 28)
    later = replace(child, id="later", surname="Поздняков")
    assert press(later, now=evening + timedelta(seconds=1)).start_date == date(2019, 10, 29)


def test_a_municipality_may_have_a_validity_of_its_own() -> None:
    set_municipality(validity_days=30)
    assert press().end_date == date(2019, 11, 26)


def test_the_option_gives_the_validity_where_the_municipality_has_none(make_app: MakeApp) -> None:
    with make_app(prepare=False, SGO_PFDO_VALIDITY_DAYS="60").app_context():
        assert press().end_date == date(2019, 12, 26)


def test_close_to_18_a_certificate_is_short() -> None:
    assert issued_to(birth_date=date(2001, 11, 10)).end_date == date(2019, 11, 9)
    assert issued_to(id="tomorrow", birth_date=date(2001, 10, 29)).end_date == TODAY


def test_a_refusal_names_all_reasons_and_leaves_nothing_behind() -> None:
    assert refusal(replace(SASHA, schools=()), role=Role.PUPIL, pupil_id="sasha", is_owner=False) == (
        Reason.ON_CHILDS_ACCOUNT,
        Reason.UNDER_14,
        Reason.NOT_CONNECTED,
    )
    assert refusal(replace(IGOR, birth_date=None)) == (Reason.NO_BIRTH_DATE,)
    assert refusal(replace(IGOR, birth_date=date(2001, 10, 28))) == (Reason.OUTSIDE_AGES,)


def test_a_school_that_is_switched_off_stops_issuing_but_not_what_was_issued() -> None:
    number = press().number
    disable([SCHOOL.id])
    assert refusal(SASHA) == (Reason.NOT_CONNECTED,)
    assert press().number == number


def test_the_birth_date_of_the_module_counts_where_the_portal_has_lost_its_own() -> None:
    first = press()
    again = press(replace(IGOR, birth_date=None), now=NOW + timedelta(days=100))
    assert again.id != first.id
    assert again.holder_id == first.holder_id


def test_ids_are_compared_letter_by_letter() -> None:
    ids = ["igor", "Igor", " igor", "igor ", "игорь", "Игорь", "й" * 64]
    born = IGOR.birth_date
    assert born is not None
    holders = {
        press(replace(IGOR, id=pupil_id, birth_date=born + timedelta(days=place))).holder_id
        for place, pupil_id in enumerate(ids)
    }
    assert len(holders) == len(ids)
