"""Matters that a question names and no document does: words that nothing else stands for, such as « zonage »."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from corpus.catalogue import Catalogue
from index.model import Language
from index.terms import worded_terms, words
from index.thesaurus import parts, read_table

LOOK_AT = 60
"""Passages, at most, that are read to see whether the words of a name stand together."""
SHORTEST_PLURAL = 3
"""Letters of a word from which a last « s » or « x » may be that of a plural."""
_Terms = tuple[str, ...]


def unheld_matters(text: str, language: Language, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the matters of a question of which no passage holds the words, as `corpus/data/matters.tsv` writes them.

    The longest name that stands in the question counts, and not those within it: « incendie de forêt ».
    """
    named = _named([_singular(word) for word in words(text)], language)
    if not named:
        return ()
    held = catalogue.document_frequencies(sorted({term for ways in named.values() for way in ways for term in way}))
    return tuple(name for name, ways in named.items() if not any(_is_held(way, held, catalogue) for way in ways))


def _is_held(way: _Terms, held: Mapping[str, int], catalogue: Catalogue) -> bool:
    """Tell whether a passage holds some terms, one after the other; terms that many passages hold are taken to be."""
    if not held.keys() >= set(way):
        return False
    rarest = min(way, key=held.__getitem__)
    if len(way) == 1 or held[rarest] > LOOK_AT:
        return True
    found = [candidate.passage_id for candidate in catalogue.candidates([rarest], LOOK_AT)]
    return any(_stands(way, _terms(passage.embedding_text)) for passage in catalogue.passages(found).values())


def _stands(way: _Terms, terms: _Terms) -> bool:
    """Tell whether some terms stand in others, one after the other."""
    return any(terms[start : start + len(way)] == way for start in range(len(terms)))


def _named(asked: list[str], language: Language) -> dict[str, tuple[_Terms, ...]]:
    """Return the matters whose names stand among some words, each with the ways in which a text may say it."""
    table = _matters(language)
    longest = max(map(len, table))
    found: dict[str, tuple[_Terms, ...]] = {}
    place = 0
    while place < len(asked):
        lengths = range(min(longest, len(asked) - place), 0, -1)
        length = next((length for length in lengths if tuple(asked[place : place + length]) in table), 0)
        if length:
            name, ways = table[tuple(asked[place : place + length])]
            found[name] = ways
        place += length or 1
    return found


@cache
def _matters(language: Language) -> dict[tuple[str, ...], tuple[str, tuple[_Terms, ...]]]:
    """Return the matters of a language by the words of their names, with the terms of each way of saying them."""
    return {
        tuple(map(_singular, words(name))): (name, tuple(map(_terms, parts(ways))))
        for of, name, ways in read_table("matters.tsv")
        if of == language
    }


def _singular(word: str) -> str:
    """Return a folded word without the letter of a plural: names are met as they are written, never by their stems."""
    return word[:-1] if len(word) > SHORTEST_PLURAL and word[-1] in "sx" else word


def _terms(phrase: str) -> _Terms:
    return tuple(term for _, term in worded_terms(phrase))
