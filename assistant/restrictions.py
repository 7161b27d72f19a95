"""What restricts a question: the places, years and kinds that it names, what a person chose; and it without one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from corpus.glossary import fold
from index.model import Filters, Question
from index.places import named_places
from index.question import KIND_WORDS
from index.terms import terms

Facet = Literal["region", "kind", "year", "since", "until"]

_LEAD = (
    r"(?:(?:dans|pour|chez|selon|depuis|a|au|aux|en|de|du|des|in|of|for|from|since|at|the|la|le|les|un|une|region)\s+)"
    r"{0,5}(?:(?:de )?l'|d')?"
)
"""The small words that lead to what is cut, and go with it."""
_GAP = "\N{NULL}"
_JOINED = re.compile(rf"{_GAP}\s*(?:,\s*(?:et|ou|and|or)\b|,|\bet\b|\bou\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_JOINS = re.compile(rf"\s*(?:,|\bet|\bou|\band|\bor)\s*{_GAP}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One thing that a question is restricted to; `chosen` by a person among the filters, or else understood."""

    facet: Facet
    value: str
    chosen: bool = False


def restrictions_of(question: Question, filters: Filters = Filters()) -> tuple[Restriction, ...]:
    """Return what a question was understood to name, and what a person restricted it to, each once."""
    chosen = [
        *(Restriction(facet="region", value=region, chosen=True) for region in filters.regions),
        *(Restriction(facet="kind", value=kind, chosen=True) for kind in filters.kinds),
        *(Restriction(facet="since", value=str(year), chosen=True) for year in (filters.since,) if year is not None),
        *(Restriction(facet="until", value=str(year), chosen=True) for year in (filters.until,) if year is not None),
    ]
    understood = [
        *(Restriction(facet="region", value=region) for region in question.regions),
        *(Restriction(facet="kind", value=kind) for kind in question.kinds),
        *(Restriction(facet="year", value=str(year)) for year in question.years),
    ]
    return (*chosen, *understood)


def lifted(filters: Filters, removed: Restriction) -> Filters:
    """Return filters without one of them."""
    return replace(
        filters,
        since=None if removed.facet == "since" else filters.since,
        until=None if removed.facet == "until" else filters.until,
        regions=tuple(region for region in filters.regions if ("region", region) != (removed.facet, removed.value)),
        kinds=tuple(kind for kind in filters.kinds if ("kind", kind) != (removed.facet, removed.value)),
    )


def without(text: str, removed: Iterable[Restriction]) -> str:
    """Return a question without the words that restrict it; the whole question where nothing else would be left."""
    left = text
    for one in removed:
        for words in _named(left, one):
            folded = fold(left)
            if len(folded) != len(left):
                return text
            found = re.search(rf"\b{_LEAD}(?:{words})(?!\w)", folded)
            if found:
                left = _tidy(f"{left[: found.start()]}{_GAP}{left[found.end() :]}")
    return left if terms(left) else text


def _named(text: str, one: Restriction) -> list[str]:
    """Return the words of a text that say a restriction, as patterns of folded text."""
    if one.facet == "region":
        places = [place for place, region in named_places(text) if region == one.value]
        return [r"[\W_]+".join(map(re.escape, place.split())).replace("saint", "(?:saint|ste?)") for place in places]
    if one.facet == "kind":
        return [pattern.pattern.replace(r"\b", "") for kind, pattern in KIND_WORDS if kind == one.value]
    return [re.escape(one.value)]


def _tidy(text: str) -> str:
    """Return a text whose gap is closed, with the comma or « et » that joined what was there to its neighbour."""
    closed, joined = _JOINED.subn(" ", text)
    if not joined:
        closed = _JOINS.sub(" ", text)
    closed = re.sub(r"\s+([?.,!;])", r"\1", " ".join(closed.replace(_GAP, " ").split()))
    return closed[:1].upper() + closed[1:]
