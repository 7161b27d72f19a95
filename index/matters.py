"""Matters that a question names and no document does: words that nothing else stands for, such as « zonage »."""

from __future__ import annotations

from functools import cache

from corpus.catalogue import Catalogue
from index.model import Language
from index.terms import worded_terms
from index.thesaurus import parts, read_table

_Terms = tuple[str, ...]


def unheld_matters(text: str, language: Language, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the matters of a question of which no passage holds the words, as `corpus/data/matters.tsv` writes them.

    The longest name that stands in the question counts, and not those within it: « incendie de forêt ».
    """
    named = _named([term for _, term in worded_terms(text)], language)
    if not named:
        return ()
    held = catalogue.document_frequencies(sorted({term for ways in named.values() for way in ways for term in way}))
    return tuple(name for name, ways in named.items() if not any(held.keys() >= set(way) for way in ways))


def _named(wanted: list[str], language: Language) -> dict[str, tuple[_Terms, ...]]:
    """Return the matters whose names stand among some terms, each with the ways in which a text may say it."""
    table = _matters(language)
    longest = max(map(len, table))
    found: dict[str, tuple[_Terms, ...]] = {}
    place = 0
    while place < len(wanted):
        lengths = range(min(longest, len(wanted) - place), 0, -1)
        length = next((length for length in lengths if tuple(wanted[place : place + length]) in table), 0)
        if length:
            name, ways = table[tuple(wanted[place : place + length])]
            found[name] = ways
        place += length or 1
    return found


@cache
def _matters(language: Language) -> dict[_Terms, tuple[str, tuple[_Terms, ...]]]:
    """Return the matters of a language by the terms of their names, with the terms of each way of saying them."""
    return {
        _terms(name): (name, tuple(map(_terms, parts(ways))))
        for of, name, ways in read_table("matters.tsv")
        if of == language
    }


def _terms(phrase: str) -> _Terms:
    return tuple(term for _, term in worded_terms(phrase))
