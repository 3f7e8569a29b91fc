"""The limited markup of news: paragraphs by empty lines, and a few elements of HTML.

What was typed is stored as it was typed; whoever shows it goes through :func:`shown`, where ``nh3`` leaves nothing that
is not listed here, whatever was stored. :func:`problem` is a courtesy: it tells the author what would not be shown.
"""

import re
from html.parser import HTMLParser

import nh3

BLOCKS = frozenset({"p", "ul", "ol", "blockquote", "h3"})
ELEMENTS = BLOCKS | {"li", "br", "b", "strong", "i", "em", "a"}
"""What may stand in a text."""
LINKS = ("https://", "http://", "mailto:", "tel:")
"""How a link may begin."""
_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS | {'li'}))})\b", re.IGNORECASE)


def shown(text: str | None) -> str:
    """Give a text as HTML that is safe to stand in a page.

    :param text: as it was typed.
    """
    parts = [part.strip() for part in re.split(r"\n[^\S\n]*\n", (text or "").replace("\r\n", "\n")) if part.strip()]
    return nh3.clean(
        "\n".join(map(_paragraph, parts)),
        tags=set(ELEMENTS),
        attributes={"a": {"href"}},
        attribute_filter=_attribute,
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def _paragraph(part: str) -> str:
    return part if _BLOCK.search(part) else f"<p>{part.replace(chr(10), '<br>')}</p>"


def _attribute(element: str, name: str, value: str) -> str | None:
    """Keep the address of a link that says in full where it leads, and what nh3 itself has added."""
    return value if name != "href" or value.strip().lower().startswith(LINKS) else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problem: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        if self.problem is not None:
            return
        given = dict(attrs)
        if tag not in ELEMENTS:
            known = ", ".join(f"<{one}>" for one in sorted(ELEMENTS))
            self.problem = f"разметка <{tag[:20]}> не показывается. Можно: {known}"
        elif tag == "a" and not (given.get("href") or "").strip().lower().startswith(LINKS):
            self.problem = "ссылка должна начинаться с https://"
        elif set(given) - ({"href"} if tag == "a" else set()):
            self.problem = f"у <{tag}> не показывается «{next(iter(set(given) - {'href'}))[:20]}»: уберите его"


def problem(text: str) -> str | None:
    """Say in a sentence what of a text would not be shown; ``None`` where all of it is.

    :param text: as it was typed.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.problem is None and re.search(r"<[!?]", text):
        return "комментарии и служебная разметка не показываются: уберите их"
    return reader.problem
