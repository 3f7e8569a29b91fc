"""What is made once in a session, however many workers pytest-xdist has."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = "PYTEST_XDIST_WORKER"


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Give a file of the session; the first who asks makes it, and whoever asks meanwhile waits.

    Args:
        folders: of pytest; a worker's own folder is inside the session's.
        name: of the file.
        make: writes the file at the path that it gets.
    """
    folder = folders.getbasetemp()
    if WORKER in os.environ:
        folder = folder.parent
    file, unfinished = folder / name, folder / f"unfinished-{name}"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            make(unfinished)
            unfinished.rename(file)
    return file
