"""How a French word sounds, roughly: what is written as it is heard is found by it (« politik », « anviron »)."""

from __future__ import annotations

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?:e?aux?|aults?)", "o"),
        (r"ph", "f"),
        (r"(?:c|s)ch", "ʃ"),
        (r"ch", "ʃ"),
        (r"(?:qu|ck|q)", "k"),
        (r"s?c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"(?<=[aeiouy])s(?=[aeiouy])", "z"),
        (r"ti(?=on)", "si"),
        (r"oi", "wa"),
        (r"ou", "u"),
        (r"(?:[ae]n|[ae]m)(?![aeiouynm])", "ã"),
        (r"(?:ain|ein|in|im|un|yn)(?![aeiouynm])", "ẽ"),
        (r"(?:on|om)(?![aeiouynm])", "õ"),
        (r"(?:ai|ei|er$|ez$|et$)", "e"),
        (r"h", ""),
        (r"y", "i"),
        (r"x", "ks"),
        (r"(.)\1+", r"\1"),
        (r"(?:es?|[dtpsz]+)$", ""),
        (r"(?:e|[dtpsz])$", ""),
    )
)
"""In order, each over the whole word. Source: the ideas of Phonex (F. Brouard, 1999), fewer and for folded words."""


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """Return the sound of a folded French word: two words of one sound may be spellings of one."""
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word
