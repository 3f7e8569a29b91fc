"""One word for one thing, in everything that people read: pages, letters, papers, answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sgo_pfdo

PACKAGE = Path(sgo_pfdo.__file__).parent
SPACE = r"(?:\s|\\u00a0|&nbsp;)"
OTHER_WORDS = {
    "на портале": rf"\b[Вв]о?{SPACE}(?:школьном{SPACE})?портале?\b|\b[Ии]з{SPACE}портала\b",
    "заявление на сертификат": r"[Зз]аявлени\w+ на получение сертификата(?! дополнительного)",
    "бланк": r"[Шш]аблон\w* (?:бумажного )?заявления",
    "уполномоченная организация": r"[Уу]полномоченн\w+ учреждени",
    "часть занятий можно оплатить сертификатом": r"оплачивает муниципалитет|бесплатные занятия",
}


def told() -> Iterator[tuple[str, str]]:
    """Give each file with texts for people."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt", ".json"} and "migrations" not in path.parts:
            yield str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_nobody_calls_it_otherwise(word: str) -> None:
    pattern = re.compile(OTHER_WORDS[word])
    found = [(name, other[0]) for name, text in told() for other in pattern.finditer(text)]
    assert found == [], f"say «{word}»"
