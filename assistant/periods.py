"""The time that a question is about: now, still to come, or years; and how recent the documents are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corpus.dates import year_span
from corpus.glossary import fold
from index.model import Hit, Question

_NOW = re.compile(
    r"\baujourd'? ?hui\b|\bpresentement\b|\bactuel(?:le)?(?:s|ment)?\b|\bcette annee\b|\bce mois(?:-ci)?\b|"
    r"\ben ce moment\b|"
    r"\bde nos jours\b|\ba ce jour\b|\bces temps-ci\b|\bcurrent(?:ly)?\b|\bright now\b|"
    r"\bnowadays\b|\btoday\b|\bthis year\b"
)
_TO_COME = re.compile(
    r"^(?!.*\b(?:premiere?s?|\w{2,}aient|\w{2,}ait)\b).*\bprochaine?s?\b(?! etapes?)|"
    r"\bl'an prochain\b|\bdans (?:\w+|\d+) ans\b|\bva-t-(?:il|elle|on)\b|"
    r"\bnext (?:year|month|plan|policy)\b|"
    r"\bupcoming\b|"
    r"\b\w+er(?:a|ont)(?:-t-(?:il|elle|on)|-(?:ils|elles))?\b(?<!opera)|"
    r"\bsera(?:-t-(?:il|elle|on))?\b|\baura\b|\bauront\b|"
    r"\bseront\b|\bgoing to\b"
)
RECENT = 1
"""Years for which a source still says how things are."""


def is_about_now(text: str) -> bool:
    """Tell whether a question asks how things are at the moment it is asked."""
    return bool(_NOW.search(fold(text)))


def is_about_the_future(text: str, today: date, years: Sequence[int]) -> bool:
    """Tell whether a question asks about what was still to come when it is asked."""
    if years and min(years) > today.year:
        return True
    return not years and bool(_TO_COME.search(_asking(fold(text))))


def _asking(text: str) -> str:
    """Return a question without what is told before it: « mon mandat achève dans quatre ans. On fait ça comment? »."""
    sentences = re.split(r"(?<=\w{3}[.!]) ", text.strip())
    first = next((place for place, sentence in enumerate(sentences) if sentence.rstrip().endswith("?")), 0)
    return " ".join(sentences[first:])


def latest_year(hits: Sequence[Hit]) -> int | None:
    """Return the last year by which hits are dated, or None where none is."""
    spans = [year_span(hit.passage.date) for hit in hits]
    return max((span[1] for span in spans if span), default=None)


def is_outdated(question: Question, hits: Sequence[Hit], today: date) -> bool:
    """Tell whether a question asks about a time later than everything that was found for it."""
    latest = latest_year(hits)
    if question.years and _all_later(question.years, hits):
        return True
    if is_about_now(question.text) and not _asks_the_past(question, today):
        return latest is None or latest < today.year - RECENT
    return is_about_the_future(question.text, today, question.years) and (latest is None or latest < today.year)


def _asks_the_past(question: Question, today: date) -> bool:
    """Tell whether a question names only years that are well behind: « actuel » may then be a word of that time."""
    return bool(question.years) and max(question.years) < today.year - RECENT


def _all_later(years: Sequence[int], hits: Sequence[Hit]) -> bool:
    """Tell whether every year asked about is later than all that the hits say or are dated by."""
    latest = 0
    for hit in hits:
        span = year_span(hit.passage.date)
        said = [int(year) for year in re.findall(r"\b(?:19|20)\d{2}\b", hit.passage.text)]
        latest = max([latest, *(span or ()), *said])
    return latest > 0 and min(years) > latest
