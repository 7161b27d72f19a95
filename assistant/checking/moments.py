"""The dates of a text, in either language, as year, month and day, each known or not; seasons count as months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.dates import MONTH_NAMES, MONTH_NAMES_EN, find_dates
from corpus.glossary import fold

_MONTHS = {fold(name): number for names in (MONTH_NAMES, MONTH_NAMES_EN) for number, name in enumerate(names) if name}
_ABBREVIATED = {
    "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "feb": 2, "avr": 4, "apr": 4, "juill": 7, "jul": 7, "aug": 8,
    "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_SEASONS = {
    "printemps": 21, "spring": 21, "ete": 22, "summer": 22, "automne": 23, "autumn": 23, "fall": 23,
    "hiver": 24, "winter": 24,
}  # fmt: skip
"""Numbered as months. Source: Extended Date/Time Format, level 1, https://www.loc.gov/standards/datetime/"""
_MONTHS_OF = {21: (3, 4, 5, 6), 22: (6, 7, 8, 9), 23: (9, 10, 11, 12), 24: (12, 1, 2, 3)}
"""The months that a season has days of: « au printemps 2015 » says « le 21 avril 2015 »."""
_AMBIGUOUS = frozenset({"may", "march", "ete", "fall", "spring", "august", "mars"})
"""Months and seasons that are other words too: they need a number or a word beside them."""
_YEAR = r"(?:19|20)\d{2}"
_NAME = "|".join(sorted({*_MONTHS, *_SEASONS}, key=len, reverse=True))
_SHORT = "|".join(sorted(_ABBREVIATED, key=len, reverse=True))
_DAYS = r"\d{1,2}(?:\s?(?:er|st|nd|rd|th))?"
_MOMENT = re.compile(
    rf"(?<![\w/])(?P<days>{_DAYS}(?:(?:,\s|\s(?:et|and|au|to|a)\s|\s?[-–]\s?){_DAYS})*)?\s?"
    rf"(?:(?P<month>{_NAME})\b|(?P<short>{_SHORT})\.?(?=\s\d))"
    rf"(?:\s(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,)?)?(?:\s(?:de\s|of\s|d')?(?P<year>{_YEAR})\b)?"
)
_BARE_YEAR = re.compile(rf"(?<![\w.,$])(?<!\d[ \u00a0\u202f]){_YEAR}(?![\w%$]|[.,]\d|[ \u00a0\u202f][$%])")
_SECOND_YEAR = re.compile(rf"(?<=\b{_YEAR[:-1].replace('(?:19|20)', '20')}}}[-–/])\d{{2}}\b(?![-–/\d])")
_LEAD_OF_AMBIGUOUS = re.compile(r"(?:\b(?:en|de|in|of|since|until|by|l|d|cet|this|last|next|the|fin|mi|debut)[ '\-])$")

_LEAD_OF_SUMMER = re.compile(r"\b(?:l'|cet |d'|en )$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date with its span in the text; `month` is 1 to 12, or a season from 21, spring, to 24, winter."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None


def find_moments(text: str) -> list[Moment]:
    """Return the dates, months, seasons and years that a text names, in order; a range gives both its ends."""
    folded = fold(text)
    if len(folded) != len(text):
        text = folded  # only the spans of a ligature would differ
    found = [*_numbered(text), *_named(folded, text)]
    taken = [(one.start, one.end) for one in found]
    for match in [*_BARE_YEAR.finditer(folded), *_SECOND_YEAR.finditer(folded)]:
        if not any(start < match.end() and match.start() < end for start, end in taken):
            year = int(match[0]) if len(match[0]) == 4 else 2000 + int(match[0])
            found.append(Moment(start=match.start(), end=match.end(), year=year))
    return sorted(found, key=lambda one: (one.start, one.day or 0))


def _numbered(text: str) -> Iterator[Moment]:
    """Give the dates in numbers: « 2018-10-25 », « 25/10/2018 »."""
    for one in find_dates(text):
        written = text[one.start : one.end]
        if written[0].isdigit() and not any(character.isalpha() for character in written):
            year, month, day = (int(part) for part in one.iso.split("-"))
            yield Moment(start=one.start, end=one.end, year=year, month=month, day=day)


def _named(folded: str, text: str) -> Iterator[Moment]:
    for match in _MOMENT.finditer(folded):
        name, days = match["month"] or "", match["days"]
        beside = bool(days or match["after"] or match["year"])
        if name in _AMBIGUOUS and not beside:
            if name in {"may", "march", "august"} and not text[match.start("month")].isupper():
                continue
            lead = _LEAD_OF_SUMMER if name == "ete" else _LEAD_OF_AMBIGUOUS
            if not lead.search(folded[: match.start("month")]):
                continue
        month = _MONTHS.get(name) or _SEASONS.get(name) or _ABBREVIATED[match["short"]]
        year = int(match["year"]) if match["year"] else None
        if month > 12:
            days = None
        numbers = [int(number) for number in re.findall(r"\d+", days or "")] or (
            [int(match["after"])] if match["after"] and month <= 12 else []
        )
        start = match.start() if days else match.start("month" if match["month"] else "short")
        days_named: list[int | None] = [number for number in numbers if 1 <= number <= 31]
        for day in days_named or [None]:
            yield Moment(start=start, end=match.end(), year=year, month=month, day=day)


def same_moment(said: Moment, held: Moment, years_around: frozenset[int]) -> bool:
    """Tell whether a source that holds one date supports saying the other: no part of it may be added.

    The year that a source leaves unsaid is one of `years_around`: those of its sentence, headings and own date.
    """
    if said.day is not None and said.day != held.day:
        return False
    if said.month is not None and said.month != held.month and held.month not in _MONTHS_OF.get(said.month, ()):
        return False
    if said.year is None or said.year == held.year:
        return True
    return held.year is None and said.year in years_around
