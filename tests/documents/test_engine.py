"""The engine puts papers together from pieces it has kept; nobody can tell, except by the clock."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image, ImageChops
from pypdfium2 import PdfDocument

from sgo_pfdo.documents import (
    Applicant,
    BlankForm,
    Person,
    UnprintableText,
    _fast,
    application_form,
    credentials_sheet,
    slips,
)
from sgo_pfdo.documents.drawing import render, render_pages
from sgo_pfdo.documents.elements import Face, Field, Line, Paper, Style, Text
from sgo_pfdo.documents.typeface import metrics
from tests.support.figures import SOAK

from . import plain
from .papers import SHEETS
from .placing import fixed
from .reading import copied, read_all
from .samples import CHILD, MUNICIPALITY, credentials, entries
from .strategies import ENTRIES

ROOT = Path(__file__).parents[2]
LIMIT = 32 * 1024
MEETING = slips.Slips(
    names=["Абрамова Ульяна", "Ёлкин Семён", "Ольга", "Пётр", "Тян Милана"],
    address="https://portal.example/settings",
    made_on=credentials().made_on,
)
Pages = tuple[Paper, ...]
DOCUMENTS: dict[str, Pages] = {name: (paper,) for name, paper in SHEETS.items()} | {
    "slips": (slips.sheet(MEETING, MEETING.names[:4]), slips.sheet(MEETING, MEETING.names[4:])),
    "down and across": (SHEETS["credentials"], SHEETS["certificate"], SHEETS["filled consent, pupil"]),
}
EVERY_DOCUMENT = pytest.mark.parametrize("pages", DOCUMENTS.values(), ids=DOCUMENTS.keys())


@lru_cache(len(DOCUMENTS))
def _drawn(pages: Pages) -> tuple[bytes, bytes]:
    """Draw with the engine and with fpdf2 alone; several tests look at the same pages."""
    return render_pages(pages), plain.render_pages(pages)


def _pictures(pdf: bytes) -> list[Image.Image]:
    return [page.render(scale=2).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]


def _assert_looks_the_same(pages: Pages) -> None:
    """No dot of 1/144 inch differs by more than the soft edge of a line that lies a hundredth of a point elsewhere."""
    pictures, expected = map(_pictures, _drawn(pages))
    assert [picture.size for picture in pictures] == [picture.size for picture in expected]
    for mine, its in zip(pictures, expected, strict=True):
        differences = ImageChops.difference(mine, its)
        assert differences.getextrema()[1] <= 24
        assert sum(differences.histogram()[8:]) <= mine.width * mine.height // 2000


@EVERY_DOCUMENT
def test_a_paper_looks_as_fpdf2_alone_would_draw_it_and_says_the_same_of_itself(pages: Pages) -> None:
    _assert_looks_the_same(pages)
    drawn = _drawn(pages)
    assert copied(drawn[0]) == copied(drawn[1])
    mine, its = map(PdfDocument, drawn)
    assert mine.get_metadata_dict() == its.get_metadata_dict()
    assert len(mine) == len(its) == len(pages)


READ = list(DOCUMENTS) if SOAK else [*list(DOCUMENTS)[:-2:3], *list(DOCUMENTS)[-2:]]
"""Papers whose every character is compared: a third of those of one page, and all of several."""


@pytest.mark.parametrize("name", READ)
def test_a_paper_reads_as_fpdf2_alone_would_write_it(name: str) -> None:
    mine, its = _drawn(DOCUMENTS[name])
    for page, expected in zip(read_all(mine), read_all(its), strict=True):
        assert page.text == expected.text
        assert [box.text for box in page.characters] == [box.text for box in expected.characters]
        for box, other in zip(page.characters, expected.characters, strict=True):
            assert (box.left, box.bottom) == pytest.approx((other.left, other.bottom), abs=0.01)
        assert len(page.rules) == len(expected.rules)


@given(ENTRIES)
@settings(max_examples=25 if SOAK else 3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_filled_in_looks_the_same(data: application_form.Entries) -> None:
    form = BlankForm(applicant=Applicant.PARENT, **MUNICIPALITY)
    _assert_looks_the_same((application_form.paper(form, data),))


@pytest.mark.parametrize("face", Face)
def test_every_character_of_a_face_comes_out_right(face: Face) -> None:
    """Also those that few texts have and no fixed part has; whatever other characters the paper bears."""
    characters = sorted(metrics(face).widths)
    rows = [" ".join(characters[start : start + 16]) for start in range(0, len(characters), 16)]
    texts = [Text(20, 10 + 8 * n, 170, 8, row, Style(11, face)) for n, row in enumerate(rows)]
    at_once = replace(SHEETS["credentials"], elements=tuple(map(Field, texts)))
    _assert_looks_the_same((at_once,))
    assert copied(_drawn((at_once,))[0]) == copied(_drawn((at_once,))[1])
    alone = replace(at_once, elements=(*fixed(SHEETS["credentials"]), Field(texts[-1])))
    _assert_looks_the_same((alone,))


def test_a_paper_keeps_its_characters_apart_from_those_of_the_next() -> None:
    """A text that needs more of a face changes nothing about the papers before and after it."""
    before = render(SHEETS["credentials"])
    for name in ("Әлфия Җәмил кызы", "Зайнуллина Гөлнара", "Łukasz Öztürk", "Ћирић Ђорђе"):
        pdf = credentials_sheet.draw(credentials(surname=name))
        assert f"Владелец сертификата {name} Игорь Иванович Номер" in copied(pdf)
        assert len(pdf) <= LIMIT
    assert render(SHEETS["credentials"]) == before


@EVERY_DOCUMENT
def test_a_paper_is_light(pages: Pages) -> None:
    assert len(render(pages[0])) <= LIMIT


def test_the_longest_filled_application_is_light() -> None:
    long = "Мамедова-Рождественская-Преображенская Александра-Вознесенская"[:60]
    person = replace(CHILD, surname=f"Җәләлетдинов {long}"[:60], first_name=long, patronymic=long, address="Ж, " * 60)
    form = BlankForm(applicant=Applicant.PARENT, **MUNICIPALITY)
    data = entries(Applicant.PARENT, child=person, parent=person, email="Elizaveta.Vasilieva@education.example.ru")
    assert len(application_form.draw(form, data)) <= LIMIT


def test_what_the_typeface_lacks_is_told_for_fixed_parts_and_fields_at_once() -> None:
    form = BlankForm(applicant=Applicant.PARENT, authority="Управление 龍")
    for _ in range(2):
        with pytest.raises(UnprintableText) as caught:
            application_form.draw(form, entries(Applicant.PARENT, child=Person(surname="漢 Ли")))
        assert caught.value.characters == ("漢", "龍")


def test_a_style_of_one_element_does_not_reach_the_next() -> None:
    """A dashed line in grey between two others, with a field on either side."""
    line = Line(20, 20, 190, 20, width=0.2)
    dashed = Line(20, 30, 190, 30, width=2, colour="#aa0000", dash=(3, 2))
    words = Field(Text(20, 35, 100, 10, "Ольга", Style(14, Face.BOLD, "#1f3a6e")))
    after = Text(20, 50, 100, 10, "Ольга", Style(9))
    _assert_looks_the_same((replace(SHEETS["credentials"], elements=(line, dashed, words, after, line)),))


def test_threads_draw_the_same_papers_and_what_is_fixed_once() -> None:
    """In a process of its own, all threads beginning at the same moment with nothing kept yet."""
    code = """
        import hashlib, threading
        from concurrent.futures import ThreadPoolExecutor
        from tests.documents import plain  # so that nothing is imported by the threads
        from sgo_pfdo.documents import _fast, credentials_sheet
        from tests.documents.samples import credentials
        _fast._fixed.cache_clear(), _fast._fonts.cache_clear()
        ready = threading.Barrier(8)
        def draw(number):
            ready.wait()
            return [credentials_sheet.draw(credentials(surname=f"Ли{n % 5}")) for n in range(10)]
        with ThreadPoolExecutor(8) as pool:
            drawn = list(pool.map(draw, range(8)))
        assert all(each == drawn[0] for each in drawn)
        assert len(set(drawn[0])) == 5
        assert (_fast._fixed.cache_info().misses, _fast._fonts.cache_info().misses) == (1, 1)
    """
    _run(code)


def test_the_portals_log_holds_nothing_of_fonts(caplog: pytest.LogCaptureFixture) -> None:
    """What others let fontTools do still says what it did, and the portal's settings are as they were."""
    logger = logging.getLogger("fontTools.subset")
    before = list(logger.filters)
    _fast._fonts.cache_clear()
    with caplog.at_level(logging.INFO):
        credentials_sheet.draw(credentials())
        assert caplog.messages == []
        logger.info("by somebody else")
    assert caplog.messages == ["by somebody else"]
    assert (logger.filters, logger.level) == (before, logging.NOTSET)


def test_meanwhile_the_fonts_of_another_thread_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("fontTools.subset")
    with caplog.at_level(logging.INFO), _fast._quiet(logger):
        logger.info("ours")
        logger.warning("a fault")
        other = threading.Thread(target=logger.info, args=["theirs"])
        other.start()
        other.join()
    assert caplog.messages == ["a fault", "theirs"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_worker_forked_while_others_draw_can_draw() -> None:
    code = """
        import os, threading, warnings
        from sgo_pfdo.documents import _fast, credentials_sheet
        from tests.documents.samples import credentials
        warnings.simplefilter("ignore", DeprecationWarning)  # to fork beside threads is what is tried here
        expected, stop = credentials_sheet.draw(credentials()), threading.Event()
        def draw():
            while not stop.is_set():
                _fast._fixed.cache_clear()
                credentials_sheet.draw(credentials())
        threads = [threading.Thread(target=draw) for _ in range(2)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            child = os.fork()
            if not child:
                os._exit(0 if credentials_sheet.draw(credentials()) == expected else 1)
            assert os.waitpid(child, 0)[1] == 0
        stop.set()
    """
    _run(code)


def test_nothing_of_a_child_stays_in_the_process() -> None:
    """After the papers of a child are gone, no text or bytes anywhere in memory hold what they said of it."""
    code = """
        import gc
        from tests.documents.samples import MUNICIPALITY, certificate, credentials, entries, CHILD
        from dataclasses import replace
        from sgo_pfdo.documents import *

        def marks():
            # made anew each time, so that the search does not find itself
            return ["".join(reversed(word)) for word in ("анивокрамЗ", "7rqwzk4xm2", "ахепуцыШ.лу")]

        def papers():
            name, password, street = marks()
            for applicant in Applicant:
                child = replace(CHILD, surname=name, first_name=name, address=street)
                data = entries(applicant, child=child, parent=child, application_number="8675309")
                for module in (application_form, consent):
                    yield module.draw(BlankForm(applicant=applicant, **MUNICIPALITY), data)
            yield credentials_sheet.draw(credentials(surname=name, password=password))
            yield certificate_image.draw(certificate(surname=name, link="https://" + password))

        def search():
            words = marks()
            in_bytes = [
                text
                for word in words
                for text in (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-be").hex().encode())
            ]
            needles = {str: words, bytes: in_bytes, bytearray: in_bytes}
            found, seen, queue = [], set(map(id, [*words, *in_bytes])), gc.get_objects()
            seen |= {id(own) for own in (needles, *needles.values(), found, seen, queue)}
            while queue:
                item = queue.pop()
                if id(item) not in seen:
                    seen.add(id(item))
                    if type(item) in needles:
                        found += [item for needle in needles[type(item)] if needle in item]
                    else:
                        queue += gc.get_referents(item)
            return found

        kept = list(papers())
        assert len(kept) == 6
        held = marks()
        assert len(search()) >= 3, "the search must find what is there"
        del kept, held
        gc.collect()
        assert search() == []
    """
    _run(code)


def _run(code: str) -> None:
    lines = code.splitlines()
    indent = len(lines[1]) - len(lines[1].lstrip())
    program = "\n".join(line[indent:] for line in lines)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
