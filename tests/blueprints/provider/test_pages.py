"""An organisation's pages: a programme is made, gets parts and groups, is sent; what is wrong stands at its field."""

from typing import Any

import pytest
from sqlalchemy import select

from sgo_pfdo import Role, Viewer, database
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import Side, State, Step
from sgo_pfdo.programmes.steps import take_step
from sgo_pfdo.programmes.traits import traits_of
from tests.blueprints.provider.conftest import ROOM
from tests.programmes import making
from tests.support.pages import Page
from tests.support.web import Web

MAIN = {
    "short_name": "Юный шахматист",
    "full_name": "Дополнительная общеразвивающая программа «Юный шахматист»",
    "direction": "sports",
    "kind": "general",
    "form": "full_time",
    "age_min": "7",
    "age_max": "12",
    "registers": ["certified"],
}
PART = {"name": "1-й год обучения", "months": "9", "hours": "72", "min_children": "8", "max_children": "12"}
GROUP = {"name": "Группа 1", "starts_on": "2019-11-01", "ends_on": "2020-05-31"}
FURTHER = "Сохранить и дальше"


def send(web: Web, page: str, button: str, **typed: Any) -> Page:
    """Open a page, type, press a button; follow the redirect where there is one."""
    answer = web.open(f"{ROOM}{page}").press(web.client, button, **typed)
    return web.land(answer) if answer.status_code == 303 else Page(answer)


def post(web: Web, page: str, **fields: str) -> Page:
    """Press a button that bears a value."""
    answer = web.client.post(f"{ROOM}{page}", data={"csrf_token": web.token(), **fields})
    return web.land(answer) if answer.status_code == 303 else Page(answer)


def one(web: Web, kind: Any, **by: Any) -> Any:
    with web.app.app_context():
        return current_session().scalars(select(kind).filter_by(**by)).one()


def operator(web: Web, step: Step, card_id: str = "own", **more: str) -> None:
    """Have the operator decide."""
    by = By(actor=Actor(role="operator", id="o1"), side=Side.OPERATOR, now=making.NOW)

    def action(session: Any) -> None:
        programme = session.scalars(select(Programme).filter_by(card_id=card_id)).one()
        take_step(session, programme, step, by, seen=programme.version, **more)

    with web.app.app_context():
        database.perform(action)


def version(web: Web, kind: Any = Programme, **by: Any) -> str:
    return str(one(web, kind, **(by or {"card_id": "own"})).version)


def test_a_programme_is_made_by_steps_and_sent(teaching: Web) -> None:
    about = send(teaching, "/new", FURTHER, **MAIN)
    card_id = one(teaching, Programme, short_name="Юный шахматист").card_id
    assert about.answer.request.path == f"{ROOM}/p/{card_id}/about"
    address = str(one(teaching, ProviderAddress, provider_code="ddt").id)
    answer = about.press(teaching.client, FURTHER, annotation="Играем\r\n\r\nвместе", keywords="шахматы, логика")
    page = teaching.land(answer)
    assert page.answer.request.path.endswith("/places")
    page = teaching.land(page.press(teaching.client, FURTHER, address=address, health=["autism"]))
    assert "Черновик" in page.text and "г. Киселёвск, ул. Унжакова, 6" in page.text and "7–12 лет" in page.text
    refused = post(teaching, f"/p/{card_id}/step", step="send", seen=version(teaching, card_id=card_id))
    assert refused.status == 422 and "Добавьте хотя бы один модуль." in refused.text
    page = send(teaching, f"/p/{card_id}/part/new", "Сохранить", **PART, price="10 800,50")
    assert "1. 1-й год обучения" in page.text and "10\xa0800,50\xa0₽" in page.html
    page = send(teaching, f"/p/{card_id}/part/1/group/new", FURTHER, **GROUP)
    assert "Мест 12" in page.text and "Занятий в расписании пока нет." in page.text
    group = one(teaching, ProgrammeGroup, name="Группа 1", places=12, starts_on=making.date(2019, 11, 1))
    page = send(
        teaching,
        f"/g/{group.card_id}/lessons",
        "Добавить в расписание",
        weekdays=["1", "3"],
        begins_at="16:30",
        ends_at="18.00",
    )
    assert "Понедельник, 16:30–18:00" in page.text and "Среда, 16:30–18:00" in page.text
    page = post(teaching, f"/p/{card_id}/step", step="send", seen=version(teaching, card_id=card_id))
    assert "Готово." in page.text and "На проверке" in page.text and "Отозвать с проверки" in page.text
    assert one(teaching, ProgrammePart, name="1-й год обучения", programme_id=2 + 1).state == State.REVIEW
    assert "На проверке: 1" in teaching.open(ROOM).text


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("short_name", "", "Нужно заполнить."),
        ("short_name", "я" * 65, "Длиннее 64 знаков: их 65."),
        ("direction", "made-up", "Такого варианта нет."),
        ("age_min", "сто", "Нужен возраст, например 7 или 7 лет 6 мес."),
        ("age_max", "5", "Меньше, чем возраст «от»."),
        ("registers", [], "Нужно заполнить."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    teaching: Web, name: str, typed: Any, said: str
) -> None:
    page = send(teaching, "/new", FURTHER, **MAIN | {name: typed})
    assert page.status == 422 and page.title.startswith("Не сохранено")
    assert f'id="pfdo-{name}-error">{said}' in page.html
    assert page.form(FURTHER).fields["full_name"] == MAIN["full_name"]
    if isinstance(typed, str) and name != "direction":
        assert page.form(FURTHER).fields[name] == typed
    with teaching.app.app_context():
        assert len(current_session().scalars(select(Programme)).all()) == 2


@pytest.mark.parametrize(
    ("page", "button", "typed", "name", "said"),
    [
        ("/p/own/about", "Сохранить", {"duration_months": "12"}, "duration_months", "Нужно от 0 до 11."),
        ("/p/own/places", "Сохранить", {"address": "999999"}, "address", "Такого адреса у организации нет."),
        ("/p/own/places", "Сохранить", {"address": "", "more": ["1"]}, "address", "Выберите основной адрес."),
        ("/p/own/places", "Сохранить", {"telephone": "позвоните"}, "telephone", ""),
        ("/p/own/part/new", "Сохранить", PART | {"max_children": "3"}, "max_children", "Меньше, чем «детей от»."),
        ("/p/own/part/1", "Сохранить", {"price": "много"}, "price", "Нужна сумма в рублях"),
        ("/p/own/part/1/group/new", FURTHER, GROUP | {"ends_on": "2019-11-01"}, "ends_on", "Нужна дата позже"),
        ("/p/own/part/1/group/new", FURTHER, GROUP | {"address": "999"}, "address", "Такого адреса у организации"),
        ("/g/own-group/edit", "Сохранить", {"order_to": "завтра"}, "order_to", "Такой даты нет."),
        ("/g/own-group/lessons", "Добавить в расписание", {"begins_at": "9:00", "ends_at": "10:00"}, "weekdays", "Отм"),
        ("/profile", "Сохранить", {"inn": "1234567890"}, "inn", "В ИНН ошибка"),
        ("/address/new", "Сохранить", {"text": "ул. Мира", "latitude": "53"}, "longitude", "Широта и долгота"),
    ],
)
def test_every_form_says_what_is_wrong(
    teaching: Web, page: str, button: str, typed: dict[str, Any], name: str, said: str
) -> None:
    answer = send(teaching, page, button, **typed)
    assert answer.status == 422
    assert f'id="pfdo-{name}-error">{said}' in answer.html


def test_equipment_and_the_certificate_belong_together(teaching: Web) -> None:
    assert "Сохранено." in send(teaching, "/p/own/about", "Сохранить", equipment="Доска").text
    page = send(teaching, "/p/own/main", "Сохранить", registers=["paid"])
    assert page.status == 422 and "«Нормы оснащения» – нужны только для сертифицированной программы." in page.text


def test_what_is_stored_is_shown_and_saving_it_changes_nothing(teaching: Web) -> None:
    for page in ("/p/own/main", "/p/own/about", "/p/own/places", "/p/own/part/1", "/g/own-group/edit", "/profile"):
        shown = send(teaching, page, "Сохранить")
        assert "Ничего не изменилось" in shown.text, page
    assert version(teaching) == "1"


@pytest.mark.parametrize(
    ("page", "typed", "now"),
    [
        ("/p/own/main", {"short_name": "Роботы"}, ("Краткое название: Роботы", "short_name")),
        ("/p/own/places", {"place_type": "village"}, ("Где занятия: Село", "place_type")),
        ("/p/own/part/1", {"hours": "100"}, ("Часов: 100", "hours")),
        ("/g/own-group/edit", {"places": "5"}, ("Мест: 5", "places")),
        ("/profile", {"name": "Дом творчества"}, ("Название: Дом творчества", "name")),
    ],
)
def test_the_second_editor_is_told(teaching: Web, page: str, typed: dict[str, str], now: tuple[str, str]) -> None:
    late = teaching.open(f"{ROOM}{page}")
    assert "Сохранено." in send(teaching, page, "Сохранить", **typed).text
    said, name = now
    mine = late.form("Сохранить").fields.get(name, "")
    answer = Page(late.press(teaching.client, "Сохранить"))
    assert answer.status == 409 and said in answer.text
    assert answer.form("Сохранить").fields.get(name, "") == mine
    assert "Сохранено." in teaching.land(answer.press(teaching.client, "Сохранить")).text


def test_a_programme_is_returned_mended_and_published(teaching: Web) -> None:
    post(teaching, "/p/own/step", step="send", seen=version(teaching))
    assert "Программа у оператора." in teaching.open(f"{ROOM}/p/own/main").text
    late = send(teaching, "/p/own/main", "Сохранить", short_name="Иначе")
    assert late.status == 409 and "Не сохранено: сейчас это изменить нельзя." in late.text
    operator(teaching, Step.RETURN, reason="Исправьте часы")
    page = teaching.open(f"{ROOM}/p/own")
    assert "Оператор просит исправить: Исправьте часы" in page.text
    send(teaching, "/p/own/part/1", "Сохранить", hours="36")
    post(teaching, "/p/own/step", step="send", seen=version(teaching))
    operator(teaching, Step.PUBLISH)
    page = post(teaching, "/p/own/part/1/step", step="open", seen=version(teaching, ProgrammePart, programme_id=1))
    assert "запись открыта" in page.text and "Изменить модуль" not in page.text
    refused = send(teaching, "/p/own/part/1", "Сохранить", hours="40")
    assert refused.status == 409
    page = post(teaching, "/p/own/part/1/step", step="close", seen=version(teaching, ProgrammePart, programme_id=1))
    page = send(teaching, "/p/own/part/1", "Сохранить", hours="40")
    assert "Модуль" in page.text and "На проверке" in page.text
    assert one(teaching, Programme, card_id="own").state == State.PUBLISHED


def test_it_is_taken_back_put_away_restored_and_copied(teaching: Web) -> None:
    for step, state in (("send", "review"), ("take_back", "draft"), ("archive", "archived"), ("restore", "draft")):
        post(teaching, "/p/own/step", step=step, seen=version(teaching))
        assert one(teaching, Programme, card_id="own").state == state
    page = post(teaching, "/p/own/copy")
    assert "Готово." in page.text and not page.answer.request.path.endswith("/own")
    assert "Групп пока нет" in page.text


def test_a_press_from_an_old_page_does_nothing(teaching: Web) -> None:
    page = post(teaching, "/p/own/step", step="send", seen="77")
    assert page.status == 409 and "Ничего не изменилось" in page.text
    assert post(teaching, "/p/own/part/1/step", step="open", seen="1").status == 409
    assert post(teaching, "/p/own/part/1/step", step="publish", seen="1").status == 409
    assert post(teaching, "/g/own-group/archive", seen="77").status == 409
    assert teaching.client.post(f"{ROOM}/p/own/step", data={"step": "send", "seen": "1"}).status_code == 400
    assert one(teaching, Programme, card_id="own").state == State.DRAFT


def test_only_families_pay_and_no_review_is_needed(teaching: Web) -> None:
    page = send(teaching, "/p/own/main", "Сохранить", registers=["paid"])
    assert "Опубликовать" in page.text and "Отправить на проверку" not in page.text
    assert "Опубликована" in post(teaching, "/p/own/step", step="publish_paid", seen=version(teaching)).text


def test_registers_that_the_operator_has_set_stay(teaching: Web) -> None:
    with teaching.app.app_context():
        database.perform(
            lambda session: making.trait(session, session.get_one(Programme, 1), making.Trait.REGISTER, "valued")
        )
    send(teaching, "/p/own/main", "Сохранить", registers=[])
    with teaching.app.app_context():
        assert traits_of(current_session(), 1)[making.Trait.REGISTER] == {"valued"}


def test_a_lesson_is_taken_away_and_a_group_put_away(teaching: Web) -> None:
    lesson = one(teaching, Lesson)
    page = post(teaching, "/g/own-group/lessons/remove", step=str(lesson.id), seen="1")
    assert "Занятий в расписании пока нет." in page.text
    page = post(teaching, "/g/own-group/archive", seen="2")
    assert page.answer.request.path == f"{ROOM}/p/own" and "Группа 1" not in page.text
    assert teaching.client.get(f"{ROOM}/g/own-group").status_code == 404


def test_profile_and_addresses(teaching: Web) -> None:
    page = send(teaching, "/profile", "Сохранить", name="Дом творчества «Луч»", telephone="8 (38464) 2-15-30")
    assert "Сохранено." in page.text and "Дом творчества «Луч»" in page.text
    page = send(teaching, "/address/new", "Сохранить", text="г. Киселёвск, ул. Мира, 3")
    assert "г. Киселёвск, ул. Мира, 3 координаты не указаны" in page.text
    gone = one(teaching, ProviderAddress, text="г. Киселёвск, ул. Мира, 3")
    page = post(teaching, "/addresses/close", step=f"{gone.id} 1")
    assert "Готово." in page.text and "ул. Мира" not in page.text
    assert one(teaching, Provider, code="ddt").code == "ddt"


def test_what_was_typed_is_kept_when_the_session_ends(teaching: Web) -> None:
    page = teaching.open(f"{ROOM}/p/own/about")
    viewer = teaching.portal.viewer
    teaching.portal.sign_out()
    assert page.press(teaching.client, "Сохранить", annotation="Строим роботов").status_code == 401
    teaching.portal.viewer = viewer
    again = teaching.open(f"{ROOM}/p/own/about")
    assert "Здесь то, что вы ввели, но не успели сохранить." in again.text
    assert again.form("Сохранить").fields["annotation"] == "Строим роботов"
    assert "Сохранено." in teaching.land(again.press(teaching.client, "Сохранить")).text


def test_texts_are_shown_as_they_were_typed(teaching: Web) -> None:
    evil = "<script>alert(1)</script>"
    send(teaching, "/p/own/main", "Сохранить", short_name=evil)
    send(teaching, "/p/own/part/1", "Сохранить", name=evil)
    send(teaching, "/g/own-group/edit", "Сохранить", name=evil)
    for page in ("?state=draft", "/p/own", "/g/own-group", "/p/own/part/1"):
        html = teaching.open(f"{ROOM}{page}").html
        assert "<script>alert" not in html and "&lt;script&gt;" in html


def test_a_suspended_organisation_is_told(teaching: Web) -> None:
    with teaching.app.app_context():
        database.perform(lambda session: setattr(session.get_one(Provider, "ddt"), "state", "suspended"))
    assert "Состояние организации: приостановлена." in teaching.open(ROOM).text


def test_the_list_is_paged(teaching: Web) -> None:
    def fill(session: Any) -> None:
        where = session.scalars(select(ProviderAddress).filter_by(provider_code="ddt")).one()
        for number in range(60):
            making.programme(session, where, short_name=f"Ф{number:02}", card_id=f"n{number}", state="draft")

    with teaching.app.app_context():
        database.perform(fill)
    page = teaching.open(ROOM, state="draft")
    assert "Следующая страница" in page.text and len([one for one, _ in page.links if one.startswith("Открыть")]) == 50
    assert "Предыдущая страница" in teaching.open(ROOM, state="draft", page="1").text
    for odd in ("-1", "99999999999999999999", "x"):
        assert teaching.open(ROOM, state="draft", page=odd).status == 200


def test_whoever_works_for_another_organisation_by_now_saves_nothing(
    teaching: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portal says another organisation when the action asks it again."""
    answers = iter(["ddt", "other", "other", "other"])
    monkeypatch.setattr(
        teaching.portal,
        "current_viewer",
        lambda: Viewer(id="somebody", role=Role.PROVIDER, provider_code=next(answers)),
    )
    fields = {"csrf_token": teaching.token(), "name": "Чужое имя", "form": "state", "seen": "1"}
    assert teaching.client.post(f"{ROOM}/profile", data=fields).status_code == 404
    with teaching.app.app_context():
        names = set(current_session().scalars(select(Provider.name)))
    assert names == {"Дом детского творчества", "Клуб «Вымпел»"}


def test_a_lesson_of_what_was_archived_meanwhile_stays(teaching: Web) -> None:
    page = teaching.open(f"{ROOM}/g/own-group")
    with teaching.app.app_context():
        session = database.current_session()
        session.scalars(select(Programme).filter_by(card_id="own")).one().state = State.ARCHIVED.value
        session.commit()
    answer = Page(page.press(teaching.client, "Убрать: Понедельник, 16:00–17:30", step="1"))
    assert answer.status == 409 and "здесь всё поменяли" in answer.text
    assert teaching.open(f"{ROOM}/g/own-group").text.count("16:00–17:30") >= 1


def test_an_address_is_changed_and_the_second_of_two_is_told(teaching: Web) -> None:
    page = teaching.open(f"{ROOM}/addresses")
    edits = [teaching.open(page.link("Изменить: г. Киселёвск, ул. Унжакова, 6")) for _ in range(2)]
    done = teaching.land(edits[0].press(teaching.client, "Сохранить", directions="Остановка «Дворец»"))
    assert "Остановка «Дворец»" in done.text
    second = Page(edits[1].press(teaching.client, "Сохранить", directions="другая"))
    assert second.status == 409 and "Как добраться: Остановка «Дворец»" in second.text
    closed = Page(page.press(teaching.client, "Закрыть: г. Киселёвск, ул. Унжакова, 6", step="1 1"))
    assert closed.status == 409 and "Остановка «Дворец»" in closed.text
