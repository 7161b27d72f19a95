"""Facts that stand in the source beside other words than in the sentence: a true number in another one's place."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.checking.amounts import Amount
from assistant.checking.facts import Facts, Found
from assistant.checking.likeness import TOKEN, Said
from assistant.checking.matching import Held, Written, holds, same
from assistant.checking.moments import Moment
from assistant.checking.names import Name
from corpus.glossary import find_regions, fold
from index.places import place_names

WINDOW = 4
"""Words of sense on each side of a number that tell what it counts."""
NEXT = 1.0
"""What the word right after a number counts beyond the others: what it counts, « 31 membres »."""
BETTER, LEAST_FIT = 1.35, 1.0
"""How many times better, and how well at least, another number must fit the words around one to be the right one."""
ANCHOR = 2
"""Words that must be the same right beside what was replaced, on both sides together."""
ADDS = 2
"""Words of sense that a unit must add to the sentence for a fact that it alone holds to be at its place."""
_CITES = frozenset("selon portrait document presentation texte fiche guide according profile plan d apres tour".split())


def swapped(sentence: Written, chosen: Sequence[Held], sources: Sequence[Held]) -> bool:
    """Tell whether a fact of a sentence stands in the source in another one's place."""
    return (
        any(_replaced(sentence, one) for one in chosen)
        or any(_fits_another(sentence, one) for one in chosen)
        or _counts_another(sentence, sources)
        or _brought_in(sentence, chosen)
    )


def _kinds(facts: Facts) -> tuple[Sequence[Found], ...]:
    return facts.amounts, facts.moments, facts.names


# ------------------------------------------------------------------------------------------ word by word


def _replaced(sentence: Written, one: Held) -> bool:
    """Tell whether a sentence that follows a unit word by word has another fact of the same kind in its place."""
    said, there = _tokens(sentence.text), _tokens(one.unit.text)
    matcher = SequenceMatcher(None, [word for word, _, _ in said], [word for word, _, _ in there], autojunk=False)
    for code, first, last, start, end in matcher.get_opcodes():
        if code != "replace" or not _anchored(said, there, (first, last), (start, end)):
            continue
        mine = _between(sentence.facts, said[first][1], said[last - 1][2])
        theirs = _between(one.facts, there[start][1], there[end - 1][2])
        if any(_stands_for_another(fact, theirs, sentence, one) for fact in mine):
            return True
    return False


def _stands_for_another(fact: Found, theirs: Sequence[Found], sentence: Written, one: Held) -> bool:
    """Tell whether a fact stands where the unit has another of its kind, which the sentence does not say."""
    others = [other for other in theirs if _alike(fact, other)]
    if not others or any(same(fact, other, one) for other in others):
        return False
    return any(not _said(other, sentence, one) for other in others)


def _said(other: Found, sentence: Written, one: Held) -> bool:
    """Tell whether a sentence says a fact of a unit; a name, in so many letters."""
    if isinstance(other, Name):
        return fold(other.text) in {word for word, _, _ in _tokens(sentence.text)} or (
            not other.acronym and any(same(own, other, one) for own in sentence.facts.names)
        )
    return any(same(own, other, one) for own in sentence.facts.all if _alike(own, other))


def _alike(fact: Found, other: Found) -> bool:
    """Tell whether two facts may stand in each other's place: of one kind, unit, precision, or sort of name."""
    if isinstance(fact, Amount):
        return isinstance(other, Amount) and (fact.unit == other.unit)
    if isinstance(fact, Moment):
        return isinstance(other, Moment)
    return isinstance(other, Name) and _sort(fact) == _sort(other)


def _sort(name: Name) -> str:
    if name.acronym:
        return "acronym"
    return "place" if fold(name.text) in place_names() or find_regions(name.text) else "name"


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(fold(match[0]), match.start(), match.end()) for match in TOKEN.finditer(text)]


def _anchored(
    said: Sequence[tuple[str, int, int]],
    there: Sequence[tuple[str, int, int]],
    mine: tuple[int, int],
    theirs: tuple[int, int],
) -> bool:
    """Tell whether what was replaced stands between the same words: it is then the same place in the sentence."""
    before = after = 0
    while before < min(ANCHOR, mine[0], theirs[0]):
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


# ------------------------------------------------------------------------------------------ by the words around


def _fits_another(sentence: Written, one: Held) -> bool:
    """Tell whether, inside one unit, the words around a number are those around another one."""
    for mine, theirs in zip(_kinds(sentence.facts)[:2], _kinds(one.facts)[:2], strict=True):
        for fact in mine:
            near = _window(fact, sentence.sayings)
            right = [_fit(near, other, one) for other in theirs if same(fact, other, one)]
            wrong = [
                _fit(near, other, one)
                for other in theirs
                if _alike(fact, other) and not same(fact, other, one) and not _taken(other, fact, mine, sentence, one)
            ]
            if right and wrong and max(wrong) >= LEAST_FIT and max(wrong) > BETTER * max(right):
                return True
    return False


def _taken(other: Found, fact: Found, mine: Sequence[Found], sentence: Written, one: Held) -> bool:
    """Tell whether a fact of a unit is what another fact of the sentence says, at a place that fits it better."""
    return any(
        same(own, other, one)
        and _fit(_window(own, sentence.sayings), other, one) >= _fit(_window(fact, sentence.sayings), other, one)
        for own in mine
        if own != fact
    )


def _window(fact: Found, words: Sequence[Said]) -> list[tuple[Said, float]]:
    """Return the words of sense around a fact, each with its weight: the nearest weigh most, the next one more."""
    before = [one for one in words if one.end <= fact.start][-WINDOW:][::-1]
    after = [one for one in words if one.start >= fact.end][:WINDOW]
    weighed = [(one, 1.0 / (place + 1.0)) for place, one in enumerate(before, start=1)]
    return [*weighed, *((one, (NEXT if place == 1 else 0.0) + 1.0 / place) for place, one in enumerate(after, start=1))]


def _fit(near: Sequence[tuple[Said, float]], fact: Found, one: Held) -> float:
    """Return how well the words around a fact of the source fit those around one of the sentence."""
    there = _window(fact, one.sayings)
    return sum(
        weight * max((other for word, other in there if word.key in said.others), default=0.0) for said, weight in near
    )


def _counts_another(sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether what a number counts is counted by another one, wherever it stands, and never by this one."""
    for fact in sentence.facts.amounts:
        counted = _counted(fact, sentence.text, sentence.sayings)
        if counted is None or fact.unit == "$":
            continue
        right = wrong = False
        for one in sources:
            for other in one.facts.amounts:
                theirs = _counted(other, one.unit.text, one.sayings)
                if same(fact, other, one):
                    right = right or theirs is None or theirs.key in counted.others
                elif _alike(fact, other) and theirs is not None and theirs.key in counted.others:
                    wrong = wrong or not _said(other, sentence, one)
        if wrong and not right:
            return True
    return False


def _counted(fact: Found, text: str, words: Sequence[Said]) -> Said | None:
    """Return the word of sense right after a number, with at most one other between."""
    after = next((one for one in words if one.start >= fact.end), None)
    if after is None or len(TOKEN.findall(text[fact.end : after.start])) > 1:
        return None
    return None if any(mark in text[fact.end : after.start] for mark in ",;:().\n\t") else after


# ------------------------------------------------------------------------------------------ from another sentence


def _brought_in(sentence: Written, chosen: Sequence[Held]) -> bool:
    """Tell whether a fact that the nearest unit lacks comes from a unit that says nothing else of the sentence.

    It is in another's place when the nearest unit has, of the same kind, one that the sentence does not say.
    """
    first = chosen[0]
    known = {place for place, said in enumerate(sentence.sayings) if said.others & (first.own | first.above)}
    for mine, theirs in zip(_kinds(sentence.facts), _kinds(first.facts), strict=True):
        for fact in mine:
            if holds(fact, first) or _attributes(fact, sentence):
                continue
            unsaid = [other for other in theirs if _alike(fact, other) and not _said(other, sentence, first)]
            if not unsaid and not _says_twice(fact, mine, theirs, first):
                continue
            others = [one for one in chosen[1:] if holds(fact, one)]
            if not any(_adds(sentence, one, known) >= ADDS for one in others):
                return True
    return False


def _says_twice(fact: Found, mine: Sequence[Found], theirs: Sequence[Found], one: Held) -> bool:
    """Tell whether the unit has more facts of a kind than the sentence says of them: « trois secteurs, 3 tables »."""
    if not isinstance(fact, Amount):
        return False
    held = [other for other in theirs if _alike(fact, other)]
    said = [own for own in mine if any(same(own, other, one) for other in held)]
    return len(held) > len(said) and len(held) == len([own for own in mine if _alike(own, fact)])


def _adds(sentence: Written, one: Held, known: set[int]) -> int:
    return sum(bool(said.others & one.own) for place, said in enumerate(sentence.sayings) if place not in known)


def _attributes(fact: Found, sentence: Written) -> bool:
    """Tell whether a date or a name says where something is written: « selon le portrait de 2014 »."""
    before = [fold(word) for word in TOKEN.findall(sentence.text[: fact.start])][-5:]
    return not isinstance(fact, Amount) and bool(_CITES.intersection(before)) and len(before) < 5
