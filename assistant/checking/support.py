"""Which sentences of what is cited hold a written sentence, what they lack of its facts, how much of it they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checking.facts import Found
from assistant.checking.likeness import Said, keys
from assistant.checking.matching import Held, Written, holds, missing_facts
from assistant.checking.swaps import swapped
from assistant.checking.units import around

MOST_UNITS = 6
"""Sentences of its sources, at most, that one written sentence leans on."""
ENOUGH = 0.5
"""What a further unit must add, in the points of `_gain`."""
FACT, WORD, NEARNESS = 1.5, 0.5, 0.25
"""What a unit gains for a fact of the sentence, for one of its words, and for a cosine of 1 by fact or word."""
LEAST_WORDS = 3
"""Words of sense from which a part of a sentence must be supported by itself."""


FEW, MANY = 2, 3
"""Words of a part that its source need not say where it means the same, and how many make it doubtful, however long."""
DOUBTFUL, LOW = 0.65, 0.45
"""Share of a part from which so many words of its own are no doubt; from which it is none, however short it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a sentence, between its commas: its text, the share of it that its source says, the words it lacks."""

    text: str
    share: float
    lacks: int

    @property
    def doubtful(self) -> bool:
        """Whether words alone do not tell if the source says it: its meaning does."""
        return (self.lacks >= MANY and self.share < DOUBTFUL) or (self.lacks <= FEW and self.share < LOW)

    def least(self, nearness: float) -> float:
        """Return how well it is supported, from its share and its cosine with what supports the sentence."""
        if not self.doubtful:
            return self.share
        return max(self.share, nearness) if self.lacks <= FEW else min(self.share, nearness)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The units that hold a sentence, best first; what they lack, the share of it that they say, that of its parts."""

    units: tuple[Held, ...]
    missing: tuple[Found, ...]
    swapped: bool
    coverage: float
    parts: tuple[Part, ...]


def support_of(sentence: Written, sources: Sequence[Held]) -> Support:
    """Return the units that support a sentence best, what of its facts they lack, and whether two were swapped."""
    chosen = _choose(sentence, sources)
    words = frozenset().union(*(one.own | one.above | keys(around(one.unit.quote)) for one in chosen))
    missing = tuple(missing_facts(sentence, chosen))
    facts = len(sentence.facts.all)
    covered = sum(bool(one.wider & words) for one in sentence.sayings) + facts - len(missing)
    return Support(
        units=tuple(chosen),
        missing=missing,
        swapped=not missing and swapped(sentence, chosen, sources),
        coverage=covered / max(1, len(sentence.sayings) + facts),
        parts=tuple(_part(part, words, sentence) for part in _clauses(sentence)),
    )


def _choose(sentence: Written, sources: Sequence[Held]) -> list[Held]:
    """Return the nearest unit, then those that add facts or words of the sentence, while they do."""
    chosen: list[Held] = []
    facts: set[Found] = set()
    words: set[int] = set()
    left = list(sources)
    while left and len(chosen) < MOST_UNITS:
        best = max(left, key=lambda one: (_gain(sentence, one, facts, words), -one.unit.start))
        if chosen and _gain(sentence, best, facts, words) < ENOUGH:
            break
        left.remove(best)
        chosen.append(best)
        facts.update(fact for fact in sentence.facts.all if holds(fact, best))
        words.update(place for place, one in enumerate(sentence.sayings) if one.others & best.own)
    return chosen


def _gain(sentence: Written, one: Held, facts: set[Found], words: set[int]) -> float:
    new_words = sum(bool(said.others & one.own) for place, said in enumerate(sentence.sayings) if place not in words)
    new_facts = sum(fact not in facts and holds(fact, one) for fact in sentence.facts.all)
    first = not words and not facts
    total = len(sentence.sayings) + len(sentence.facts.all)
    return WORD * new_words + FACT * new_facts + (NEARNESS * total * one.nearness if first else 0.0)


def _clauses(sentence: Written) -> Iterator[list[Said]]:
    """Give the words of the parts of a sentence, between its commas and the like; a short one joins the next."""
    part: list[Said] = []
    last = 0
    for one in sentence.sayings:
        if len(part) >= LEAST_WORDS and any(mark in sentence.text[last : one.start] for mark in ",;:()—"):
            yield part
            part = []
        part.append(one)
        last = one.end
    if len(part) >= LEAST_WORDS:
        yield part


def _part(part: Sequence[Said], words: frozenset[str], sentence: Written) -> Part:
    """Return a part with the share of it that a source says; the facts inside it are among what it says.

    Words of kindred sense count where few are left to them.
    """
    start, end = part[0].start, part[-1].end
    facts = sum(start <= one.start and one.end <= end for one in sentence.facts.all)
    said = sum(bool(one.others & words) for one in part)
    if len(part) - said < MANY:
        said = sum(bool(one.wider & words) for one in part)
    return Part(text=sentence.text[start:end], share=(said + facts) / (len(part) + facts), lacks=len(part) - said)
