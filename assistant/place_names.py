"""The places that a question names: regions, parts of regions, and where in its words they stand."""

from __future__ import annotations

import re
from functools import cache

from corpus.glossary import entries, fold, regions
from index.terms import acronyms

_WORD = re.compile(r"[a-z0-9]+")
_NEARBY = re.compile(
    r"\b(?:autour d|aux? environs?|des environs|alentours|coin\b|(?:la )?region d|pres d|around\b|near\b)"
)
_OTHER_NAMES = frozenset(
    """
    bas-du-fleuve|cantons-de-l'est|eastern townships|lower st. lawrence|north shore|northern quebec|james bay|jamesie|
    jamesien|jamesienne|baie-james|bois-francs|central quebec|region de quebec|quebec city area|
    national capital (quebec)|lake st. john|magdalen islands
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Other names of whole regions; every other name that does not look like its region's is that of a part of it."""
ALIKE = 4
"""First letters that a whole region's names share: Mauricie, Mauricien."""


_JOINED = re.compile(r"§[^§]{0,25}?(?:,|\bet\b|\bpis\b|\bou\b|\band\b|\bor\b|\bvs\b|\bversus\b|par rapport)[^§]{0,14}§")


def parts_named(question: str) -> tuple[str, ...]:
    """Return the towns and other parts of regions that a question names, as the glossary writes them.

    A question about what lies around a town is about its region.
    """
    if _NEARBY.search(fold(question)):
        return ()
    said = f" {tokens(question)} "
    return tuple(dict.fromkeys(name for name, words in _parts() if f" {words} " in said))


def scope_of(question: str) -> tuple[str, ...]:
    """Return the regions of the bodies that a question names by their acronyms: COSMOSS is of Bas-Saint-Laurent."""
    written = {fold(name) for name in acronyms(question)}
    numbers = [entry.scope[:2] for entry in entries() if entry.kind == "acronyme" and fold(entry.name) in written]
    return tuple(region.name for region in regions() if region.number in numbers)


def place_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the places that a text names, the word that leads to each (« à », « dans les ») included."""
    folded = fold(text)
    return [match.span() for match in _places().finditer(folded)] if len(folded) == len(text) else []


def joins_places(question: str) -> bool:
    """Tell whether a question asks something of several places at once: « en Mauricie et à Laval », « compare… »."""
    marked = question
    for start, end in reversed(place_spans(question)):
        marked = f"{marked[:start]}§{marked[end:]}"
    return bool(_JOINED.search(fold(marked))) or "compar" in fold(question)


@cache
def _places() -> re.Pattern[str]:
    names = sorted(
        {tokens(name) for region in regions() for name in region.variants}, key=lambda name: (-len(name), name)
    )
    either = "|".join(
        re.escape(name).replace("\\ ", "[ '’–-]+").replace("saint", "(?:saint|st)")
        for name in names
        if len(name.replace(" ", "")) > 2
    )
    return re.compile(
        r"\b(?:(?:dans|pour|chez|a|au|aux|en|de|du|des|in|of|for|the|la|le|les)\s+){0,2}(?:(?:de )?l'|d')?(?:"
        + either
        + r")\b"
    )


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, tokens(name))
        for region in regions()
        for name in region.variants
        if not name.isupper() and not _is_whole(region.name, name)
    )


def _is_whole(region: str, name: str) -> bool:
    folded = fold(name)
    if folded in _OTHER_NAMES or folded.startswith("region "):
        return True
    official = {word[:ALIKE] for word in tokens(region).split() if len(word) >= ALIKE}
    return any(word[:ALIKE] in official for word in tokens(name).split() if len(word) >= ALIKE)


def tokens(text: str) -> str:
    """Return the folded words of a text, one space between, `st` and `ste` written out."""
    words = _WORD.findall(fold(text))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
