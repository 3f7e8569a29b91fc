"""Processes that work at the same moment."""

from collections.abc import Iterator

import pytest

from tests.support.workers import Workers, running_workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Four processes, started once."""
    with running_workers() as workers:
        yield workers
