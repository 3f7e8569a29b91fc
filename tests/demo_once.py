"""``python3 tests/demo_once.py``: `make demo` as somebody tries it for the first time. Needs Python and make alone.

It starts the demo, signs a mother in, opens the page of the certificate, and stops the demo as Ctrl+C does.
"""

import os
import re
import signal
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

PORT = os.environ.get("PORT") or "5013"
ADDRESS = f"http://127.0.0.1:{PORT}"
PATIENCE = 600
"""Seconds: the first start makes a virtual environment and downloads what goes into it."""


def main() -> None:
    """Try the demo; an exception is what went wrong."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # or a job in the background would not hear it
    command = ["make", "--no-print-directory", "demo", f"PORT={PORT}"]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, text=True) as demo:
        try:
            wait_for(demo)
            look()
        finally:
            os.killpg(demo.pid, signal.SIGINT)
        try:
            said = demo.communicate(timeout=60)[0]
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)
            raise
    print(said)
    if "Портал остановлен." not in said:
        sys.exit("the demo did not stop as it should")


def wait_for(demo: "subprocess.Popen[str]") -> None:
    """Wait until somebody answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            build_opener().open(f"{ADDRESS}/sign-in", timeout=60).close()
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("the demo does not answer")


def look() -> None:
    """Sign in as a person does, and open the page that all this is about."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def read(path: str, **fields: str) -> str:
        body = urlencode(fields).encode() if fields else None
        with browser.open(ADDRESS + path, body, timeout=60) as answer:
            return str(answer.read(), "utf-8")

    token = re.search('name="csrf_token" value="([^"]+)"', read("/sign-in"))
    assert token is not None
    read("/sign-in", csrf_token=token[1], login="ivanova", password="ivanova")
    page = read("/settings/certificate")
    assert "Получить сертификат" in page, page


if __name__ == "__main__":
    main()
