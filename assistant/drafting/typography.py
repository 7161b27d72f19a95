"""French typography of our own words, by non-breaking spaces; a quote is never touched."""

from __future__ import annotations

import re

NARROW, WIDE = "\u202f", "\u00a0"
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_RULES = (
    (re.compile(r" (?=[;!?])"), NARROW),
    (re.compile(r"(?<=«) |(?<=«)(?=[^\s])"), WIDE),
    (re.compile(r" (?=»)|(?<=[^\s])(?=»)"), WIDE),
    (re.compile(rf"(?<=\d) (?=(?:{MONTHS})\b)"), WIDE),
    (re.compile(r" (?=[:$%](?:\W|$))"), WIDE),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), WIDE),
    (re.compile(r"(?<=\bno) (?=\d)|(?<=\bart\.) (?=\d)"), WIDE),
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def typeset(text: str) -> str:
    """Return a text whose spaces hold together what must not part at the end of a line.

    Source: OQLF, Espacements: none or a narrow one before `; ! ?`, non-breaking before `: $ %` and inside « ».
    """
    for pattern, space in _RULES:
        text = pattern.sub(space, text)
    return text


def grouped(number: float) -> str:
    """Return a number as French writes it: `8 000`, `12,5`, its groups held together; a year is no such number."""
    whole = f"{number:,}".replace(",", WIDE) if isinstance(number, int) else f"{number:,.10g}"
    return whole if isinstance(number, int) else whole.replace(",", WIDE).replace(".", ",")


def printable(text: str) -> str:
    """Return a text without the characters that no XML file may hold."""
    return _NOT_XML.sub("\ufffd", text)


def listed(texts: tuple[str, ...]) -> str:
    """Return `a, b et c`."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} et {texts[-1]}"


_CONTRACTIONS = {"de le ": "du ", "de les ": "des ", "à le ": "au ", "à les ": "aux "}
_VOWEL = re.compile("[aeiouyàâéèêëîïôùû]", re.IGNORECASE)


def met(before: str, value: str) -> str:
    """Return `de ` or `à ` and the name after it, as French joins them: `du Canton`, `d'Alma`, `à la Ville`."""
    article = next((one for one in _CONTRACTIONS if (before + value).lower().startswith(one)), None)
    if article:
        joined = _CONTRACTIONS[article] + value[len(article) - len(before) :]
        return capitalised(joined) if before[0].isupper() else joined
    if before.lower() == "de " and _VOWEL.match(value):
        return f"{before[0]}'{value}"
    return before + value


def capitalised(text: str) -> str:
    """Return a text whose first letter is a capital."""
    return text[:1].upper() + text[1:]
