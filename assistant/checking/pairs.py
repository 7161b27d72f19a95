"""Two years, two numbers or two names that a sentence joins, and that its source keeps apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.checking.amounts import Amount
from assistant.checking.glosses import glossed
from assistant.checking.likeness import Said
from assistant.checking.matching import Held, Written, about, alike, holds, said_too, same, years
from assistant.checking.names import Name

_RANGE = re.compile(r"\s*(?:[-–/]|à|au|to|until)\s*")
"""What makes a period of two years."""
_EITHER = re.compile(r"\s*(?:[-–]|à|ou|to|or)\s*")
"""What stands between two numbers that are given for one."""
_FROM = re.compile(r"\b(?:de|d['’]|from|entre|between)\s*$", re.IGNORECASE)
"""What opens a change from one number to another: « passée de 40 000 $ à 75 000 $ »."""
_JOINED = re.compile(
    r"[)\s]*(?:,|\bet\b|\bou\b|\band\b|\bor\b)?\s*"
    r"(?:(?:à|de|des|du|la|le|les|par|pour|avec|of|the|by|for|with|in)\s+|[dl]['’])*[(\s]*"
)
"""What stands between two names that are one, or are joined."""
_OF = re.compile(r"\s(?:(?:de|of)\s(?:la\s|l['’]|the\s)?|des?\s|du\s|d['’])")
"""What stands between a word and a name that completes it."""
_SPELLED = re.compile(r"[)\s]*(?:,|\bet\b|\bou\b|\t)[^.;:,\n]{1,60}\(")
"""What stands between two names where the second is an acronym after what it stands for."""


def joins_others(sentence: Written, chosen: Sequence[Held], sources: Sequence[Held]) -> bool:
    """Tell whether a sentence joins two facts of a kind, of which the source joins one to another."""
    return (
        _pairs_others(sentence, chosen)
        or any(_belongs_to_another(name, sentence, sources) for name in sentence.facts.names)
        or _spans_other_years(sentence, sources)
        or _pairs_other_numbers(sentence, sources)
    )


def _spans_other_years(sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether a sentence makes a period of two years that no sentence or heading of the source holds together."""
    for first, last in pairwise(sentence.facts.moments):
        if first.year is None or last.year is None or first.year == last.year:
            continue
        if _RANGE.fullmatch(sentence.text[first.end : last.start]) and not any(
            {first.year, last.year} <= years(text)
            for one in sources
            for text in (one.unit.text, one.unit.lead, about(one))
        ):
            return True
    return False


def _pairs_other_numbers(sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether a sentence gives two numbers for one, « 4 ou 5 », that no unit of the source gives so."""
    return any(
        not any(
            same(first, left, one) and same(last, right, one)
            for one in sources
            for left, right in _given_for_one(one.facts.amounts, one.unit.text)
        )
        for first, last in _given_for_one(sentence.facts.amounts, sentence.text)
    )


def _given_for_one(amounts: Sequence[Amount], text: str) -> list[tuple[Amount, Amount]]:
    return [
        (one, other)
        for one, other in pairwise(amounts)
        if _EITHER.fullmatch(text[one.end : other.start]) and not _FROM.search(text[: one.start])
    ]


def _pairs_others(sentence: Written, chosen: Sequence[Held]) -> bool:
    """Tell whether two names that a sentence joins stand apart in the source, where one is joined to another.

    « la FQM et l'UMQ », « Moisson Outaouais », « la MRC de Montcalm ».
    """
    names = sentence.facts.names
    for left, right in pairwise(names):
        if not _JOINED.fullmatch(sentence.text[left.end : right.start]):
            continue
        for kept, other in ((left, right), (right, left)):
            units = [one for one in chosen if holds(kept, one)]
            if any(holds(other, one) for one in units):
                continue
            if any(_joins_another(kept, other, one, sentence) for one in units):
                return True
    return False


def _belongs_to_another(name: Name, sentence: Written, sources: Sequence[Held]) -> bool:
    """Tell whether the word that a name completes has only other names after it there: « territoire de MRC »."""
    noun = _completed(name, sentence.text, sentence.sayings)
    if noun is None:
        return False
    wrong = False
    for one in sources:
        completing = [
            other
            for other in one.facts.names
            if (theirs := _completed(other, one.unit.text, one.sayings)) and theirs.key == noun.key
        ]
        if any(same(name, other, one) for other in completing):
            return False
        if not completing and holds(name, one) and noun.others & one.own:
            return False
        wrong = wrong or any(alike(name, other) for other in completing)
    return wrong


def _completed(name: Name, text: str, words: Sequence[Said]) -> Said | None:
    """Return the word of sense that a name completes: « l'ouest de la Montérégie », « les acteurs du CLD »."""
    before = next((word for word in reversed(words) if word.end <= name.start), None)
    return before if before and _OF.fullmatch(text[before.end : name.start]) else None


def _joins_another(kept: Name, other: Name, one: Held, sentence: Written) -> bool:
    """Tell whether a unit joins a name to one of the other's sort, which the sentence does not say."""
    for left, right in pairwise(one.facts.names):
        if _is_joined(left, right, one):
            for own, joined in ((left, right), (right, left)):
                if same(kept, own, one) and alike(other, joined) and not _told(joined, sentence, one):
                    return True
    return False


def _is_joined(left: Name, right: Name, one: Held) -> bool:
    """Tell whether a unit joins two names, were it by what a bracketed acronym stands for, or in a row of a table."""
    between = one.unit.text[left.end : right.start]
    return bool(_JOINED.fullmatch(between) or _SPELLED.fullmatch(between))


def _told(name: Name, sentence: Written, one: Held) -> bool:
    return said_too(name, sentence, one) or glossed(name, one, sentence)
