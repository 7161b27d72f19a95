"""A search and its facets: what an address asks for, the passages found, and how many each choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from starlette.datastructures import QueryParams

from assistant.examples import Subject, about, subject_of
from assistant.options import filters_of
from corpus.dates import year_span
from corpus.errors import UsageError
from corpus.glossary import find_themes, themes
from corpus.model import KINDS
from index.collection import Collection
from index.model import Filters, Hit

Facet = Literal["region", "kind", "year", "theme", "organisation"]

FACETS: tuple[Facet, ...] = ("theme", "region", "kind", "year", "organisation")
MOST_VALUE = 200
"""Characters of a value that an address gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for, and what it is restricted to; `year` is one year."""

    query: str
    filters: Filters
    theme: str = ""
    organisation: str = ""

    def value(self, facet: Facet) -> str:
        """Return what is chosen of a facet, or nothing."""
        chosen: dict[Facet, str] = {
            "region": next(iter(self.filters.regions), ""),
            "kind": next(iter(self.filters.kinds), ""),
            "year": str(self.filters.since or ""),
            "theme": self.theme,
            "organisation": self.organisation,
        }
        return chosen[facet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet, and how many passages it would leave."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The passages found, best first, and the choices of each facet."""

    subject: Subject
    hits: tuple[Hit, ...]
    facets: tuple[tuple[Facet, tuple[Choice, ...]], ...]


def asked_of(params: QueryParams) -> Asked:
    """Return what an address asks for; a region, kind, year or theme that is not known is left out."""
    year = params.get("year", "")
    kinds = [kind for kind in params.getlist("kind") if kind in KINDS][:1]
    known = {theme.term for theme in themes()}
    try:
        filters = filters_of(params.getlist("region")[:1] or None, kinds or None, year or None, year or None)
    except UsageError:
        filters = filters_of(kind=kinds or None)
    return Asked(
        query=" ".join(params.get("q", "").split())[:MOST_VALUE],
        filters=filters,
        theme=params.get("theme", "") if params.get("theme") in known else "",
        organisation=params.get("organisation", "")[:MOST_VALUE],
    )


def find(collection: Collection, asked: Asked) -> Found:
    """Search, and count what each choice of each facet would leave of what the others leave."""
    subject = subject_of(collection, asked.query)
    searched: dict[Filters, tuple[Hit, ...]] = {}

    def hits_within(filters: Filters) -> tuple[Hit, ...]:
        if filters not in searched:
            searched[filters] = about(collection, subject, filters)
        return searched[filters]

    facets: list[tuple[Facet, tuple[Choice, ...]]] = []
    for facet in FACETS:
        open_to_it = _without(asked, facet)
        left = [hit for hit in hits_within(open_to_it.filters) if _fits(hit, open_to_it)]
        facets.append((facet, _choices(left, facet, asked.value(facet))))
    hits = tuple(hit for hit in hits_within(asked.filters) if _fits(hit, asked))
    return Found(subject=subject, hits=hits, facets=tuple(facets))


def themes_of(hit: Hit) -> tuple[str, ...]:
    """Return the themes of a passage and of the heading that it stands under."""
    return find_themes("\n".join([*hit.passage.heading_path[-1:], hit.passage.text]))


_VALUES: dict[Facet, Callable[[Hit], Iterable[str]]] = {
    "region": lambda hit: hit.passage.regions,
    "kind": lambda hit: (hit.passage.kind,),
    "year": lambda hit: map(str, _years(hit.passage.date)),
    "theme": themes_of,
    "organisation": lambda hit: (hit.document.organisation,) if hit.document.organisation else (),
}


def _years(date: str | None) -> range:
    span = year_span(date)
    return range(span[0], span[1] + 1) if span else range(0)


def _choices(hits: Sequence[Hit], facet: Facet, chosen: str) -> tuple[Choice, ...]:
    counts = Counter(value for hit in hits for value in set(_VALUES[facet](hit)))
    if chosen:
        counts.setdefault(chosen, 0)
    if facet == "year":
        ordered = sorted(counts, reverse=True)
    else:
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
    return tuple(Choice(value=value, count=counts[value], chosen=value == chosen) for value in ordered)


def _without(asked: Asked, facet: Facet) -> Asked:
    """Return what is asked without what is chosen of one facet."""
    filters = asked.filters
    if facet == "region":
        filters = replace(filters, regions=())
    elif facet == "kind":
        filters = replace(filters, kinds=())
    elif facet == "year":
        filters = replace(filters, since=None, until=None)
    return replace(
        asked,
        filters=filters,
        theme="" if facet == "theme" else asked.theme,
        organisation="" if facet == "organisation" else asked.organisation,
    )


def _fits(hit: Hit, asked: Asked) -> bool:
    """Tell whether a hit is what is asked of the facets that the index does not filter by."""
    about = not asked.theme or asked.theme in themes_of(hit)
    return about and asked.organisation in {"", hit.document.organisation}
