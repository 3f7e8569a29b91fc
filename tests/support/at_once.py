"""What several people do at the same moment, each in a thread of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import flask

SECONDS_TO_GATHER = 10
SECONDS_TO_END = 60


def outcomes(actions: Sequence[Callable[[], Any]], app: flask.Flask) -> list[Any]:
    """Run actions in threads that begin together.

    Args:
        actions: what each thread does.
        app: in whose context.

    Returns:
        What each gave, or the error it raised, in the same order.
    """
    start = threading.Barrier(len(actions))
    results: list[Any] = [None] * len(actions)

    def run(position: int) -> None:
        with app.app_context():
            start.wait(SECONDS_TO_GATHER)
            try:
                results[position] = actions[position]()
            except Exception as error:
                results[position] = error

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS_TO_END)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results
