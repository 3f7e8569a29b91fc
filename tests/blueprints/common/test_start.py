"""What is wrong with a portal's options is said at the start, all at once, with the option's name and the remedy."""

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import flask
import pytest
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from markupsafe import Markup

from sgo_pfdo import HostPortal, SgoPfdo
from sgo_pfdo.config import ConfigError
from sgo_pfdo.config.options import OPTIONS
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import KEY, NOW
from tests.support.registers import LedRegister

ROOT = Path(__file__).resolve().parents[3]
BASE = "<title>{% block title %}{% endblock %}</title>{% block head %}{% endblock %}{% block content %}{% endblock %}"


def start(
    host: HostPortal | None = None,
    *,
    templates: dict[str, str] | None = None,
    register: LedRegister | None = None,
    **config: Any,
) -> flask.Flask:
    """Start a portal that is not in a test, with these options."""
    app = flask.Flask("host")
    app.config |= {"SECRET_KEY": "host", "SQLALCHEMY_DATABASE_URI": "sqlite://", "SGO_PFDO_KEYS": [KEY]} | config
    app.jinja_loader = DictLoader(templates or {})
    SQLAlchemy(app)
    SgoPfdo(app, host=host or MemoryPortal(NOW), register=register)
    return app


def complaint(*arguments: Any, **config: Any) -> list[str]:
    """Start a portal that cannot start, and read the lines under the headline."""
    with pytest.raises(ConfigError) as caught:
        start(*arguments, **config)
    headline, *lines = str(caught.value).split("\n")
    assert headline == "sgo_pfdo cannot start:"
    return [line.strip() for line in lines]


BAD: dict[str, Any] = {
    "SGO_PFDO_KEYS": ["not a key"],
    "SGO_PFDO_BASE_TEMPLATE": "",
    "SGO_PFDO_BLOCK_TITLE": "my title",
    "SGO_PFDO_BLOCK_HEAD": 7,
    "SGO_PFDO_BLOCK_CONTENT": "",
    "SGO_PFDO_OPEN_BLOCK_CONTENT": "page content",
    "SGO_PFDO_ROOT_CLASS": 'wide" onclick="',
    "SGO_PFDO_SETTINGS_URL_PREFIX": "settings",
    "SGO_PFDO_URL_PREFIX": "/pfdo/",
    "SGO_PFDO_REGISTER_URL": "pfdo.ru",
    "SGO_PFDO_TIME_ZONE": "Кемерово",
    "SGO_PFDO_VALIDITY_DAYS": 0,
    "SGO_PFDO_NUMBER_FORMAT": "sgo13",
}


SECRET_KEYS = [None, "", " ", b"", "dev", "Dev", b"dev", "secret", "changeme"]


@pytest.mark.parametrize("key", SECRET_KEYS)
def test_a_secret_key_that_is_none_does_not_start_and_names_the_command_that_makes_one(key: Any) -> None:
    (line,) = complaint(SECRET_KEY=key)
    assert line.startswith("SECRET_KEY is ")
    assert line.endswith('python -c "import secrets; print(secrets.token_hex(32))"')
    start(SECRET_KEY=key, TESTING=True)


def test_it_is_told_together_with_the_options() -> None:
    assert [line.split()[0] for line in complaint(SECRET_KEY="dev", **BAD)] == [*BAD, "SECRET_KEY"]


def test_a_command_of_a_portal_that_cannot_start_says_so_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "portal.py").write_text(
        "from tests.blueprints.common.test_start import start\ndef create_app(): return start(SECRET_KEY='dev')\n",
        encoding="utf-8",
    )
    flask_command = [sys.executable, "-m", "flask", "--app", tmp_path / "portal.py", "pfdo", "doctor"]
    place = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    said = subprocess.run(flask_command, cwd=ROOT, env=os.environ | place, capture_output=True, text=True)
    assert said.returncode == 1
    assert said.stderr.startswith("Error: sgo_pfdo cannot start:\n  SECRET_KEY is a word from tutorials")
    assert "Traceback" not in said.stderr


def test_all_bad_options_are_named_at_once_with_what_they_take() -> None:
    lines = complaint(**BAD)
    assert [line.split()[0] for line in lines] == list(BAD)
    takes = {option.name: option.type for option in OPTIONS}
    for line in lines:
        assert line.endswith(f"It takes: {takes[line.split()[0]]}.")


@pytest.mark.parametrize("keys", [None, "", [], "bad", [KEY, "bad"], f"{KEY},bad", [b"\xff"], 7])
def test_a_missing_or_bad_key_names_the_command_that_makes_one_and_never_the_key(keys: Any) -> None:
    (line,) = complaint(SGO_PFDO_KEYS=keys)
    assert line.startswith("SGO_PFDO_KEYS ")
    assert 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"' in line
    assert KEY not in line and "bad" not in line


@pytest.mark.parametrize("keys", [[KEY], (KEY, KEY), f" {KEY} , {KEY} ", [KEY.encode()], KEY])
def test_keys_come_as_a_list_or_as_text(keys: Any) -> None:
    assert set(start(SGO_PFDO_KEYS=keys).extensions["sgo_pfdo"].settings.keys) == {KEY}


@pytest.mark.parametrize(
    ("option", "block"),
    [("SGO_PFDO_BLOCK_TITLE", "title"), ("SGO_PFDO_BLOCK_HEAD", "head"), ("SGO_PFDO_BLOCK_CONTENT", "content")],
)
def test_a_block_that_the_layout_lacks_is_named_with_those_it_has(option: str, block: str) -> None:
    lacking = BASE.replace(f"block {block}", f"block my_{block}")
    (line,) = complaint(templates={"base.html": lacking}, SGO_PFDO_BASE_TEMPLATE="base.html")
    assert line.startswith(f"{option}: the template 'base.html' has no block '{block}'; it has: ")
    assert f"my_{block}" in line
    start(templates={"base.html": lacking}, SGO_PFDO_BASE_TEMPLATE="base.html", **{option: f"my_{block}"})


@pytest.mark.parametrize("block", ["title", "head", "content"])
def test_the_open_pages_may_have_a_template_with_blocks_of_its_own(block: str) -> None:
    templates = {"base.html": BASE, "open.html": BASE.replace(f"block {block}", f"block open_{block}")}
    both = {"SGO_PFDO_BASE_TEMPLATE": "base.html", "SGO_PFDO_OPEN_TEMPLATE": "open.html"}
    option = f"SGO_PFDO_OPEN_BLOCK_{block.upper()}"
    (line,) = complaint(templates=templates, **both)
    assert line.startswith(f"{option}: the template 'open.html' has no block '{block}'; it has: ")
    (line,) = complaint(templates=templates, **both | {option: "nowhere"})
    assert line.startswith(f"{option}: the template 'open.html' has no block 'nowhere'; it has: ")
    start(templates=templates, **both | {option: f"open_{block}"})


def test_blocks_may_come_from_what_the_layout_extends() -> None:
    templates = {"base.html": "{% extends 'root.html' %}{% block title %}x{% endblock %}", "root.html": BASE}
    start(templates=templates, SGO_PFDO_BASE_TEMPLATE="base.html")


def test_a_layout_that_is_missing_is_named() -> None:
    (line,) = complaint(SGO_PFDO_BASE_TEMPLATE="nowhere.html")
    assert "SGO_PFDO_BASE_TEMPLATE" in line and "'nowhere.html' was not found" in line


def test_forms_without_protection_are_refused() -> None:
    (line,) = complaint(WTF_CSRF_ENABLED=False)
    assert "WTF_CSRF_ENABLED is off" in line and "HostPortal.form_fields" in line


def test_a_portal_with_a_protection_of_its_own_may_switch_ours_off() -> None:
    class Protected(MemoryPortal):
        def form_fields(self) -> Markup:
            return Markup('<input type="hidden" name="own_token" value="x">')

    start(Protected(NOW), WTF_CSRF_ENABLED=False)
    start(WTF_CSRF_ENABLED=False, TESTING=True)


def test_a_misspelt_option_is_warned_about_by_name() -> None:
    with pytest.warns(UserWarning, match="SGO_PFDO_TIMEZONE is not an option of sgo_pfdo"):
        start(SGO_PFDO_TIMEZONE="Asia/Novokuznetsk")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        start(SGO_PFDO_TIME_ZONE="Asia/Novokuznetsk")


def test_what_was_forgotten_in_the_program_is_told_at_once_too() -> None:
    app = flask.Flask("host")
    app.config |= {"SECRET_KEY": "host", "SGO_PFDO_KEYS": [KEY]}
    with pytest.raises(ConfigError) as caught:
        SgoPfdo(app, host="portal")  # type: ignore[arg-type]
    assert "call db.init_app(app) before SgoPfdo.init_app(app)" in str(caught.value)
    assert "host is str, no HostPortal" in str(caught.value)


def test_the_module_is_plugged_in_once() -> None:
    with pytest.raises(ConfigError, match="called twice on this application"):
        SgoPfdo(start(), host=MemoryPortal(NOW))


def test_a_portal_without_sign_in_gives_a_plain_401() -> None:
    class Bare(MemoryPortal):
        unauthorized = HostPortal.unauthorized

    answer = start(Bare(NOW)).test_client().get("/settings/certificate")
    assert answer.status_code == 401


def test_a_remote_register_needs_the_address_where_holders_sign_in() -> None:
    (line,) = complaint(register=LedRegister(), SGO_PFDO_REGISTER_URL="")
    assert line.startswith("SGO_PFDO_REGISTER_URL is missing: with a remote register")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("SGO_PFDO_MAIL_FROM", "noreply", "no e-mail address"),
        ("SGO_PFDO_MAIL_FROM", "Портал", "no e-mail address"),
        ("SGO_PFDO_MAIL_FROM", "@portal.ru", "no e-mail address"),
        ("SGO_PFDO_MAIL_FROM", "a@portal.ru, b@portal.ru", "one sender only"),
        ("SGO_PFDO_MAIL_FROM", "a@portal.ru; b@portal.ru", "one sender only"),
        ("SGO_PFDO_MAIL_FROM", "Портал, школа <a@portal.ru>", "put it in quotes"),
        ("SGO_PFDO_MAIL_FROM", "noreply@портал.рф", "write xn--80awhdgm.xn--p1ai"),
        ("SGO_PFDO_MAIL_FROM", "Портал <noreply@портал.рф>", "write xn--80awhdgm.xn--p1ai"),
        ("SGO_PFDO_MAIL_FROM", "почта@portal.ru", "in front of «@»"),
        ("SGO_PFDO_MAIL_FROM", "no reply@portal.ru", "in front of «@»"),
        ("SGO_PFDO_MAIL_FROM", "Портал <noreply@portal.ru", "in front of «@»"),
        ("SGO_PFDO_MAIL_FROM", "noreply@portal.ru\nBcc: a@b.ru", "line break"),
        ("SGO_PFDO_MAIL_FROM", "noreply@portal..ru", "no name of a server"),
        ("SGO_PFDO_MAIL_SERVER", "smtp://mail.portal.ru", "is an address"),
        ("SGO_PFDO_MAIL_SERVER", "mail.portal.ru:587", "SGO_PFDO_MAIL_PORT"),
        ("SGO_PFDO_MAIL_SERVER", "mail.portal.ru, mail2.portal.ru", "no name of a server"),
        ("SGO_PFDO_MAIL_SERVER", "почта.рф", "write xn--"),
        ("SGO_PFDO_MAIL_USERNAME", "портал", "Latin"),
        ("SGO_PFDO_MAIL_PASSWORD", "пароль", "Latin"),
    ],
)
def test_a_sender_that_no_server_takes_is_refused_at_the_start(option: str, value: str, said: str) -> None:
    (line,) = complaint(**{option: value})
    assert line.startswith(f"{option} ") and said in line
    assert option != "SGO_PFDO_MAIL_PASSWORD" or value not in line


@pytest.mark.parametrize(
    ("value", "used"),
    [
        ("noreply@portal.ru", "noreply@portal.ru"),
        (" <noreply@portal.ru> ", "noreply@portal.ru"),
        ("Портал <noreply@portal.ru>", "Портал <noreply@portal.ru>"),
        ('"Портал, школа" <noreply@portal.ru>', "Портал, школа <noreply@portal.ru>"),
        ("noreply@localhost", "noreply@localhost"),
    ],
)
def test_a_sender_may_have_a_name(value: str, used: str) -> None:
    assert start(SGO_PFDO_MAIL_FROM=value).extensions["sgo_pfdo"].settings.mail_from == used


@pytest.mark.parametrize(
    "value",
    ["https://portal.ru/?from=mail", "https://portal.ru/#top", "https://me:secret@portal.ru", "https://portal.ru/a b"],
)
def test_an_address_that_holds_more_than_a_path_is_refused_at_the_start(value: str) -> None:
    (line,) = complaint(SGO_PFDO_BASE_URL=value)
    assert line.startswith("SGO_PFDO_BASE_URL holds more than scheme, host and path")
