"""Numbers that do not agree, within a sentence or between two: both are shown, neither is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from assistant.model import Citation, Quote
from corpus.dates import spoken
from corpus.glossary import fold
from index.model import Language
from index.terms import is_exact, terms

_TOTAL = re.compile(
    r"\b(\d{1,3}) (?:membres|personnes|representants|sieges)\b[^.;]{0,20}?(?::|,| dont | soit )[^.;]{0,12}?"
    r"(\d{1,3}) [a-z]+[^.;\d]{0,25}? et (\d{1,3}) [a-z]+"
)
_PERIOD = re.compile(r"\b((?:19|20)\d{2})\s?[-–/]\s?((?:19|20)\d{2})\b")
_LENGTH = re.compile(r"\b(\d{1,2}) ans\b")
_COUNT = re.compile(r"\b(\d{1,3}(?:[ \u00a0\u202f]\d{3})*)\s(?:\$|[a-z]{4,})")
ALIKE = 0.75
"""Share of the terms of two sentences, their numbers apart, from which they say the same thing."""
LEAST = 4
"""Terms that two sentences must share for that."""
MOST = 2
SHOWN = 90


def contradictions(citations: Sequence[Citation], language: Language) -> tuple[str, ...]:
    """Return what does not agree in the quotes of an answer, as words to be shown."""
    found = [said for citation in citations for said in _within(citation.quote.text)]
    found.extend(_between(citations, language))
    return tuple(dict.fromkeys(found))[:MOST]


def conflicts(quotes: Sequence[Quote]) -> Iterator[tuple[int, int]]:
    """Give the places of the quotes that do not agree, two by two; the same place twice for one that counts wrong."""
    for place, quote in enumerate(quotes):
        if any(_within(quote.text)):
            yield place, place
    for one, other in combinations(range(len(quotes)), 2):
        if _disagree(quotes[one], quotes[other]):
            yield one, other


def _within(text: str) -> Iterator[str]:
    """Give what one sentence counts in two ways: parts that do not add up, a period of another length."""
    for line in text.split("\n"):
        folded = fold(line)
        for match in _TOTAL.finditer(folded):
            whole, first, second = (int(match[place]) for place in (1, 2, 3))
            if max(first, second) < whole < first + second:  # fewer may only mean that not all are named
                yield f"{whole} ≠ {first} + {second}"
        if (period := _PERIOD.search(folded)) and (length := _LENGTH.search(folded)):
            years = int(period[2]) - int(period[1])
            if years > 0 and int(length[1]) not in {years, years + 1}:
                yield f"{period[1]}-{period[2]} ≠ {length[1]} ans"


def _between(citations: Sequence[Citation], language: Language) -> Iterator[str]:
    """Give the pairs of quotes of one place that say the same with other numbers."""
    for one, other in combinations(citations, 2):
        if _disagree(one.quote, other.quote):
            yield " ≠ ".join(
                f"{quote.text[:SHOWN]} ({spoken(quote.hit.passage.date, language) or '?'})"
                for quote in (one.quote, other.quote)
            )


def _disagree(first: Quote, second: Quote) -> bool:
    """Tell whether two quotes of one place say the same with other numbers."""
    if set(first.hit.passage.regions) != set(second.hit.passage.regions):
        return False
    own, theirs = _words_of(first.text), _words_of(second.text)
    shared = own & theirs
    if len(shared) < LEAST or len(shared) < ALIKE * max(len(own), len(theirs)):
        return False
    numbers, others = _numbers(first.text), _numbers(second.text)
    return bool(numbers and others and not numbers & others)


@lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[str]:
    """Return a quote's words: the same quotes are compared for each extract that an answer may still take."""
    return frozenset(term for term in terms(text) if not is_exact(term) and not any(map(str.isdigit, term)))


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", match[1]) for match in _COUNT.finditer(fold(text))}
