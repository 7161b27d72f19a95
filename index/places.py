"""The regions that a question is about: those it names, and those of the municipalities and MRC that it names."""

from __future__ import annotations

import re
from functools import cache

from corpus.glossary import Phrases, fold, region_names, region_phrases, regions
from index.terms import stem, terms
from index.thesaurus import parts, read_table

SHORTEST_NAME = 6
"""Letters of a region's name from which another ending still means it: « la maurici »."""


_EXCEPTION = re.compile(
    r"\b(?:hormis|sauf|excepte|a part|a l'exception d|en dehors d|autres? qu|ailleurs qu|besides|except|other than|"
    r"apart from|outside)\b.*?(?=[,;:?.!]|\bquel|\bwhich\b|\bqui\b|\bont\b|$)"
)
"""What a question leaves out, folded: « hormis Laval », « à part la Mauricie et l'Estrie »."""


def excepted(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a question that leave regions out, and the regions; none where none is named."""
    folded = fold(text)
    found = _EXCEPTION.search(folded)
    if not found or len(folded) != len(text) or not (regions := asked_regions(found[0])):
        return "", ()
    return text[found.start() : found.end()], regions


def asked_regions(text: str) -> tuple[str, ...]:
    """Return the official names of the regions that a question means, each once."""
    return tuple(dict.fromkeys(region for _, region in named_places(text)))


def named_places(text: str) -> tuple[tuple[str, str], ...]:
    """Return the places that a question names, in folded words, each with its region.

    A municipality counts only where no region is named: « Matane, dans le Bas-Saint-Laurent » names one already.
    """
    return tuple(region_phrases().matches(text)) or tuple(
        (town, region) for town, found in _towns().matches(text) for region in parts(found)
    )


@cache
def region_terms(region: str) -> frozenset[str]:
    """Return the terms of a region's names."""
    names = next((one.variants for one in regions() if one.name == region), ())
    return frozenset(term for name in names for term in terms(name))


@cache
def place_names() -> dict[str, str]:
    """Return the places known by name, each folded name with the name as it is written."""
    named = [name for name, region in region_names() if region]
    return {fold(name): name for name in [*named, *(town for _, towns in _table() for town in towns)]}


@cache
def names_by_stem() -> dict[str, str]:
    """Return the one-word names of regions by their stems."""
    names = [name for name, region in region_names() if region and len(name) >= SHORTEST_NAME and fold(name).isalpha()]
    return {stem(fold(name)): name for name in reversed(names)}


@cache
def _table() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((region, parts(towns)) for region, towns in read_table("municipalities.tsv"))


@cache
def _towns() -> Phrases:
    return Phrases((town, region) for region, towns in _table() for town in towns)
