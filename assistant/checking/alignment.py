"""The clause around a number, a date or an acronym, and the unit of the source that says it: it must stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.checking.amounts import Amount
from assistant.checking.facts import Found
from assistant.checking.glosses import glossed
from assistant.checking.likeness import Said, keys
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
)
from assistant.checking.names import Name

_BREAK = re.compile(r"[,;:()—](?!\d)")
"""What ends a clause; a comma inside a number does not."""
_PART = re.compile(r"[,;:—]\s|\s(?:et|and|alors qu[e']|tandis qu[e']|while|whereas)\b")
"""What may end a clause that tells one fact of several: « l'une en 1997, et l'autre, en 1998 »."""
_PIECE = re.compile(r"[,;:(]|\s(?:et|and|ou|or)\s")
"""What ends what a number of a list counts."""
SHORT = 2
"""Words and facts below which a clause tells too little of where its fact stands: the whole sentence does."""
ITEM = 0.5
"""Share of what a number counts in its item beyond which a number of a sentence counts the same."""
LEAST, MARGIN = 2.0, 1.0
"""What a clause must share with a unit that has another fact, and by how much more than with one that has this one."""
FACT = 2
"""What a name, a number or a date that two parts share counts beside their words: it tells whom they are about."""
ABOVE = 0.9
"""What a word counts that stands above a unit, in its lead-in or in what it recalls, beside 1 for one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The other words of sense and the other numbers and dates of the part of a sentence that holds a fact."""

    words: tuple[Said, ...]
    facts: tuple[Found, ...]

    @property
    def tells(self) -> bool:
        """Whether it says enough of where its fact stands."""
        return len(self.words) + len(self.facts) >= SHORT


def stands_elsewhere(sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether a fact is told of what the source tells another one of, which the sentence leaves out.

    The unit that says most of the fact's clause has the other one, and says more of it than any that has this one or
    goes on with one that has it.
    """
    for fact in sentence.facts.all:
        if isinstance(fact, Name) and (not fact.acronym or _heads(fact, sources)):
            continue
        if isinstance(fact, Amount) and any(counts_its_item(fact, sentence, one) for one in sources):
            continue
        clause = clause_of(fact, sentence)
        if not clause.tells:
            if isinstance(fact, Name):
                continue
            clause = _between(0, len(sentence.text), fact, sentence)
        holders = [one for one in sources if holds(fact, one)]
        right = [_likeness(clause, one) for one in sources if one in holders or goes_on_with(one, holders)]
        for one in sources:
            if not right or one in holders or any(goes_on_with(holder, [one]) for holder in holders):
                continue
            others = _others(fact, clause, sentence, one)
            if others and _likeness(clause, one) >= max(LEAST, MARGIN + max(right)):
                return True
    return False


def _heads(name: Name, sources: Sequence[Held]) -> bool:
    """Tell whether a name stands above the units, in a heading or a title: it may be told of any of them."""
    return any(naming(f"{one.unit.lead}\n{about(one)}").holds(name) for one in sources if holds(name, one))


def clause_of(fact: Found, sentence: Written) -> Clause:
    """Return what stands around a fact, between the commas and the like."""
    marks = [mark.start() for mark in _BREAK.finditer(sentence.text)]
    start = max((mark for mark in marks if mark < fact.start), default=0)
    end = min((mark for mark in marks if mark >= fact.end), default=len(sentence.text))
    return _between(start, end, fact, sentence)


def _between(start: int, end: int, fact: Found, sentence: Written) -> Clause:
    others: Sequence[Found] = (*sentence.facts.amounts, *sentence.facts.moments)
    words = sentence.sayings if isinstance(fact, Name) else sentence.words
    return Clause(
        words=tuple(one for one in words if start <= one.start and one.end <= end),
        facts=tuple(one for one in others if one != fact and start <= one.start and one.end <= end),
    )


def _likeness(clause: Clause, one: Held) -> float:
    """Return how much of a clause a unit says: its words and facts, and a little less for those that it leans on."""
    above = one.recalled | one.above | keys(about(one))
    own = sum(bool(word.others & one.own) for word in clause.words)
    led = sum(bool(word.others & above) and not word.others & one.own for word in clause.words)
    return own + ABOVE * led + sum(holds(fact, one) for fact in clause.facts)


def stands_in_its_part(fact: Found, sentence: Written, one: Held) -> bool:
    """Tell whether, of a unit's parts that tell each a fact of a kind, the one with this fact says most of its own.

    « la Mauricie en 1997, et le Centre-du-Québec, en 1998 »: each year stands with its own region.
    """
    mine = next(part for part in _parts(sentence.text, sentence.words, sentence.facts.all, fact) if fact in part.facts)
    right = wrong = 0
    for part in _parts(one.unit.text, one.sayings, one.facts.all, fact):
        shared = sum(any(word.key in said.others for word in part.words) for said in mine.words) + FACT * sum(
            any(same(own, other, one) for other in part.facts) for own in mine.facts if own != fact
        )
        if any(same(fact, other, one) for other in part.facts):
            right = max(right, shared)
        else:
            wrong = max(wrong, shared)
    return right > wrong


def _parts(text: str, words: Sequence[Said], facts: Sequence[Found], kind: Found) -> list[Clause]:
    """Return the parts of a text that hold each a fact that may stand in the place of another, and a word of sense."""
    ends = [0]
    for mark in _PART.finditer(text):
        told = any(alike(kind, one) for one in facts if ends[-1] <= one.start < mark.start())
        if told and any(ends[-1] <= one.start < mark.start() for one in words):
            ends.append(mark.start())
    if len(ends) > 1 and not any(alike(kind, one) for one in facts if one.start >= ends[-1]):
        ends.pop()
    return [
        Clause(
            words=tuple(one for one in words if start <= one.start < end),
            facts=tuple(one for one in facts if start <= one.start < end),
        )
        for start, end in pairwise([*ends, len(text)])
    ]


def counts_its_item(fact: Amount, sentence: Written, one: Held) -> bool:
    """Tell whether a number counts what it counts in the item of a list that it opens: « • 3 du gouvernement »."""
    opens = _opening(one)
    return opens is not None and same(fact, opens, one) and _counted_there(fact, sentence, opens, one) > ITEM


def counts_another_item(fact: Amount, sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether a number counts what another number opens an item with, and no item of its own says as much."""
    mine = theirs = 0.0
    for one in sources:
        opens = _opening(one)
        if opens is None or not alike(fact, opens):
            continue
        share = _counted_there(fact, sentence, opens, one)
        if same(fact, opens, one):
            mine = max(mine, share)
        else:
            theirs = max(theirs, share)
    return theirs > ITEM and theirs > mine and not any(_counts_outside(fact, one) for one in sources)


def _counts_outside(fact: Amount, one: Held) -> bool:
    """Tell whether a unit has a number elsewhere than where it opens an item."""
    opens = _opening(one)
    return any(same(fact, other, one) and other != opens for other in one.facts.amounts)


def _opening(one: Held) -> Amount | None:
    """Return the number that a unit opens with, where it is an item of a list."""
    return next((other for other in one.facts.amounts if one.unit.led and other.start <= len("• ")), None)


def _counted_there(fact: Amount, sentence: Written, opens: Amount, one: Held) -> float:
    """Return the share of what a number counts in its item that a number of a sentence counts too."""
    item, said = (
        [word for word in words if after.end <= word.start < _piece_end(text, after.end)]
        for after, text, words in ((opens, one.unit.text, one.sayings), (fact, sentence.text, sentence.words))
    )
    return sum(any(word.key in own.others for own in said) for word in item) / len(item) if item else 0.0


def _piece_end(text: str, start: int) -> int:
    mark = _PIECE.search(text, start)
    return mark.start() if mark else len(text)


def _others(fact: Found, clause: Clause, sentence: Written, one: Held) -> list[Found]:
    """Return a unit's other facts of the kind that the sentence leaves out; of its numbers, those of what it says."""
    found: list[Found] = []
    for other in one.facts.all:
        if alike(fact, other) and not said_too(other, sentence, one) and not glossed(other, one, sentence):
            tells = isinstance(other, Amount) and other.unit != "$"
            counted = counted_by(other, one.unit.text, one.sayings) if tells else None
            if counted is None or any(counted.key in word.others for word in clause.words):
                found.append(other)
    return found
