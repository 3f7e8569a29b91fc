"""The card after an application: what the applicant sees, what the other parent sees, the papers, the clerk."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from werkzeug.datastructures import MultiDict

from sgo_pfdo import signals
from sgo_pfdo.secrets import Cipher
from tests.documents.reading import copied
from tests.support.applying import EVERYTHING, GET, Applicant, choose_way
from tests.support.apps import IGOR, OTHER_PARENT, PARENT, SASHA
from tests.support.pages import Page
from tests.support.web import Web

SECRETS = ("ул. Мира", "905 000", "456789", "mama@mail.ru", "Мария Сергеевна")
PAPERS = ("Скачать заявление", "Скачать согласие")
UPDATE = "Обновить заявление"


@pytest.fixture
def applied(mother: Applicant) -> Page:
    """The family's page of the mother, who has told everything."""
    return mother.finish(**EVERYTHING)


def paper(web: Web, page: Page, label: str) -> str:
    answer = web.client.get(page.link(label))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return copied(answer.data)


def test_the_card_is_that_of_the_manual(applied: Page) -> None:
    for text in (
        "Муниципалитет г. Киселёвск",
        "Документ Свидетельство о рождении",
        "Статус Не активирован",
        "Группа сертификата Дети в возрасте от 5 до 18 лет",
        "Дата создания 28.10.2019 10:00:00",
        "Чтобы активировать сертификат, принесите подписанные заявление и согласие в любую организацию из списка",
        "МАУ ДО «Центр детского творчества»",
    ):
        assert text in applied.text
    for label in (*PAPERS, UPDATE):
        assert applied.has_link(label)


def test_the_papers_say_what_was_given_and_leave_rules_for_the_rest(web: Web, applied: Page) -> None:
    number = web.certificates()[0].number
    form = paper(web, applied, "Скачать заявление")
    for text in (
        "ЗАЯВЛЕНИЕ № 1",
        number,
        "III-АБ № 123456",
        "ул. Мира, д. 8, кв. 15",
        "Иванова",
        "Мария Сергеевна",
        "+7 905 000-12-34",
        "mama@mail.ru",
    ):
        assert text in form, text
    consent = paper(web, applied, "Скачать согласие")
    for text in ("3210 456789", "ОУФМС России по Кемеровской области", "Игорь", "Управление образования"):
        assert text in consent, text


def test_the_portal_hears_of_a_download(web: Web, applied: Page) -> None:
    heard: list[str] = []

    def listen(app: object, *, document: str, **extra: object) -> None:
        heard.append(document)

    with signals.document_downloaded.connected_to(listen, web.app):
        for label in PAPERS:
            paper(web, applied, label)
    assert heard == ["filled_application", "filled_consent"]


def test_the_downloads_stand_in_the_history_by_their_names(web: Web, applied: Page) -> None:
    for label in PAPERS:
        paper(web, applied, label)
    assert web.client.head(applied.link(PAPERS[0])).status_code == 200
    history = web.open(applied.link("История сертификата"))
    assert [item.split(" 28")[0] for item in history.items[:2]] == [
        "Скачан заполненный документ: согласие",
        "Скачан заполненный документ: заявление",
    ]
    assert history.text.count("Скачан заполненный документ") == 2


def test_the_other_parent_sees_number_status_group_and_dates_alone(web: Web, applied: Page) -> None:
    own = [applied.link(label) for label in (*PAPERS, UPDATE)]
    web.portal.sign_in_parent(OTHER_PARENT)
    page = web.open()
    for text in ("Не активирован", "Дети в возрасте от 5 до 18 лет", "28.10.2019 10:00:00", "25.01.20"):
        assert text in page.text
    assert web.certificates()[0].number in page.text.replace(" ", "")
    assert "Документ Свидетельство" not in page.text
    for secret in SECRETS:
        assert secret not in page.html
    for address in own:
        assert web.client.get(address).status_code == 404


def test_neither_the_child_nor_somebody_at_its_account_sees_what_the_mother_gave(web: Web, applied: Page) -> None:
    own = [applied.link(label) for label in (*PAPERS, UPDATE)]
    for is_owner in (None, True, False):
        web.portal.sign_in_pupil(IGOR.id, is_owner=is_owner)
        assert [web.client.get(address).status_code for address in own] == [404, 404, 404]
        assert not [secret for secret in SECRETS if secret in web.open().html]


def test_a_pupils_papers_are_not_for_somebody_else_at_the_account(web: Web) -> None:
    web.portal.sign_in_pupil(IGOR.id, is_owner=True)
    pupil = Applicant(web)
    page = pupil.confirmed()
    page = web.land(page.press(web.client, GET, document_kind="passport", document_number="3210 123456"))
    address = page.link("Скачать заявление")
    assert "3210 123456" in paper(web, page, "Скачать заявление")
    web.portal.sign_in_pupil(IGOR.id, is_owner=False)
    assert web.client.get(address).status_code == 404
    web.portal.sign_in_parent(PARENT)
    assert web.client.get(address).status_code == 404


def test_updating_corrects_the_papers_and_changes_neither_number_nor_group(web: Web, applied: Page) -> None:
    number = web.certificates()[0].number
    page = web.open(applied.link(UPDATE))
    assert page.form(UPDATE).fields["applicant_surname"] == "Иванова"
    assert page.form(UPDATE).fields["document_issued_on"] == "01.06.2004"
    page = web.land(page.press(web.client, UPDATE, telephone="8 905 999-99-99"))
    assert "Заявление обновлено" in page.text
    assert "+7 905 999-99-99" in paper(web, page, "Скачать заявление")
    assert web.certificates()[0].number == number


def test_a_mistake_in_an_update_is_told_and_changes_nothing(web: Web, applied: Page) -> None:
    page = web.open(applied.link(UPDATE))
    answer = page.press(web.client, UPDATE, telephone="12", document_number="")
    assert answer.status_code == 422
    assert Page(answer).form(UPDATE).fields["telephone"] == "12"
    assert "+7 905 000-12-34" in paper(web, applied, "Скачать заявление")


def test_a_key_that_was_lost_is_told_and_the_data_can_be_given_again(web: Web, applied: Page) -> None:
    state = web.app.extensions["sgo_pfdo"]
    web.app.extensions["sgo_pfdo"] = replace(state, cipher=Cipher((Fernet.generate_key().decode(),)))
    page = Page(web.client.get(applied.link("Скачать заявление")))
    assert page.status == 409
    assert web.open(page.link(UPDATE)).status == 200
    assert web.open().status == 200


def card(web: Web) -> Page:
    web.portal.sign_in_clerk("cdt")
    return web.open(f"/pfdo/desk/c/{web.certificates()[0].card_id}")


def test_the_clerk_sees_the_data_beside_the_papers_on_the_table(web: Web, applied: Page) -> None:
    page = card(web)
    for text in (
        "Заявление № 1",
        "Свидетельство о рождении III-АБ № 123456, выдан 01.06.2004 Отдел ЗАГС г. Киселёвска",
        "Иванова Мария Сергеевна",
        "Паспорт гражданина РФ 3210 456789",
        "+7 905 000-12-34",
        "mama@mail.ru",
    ):
        assert text in page.text


def test_the_clerk_opens_every_version_and_older_ones_are_marked(web: Web, applied: Page) -> None:
    web.land(web.open(applied.link(UPDATE)).press(web.client, UPDATE, telephone="8 905 999-99-99"))
    page = card(web)
    addresses = [href for _, href in page.links if "filled-application" in href]
    newest, first = (copied(web.client.get(address).data) for address in addresses)
    assert "Заменено" in page.text
    assert "+7 905 999-99-99" in newest and "+7 905 000-12-34" in first
    assert "Заменено" in first and "Заменено" not in newest
    assert web.client.get(addresses[0].replace("version=2", "version=9")).status_code == 404
    web.portal.sign_in_parent(PARENT)
    assert "Сотрудник уполномоченной организации" in web.open(applied.link("История сертификата")).text


def test_activation_goes_from_there_as_before(web: Web, applied: Page) -> None:
    page = card(web)
    form = page.form("Активировать")
    ticks = [given["value"] for tag, given in page.elements if tag == "input" and given.get("name") == "papers"]
    fields = MultiDict([*form.fields.items(), *(("papers", tick) for tick in ticks)])
    assert web.client.post(form.action, data=fields).status_code == 303
    web.portal.sign_in_parent(PARENT)
    page = web.open()
    assert "Всё готово" in page.text
    assert page.has_link("Скачать заявление") and not page.has_link(UPDATE)


def test_a_clerk_of_another_municipality_opens_nothing(web: Web, applied: Page) -> None:
    page = card(web)
    addresses = [href for _, href in page.links if "filled-" in href]
    web.portal.sign_in_clerk("myski-centre")
    assert {web.client.get(address).status_code for address in addresses} == {404}


def test_a_certificate_without_an_application_has_no_such_papers(web: Web, applied: Page) -> None:
    with web.app.app_context():
        choose_way("direct")
    page = web.press(child=SASHA.id)
    assert not page.has_link("Скачать заявление")
    assert "Дата создания" not in page.text
    assert web.client.get("/settings/certificate/application/application.pdf?child=sasha").status_code == 404
