"""Hits that follow each other in a document → one hit: what is read in one go takes one place among the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, takewhile

from index.model import Hit

LOOK_AT = 20
"""Ranks among which neighbours are looked for: what stands lower says little of the question."""
LONGEST = 3_000
"""Characters of one hit, at most: about a page."""


def joined(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return hits in their order, each with those of the first ranks that stand beside it in its document.

    They must be of the same place, date and kind. A hit keeps the score and the reasons of the best of its passages;
    its own passage is the text from the first of them to the last, exact as ever.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        groups.append([hit])
        while hit.rank <= LOOK_AT and (pair := next(filter(_fit, combinations(groups, 2)), None)):
            better, other = pair
            better.extend(other)
            groups = [group for group in groups if group is not other]
    return tuple(_as_one(group, rank) for rank, group in enumerate(groups, start=1))


def _fit(pair: tuple[Sequence[Hit], Sequence[Hit]]) -> bool:
    """Tell whether the passages of two groups stand one after the other, and may be one result."""
    one, other = pair[0][0], pair[1][0]
    if _traits(one) != _traits(other):
        return False
    (start, until), (since, end) = sorted(map(_span, pair))
    return end - start <= LONGEST and not one.document.text[until:since].strip()


def _traits(hit: Hit) -> tuple[object, ...]:
    return hit.passage.document_id, hit.passage.regions, hit.passage.date, hit.passage.kind


def _as_one(group: Sequence[Hit], rank: int) -> Hit:
    best, *others = group
    if not others:
        return replace(best, rank=rank)
    start, end = _span(group)
    parts = sorted((hit.passage for hit in group), key=lambda passage: passage.start)
    passage = replace(
        best.passage,
        start=start,
        end=end,
        text=best.document.text[start:end],
        locator=parts[0].locator,
        heading_path=_shared([hit.passage.heading_path for hit in group]),
    )
    why = replace(
        best.why,
        terms=tuple(dict.fromkeys(term for hit in group for term in hit.why.terms)),
        expanded=tuple(dict.fromkeys(term for hit in group for term in hit.why.expanded)),
    )
    return replace(best, passage=passage, rank=rank, why=why, parts=tuple(part.passage_id for part in parts))


def _span(group: Sequence[Hit]) -> tuple[int, int]:
    return min(hit.passage.start for hit in group), max(hit.passage.end for hit in group)


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the headings that several passages stand under together."""
    return tuple(titles[0] for titles in takewhile(lambda titles: len(set(titles)) == 1, zip(*paths, strict=False)))
