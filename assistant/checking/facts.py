"""The facts of a text that must stand in its source: its amounts, its dates, its acronyms and its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.checking.amounts import Amount, find_amounts
from assistant.checking.moments import Moment, find_moments
from assistant.checking.names import Name, find_names

Found = Amount | Moment | Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text states that can be compared to the letter."""

    amounts: tuple[Amount, ...]
    moments: tuple[Moment, ...]
    names: tuple[Name, ...]

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where the facts stand."""
        return tuple((one.start, one.end) for one in self.all)

    @property
    def all(self) -> tuple[Found, ...]:
        """The facts in their order in the text."""
        found: Sequence[Found] = (*self.amounts, *self.moments, *self.names)
        return tuple(sorted(found, key=lambda one: (one.start, one.end)))


@lru_cache(maxsize=4_096)
def facts_of(text: str, *, english: bool = False) -> Facts:
    """Return the facts of a text; a number that is part of a date is no amount."""
    moments = tuple(find_moments(text))
    amounts = tuple(
        one
        for one in find_amounts(text)
        if not any(moment.start < one.end and one.start < moment.end for moment in moments)
    )
    names = tuple(
        one
        for one in find_names(text, english=english)
        if not any(moment.start < one.end and one.start < moment.end for moment in moments)
        and not any(amount.start < one.end and one.start < amount.end for amount in amounts)
    )
    return Facts(amounts=amounts, moments=moments, names=names)
