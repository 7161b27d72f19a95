"""Dates as French documents write them, turned into ISO 8601 and into years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as calendar_date

_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ENGLISH = "January February March April May June July August September October November December"
MONTH_NAMES, MONTH_NAMES_EN = ("", *_FRENCH.split()), ("", *_ENGLISH.split())
"""By number, from 1."""
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES)} | {"fevrier": 2, "aout": 8, "decembre": 12}

_NUMBERS = MONTHS | {name.casefold(): number for number, name in enumerate(MONTH_NAMES_EN)}
_MONTH = "|".join(name for name in _NUMBERS if name)
_YEAR = r"(?:19|20)\d{2}"
_DATE = re.compile(
    rf"\b(?:(?:(?P<day>\d{{1,2}})(?:\s?(?:er|st|nd|rd|th))?\s+)?(?P<month>{_MONTH})\s+(?P<year>{_YEAR})"
    rf"|(?P<month_en>{_MONTH})\s+(?P<day_en>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_en>{_YEAR})"
    rf"|(?P<iso>{_YEAR}-\d{{2}}-\d{{2}})"
    rf"|(?<![\d/])(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/(?P<year_of_numbers>{_YEAR})(?!/))\b",
    re.IGNORECASE,
)
_FRENCH_LEAD = re.compile(r"\b(?:le|du|au|dès le)\s+(?:\w{3,6}di\s+|dimanche\s+)?$", re.IGNORECASE)
"""What stands before a date in numbers that is read the French way, the day first."""
_LEAD = 24
"""Characters before a date in which that stands."""
_ISO_VALUE = re.compile(rf"({_YEAR})(?:-(\d{{2}})(?:-(\d{{2}}))?)?", re.ASCII)
_PERIOD = re.compile(rf"\b({_YEAR})\s*[-–/]\s*({_YEAR})\b")
_YEARS = re.compile(rf"\b{_YEAR}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date found in a text: its ISO form and the span of the words that say it."""

    iso: str
    start: int
    end: int


def find_dates(text: str) -> list[FoundDate]:
    """Return the days and months named in a text, in French or in English, in order.

    Bare years are not dates of a document; a day in numbers that may be read in two ways is none.
    """
    found: list[FoundDate] = []
    for match in _DATE.finditer(text):
        year = match["year"] or match["year_en"]
        name = match["month"] or match["month_en"]
        month = f"{year}-{_month_number(name)}" if name else None
        number = match["day"] or match["day_en"]
        day = f"{month}-{int(number):02d}" if number else match["iso"] or _numbered(match)
        if day and is_iso_date(day):
            found.append(FoundDate(iso=day, start=match.start(), end=match.end()))
        elif month and is_iso_date(month):
            start = match.start("month") if match["month"] else match.start()
            found.append(FoundDate(iso=month, start=start, end=match.end()))
    return found


def _month_number(name: str) -> str:
    return f"{_NUMBERS.get(name.casefold(), 0):02d}"  # 00: letters that only look like ours, such as « ı »


def _numbered(match: re.Match[str]) -> str | None:
    """Return the day that numbers say: `25/03/2024`, or `06/03/2025` after « le » or « du »; None if it may be two."""
    if not match["first"]:
        return None
    first, second = int(match["first"]), int(match["second"])
    lead = match.string[max(0, match.start() - _LEAD) : match.start()]
    if second > 12:
        day, month = second, first
    elif first > 12 or first == second or _FRENCH_LEAD.search(lead):
        day, month = first, second
    else:
        return None
    return f"{match['year_of_numbers']}-{month:02d}-{day:02d}"


def find_period(text: str) -> str | None:
    """Return the first period of years of a text (`2003-2004`) as the interval `2003/2004`."""
    periods = ((match[1], match[2]) for match in _PERIOD.finditer(text))
    return next((f"{first}/{last}" for first, last in periods if first < last), None)


def find_years(text: str) -> tuple[int, ...]:
    """Return the years named in a text, each once, in order of appearance."""
    return tuple(dict.fromkeys(int(match[0]) for match in _YEARS.finditer(text)))


def is_iso_date(value: str) -> bool:
    """Tell whether a value is a year, a month, a day or an interval of them that goes forward, in ISO 8601.

    Years are those of the documents we hold: 1900 to 2099.
    """
    first, bar, last = value.partition("/")
    common = min(len(first), len(last))
    return _is_date(first) and (not bar or (_is_date(last) and first[:common] <= last[:common]))


def _is_date(part: str) -> bool:
    match = _ISO_VALUE.fullmatch(part)
    if not match:
        return False
    try:
        calendar_date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def year_span(date: str | None) -> tuple[int, int] | None:
    """Return the first and last year that an ISO date or interval covers, or None without a date."""
    if not date:
        return None
    first, _, last = date.partition("/")
    return int(first[:4]), int((last or first)[:4])


def spoken(date: str | None, language: str = "fr") -> str | None:
    """Return a date as a person says it (`1er mai 2018`, `May 1, 2018`), an interval by its years (`2003-2004`)."""
    if not date:
        return None
    if "/" in date:
        return "-".join(dict.fromkeys(part[:4] for part in date.split("/")))
    year, *rest = date.split("-")
    if not rest:
        return year
    month = (MONTH_NAMES_EN if language == "en" else MONTH_NAMES)[int(rest[0])]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    if language == "en":
        return f"{month} {day}, {year}"
    return f"{'1er' if day == 1 else day} {month} {year}"
