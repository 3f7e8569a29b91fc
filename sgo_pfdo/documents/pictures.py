"""Pictures of papers for many people at once: few are drawn at a time, and the same one not twice in a row.

A picture takes a fifth of a second of computing, a hundred times as much as the paper. Without a limit a class that
opens its certificates at once would keep all threads of a worker from everybody else.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from sgo_pfdo.documents import raster
from sgo_pfdo.documents.pdfium import PdfiumBusyError

AT_ONCE = 2
"""Pictures that are drawn at a time: half of the threads that a worker has."""
KEPT = 16
"""Pictures, of some 150 KB each."""


class Pictures:
    """The pictures of one application in one process.

    What is kept is kept under a hash of the paper itself. Whoever asks has drawn that paper for somebody who may have
    it, and whatever changes on the paper makes another picture.
    """

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def png(self, pdf: bytes, *, width: int) -> bytes:
        """Give the picture of the first page of a paper.

        :param width: in pixels.
        :returns: a PNG.
        :raises PdfiumBusyError: enough people wait for theirs already; nobody is made to wait behind them.
        """
        key = hashlib.sha256(b"%d " % width + pdf).digest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if not self._places.acquire(blocking=False):
            raise PdfiumBusyError
        try:
            picture = raster.to_png(pdf, width=width)
        finally:
            self._places.release()
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return picture
