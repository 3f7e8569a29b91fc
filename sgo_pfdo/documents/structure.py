"""What a paper says to somebody who hears it: its structure, in the order of reading (ISO 32000-1, 14.7; PDF/UA).

Each text and each code is marked in the content of its page by a number. The structure names these numbers: a title, a
paragraph with the values in it, a list, a picture with words in its place. Lines, boxes and ornament are marked as
what nobody needs to hear. The structure of all copies of a paper is the same while as many values are filled in, so it
is made once; nothing of a child is in it.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sgo_pfdo.documents.elements import Code, Element, Field, Fixed, Role, Text
from sgo_pfdo.documents.layout import POINT


class Figure(NamedTuple):
    """A picture, and the words in its place.

    :param box: left, bottom, right and top in points.
    """

    says: str
    box: tuple[float, float, float, float]


Tag = Role | Figure
Tags = tuple[Tag | None, ...]
"""Of elements, in their order; ``None`` for what is not read."""
Places = tuple[tuple[int, Tag | None], ...]
"""Of the fields among the elements: which element, and its tag."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of one page.

    :param count: how many elements it has; they are numbered one after another.
    :param packed: the elements, as the content of an object stream.
    :param first: where in the unpacked stream the first of them begins.
    :param top: the elements that stand right in the document, as references.
    :param parents: to which element each marked content belongs, by its number.
    """

    count: int
    packed: bytes
    first: int
    top: bytes
    parents: bytes


def tag_of(element: Fixed, tall: float, unless_told: Role = Role.PARAGRAPH) -> Tag | None:
    """Tell what an element is to be read as.

    :param tall: the height of the page in millimetres.
    :param unless_told: the role of a text that names none.
    """
    if isinstance(element, Text):
        return element.role or unless_told
    if isinstance(element, Code):
        left, bottom = element.x / POINT, (tall - element.y - element.size) / POINT
        side = element.size / POINT
        return Figure(element.says, (left, bottom, left + side, bottom + side))
    return None


def places_of_fields(elements: Sequence[Element], tall: float) -> Places:
    """Tell which elements are fields, and what they are to be read as."""
    return tuple(
        (place, tag_of(element.content, tall, Role.GOES_ON))
        for place, element in enumerate(elements)
        if isinstance(element, Field)
    )


def marked(piece: bytes, tag: Tag | None, number: int) -> bytes:
    """Mark a piece of a page's content.

    :param number: of this content on its page; of no account for what is not read.
    """
    if tag is None:
        return b"/Artifact BMC\n%b\nEMC" % piece
    name = b"Figure" if isinstance(tag, Figure) else tag.encode()
    return b"/%b <</MCID %d>> BDC\n%b\nEMC" % (name, number, piece)


@dataclass(slots=True, eq=False)
class _Node:
    """An element of the structure: a number stands for marked content, a node for an element in it."""

    name: str
    parent: _Node | None
    more: str = ""
    kids: list[_Node | int] = field(default_factory=list)


@functools.lru_cache(maxsize=512)
def structure(fixed: Tags, fields: Places, first: int, page: int, document: int) -> Structure:
    """Put the structure of a page together.

    The contents of fixed elements are numbered first, then those of the fields.

    :param fixed: of the elements that are no fields.
    :param first: the number of the first object.
    :param page: the object of the page.
    :param document: the object of the whole document.
    """
    top: list[_Node] = []
    of_content: dict[int, _Node] = {}
    for tag, number in _in_reading_order(fixed, fields):
        node = _node_for(tag, top)
        node.kids.append(number)
        of_content[number] = node
    nodes = list(_all_nodes(top))
    names = {node: first + index for index, node in enumerate(nodes)}
    bodies = [_body(node, names, page, document) for node in nodes]
    heads, offset = [], 0
    for index, body in enumerate(bodies):
        heads.append(f"{first + index} {offset}")
        offset += len(body) + 1
    head = " ".join(heads).encode() + b"\n"
    return Structure(
        count=len(nodes),
        packed=zlib.compress(head + b"\n".join(bodies), 9),
        first=len(head),
        top=_references(names[node] for node in top),
        parents=_references(names[of_content[number]] for number in range(len(of_content))),
    )


def _in_reading_order(fixed: Tags, fields: Places) -> Iterator[tuple[Tag, int]]:
    """Give what is read, each with the number of its content."""
    by_place, kept = dict(fields), iter(fixed)
    next_fixed, next_field = 0, sum(tag is not None for tag in fixed)
    for place in range(len(fixed) + len(fields)):
        is_field = place in by_place
        tag = by_place[place] if is_field else next(kept)
        if tag is None:
            continue
        if is_field:
            yield tag, next_field
            next_field += 1
        else:
            yield tag, next_fixed
            next_fixed += 1


def _node_for(tag: Tag, top: list[_Node]) -> _Node:
    """Find the element that a content belongs in, or begin one."""
    if isinstance(tag, Figure):
        box = " ".join(f"{edge:.2f}" for edge in tag.box)
        words = tag.says.encode("utf-16-be").hex()
        top.append(_Node("Figure", None, f"/Alt<feff{words}>/A<</O/Layout/Placement/Block/BBox[{box}]>>"))
        return top[-1]
    if tag in (Role.NUMBER, Role.ITEM):
        return _in_list(tag, top)
    if tag is Role.GOES_ON and top and top[-1].name != "Figure":
        return _last_of(top[-1])
    top.append(_Node(Role.PARAGRAPH if tag is Role.GOES_ON else tag, None))
    return top[-1]


def _in_list(tag: Role, top: list[_Node]) -> _Node:
    """A number begins an item of the list, what it says follows it."""
    if not top or top[-1].name != "L":
        top.append(_Node("L", None))
    items = top[-1]
    if tag is Role.NUMBER or not items.kids:
        items.kids.append(_Node("LI", items))
    item = items.kids[-1]
    assert isinstance(item, _Node)
    item.kids.append(_Node(tag, item))
    return _last_of(item)


def _last_of(node: _Node) -> _Node:
    """The innermost element that was begun last."""
    while node.kids and isinstance(node.kids[-1], _Node):
        node = node.kids[-1]
    return node


def _all_nodes(nodes: Iterable[_Node | int]) -> Iterator[_Node]:
    for node in nodes:
        if isinstance(node, _Node):
            yield node
            yield from _all_nodes(node.kids)


def _body(node: _Node, names: dict[_Node, int], page: int, document: int) -> bytes:
    parent = names[node.parent] if node.parent else document
    kids = " ".join(f"{names[kid]} 0 R" if isinstance(kid, _Node) else f"{kid}" for kid in node.kids)
    return f"<</S/{node.name}/P {parent} 0 R/Pg {page} 0 R{node.more}/K[{kids}]>>".encode()


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
