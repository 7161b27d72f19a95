"""Dates and amounts held together at the end of a line; no character is changed, so that a quote stays exact."""

from __future__ import annotations

import re

from markupsafe import Markup

from corpus.dates import MONTH_NAMES, MONTH_NAMES_EN

_HELD = Markup('<span class="held">{}</span>')
_SPACE = "[ \u00a0\u202f]"
_MONTH = "|".join(filter(None, MONTH_NAMES))
_MONTH_EN = "|".join(filter(None, MONTH_NAMES_EN))
_DATE = rf"(?:\d{{1,2}}|1er){_SPACE}(?:{_MONTH})(?:{_SPACE}\d{{4}})?\b"
_DATE_EN = rf"(?:{_MONTH_EN}){_SPACE}\d{{1,2}}(?:,{_SPACE}\d{{4}})?\b"
_UNIT = r"(?:[kM]?\$|%|(?:million|milliard)s?\b)"
_GROUPED = rf"\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,4}}(?!\d)(?:,\d+)?(?:{_SPACE}{_UNIT})?"
_AMOUNT = rf"\d+(?:[.,]\d+)?{_SPACE}{_UNIT}"
_TOGETHER = re.compile(rf"(?<!\w)(?:{_DATE}|{_DATE_EN}|{_GROUPED}|{_AMOUNT})")


def held(text: str) -> Markup:
    """Return a text as HTML whose dates (`25 octobre 2018`) and amounts (`8 000 $`) do not part."""
    parts: list[Markup] = []
    place = 0
    for match in _TOGETHER.finditer(text):
        parts += [Markup("{}").format(text[place : match.start()]), _HELD.format(match[0])]
        place = match.end()
    return Markup("").join([*parts, Markup("{}").format(text[place:])])
