"""What the other tests stand on: two databases, a browser that reads real pages, axe-core that finds barriers."""

from pathlib import Path

import pytest
import sqlalchemy
from werkzeug.wrappers import Response

from tests.browser.looking import SoundPages
from tests.support.browser import OpenPage, overflow, violations
from tests.support.databases import new_postgresql_uri
from tests.support.server import Serve

PAGE = (
    "<!doctype html><html lang='ru'><meta name='viewport' content='width=device-width'><title>Проверка</title>"
    "<main><h1>Здравствуйте!</h1>{}</main>"
)


def page_with(html: str) -> Response:
    policy = {"Content-Security-Policy": "default-src 'none'"}
    return Response(PAGE.format(html), headers=policy, mimetype="text/html")


def test_a_new_database_is_empty_and_keeps_russian_text(database_uri: str) -> None:
    engine = sqlalchemy.create_engine(database_uri)
    with engine.begin() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        connection.execute(sqlalchemy.text("CREATE TABLE pupil (name VARCHAR(40))"))
        connection.execute(sqlalchemy.text("INSERT INTO pupil VALUES ('Алёна')"))
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT name FROM pupil WHERE length(name) = 5")) == "Алёна"
    engine.dispose()


def test_a_database_with_connections_still_open_is_deleted(postgresql_server: Path) -> None:
    with new_postgresql_uri(postgresql_server) as uri:
        engine = sqlalchemy.create_engine(uri)
        connection = engine.connect()
        assert connection.scalar(sqlalchemy.text("SELECT 1")) == 1
    with pytest.raises(sqlalchemy.exc.OperationalError):
        connection.scalar(sqlalchemy.text("SELECT 1"))
    connection.invalidate()
    with pytest.raises(sqlalchemy.exc.OperationalError, match="does not exist"):
        engine.connect()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("phone", [True, False])
def test_the_browser_shows_a_served_page(serve: Serve, open_page: OpenPage, phone: bool, javascript: bool) -> None:
    page = open_page(phone=phone, javascript=javascript)
    page.goto(serve(page_with("<p>Всё в порядке.</p>")))
    assert page.title() == "Проверка"
    assert overflow(page) == 0
    assert violations(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_barriers_and_wide_pages_are_found(serve: Serve, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(phone=True, javascript=javascript)
    page.goto(serve(page_with("<noscript><input></noscript><p>" + "Ш" * 100)))
    found = violations(page)
    assert any(text.startswith("label:") for text in found) is not javascript
    assert overflow(page) > 0


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ("<p><label for='b'>Фамилия</label> <input id='a'></p>", "label"),
        ("<p><label for='a'></label> <input id='a'></p>", "label"),
        ("<p><label for='a'>Фамилия</label> <input id='a' autocomplete='nonsense'></p>", "autocomplete-valid"),
        ("<h4>Дальше</h4>", "heading-order"),
        ("<p><label style='color: #ddd' for='a'>Фамилия</label> <input id='a'></p>", "color-contrast"),
    ],
)
def test_what_is_built_otherwise_is_searched_for_barriers_again(
    serve: Serve, open_page: OpenPage, tmp_path: Path, broken: str, rule: str
) -> None:
    sound, page = SoundPages(), open_page(bypass_csp=True)
    sound.file = tmp_path / "known"
    sound.file.touch()
    page.goto(serve(page_with("<p><label for='a'>Фамилия</label> <input id='a'></p>")))
    sound.assert_no_barriers(page)
    known = sound.file.read_text()
    page.goto(serve(page_with("<p><label for='c'>Отчество</label> <input id='c'></p>")))
    sound.assert_no_barriers(page)
    assert sound.file.read_text() == known, "nothing new stands there"
    page.goto(serve(page_with(broken)))
    with pytest.raises(AssertionError, match=f"{rule}:"):
        sound.assert_no_barriers(page)
