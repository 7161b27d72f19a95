"""The regions that a question is about: those it names, and those of the municipalities and MRC that it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import accumulate

from corpus.glossary import Phrases, fold, region_names, region_phrases, regions
from index.terms import stem, terms
from index.thesaurus import parts, read_table

SHORTEST_NAME = 6
"""Letters of a region's name from which another ending still means it: « la maurici »."""


_EXCEPTION = re.compile(
    r"\b(?:hormis|sauf|excepte|(?:mis )?a part|a l'exception d(?:e|u|es|')|en dehors d(?:e|u|es|')|autres? qu(?:e|')|"
    r"ailleurs qu(?:e|'(?:a|au|en))|besides|except(?: for)?|other than|apart from|outside(?: of)?)(?!\w)"
)
"""What leaves out the places that follow it, folded."""
_LED = re.compile(r"[\s,]*(?:(?:la|le|les|de|du|des|a|au|aux|en|dans|pour|region|in|of|the|for)\s+|[ld]')*")
"""The small words that lead to a place."""
_AND = re.compile(r"\s*(?:,|\bet\b|\bou\b|\bni\b|\bpis\b|\band\b|\bor\b)\s*(?:et|ou|and|or)?\b")


@lru_cache(maxsize=64)
def excepted(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a question that leave regions out, and the regions; none where none is named.

    The places follow the word that leaves them out: « hormis Laval », « à part la Mauricie et l'Estrie ».
    """
    if not _EXCEPTION.search(fold(text)):
        return "", ()
    letters = [fold(letter) for letter in text]  # one by one: « œ » becomes two
    folded = "".join(letters)
    ends = list(accumulate(map(len, letters)))
    for found in _EXCEPTION.finditer(folded):
        end = found.end()
        regions: tuple[str, ...] = ()
        while place := _place_at(folded, end if not regions else _after_and(folded, end)):
            end, regions = place[0], (*regions, *place[1])
        first, last = bisect_right(ends, found.start()), bisect_left(ends, end)
        english = found[0] == "a part" and first > 0 and text[first] not in "àÀ"
        if regions and not english:
            return text[first : last + 1], tuple(dict.fromkeys(regions))
    return "", ()


def _after_and(folded: str, start: int) -> int:
    """Return where another place of a list may begin, or the end of the text where no list goes on."""
    found = _AND.match(folded, start)
    return found.end() if found else len(folded)


def _place_at(folded: str, start: int) -> tuple[int, tuple[str, ...]] | None:
    """Return where the longest place that stands at a point of a text ends, small words apart, and its regions."""
    led = _LED.match(folded, start)
    begins = led.end() if led else start
    ends = [found.end() for found in re.finditer(r"\w(?!\w)", folded[begins : begins + _longest_name()])]
    for end in reversed(ends):
        if (name := folded[begins : begins + end]) in place_names():
            return begins + end, asked_regions(name)
    return None


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
def _longest_name() -> int:
    return max(map(len, place_names()))


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
