"""Turn papers into a PDF.

The same papers give the same bytes: the creation date is the paper's, the clock and random numbers are never asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from sgo_pfdo.documents import _fast
from sgo_pfdo.documents.elements import Paper


def render(paper: Paper) -> bytes:
    """Draw a paper.

    :returns: a PDF of one A4 page.
    :raises UnprintableText: naming every character of the paper that its typeface lacks.
    :raises DoesNotFit: when a text does not fit its box at any size.
    """
    return render_pages([paper])


def render_pages(pages: Sequence[Paper]) -> bytes:
    """Draw several pages into one file, which is called and dated as the first of them.

    :param pages: at least one.
    :returns: a PDF of A4 pages.
    :raises UnprintableText: naming every character of the pages that the typeface lacks.
    :raises DoesNotFit: when a text does not fit its box at any size.
    """
    return _fast.draw(pages)
