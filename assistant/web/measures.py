"""What a measure of the evals means, in a plain sentence for a person who coordinates."""

from __future__ import annotations

import re

from assistant.wording import say, sentences
from assistant.wording.numbers import decimal
from index.model import Language

IN_HUNDREDS, IN_TENS = 100, 10


def name_of(metric: str, language: Language) -> str:
    """Return a metric's name in plain words, or as it is where there are none."""
    key = f"quality.metric_{_key(metric)}"
    return say(language, key) if key in sentences(language) else metric


def meaning(metric: str, value: float | None, language: Language) -> str:
    """Return the sentence that says what a metric's value means; nothing where there is no value or no sentence."""
    key = f"quality.means_{_key(metric)}"
    if value is None or key not in sentences(language):
        return ""
    whole = decimal(value, language, 0)
    return say(language, key, times=times(value, language) if 0 <= value <= 1 else whole, value=whole)


def times(share: float, language: Language) -> str:
    """Return a share in words: `9 fois sur 10`, `98 fois sur 100`; never all or none of them unless it is so."""
    hundreds = round(share * IN_HUNDREDS)
    if 0 < share < 1:
        hundreds = min(max(hundreds, 1), IN_HUNDREDS - 1)
    of = IN_HUNDREDS if hundreds % IN_TENS else IN_TENS
    return say(language, "quality.times", count=hundreds * of // IN_HUNDREDS, of=of)


def set_named(name: str, n: int, language: Language) -> str:
    """Return the name of a set in plain words, with how much it holds."""
    key = f"quality.set_{_key(name)}"
    count = decimal(n, language, 0)
    return (
        say(language, key, n=count) if key in sentences(language) else say(language, "quality.set", name=name, n=count)
    )


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower())
