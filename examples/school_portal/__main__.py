"""``python -m school_portal``: the demo. Takes PORT, DATA (folder of database and keys) and RESET=1 from outside."""

import os
import socket
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from school_portal.app import DEFAULTS, create_app
from school_portal.demo_data import prepare, read
from school_portal.demo_settings import FIXTURES, delete_database, settings_from_environment
from school_portal.recovery_letters import send_links
from school_portal.stand import PEOPLE, start_stand
from sgo_pfdo.cli.mail import send_letters
from sgo_pfdo.migrations import UnknownRevisionError

HOST = "127.0.0.1"


class QuietRequestHandler(WSGIRequestHandler):
    """Logs method, path and status: no query strings, no addresses of computers, no style sheets."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log one request."""
        path = self.path.partition("?")[0]
        if "/static/" not in path:
            print(f"{self.command} {path} {code}", file=sys.stderr)


def main() -> None:
    """Start the demo and serve until Ctrl+C."""
    with open_port(os.environ.get("PORT") or "5000") as listening:
        if os.environ.get("RESET") == "1":
            delete_database()
        people = read(FIXTURES / "people.json")
        accounts = people["accounts"]
        port = listening.getsockname()[1]
        address = f"http://{HOST}:{port}"
        own = {"DEMO_ACCOUNTS": accounts, "SGO_PFDO_BASE_URL": address}
        stand = start_stand(port % 65535 + 1, address, datetime.now(ZoneInfo(DEFAULTS["TIME_ZONE"])).date())
        if stand is not None:
            own |= stand[1]
        app = create_app({**settings_from_environment(), **own})
        with app.app_context():
            make_ready()
        threading.Thread(target=deliver_letters, args=[app], name="letters", daemon=True).start()
        server = make_server(HOST, port, app, threaded=True, request_handler=QuietRequestHandler, fd=listening.fileno())
        print(welcome(f"{address}/", accounts, people["newcomers"], own.get("GOSUSLUGI_ISSUER")), flush=True)
        server.serve_forever()  # until Ctrl+C, which Werkzeug takes for itself
        print("\nПортал остановлен.")


def deliver_letters(app: Flask) -> None:
    """Empty the outbox every second, as cron or a supervisor does for a real portal by two commands.

    They are `flask pfdo mail send` and, for «Забыли пароль?», `flask recovery send`.
    """
    while True:
        time.sleep(1)
        try:
            with app.app_context():
                send_letters()
                send_links()
        except Exception as error:  # a database that is busy now is free in a second
            print(f"Письма не отправлены: {type(error).__name__}", file=sys.stderr)


def make_ready() -> None:
    """Prepare the database; one line and exit code 1 where an earlier version has made it."""
    try:
        prepare()
    except UnknownRevisionError:
        sys.exit("Базу данных сделала прежняя версия. Начните заново: make demo RESET=1")


def open_port(text: str) -> socket.socket:
    """Take the port before any other work; one line and exit code 1 when that cannot be."""
    if not (text.isdecimal() and int(text) < 65536):
        sys.exit(f"PORT={text}: нужен номер порта от 0 до 65535, например PORT=5001.")
    try:
        return socket.create_server((HOST, int(text)))
    except PermissionError:
        sys.exit(f"Порт {text} открыт только администратору. Выберите другой: make demo PORT=5001")
    except OSError:
        sys.exit(f"Порт {text} занят другой программой. Выберите другой: make demo PORT={int(text) % 65535 + 1}")


def welcome(
    address: str, accounts: list[dict[str, Any]], newcomers: list[dict[str, Any]], issuer: str | None = None
) -> str:
    """Say where the portal is and who can sign in, as a table; and whom the stand of Госуслуги has, if it is there."""
    rows = [("Логин", "Кто это", "Что показывает"), *((row["login"], row["who"], row["shows"]) for row in accounts)]
    table = as_table(rows)
    stand = ""
    if issuer is not None:
        people = read(PEOPLE)["people"]
        names = [" ".join(one["claims"][name] for name in ("lastName", "firstName", "middleName")) for one in people]
        known = [(one["login"], name, one["shows"]) for one, name in zip(people, names, strict=True)]
        stand = (
            f"Стенд вместо Госуслуг: {issuer}/ (вход со страницы портала «Войти через Госуслуги»)\n\n"
            f"{as_table([('Логин', 'Кто это', 'Что показывает'), *known])}\n\n"
        )
    return (
        f"\nШкольный портал: {address}\n\n"
        f"Демонстрационные учётные записи (пароль такой же, как логин):\n\n{table}\n\n"
        f"{first_sign_ins(newcomers)}\n"
        f"{stand}"
        "Данные сохраняются; начать заново: make demo RESET=1. Остановить: Ctrl+C.\n"
    )


def first_sign_ins(newcomers: list[dict[str, Any]]) -> str:
    """Say how to try slips and the first sign-in."""
    slips = "".join(
        f"  {one['name']}: логин {one['login']}, пароль с листка {one['slip']}\n" for one in newcomers if "slip" in one
    )
    return (
        f"Первый вход с листком из школы (пароль с листка годится один раз):\n\n{slips}"
        "  Новый листок печатает director: на главной странице «Логины и пароли».\n"
        "  «Забыли пароль?»: письмо со ссылкой появится на странице /mail.\n"
    )


def as_table(rows: Sequence[tuple[str, str, str]]) -> str:
    """Set rows in columns."""
    login, who = (max(len(row[column]) for row in rows) for column in range(2))
    return "\n".join(f"  {row[0]:{login}}  {row[1]:{who}}  {row[2]}" for row in rows)


if __name__ == "__main__":
    main()
