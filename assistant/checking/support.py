"""Which sentences of what is cited hold a written sentence, fact by fact, and how near they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.checking.amounts import Amount, same_amount
from assistant.checking.facts import Facts, Found, facts_of
from assistant.checking.likeness import Said, covered, keys, sayings
from assistant.checking.moments import Moment, same_moment
from assistant.checking.names import Name, Naming
from assistant.checking.units import Unit, around
from corpus.dates import spoken
from corpus.glossary import fold

MOST_UNITS = 5
"""Sentences of its sources, at most, that one written sentence leans on."""
WINDOW = 4
"""Words of sense on each side of a number that tell what it counts."""
LED = 0.5
"""What a word counts that stands in the lead-in or the heading above rather than in the sentence."""
BETTER = 1.35
"""How many times better another number must fit the words around one for the two to be taken as swapped."""
NEXT = 1.0
"""What the word right beside a number counts beyond the others: what it counts, « 31 membres »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A unit of a source, with what it says: its facts and the keys of its words, its own and those above it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The units that hold a sentence, best first; what they lack, and the share of its words that they say."""

    units: tuple[Held, ...]
    missing: tuple[Found, ...]
    swapped: bool
    coverage: float
    least: float


def written(text: str, *, english: bool) -> Written:
    """Return a sentence as it is checked."""
    facts = facts_of(text, english=english)
    said = tuple(one for one in sayings(text, english=english) if not _inside(one, facts.spans))
    return Written(text=text, english=english, facts=facts, sayings=said)


def held(unit: Unit) -> Held:
    """Return a unit of a source with what it says."""
    return Held(
        unit=unit,
        facts=facts_of(unit.text),
        sayings=tuple(sayings(unit.text, english=False)),
        own=keys(unit.text),
        above=keys(unit.lead),
    )


def support_of(sentence: Written, sources: Sequence[Held]) -> Support:
    """Return the units that support a sentence best, what of its facts they lack, and whether two were swapped."""
    chosen = _choose(sentence, sources)
    words = frozenset().union(*(one.own | one.above for one in chosen), *(_words_around(one) for one in chosen))
    missing = tuple(_missing(sentence, chosen))
    return Support(
        units=tuple(chosen),
        missing=missing,
        swapped=not missing and _swapped(sentence, chosen, sources),
        coverage=covered(sentence.sayings, words),
        least=min((covered(part, words) for part in _clauses(sentence)), default=1.0),
    )


def _inside(said: Said, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < said.end and said.start < end for start, end in spans)


def _words_around(one: Held) -> frozenset[str]:
    return keys(around(one.unit.quote))


# ------------------------------------------------------------------------------------------ which units


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
        facts.update(fact for fact in sentence.facts.all if _holds(fact, [best]))
        words.update(place for place, one in enumerate(sentence.sayings) if one.others & best.own)
    return chosen


ENOUGH = 1.0
"""What a further unit must add: a fact, or two words of sense."""


def _gain(sentence: Written, one: Held, facts: set[Found], words: set[int]) -> float:
    new_words = sum(
        bool(said.others & one.own) for place, said in enumerate(sentence.sayings) if place not in words
    )
    new_facts = sum(fact not in facts and _holds(fact, [one]) for fact in sentence.facts.all)
    total = len(sentence.sayings) + len(sentence.facts.all)
    near = one.nearness * NEARNESS * total if not words and not facts else 0.0
    return 0.5 * new_words + FACT * new_facts + near


FACT = 1.0
"""What a fact is worth in choosing a unit, beside half a point for a word of sense."""
NEARNESS = 0.25
"""What a cosine of 1 is worth, by word of the sentence, in choosing the first unit."""


# ------------------------------------------------------------------------------------------ which facts


def _missing(sentence: Written, chosen: Sequence[Held]) -> Iterator[Found]:
    """Give the facts of a sentence that the units do not hold."""
    yield from (fact for fact in sentence.facts.all if not _holds(fact, chosen, known=True))


def _holds(fact: Found, chosen: Sequence[Held], *, known: bool = False) -> bool:
    """Tell whether units hold a fact; with `known`, so may their headings, titles and dates where that is enough."""
    if isinstance(fact, Name):
        texts = [text for one in chosen for text in (one.unit.text, *((one.unit.lead, _about(one)) if known else ()))]
        places = [region for one in chosen if known for region in _regions(one)]
        return Naming(texts, places).holds(fact)
    if isinstance(fact, Moment):
        return any(_holds_moment(fact, one, known) for one in chosen)
    amounts = [amount for one in chosen for amount in one.facts.amounts]
    if any(same_amount(fact, other) for other in amounts):
        return True
    return not fact.unit and any(
        {reading for reading in fact.readings} == {year} for one in chosen for year in _years(one.unit.text)
    )


def _holds_moment(fact: Moment, one: Held, known: bool) -> bool:
    said = (*one.facts.moments, *(facts_of(f"{one.unit.lead}\n{_about(one)}").moments if known else ()))
    if any(same_moment(fact, moment, _years(f"{one.unit.text}\n{one.unit.lead}\n{_about(one)}")) for moment in said):
        return True
    return fact.month is None and known and fact.year in _years(_about(one))


def _about(one: Held) -> str:
    """Return what a unit's passage is known by, its date in both languages included."""
    passage = one.unit.quote.hit.passage
    dates = [spoken(passage.date, language) or "" for language in ("fr", "en")] if passage.date else []
    return "\n".join([around(one.unit.quote), *dates])


def _regions(one: Held) -> tuple[str, ...]:
    regions = one.unit.quote.hit.passage.regions
    return regions if len(regions) == 1 else ()


def _years(text: str) -> frozenset[int]:
    return frozenset(moment.year for moment in facts_of(text).moments if moment.year is not None)


# ------------------------------------------------------------------------------------------ swapped facts


def _swapped(sentence: Written, chosen: Sequence[Held], sources: Sequence[Held]) -> bool:
    """Tell whether a fact stands in the source beside other words than in the sentence, where another one does.

    Read word by word against each unit, as a copy would be; then, for numbers and dates, by the words around.
    """
    if any(_replaced(sentence, one) for one in chosen):
        return True
    for facts_in, same in _KINDS:
        for fact in facts_in(sentence.facts):
            near = _window(fact, sentence.sayings)
            if not near:
                continue
            mine = theirs = 0.0
            for one in sources:
                for other in facts_in(one.facts):
                    fit = _fit(near, other, one)
                    if same(fact, other, one):
                        mine = max(mine, fit)
                    elif not any(same(own, other, one) for own in facts_in(sentence.facts)):
                        theirs = max(theirs, fit)
            if mine and theirs > BETTER * mine:
                return True
    return False


def _same_amount(said: Found, other: Found, _one: Held) -> bool:
    return isinstance(said, Amount) and isinstance(other, Amount) and same_amount(said, other)


def _same_moment(said: Found, other: Found, one: Held) -> bool:
    years = _years(f"{one.unit.text}\n{one.unit.lead}\n{_about(one)}")
    return isinstance(said, Moment) and isinstance(other, Moment) and same_moment(said, other, years)


_Kind = tuple[Callable[[Facts], Sequence[Found]], Callable[[Found, Found, Held], bool]]
_KINDS: tuple[_Kind, ...] = (
    (lambda facts: facts.amounts, _same_amount),
    (lambda facts: facts.moments, _same_moment),
)


def _window(fact: Found, words: Sequence[Said]) -> list[tuple[Said, float]]:
    """Return the words of sense around a fact, each with its weight: the nearest weigh most, the next one more."""
    before = [one for one in words if one.end <= fact.start][-WINDOW:][::-1]
    after = [one for one in words if one.start >= fact.end][:WINDOW]
    weighed = [(one, 1.0 / (place + 1.0)) for place, one in enumerate(before, start=1)]
    weighed += [(one, (NEXT if place == 1 else 0.0) + 1.0 / place) for place, one in enumerate(after, start=1)]
    return weighed


def _fit(near: Sequence[tuple[Said, float]], fact: Found, one: Held) -> float:
    """Return how well the words around a fact of the source fit those around one of the sentence."""
    there = _window(fact, one.sayings)
    total = 0.0
    for said, weight in near:
        beside = max((other for word, other in there if said.others & {word.key}), default=0.0)
        if beside:
            total += weight * (LED + beside)
        elif said.others & (one.own | one.above):
            total += weight * LED * 0.5
    return total


def _replaced(sentence: Written, one: Held) -> bool:
    """Tell whether a sentence that follows a unit word by word has another fact of the same kind in its place."""
    said, there = _tokens(sentence.text), _tokens(one.unit.text)
    matcher = SequenceMatcher(None, [word for word, _, _ in said], [word for word, _, _ in there], autojunk=False)
    for code, first, last, start, end in matcher.get_opcodes():
        if code != "replace" or not _anchored(said, there, (first, last), (start, end)):
            continue
        mine = _between(sentence.facts, said[first][1], said[last - 1][2])
        theirs = _between(one.facts, there[start][1], there[end - 1][2])
        if any(_is_replaced(fact, mine, theirs, sentence, one) for fact in mine):
            return True
    return False


def _is_replaced(
    fact: Found, mine: Sequence[Found], theirs: Sequence[Found], sentence: Written, one: Held
) -> bool:
    """Tell whether a fact stands where the unit has another of its kind, which the sentence does not say."""
    others = [other for other in theirs if type(other) is type(fact)]
    if isinstance(fact, Name):
        said = Naming([sentence.text])
        own = Naming([one.unit.text[other.start : other.end] for other in others])
        return bool(others) and not own.holds(fact) and any(
            isinstance(other, Name) and not said.holds(other) for other in others
        )
    same = _same_amount if isinstance(fact, Amount) else _same_moment
    everything = sentence.facts.amounts if isinstance(fact, Amount) else sentence.facts.moments
    return bool(others) and not any(same(fact, other, one) for other in others) and any(
        not any(same(own, other, one) for own in everything) for other in others
    )


def _tokens(text: str) -> list[tuple[str, int, int]]:
    from assistant.checking.likeness import TOKEN

    return [(fold(match[0]), match.start(), match.end()) for match in TOKEN.finditer(text)]


ANCHOR = 2
"""Words that must be the same right beside what was replaced, on one side or shared between both."""


def _anchored(
    said: Sequence[tuple[str, int, int]],
    there: Sequence[tuple[str, int, int]],
    mine: tuple[int, int],
    theirs: tuple[int, int],
) -> bool:
    """Tell whether what was replaced stands between the same words: it is then the same place in the sentence."""
    before = after = 0
    while before < ANCHOR and min(mine[0], theirs[0]) > before:
        if said[mine[0] - before - 1][0] != there[theirs[0] - before - 1][0]:
            break
        before += 1
    while after < ANCHOR and mine[1] + after < len(said) and theirs[1] + after < len(there):
        if said[mine[1] + after][0] != there[theirs[1] + after][0]:
            break
        after += 1
    return before + after >= ANCHOR


def _between(facts: Facts, start: int, end: int) -> list[Found]:
    return [one for one in facts.all if one.start < end and start < one.end]


# ------------------------------------------------------------------------------------------ parts of a sentence

LEAST_WORDS = 3
"""Words of sense from which a part of a sentence must be supported by itself."""


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
