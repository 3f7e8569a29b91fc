"""«История сертификата»: who did what and when, in the family's words, nobody named."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from sgo_pfdo.database import perform
from sgo_pfdo.journal.model import JournalEntry
from tests.support.apps import NOW, OTHER_PARENT, PARENT
from tests.support.contents import contents_of
from tests.support.web import PAGE, Web

HISTORY = f"{PAGE}/history"
IMAGE = "Файл с изображением сертификата"
SHEET = "Файл с учётными данными для входа в АИС ПФДО"


def add_entries(web: Web, count: int) -> None:
    """Have the family download the picture many times."""
    row = {
        "holder_id": 1,
        "certificate_id": 1,
        "at": NOW,
        "event": "image_downloaded",
        "actor_role": "parent",
        "actor_id": PARENT,
    }
    with web.app.app_context():
        perform(lambda session: session.execute(insert(JournalEntry), [row] * count))


def test_everything_is_told_newest_first_in_the_family_s_words(web: Web) -> None:
    page = web.press()
    web.portal.moment = NOW + timedelta(minutes=5)
    web.client.get(page.link(IMAGE))
    web.portal.sign_in_parent(OTHER_PARENT)
    web.portal.moment = NOW + timedelta(days=1)
    web.client.get(page.link(SHEET))
    web.portal.sign_in_pupil("igor")
    web.portal.moment = NOW + timedelta(days=2)
    web.land(web.open(page.link("Новый пароль")).press(web.client, "Создать новый пароль"))
    web.portal.sign_in_pupil("igor", is_owner=False)
    web.client.get(page.link("Картинка сертификата для телефона"))
    web.portal.sign_in_parent(PARENT)
    father = "Родитель (законный представитель)"
    assert web.open(page.link("История сертификата")).items == [
        "Скачан файл с изображением сертификата 30 октября 2019, 10:00 · Родитель (законный представитель)",
        "Создан новый пароль для входа в АИС ПФДО, прежний больше не действует 30 октября 2019, 10:00 · Ребёнок",
        f"Скачан файл с учётными данными для входа в АИС ПФДО 29 октября 2019, 10:00 · {father}",
        "Скачан файл с изображением сертификата 28 октября 2019, 10:05 · Вы",
        "Открыта учётная запись в АИС ПФДО 28 октября 2019, 10:00 · Портал, автоматически",
        "Получен сертификат 28 октября 2019, 10:00 · Вы",
    ]


def test_no_name_number_or_id_of_anybody_stands_there(web: Web) -> None:
    web.press()
    web.portal.sign_in_parent(OTHER_PARENT)
    html = web.open(HISTORY).html
    for hidden in (PARENT, OTHER_PARENT, "127.0.0.1", web.certificates()[0].number, web.passwords()[0]):
        assert hidden not in html.replace("</span><span>", "")


def test_each_child_has_a_history_of_its_own(certified: Web) -> None:
    certified.client.get(certified.open(child="sasha").link(IMAGE))
    assert len(certified.open(HISTORY, child="sasha").items) == 3
    assert len(certified.open(HISTORY, child="igor").items) == 2


def test_a_long_history_comes_in_pages_and_nothing_is_lost(certified: Web) -> None:
    add_entries(certified, 118)
    page, told, pages = certified.open(HISTORY), [], 1
    while page.has_link("Более ранние записи"):
        told += page.items
        page, pages = certified.open(page.link("Более ранние записи")), pages + 1
    told += page.items
    assert len(told) == 118 + 2
    assert pages == 3
    assert told[-2:] == page.items[-2:]


def test_exactly_one_page_has_no_link_to_an_empty_one(certified: Web) -> None:
    add_entries(certified, 48)
    page = certified.open(HISTORY)
    assert len(page.items) == 50
    assert not page.has_link("Более ранние записи")


@pytest.mark.parametrize(
    "nonsense", ["", "0", "-1", "x", "1.5", "9" * 30, "9" * 5000, str(2**63), "٣", "1;DROP", "None", " 1"]
)
def test_nonsense_for_where_to_go_on_is_harmless(certified: Web, nonsense: str) -> None:
    assert certified.open(HISTORY, before=nonsense).status == 200


def test_no_page_has_an_address_with_a_zero_sign(certified: Web) -> None:
    assert certified.open(HISTORY, before="\0").status == 404


def test_a_foreign_place_shows_only_the_own_history(certified: Web) -> None:
    last = contents_of(certified.app)["sgo_pfdo_journal"][-1]
    assert len(certified.open(HISTORY, child="igor", before=str(last.id)).items) == 2
    assert certified.open(HISTORY, child="igor", before="1").items == []


def test_there_is_no_history_before_the_first_certificate(web: Web) -> None:
    assert web.client.get(HISTORY).status_code == 404


def test_looking_writes_nothing(certified: Web) -> None:
    before = contents_of(certified.app)
    for address in (PAGE, HISTORY, f"{PAGE}/password", f"{PAGE}/application-form.pdf", f"{PAGE}/consent.pdf"):
        assert certified.client.get(address).status_code == 200
    assert contents_of(certified.app) == before
