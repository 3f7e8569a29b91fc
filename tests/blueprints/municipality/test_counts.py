"""«Сводка»: how many certificates, by status, school and month; on the page and for Excel; never a name."""

from datetime import date, timedelta

from sgo_pfdo.blueprints.municipality.month_chart import month_chart
from sgo_pfdo.certificates.counting import CountLine, Counts
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.municipalities.model import RegisteredSchool
from tests.support.actions import press
from tests.support.apps import IGOR, KINDERGARTEN, NOW, SASHA, TODAY, another_child
from tests.support.desk import take
from tests.support.web import Web

COUNTS = "/pfdo/municipality/counts"


def certify(office: Web) -> None:
    """Issue three certificates, one of them active, one annulled; one at the kindergarten."""
    with office.app.app_context():
        take(Step.ACTIVATE, press(IGOR))
        take(Step.ANNUL, press(SASHA), reason_code="moved")
        press(another_child(1, schools=(KINDERGARTEN,)))


def test_it_counts_by_status_school_and_month_and_names_no_child(office: Web) -> None:
    assert "Сертификатов пока нет" in office.open(COUNTS).text
    certify(office)
    page = office.open(COUNTS)
    for row in (
        "Не активирован 1 33 % Активный 1 33 % Заморожен 0 0 % Аннулирован 1 33 % Срок действия истёк 0 0 % Всего 3",
        "МБДОУ «Детский сад № 1» 1 0 МБОУ «СОШ № 1» 2 1",
        "октябрь 2019 3 1",
    ):
        assert row in page.text
    assert "Иванов" not in page.html
    bars = [given for tag, given in page.elements if tag == "meter"]
    assert len(bars) == 8
    assert all(float(bar["value"]) <= float(bar["max"]) for bar in bars)


def test_the_file_says_the_same_and_opens_in_a_russian_excel(office: Web) -> None:
    certify(office)
    answer = office.client.get(f"{COUNTS}.csv")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert '"По школам при получении";"МБОУ «СОШ № 1»";2;0;1;0;1;0' in text.splitlines()
    assert "Иванов" not in text


def test_a_school_whose_name_looks_like_a_formula_is_no_formula_in_excel(office: Web) -> None:
    certify(office)
    session = office.app.extensions["sqlalchemy"].session
    with office.app.app_context():
        session.get(RegisteredSchool, "school-1").name = "=HYPERLINK(0)"
        session.commit()
    assert """;"'=HYPERLINK(0)";""" in office.client.get(f"{COUNTS}.csv").data.decode("utf-8-sig")


def test_another_municipalitys_certificates_do_not_count(office: Web) -> None:
    certify(office)
    office.portal.sign_in_operator("myski")
    assert "Сертификатов пока нет" in office.open(COUNTS).text


def test_the_coverage_is_a_share_of_the_children_who_live_there(office: Web) -> None:
    certify(office)
    page = office.open(COUNTS)
    assert "сколько детей живёт в муниципалитете" in page.text
    setting = office.open(page.link("сколько детей живёт в муниципалитете"))
    office.land(setting.press(office.client, "Сохранить", children_count="8"))
    assert "25 % охват: действующих сертификатов – 2, детей – 8" in office.open(COUNTS).text


def test_those_that_end_within_two_weeks_are_counted_until_somebody_activates_them(office: Web) -> None:
    certify(office)
    assert "0 истекают за 14 дней" in office.open(COUNTS).text
    office.portal.moment = NOW + timedelta(days=90 - 14)
    assert "1 истекает за 14 дней" in office.open(COUNTS).text, "one is active, one annulled"
    office.portal.moment = NOW + timedelta(days=90)
    assert "0 истекают за 14 дней" in office.open(COUNTS).text, "it has ended"


def test_two_months_make_a_picture_that_says_its_numbers(office: Web) -> None:
    certify(office)
    assert "svg" not in {tag for tag, _ in office.open(COUNTS).elements}
    office.portal.moment = NOW + timedelta(days=62)
    with office.app.app_context():
        press(another_child(2), now=office.portal.moment)
    page = office.open(COUNTS)
    (picture,) = [given for tag, given in page.elements if tag == "svg"]
    assert "январь 2019 – декабрь 2019" in picture["aria-label"]
    assert "Больше всего – октябрь 2019: 3." in picture["aria-label"]
    (path,) = [given["d"] for tag, given in page.elements if tag == "path"]
    assert path.count("M") == 2, "November has none"
    assert not [given for _, given in page.elements if "style" in given]


def lines(*months: date) -> list[CountLine]:
    return [CountLine(month, "", Counts({Status.ACTIVE: number + 1})) for number, month in enumerate(months)]


def test_the_picture_shows_two_years_and_no_more() -> None:
    chart = month_chart(lines(date(2015, 1, 1), date(2019, 3, 1), date(2019, 5, 1)), TODAY)
    assert chart is not None
    assert (chart.months[0].month, chart.months[-1].month) == (date(2017, 11, 1), date(2019, 10, 1))
    assert [one.total for one in chart.months if one.total] == [2, 3]
    assert month_chart(lines(date(2015, 1, 1)), TODAY) is None
    assert month_chart([], TODAY) is None
