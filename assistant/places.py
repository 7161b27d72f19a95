"""The places that a question names, and which passages speak of them: one place's material never answers for another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.evidence import Candidate
from corpus.glossary import find_regions, fold, regions
from index.model import Hit

_WORD = re.compile(r"[a-z0-9]+")
_NEARBY = re.compile(
    r"\b(?:autour d|aux? environs?|des environs|alentours|(?:le |du )?coin d|(?:la )?region d|pres d|around\b|near\b)"
)
_OTHER_NAMES = frozenset(
    """
    bas-du-fleuve|cantons-de-l'est|eastern townships|lower st. lawrence|north shore|northern quebec|james bay|jamesie|
    jamesien|jamesienne|baie-james|bois-francs|central quebec|region de quebec|quebec city area|national capital (quebec)|
    lake st. john|magdalen islands
    """.replace("\n", "").replace("    ", "").split("|")
)
"""Other names of whole regions; every other name that does not look like its region's is that of a part of it."""
ALIKE = 4
"""First letters that a whole region's names share: Mauricie, Mauricien."""
STEM = 6
"""First letters that a town and the people who live there share: Sherbrooke, Sherbrookois."""


def parts_named(question: str) -> tuple[str, ...]:
    """Return the towns and other parts of regions that a question names, as the glossary writes them.

    A question about what lies around a town is about its region.
    """
    if _NEARBY.search(fold(question)):
        return ()
    tokens = f" {_tokens(question)} "
    return tuple(name for name, words in _parts() if f" {words} " in tokens)


def about_the_place(question: str, asked: Sequence[str], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that speak of the regions asked about, and of the part of them that is named."""
    if not asked:
        return list(candidates)
    parts = parts_named(question)
    return [
        candidate
        for candidate in candidates
        if speaks_of(candidate.hit, candidate.text, asked) and (not parts or _names_one(candidate.hit, parts))
    ]


def speaks_of(hit: Hit, text: str, asked: Sequence[str]) -> bool:
    """Tell whether a sentence of a hit is about one of the regions asked about, rather than about none or another."""
    held, wanted = set(hit.passage.regions), set(asked)
    if len(held) == 1:
        return bool(held & wanted)
    named = set(find_regions(text))
    if named:
        return bool(named & wanted)
    above = set(find_regions("\n".join(hit.passage.heading_path)))
    if above:
        return bool(above & wanted)
    around = set(find_regions(hit.passage.text))
    return bool(around & wanted) if around else held <= wanted and bool(held)


def missing_regions(asked: Sequence[str], candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the regions asked about of which no sentence speaks."""
    return tuple(
        region
        for region in asked
        if not any(speaks_of(candidate.hit, candidate.text, [region]) for candidate in candidates)
    )


def _names_one(hit: Hit, parts: Sequence[str]) -> bool:
    held = f" {_tokens(' '.join([hit.document.title, *hit.passage.heading_path, hit.passage.text]))} "
    return any(
        f" {_tokens(part)} " in held or (len(_tokens(part).split()) == 1 and f" {_tokens(part)[:STEM]}" in held)
        for part in parts
    )


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, _tokens(name))
        for region in regions()
        for name in region.variants
        if not name.isupper() and not _is_whole(region.name, name)
    )


def _is_whole(region: str, name: str) -> bool:
    folded = fold(name)
    if folded in _OTHER_NAMES or folded.startswith("region "):
        return True
    official = {word[:ALIKE] for word in _tokens(region).split() if len(word) >= ALIKE}
    return any(word[:ALIKE] in official for word in _tokens(name).split() if len(word) >= ALIKE)


def _tokens(text: str) -> str:
    words = _WORD.findall(fold(text))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
