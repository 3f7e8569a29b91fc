"""A PDF that somebody else made, before every family opens it: looked through by a program of its own, written anew.

It may be damaged, hostile, or a kilobyte that becomes a gigabyte. So it is opened in a process that may take little
memory and time, and that knows nothing of the portal; a crash there is a refusal here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from sgo_pfdo.documents import pdfium

MEMORY = 768 * 1024 * 1024
"""Bytes of addresses; Python and PDFium need some 150 MB of them."""
SECONDS = 5
"""Of computing."""
LONGEST = 12.0
"""Seconds by the clock on the wall: on a busy machine five of computing are more."""
AT_ONCE = 2
"""Files that one process of the portal has looked through at a time."""

_places = threading.BoundedSemaphore(AT_ONCE)


def looked_through(content: bytes, *, most_pages: int = pdfium.MOST_PAGES) -> bytes:
    """Look a PDF through.

    :param most_pages: how many it may have.
    :return: the file, written anew: what was looked at is what families get.
    :raises sgo_pfdo.documents.pdfium.UnwantedPdfError: naming what is wrong with it.
    :raises sgo_pfdo.documents.pdfium.PdfiumBusyError: others are having theirs looked through.
    :raises OSError: Python could not be started.
    """
    if not _places.acquire(blocking=False):
        raise pdfium.PdfiumBusyError
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file goes in by standard input
            [_python(), "-P", pdfium.__file__, str(MEMORY), str(SECONDS), str(most_pages)],
            input=content,
            capture_output=True,
            timeout=LONGEST,
            env=_environment(),
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise pdfium.UnwantedPdfError(pdfium.BOMB) from None
    finally:
        _places.release()
    outcome, _, copy = done.stdout.partition(b"\n")
    if outcome != b"ok":
        raise pdfium.UnwantedPdfError(outcome.decode("ascii"))
    return copy


def _python() -> str:
    """Find the interpreter: inside a server like uWSGI ``sys.executable`` is the server."""
    if Path(sys.executable).name.lower().startswith("python"):
        return sys.executable
    folder = Path(sys.exec_prefix)
    return str(folder / "python.exe" if os.name == "nt" else folder / "bin" / "python3")


def _environment() -> dict[str, str]:
    """Give the program the way to its libraries, and none of the portal's secrets."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
