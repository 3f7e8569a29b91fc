"""Processes that serve a portal over HTTP, as many as one likes, and that may be killed at any moment."""

import ctypes
import logging
import os
import random
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from werkzeug.serving import make_server

from tests.support.server import SilentRequestHandler
from tests.support.workers import forkserver
from tests.survival.crowd import Host

LINUX_PR_SET_PDEATHSIG = 1
BACKLOG = 512
FORKS = 8


def start(work: Callable[..., None], *arguments: Any) -> Any:
    """Start a process that has imported the module already.

    Args:
        work: a function of a module, called in the process.
        arguments: for it; all of them can be pickled.

    Returns:
        The process, as :mod:`multiprocessing` describes it.
    """
    process = forkserver().Process(target=_work, args=(work, *arguments), daemon=True)
    process.start()
    return process


def _work(work: Callable[..., None], *arguments: Any) -> None:
    if sys.platform == "linux":  # nothing outlives a test session that is killed
        ctypes.CDLL(None).prctl(LINUX_PR_SET_PDEATHSIG, signal.SIGKILL)
    work(*arguments)


def die() -> None:
    """End this process as the kernel ends one that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fleet:
    """Workers on one database, each on a port of its own, which stays open while a killed worker is replaced.

    Attributes:
        ports: of the workers.
        host: how each of them builds its portal; change it before :meth:`replace`.
    """

    def __init__(self, host: Host, size: int, log: Path) -> None:
        """Start the workers.

        Args:
            host: how each builds its portal.
            size: how many.
            log: what they say goes here.
        """
        self.host = host
        self._log = log
        self._listeners = [socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) for _ in range(size)]
        self.ports = [listener.getsockname()[1] for listener in self._listeners]
        self._processes = [self._start(place) for place in range(size)]

    def __enter__(self) -> Self:
        """Give the fleet."""
        return self

    def __exit__(self, *error: object) -> None:
        """Kill all workers; after an error, say what they said."""
        for place, listener in enumerate(self._listeners):
            self.kill(place)
            listener.close()
        if any(error) and self._log.exists():
            print(self._log.read_text()[-6000:])

    def kill(self, place: int) -> None:
        """Kill a worker. Connections to it that it has not taken yet wait for its successor."""
        with suppress(ProcessLookupError):
            os.kill(self._processes[place].pid, signal.SIGKILL)
        self._processes[place].join()

    def kill_fork(self, place: int) -> bool:
        """Kill one of the processes that a worker has forked for a request, if there is any."""
        pid = self._processes[place].pid
        forked = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if forked:
            with suppress(ProcessLookupError):
                os.kill(int(random.choice(forked)), signal.SIGKILL)
        return bool(forked)

    def replace(self, place: int) -> None:
        """Start a worker in the place of one that is dead, or kill it first."""
        self.kill(place)
        self._processes[place] = self._start(place)

    def is_alive(self, place: int) -> bool:
        """Tell whether a worker lives."""
        return bool(self._processes[place].is_alive())

    def _start(self, place: int) -> Any:
        return start(_serve, self._listeners[place], self.host, self._log)


def _serve(listener: socket.socket, host: Host, log: Path) -> None:
    logging.basicConfig(filename=log, level=logging.WARNING)
    app = host.build()
    kind: dict[str, Any] = {"processes": FORKS} if host.forks else {"threaded": True}
    server = make_server("127.0.0.1", 0, app, request_handler=SilentRequestHandler, fd=listener.fileno(), **kind)
    server.serve_forever()
