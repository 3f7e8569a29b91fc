"""What a page costs the database: three hundred thousand families open theirs in one evening."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask
from sqlalchemy import event

from tests.support.apps import MakeApp

PAGE = "/settings/certificate"


@contextmanager
def counted_statements(app: flask.Flask) -> Iterator[list[str]]:
    """Collect every statement that the application sends to its database."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_page_of_a_child_with_a_certificate_takes_one_statement(make_app: MakeApp) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    assert client.post(f"{PAGE}/issue", data={"child": "igor"}).status_code == 303
    with counted_statements(app) as statements:
        page = client.get(PAGE, query_string={"child": "igor"})
    assert "Не активирован" in page.text
    assert len(statements) == 1, statements


def test_a_child_without_a_certificate_takes_no_more(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    client.get(PAGE)  # the first one in a process reads the municipality too
    with counted_statements(app) as statements:
        page = client.get(PAGE)
    assert "Получить сертификат" in page.text
    assert len(statements) == 1, statements


def test_a_press_takes_two_looks_and_an_insert_for_each_row(make_app: MakeApp) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.get(PAGE)  # the first one in a process reads the municipality too
    with counted_statements(app) as statements:
        assert client.post(f"{PAGE}/issue", data={"child": "igor"}).status_code == 303
    sent = [statement.split()[0] for statement in statements if not statement.startswith("BEGIN")]
    assert sent[0] == "SELECT" and sent.count("SELECT") == 2, "the child, and who may be the same child"
    assert set(sent) == {"SELECT", "INSERT"}, statements
    assert len(sent) <= 8, "a holder, a turn, a certificate, an account and two entries in the history"
