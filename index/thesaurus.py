"""What people say → what the texts write: rows of `corpus/data/thesaurus.tsv`, and families of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.model import Language
from index.terms import terms, worded_terms

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


@cache
def _by_said(language: Language) -> dict[tuple[str, ...], tuple[Row, ...]]:
    """Return the rows of one language by the terms of each thing said."""
    found: dict[tuple[str, ...], tuple[Row, ...]] = {}
    for row in rows():
        if row.language == language:
            for key in dict.fromkeys(tuple(term for _, term in worded_terms(phrase)) for phrase in row.said):
                found[key] = (*found.get(key, ()), row)
    return found


def called_up(wanted: Sequence[str], language: Language) -> Iterator[tuple[slice, Row]]:
    """Give the rows whose words stand among a question's terms, with the place where they stand."""
    said = _by_said(language)
    longest = max(map(len, said))
    for start in range(len(wanted)):
        for end in range(start + 1, min(len(wanted), start + longest) + 1):
            for row in said.get(tuple(wanted[start:end]), ()):
                yield slice(start, end), row


@cache
def relatives() -> dict[str, tuple[str, ...]]:
    """Return the other terms of each term's family: « territoire », « territorial », which no stem brings together."""
    found: dict[str, dict[str, None]] = {}
    for (family,) in read_table("families.tsv"):
        members = dict.fromkeys(term for word in parts(family) for term in terms(word))
        for term in members:
            found.setdefault(term, {}).update(dict.fromkeys(other for other in members if other != term))
    return {term: tuple(others) for term, others in found.items()}
