"""«Сводка»: how many certificates, by status, school and month; on the page and for Excel; never a name."""

from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.municipalities.model import RegisteredSchool
from tests.support.actions import press
from tests.support.apps import IGOR, KINDERGARTEN, SASHA, another_child
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
        "Не активирован 1 Активный 1 Заморожен 0 Аннулирован 1 Срок действия истёк 0 Всего 3",
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
