"""Processes that die at a chosen point of their work with the database: before or after a statement or a commit."""

from collections.abc import Callable
from itertools import count
from typing import Any

import flask
from sqlalchemy import Engine, event

from tests.support.actions import press
from tests.support.apps import another_child
from tests.survival.fleet import die

DIE_AT = "X-Die-At"
"""The header that says at which point of a request its process dies."""
WARM = 10**6
"""The child who has a certificate before all others."""


def die_at(engine: Engine, point: Callable[[], int]) -> None:
    """Have this process die at one of the points that an engine passes: each statement and commit, asked and done.

    Args:
        engine: whose points are counted, from 1 on.
        point: gives the one to die at, or -1 while none is to be counted.
    """
    passed = count(1)

    def pass_by(*arguments: Any) -> None:
        wanted = point()
        if wanted > 0 and next(passed) == wanted:
            die()

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, name, pass_by)
    commit = engine.dialect.do_commit

    def commit_and_pass_by(*arguments: Any) -> None:
        commit(*arguments)
        pass_by()

    engine.dialect.do_commit = commit_and_pass_by  # type: ignore[method-assign]


def warm_up(app: flask.Flask) -> None:
    """Press once: what the first press compiles, each forked process would have to compile again."""
    press(another_child(WARM))
    app.extensions["sqlalchemy"].engine.dispose()


def die_where_told(app: flask.Flask) -> None:
    """Have each process of an application that forks die where :data:`DIE_AT` says."""
    warm_up(app)

    def point() -> int:
        return int(flask.request.headers.get(DIE_AT, -1)) if flask.has_request_context() else -1

    die_at(app.extensions["sqlalchemy"].engine, point)
