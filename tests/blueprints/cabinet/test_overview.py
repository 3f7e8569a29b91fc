"""The first page of a cabinet: the child, how things stand, what the certificate can do, what is left to do."""

from datetime import timedelta

import pytest

from tests.support import funds
from tests.support.apps import NOW
from tests.support.cabinet import Office, open_cabinet
from tests.support.cabinet_doors import Family
from tests.support.funds import YEAR
from tests.support.web import Web

LEFT = ("Подтвердите электронную почту", "Выберите, как организации", "Прочитайте правила обработки данных")


def test_it_says_whose_it_is_how_things_stand_and_where_to_go(certified: Web) -> None:
    page = open_cabinet(certified)
    assert "Иванов Игорь Иванович" in page.text and "Сертификат не активирован" in page.text
    assert "Активируйте сертификат до" in page.text
    assert page.link("уполномоченную организацию").endswith("/capabilities#pfdo-ask")
    assert "Муниципалитет пока не указал" in page.text and "Действует пароль с листа" in page.text
    for link in ("Подробнее: возможности сертификата", "Открыть: личные данные", "Открыть: вход и пароль"):
        assert certified.client.get(page.link(link)).status_code == 200


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"nominal": 1_200_000}, "Баланс 3 000 ₽ до 31 декабря 2019 года; с 1 ноября номинал уменьшится"),
        ({"nominal": 1_200_000, "funding_limit": 0}, "Муниципалитет израсходовал средства на этот период"),
        ({"nominal": None}, "Ни денег, ни бесплатных программ до 31 декабря 2019 года"),
        ({"nominal": None, "funded_valued": 2}, "Бесплатные программы, до 31 декабря 2019 года"),
    ],
)
def test_what_the_certificate_can_do_stands_in_a_line(certified: Web, values: dict[str, int | None], said: str) -> None:
    with certified.app.app_context():
        funds.give(certified.certificates()[0], *YEAR, **values)
    assert said in open_cabinet(certified).text.replace("\u00a0", " ")


def test_what_is_left_to_do_goes_once_it_is_done(office: Office) -> None:
    page = open_cabinet(office.web)
    assert [one for one in LEFT if one in page.text] == list(LEFT)
    office.give_email()
    office.web.portal.moment = NOW + timedelta(minutes=5)
    office.save("presence", kind="forbidden")
    office.save("rules", "Согласен с правилами")
    page = open_cabinet(office.web)
    assert not [one for one in LEFT if one in page.text] and "Что осталось сделать" not in page.text


def test_of_an_ended_certificate_nothing_is_left_to_do(family: Family) -> None:
    family.wait(days=90)
    page = family.signed_in().cabinet(family.card())
    assert "только для просмотра" in page.text and "Записанное можно посмотреть" in page.text
    assert "Что осталось сделать" not in page.text
