"""What words are to the search: how they are cut, their forms, and a slip of one letter. The same for both databases.

The forms are those of the stemmer Snowball for Russian, by the library ``snowballstemmer``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from sgo_pfdo.plain.signs import plain

LONGEST_WORD = 40
"""Signs of a word that count."""
MOST_WORDS = 10
"""Words of a question that count."""
LONGEST_QUESTION = 500
"""Signs of a question that are read."""
LEAST_FOR_A_SLIP = 5
"""Letters of a word in which a slip is looked for (specification of the cabinet, 4.3)."""

HEADING = "§"
"""Stands before a word where it is one of a heading; no word begins so."""

_WORD = re.compile(r"[^\W_]+")
_SIMPLE = re.compile(r"[\n -~А-Яа-яЁё«»–—…№]*")
"""Texts in which no sign stands for another one: nearly all."""
_RUSSIAN = re.compile("[а-я]+")
_EVERYWHERE = "а без в во для до за и из или к как ко на о об от по при с со у"
_NOT_ASKED = frozenset(_EVERYWHERE.split())
"""Words that stand everywhere: they are asked for only where nothing else is."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something that a text may hold.

    :param text: small letters and digits alone.
    :param is_beginning: any word that begins so will do.
    """

    text: str
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question, and its stem."""

    word: str
    stem: str

    @property
    def terms(self) -> tuple[Term, ...]:
        """What stands for it in a text: a word that begins so, or another form. One sign alone begins nothing."""
        word = Term(self.word, len(self.word) > 1)
        return (word,) if self.stem == self.word else (word, Term(self.stem))


def words_of(text: str) -> list[str]:
    """Cut a text into words: small letters and digits, ё as е, no sign that nobody sees.

    :param text: whatever somebody wrote.
    """
    seen = text if _SIMPLE.fullmatch(text) else plain(text)
    return [word[:LONGEST_WORD] for word in _WORD.findall(seen.casefold().replace("ё", "е"))]


@lru_cache(maxsize=2**15)
def stem_of(word: str) -> str:
    """Find what all forms of a word have in common; words of other alphabets are their own.

    The stemmer takes a fifth of a millisecond, and a catalogue has the same words over and over: they are kept.

    :param word: one of :func:`words_of`.
    """
    if not _RUSSIAN.fullmatch(word):
        return word
    # a stemmer keeps the word at which it is, so that threads must not share one
    return str(snowballstemmer.stemmer("russian").stemWord(word)) or word


def tokens_of(heading: Sequence[str], rest: Sequence[str]) -> str:
    """Write words and their stems as the index keeps them: each once, a space between; the heading once more, marked.

    Marked words are words of their own, of which there are few: an index that keeps a column for the heading goes
    through all places of a word to find out in which column it stands.
    """
    in_heading, in_rest = ([token for word in words for token in (word, stem_of(word))] for words in (heading, rest))
    return " ".join(dict.fromkeys([*in_heading, *in_rest, *(HEADING + token for token in in_heading)]))


def asked_words(text: str) -> list[AskedWord]:
    """Read a question: its words, each once; what stands everywhere counts only alone.

    :param text: as typed, whatever it is.
    """
    words = list(dict.fromkeys(words_of(text[:LONGEST_QUESTION])))
    wanted = [word for word in words if word not in _NOT_ASKED] or words
    return [AskedWord(word, stem_of(word)) for word in wanted[:MOST_WORDS]]


def swapped(word: str) -> Iterator[str]:
    """Give the words in which two neighbours have changed places."""
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def is_one_slip(one: str, other: str) -> bool:
    """Tell whether one letter was left out, put in, or typed wrong, or two neighbours changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    is_swap = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (is_swap and short[same + 2 :] == long[same + 2 :])
