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


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The units that hold a sentence, best first; what they lack, and the share of it that they say.

    `least` is that share for the part of the sentence that they say least of.
    """

    units: tuple[Held, ...]
    missing: tuple[Found, ...]
    swapped: bool
    coverage: float
    least: float


def support_of(sentence: Written, sources: Sequence[Held]) -> Support:
    """Return the units that support a sentence best, what of its facts they lack, and whether two were swapped."""
    chosen = _choose(sentence, sources)
    words = frozenset().union(*(one.own | one.above | keys(around(one.unit.quote)) for one in chosen))
    missing = tuple(missing_facts(sentence, chosen))
    facts = len(sentence.facts.all)
    covered = sum(bool(one.others & words) for one in sentence.sayings) + facts - len(missing)
    return Support(
        units=tuple(chosen),
        missing=missing,
        swapped=not missing and swapped(sentence, chosen, sources),
        coverage=covered / max(1, len(sentence.sayings) + facts),
        least=min((_share(part, words, sentence) for part in _clauses(sentence)), default=1.0),
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


def _share(part: Sequence[Said], words: frozenset[str], sentence: Written) -> float:
    """Return the share of a part that a source says; the facts inside it are among what it says."""
    facts = sum(part[0].start <= one.start and one.end <= part[-1].end for one in sentence.facts.all)
    return (sum(bool(one.others & words) for one in part) + facts) / (len(part) + facts)
