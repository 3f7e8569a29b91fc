"""How a question in words is put to the full text index: PostgreSQL's text search vectors, SQLite's FTS5."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from sgo_pfdo.database import table_of
from sgo_pfdo.programmes.rules.search_words import (
    HEADING,
    LEAST_FOR_A_SLIP,
    AskedWord,
    Term,
    asked_words,
    is_one_slip,
    swapped,
)
from sgo_pfdo.programmes.search.model import FTS, SearchText, SearchWord

MOST_GUESSES = 20
"""Words that may be meant by one with a slip."""
_WORDS, _TEXTS = table_of(SearchWord), table_of(SearchText)
_HIGHEST = "\U0010ffff"

Question = Sequence[Sequence[Term]]
"""Every inner sequence must have one term that the text holds."""


def read_question(session: Session, text: str) -> Question:
    """Read what somebody typed. A word that no programme has is taken for a slip in one that there is.

    :return: nothing where no word was typed: then words do not matter.
    """
    return [_terms(session, word) for word in asked_words(text)]


def _terms(session: Session, asked: AskedWord) -> Sequence[Term]:
    is_known = select(exists().where(or_(_begins(_WORDS.c.word, asked.word), _WORDS.c.stem == asked.stem)))
    if len(asked.word) < LEAST_FOR_A_SLIP or session.scalar(is_known):
        return asked.terms
    guesses = sorted({row for row in _candidates(session, asked) if _is_meant(asked, *row)})[:MOST_GUESSES]
    found = {Term(text) for guess in guesses for text in guess}
    return sorted(found, key=lambda term: term.text) or asked.terms


def _is_meant(asked: AskedWord, word: str, stem: str) -> bool:
    return is_one_slip(asked.word, word) or is_one_slip(asked.stem, stem)


def _candidates(session: Session, asked: AskedWord) -> Iterable[tuple[str, str]]:
    """Read the words that may be meant: with one slip, either the first half of a word is right or the last one."""
    pairs = (
        (asked.word, _WORDS.c.word, _WORDS.c.reversed_word),
        (asked.stem, _WORDS.c.stem, _WORDS.c.reversed_stem),
    )
    conditions: list[ColumnElement[bool]] = []
    for text, forwards, backwards in pairs:
        half = len(text) // 2
        is_long = func.length(forwards).between(len(text) - 1, len(text) + 1)
        conditions += [
            and_(_begins(forwards, text[:half]), is_long),
            and_(_begins(backwards, text[half:][::-1]), is_long),
            forwards.in_(list(swapped(text))),
        ]
    # each of them reads an index of its own, which one condition with OR would not
    found = (select(_WORDS.c.word, _WORDS.c.stem).where(condition) for condition in conditions)
    return [(word, stem) for word, stem in session.execute(union_all(*found))]


def _begins(words: SQLColumnExpression[str], beginning: str) -> ColumnElement[bool]:
    return and_(words >= beginning, words < beginning + _HIGHEST)


def matching(dialect: str, question: Question, *, heading_only: bool = False, are_common: bool = False) -> Select[Any]:
    """Select the ids of the programmes whose words answer a question.

    :param dialect: «postgresql» or «sqlite».
    :param question: not empty.
    :param heading_only: names and keywords alone are looked at.
    :param are_common: the words stand in so many programmes that a page is filled by going through all of them.
    """
    mark = HEADING if heading_only else ""
    if dialect == "postgresql":
        terms = " & ".join(f"({' | '.join(_in_postgresql(mark, term) for term in one)})" for one in question)
        asked: ColumnElement[Any] = cast(bindparam(None, terms, String), TSQUERY)
        if not are_common:
            # where PostgreSQL sees common words when it plans, it reads all texts in place of their index
            asked = select(asked).scalar_subquery()
        return select(_TEXTS.c.programme_id).where(_TEXTS.c.words.op("@@", is_comparison=True)(asked))
    terms = " AND ".join(f"({' OR '.join(_in_fts(mark, term) for term in one)})" for one in question)
    fts = table(FTS, column("rowid", Integer), column(FTS, String))
    return select(fts.c.rowid).where(fts.c[FTS].op("MATCH", is_comparison=True)(terms))


def _in_postgresql(mark: str, term: Term) -> str:
    return f"'{mark}{term.text}'" + (":*" if term.is_beginning else "")


def _in_fts(mark: str, term: Term) -> str:
    return f'"{mark}{term.text}"' + (" *" if term.is_beginning else "")
