"""Answers while work goes on: a page with a bar that grows, and the way to what came of it at the end.

Browsers show what has come so far, so this takes neither a script nor a place to keep how far the work is. The work
runs in a thread of its own, with the request's own context: whoever closes the page does not stop it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import flask
from markupsafe import Markup

Progress = Callable[[int], object]
"""Hears how many steps were done since it was last called."""
PIECES = Markup("<!-- pfdo-pieces -->")
"""Where the bar stands in the page."""
STEP = 5
"""Percent by which the bar grows."""


def answer_while(page: str, work: Callable[[Progress], str], steps: int) -> flask.Response:
    """Send a page, and let the bar in it grow while the work goes on.

    :param page: with :data:`PIECES` in it, once.
    :param work: gives the address where its outcome is shown. The response has begun by then: it must not raise.
    :param steps: about how many there are; at least one.
    """
    done: SimpleQueue[int | None] = SimpleQueue()

    @flask.copy_current_request_context
    def run() -> str:
        try:
            return work(done.put)
        finally:
            done.put(None)

    head, _, tail = page.partition(PIECES)

    def pieces() -> Iterator[str]:
        with ThreadPoolExecutor(max_workers=1) as pool:
            outcome = pool.submit(run)  # before anything is sent: whoever has seen the page may close it
            yield head + _bar(0)
            yield from map(_bar, _percents(done, steps))
            yield _piece(pfdo_address=outcome.result())
        yield tail

    response = flask.Response(flask.stream_with_context(pieces()), mimetype="text/html")
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until the end
    return response


def _percents(done: SimpleQueue[int | None], steps: int) -> Iterator[int]:
    """Give how far the work is, each time it is a step further; the end is not waited for by it but by the work."""
    total, told = 0, 0
    while (some := done.get()) is not None:
        total += some
        percent = min(total * 100 // steps // STEP * STEP, 100)
        if percent > told:
            told = percent
            yield percent


def _bar(percent: int) -> str:
    return _piece(pfdo_percent=percent)


def _piece(**names: object) -> str:
    """Render a piece without the portal's context processors: they may ask the database, and keep its connection."""
    return flask.current_app.jinja_env.get_template("sgo_pfdo/parts/_working.html").render(names)
