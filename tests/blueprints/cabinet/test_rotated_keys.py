"""``flask pfdo keys rotate``: after it the old key can be dropped, and nothing of a family's cabinet is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cryptography.fernet import Fernet

from sgo_pfdo.secrets import Cipher
from tests.support.actions import run_command
from tests.support.apps import KEY, NOW
from tests.support.cabinet import EMAIL, Office
from tests.support.contents import Contents, contents_of

NEW_KEY = Fernet.generate_key().decode()
PERSON = {"surname": "Иванова", "first_name": "Мария", "patronymic": "Сергеевна"}
ENCRYPTED = {
    "sgo_pfdo_account.secret",
    "sgo_pfdo_cabinet_settings.applicant",
    "sgo_pfdo_cabinet_settings.email",
    "sgo_pfdo_cabinet_settings.new_email",
    "sgo_pfdo_cabinet_settings.place",
    "sgo_pfdo_cabinet_settings.representative",
    "sgo_pfdo_draft.content",
    "sgo_pfdo_letter.content",
}


def tokens(contents: Contents) -> Iterator[tuple[str, str]]:
    """Find everything that is encrypted, by table and column."""
    for table, rows in contents.items():
        for row in rows:
            yield from (
                (f"{table}.{column}", value)
                for column, value in row._asdict().items()
                if isinstance(value, str) and value.startswith("gAAAA")
            )


def fill(office: Office) -> None:
    """Settle everything that can be settled; a form and a letter wait."""
    office.save("representative", **PERSON)
    office.save("place", address="ул. Мира, 8")
    office.save("applicant/edit", **PERSON)
    office.give_email()
    moment = NOW + timedelta(minutes=5)
    office.web.portal.moment = moment
    office.save("email", "Отправить письмо со ссылкой", email="papa@mail.ru")
    page = office.open("place")
    office.web.portal.moment = moment + timedelta(hours=2)
    page.press(office.web.client, "Сохранить", address="ул. Советская, 1")


def test_every_secret_of_the_cabinet_is_read_with_the_new_key_alone(office: Office) -> None:
    fill(office)
    app = office.web.app
    assert {place for place, _ in tokens(contents_of(app))} >= ENCRYPTED
    state = app.extensions["sgo_pfdo"]
    app.extensions["sgo_pfdo"] = replace(state, cipher=Cipher([NEW_KEY, KEY]))
    assert run_command(app, "keys", "rotate").exit_code == 0
    only_new = Cipher([NEW_KEY])
    app.extensions["sgo_pfdo"] = replace(state, cipher=only_new)
    for _, token in tokens(contents_of(app)):
        only_new.decrypt(token)
    page = office.open()
    assert "Иванова Мария" in page.text and "ул. Мира, 8" in page.text and EMAIL in page.text
    assert office.open("place").form("Сохранить").fields["address"] == "ул. Советская, 1"
    assert "papa@mail.ru" in [letter["To"] for letter in office.letters()]
