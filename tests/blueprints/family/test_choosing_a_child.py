"""«Дети»: the choice of a child, by an id that travels in addresses and forms and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sgo_pfdo import Pupil
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, NOW, SASHA
from tests.support.web import PAGE, MakeWeb, Web


def test_children_stand_in_the_portal_s_order_and_the_first_is_shown(web: Web) -> None:
    page = web.open()
    assert page.children == {"igor": True, "sasha": False}
    assert page.link(SASHA.full_name).endswith("child=sasha")


@pytest.mark.parametrize(("count", "are_links"), [(2, True), (6, True), (7, False)])
def test_up_to_six_children_are_links_and_more_of_them_a_list(make_web: MakeWeb, count: int, are_links: bool) -> None:
    portal = MemoryPortal(NOW)
    for number in range(count):
        portal.add(replace(IGOR, id=f"child-{number}", first_name=f"Имя{number}"), "parent")
    portal.sign_in_parent("parent")
    page = make_web(portal).open()
    assert len(page.children) == (count if are_links else 0)
    assert page.has_button("Показать") is not are_links
    if not are_links:
        (choice,) = [given for tag, given in page.elements if tag == "select"]
        assert [given for tag, given in page.elements if tag == "label" and given["for"] == choice["id"]]
        assert page.form("Показать").method == "get"
        assert len(page.form("Показать").choices["child"]) == count


def test_an_only_child_is_named_and_there_is_nothing_to_choose(make_web: MakeWeb) -> None:
    portal = MemoryPortal(NOW)
    portal.add(IGOR, "parent")
    portal.sign_in_parent("parent")
    page = make_web(portal).open()
    assert "Иванов Игорь Иванович" in page.text
    assert not page.children and not page.has_button("Показать")


def test_a_pupil_has_nothing_to_choose(web: Web) -> None:
    web.portal.sign_in_pupil("igor")
    assert not web.open().children


def test_every_link_and_form_of_a_child_s_pages_is_about_this_child(certified: Web) -> None:
    for address in (PAGE, f"{PAGE}/history", f"{PAGE}/password"):
        page = certified.open(address, child="sasha")
        assert "Иванова Александра Ивановна" in page.text
        others = {name.full_name for name in (IGOR, SASHA)}
        links = [href for said, href in page.links if href.startswith(PAGE) and said not in others]
        assert links
        assert {href.split("?")[1] for href in links} == {"child=sasha"}
        assert {form.fields["child"] for form in page.forms if form.fields} <= {"sasha"}


def test_two_tabs_with_two_children_do_not_disturb_each_other(web: Web) -> None:
    first, second = web.open(child="igor"), web.open(child="sasha")
    web.land(second.press(web.client, "Получить сертификат"))
    web.land(first.press(web.client, "Получить сертификат"))
    assert [one.first_name for one in web.certificates()] == ["Александра", "Игорь"]


def test_a_child_that_the_portal_lists_twice_stands_there_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def children(parent_id: str) -> Sequence[Pupil]:
        return [IGOR, SASHA, IGOR]

    monkeypatch.setattr(web.portal, "children", children)
    assert list(web.open().children) == ["igor", "sasha"]


def test_ids_are_compared_byte_for_byte(web: Web) -> None:
    composed, decomposed = "\u0439", "\u0438\u0306"
    web.portal.add(replace(IGOR, id=composed, first_name="Первый"), "ivanova")
    web.portal.add(replace(IGOR, id=decomposed, first_name="Второй"), "ivanova")
    web.press(child=decomposed)
    assert web.open(child=composed).has_button("Получить сертификат")
    assert not web.open(child=decomposed).has_button("Получить сертификат")


visible = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0")
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pupil_id=st.text(visible, min_size=1, max_size=64), surname=names, first_name=names, patronymic=st.none() | names
)
def test_whatever_the_portal_gives_as_id_and_name_is_never_refused(
    web: Web, pupil_id: str, surname: str, first_name: str, patronymic: str | None
) -> None:
    web.portal.add(replace(IGOR, id=pupil_id, surname=surname, first_name=first_name, patronymic=patronymic), "ivanova")
    page = web.open(child=pupil_id)
    if page.has_button("Получить сертификат"):
        page = web.land(page.press(web.client, "Получить сертификат"))
    if "возможно, уже есть сертификат" in page.text:
        return  # an earlier example had the same name in other signs
    assert page.has_link("История сертификата")
    for label in ("Файл с изображением сертификата", "Файл с учётными данными для входа в АИС ПФДО"):
        assert web.client.get(page.link(label)).status_code in {200, 409}
