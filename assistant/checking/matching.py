"""A fact of a written sentence and a unit of its source: whether the one holds the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assistant.checking.amounts import Amount, find_amounts, same_amount
from assistant.checking.facts import Facts, Found, facts_of
from assistant.checking.likeness import TOKEN, Said, keys, sayings
from assistant.checking.moments import Moment, same_moment
from assistant.checking.names import GENTILE, Name, Naming, bare
from assistant.checking.units import Unit, around
from corpus.dates import spoken
from corpus.glossary import find_regions, fold
from index.places import place_names

_MARK = re.compile(r"(?:•\s)?(\d{1,2})[.)]\s")
_PRONOUN = re.compile(r"(?<=[,:;(] )une?(?= (?:avec|par|pour|de|du|des|à|aux?|en|dans|sur|chez)\b)")
"""A one that is no article: « une avec Gatineau, quatre avec les MRC »."""
_THESE = re.compile(r"\b(?:ces|these)\s$", re.IGNORECASE)
_NAMELY = re.compile(r"(?: [\w'’-]+){1,3}(?:,? (?:étant|soit|being|namely)| ?:) (?:l[ea]s? |l['’]|the )?")
_AT_LAST = re.compile(r"(?: [\w'’-]+){1,6}(?:, | :|, soit) ?(?:(?:en|à|in|at|l[ea]s?|the) |l['’])?")
_THEN = re.compile(r"(?:, | et | and )(?:(?:en|à|in|at) )?(?:l[ea]s? |l['’]|the )?")
"""What stands between a number and the first fact that it counts, the last of its sentence too, then between two."""
_LABEL = re.compile(
    r"\b(?:orientation|axe|objectif|enjeu|priorité|étape|volet|action|mesure|chantier|moyen|principe"
    r"|axis|objective|priority|step|component|principle)\s$",
    re.IGNORECASE,
)
"""What stands before the number of an item: « 3. L'inclusion », « Orientation 3 »."""
_BEYOND = re.compile(r"[»”]|\b(?:par|pour|sur|en|dans|chez|avec|per|for|on|in|by|with)\b")
"""What a number does not count beyond: « 30 000 par signataire »."""
_BOTH = re.compile(r"\b(?:tous|toutes)(?: les)?\s$")
"""What makes of two a word for both."""
_ONE = re.compile(r"(?:[\s(]|, |\bet |\band )(?:une?|one)\s(?!ou\b)")
"""A one that is written as an article: « soit un élu et 19 représentants »."""
_SUMS = re.compile(r"(?:[^.;:]*?)(?:,? soit|,? namely|,? dont| ?:)\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A unit of a source, with what it says: its facts and the keys of its words, its own and those it leans on.

    `nearness` is its cosine with the sentence that is checked.
    """

    unit: Unit
    facts: Facts
    sayings: tuple[Said, ...]
    own: frozenset[str]
    above: frozenset[str]
    recalled: frozenset[str]
    nearness: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence to be checked: its facts, its other words of sense, and those with its names."""

    text: str
    english: bool
    facts: Facts
    sayings: tuple[Said, ...]
    words: tuple[Said, ...]


def written(text: str, *, english: bool) -> Written:
    """Return a sentence as it is checked."""
    found = _labelled(text, facts_of(text, english=english))
    said = sayings(text, english=english)
    numbers = [one for one in found.all if not isinstance(one, Name)]
    return Written(
        text=text,
        english=english,
        facts=_without_own_counts(text, found),
        sayings=_outside(said, found.spans),
        words=_outside(said, [(one.start, one.end) for one in numbers]),
    )


def _labelled(text: str, facts: Facts) -> Facts:
    """Return the facts of a sentence, the numbers that follow what they number as ranks: « l'orientation 3 »."""
    return replace(
        facts,
        amounts=tuple(replace(one, unit="rank") if _numbers(one, text) else one for one in facts.amounts),
    )


def _numbers(amount: Amount, text: str) -> bool:
    digits = text[amount.start : amount.end].replace(".", "").isdigit()
    return digits and not amount.unit and bool(_LABEL.search(text[: amount.start]))


def _without_own_counts(text: str, facts: Facts) -> Facts:
    """Return the facts of a sentence without the numbers that count what it says itself.

    « ces deux moments »; « les deux derniers étant 4.1 et 4.2 ».
    """
    return replace(facts, amounts=tuple(one for one in facts.amounts if not _counts_its_own(one, text, facts)))


def _counts_its_own(amount: Amount, text: str, facts: Facts) -> bool:
    before = text[: amount.start]
    if amount.readings == {2} and (_THESE.search(before) or _BOTH.search(before)):
        return True
    if _adds_up(amount, text, facts):
        return True
    return any(amount.readings == {_run(opens, amount, text, facts)} for opens in (_NAMELY, _AT_LAST))


def _run(opens: re.Pattern[str], amount: Amount, text: str, facts: Facts) -> int:
    """Return how many facts of a kind follow a number one after the other, from what opens their list."""
    run, end = 0, amount.end
    for fact in facts.all:
        if fact.start > amount.start and (_THEN if run else opens).fullmatch(text[end : fact.start]):
            run, end = run + 1, fact.end
    return run if opens is _NAMELY or not text[end:].strip(" .;)") else 0


def _adds_up(amount: Amount, text: str, facts: Facts) -> bool:
    """Tell whether a number is the sum of those that its sentence gives after it: « 27 membres, soit 1 élu et 26… »."""
    lead = _SUMS.match(text, amount.end)
    if lead is None or amount.unit not in {"", "$"}:
        return False
    terms = [one.readings for one in facts.amounts if one.start >= lead.end() and one.unit == amount.unit]
    singles = [next(iter(one)) for one in terms if len(one) == 1]
    values = [one for one in singles if isinstance(one, Decimal)]
    ones = len(_ONE.findall(text, lead.end() - 1))
    return (
        len(values) == len(terms) >= 1
        and len(terms) + ones > 1
        and bool({sum(values), sum(values) + ones} & amount.readings)
    )


def _outside(said: Sequence[Said], spans: Sequence[tuple[int, int]]) -> tuple[Said, ...]:
    return tuple(one for one in said if not any(start < one.end and one.start < end for start, end in spans))


def held(unit: Unit) -> Held:
    """Return a unit of a source with what it says."""
    return Held(
        unit=unit,
        facts=_ranked(unit),
        sayings=sayings(unit.text, english=False),
        own=keys(unit.text),
        above=keys(unit.lead),
        recalled=keys(unit.recalled),
    )


def _ranked(unit: Unit) -> Facts:
    """Return the facts of a unit, « une » that counts included; what marks an item, or follows its label, is a rank."""
    facts = facts_of(unit.text)
    ones = [
        Amount(readings=frozenset({Decimal(1)}), unit="", start=match.start(), end=match.end())
        for match in _PRONOUN.finditer(unit.text)
    ]
    ranks = [replace(one, unit="rank") for one in facts.amounts if _LABEL.search(unit.text[: one.start])]
    if mark := _MARK.match(unit.text):
        ranks += [replace(one, unit="rank", start=mark.start(1), end=mark.end(1)) for one in find_amounts(mark[1])]
    return replace(facts, amounts=(*facts.amounts, *ones, *ranks))


def missing_facts(sentence: Written, units: Sequence[Held]) -> Iterator[Found]:
    """Give the facts of a sentence that no unit holds, nor what the units' passages are known by."""
    yield from (fact for fact in sentence.facts.all if not any(holds(fact, one, known=True) for one in units))


def holds(fact: Found, one: Held, *, known: bool = False) -> bool:
    """Tell whether a unit holds a fact; with `known`, so may its headings, its title and its date.

    What a name means may stand in any sentence of the passage: « elle », « le comité ».
    """
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
    return naming(f"{one.unit.quote.text}\n{about(one)}", regions if len(regions) == 1 else ())


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


def goes_on_with(one: Held, others: Sequence[Held]) -> bool:
    """Tell whether a unit leans on what one of some others says: « Elle compte… », after it."""
    recalled = one.unit.recalled.splitlines()
    return any(other.unit.text in recalled for other in others)


@lru_cache(maxsize=4_096)
def years(text: str) -> frozenset[int]:
    """Return the years that a text names."""
    return frozenset(moment.year for moment in facts_of(text).moments if moment.year is not None)


def said_too(other: Found, sentence: Written, one: Held) -> bool:
    """Tell whether a sentence says a fact of a unit; a name, in so many letters."""
    if isinstance(other, Name):
        if other.acronym:
            return any(bare(own.text) == bare(other.text) for own in sentence.facts.names if own.acronym)
        words = [word for word, _, _ in tokens(sentence.text)]
        return all(any(word.startswith(_beginning(part)) for word in words) for part in TOKEN.findall(other.text))
    return any(same(own, other, one) for own in sentence.facts.all if alike(own, other))


def _beginning(name: str) -> str:
    """Return the letters that a name and the people who bear it share: Lavallois, but not Laurent for Laurentides."""
    return fold(name)[: max(GENTILE, len(name) - 3)]


def alike(fact: Found, other: Found) -> bool:
    """Tell whether two facts may stand in each other's place: of one kind, unit, precision, or sort of name."""
    if isinstance(fact, Amount):
        return isinstance(other, Amount) and (fact.unit == other.unit)
    if isinstance(fact, Moment):
        return isinstance(other, Moment) and (fact.month is None) == (other.month is None)
    return isinstance(other, Name) and _sort(fact) == _sort(other)


def _sort(name: Name) -> str:
    if name.acronym:
        return "acronym"
    return "place" if fold(name.text) in place_names() or find_regions(name.text) else "name"


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text, folded, each with its span."""
    return [(fold(match[0]), match.start(), match.end()) for match in TOKEN.finditer(text)]


def counted_by(fact: Found, text: str, words: Sequence[Said], *, beyond: bool = True) -> Said | None:
    """Return the word of sense right after a number, with at most two small ones between; `beyond`, after any of them.

    Of another number's, « neuf des 31 membres », it says nothing.
    """
    after = next((one for one in words if one.start >= fact.end), None)
    between = text[fact.end : after.start] if after else ""
    if after is None or len(TOKEN.findall(between)) > 2 or any(mark in between for mark in ",;:().\n\t"):
        return None
    return None if not beyond and (_BEYOND.search(between) or find_amounts(between)) else after
