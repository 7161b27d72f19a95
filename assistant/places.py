"""Which passages speak of the places asked about: one place's material never answers for another."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.place_names import tokens
from corpus.glossary import find_regions
from index.model import Hit

STEM = 6
"""First letters that a town and the people who live there share: Sherbrooke, Sherbrookois."""


def about_the_place(parts: Sequence[str], asked: Sequence[str], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that speak of the regions asked about, and of the part of them that is named."""
    if not asked:
        return list(candidates)
    return [
        candidate
        for candidate in candidates
        if speaks_of(candidate.hit, candidate.text, asked) and (not parts or _names_one(candidate.hit, parts))
    ]


def has_its_section(parts: Sequence[str], candidates: Sequence[Candidate]) -> bool:
    """Tell whether a part of a region stands in the headings of some sentences: as much as a region's is said of it."""
    return any(_one_in(" ".join(one.hit.passage.heading_path), parts) for one in candidates)


def speaks_of(hit: Hit, text: str, asked: Sequence[str]) -> bool:
    """Tell whether a sentence of a hit is about one of the regions asked about, rather than about none or another.

    The cell of a table is about what its row names; a passage that names several regions does not say whose it is.
    """
    held, wanted = set(hit.passage.regions), set(asked)
    if len(held) == 1:
        return bool(held & wanted)
    named = set(find_regions(text))
    if named:
        return bool(named & wanted)
    above = set(find_regions("\n".join(hit.passage.heading_path)))
    if above:
        return bool(above & wanted)
    around = set(find_regions(_row_of(hit, text))) or set(find_regions(hit.passage.text))
    return around <= wanted if around else held <= wanted and bool(held)


def _row_of(hit: Hit, text: str) -> str:
    """Return the row of a table that a cell stands in; nothing for a sentence."""
    rows = (line for line in hit.passage.text.split("\n") if "\t" in line and text in line)
    return next(rows, "")


def missing_regions(asked: Sequence[str], candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the regions asked about of which no sentence speaks."""
    return tuple(
        region
        for region in asked
        if not any(speaks_of(candidate.hit, candidate.text, [region]) for candidate in candidates)
    )


def _names_one(hit: Hit, parts: Sequence[str]) -> bool:
    return _one_in(" ".join([hit.document.title, *hit.passage.heading_path, hit.passage.text]), parts)


def _one_in(text: str, parts: Sequence[str]) -> bool:
    held = f" {tokens(text)} "
    return any(
        f" {tokens(part)} " in held or (len(tokens(part).split()) == 1 and f" {tokens(part)[:STEM]}" in held)
        for part in parts
    )
