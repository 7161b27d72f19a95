"""Facts that stand in the source beside other words than in the sentence: a true number in another one's place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from math import inf

from assistant.checking.alignment import counts_another_item, counts_its_item, stands_elsewhere, stands_in_its_part
from assistant.checking.amounts import Amount
from assistant.checking.articles import has_another_article
from assistant.checking.facts import Facts, Found, facts_of
from assistant.checking.glosses import glosses, means, misnamed
from assistant.checking.likeness import TOKEN, Said
from assistant.checking.matching import (
    Held,
    Written,
    about,
    alike,
    counted_by,
    goes_on_with,
    holds,
    naming,
    said_too,
    same,
    tokens,
)
from assistant.checking.moments import Moment
from assistant.checking.names import Name, bare
from assistant.checking.pairs import joins_others
from assistant.checking.polarity import FOLLOWS
from assistant.checking.units import heading_of
from assistant.checking.windows import fit, window
from corpus.glossary import fold

BETTER, LEAST_FIT = 1.35, 1.0
"""How many times better, and how well at least, another number must fit the words around one to be the right one."""
ANCHOR = 2
"""Words that must be the same right beside what was replaced, on both sides together."""
_SPENT_ON = re.compile(r"\s(?:de |d['’]|des |of |in )")
"""What stands between a sum and what it is a sum of: « 2 300 000 $ de retombées »."""
ADDS, ADDS_TO_A_DATE = 2, 1
"""Words of sense that a unit must add to the sentence for a fact that it alone holds, or a date, to be at its place."""
_CITES = frozenset("selon portrait document presentation texte fiche guide according profile plan d apres tour".split())


def swapped(sentence: Written, chosen: Sequence[Held], sources: Sequence[Held]) -> bool:
    """Tell whether a fact of a sentence stands in the source in another one's place."""
    return (
        any(_replaced(sentence, one) for one in chosen)
        or _fits_another(sentence, chosen, sources)
        or _counts_another(sentence, sources)
        or stands_elsewhere(sentence, sources)
        or _brought_in(sentence, chosen)
        or joins_others(sentence, chosen, sources)
        or any(has_another_article(name, sentence.text, _texts(sources)) for name in sentence.facts.names)
        or any(misnamed(name, sentence, chosen) for name in sentence.facts.names)
        or any(_of_another(fact, sentence, chosen) for fact in sentence.facts.all if not isinstance(fact, Name))
    )


def _texts(sources: Sequence[Held]) -> list[tuple[str, Sequence[Name]]]:
    """Return the texts of a source and of what stands above it, each with its names."""
    above = dict.fromkeys(line for one in sources for line in about(one).splitlines())
    return [*((one.unit.text, one.facts.names) for one in sources), *((line, facts_of(line).names) for line in above)]


def _kinds(facts: Facts) -> tuple[Sequence[Found], ...]:
    return facts.amounts, facts.moments, facts.names


# ------------------------------------------------------------------------------------------ word by word


def _replaced(sentence: Written, one: Held) -> bool:
    """Tell whether a sentence that follows a unit word by word has another fact of the same kind in its place."""
    said, there = tokens(sentence.text), tokens(one.unit.text)
    matcher = SequenceMatcher(None, [word for word, _, _ in said], [word for word, _, _ in there], autojunk=False)
    if matcher.ratio() < FOLLOWS:
        return False
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
    others = [other for other in theirs if alike(fact, other)]
    if not others or any(same(fact, other, one) for other in others):
        return False
    return any(not said_too(other, sentence, one) and not glosses(other, one, sentence, fact) for other in others)


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


def _fits_another(sentence: Written, chosen: Sequence[Held], sources: Sequence[Held]) -> bool:
    """Tell whether the words around a number are, inside a unit that holds it, those around another one.

    Its own place may be in any other unit of the source.
    """
    for place in (0, 1):
        mine = _kinds(sentence.facts)[place]
        for fact in mine:
            near = window(fact, sentence.words)
            right = max(
                (found for one in sources if one not in chosen for found in _fits(fact, near, place, one)), default=0.0
            )
            wrong = 0.0
            for one in chosen:
                theirs = [other for other in _kinds(one.facts)[place] if alike(fact, other)]
                if stands_in_its_part(fact, sentence, one):
                    right = inf
                fits = _fits(fact, near, place, one)
                right = max([right, *fits])
                if fits:
                    wrong = max(
                        [wrong]
                        + [
                            fit(near, other, one)
                            for other in theirs
                            if not same(fact, other, one) and not _taken(other, fact, mine, sentence, one)
                        ]
                    )
            if wrong >= LEAST_FIT and wrong > BETTER * right:
                return True
    return False


def _fits(fact: Found, near: Sequence[tuple[Said, float]], place: int, one: Held) -> list[float]:
    """Return how well the words around a fact fit those around it wherever a unit has it."""
    return [
        fit(near, other, one) for other in _kinds(one.facts)[place] if alike(fact, other) and same(fact, other, one)
    ]


def _taken(other: Found, fact: Found, mine: Sequence[Found], sentence: Written, one: Held) -> bool:
    """Tell whether a fact of a unit is what another fact of the sentence says, at a place that fits it better."""
    return any(
        same(own, other, one)
        and fit(window(own, sentence.words), other, one) >= fit(window(fact, sentence.words), other, one)
        for own in mine
        if own != fact
    )


def _counts_another(sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether what a number counts is counted by another one, wherever it stands, and never by this one."""
    for fact in sentence.facts.amounts:
        spent = fact.unit == "$"
        counted = counted_by(fact, sentence.text, sentence.words, beyond=spent)
        if counts_another_item(fact, sentence, sources):
            return True
        if counted is None or (spent and not _SPENT_ON.match(sentence.text, fact.end)):
            continue
        if _counts_other_bodies(fact, sentence, sources):
            return True
        for says in (_in_so_many_words, _in_other_words):
            right = wrong = False
            for one in sources:
                for other in one.facts.amounts:
                    theirs = counted_by(other, one.unit.text, one.sayings)
                    if same(fact, other, one):
                        right = right or theirs is None or says(counted, theirs)
                    elif alike(fact, other) and theirs is not None and says(counted, theirs):
                        wrong = wrong or not _told_so(other, theirs, sentence, one)
            if wrong and not right:
                return True
    return False


def _told_so(other: Amount, theirs: Said, sentence: Written, one: Held) -> bool:
    """Tell whether a sentence gives a number of a unit too, and does not count another thing by it."""
    for own in sentence.facts.amounts:
        if same(own, other, one):
            counted = counted_by(own, sentence.text, sentence.words)
            if counted is None or theirs.key in counted.others:
                return True
    return False


def _in_so_many_words(said: Said, held: Said) -> bool:
    return said.key == held.key


def _in_other_words(said: Said, held: Said) -> bool:
    return held.key in said.others


def _counts_other_bodies(fact: Amount, sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether a number counts bodies by one acronym where the source counts as many by another: « 6 MRC »."""
    body = _body_after(fact, sentence.text, sentence.facts)
    counted = {
        found
        for one in sources
        for other in one.facts.amounts
        if same(fact, other, one) and (found := _body_after(other, one.unit.text, one.facts))
    }
    return body is not None and bool(counted) and body not in counted


def _body_after(fact: Found, text: str, facts: Facts) -> str | None:
    after = next(
        (name for name in facts.names if name.start >= fact.end and not text[fact.end : name.start].strip()), None
    )
    return bare(after.text) if after is not None and after.acronym else None


# ------------------------------------------------------------------------------------------ from another sentence


def _brought_in(sentence: Written, chosen: Sequence[Held]) -> bool:
    """Tell whether a fact comes from a unit that says nothing else of the sentence, in place of another one.

    The units that tell something of the sentence have, of the same kind, one more than the sentence says.
    """
    for mine in _kinds(sentence.facts):
        for fact in mine:
            telling = _telling(sentence, chosen, ADDS_TO_A_DATE if isinstance(fact, Moment) else ADDS)
            if any(holds(fact, one) or _named_above(fact, one) for one in telling) or _attributes(fact, sentence):
                continue
            if isinstance(fact, Amount) and any(counts_its_item(fact, sentence, one) for one in chosen):
                continue
            if isinstance(fact, Name) and any(_listed(one, telling) for one in chosen if holds(fact, one)):
                continue
            if any(_left_over(fact, mine, one, sentence) or _headed_by_another(fact, one, sentence) for one in telling):
                return True
    return False


def _listed(one: Held, telling: Sequence[Held]) -> bool:
    """Tell whether a unit is an item of the list that the sentence is about."""
    led = one.unit.led
    return bool(led) and any(led in {other.unit.led, other.unit.text} for other in telling)


def _named_above(fact: Found, one: Held) -> bool:
    """Tell whether what stands above a unit names something: its lead-in, its headings, the document's title."""
    return isinstance(fact, Name) and naming(f"{one.unit.lead}\n{about(one)}").holds(fact)


def _telling(sentence: Written, chosen: Sequence[Held], least: int) -> list[Held]:
    """Return the units that add words of sense or a number and its date, what leads to their items, what follows."""
    said = {id(one): {place for place, word in enumerate(sentence.sayings) if word.others & one.own} for one in chosen}
    known: set[int] = set()
    telling: list[Held] = []
    facts = {id(one): sum(holds(fact, one) for fact in sentence.facts.all) for one in chosen}
    for one in sorted(chosen, key=lambda one: -len(said[id(one)]) - facts[id(one)]):
        if not telling or len(said[id(one)] - known) >= least or _adds_both(one, telling, sentence):
            telling.append(one)
            known |= said[id(one)]
    leads = {one.unit.led for one in telling} - {""}
    others = (one for one in chosen if one not in telling)
    return [*telling, *(one for one in others if one.unit.text in leads or goes_on_with(one, telling))]


def _adds_both(one: Held, telling: Sequence[Held], sentence: Written) -> bool:
    """Tell whether a unit alone holds a number and a date: they vouch for each other, « trois démarches en 2014 »."""
    return all(
        any(holds(fact, one) and not any(holds(fact, other) for other in telling) for fact in mine)
        for mine in (sentence.facts.amounts, sentence.facts.moments)
    )


def _left_over(fact: Found, mine: Sequence[Found], one: Held, sentence: Written) -> bool:
    """Tell whether a unit has more facts of a kind than the sentence says of them: one may have lost its place."""
    held = [other for other in one.facts.all if alike(fact, other)]
    if isinstance(fact, Name):
        return any(not said_too(other, sentence, one) and not glosses(other, one, sentence, fact) for other in held)
    left = list(held)
    for own in mine:
        found = next((other for other in left if same(own, other, one)), None)
        if found is not None:
            left.remove(found)
    return bool(left)


def _headed_by_another(fact: Found, one: Held, sentence: Written) -> bool:
    """Tell whether a unit without a name of an acronym's sort stands under a heading that has another one."""
    if not (isinstance(fact, Name) and fact.acronym) or any(alike(fact, other) for other in one.facts.names):
        return False
    above = [name for name in facts_of(f"{one.unit.lead}\n{heading_of(one.unit.quote)}").names if name.acronym]
    return bool(above) and not any(said_too(name, sentence, one) for name in above)


def _of_another(fact: Found, sentence: Written, chosen: Sequence[Held]) -> bool:
    """Tell whether the units that hold a date or an amount tell it of others than those whom the sentence names."""
    units = [one for one in chosen if holds(fact, one)]
    names = [name for name in sentence.facts.names if not any(_named_above(name, one) for one in units)]
    return bool(units and names) and all(
        not any(holds(name, one) for name in sentence.facts.names)
        and any(
            alike(name, other)
            and not said_too(other, sentence, one)
            and not glosses(other, one, sentence, name)
            and not (isinstance(fact, Moment) and means(other, sentence))
            for name in names
            for other in one.facts.names
        )
        for one in units
    )


def _attributes(fact: Found, sentence: Written) -> bool:
    """Tell whether a date or a name says where something is written: « selon le portrait de 2014 »."""
    before = [fold(word) for word in TOKEN.findall(sentence.text[: fact.start])][-5:]
    return not isinstance(fact, Amount) and bool(_CITES.intersection(before)) and len(before) < 5
