"""The director's pages: the module on and off, who has a certificate, slips; names and yes or no, nothing more."""

import pytest

from sgo_pfdo import HostPortal, Pupil, Viewer
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.testing import MemoryPortal
from tests.blueprints.school.conftest import school_portal
from tests.documents.reading import copied, read_all
from tests.support.actions import press
from tests.support.apps import IGOR, NOW, SASHA, another_child
from tests.support.desk import take
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

ROOM = "/pfdo/school"
PRINT = "Напечатать памятки (PDF)"


def told(school: Web, event: str) -> list[tuple[str, str | None, str | None]]:
    """List who did something, of which organisation, and what the history says of it."""
    with school.app.app_context():
        session = school.app.extensions["sqlalchemy"].session
        entries = session.query(JournalEntry).filter_by(event=event).order_by(JournalEntry.id)
        return [(entry.actor_role, entry.organisation, entry.details) for entry in entries]


def test_the_first_page_counts(school: Web) -> None:
    with school.app.app_context():
        take(Step.ACTIVATE, press(IGOR))
    page = school.open(ROOM)
    assert "Выдача сертификатов включена" in page.text
    assert "Есть сертификат 1 из них активный 1 Нет сертификата 3" in page.text
    assert "дата рождения 1 Не положен по возрасту 1 Всего учащихся 6" in page.text


def test_the_list_says_yes_or_no_and_neither_a_number_nor_a_date(school: Web) -> None:
    with school.app.app_context():
        number = press(IGOR).number
    page = school.open(f"{ROOM}/pupils")
    for line in (
        "Абрамова Ульяна нет не положен по возрасту",
        "Бездатный Тимур Иванович нет внесите на портал дату рождения",
        "Ёлкин Семён Иванович нет",
        "Иванов Игорь Иванович есть",
    ):
        assert line in page.text
    assert number not in page.html and "2004" not in page.html and "14.05" not in page.html


def test_a_long_list_is_turned_page_by_page(make_web: MakeWeb) -> None:
    portal = MemoryPortal()
    portal.page_size = 2
    for number in range(5):
        portal.add(another_child(number, surname=f"Иванов-{number}"))
    portal.sign_in_director("school-1")
    school = make_web(portal)
    page = school.open(f"{ROOM}/pupils")
    seen = []
    while True:
        seen += [number for number in range(5) if f"Иванов-{number} " in page.text]
        if not page.has_link("Следующая страница"):
            break
        page = school.open(page.link("Следующая страница"))
    assert seen == list(range(5))
    assert "Иванов-0 " in school.open(school.open(page.link("Предыдущая страница")).link("Предыдущая страница")).text
    for made_up in ("page=3", "page=-1", "page=1000000", "page=" + "9" * 30):
        assert school.client.get(f"{ROOM}/pupils?{made_up}").status_code == 404
    assert school.client.get(f"{ROOM}/pupils?page=x").status_code == 200


def test_switching_off_stops_issuing_and_never_takes_away_what_was_issued(school: Web) -> None:
    with school.app.app_context():
        press(IGOR)
    question = school.open(f"{ROOM}/switch")
    assert "выданные сертификаты останутся" in question.text
    page = school.land(question.press(school.client, "Выключить выдачу"))
    assert "То, что уже выдано, осталось у семей" in page.text
    assert told(school, "module_switched") == [
        ("director", "МБОУ «СОШ № 1»", "МБОУ «СОШ № 1»: выдача сертификатов на портале выключена")
    ]
    school.portal.sign_in_parent("ivanova")
    assert school.open(child="sasha").reasons == ["not_connected"]
    assert "Сертификат не активирован" in school.open(child="igor").text


def test_switching_on_again_and_the_municipality_reads_of_it(school: Web) -> None:
    school.open(f"{ROOM}/switch").press(school.client, "Выключить выдачу")
    page = school.land(school.open(f"{ROOM}/switch").press(school.client, "Включить выдачу"))
    assert "Семьи уже могут получать их на портале" in page.text
    school.portal.sign_in_operator("kiselevsk")
    history = school.open("/pfdo/municipality/history").items
    assert [line.partition(" 28 ")[0] for line in history] == [
        "МБОУ «СОШ № 1»: выдача сертификатов на портале включена",
        "МБОУ «СОШ № 1»: выдача сертификатов на портале выключена",
    ]


def test_pressing_twice_switches_once(school: Web) -> None:
    question = school.open(f"{ROOM}/switch")
    question.press(school.client, "Выключить выдачу")
    page = school.land(question.press(school.client, "Выключить выдачу"))
    assert "Ничего не изменилось" in page.text
    assert len(told(school, "module_switched")) == 1


def test_a_forged_switch_is_refused(school: Web) -> None:
    question = school.open(f"{ROOM}/switch")
    assert question.press(school.client, "Выключить выдачу", csrf_token="forged").status_code == 400
    assert question.press(school.client, "Выключить выдачу", wanted="maybe").status_code == 400
    assert told(school, "module_switched") == []


def test_each_child_without_a_certificate_gets_a_slip_and_the_history_tells_how_many(school: Web) -> None:
    with school.app.app_context():
        press(IGOR)
    page = school.open(f"{ROOM}/slips")
    assert "3 памятки, листов: 1" in page.text
    assert "впишите имя от руки" in page.text
    answer = page.press(school.client, "Напечатать памятки (PDF)")
    assert answer.mimetype == "application/pdf"
    text = copied(answer.data)
    assert "Ёлкин Семён Иванович" in text and "Иванова Александра Ивановна" in text
    assert "Иванов Игорь" not in text and "Абрамова" not in text
    assert told(school, "slips_printed") == [("director", "МБОУ «СОШ № 1»", "МБОУ «СОШ № 1»: 3 памятки")]


def test_the_history_of_a_child_tells_of_its_slip_each_time_and_of_nobody_elses(school: Web) -> None:
    with school.app.app_context():
        annulled = press(IGOR)
        take(Step.ANNUL, annulled, reason_code="at_request")
        press(SASHA)
        igor = annulled.holder_id
    page = school.open(f"{ROOM}/slips")
    for _ in range(2):
        assert page.press(school.client, PRINT).mimetype == "application/pdf"
    with school.app.app_context():
        session = school.app.extensions["sqlalchemy"].session
        shown = session.query(JournalEntry).filter_by(event="shown", details="памятка для родителей, PDF")
        assert [(entry.holder_id, entry.actor_role) for entry in shown] == [(igor, "director")] * 2


def test_slips_lead_to_the_familys_page_where_the_portal_says_its_address(make_web: MakeWeb) -> None:
    school = make_web(school_portal(), SGO_PFDO_BASE_URL="https://portal.example")
    content = school.open(f"{ROOM}/slips").press(school.client, "Напечатать памятки (PDF)").data
    assert "https://portal.example/settings/certificate" in copied(content)


def test_there_are_no_slips_where_they_would_be_of_no_use(school: Web) -> None:
    page = school.open(f"{ROOM}/slips")
    school.open(f"{ROOM}/switch").press(school.client, "Выключить выдачу")
    assert "Сначала включите выдачу" in school.open(f"{ROOM}/slips").text
    refused = page.press(school.client, "Напечатать памятки (PDF)")
    assert (refused.status_code, refused.mimetype) == (409, "text/html")
    assert told(school, "slips_printed") == []


def test_when_everybody_has_one_there_is_nothing_to_print(make_web: MakeWeb) -> None:
    portal = MemoryPortal()
    portal.add(IGOR)
    portal.add(SASHA)
    portal.sign_in_director("school-1")
    school = make_web(portal, certified=True)
    portal.moment = school_portal().moment
    page = school.open(f"{ROOM}/slips")
    assert "Памятки не нужны" in page.text
    assert not page.has_button("Напечатать памятки (PDF)")


class PortalWithoutLists(HostPortal):
    """A portal for families, where a director has signed in."""

    def __init__(self, families: MemoryPortal) -> None:
        self._families = families

    def current_viewer(self) -> Viewer | None:
        return self._families.viewer

    def children(self, parent_id: str) -> list[Pupil]:
        return []

    def pupil(self, pupil_id: str) -> Pupil | None:
        return None


def test_a_portal_without_lists_of_pupils_gets_numbers_only_and_the_page_says_why(make_web: MakeWeb) -> None:
    school = make_web(PortalWithoutLists(school_portal()), certified=True)
    page = school.open(ROOM)
    assert "Портал не передаёт сюда списки учащихся" in page.text
    assert not page.has_link("Памятки для родителей")
    for missing in ("pupils", "slips"):
        assert school.client.get(f"{ROOM}/{missing}").status_code == 404


@pytest.mark.parametrize("button", ["Включить выдачу"])
def test_a_school_that_is_off_begins_with_switching_on(make_web: MakeWeb, button: str) -> None:
    portal = MemoryPortal()
    portal.sign_in_director("school-off")
    school = make_web(portal)
    page = school.open(ROOM)
    assert "Выдача сертификатов выключена" in page.text
    question: Page = school.open(page.link(button))
    assert question.has_button(button)


CLASSES = {"10 А": 2, "9 Б": 1, None: 1}


@pytest.fixture
def by_class(make_web: MakeWeb) -> Web:
    """A school whose portal names classes: two pupils of 10 А, one of 9 Б, one of none; one has a certificate."""
    portal = MemoryPortal(NOW)
    for number, name in enumerate(name for name, count in CLASSES.items() for _ in range(count)):
        portal.add(another_child(number, surname=f"Иванов-{number}", class_name=name))
    portal.sign_in_director("school-1")
    made = make_web(portal)
    with made.app.app_context():
        press(portal.pupil("child-0"))
    return made


def test_the_coverage_is_said_in_percent_and_by_class(by_class: Web) -> None:
    page = by_class.open(ROOM)
    assert "25 % охват: сертификат есть у 1 из 4 учащихся, кому он положен по возрасту" in page.text
    assert "9 Б 0 из 1 0 % 10 А 1 из 2 50 % Без класса 0 из 1 0 %" in page.text


def test_the_list_can_be_that_of_a_class_and_of_those_without(by_class: Web) -> None:
    page = by_class.open(by_class.open(ROOM).link("10 А"))
    assert "Иванов-0 " in page.text and "Иванов-1 " in page.text and "Иванов-2 " not in page.text
    page = by_class.open(page.link("Только без сертификата"))
    assert "Иванов-0 " not in page.text and "Иванов-1 " in page.text and "Иванов-2 " not in page.text
    everybody = by_class.open(by_class.open(ROOM).link("Только без сертификата"))
    assert [f"Иванов-{number} " in everybody.text for number in range(4)] == [False, True, True, True]
    assert "В этом классе на портале никого нет." in by_class.open(f"{ROOM}/pupils?class=1+Я").text


def test_slips_are_printed_by_class_each_on_sheets_of_its_own(by_class: Web) -> None:
    page = by_class.open(f"{ROOM}/slips?class=9+Б")
    assert page.form(PRINT).fields["of"] == "class:9 Б"
    only = read_all(page.press(by_class.client, PRINT).data)
    assert len(only) == 1 and "Иванов-2" in only[0].text and "9 Б" in only[0].text
    sheets = read_all(page.press(by_class.client, PRINT, of="all").data)
    names = [[number for number in range(4) if f"Иванов-{number}" in sheet.text] for sheet in sheets]
    assert names == [[2], [1], [3]]
    assert page.press(by_class.client, PRINT, of="class:11 А").status_code == 400


def test_a_portal_that_names_no_classes_sees_nothing_of_them(school: Web) -> None:
    assert "По классам" not in school.open(ROOM).text
    assert "Класс" not in school.open(f"{ROOM}/pupils").text
    assert "of" not in {given.get("name") for _, given in school.open(f"{ROOM}/slips").elements}
