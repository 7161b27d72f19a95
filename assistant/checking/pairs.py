"""Two years, two numbers or two names that a sentence joins, and that its source keeps apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.checking.amounts import Amount
from assistant.checking.matching import Held, Written, about, alike, holds, said_too, same, years
from assistant.checking.names import Name

_RANGE = re.compile(r"\s*(?:[-–/]|à|au|to|until)\s*")
"""What makes a period of two years."""
_EITHER = re.compile(r"\s*(?:[-–]|à|ou|to|or)\s*")
"""What stands between two numbers that are given for one."""
_JOINED = re.compile(
    r"[)\s]*(?:,|\bet\b|\bou\b|\band\b|\bor\b)?\s*(?:(?:à|de|des|du|la|le|les|of|the)\s+|[dl]['’])*[(\s]*"
)
"""What stands between two names that are one, or are joined."""


def joins_others(sentence: Written, chosen: Sequence[Held], sources: Sequence[Held]) -> bool:
    """Tell whether a sentence joins two facts of a kind, of which the source joins one to another."""
    return (
        _pairs_others(sentence, chosen)
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
    return [(one, other) for one, other in pairwise(amounts) if _EITHER.fullmatch(text[one.end : other.start])]


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


def _joins_another(kept: Name, other: Name, one: Held, sentence: Written) -> bool:
    """Tell whether a unit joins a name to one of the other's sort, which the sentence does not say."""
    for left, right in pairwise(one.facts.names):
        if _JOINED.fullmatch(one.unit.text[left.end : right.start]):
            for own, joined in ((left, right), (right, left)):
                if same(kept, own, one) and alike(other, joined) and not said_too(joined, sentence, one):
                    return True
    return False
