"""A fact of a written sentence and a unit of its source: whether the one holds the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.checking.amounts import Amount, same_amount
from assistant.checking.facts import Facts, Found, facts_of
from assistant.checking.likeness import Said, keys, sayings
from assistant.checking.moments import Moment, same_moment
from assistant.checking.names import Name, Naming
from assistant.checking.units import Unit, around
from corpus.dates import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A unit of a source, with what it says: its facts and the keys of its words, its own and those above it.

    `nearness` is its cosine with the sentence that is checked.
    """

    unit: Unit
    facts: Facts
    sayings: tuple[Said, ...]
    own: frozenset[str]
    above: frozenset[str]
    nearness: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence to be checked: its facts, and its other words of sense."""

    text: str
    english: bool
    facts: Facts
    sayings: tuple[Said, ...]


def written(text: str, *, english: bool) -> Written:
    """Return a sentence as it is checked."""
    facts = facts_of(text, english=english)
    said = tuple(
        one
        for one in sayings(text, english=english)
        if not any(start < one.end and one.start < end for start, end in facts.spans)
    )
    return Written(text=text, english=english, facts=facts, sayings=said)


def held(unit: Unit) -> Held:
    """Return a unit of a source with what it says."""
    return Held(
        unit=unit,
        facts=facts_of(unit.text),
        sayings=sayings(unit.text, english=False),
        own=keys(unit.text),
        above=keys(unit.lead),
    )


def missing_facts(sentence: Written, units: Sequence[Held]) -> Iterator[Found]:
    """Give the facts of a sentence that no unit holds, nor what the units' passages are known by."""
    yield from (fact for fact in sentence.facts.all if not any(holds(fact, one, known=True) for one in units))


def holds(fact: Found, one: Held, *, known: bool = False) -> bool:
    """Tell whether a unit holds a fact; with `known`, so may what leads to it, its headings, its title and its date."""
    if isinstance(fact, Name):
        return _naming(one, known).holds(fact)
    if isinstance(fact, Moment):
        return _holds_moment(fact, one, known)
    if any(same_amount(fact, other) for other in one.facts.amounts):
        return True
    return not fact.unit and any(fact.readings == {year} for year in years(one.unit.text))


def same(said: Found, other: Found, one: Held) -> bool:
    """Tell whether a fact of a unit supports a fact of a sentence of the same kind."""
    if isinstance(said, Amount):
        return isinstance(other, Amount) and same_amount(said, other)
    if isinstance(said, Moment):
        return isinstance(other, Moment) and same_moment(said, other, years_around(one))
    return isinstance(other, Name) and Naming([other.text]).holds(said)


def _naming(one: Held, known: bool) -> Naming:
    if not known:
        return naming(one.unit.text)
    regions = one.unit.quote.hit.passage.regions
    return naming("\n".join([one.unit.text, one.unit.lead, about(one)]), regions if len(regions) == 1 else ())


@lru_cache(maxsize=4_096)
def naming(text: str, places: tuple[str, ...] = ()) -> Naming:
    """Return what a text names, and the places that it is known to be about."""
    return Naming([text], places)


def _holds_moment(fact: Moment, one: Held, known: bool) -> bool:
    said = (*one.facts.moments, *(facts_of(f"{one.unit.lead}\n{about(one)}").moments if known else ()))
    return any(same_moment(fact, moment, years_around(one)) for moment in said)


def years_around(one: Held) -> frozenset[int]:
    """Return the years that a unit's dates may leave unsaid."""
    return years(f"{one.unit.text}\n{one.unit.lead}\n{about(one)}")


def about(one: Held) -> str:
    """Return what a unit's passage is known by, its date in both languages included."""
    passage = one.unit.quote.hit.passage
    dates = [spoken(passage.date, language) or "" for language in ("fr", "en")] if passage.date else []
    return "\n".join([around(one.unit.quote), *dates])


@lru_cache(maxsize=4_096)
def years(text: str) -> frozenset[int]:
    """Return the years that a text names."""
    return frozenset(moment.year for moment in facts_of(text).moments if moment.year is not None)
