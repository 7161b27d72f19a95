"""A cell's number and its format → the words that a spreadsheet in French shows for it.

A format says where thousands are grouped and how many decimals stand; the comma and the blank are those of the
language of the program, which is French for most of our readers.
Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (number formats).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite

GROUP = "\u00a0"
COMMA = ","
MOST_DECIMALS = 15
"""Figures that a spreadsheet keeps of a number."""
LARGEST = 1e15
"""From here on a number has figures that a spreadsheet does not keep."""
LONGEST_FORMAT = 200
"""Characters of a format; one that is longer is not looked at."""

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[(?:\$([^\]-]*)[^\]]*|[^\]]*)\]|_.|\*.|(\.?[0#?][0#?.,]*)|(General|Standard)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_TYPED_GROUP = re.compile(r"#\\?[ \u00a0\u202f]##0")
"""As people type it in French, where the blank is the sign for thousands."""
_GROUPS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_UNUSUAL = frozenset("eE/@yYmMdDhHsSaA")
"""Signs of dates, fractions and powers of ten outside of quotes: such a number is shown as it is kept."""
_Token = tuple[str, str, str, str, str, str]
"""One of: quoted words, an escaped sign, a currency, places of figures, « General », any other sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What stands before and after a number's figures, and how these are written; a form may be only words."""

    before: str
    after: str
    is_grouped: bool
    least: int
    decimals: int
    needed: int
    scale: int
    has_figures: bool


def shown_number(value: float, number_format: str) -> str:
    """Return a number as its format shows it, or with all its figures where the format is unusual."""
    if not abs(value) < LARGEST:
        return plain_number(value) if isfinite(value) else ""
    forms = _forms(number_format) if len(number_format) <= LONGEST_FORMAT else (None,)
    place = 1 if value < 0 and len(forms) > 1 else 2 if value == 0 and len(forms) > 2 else 0
    form = forms[place]
    if form is None:
        return plain_number(value)
    try:
        figures = _figures(abs(value), form) if form.has_figures else ""
    except InvalidOperation:  # more figures than a decimal number of ours holds
        return plain_number(value)
    is_negative = value < 0 and place == 0 and any(figure in "123456789" for figure in figures)
    return f"{'-' if is_negative else ''}{form.before}{figures}{form.after}"


def plain_number(value: float) -> str:
    """Return a number with the 15 figures that a spreadsheet keeps, and the decimal comma."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.15g}".replace(".", COMMA)


@lru_cache(maxsize=512)
def _forms(number_format: str) -> tuple[_Form | None, ...]:
    """Return the forms of the positive, negative and null numbers; None for one that is shown as it is kept."""
    sections: list[list[_Token]] = [[]]
    for token in _TOKEN.findall(_TYPED_GROUP.sub("#,##0", number_format or "General")):
        if token[-1] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(map(_form, sections[:3]))


def _form(tokens: list[_Token]) -> _Form | None:
    before, after, digits, scale = "", "", "", 0
    for quoted, escaped, currency, figures, general, sign in tokens:
        if general or sign in _UNUSUAL or (figures and digits):
            return None
        digits = digits or figures
        scale += 2 * (sign == "%")
        words = "" if figures else quoted or escaped or currency or sign
        before, after = (before, after + words) if digits else (before + words, after)
    scale -= 3 * (len(digits) - len(digits.rstrip(",")))
    whole, _, decimals = digits.rstrip(",").partition(".")
    return _Form(
        before=before.lstrip(),
        after=after.rstrip().replace("%", f"{GROUP}%") if after.startswith("%") else after.rstrip(),
        is_grouped="," in whole,
        least=whole.count("0"),
        decimals=min(len(decimals), MOST_DECIMALS),
        needed=min(decimals.count("0"), MOST_DECIMALS),
        scale=scale,
        has_figures=bool(digits),
    )


def _figures(value: float, form: _Form) -> str:
    number = Decimal(repr(value)).scaleb(form.scale).quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)
    whole, _, decimals = f"{number:f}".partition(".")
    while len(decimals) > form.needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    whole = whole.lstrip("0").rjust(form.least, "0")
    if form.is_grouped:
        whole = _GROUPS.sub(GROUP, whole)
    return f"{whole}{COMMA if decimals else ''}{decimals}"
