"""A real web server around a WSGI application."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server

SECONDS_TO_STOP = 0.02
"""How often a server looks whether it shall stop: Werkzeug's half a second would be the longest part of many tests."""

Serve = Callable[[WSGIApplication], str]  # what the fixture ``serve`` gives


class SilentRequestHandler(WSGIRequestHandler):
    """Writes no line for a request: pytest would show it only beside a failure that it does not explain."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent."""


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Serve ``app`` with threads on a free port until the block ends.

    Yields:
        The address without a slash at its end, ``http://127.0.0.1:43210``.
    """
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentRequestHandler)
    thread = threading.Thread(target=server.serve_forever, args=(SECONDS_TO_STOP,), name="test-server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
