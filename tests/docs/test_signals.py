"""docs/signals.md: every signal with its arguments, as they are really sent."""

import logging
import re
from datetime import date, timedelta
from typing import Any

import flask
import pytest
from blinker import NamedSignal

from sgo_pfdo import signals
from sgo_pfdo.blueprints.application import downloads as application_downloads
from sgo_pfdo.testing import MemoryPortal
from tests.docs.reading import DOCS, blocks, headings, in_code, rows, section
from tests.support.apps import IGOR, NOW, PARENT
from tests.support.pages import Page, open_page

PAGE = DOCS / "signals.md"
SIGNALS = {name: value for name, value in vars(signals).items() if isinstance(value, NamedSignal)}
PYTHON_TYPES = {"int": int, "str": str, "date": date, "None": type(None)}


def documented(name: str) -> dict[str, str]:
    """Give the arguments of a signal with their types, as the page lists them."""
    return {in_code(row[0])[0]: row[1] for row in rows(section(PAGE, name))}


def test_every_signal_has_a_section() -> None:
    assert headings(PAGE)[1:] == list(SIGNALS)


@pytest.mark.parametrize("name", SIGNALS)
def test_the_arguments_are_those_of_the_signals_own_documentation(name: str) -> None:
    own = re.findall(r":param (\w+): ([\w ]+)", SIGNALS[name].__doc__ or "")
    assert [argument for argument, _ in own] == list(documented(name))


def live_through_everything(app: flask.Flask, portal: MemoryPortal) -> None:
    """Get a certificate, download every paper, make a new password, and let the end come near."""
    client = app.test_client()
    page = open_page(client, "/settings/certificate")
    page = Page(client.get(page.press(client, "Получить сертификат").location))
    for label, address in page.links:
        if "Скачать" in label or "Файл" in label or "Картинка" in label:
            assert client.get(address).status_code == 200
    open_page(client, page.link("Новый пароль")).press(client, "Создать новый пароль")
    portal.moment = NOW + timedelta(days=89 - 28)
    assert "Reminders sent: 1" in app.test_cli_runner().invoke(args=["pfdo", "remind"]).output


def test_what_is_sent_is_what_is_documented(app: flask.Flask, portal: MemoryPortal) -> None:
    heard: dict[str, list[dict[str, Any]]] = {name: [] for name in SIGNALS}
    receivers = {name: lambda sender, _to=sent, **arguments: _to.append(arguments) for name, sent in heard.items()}
    for name, receiver in receivers.items():
        SIGNALS[name].connect(receiver, app)
    live_through_everything(app, portal)
    for name, sent in heard.items():
        if name.startswith("access_"):
            continue  # tests/blueprints/access/test_signals.py lives through those
        types = documented(name)
        assert sent, f"{name} was not sent"
        for arguments in sent:
            assert list(arguments) == list(types)
            for argument, value in arguments.items():
                assert type(value) in {PYTHON_TYPES[each] for each in types[argument].split(" or ")}
            assert arguments["pupil_id"] == IGOR.id
            assert arguments.get("viewer_id", PARENT) == PARENT
    kinds = in_code(next(row[2] for row in rows(section(PAGE, "document_downloaded")) if "document" in row[0]))
    assert [
        *(arguments["document"] for arguments in heard["document_downloaded"]),
        *application_downloads.WORDS,
    ] == kinds


def test_the_example_hears_of_a_certificate(app: flask.Flask, caplog: pytest.LogCaptureFixture) -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[0].code, names)
    names["connect"](app)
    client = app.test_client()
    with caplog.at_level(logging.INFO, logger=app.logger.name):
        open_page(client, "/settings/certificate").press(client, "Получить сертификат")
    assert "certificate 1 was issued" in caplog.text
