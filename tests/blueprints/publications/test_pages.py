"""News and events: an organisation writes, an operator approves, families read."""

from datetime import timedelta

import pytest

from sgo_pfdo.documents import foreign_picture
from tests.blueprints.publications.conftest import EVENT, NEWS, ROOM, Newsroom
from tests.documents.test_foreign_picture import made, png_of
from tests.support.apps import NOW
from tests.support.cabinet import open_cabinet
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import MakeWeb


def titles(page: Page) -> list[str]:
    return [text for text, href in page.links if "/news/" in href or "/events/" in href]


def test_the_first_three_of_an_organisation_are_approved_and_the_fourth_shows_at_once(room: Newsroom) -> None:
    for number in range(3):
        address = room.write(title=f"Новость {number}")
        assert room.press(address, "Отправить на проверку", "send").location.partition("?")[2].startswith("done=review")
        assert titles(room.get("/pfdo/news")) == [f"Новость {one}" for one in reversed(range(number))]
        room.as_operator()
        assert "на проверке: 1" in room.get("/pfdo/municipality").text
        assert room.press(address, "Одобрить и опубликовать", "approve").status_code == 303
        room.as_provider()
    address = room.write(title="Новость 3")
    assert "done=published" in room.press(address, "Опубликовать", "send").location
    assert titles(room.get("/pfdo/news"))[0] == "Новость 3" or "Новость 3" in titles(room.get("/pfdo/news"))


def test_what_is_returned_says_why_and_is_approved_again(room: Newsroom) -> None:
    for number in range(3):
        room.put(card_id=f"old-{number}", provider_code="ddt")
    address = room.write()
    room.press(address, "Опубликовать", "send")
    room.as_operator()
    assert room.press(address, "Вернуть", "return").status_code == 422
    answer = room.press(address, "Вернуть", "return", reason="Уберите рекламу <b>такси</b>")
    assert "done=returned" in answer.location
    assert NEWS["title"] not in room.get("/pfdo/news").text
    room.as_provider()
    page = room.get(address)
    assert "Уберите рекламу <b>такси</b>" in page.text
    assert page.has_button("Отправить на проверку") and not page.has_button("Опубликовать")
    assert room.press(address, "Отправить на проверку", "send").status_code == 303
    assert [row.state for row in room.rows() if row.title == NEWS["title"]] == ["review"]


def test_what_was_approved_and_is_changed_goes_to_review_as_long_as_nobody_is_known(room: Newsroom) -> None:
    name = room.publish()
    assert NEWS["title"] in room.get("/pfdo/news").text
    edit = f"{ROOM}/p/{name}/edit"
    assert "проверит публикацию ещё раз" in room.get(edit).text
    assert room.send(edit, title="Дешёвые кредиты").status_code == 303
    assert titles(room.get("/pfdo/news")) == []
    assert [row.state for row in room.rows()] == ["review"]


def test_an_operator_publishes_at_once_and_takes_it_away(room: Newsroom) -> None:
    room.as_operator()
    address = room.write()
    assert room.press(address, "Опубликовать", "send").status_code == 303
    name = address.rsplit("/", 1)[1]
    page = room.get(f"/pfdo/news/{name}")
    assert "Приходите!" in page.text
    assert room.press(address, "Убрать", "archive").status_code == 303
    assert room.web.client.get(f"/pfdo/news/{name}").status_code == 404
    assert room.press(address, "Вернуть из архива", "restore").status_code == 303
    with_history = room.get("/pfdo/municipality/history").text
    assert "Новость «Открыта запись в шахматный клуб»: убрано в архив" in with_history


def test_the_markup_is_shown_and_scripts_are_told_at_their_field(room: Newsroom) -> None:
    text = 'Первый абзац\n\n<ul><li><b>форма</b></li></ul>\n\n<a href="https://a.ru">сайт</a>'
    name = room.publish(body=text)
    page = room.get(f"/pfdo/news/{name}")
    assert ("b", {}) in page.elements
    assert ("a", {"href": "https://a.ru", "rel": "noopener noreferrer nofollow"}) in page.elements
    before = contents_of(room.web.app)
    for wrong in ("<script>alert(1)</script>", "<a href='javascript:alert(1)'>а</a>", "<b onclick='x'>а</b>"):
        answer = room.send(f"{ROOM}/new/news", **NEWS | {"body": wrong})
        assert answer.status_code == 422
        assert Page(answer).form("Сохранить").fields["body"] == wrong
    assert contents_of(room.web.app) == before


def test_what_got_into_the_table_some_other_way_is_harmless(room: Newsroom) -> None:
    body = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>а</a>Текст"
    room.put(card_id="bad", body=body, title="<script>alert(2)</script>")
    page = room.get("/pfdo/news/bad")
    assert "Текст" in page.text
    assert not [tag for tag, given in page.elements if tag == "img" or (tag == "script" and "src" not in given)]
    assert not [href for _, href in page.links if href.startswith("javascript")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "не картинка"),
        (png_of(30_000, 30_000), "точек по стороне"),
        (made()[:500], "повреждён"),
        (b"\xff\xd8\xff" + b"a" * foreign_picture.LARGEST, "не больше 5 МБ"),
    ],
    ids=["svg", "30000", "damaged", "large"],
)
def test_a_bad_picture_is_told_at_its_field_and_the_text_stays(room: Newsroom, content: bytes, said: str) -> None:
    answer = room.send(f"{ROOM}/new/news", **NEWS, picture=content)
    assert answer.status_code == 422 and said in Page(answer).text
    assert Page(answer).form("Сохранить").fields["body"] == NEWS["body"]
    assert room.rows() == []


def test_a_picture_is_redrawn_seen_by_families_once_published_and_taken_away(room: Newsroom) -> None:
    address = room.write(picture=made((1600, 900), comment=b"secret"), alt="Дети за доской")
    name = address.rsplit("/", 1)[1]
    public = f"/pfdo/publications/{name}/picture.jpg"
    assert room.web.client.get(public).status_code == 404
    assert room.web.client.get(f"{address}/picture.jpg").mimetype == "image/jpeg"
    room.press(address, "Отправить на проверку", "send")
    room.as_operator()
    room.press(address, "Одобрить и опубликовать", "approve")
    room.web.portal.sign_out()
    answer = room.web.client.get(public)
    assert answer.headers["Cache-Control"] == "public, max-age=3600" and b"secret" not in answer.data
    page = room.get(f"/pfdo/news/{name}")
    assert [given["alt"] for tag, given in page.elements if tag == "img"] == ["Дети за доской"]
    room.as_provider()
    room.send(f"{address}/edit", no_picture="y")
    assert contents_of(room.web.app)["sgo_pfdo_publication_image"] == []


def test_an_event_has_time_place_ages_and_a_programme(room: Newsroom) -> None:
    typed = {"age_min": "7", "age_max": "12", "places": "20", "entry_until": "20.12.2099", "time_to": "17:30"}
    address = room.write("event", programme="1", **typed)
    room.press(address, "Отправить на проверку", "send")
    room.as_operator()
    room.press(address, "Одобрить и опубликовать", "approve")
    page = room.get(f"/pfdo/events/{address.rsplit('/', 1)[1]}")
    for said in ("21 декабря 2099, 15:00 – 17:30", "ул. Унжакова, 6", "7–12 лет", "20 декабря 2099"):
        assert said in page.text
    assert page.link("Программа «Робототехника»") == "/pfdo/programmes/robots"
    room.as_provider()
    fields = room.get(f"{address}/edit").form("Сохранить").fields
    assert (fields["day_from"], fields["time_from"], fields["time_to"]) == ("2099-12-21", "15:00", "17:30")
    assert (fields["age_min"], fields["age_max"], fields["programme"]) == ("7", "12", "1")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day_from": ""}, "Нужно заполнить"),
        ({"day_from": "32.12.2099"}, "Такой даты нет"),
        ({"time_from": "25:00"}, "Нужно время"),
        ({"time_to": "14:00"}, "время позже начала"),
        ({"day_to": "20.12.2099"}, "раньше, чем первый день"),
        ({"entry_until": "22.12.2099"}, "позже, чем само мероприятие"),
        ({"place": " "}, "Нужно заполнить"),
        ({"age_min": "12", "age_max": "7"}, "меньше, чем возраст"),
        ({"places": "0"}, "от 1"),
        ({"programme": "999"}, "Такой программы"),
        ({"programme": "1e9"}, "Такой программы"),
        ({"title": "Я" * 256}, "длиннее 255"),
        ({"short": "Я" * 501}, "длиннее 500"),
        ({"body": "Я" * 10_001}, "длиннее 10"),
        ({"alt": "Я" * 256}, "Не больше 255"),
    ],
)
def test_what_is_wrong_with_an_event_is_told_at_its_field(room: Newsroom, typed: dict[str, str], said: str) -> None:
    answer = room.send(f"{ROOM}/new/event", **EVENT | typed)
    assert answer.status_code == 422 and said.lower() in Page(answer).text.lower()
    assert room.rows() == []


def test_events_that_are_over_leave_the_list_and_the_nearest_comes_first(room: Newsroom) -> None:
    event = {"kind": "event", "place": "ДДТ"}
    room.put(card_id="over", starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1), **event)
    room.put(card_id="now", starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1), **event)
    room.put(card_id="later", starts_at=NOW + timedelta(days=9), **event)
    room.put(card_id="soon", starts_at=NOW + timedelta(days=3), **event)
    assert titles(room.get("/pfdo/events")) == ["now", "soon", "later"]
    assert room.web.client.get("/pfdo/events/over").status_code == 200


def test_a_municipality_sees_its_own_and_what_is_for_all(room: Newsroom) -> None:
    room.put(card_id="kiselevsk-own")
    room.put(card_id="myski-own", municipality_code="myski")
    room.put(card_id="for-all", municipality_code="myski", all_region=True)
    assert set(titles(room.get("/pfdo/news?municipality=kiselevsk"))) == {"kiselevsk-own", "for-all"}
    assert set(titles(room.get("/pfdo/news?municipality=made-up"))) == {"kiselevsk-own", "myski-own", "for-all"}


def test_a_long_list_has_pages_and_nothing_stands_twice(room: Newsroom) -> None:
    for number in range(30):
        room.put(card_id=f"n{number:02}", published_at=NOW - timedelta(hours=number // 3))
    seen: list[str] = []
    address = "/pfdo/news"
    for _ in range(3):
        page = room.get(address)
        seen += titles(page)
        address = page.link("Следующая страница") if page.has_link("Следующая страница") else ""
    assert address == "" and len(seen) == len(set(seen)) == 30
    for odd in ("made-up", "Я" * 300, "%", "n05'; --"):
        assert room.web.client.get("/pfdo/news", query_string={"after": odd}).status_code == 200


def test_a_suspended_organisation_is_not_read(room: Newsroom) -> None:
    name = room.publish()
    room.as_operator()
    room.get("/pfdo/municipality/provider?code=ddt").press(room.web.client, "Приостановить")
    assert titles(room.get("/pfdo/news")) == []
    assert room.web.client.get(f"/pfdo/news/{name}").status_code == 404


def test_the_second_of_two_is_told_and_nothing_is_overwritten(room: Newsroom) -> None:
    address = room.write()
    stale = room.get(f"{address}/edit").form("Сохранить").fields
    room.send(f"{address}/edit", title="Первый")
    answer = room.web.client.post(f"{address}/edit", data=stale | {"title": "Второй"})
    assert answer.status_code == 409
    assert "Первый" in Page(answer).text and Page(answer).form("Сохранить").fields["title"] == "Второй"
    assert [row.title for row in room.rows()] == ["Первый"]


def test_an_operator_approves_what_was_read_and_nothing_else(room: Newsroom) -> None:
    address = room.write()
    room.press(address, "Отправить на проверку", "send")
    room.as_operator()
    stale = room.get(address).form("Одобрить и опубликовать").fields | {"step": "approve"}
    room.as_provider()
    room.send(f"{address}/edit", title="Совсем другое")
    room.as_operator()
    answer = room.web.client.post(f"{address}/step", data=stale)
    assert answer.status_code == 409 and "здесь всё поменяли" in Page(answer).text
    assert [row.state for row in room.rows()] == ["review"]


@pytest.mark.parametrize("address", ["/pfdo/news/made-up", "/pfdo/events/made-up", f"{ROOM}/made-up/picture.jpg"])
def test_what_there_is_not_is_not_found(room: Newsroom, address: str) -> None:
    assert room.web.client.get(address).status_code == 404


def test_a_family_reads_them_in_the_cabinet(make_web: MakeWeb) -> None:
    room = Newsroom(make_web(certified=True))
    room.put(card_id="own", body="<b>Ждём</b> вас")
    room.put(card_id="elsewhere", municipality_code="myski")
    room.put(card_id="fair", kind="event", place="Площадь", starts_at=NOW + timedelta(days=3))
    page = open_cabinet(room.web)
    listed = room.get(page.link("Новости"))
    assert titles(listed)[-1] == "own" and "elsewhere" not in listed.text
    assert "Ждём вас" in room.get(listed.link("own")).text
    events = room.get(page.link("Мероприятия"))
    assert "Площадь" in room.get(events.link("fair")).text
    assert listed.answer.headers["Cache-Control"] == "no-store"
    assert room.web.client.get(page.link("Новости") + "/made-up").status_code == 404
