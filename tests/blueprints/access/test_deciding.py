"""The school's side: who decides, what is checked, what is revoked; notices that families never see."""

from dataclasses import replace
from datetime import date

import pytest

from sgo_pfdo.access.model import AccessRequest, AccessStepRow
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.host import CannotAttachError
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.people import Pupil, Role, Viewer
from tests.blueprints.access.conftest import DASHA, MOTHER, WORKER, MakeSchool, School
from tests.support.actions import run_command
from tests.support.apps import MYSKI_SCHOOL, SCHOOL, another_child
from tests.support.contents import contents_of
from tests.support.pages import Page

CARD = "/pfdo/school/access"
FAMILY = "/pfdo/access"


def test_nobody_decides_about_a_request_of_their_own(school: School) -> None:
    school.ask()
    school.portal.viewer = Viewer(id=MOTHER, role=Role.REGISTRAR, school_id=SCHOOL.id)
    page = school.web.open(f"{CARD}/{school.card()}")
    assert "Это ваше собственное заявление" in page.text
    sent = {"pupil": DASHA.id, "bases": "birth_certificate", "version": "1", "csrf_token": school.web.token()}
    answer = school.web.client.post(f"{CARD}/{school.card()}/accept", data=sent)
    assert answer.status_code == 409
    assert not school.has_child()


def test_what_differs_has_to_be_compared_with_papers(school: School) -> None:
    school.portal.documents[DASHA.id] = "III-АБ № 111111"
    school.ask(document_kind="birth_certificate", document_number="III-АБ № 222222")
    assert "документ – отличается" in school.school_page().text
    refused = school.accept()
    assert refused.status == 409
    assert "отличается от данных школы" in refused.text
    assert "Доступ открыт" in school.accept(is_compared="y").text


def test_a_pupil_who_has_left_the_school_since_is_not_attached(school: School) -> None:
    school.ask()
    page = school.school_page()
    school.portal.add(another_child(31, surname="Новикова", first_name="Дарья", schools=()))
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert answer.status_code == 409
    assert "в вашей школе сейчас нет" in Page(answer).text
    assert not school.has_child()


def test_a_child_whom_the_portal_has_attached_itself_meanwhile_is_accepted_and_there_once(school: School) -> None:
    school.ask()
    page = school.school_page()
    school.portal.add(DASHA, MOTHER)
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert answer.status_code == 303
    assert [child.id for child in school.portal.children(MOTHER)] == [DASHA.id]


def test_every_step_stands_in_the_history_with_who_took_it(school: School) -> None:
    school.portal.sign_in_parent("another-parent")
    school.web.press(child=DASHA.id)  # so the child has a history of its own
    school.ask()
    correct = school.be_mother().open(f"{FAMILY}/{school.card()}/correct")
    assert correct.press(school.web.client, "Сохранить", is_representative="y").status_code == 303
    school.school_page().press(school.web.client, "Попросить прийти с документами")
    school.accept()
    school.school_page().press(school.web.client, "Отозвать доступ", words="По ошибке.")
    with school.web.app.app_context():
        steps = [(one.step, one.role, one.actor_id) for one in current_session().query(AccessStepRow).order_by("id")]
        told = current_session().query(JournalEntry).where(JournalEntry.holder_id.is_not(None)).order_by("id")
        events = [(one.event, one.actor_role) for one in told if one.event.startswith("access_")]
    assert steps == [
        ("correct", "parent", MOTHER),
        ("ask_papers", "registrar", WORKER),
        ("accept", "registrar", WORKER),
        ("revoke", "registrar", WORKER),
    ]
    assert events == [("access_opened", "registrar"), ("access_ended", "registrar")]


def test_a_pupil_whose_birth_date_the_portal_does_not_know_is_compared_by_the_rest(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupil = school.portal.add(replace(DASHA, birth_date=None))

    def find(municipality: str, surname: str, born: date) -> list[Pupil]:
        assert isinstance(born, date)  # nobody looks for a child without one
        return [pupil]

    monkeypatch.setattr(school.portal, "find_pupils", find)
    school.ask()
    assert "дата рождения – не с чем сравнить" in school.school_page().text
    assert "Доступ открыт" in school.accept().text


class AccountClosedError(CannotAttachError):
    """A portal's own kind."""


def test_a_portal_may_refuse_with_an_error_of_its_own_kind(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def attach(*_: object) -> None:
        raise AccountClosedError("учётная запись закрыта.")

    school.ask()
    monkeypatch.setattr(school.portal, "attach", attach)
    refused = school.accept()
    assert refused.status == 409
    assert "учётная запись закрыта." in refused.text


def test_the_card_counts_what_else_the_same_person_has_asked_of_the_school(school: School) -> None:
    school.ask()
    assert "и другие заявления" not in school.school_page().text
    [asked] = school.requests()
    columns = [column.name for column in AccessRequest.__table__.columns if column.name != "id"]
    values = {name: getattr(asked, name) for name in columns} | {"state": "withdrawn", "open_key": None}
    others = [
        AccessRequest(**values | {"card_id": f"{number:022}", "school_id": of_school})
        for number, of_school in enumerate([SCHOOL.id] * 60 + [MYSKI_SCHOOL.id] * 3)
    ]
    with school.web.app.app_context():
        perform(lambda session: session.add_all(others))
    assert "и другие заявления: 60." in school.school_page().text


def test_an_adult_is_not_attached(school: School) -> None:
    school.ask(born="29.10.2001")
    school.portal.add(
        another_child(31, surname="Новикова", first_name="Дарья", birth_date=date(2001, 10, 29), schools=(SCHOOL,))
    )
    page = school.school_page()
    school.wait(days=1)
    answer = page.press(
        school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"], is_compared="y"
    )
    assert "уже 18 лет" in Page(answer).text
    assert not school.has_child()


def test_a_blocked_applicant_is_told_on_the_card_and_nothing_changes(school: School) -> None:
    school.ask()
    school.portal.blocked.add(MOTHER)
    page = school.school_page()
    before = contents_of(school.web.app, history=False)
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert "учётная запись заявителя заблокирована" in Page(answer).text
    assert contents_of(school.web.app, history=False) == before


def test_the_family_is_asked_to_come_with_papers_and_then_accepted(school: School) -> None:
    school.ask()
    answer = school.school_page().press(school.web.client, "Попросить прийти с документами")
    assert "прийти с документами" in school.web.land(answer).text
    assert "Нужны документы" in school.own_page().text
    assert "Доступ открыт" in school.accept().text


def test_the_school_revokes_and_the_child_is_gone(school: School) -> None:
    school.ask()
    school.accept()
    answer = school.school_page().press(school.web.client, "Отозвать доступ", words="Прикрепили по ошибке.")
    assert "Доступ отозван" in school.web.land(answer).text
    assert not school.has_child()
    own = school.own_page().text
    assert "Доступ прекращён" in own
    assert "по ошибке" not in own


def set_notice(school: School, *, is_strict: bool, words: str = "Мать ограничена в правах.") -> Page:
    page = school.be_director().open(f"{CARD}/notice", pupil=DASHA.id)
    ticked = {"is_strict": "y"} if is_strict else {}
    return school.web.land(page.press(school.web.client, "Сохранить", words=words, **ticked))


def test_with_a_strict_notice_the_director_alone_decides(school: School) -> None:
    school.ask()
    page = school.school_page()
    assert "Пометка сохранена" in set_notice(school, is_strict=True).text
    school.be_registrar()
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert answer.status_code == 409
    assert "только директор" in Page(answer).text
    page = school.be_director().open(f"{CARD}/{school.card()}")
    assert "Мать ограничена в правах" in page.text
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert answer.status_code == 303


def test_the_director_comes_to_the_notice_from_a_card_and_the_registrar_does_not(school: School) -> None:
    school.ask()
    assert not school.school_page().has_link("Пометка для решений")
    page = school.be_director().open(f"{CARD}/{school.card()}")
    page = school.web.open(page.link(f"Пометка для решений: {DASHA.full_name}"))
    assert page.press(school.web.client, "Сохранить", words="Спор о ребёнке.").status_code == 303
    assert "Спор о ребёнке" in school.school_page().text


def test_a_notice_is_encrypted_and_no_family_sees_it(school: School) -> None:
    set_notice(school, is_strict=False)
    school.ask()
    assert "ограничена" not in school.own_page().text
    assert "ограничена" not in str(contents_of(school.web.app))


def test_the_child_s_history_does_not_tell_that_there_is_a_notice(school: School) -> None:
    school.portal.sign_in_parent("another-parent")
    school.web.press(child=DASHA.id)
    set_notice(school, is_strict=True)
    school.portal.sign_in_parent("another-parent")
    history = school.web.open("/settings/certificate/history", child=DASHA.id).text
    assert "заявление о доступе к ребёнку" in history  # that somebody has looked is told
    assert "пометк" not in history.lower()


def test_of_two_who_write_a_notice_the_second_is_told(school: School) -> None:
    first = school.be_director().open(f"{CARD}/notice", pupil=DASHA.id)
    set_notice(school, is_strict=False)
    late = Page(first.press(school.web.client, "Сохранить", words="Другое."))
    assert late.status == 409
    assert "уже изменили" in late.text


def test_a_registrar_sees_these_pages_alone(school: School) -> None:
    school.be_registrar()
    for address in ("/pfdo/school", "/pfdo/school/pupils", "/pfdo/desk", f"{CARD}/notice?pupil={DASHA.id}"):
        assert school.web.client.get(address).status_code == 404, address
    assert school.web.client.get(CARD).status_code == 200


def tidy(school: School) -> str:
    result = run_command(school.web.app, "access", "tidy")
    assert result.exit_code == 0, result.output
    return result.output


def test_what_nobody_decides_ends_after_thirty_days(school: School) -> None:
    school.ask()
    school.wait(days=30)
    assert "expired: 0" in tidy(school)
    school.wait(days=1)
    assert "expired: 1" in tidy(school)
    assert "expired: 0" in tidy(school)
    assert "Не рассмотрено" in school.own_page().text


def test_access_for_a_time_ends_after_its_last_day(school: School) -> None:
    school.ask()
    school.accept(until="2019-11-10")
    school.wait(days=13)
    assert "ended: 0" in tidy(school)
    school.wait(days=1)
    assert "ended: 1" in tidy(school)
    assert not school.has_child()
    school.portal.add(DASHA, MOTHER)  # by the portal itself, which the module then leaves alone
    assert "ended: 0" in tidy(school)
    assert school.has_child()


def test_the_end_of_the_older_of_two_requests_takes_nothing_that_the_newer_gives(school: School) -> None:
    school.ask()
    school.accept(until="2019-11-10")
    school.ask(child_patronymic="", child_first_name="Даша")
    page = school.school_page(1)
    sent = {"pupil": DASHA.id, "bases": ["birth_certificate"], "is_compared": "y"}
    assert page.press(school.web.client, "Принять: открыть доступ", **sent).status_code == 303
    assert [request.state for request in school.requests()] == ["ended", "accepted"]
    school.wait(days=14)
    assert "ended: 0" in tidy(school)
    assert school.has_child()


@pytest.mark.parametrize("end_at_18", [True, False])
def test_it_ends_with_the_18th_birthday_where_the_portal_wants_so(make_school: MakeSchool, end_at_18: bool) -> None:
    school = make_school(SGO_PFDO_ACCESS_END_AT_18=end_at_18)
    school.ask()
    school.accept()
    assert school.portal.moment is not None
    school.portal.moment = school.portal.moment.replace(year=2030, month=3, day=5)
    assert f"ended: {int(end_at_18)}" in tidy(school)
    assert school.has_child() is not end_at_18


def test_ninety_days_after_its_end_no_name_is_left(school: School) -> None:
    school.ask()
    school.accept()
    school.school_page().press(school.web.client, "Отозвать доступ", words="Новикова ошиблась.")
    school.wait(days=91)
    assert "erased: 1" in tidy(school)
    [request] = school.requests()
    assert request.content is None
    assert "Данные удалены" in school.be_registrar().open(CARD).text


def test_the_child_reads_in_the_history_that_somebody_was_attached(school: School) -> None:
    school.portal.sign_in_parent("another-parent")
    school.web.press(child=DASHA.id)
    school.ask()
    school.accept()
    school.portal.sign_in_parent("another-parent")
    history = school.web.open("/settings/certificate/history", child=DASHA.id).text
    assert "Школа прикрепила ещё одного представителя" in history
    assert "Анна" not in history
