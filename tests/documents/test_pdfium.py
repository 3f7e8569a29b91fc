"""PDFium is entered by one thread at a time, through one door; pictures are few at a time and not drawn twice."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdfium2
import pytest

from sgo_pfdo.documents import pdfium, raster
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.pdfium import PdfiumBusyError
from sgo_pfdo.documents.pictures import AT_ONCE, KEPT, Pictures
from tests.test_architecture import SOURCES, all_imports

from .papers import SHEETS

PAPER = render(SHEETS["certificate"])


def test_one_module_alone_imports_it() -> None:
    importers = {
        module for module in SOURCES if any(name.split(".")[0].startswith("pypdfium2") for name in all_imports(module))
    }
    assert importers == {"documents.pdfium"}


@pytest.mark.parametrize("enter", [lambda: raster.to_png(PAPER, width=50), lambda: pdfium.look_through(PAPER)])
def test_whatever_is_done_with_it_nobody_else_is_in_it(
    enter: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[int] = []
    most: list[int] = []

    class Watched(pypdfium2.PdfDocument):  # type: ignore[misc]
        def __init__(self, *args: Any) -> None:
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.001)  # lets the others come, if they can
            super().__init__(*args)

        def close(self, *args: Any, **options: Any) -> None:
            super().close(*args, **options)
            inside.pop()

    monkeypatch.setattr(pypdfium2, "PdfDocument", Watched)
    monkeypatch.setattr(pdfium, "LONGEST_WAIT", 100)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: enter(), range(8)))) == 1
    assert max(most) == 1


def test_nobody_waits_for_long_in_front_of_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium, "LONGEST_WAIT", 0.01)
    with pdfium._lock, pytest.raises(PdfiumBusyError):
        raster.to_png(PAPER, width=50)
    assert raster.to_png(PAPER, width=50)


def test_a_file_that_is_no_pdf_leaves_the_door_open() -> None:
    for _ in range(2):
        with pytest.raises(pypdfium2.PdfiumError):
            raster.to_png(b"no pdf", width=50)
    assert raster.to_png(PAPER, width=50)


class Slow:
    """Draws when it is told to; counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.drawn: list[bytes] = []
        self.go_on = threading.Event()
        self.begun = threading.Semaphore(0)
        monkeypatch.setattr(raster, "to_png", self.to_png)

    def to_png(self, pdf: bytes, *, width: int) -> bytes:
        self.drawn.append(pdf)
        self.begun.release()
        assert self.go_on.wait(60)
        return b"picture of " + pdf


def test_of_sixteen_at_once_a_few_are_drawn_and_the_others_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, pictures = Slow(monkeypatch), Pictures()
    with ThreadPoolExecutor(16) as pool:
        first = [pool.submit(pictures.png, b"%d" % number, width=1) for number in range(AT_ONCE)]
        for _ in first:
            assert slow.begun.acquire(timeout=60)
        for number in range(14):
            with pytest.raises(PdfiumBusyError):
                pictures.png(b"more %d" % number, width=1)
        slow.go_on.set()
        assert [one.result() for one in first] == [b"picture of %d" % number for number in range(AT_ONCE)]
    assert len(slow.drawn) == AT_ONCE
    assert pictures.png(b"one more", width=1) == b"picture of one more"


def test_a_paper_that_has_not_changed_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, pictures = Slow(monkeypatch), Pictures()
    slow.go_on.set()
    assert pictures.png(b"paper", width=1) == pictures.png(b"paper", width=1)
    assert slow.drawn == [b"paper"]
    pictures.png(b"paper, corrected", width=1)
    pictures.png(b"paper", width=2)
    assert len(slow.drawn) == 3


def test_few_pictures_are_kept_and_those_that_nobody_asked_for_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, pictures = Slow(monkeypatch), Pictures()
    slow.go_on.set()
    for number in range(KEPT):
        pictures.png(b"%d" % number, width=1)
    pictures.png(b"0", width=1)
    pictures.png(b"new", width=1)
    slow.drawn.clear()
    pictures.png(b"0", width=1)
    pictures.png(b"1", width=1)
    assert slow.drawn == [b"1"]


def test_a_picture_that_failed_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = Pictures()
    for _ in range(AT_ONCE + 1):
        with pytest.raises(pypdfium2.PdfiumError):
            pictures.png(b"no pdf", width=1)


def test_two_applications_know_nothing_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    slow.go_on.set()
    for pictures in (Pictures(), Pictures()):
        pictures.png(b"paper", width=1)
    assert len(slow.drawn) == 2
