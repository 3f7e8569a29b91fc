"""The file around pages that are drawn already: fonts, metadata, structure, and the table of what stands where."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

from sgo_pfdo.documents.elements import Paper
from sgo_pfdo.documents.operators import points
from sgo_pfdo.documents.structure import Places, Structure, Tags, structure

LANGUAGE = "ru-RU"
PRODUCER = "sgo-pfdo"
_VERSION = b"%PDF-1.7"
"""Object streams need 1.5; PDF/UA (ISO 14289-1) is written for 1.7."""

_METADATA = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="r"?>'
)
"""What a program that checks a file for accessibility looks for: its title, and that it keeps to PDF/UA-1."""

_ROW = struct.Struct(">BIH")
"""A row of the table: 1, where an object begins, 0; or 2, in which stream it stands, and as which."""
_FREE = _ROW.pack(0, 0, 65535)


@dataclass(frozen=True, slots=True)
class Fonts:
    """A file with fonts and without pages: its objects, where each begins by number, 0 where it is still to come."""

    objects: bytes
    offsets: tuple[int, ...]
    catalog: int
    info: int
    pages: int
    page: int
    content: int
    resources: int


class Page(NamedTuple):
    """A page that is drawn.

    :param size: in millimetres.
    :param content: compressed.
    :param tags: how the fixed elements are read.
    :param fields: how the others are.
    """

    size: tuple[float, float]
    content: bytes
    tags: Tags
    fields: Places


class _Numbers(NamedTuple):
    """The objects that a file has besides its fonts.

    :param pages: of each page and its content.
    """

    pages: tuple[tuple[int, int], ...]
    metadata: int
    root: int
    document: int
    following: int


def without_page(pdf: bytes) -> Fonts:
    """Take a file of one page by fpdf2 apart: catalog, page, content and metadata go, their numbers are for ours."""

    def number(key: str) -> int:
        return int(re.findall(rf"/{key} \[?(\d+) 0 R".encode(), pdf)[-1])

    catalog, info, pages = number("Root"), number("Info"), number("Pages")
    page, content, resources = number("Kids"), number("Contents"), number("Resources")
    table = pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))
    starts = [int(entry) for entry in re.findall(rb"(\d{10}) 00000 n", pdf[table:])]
    ends = dict(pairwise([*sorted(starts), table]))
    objects, offsets = bytearray(_VERSION + pdf[len(_VERSION) : min(starts)]), [0]
    for name, start in enumerate(starts, 1):
        if name in (catalog, info, pages, page, content):
            offsets.append(0)
        else:
            offsets.append(len(objects))
            objects += re.sub(rb"(?s)<<\n/Length \d+\n>>\nstream\n(.*)\nendstream", _packed, pdf[start : ends[start]])
    return Fonts(bytes(objects), tuple(offsets), catalog, info, pages, page, content, resources)


def _packed(found: re.Match[bytes]) -> bytes:
    return _stream(zlib.compress(found[1], 9), b"/Filter/FlateDecode")


def _stream(content: bytes, told: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (told, len(content), content)


def write(fonts: Fonts, paper: Paper, pages: Sequence[Page]) -> bytes:
    """Put everything else behind the fonts.

    :param paper: gives the file its title, author and date.
    """
    numbers = _numbers(fonts, len(pages))
    structures = list(_structures(numbers, pages))
    kids = b" ".join(b"%d 0 R" % number for number, _ in numbers.pages)
    metadata = _METADATA.format(title=escape(paper.title)).encode()
    bodies = {
        fonts.info: _information(paper),
        fonts.catalog: _catalog(fonts, numbers),
        fonts.pages: b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids),
        numbers.metadata: _stream(metadata, b"/Type/Metadata/Subtype/XML"),
        numbers.root: _root(numbers, [read for _, read in structures]),
        numbers.document: b"<</S/Document/P %d 0 R/K[%b]>>"
        % (numbers.root, b" ".join(read.top for _, read in structures)),
    }
    for index, (page, (number, content)) in enumerate(zip(pages, numbers.pages, strict=True)):
        bodies[number] = _page(fonts, page, content, index)
        bodies[content] = _stream(page.content, b"/Filter/FlateDecode")
    for number, read in structures:
        told = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (read.count, read.first)
        bodies[number] = _stream(read.packed, told)
    return _file(fonts, bodies, dict(structures))


def _numbers(fonts: Fonts, pages: int) -> _Numbers:
    start = len(fonts.offsets)
    more = [(number, number + 1) for number in range(start, start + 2 * (pages - 1), 2)]
    start += 2 * len(more)
    return _Numbers(((fonts.page, fonts.content), *more), start, start + 1, start + 2, start + 3)


def _structures(numbers: _Numbers, pages: Sequence[Page]) -> Iterator[tuple[int, Structure]]:
    """Give the structure of each page, and the object stream that holds it; its elements are numbered after that."""
    number = numbers.following
    for page, (name, _) in zip(pages, numbers.pages, strict=True):
        read = structure(page.tags, page.fields, number + 1, name, numbers.document)
        yield number, read
        number += 1 + read.count


def _page(fonts: Fonts, page: Page, content: int, index: int) -> bytes:
    return b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Resources %d 0 R/Contents %d 0 R/StructParents %d>>" % (
        (fonts.pages, points(*page.size).encode(), fonts.resources, content, index)
    )


def _information(paper: Paper) -> bytes:
    texts = {"Title": paper.title, "Author": paper.author, "Creator": PRODUCER, "Producer": PRODUCER}
    told = "".join(f"/{key}<feff{text.encode('utf-16-be').hex()}>" for key, text in texts.items())
    return f"<<{told}/CreationDate(D:{paper.made_on:%Y%m%d}000000Z)>>".encode()


def _catalog(fonts: Fonts, numbers: _Numbers) -> bytes:
    return (
        f"<</Type/Catalog/Pages {fonts.pages} 0 R/Lang({LANGUAGE})/ViewerPreferences<</DisplayDocTitle true>>"
        f"/MarkInfo<</Marked true>>/StructTreeRoot {numbers.root} 0 R/Metadata {numbers.metadata} 0 R>>"
    ).encode()


def _root(numbers: _Numbers, structures: Sequence[Structure]) -> bytes:
    """The root of the structure, with the element that each content of each page belongs to."""
    parents = b"".join(b"%d[%b]" % (index, read.parents) for index, read in enumerate(structures))
    return b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree<</Nums[%b]>>/ParentTreeNextKey %d>>" % (
        (numbers.document, parents, len(structures))
    )


def _file(fonts: Fonts, bodies: dict[int, bytes], streams: dict[int, Structure]) -> bytes:
    """Write the objects and the table of all of them, a stream as well (ISO 32000-1, 7.5.8)."""
    name = max(number + read.count for number, read in streams.items()) + 1
    out, rows = bytearray(fonts.objects), [_FREE, *(_ROW.pack(1, offset, 0) for offset in fonts.offsets[1:])]
    rows += [_FREE] * (name + 1 - len(rows))
    for number, body in bodies.items():
        rows[number] = _ROW.pack(1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    for number, read in streams.items():
        for index in range(read.count):
            rows[number + 1 + index] = _ROW.pack(2, number, index)
    start = len(out)
    rows[name] = _ROW.pack(1, start, 0)
    mark = hashlib.blake2b(b"".join(bodies.values()), digest_size=16).hexdigest().encode()
    told = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
        (name + 1, fonts.catalog, fonts.info, mark, mark)
    )
    table = _stream(b"".join(rows), told)
    out += b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (name, table, start)
    return bytes(out)
