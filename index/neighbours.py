"""Hits that follow each other in a document → one hit: what is read in one go takes one place among the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from index.model import Hit

LOOK_AT = 20
"""Ranks among which neighbours are looked for: what stands lower says little of the question."""
MOST, LONGEST = 3, 2_400
"""Passages of one hit, and characters, at most: about a page."""


def joined(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return hits in their order, each with those of the first ranks that stand beside it in its document.

    They must be of the same place, date and kind. A hit keeps the score and the reasons of the best of its passages;
    its own passage is the text from the first of them to the last, exact as ever.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        group = next((one for one in groups if hit.rank <= LOOK_AT and _takes(one, hit)), None)
        if group:
            group.append(hit)
        else:
            groups.append([hit])
    return tuple(_as_one(group, rank) for rank, group in enumerate(groups, start=1))


def _takes(group: Sequence[Hit], hit: Hit) -> bool:
    """Tell whether a hit stands just before or after the passages of a group, and may join them."""
    start, end = _span(group)
    own, best, text = hit.passage, group[0].passage, hit.document.text
    if len(group) >= MOST or own.document_id != best.document_id:
        return False
    if (own.regions, own.date, own.kind) != (best.regions, best.date, best.kind):
        return False
    if max(end, own.end) - min(start, own.start) > LONGEST:
        return False
    return not (text[end : own.start] if own.start >= end else text[own.end : start]).strip()


def _as_one(group: Sequence[Hit], rank: int) -> Hit:
    best, *others = group
    if not others:
        return replace(best, rank=rank)
    start, end = _span(group)
    first = min((hit.passage for hit in group), key=lambda passage: passage.start)
    passage = replace(
        best.passage,
        start=start,
        end=end,
        text=best.document.text[start:end],
        locator=first.locator,
        heading_path=_shared([hit.passage.heading_path for hit in group]),
    )
    why = replace(
        best.why,
        terms=tuple(dict.fromkeys(term for hit in group for term in hit.why.terms)),
        expanded=tuple(dict.fromkeys(term for hit in group for term in hit.why.expanded)),
    )
    return replace(best, passage=passage, rank=rank, why=why)


def _span(group: Sequence[Hit]) -> tuple[int, int]:
    return min(hit.passage.start for hit in group), max(hit.passage.end for hit in group)


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the headings that several passages stand under together."""
    return tuple(titles[0] for titles in takewhile(lambda titles: len(set(titles)) == 1, zip(*paths, strict=False)))
