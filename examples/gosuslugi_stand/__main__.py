"""``python -m gosuslugi_stand``: the stand as a process of its own, until its input ends or Ctrl+C.

    python -m gosuslugi_stand PORT FOLDER PORTAL

PORT is where it serves, on ``localhost``; FOLDER keeps its key; PORTAL is the address of the portal, without a slash at
the end. The secret of the portal comes in ``GOSUSLUGI_SECRET``.
"""

import os
import sys
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from gosuslugi_stand.app import create_app
from gosuslugi_stand.provider import Client, Stand

CLIENT_ID = "school-portal"
RETURN_PATH, AFTER_SIGN_OUT = "/pfdo/sign-in/gosuslugi/return", "/"


def registered(portal: str, secret: str) -> Client:
    """Register a portal of the demo.

    Args:
        portal: its address, without a slash at the end.
        secret: what it shows when it asks for tokens.
    """
    return Client(
        id=CLIENT_ID,
        secret=secret,
        name="Школьный портал",
        redirect_uris=[portal + RETURN_PATH],
        sign_out_uris=[portal + AFTER_SIGN_OUT],
    )


class QuietRequestHandler(WSGIRequestHandler):
    """Logs nothing: addresses hold codes."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main() -> None:
    """Serve until whoever has started the stand is gone."""
    port, folder, portal = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    client = registered(portal, os.environ["GOSUSLUGI_SECRET"])
    stand = Stand(f"http://localhost:{port}", client, folder)
    server = make_server("localhost", port, create_app(stand), threaded=True, request_handler=QuietRequestHandler)
    threading.Thread(target=_end_with_the_portal, daemon=True).start()
    server.serve_forever()


def _end_with_the_portal() -> None:
    """Read until the end: the pipe from the portal is closed when it ends, however it ends."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
