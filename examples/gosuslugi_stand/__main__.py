"""``python -m gosuslugi_stand``: the stand in a process of its own, which ends with whoever started it.

Takes from the environment: STAND_PORT, STAND_DATA (folder of the keys), STAND_PEOPLE (file) and STAND_TODAY, from which
their ages count, STAND_PORTAL (the portal's address), STAND_CLIENT and STAND_SECRET (what the portal is called here).
Says «ready» once it listens.
"""

import os
import sys
import threading
from datetime import date
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from gosuslugi_stand import Client, create_stand
from gosuslugi_stand.people import read_people


class SilentRequestHandler(WSGIRequestHandler):
    """Writes no line for a request: addresses hold codes."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent."""


def main() -> None:
    """Serve until whoever started the stand is gone: then its end of our standard input is closed."""
    port, portal = int(os.environ["STAND_PORT"]), os.environ["STAND_PORTAL"]
    client = Client(
        client_id=os.environ["STAND_CLIENT"],
        secret=os.environ["STAND_SECRET"],
        redirect_uris=[f"{portal}/pfdo/sign-in/gosuslugi/return"],
        sign_out_uris=[f"{portal}/"],
    )
    people = read_people(Path(os.environ["STAND_PEOPLE"]), date.fromisoformat(os.environ["STAND_TODAY"]))
    app = create_stand(f"http://localhost:{port}", client, people, Path(os.environ["STAND_DATA"]))
    try:
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=SilentRequestHandler)
    except (OSError, SystemExit):  # Werkzeug's own way of saying that the port is taken
        sys.exit(f"port {port} is taken")
    print("ready", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
