"""Spares the suite what it would do thousands of times and no test is about.

A pytest plugin. Nearly every test builds an application of its own: half the time of a small test went into compiling
the same templates and rules of addresses again. SQLite waited for the disk at each commit. A fifth of the time of
small tests went into looking for garbage. And each password that somebody typed took a tenth of a second, on purpose.
"""

import gc
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from types import CodeType
from typing import Any

import flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, event
from werkzeug import security
from werkzeug.routing import Rule

COLLECT_GARBAGE_AFTER = (10_000, 20, 20)
"""Python's own numbers are (700, 10, 10), for a program with less to look through."""
WERKZEUGS_SCRYPT = "scrypt:32768:8:1"
"""What Werkzeug means by ``scrypt``, and writes into a hash."""


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


def reading_once(parse_rule: Callable[..., Any]) -> Callable[..., Any]:
    """Make Werkzeug's reader of addresses read one without variables once; those ask the application's converters."""
    read: dict[str, tuple[list[Any], list[Any]]] = {}

    def remembered(rule: Any, text: str) -> Any:
        if "<" in text:
            return parse_rule(rule, text)
        if text not in read:
            before = len(rule._trace)
            parts = list(parse_rule(rule, text))
            read[text] = parts, rule._trace[before:]
        else:
            rule._trace += read[text][1]
        return read[text][0]

    return remembered


def parsing_once(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Make Jinja parse a layout once: each application looks into its own for the blocks that it must have."""
    parsed: dict[tuple[Any, ...], Any] = {}

    def remembered(env: Environment, source: str, *named: str | None) -> Any:
        key = (source, *named, env.block_start_string, env.variable_start_string, *sorted(env.extensions))
        if key not in parsed:
            parsed[key] = parse(env, source, *named)
        return parsed[key]

    return remembered


def sparing(hash_internal: Callable[[str, str, str], tuple[str, str]]) -> Callable[[str, str, str], tuple[str, str]]:
    """Make Werkzeug's scrypt cheap: the same salts and forms of hashes, and only the right password fits.

    Programs that tests start take the time of the real one; ``__wrapped__`` is the real one here.
    """

    @wraps(hash_internal)
    def cheaply(method: str, salt: str, password: str) -> tuple[str, str]:
        if method not in {"scrypt", WERKZEUGS_SCRYPT}:
            return hash_internal(method, salt, password)
        return hash_internal("scrypt:256:8:1", salt, password)[0], WERKZEUGS_SCRYPT

    return cheaply


def pytest_collection_finish() -> None:
    """Look for no garbage among what stays to the end: modules, and thousands of tests."""
    gc.collect()
    gc.freeze()


def be_quick() -> None:
    """Spare this process all of it; applications with Jinja options of their own keep them."""
    gc.set_threshold(*COLLECT_GARBAGE_AFTER)
    flask.Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
    if compile_builder := getattr(Rule, "_compile_builder", None):
        Rule._compile_builder = remembering(compile_builder)  # type: ignore[method-assign]
    if parse_rule := getattr(Rule, "_parse_rule", None):
        Rule._parse_rule = reading_once(parse_rule)  # type: ignore[method-assign]
    Environment.parse = parsing_once(Environment.parse)  # type: ignore[method-assign]
    if hash_internal := getattr(security, "_hash_internal", None):
        security._hash_internal = sparing(hash_internal)  # type: ignore[assignment]

    statements: dict[tuple[str, str], CompiledStatements] = defaultdict(CompiledStatements)

    @event.listens_for(Engine, "engine_connect")
    def begun(connection: Connection) -> None:
        dialect = connection.dialect
        connection.execution_options(compiled_cache=statements[dialect.name, dialect.driver])

    @event.listens_for(Engine, "connect")
    def connected(connection: Any, _: object) -> None:
        # these files need not outlive the machine: what a killed process has written, its system still writes
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")


def pytest_configure() -> None:
    """Spare the tests' own process; for those that they fork, :mod:`tests.support.warm` does."""
    be_quick()
