"""A host on each of the two databases, and what a municipality has set there."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import flask
import pytest

from sgo_pfdo.certificates.model import Certificate
from tests.support import funds
from tests.support.actions import press
from tests.support.apps import MakeApp

Give = Callable[..., int]


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on SQLite and on PostgreSQL, inside its application context."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def certificate(app: flask.Flask) -> Certificate:
    """The certificate of Igor, issued on 28 October 2019."""
    return press()


@pytest.fixture
def give(certificate: Certificate) -> Give:
    """``give(starts_on, ends_on, nominal=…, …)`` adds a period with allowances for the group of Igor."""

    def give(starts_on: date, ends_on: date, **values: Any) -> int:
        return funds.give(certificate, starts_on, ends_on, **values)

    return give
