"""The words around a fact: how well those of a sentence fit those of its source."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.checking.amounts import Amount
from assistant.checking.facts import Found
from assistant.checking.likeness import Said
from assistant.checking.matching import Held

WINDOW = 4
"""Words of sense on each side of a fact that tell what it is told of."""
NEXT = 1.0
"""What the word right after a number counts beyond the others: what it counts, « 31 membres »."""


def window(fact: Found, words: Sequence[Said]) -> list[tuple[Said, float]]:
    """Return the words of sense around a fact, each with its weight: the nearest weigh most, the next one more."""
    before = [one for one in words if one.end <= fact.start][-WINDOW:][::-1]
    after = [one for one in words if one.start >= fact.end][:WINDOW]
    weighed = [(one, 1.0 / (place + 1.0)) for place, one in enumerate(before, start=1)]
    counts = NEXT if isinstance(fact, Amount) else 0.0
    return [
        *weighed,
        *((one, (counts if place == 1 else 0.0) + 1.0 / place) for place, one in enumerate(after, start=1)),
    ]


def fit(near: Sequence[tuple[Said, float]], fact: Found, one: Held) -> float:
    """Return how well the words around a fact of the source fit those around one of the sentence."""
    there = window(fact, one.sayings)
    return sum(
        weight * max((other for word, other in there if word.key in said.others), default=0.0) for said, weight in near
    )
