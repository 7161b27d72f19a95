"""The slots of our own words, filled with the user's values; one without a value becomes a visible gap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from assistant.drafting.model import Field, Value, Values
from assistant.drafting.placeholders import gap
from assistant.drafting.typography import capitalised, grouped, listed, met
from corpus.dates import spoken

SLOT = re.compile(r"(?P<before>\b(?:[Dd]e|[Àà]) )?\{(?P<name>\w+)\}")
ITEM, NUMBER = "item", "number"
"""Slots of a text that is repeated for each item of a list: the item, and its number from 1."""
_STARTS = re.compile(r"(?:^|[.!?] )$")


def slots_in(text: str) -> set[str]:
    """Return the names of a text's slots."""
    return {match["name"] for match in SLOT.finditer(text)}


def shown(field: Field, value: Value) -> str:
    """Return a value as a sentence holds it: `8 000`, `15 mars 2026`, `logement et transport`."""
    if field.type == "number" and isinstance(value, (int, float)):
        return grouped(value)
    if field.type == "date":
        return spoken(str(value)) or str(value)
    if isinstance(value, tuple):
        return listed(cast("tuple[str, ...]", value))
    return re.sub(r"\s+", " ", str(value)) if field.type == "text" else str(value)


def fill(text: str, fields: Mapping[str, Field], values: Values, own: Mapping[str, str] | None = None) -> str:
    """Return a text with its slots filled; `own` are values that are no field's, as the item of a repeated text."""

    def one(match: re.Match[str]) -> str:
        name, before = match["name"], match["before"] or ""
        said = (own or {}).get(name)
        if said is None and name in values:
            said = shown(fields[name], values[name])
        if not said:
            return before + gap("complete", fields[name].label.lower())
        if before:
            return met(before, said)
        return capitalised(said) if _STARTS.search(text[: match.start()]) else said

    return SLOT.sub(one, text)
