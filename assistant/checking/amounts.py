"""The numbers of a text, normalised: « 3 M$ » is « 3 000 000 $ » and « trois millions de dollars »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from assistant.checking.number_words import spelled_numbers
from corpus.glossary import fold

Unit = Literal["", "$", "%", "rank", "code"]
Bound = Literal["", "about", "over", "under"]

_BLANK = r"[ \u00a0\u202f\u2009]"
_NUMBER = re.compile(
    r"(?<![\w.])(?<!\d,)(?:"
    r"(?P<code>(?:\+?\d[ .-])?\(?\d{3}\)?[ \u00a0.-]\d{3}[-.\u2011]\d{4}|\d+(?:\.\d+){2,})"
    rf"|(?P<grouped>\d{{1,3}}(?:{_BLANK}\d{{3}}(?!\d))+)(?P<cents>[.,]\d{{1,2}}(?!\d))?(?![.,]\d)"
    rf"|(?P<commas>\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?)(?![\d,])"
    r"|(?P<plain>\d+(?:[.,]\d+)?))"
    r"(?P<rank>(?:er|re|ère|e|ème|ième|es|st|nd|rd|th)(?!\w))?(?![^\W_a-zA-Z])"
)
_SCALE = re.compile(
    rf"{_BLANK}?(?:(?P<letter>[MGk])(?={_BLANK}?\$)|(?P<word>milliers?|mille|thousand|millions?|milliards?|billions?)\b)"
)
_SCALES = {"k": 10**3, "M": 10**6, "G": 10**9, "mi": 10**3, "th": 10**3, "millio": 10**6, "millia": 10**9, "b": 10**9}
_UNIT = re.compile(
    rf"{_BLANK}?(?:(?P<money>(?:CA|US)?\$|{_BLANK}?(?:de{_BLANK}|d['’])?dollars?\b)"
    rf"|(?P<share>%|{_BLANK}?(?:pour{_BLANK}cent|pour-cent|p\.{_BLANK}?100|percent|per{_BLANK}cent|pourcent)\b))",
    re.IGNORECASE,
)
_DOLLAR = re.compile(rf"(?:CA|US)?\${_BLANK}?$")
_BIRTHDAY = re.compile(r"\s(?:anniversaire|anniversary)")
"""What a rank counts years of: « le 10e anniversaire » is « dix ans »."""
_FRACTION = re.compile(
    r"\b(?:(?P<half>la moitie|half)|(?P<two>deux tiers|two thirds|two-thirds)|(?P<three>trois quarts|three quarters)"
    r"|(?P<third>un tiers|le tiers|one third|one-third|a third)|(?P<quarter>un quart|le quart|one quarter|a quarter))\b"
)
_FRACTIONS = {"half": (1, 2), "two": (2, 3), "three": (3, 4), "third": (1, 3), "quarter": (1, 4)}
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("over", re.compile(r"(?:plus de|plus d'|au moins|au-dela de|more than|over|at least|depasse\w*)\s+\$?$")),
    (
        "under",
        re.compile(
            r"(?:moins de|moins d'|au plus|au maximum|pres de|pres d'|presque|jusqu'a|less than|fewer than|nearly|"
            r"almost|up to|at most|under)\s+(?:une? |an? )?\$?$"
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:environ|quelque|autour de|approximativement|a peu pres|de l'ordre de|about|around|some|roughly|"
            r"approximately)\s+(?:une? |an? )?\$?$"
        ),
    ),
)
_LOOK = 24
"""Characters before a number where what bounds it stands: « plus de », “about”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its span: `readings` are the values it may mean, several where a comma may be read two ways.

    `bound` says that it is given more or less: around, over or under what is told.
    """

    readings: frozenset[Decimal | str]
    unit: Unit
    start: int
    end: int
    bound: Bound = ""


def find_amounts(text: str) -> list[Amount]:
    """Return the numbers of a text, in digits and in words, in order of appearance."""
    found = list(_in_digits(text))
    taken = [(one.start, one.end) for one in found]
    folded = fold(text)
    if len(folded) == len(text):
        for match in _FRACTION.finditer(folded):
            above, below = _FRACTIONS[match.lastgroup or "half"]
            share = Decimal(100 * above) / below
            found.append(Amount(readings=frozenset({share}), unit="%", start=match.start(), end=match.end()))
            taken.append(match.span())
    for one in spelled_numbers(text):
        if any(start < one.end and one.start < end for start, end in taken):
            continue
        unit, end = _unit_after(text, one.end)
        unit = "rank" if one.ordinal and not _BIRTHDAY.match(text, one.end) else unit
        bound = _bound_before(text, one.start) or ("about" if one.about else "")
        readings: frozenset[Decimal | str] = frozenset({Decimal(one.value)})
        found.append(Amount(readings=readings, unit=unit, start=one.start, end=end, bound=bound))
        taken.append((one.start, end))
    return sorted(found, key=lambda one: one.start)


def _in_digits(text: str) -> Iterator[Amount]:
    for match in _NUMBER.finditer(text):
        readings = _readings(match)
        start, end = match.span()
        unit: Unit = "rank" if match["rank"] and not _BIRTHDAY.match(text, end) else "code" if match["code"] else ""
        if not unit:
            if scale := _SCALE.match(text, end):
                readings = frozenset(one * _scale(scale) for one in readings if isinstance(one, Decimal))
                end = scale.end()
            unit, end = _unit_after(text, end)
            if not unit and (before := _DOLLAR.search(text, 0, start)):
                unit, start = "$", before.start()
        yield Amount(
            readings=readings,
            unit=unit,
            start=start,
            end=end,
            bound=_bound_before(text, start),
        )


def _readings(match: re.Match[str]) -> frozenset[Decimal | str]:
    if match["code"]:
        return frozenset({re.sub(r"[^\d.]", "", match["code"]) if "." not in match["code"] else match["code"]})
    if match["grouped"]:
        whole = re.sub(r"\D", "", match["grouped"])
        return frozenset({Decimal(whole + (match["cents"] or "").replace(",", "."))})
    if match["commas"]:
        written = match["commas"]
        readings: set[Decimal | str] = {Decimal(written.replace(",", ""))}
        if written.count(",") == 1 and "." not in written:  # « 1,600 » is also a French decimal
            readings.add(Decimal(written.replace(",", ".")))
        return frozenset(readings)
    return frozenset({Decimal(match["plain"].replace(",", "."))})


def _scale(match: re.Match[str]) -> int:
    said = match["letter"] or match["word"]
    return next(size for beginning, size in reversed(_SCALES.items()) if said.startswith(beginning))


def _unit_after(text: str, end: int) -> tuple[Unit, int]:
    if match := _UNIT.match(text, end):
        return ("$" if match["money"] else "%"), match.end()
    return "", end


def _bound_before(text: str, start: int) -> Bound:
    lead = fold(text[max(0, start - _LOOK) : start])
    return next((bound for bound, pattern in _BOUNDS if pattern.search(lead)), "")


def same_amount(said: Amount, held: Amount) -> bool:
    """Tell whether a source that holds one number supports saying the other.

    What is said without a unit may be money or a share in the source; a unit that the source does not write is an
    addition. Rounding passes where it is said to be rounding, in the direction that is said.
    """
    if said.unit != held.unit and not (said.unit == "" and held.unit in {"$", "%"}):
        return False
    if said.readings & held.readings:
        return True
    if not said.bound or said.unit in {"rank", "code"}:
        return False
    return any(
        _rounds(one, other, said.bound)
        for one in said.readings
        for other in held.readings
        if isinstance(one, Decimal) and isinstance(other, Decimal)
    )


def _rounds(said: Decimal, held: Decimal, bound: Bound) -> bool:
    """Tell whether a number said with « environ », « plus de » or « près de » is the one held, with fewer digits."""
    digits = len(said.normalize().as_tuple().digits)
    if digits >= len(held.normalize().as_tuple().digits):
        return False
    unit = Decimal(1).scaleb(held.adjusted() - digits + 1)
    below = held // unit * unit
    nearest = (held / unit).to_integral_value(ROUND_HALF_UP) * unit
    return said == {"about": nearest, "over": below, "under": nearest if nearest >= held else below + unit}[bound]
