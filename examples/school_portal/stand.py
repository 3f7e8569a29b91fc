"""Starts the stand of Госуслуги beside the demo: another process, on another site, that ends with the portal."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from school_portal.demo_settings import CHECKOUT, FIXTURES, data_folder, stand_secret

CLIENT = "school-portal"
PEOPLE = FIXTURES / "gosuslugi.json"


def start_stand(port: int, portal: str, today: date) -> tuple[subprocess.Popen[bytes], Mapping[str, Any]] | None:
    """Start the stand.

    :param port: of the stand.
    :param portal: the portal's address, without a slash at its end.
    :param today: in the portal's time zone; ages of the demo's people count from it on both sides.
    :return: the process and the portal's settings for it; ``None`` where it did not start, its port being taken.
    """
    secret = stand_secret()
    settings = {
        "STAND_PORT": str(port),
        "STAND_DATA": str(data_folder()),
        "STAND_PEOPLE": str(PEOPLE),
        "STAND_TODAY": today.isoformat(),
        "STAND_PORTAL": portal,
        "STAND_CLIENT": CLIENT,
        "STAND_SECRET": secret,
        "PYTHONPATH": str(CHECKOUT / "examples"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "gosuslugi_stand"],
        env=os.environ | settings,
        stdin=subprocess.PIPE,  # closed when we are gone, whatever ends us
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None  # it is a pipe
    if process.stdout.readline().strip() != b"ready":
        process.wait()
        return None
    own = {
        "GOSUSLUGI_ISSUER": f"http://localhost:{port}",
        "GOSUSLUGI_CLIENT_ID": CLIENT,
        "GOSUSLUGI_CLIENT_SECRET": secret,
    }
    return process, own
