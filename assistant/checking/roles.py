"""A name that the source tells something else of: another name of the passage stands where the sentence puts it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.checking.alignment import Clause, clause_of
from assistant.checking.glosses import glossed
from assistant.checking.matching import Held, Written, about, alike, goes_on_with, holds, naming, said_too, same
from assistant.checking.names import Name
from assistant.checking.units import heading_of
from assistant.checking.windows import fit, window

Nearness = Callable[[str, Sequence[str]], NDArray[np.float32]]
"""The cosines of a text with some others."""

LEAST_TOLD, SHARE_TOLD = 2, 0.5
"""Words and facts of a clause, and share of them, that a unit without its name says for the name to be another's."""
LATE = 0.5
"""Share of its unit from which a name is told of in passing, and is not what the following units are about."""
NEARER = 0.01
"""What another name in a name's place must add to the cosine of a sentence with its source."""
AHEAD = 2
"""Words and facts of a sentence that the units with its name say beyond the others, from which the name is theirs."""
_LISTED = re.compile(r",|;| et | ou |^ $")
MOST_LISTED = 5
"""Words, at most, of what stands between two marks of a list; names may follow each other without any."""
_THERE = re.compile(r"(?<!\bil )\by\b", re.IGNORECASE)


def has_another_role(sentence: Written, sources: Sequence[Held], nearness: Nearness) -> bool:
    """Tell whether a name of a sentence stands in the source, but has another part there."""
    for name in sentence.facts.names:
        holders = [one for one in sources if holds(name, one)]
        if not holders or _is_what_it_is_about(name, sources):
            continue
        if _from_elsewhere(name, sentence, sources, holders) or _outdone(name, sentence, sources, holders, nearness):
            return True
    return False


def _is_what_it_is_about(name: Name, sources: Sequence[Held]) -> bool:
    """Tell whether a passage is about what a name names: any of its units may be told of it.

    The name stands in a title, a heading, a lead-in, or in the first unit after the heading.
    """
    return any(naming(f"{one.unit.lead}\n{about(one)}").holds(name) for one in sources) or any(
        holds(name, one) for one in _opening_units(sources)
    )


def _opening_units(sources: Sequence[Held]) -> Iterator[Held]:
    """Give the heading of each passage, and the first unit after it."""
    seen: set[tuple[str, int]] = set()
    for one in sources:
        if _passage(one) not in seen:
            yield one
        if not _is_heading(one):
            seen.add(_passage(one))


def _is_heading(one: Held) -> bool:
    return one.unit.text == heading_of(one.unit.quote)


# ------------------------------------------------------------------------------------------ told by another unit


def _from_elsewhere(name: Name, sentence: Written, sources: Sequence[Held], holders: Sequence[Held]) -> bool:
    """Tell whether a unit without a name says most of its clause, and those with it say nothing of the clause.

    A passage may name first what it is about, so the units that have the name stand later, or name it in passing.
    """
    clause = clause_of(name, sentence)
    if not clause.tells or any(_says(clause, one) for one in holders):
        return False
    others = [one for one in sources if not (one in holders or _is_heading(one) or _leans(one, holders))]
    best = max(others, key=lambda one: (_told(clause, one), -one.unit.start), default=None)
    told = _told(clause, best) if best else 0
    if best is None or told < max(LEAST_TOLD, SHARE_TOLD * (len(clause.words) + len(clause.facts))):
        return False
    return not any(
        one.unit.start < best.unit.start and _place(name, one) < LATE * len(one.unit.text) for one in holders
    )


def _told(clause: Clause, one: Held) -> int:
    return sum(bool(word.others & one.own) for word in clause.words) + sum(holds(fact, one) for fact in clause.facts)


def _says(clause: Clause, one: Held) -> bool:
    """Tell whether a unit says anything of a clause, were it, for an item, in what stands above its list."""
    words = one.own | one.above if _is_item(one) else one.own
    return any(word.others & words for word in clause.words) or any(holds(fact, one) for fact in clause.facts)


def _leans(one: Held, holders: Sequence[Held]) -> bool:
    """Tell whether a unit and one that has the name are told together: items of a list, « y », « elle »."""
    return goes_on_with(one, holders) or any(
        (holder.unit.led and holder.unit.led in {one.unit.text, one.unit.led})
        or (holder.unit.lead and holder.unit.lead == one.unit.lead and _is_item(holder))
        or (one.unit.text in holder.unit.recalled and _THERE.search(holder.unit.text))
        for holder in holders
    )


def _is_item(one: Held) -> bool:
    return one.unit.text.startswith("•")


def _place(name: Name, one: Held) -> int:
    """Return where a unit names what a name names, its end where that is in other words."""
    return next((other.start for other in one.facts.names if same(name, other, one)), len(one.unit.text))


# ------------------------------------------------------------------------------------------ another name in its place


def _outdone(
    name: Name, sentence: Written, sources: Sequence[Held], holders: Sequence[Held], nearness: Nearness
) -> bool:
    """Tell whether another name, in a name's place, fits the words around and makes the sentence nearer its source."""
    passages = {_passage(one) for one in holders}
    told_there = [one for one in sources if _passage(one) in passages and not _is_title(one)]
    rivals = [(one, other) for one in told_there for other in _rivals(name, sentence, one, holders)]
    if not rivals or _ahead(name, sentence, sources, holders) > AHEAD:
        return False
    near = window(name, sentence.words)
    places = [(one, other) for one in sources for other in one.facts.names if same(name, other, one)]
    if not places or max(fit(near, other, one) for one, other in places) > max(
        fit(near, other, one) for one, other in rivals
    ):
        return False
    told = [f"{one.unit.lead} {one.unit.recalled} {one.unit.text}" for one in sources]
    base = nearness(sentence.text, told)
    best = int(base.argmax())
    if any(one.unit.led == sources[best].unit.text for one, _ in places):
        return False
    put = [_put(other.text, name, sentence) for other in dict.fromkeys(other for _, other in rivals)]
    return float(max(nearness(told[best], put))) > float(base[best]) + NEARER


def _put(other: str, name: Name, sentence: Written) -> str:
    return f"{sentence.text[: name.start]}{other}{sentence.text[name.end :]}"


def _rivals(name: Name, sentence: Written, one: Held, holders: Sequence[Held]) -> Iterator[Name]:
    """Give the names of a unit that may stand in a name's place: of its sort, unsaid, in no list with it.

    A word that opens the unit has its capital from there.
    """
    for other in one.facts.names:
        if (
            alike(name, other)
            and (other.acronym or not _opens(other))
            and not same(name, other, one)
            and not said_too(other, sentence, one)
            and not glossed(other, one, sentence)
            and not any(_listed_with(name, holder, other, one) for holder in holders)
        ):
            yield other


def _opens(name: Name) -> bool:
    return name.start <= len("• ")


def _is_title(one: Held) -> bool:
    """Tell whether a unit is a heading, or all in capitals: its words are no names."""
    return _is_heading(one) or one.unit.text.isupper()


def _passage(one: Held) -> tuple[str, int]:
    return one.unit.quote.hit.document.document_id, one.unit.quote.start


def _listed_with(name: Name, holder: Held, other: Name, one: Held) -> bool:
    """Tell whether a name of a unit stands in a list with another name: what is told of the one is told of both."""
    if holder is not one:
        return bool(one.unit.led) and one.unit.led == holder.unit.led
    return any(same(name, own, one) and listed(own, other, one.unit.text) for own in one.facts.names)


def listed(one: Name, other: Name, text: str) -> bool:
    """Tell whether two names stand in one list of a text: « la CRÉ, Emploi-Québec, l'agence de santé et Centraide »."""
    left, right = sorted((one, other), key=lambda name: name.start)
    between = text[left.end : right.start]
    return bool(_LISTED.search(between)) and all(len(part.split()) <= MOST_LISTED for part in _LISTED.split(between))


def _ahead(name: Name, sentence: Written, sources: Sequence[Held], holders: Sequence[Held]) -> int:
    """Return how much more of a sentence the units with a name say, at best, than the others do."""
    whole = Clause(
        words=tuple(word for word in sentence.words if not (word.start < name.end and name.start < word.end)),
        facts=tuple(fact for fact in sentence.facts.all if fact != name),
    )
    others = [one for one in sources if one not in holders and not goes_on_with(one, holders)]
    mine, theirs = (max((_told(whole, one) for one in units), default=0) for units in (holders, others))
    return mine - theirs
