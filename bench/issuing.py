"""Issuing, the whole POST, against the same POST by hand with the driver: ``python -m bench.issuing``.

Both are whole requests through WSGI on PostgreSQL with durable commits: session, Flask-Login, CSRF token, and then a
holder, a certificate under a random number, an account with an encrypted password, and two entries in the history. By
hand they are four statements of psycopg and one commit, with no rule checked and nothing read. With 1 worker and with
8, each a process of its own; all of them press the one, then all of them the other, in turn.
"""

import multiprocessing
import secrets
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any
from zlib import crc32

import flask
import flask_login
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import page
from bench.region import BIRTHDAYS
from bench.rows import Row, show
from sgo_pfdo import Pupil
from sgo_pfdo.blueprints.common.forms.base import ChildForm
from sgo_pfdo.secrets import new_password

ROUNDS = 16
PRESSES = 25
"""Of each worker in each round, for either POST."""
OURS, BY_HAND = "/settings/certificate/issue", "/by-hand/issue"
GOAL = 0.6

_LETTERS = str.maketrans("0123456789-setby", "абвгдежзиклмнопр")
"""From the id of a child to a surname as most are: small Cyrillic letters."""
HOLDER = """INSERT INTO sgo_pfdo_holder (pupil_id, birth_date) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id"""
CERTIFICATE = """INSERT INTO sgo_pfdo_certificate (holder_id, living_key, number, card_id, status, surname, first_name,
patronymic, surname_key, first_name_key, birth_date, municipality_code, school_id, group_id, issued_at, start_date,
end_date, version)
VALUES (%s, %s, %s, %s, 'inactive', %s, %s, %s, %s, %s, %s, 'kiselevsk', 'school-1', 1, %s, %s, %s, 1)
ON CONFLICT DO NOTHING RETURNING id"""
ACCOUNT = """INSERT INTO sgo_pfdo_account (certificate_id, login, secret, opened_at, is_pending)
VALUES (%s, %s, %s, %s, false)"""
HISTORY = """INSERT INTO sgo_pfdo_journal (holder_id, certificate_id, at, event, actor_role, actor_id) VALUES
(%s, %s, %s, 'issued', 'parent', %s), (%s, %s, %s, 'account_opened', 'system', NULL)"""


class Portal(page.Portal):
    """A portal whose only parent has whatever child is pressed for."""

    def children(self, parent_id: str) -> list[Pupil]:
        """Give the child that the form names."""
        return [_child(flask.request.form.get("child", page.CHILD.id))]


def _child(pupil_id: str) -> Pupil:
    known = page.CHILD
    letters = pupil_id.translate(_LETTERS)  # children of one surname and birth date would be asked about
    birthday = BIRTHDAYS[crc32(pupil_id.encode()) % len(BIRTHDAYS)]
    return Pupil(id=pupil_id, surname=known.surname + letters, first_name=known.first_name, patronymic=known.patronymic,
                 birth_date=birthday, schools=known.schools)  # fmt: skip


@flask_login.login_required  # type: ignore[untyped-decorator]
def press_by_hand() -> Any:
    """Issue a certificate the way somebody would write it in an afternoon."""
    form = ChildForm()
    if not form.validate_on_submit():
        flask.abort(400)
    child, now = _child(form.child.data), page.NOW
    number, today = str(10**11 + secrets.randbelow(9 * 10**11)), now.date()
    cipher = flask.current_app.extensions["sgo_pfdo"].cipher
    cursor = page.db.session.connection().connection.cursor()
    [holder] = cursor.execute(HOLDER, (child.id, child.birth_date)).fetchone()
    [certificate] = cursor.execute(CERTIFICATE, (
        holder, holder, number, secrets.token_urlsafe(16), child.surname, child.first_name, child.patronymic,
        child.surname.casefold(), child.first_name.casefold(), child.birth_date, now, today, today + timedelta(days=89),
    )).fetchone()  # fmt: skip
    cursor.execute(ACCOUNT, (certificate, number, cipher.encrypt(new_password()), now))
    viewer = flask_login.current_user.get_id()
    cursor.execute(HISTORY, (holder, certificate, now, viewer, holder, certificate, now))
    page.db.session.commit()
    return flask.redirect(flask.url_for("sgo_pfdo_family.page", child=child.id, done="issued"), 303)


def build(uri: str, *, prepare: bool = False) -> flask.Flask:
    """Build the application of one worker."""
    app = page.build(uri, Portal(), prepare=prepare)
    app.add_url_rule(BY_HAND, "press_by_hand", press_by_hand, methods=["POST"])
    return app


def work(worker: int, uri: str, barrier: Barrier) -> None:
    """Press in turn, together with the other workers."""
    app = build(uri)
    client = app.test_client()
    client.get("/in")
    text = client.get("/settings/certificate").text
    token = text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    cookie = "session=" + client.get_cookie("session").value  # type: ignore[union-attr]
    for turn in range(ROUNDS + 1):
        for path in (OURS, BY_HAND):
            presses = [
                EnvironBuilder(
                    path=path,
                    method="POST",
                    headers={"Cookie": cookie},
                    data={"child": f"{path[1:4]}-{worker}-{turn}-{press}", "csrf_token": token},
                ).get_environ()
                for press in range(PRESSES)
            ]
            barrier.wait()
            for environ in presses:
                body, status, headers = run_wsgi_app(app, environ)
                assert "done=issued" in headers.get("Location", ""), (path, status, b"".join(body).decode())
            barrier.wait()


def timed_rounds(uri: str, workers: int) -> Sequence[tuple[float, float]]:
    """Have the workers press, and time each round of ours and of the one by hand, in seconds."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(workers + 1)
    processes = [context.Process(target=work, args=(number, uri, barrier), daemon=True) for number in range(workers)]
    for process in processes:
        process.start()
    rounds = []
    for _ in range(ROUNDS + 1):
        seconds = []
        for _ in (OURS, BY_HAND):
            barrier.wait(120)
            began = time.perf_counter()
            barrier.wait(120)
            seconds.append(time.perf_counter() - began)
        rounds.append((seconds[0], seconds[1]))
    for process in processes:
        process.join()
    return rounds[1:]  # the first one prepares statements


def measure(uri: str, workers: int) -> Row:
    """Measure with so many workers."""
    rounds = timed_rounds(uri, workers)
    ratio = statistics.median(theirs / ours for ours, theirs in rounds)
    rate = PRESSES * workers / statistics.median(ours for ours, _ in rounds)
    name = f"issuing, whole POST, sgo12, {workers} worker{'s' if workers > 1 else ''}, PostgreSQL"
    return Row(name, "the same POST by hand", ratio, f">= {GOAL}", ratio >= GOAL, f"{rate:.0f} a second")


def rows() -> list[Row]:
    """Measure with 1 and with 8 workers, each on a database of its own."""
    from tests.support.databases import new_postgresql_uri
    from tests.support.postgresql import PostgresServer

    found = []
    server = PostgresServer({})
    try:
        for workers in (1, 8):
            with new_postgresql_uri(server.folder) as uri:
                build(uri, prepare=True)
                found.append(measure(uri, workers))
                print(f"{workers}: {found[-1].ratio:.2f}", file=sys.stderr)
    finally:
        server.stop()
    return found


if __name__ == "__main__":
    show(rows())
