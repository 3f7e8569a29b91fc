"""What is made once in a session, however many workers pytest-xdist has."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = "PYTEST_XDIST_WORKER"


def folder_of_session(folders: pytest.TempPathFactory) -> Path:
    """Give the folder that all workers of a session share; a worker's own folder is inside of it."""
    folder = folders.getbasetemp()
    return folder.parent if WORKER in os.environ else folder


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Give a file of the session; the first who asks makes it, and whoever asks meanwhile waits.

    Args:
        folders: of pytest.
        name: of the file.
        make: writes the file at the path that it gets.
    """
    folder = folder_of_session(folders)
    file, unfinished = folder / name, folder / f"unfinished-{name}"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            make(unfinished)
            unfinished.rename(file)
    return file
