"""docs/privacy.md: every table is named, and the log says nothing of anybody."""

import logging

import flask
import pytest

from sgo_pfdo.database import VERSION_TABLE, Base
from tests.docs.reading import DOCS, in_code, rows, section
from tests.support.apps import IGOR
from tests.support.pages import Page, open_page

PAGE = DOCS / "privacy.md"


def test_every_table_is_named() -> None:
    listed = [name for row in rows(section(PAGE, "What is stored")) for name in in_code(row[0])]
    assert sorted(listed) == sorted([*Base.metadata.tables, VERSION_TABLE])


def test_the_log_holds_no_name_number_password_birth_date_or_address(
    app: flask.Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = app.test_client()
    with caplog.at_level(logging.DEBUG):
        page = open_page(client, "/settings/certificate")
        page = Page(client.get(page.press(client, "Получить сертификат").location))
        client.get(page.link("Файл с учётными данными для входа в АИС ПФДО"))
        open_page(client, page.link("Новый пароль")).press(client, "Создать новый пароль")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name == "sgo_pfdo")
    assert said
    with app.app_context():
        rows_of = app.extensions["sqlalchemy"].session.execute
        number = rows_of(Base.metadata.tables["sgo_pfdo_certificate"].select()).mappings().one()["number"]
    for secret in (IGOR.surname, IGOR.first_name, number, str(IGOR.birth_date), "127.0.0.1"):
        assert secret not in said
