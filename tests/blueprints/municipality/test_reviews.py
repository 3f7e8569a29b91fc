"""The operator and what organisations have sent to review."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import Role, database
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.model import Programme, ProgrammeFile, ProgrammePart, ProgrammeStep
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import Side, State, Step
from sgo_pfdo.programmes.steps import take_step
from sgo_pfdo.programmes.traits import traits_of
from tests.programmes import making
from tests.support.pages import Page
from tests.support.web import Web

TOWN = "/pfdo/municipality"
LIST = f"{TOWN}/programmes"
CARD = f"{TOWN}/programme?id=card-робототехника"
REVIEW = State.REVIEW.value
BY_PROVIDER = By(actor=Actor(role="provider", id="kuznetsova"), side=Side.PROVIDER, now=making.NOW)


def change(web: Web, action: Callable[[Session], Any]) -> Any:
    with web.app.app_context():
        return database.perform(action)


def fill(session: Session, **values: Any) -> None:
    """One programme with everything a family would see, as it was sent."""
    making.provider(session)
    where = making.address(session, directions="Трамвай 3,\nостановка «Дворец»")
    annexe = making.address(session, text="ул. Боевая, 9")
    about = {"state": REVIEW, "sent_at": making.NOW, "annotation": "Собираем\nи программируем"} | values
    one = making.programme(session, where, **about)
    making.trait(session, one, Trait.KEYWORD, "лего")
    state = State.REVIEW if about["state"] == REVIEW else State.PUBLISHED
    group = making.group(
        session,
        making.part(session, one, state=state.value, is_open=False),
        teacher="Орлова М. П.",
        address_id=annexe.id,
    )
    making.lesson(session, group)


@pytest.fixture
def sent(office: Web) -> Web:
    """A municipality with a programme that waits."""
    change(office, fill)
    return office


def stored(web: Web) -> tuple[str, set[str]]:
    with web.app.app_context():
        session = database.current_session()
        one = session.scalars(select(Programme)).one()
        return one.state, traits_of(session, one.id)[Trait.REGISTER]


def test_the_oldest_stands_first_and_the_number_at_the_menu(sent: Web) -> None:
    def more(session: Session) -> None:
        where = making.address(session, text="ул. Чумова, 2")
        for name, days in (("Шахматы", -2), ("Хор", 3)):
            making.programme(session, where, short_name=name, state=REVIEW, sent_at=making.NOW + timedelta(days=days))
        making.programme(session, where, short_name="Черновик", state=State.DRAFT.value)
        changed = making.programme(session, where, short_name="Лепка")
        part = making.part(session, changed, state=REVIEW)
        sent_at = making.NOW + timedelta(days=1)
        session.add(
            ProgrammeStep(programme_id=changed.id, part_id=part.id, step="change_terms", at=sent_at, role="provider")
        )

    change(sent, more)
    page = sent.open(TOWN)
    assert "Программы на проверке: 4" in page.text
    page = sent.open(page.link("Программы на проверке: 4"))
    assert "Ждут вашего решения: 4" in page.text and "Черновик" not in page.text
    names = ["Шахматы", "Робототехника", "Лепка", "Хор"]
    places = [page.text.index(name) for name in names]
    assert places == sorted(places)
    assert "изменён модуль, ждёт с 21 августа 2026" in page.text


def test_nothing_to_review_says_so(office: Web) -> None:
    assert "Сейчас проверять нечего" in office.open(LIST).text
    assert office.open(TOWN).has_link("Программы на проверке")


def test_the_card_shows_all_that_a_family_would_see(sent: Web) -> None:
    page = sent.open(sent.open(LIST).link("Проверить: Робототехника"))
    for said in (
        "Дом детского творчества",
        "Сертифицированные",
        "Техническая",
        "7–12",
        "без ОВЗ",
        "Собираем",
        "лего",
        "ул. Унжакова, 6",
        "остановка «Дворец»",
        "Модуль 1: 1-й год обучения",
        "от 8 до 12",
        "10 800",
        "Орлова М. П.",
        "ул. Боевая, 9",
        "01.09.2026",
        "Пн 16:00–17:30",
    ):
        assert said in page.text, said


def test_returned_with_a_reason_sent_again_and_published(sent: Web) -> None:
    page = sent.open(sent.open(CARD).link("Вернуть на доработку"))
    answer = page.press(sent.client, "Вернуть на доработку", reason=" ")
    assert answer.status_code == 422 and "Напишите, что исправить." in Page(answer).text
    page = sent.land(Page(answer).press(sent.client, "Вернуть на доработку", reason="Укажите цели.\nИ адрес."))
    assert "Программа возвращена" in page.text and "Сейчас проверять нечего" in page.text
    assert stored(sent)[0] == State.RETURNED
    page = sent.open(CARD)
    assert "Укажите цели." in page.text and not page.has_button("Опубликовать")

    def send_again(session: Session) -> None:
        one = session.scalars(select(Programme)).one()
        take_step(session, one, Step.SEND, BY_PROVIDER, seen=one.version)

    change(sent, send_again)
    registers = [RegisterKind.CERTIFIED.value, RegisterKind.VALUED.value]
    page = sent.land(sent.open(CARD).press(sent.client, "Опубликовать", registers=registers))
    assert "Программа опубликована: семьи её видят." in page.text
    assert stored(sent) == (State.PUBLISHED, set(registers))
    with sent.app.app_context():
        assert database.current_session().scalars(select(ProgrammePart.state)).all() == [State.PUBLISHED]
    history = sent.open(f"{TOWN}/history").text
    assert "возвращена на доработку" in history and "назначены реестры" in history and "опубликована" in history


def test_nothing_is_published_without_a_register(sent: Web) -> None:
    answer = sent.open(CARD).press(sent.client, "Опубликовать", registers=[])
    assert answer.status_code == 422 and "Выберите хотя бы один реестр." in Page(answer).text
    assert stored(sent)[0] == REVIEW


def test_registers_of_what_is_published_change_later(office: Web) -> None:
    change(office, lambda session: fill(session, state=State.PUBLISHED.value))
    page = office.land(office.open(CARD).press(office.client, "Сохранить реестры", registers=["paid"]))
    assert "Реестры сохранены." in page.text and stored(office) == (State.PUBLISHED, {"paid"})
    page = office.land(page.press(office.client, "Сохранить реестры"))
    assert "Ничего не изменилось" in page.text
    page = office.open(page.link("Вернуть на доработку"))
    assert "семьи перестанут её видеть" in page.text
    office.land(page.press(office.client, "Вернуть на доработку", reason="Жалоба"))
    assert stored(office)[0] == State.RETURNED


def with_part_changed(session: Session) -> None:
    fill(session, state=State.PUBLISHED.value)
    session.scalars(select(ProgrammePart)).one().state = REVIEW


def test_a_part_is_decided_alone_when_its_programme_is_published(office: Web) -> None:
    change(office, with_part_changed)
    page = office.land(office.open(CARD).press(office.client, "Опубликовать модуль 1"))
    assert "Модуль опубликован" in page.text and "Сейчас проверять нечего" in page.text
    change(office, lambda session: setattr(session.scalars(select(ProgrammePart)).one(), "state", REVIEW))
    page = office.open(office.open(CARD).link("Вернуть модуль 1"))
    page = office.land(page.press(office.client, "Вернуть на доработку", reason="Мало часов"))
    assert "Модуль возвращён" in page.text and stored(office)[0] == State.PUBLISHED
    assert "модуль 1 возвращён на доработку" in office.open(CARD).text


def test_the_second_operator_is_told(sent: Web) -> None:
    pages = [sent.open(CARD) for _ in range(2)]
    late = sent.open(pages[0].link("Вернуть на доработку"))
    assert pages[0].press(sent.client, "Опубликовать").status_code == 303
    answer = pages[1].press(sent.client, "Опубликовать", registers=["paid"])
    assert answer.status_code == 409 and "о ней решил другой сотрудник" in Page(answer).text
    assert "Опубликована" in Page(answer).text and stored(sent) == (State.PUBLISHED, {"certified"})
    answer = late.press(sent.client, "Вернуть на доработку", reason="Нет целей")
    assert answer.status_code == 409 and stored(sent)[0] == State.PUBLISHED
    page = Page(answer)
    assert "Ваш текст на месте" in page.text and "Нет целей" in answer.get_data(as_text=True)
    assert page.press(sent.client, "Вернуть на доработку").status_code == 303
    assert stored(sent)[0] == State.RETURNED


def test_what_the_organisation_took_back_cannot_be_decided(sent: Web) -> None:
    page, late = sent.open(CARD), sent.open(f"{TOWN}/programme/return?id=card-робототехника")

    def take_back(session: Session) -> None:
        one = session.scalars(select(Programme)).one()
        take_step(session, one, Step.TAKE_BACK, BY_PROVIDER, seen=one.version)

    change(sent, take_back)
    assert page.press(sent.client, "Опубликовать").status_code == 404  # a draft is the organisation's own
    assert late.press(sent.client, "Вернуть на доработку", reason="Нет целей").status_code == 404
    assert sent.client.get(CARD).status_code == 404
    assert stored(sent)[0] == State.DRAFT


def test_parts_and_registers_wait_for_their_turn(sent: Web) -> None:
    token = {"csrf_token": sent.token(), "version": "1", "registers": "paid", "reason": "Нет"}
    for page in ("part", "registers", "return"):
        address = f"{TOWN}/programme/{page}?id=card-робототехника&part=1"
        if page == "return":
            assert sent.client.get(address).status_code == 303
        assert sent.client.post(address, data=token).status_code == 409
    assert stored(sent) == (REVIEW, {"certified"})


def test_another_municipality_finds_nothing(sent: Web) -> None:
    token = {"csrf_token": sent.token(), "version": "1", "registers": "paid", "reason": "Нет"}
    sent.portal.sign_in_operator("myski")
    assert "Робототехника" not in sent.open(LIST).text
    assert not sent.open(TOWN).has_link("Программы на проверке: 1")
    for page in ("", "/return", "/file"):
        address = f"{TOWN}/programme{page}?id=card-робототехника&kind=document"
        assert sent.client.get(address).status_code == 404
    for page in ("/publish", "/registers", "/part", "/return"):
        address = f"{TOWN}/programme{page}?id=card-робототехника&part=1"
        assert sent.client.post(address, data=token).status_code == 404
    assert stored(sent) == (REVIEW, {"certified"})


@pytest.mark.parametrize(
    "query", ["", "?id=", "?id=x", "?id=%00", "?id=" + "я" * 3000, "?id=card-робототехника&part=9"]
)
def test_made_up_programmes_and_parts_do_not_exist(sent: Web, query: str) -> None:
    assert sent.client.get(f"{TOWN}/programme/return{query}").status_code == 404


def test_the_full_text_and_the_picture_are_given(sent: Web) -> None:
    def add(session: Session) -> None:
        one = session.scalars(select(Programme)).one()
        for kind, media_type in (("document", "application/pdf"), ("image", "image/jpeg")):
            about = {"kind": kind, "media_type": media_type, "content": kind.encode(), "changed_at": making.NOW}
            session.add(ProgrammeFile(programme_id=one.id, **about))

    assert not sent.open(CARD).has_link("Полный текст, PDF")
    change(sent, add)
    page = sent.open(CARD)
    for link, content in (("Полный текст, PDF", b"document"), ("Картинка", b"image")):
        answer = sent.client.get(page.link(link))
        assert answer.data == content and answer.headers["Cache-Control"] == "no-store"
    assert sent.client.get(f"{TOWN}/programme/file?id=card-робототехника&kind=x").status_code == 404


def test_a_reason_outlives_the_end_of_the_session(sent: Web) -> None:
    page = sent.open(f"{TOWN}/programme/return?id=card-робототехника")
    viewer = sent.portal.viewer
    assert viewer is not None and viewer.role is Role.OPERATOR
    sent.portal.sign_out()
    assert page.press(sent.client, "Вернуть на доработку", reason="Нет целей").status_code == 401
    sent.portal.viewer = replace(viewer)
    page = sent.open(f"{TOWN}/programme/return?id=card-робототехника")
    assert "не успели отправить" in page.text
    assert page.press(sent.client, "Вернуть на доработку").status_code == 303
