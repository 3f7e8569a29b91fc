"""Why the button is not there: the page says every reason that holds, and what to do next (S004)."""

from dataclasses import replace
from datetime import date

import pytest

from sgo_pfdo import Pupil, Viewer
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, KINDERGARTEN, NOW, SASHA, SCHOOL, SCHOOL_OFF
from tests.support.web import MakeWeb, Web

GET_IT = "Получить сертификат"


def one_child(make_web: MakeWeb, child: Pupil, *, by_pupil: bool = False, is_owner: bool | None = None) -> Web:
    """Have a portal with one child and sign its parent in, or whoever sits at the child's account."""
    portal = MemoryPortal(NOW)
    portal.add(child, "parent")
    portal.sign_in_parent("parent")
    if by_pupil:
        portal.sign_in_pupil(child.id, is_owner=is_owner)
    else:
        portal.add(SASHA, "parent")
    return make_web(portal)


def test_a_child_of_the_right_age_gets_the_button(web: Web) -> None:
    page = web.open()
    assert page.reasons == []
    assert page.has_button(GET_IT)
    assert "Сертификата пока нет" in page.text
    assert page.has_link("Скачать бланк заявления на сертификат")
    assert page.has_link("Скачать бланк согласия на обработку персональных данных")
    assert not page.has_link("История сертификата")


def test_a_parent_without_children_learns_to_have_one_attached(make_web: MakeWeb) -> None:
    portal = MemoryPortal(NOW)
    portal.sign_in_parent("childless")
    page = make_web(portal).open()
    assert page.status == 200
    assert page.reasons == ["no_child"]
    assert "К вашей учётной записи не прикреплён ребёнок" in page.text
    assert "попросите прикрепить его к вашей учётной записи" in page.text
    assert page.forms == []


def test_a_pupil_under_14_learns_from_which_day_it_may(make_web: MakeWeb) -> None:
    page = one_child(make_web, SASHA, by_pupil=True, is_owner=True).open()
    assert page.reasons == ["under_14"]
    assert "До 14 лет сертификат получает родитель" in page.text
    assert "с 1 сентября 2024 года" in page.text
    assert "Если вы родитель" not in page.text


def test_where_the_portal_cannot_tell_a_parent_on_the_child_s_account_is_addressed_too(make_web: MakeWeb) -> None:
    page = one_child(make_web, SASHA, by_pupil=True).open()
    assert page.reasons == ["under_14"]
    assert "Если вы родитель и вошли под учётной записью ребёнка, войдите под своей" in page.text


@pytest.mark.parametrize(
    ("child", "reasons"), [(IGOR, ["on_childs_account"]), (SASHA, ["on_childs_account", "under_14"])]
)
def test_a_parent_on_the_child_s_account_is_sent_to_their_own(
    make_web: MakeWeb, child: Pupil, reasons: list[str]
) -> None:
    page = one_child(make_web, child, by_pupil=True, is_owner=False).open()
    assert page.reasons == reasons
    assert "Вы вошли под учётной записью ребёнка." in page.text
    assert "у каждого родителя должны быть собственные логин и пароль" in page.text


def test_a_child_whose_school_is_off_stays_in_the_list_with_the_reason(make_web: MakeWeb) -> None:
    web = one_child(make_web, replace(IGOR, schools=(SCHOOL_OFF,)))
    page = web.open(child=IGOR.id)
    assert page.reasons == ["not_connected"]
    assert "Образовательная организация ребёнка не подключила выдачу сертификатов" in page.text
    assert "Спросите в школе или детском саду" in page.text
    assert list(page.children) == [IGOR.id, SASHA.id]


def test_the_section_is_missing_where_no_school_of_any_child_is_on(make_web: MakeWeb) -> None:
    portal = MemoryPortal(NOW)
    portal.add(replace(IGOR, schools=(SCHOOL_OFF,)), "parent")
    portal.add(replace(SASHA, schools=()), "parent")
    portal.sign_in_parent("parent")
    assert make_web(portal).client.get("/settings/certificate").status_code == 404


def test_any_kind_of_institution_counts_and_any_of_several(make_web: MakeWeb) -> None:
    page = one_child(make_web, replace(IGOR, schools=(SCHOOL_OFF, KINDERGARTEN))).open(child=IGOR.id)
    assert page.has_button(GET_IT)


def test_a_child_without_a_birth_date_is_sent_to_school(make_web: MakeWeb) -> None:
    page = one_child(make_web, replace(IGOR, birth_date=None)).open(child=IGOR.id)
    assert page.reasons == ["no_birth_date"]
    assert "На портале не указана дата рождения. Обратитесь в школу." in page.text


def test_a_child_that_is_too_young_learns_from_which_day(make_web: MakeWeb) -> None:
    page = one_child(make_web, replace(IGOR, birth_date=date(2015, 2, 3))).open(child=IGOR.id)
    assert page.reasons == ["outside_ages"]
    assert "с 3 февраля 2020 года" in page.text


def test_from_18_on_there_is_none(make_web: MakeWeb) -> None:
    page = one_child(make_web, replace(IGOR, birth_date=date(2001, 10, 28)), by_pupil=True).open()
    assert page.reasons == ["outside_ages"]
    assert "Сертификат выдают детям до 18 лет." in page.text


def test_every_reason_is_said_and_not_only_the_first(make_web: MakeWeb) -> None:
    young = replace(SASHA, birth_date=date(2016, 1, 1))
    web = one_child(make_web, young, by_pupil=True, is_owner=False)
    page = web.open()
    assert page.reasons == ["on_childs_account", "under_14", "outside_ages"]
    assert not page.has_button(GET_IT)


@pytest.mark.parametrize(
    ("born", "may"), [(date(2005, 10, 28), True), (date(2005, 10, 29), False)], ids=["14 today", "14 tomorrow"]
)
def test_on_the_14th_birthday_itself_the_pupil_may(make_web: MakeWeb, born: date, may: bool) -> None:
    assert one_child(make_web, replace(IGOR, birth_date=born), by_pupil=True).open().has_button(GET_IT) is may


def test_today_is_the_day_of_the_municipality_and_not_of_greenwich(make_web: MakeWeb) -> None:
    web = one_child(make_web, replace(IGOR, birth_date=date(2005, 10, 29)), by_pupil=True)
    web.portal.moment = NOW.replace(hour=16, minute=59)
    assert not web.open().has_button(GET_IT)
    web.portal.moment = NOW.replace(hour=17)
    assert web.open().has_button(GET_IT)


def test_a_child_with_a_certificate_sees_it_in_place_of_the_button(certified: Web) -> None:
    page = certified.open()
    assert not page.has_button(GET_IT)
    assert "Статус Не активирован" in page.text


def test_who_is_signed_in_is_asked_once_for_a_page(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def current_viewer() -> Viewer | None:
        asked.append("viewer")
        return web.portal.viewer

    def children(parent_id: str) -> list[Pupil]:
        asked.append(parent_id)
        return [replace(IGOR, schools=(SCHOOL,))]

    monkeypatch.setattr(web.portal, "current_viewer", current_viewer)
    monkeypatch.setattr(web.portal, "children", children)
    web.open()
    assert asked == ["viewer", "ivanova"]
