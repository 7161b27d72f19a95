"""What people say → what the texts write: rows of `corpus/data/thesaurus.tsv`, and families of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.model import Language
from index.terms import is_stop_word, terms, worded_terms, words

_LIST = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Words that people say, in one language, and the French words that texts write for them."""

    language: Language
    said: tuple[str, ...]
    written: tuple[str, ...]


def read_table(name: str) -> Iterator[list[str]]:
    """Give the lines of a table of `corpus/data`, in columns, without its comments and its first line, the names."""
    text = resources.files("corpus").joinpath("data", name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    yield from (line.split("\t") for line in lines[1:])


def parts(cell: str) -> tuple[str, ...]:
    """Return the members of a list in a table's cell."""
    return tuple(cell.split(_LIST))


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of the thesaurus, in its own order."""
    return tuple(
        Row(language="en" if language == "en" else "fr", said=parts(said), written=parts(written))
        for language, said, written in read_table("thesaurus.tsv")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """What a row says people say: where it has one term only, the stop words around it tell it apart."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    row: Row

    def is_framed(self, text: tuple[str, ...], place: int) -> bool:
        """Tell whether its stop words stand around a place of a text."""
        start = place - len(self.before)
        after = text[place + 1 : place + 1 + len(self.after)]
        return start >= 0 and (text[start:place], after) == (self.before, self.after)


@cache
def _by_said(language: Language) -> dict[tuple[str, ...], tuple[_Phrase, ...]]:
    """Return the phrases of one language by the terms of each."""
    found: dict[tuple[str, ...], dict[_Phrase, None]] = {}
    for row in rows():
        for text in row.said if row.language == language else ():
            said, own = list(words(text)), worded_terms(text)
            place, alone = said.index(own[0][0]), len(own) == 1
            before, after = (said[:place], said[place + 1 :]) if alone else ([], [])
            phrase = _Phrase(before=tuple(before), after=tuple(after), row=row)
            found.setdefault(tuple(term for _, term in own), {})[phrase] = None
    return {key: tuple(phrases) for key, phrases in found.items()}


def called_up(text: str, language: Language) -> Iterator[tuple[slice, Row]]:
    """Give the rows whose words stand in a text, with their place among its words that are no stop words.

    A phrase is found by its terms; one that has a single term, « cas à part », by the words around it too.
    """
    said = _by_said(language)
    longest = max(map(len, said))
    every = tuple(words(text))
    places = [place for place, word in enumerate(every) if not is_stop_word(word)]
    wanted = [term for _, term in worded_terms(text)]
    for start, place in enumerate(places):
        for end in range(start + 1, min(len(wanted), start + longest) + 1):
            found = said.get(tuple(wanted[start:end]), ())
            yield from ((slice(start, end), phrase.row) for phrase in found if phrase.is_framed(every, place))


@cache
def relatives() -> dict[str, tuple[str, ...]]:
    """Return the other terms of each term's family: « territoire », « territorial », which no stem brings together."""
    found: dict[str, dict[str, None]] = {}
    for (family,) in read_table("families.tsv"):
        members = dict.fromkeys(term for word in parts(family) for term in terms(word))
        for term in members:
            found.setdefault(term, {}).update(dict.fromkeys(other for other in members if other != term))
    return {term: tuple(others) for term, others in found.items()}
