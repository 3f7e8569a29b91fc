"""Spares the suite what it would do thousands of times and no test is about.

A pytest plugin. Nearly every test builds an application of its own: half the time of a small test went into compiling
the same templates and rules of addresses again. SQLite waited for the disk at each commit. And a fifth of the time of
small tests went into looking for garbage.
"""

import gc
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from types import CodeType
from typing import Any

import flask
import pytest
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, event
from werkzeug.routing import Rule

COLLECT_GARBAGE_AFTER = (10_000, 20, 20)
"""Python's own numbers are (700, 10, 10), for a program with less to look through."""


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory, by their names and their text."""

    def __init__(self) -> None:
        """Begin with none."""
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja the template, if this very text has been compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what Jinja has compiled."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """Keeps compiled statements for the databases of one kind; SQLAlchemy's own keeps them for one database."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Give what was compiled, whichever database it was for: the key begins with its dialect."""
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        """Keep it for the other databases too."""
        super().__setitem__(key[1:], compiled)


def remembering(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Make Werkzeug's compiler of a rule's builder compile the same rule once; it depends on nothing else."""
    made: dict[tuple[Any, ...], Any] = {}

    def remembered(rule: Any, append_unknown: bool = True) -> Any:
        defaults = rule.defaults or {}
        if not defaults.keys().isdisjoint(rule._converters):
            return compile_builder(rule, append_unknown)  # the application's own converter has its say
        key = (rule.rule, *rule._trace, *defaults, append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    return remembered


def pytest_configure(config: pytest.Config) -> None:
    """Let the applications of this process share what they compile; one with Jinja options of its own keeps them."""
    gc.set_threshold(*COLLECT_GARBAGE_AFTER)
    flask.Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
    if compile_builder := getattr(Rule, "_compile_builder", None):
        Rule._compile_builder = remembering(compile_builder)  # type: ignore[method-assign]

    statements: dict[tuple[str, str], CompiledStatements] = defaultdict(CompiledStatements)

    @event.listens_for(Engine, "engine_connect")
    def begun(connection: Connection) -> None:
        dialect = connection.dialect
        connection.execution_options(compiled_cache=statements[dialect.name, dialect.driver])

    @event.listens_for(Engine, "connect")
    def connected(connection: Any, _: object) -> None:
        # these files need not outlive the machine; processes that tests kill are others and wait for the disk
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")
