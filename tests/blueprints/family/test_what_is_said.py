"""How a family is spoken to: a pupil as himself, a deadline by how near it is, no promise that may not be kept."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.municipalities.model import Group, Municipality
from tests.blueprints.family.test_after_the_desk import at_the_desk
from tests.support.apps import IGOR, NOW
from tests.support.editing import change_past_the_module
from tests.support.web import Web

CHILD_OF_OTHERS = re.compile("ребён|ребен", re.IGNORECASE)
KEPT_WORDS = ("ребёнок больше не живёт в муниципалитете",)
"""What a clerk chose from the list of reasons, and is quoted as it was chosen."""


@pytest.mark.parametrize(
    "steps",
    [(), (Step.ACTIVATE,), (Step.ACTIVATE, Step.FREEZE), (Step.ANNUL,)],
    ids=["inactive", "active", "frozen", "annulled"],
)
def test_a_pupil_of_15_is_spoken_to_as_himself(certified: Web, steps: tuple[Step, ...]) -> None:
    reasons = {Step.FREEZE: {"reason_code": "misuse"}, Step.ANNUL: {"reason_code": "moved"}}
    if steps:
        at_the_desk(certified, *steps, **reasons.get(steps[-1], {}))
    certified.portal.sign_in_pupil(IGOR.id, is_owner=True)
    text = certified.open().text
    for words in KEPT_WORDS:
        text = text.replace(words, "")
    assert not CHILD_OF_OTHERS.search(text), CHILD_OF_OTHERS.search(text)


def test_before_there_is_one_he_is_spoken_to_as_himself_too(web: Web) -> None:
    web.portal.sign_in_pupil(IGOR.id, is_owner=True)
    assert not CHILD_OF_OTHERS.search(web.open().text)
    with web.app.app_context():
        change_past_the_module(update(Group).values(is_open=False))
    closed = web.open()
    assert closed.reasons == ["closed"]
    assert "Приём закрыт: сертификаты в вашем возрасте сейчас не выдают." in closed.text
    assert "не положен по возрасту" not in closed.text


@pytest.mark.parametrize(
    ("left", "status", "what_to_do"),
    [
        (15, "осталось 15 дней", "до 25 января 2020 года включительно"),
        (3, "осталось 3 дня", "до 25 января 2020 года включительно"),
        (2, "последний день – завтра", "сегодня или завтра: завтра последний день"),
        (1, "сегодня последний день", "сегодня: это последний день"),
    ],
)
def test_a_deadline_changes_its_words_as_it_comes_nearer(
    certified: Web, left: int, status: str, what_to_do: str
) -> None:
    certified.portal.moment = NOW + timedelta(days=90 - left)
    page = certified.open()
    assert f"Сертификат не активирован · {status}" in page.text
    assert f"Активируйте сертификат {what_to_do}" in page.text
    assert ("нужно будет получать новый" in page.text) is (left <= 14)


@pytest.mark.parametrize(("funding", "promises"), [("funded", True), ("accounting", False)])
def test_no_page_promises_money_that_the_municipality_does_not_give(web: Web, funding: str, promises: bool) -> None:
    with web.app.app_context():
        change_past_the_module(update(Municipality).values(funding=funding))
    page = web.open()
    assert ("Часть занятий можно оплатить сертификатом" in page.text) is promises
    assert "оплачивает муниципалитет" not in page.text


def test_the_number_stands_in_the_message_after_the_press(web: Web) -> None:
    page = web.press()
    message = page.text.split("Сертификат получен.")[1].split("Теперь его нужно активировать")[0]
    assert web.certificates()[0].number in message
