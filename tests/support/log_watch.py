"""Watches what the module logs during the whole suite: ids and outcomes, never anything of a person.

A pytest plugin with a handler of its own. The test during which something slips out fails, whatever it is about. What
processes log that a test starts is seen as well, whether they are forked or start anew: they write it down for us.
"""

import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import sgo_pfdo
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.secrets import Cipher
from tests.support.watched import sitecustomize
from tests.support.watched.sitecustomize import FOLDER, write_down

WATCHED = Path(sitecustomize.__file__).parent
PACKAGE = str(Path(sgo_pfdo.__file__).parent)
LOGGER = "sgo_pfdo"
SHAPES = {
    "a Russian word, a name most likely": re.compile("[А-Яа-яЁё]{2,}"),
    "a number of a certificate": re.compile(r"(?<![\d.])\d{10,12}(?![\d.])"),
    "a date": re.compile(r"\b(\d{4}-\d{2}-\d{2}|\d{2}\.\d{2}\.\d{2,4}|date\(\d)"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+"),
    "an address of a computer": re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b"),
    "an initial password": re.compile(r"\b(?=[a-z]*\d)[abcdefghjkmnpqrtuvwxy2346789]{12}\b"),
}
"""What no message may hold. The module writes its messages in English, so Russian in one comes from data."""
SHORTEST = 4
"""Letters: shorter names are found in words that have nothing to do with them."""


class LogWatch(logging.Handler):
    """The handler, and the plugin that owns it."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing heard.

        Args:
            folder: where other processes write down what they log.
        """
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(message)s"))
        self._known: set[str] = set()
        self._slips: list[str] = []
        self._folder, self._process = folder, os.getpid()
        self._read: dict[Path, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a record of the module, whichever logger it went to."""
        if record.name.partition(".")[0] != LOGGER and not record.pathname.startswith(PACKAGE):
            return
        if os.getpid() != self._process:  # forked: nobody would hear of what is kept here
            write_down(record)
        else:
            self._look(record.getMessage(), self.format(record))

    def _look(self, message: str, whole: str) -> None:
        """Look for what must not be said.

        Args:
            message: of a record.
            whole: with the traceback.
        """
        self._slips += [f"{what}: {message!r}" for what, shape in SHAPES.items() if shape.search(message)]
        self._slips += [f"{word!r} in {whole!r}" for word in self._known if word in whole]

    def _look_at_others(self) -> None:
        """Look at what other processes have written down since."""
        for file in self._folder.iterdir():
            if file.name == str(self._process):  # a worker of pytest-xdist, which hears itself
                continue
            with file.open(encoding="utf-8") as lines:
                lines.seek(self._read.get(file, 0))
                while (line := lines.readline()).endswith("\n"):
                    self._read[file] = lines.tell()
                    self._look(*json.loads(line))

    def know(self, *words: str | None) -> None:
        """Take note of what must not be said while the present test runs."""
        self._known |= {word for word in words if word and len(word) >= SHORTEST}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Listen, even where a test before has taken all handlers away."""
        self._known.clear()
        root, own = logging.getLogger(), logging.getLogger(LOGGER)
        if self not in root.handlers:
            root.addHandler(self)
        own.disabled, own.propagate = False, True
        own.setLevel(logging.DEBUG)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """Fail the test during which something slipped out."""
        result = yield
        self._fail()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        """Fail it for what was said late as well."""
        result = yield
        self._fail()
        return result

    def _fail(self) -> None:
        self._look_at_others()
        slips, self._slips = self._slips, []
        if slips:
            pytest.fail("the module has logged " + "; ".join(slips), pytrace=False)


def pytest_configure(config: pytest.Config) -> None:
    """Listen to the module, and to what it keeps of people."""
    folder = Path(tempfile.mkdtemp(prefix="logged-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    paths = [str(WATCHED), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ |= {FOLDER: str(folder), "PYTHONPATH": os.pathsep.join(paths)}
    watch = LogWatch(folder)
    config.pluginmanager.register(watch)

    def loaded(certificate: Certificate, _: object) -> None:
        watch.know(certificate.number, certificate.surname, certificate.first_name, certificate.patronymic)

    encrypt = Cipher.encrypt

    def listening(self: Cipher, text: str) -> str:
        watch.know(*_words(text))
        return encrypt(self, text)

    event.listen(Certificate, "load", loaded)
    Cipher.encrypt = listening  # type: ignore[method-assign]


def _words(text: str) -> Iterator[str]:
    """List what was worth encrypting: a password, an address, or what stands in a form."""
    try:
        fields = json.loads(text)
    except ValueError:
        fields = text
    values = fields.values() if isinstance(fields, dict) else [fields]
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if (isinstance(one, str) and not one.isalpha()) or (isinstance(one, str) and not one.isascii()):
                yield one
