"""Numbers written in words, in French and in English: « vingt et un », « deux cent mille », “one hundred and five”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.glossary import fold

_FRENCH = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "vingt trente quarante cinquante soixante septante huitante nonante"
_TENS_ENGLISH = "twenty thirty forty fifty sixty seventy eighty ninety"

_SMALL = {word: value for words in (_FRENCH, _ENGLISH) for value, word in enumerate(words.split())} | {"une": 1}
_TEN = {
    **dict(zip(_TENS.split(), (20, 30, 40, 50, 60, 70, 80, 90), strict=True)),
    **dict(zip(_TENS_ENGLISH.split(), range(20, 100, 10), strict=True)),
    "vingts": 20,
    "octante": 80,
}
_HUNDREDS = frozenset({"cent", "cents", "hundred", "hundreds"})
_SCALES = {
    **dict.fromkeys(("mille", "mil", "thousand", "thousands", "millier", "milliers"), 1_000),
    **dict.fromkeys(("million", "millions"), 1_000_000),
    **dict.fromkeys(("milliard", "milliards", "billion", "billions"), 1_000_000_000),
}
_COLLECTIVE = {
    "dizaine": 10,
    "douzaine": 12,
    "dozen": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
"""What says a number more or less; in the plural, « des centaines », no number at all but its size."""
_YEARLY = re.compile(r"(bi|tri|quadri|quinqu|dec)enn(?:ale?s?|aux|ial)$")
_YEARS = {"bi": 2, "tri": 3, "quadri": 4, "quinqu": 5, "dec": 10}
"""What lasts so many years: « un plan quinquennal », “a five-year plan”."""
_ONE = frozenset({"un", "une", "one"})
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[ \u00a0\u202f-]|[ \u00a0\u202f](?:et|and)[ \u00a0\u202f]|-et-")
_NAME_AFTER = re.compile(r"-[A-ZÀ-ÖØ-Þ]")
_ORDINAL_EN = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_EN.split(), start=1)} | {
    "premier": 1,
    "premiere": 1,
    "seconde": 2,
    "cinquieme": 5,
    "neuvieme": 9,
    "quatrieme": 4,
    **{f"{word}ieme": value for word, value in _SMALL.items() if word not in _ONE and not word.endswith("e")},
    **{f"{word[:-1]}ieme": value for word, value in _SMALL.items() if word.endswith("e") and word not in _ONE},
    "vingtieme": 20,
    "trentieme": 30,
    "centieme": 100,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a text, folded, with its span in the text as written."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A number in words, with its span: `about` where it is said more or less, `ordinal` where it is a rank."""

    value: int
    start: int
    end: int
    about: bool = False
    ordinal: bool = False


def spelled_numbers(text: str) -> Iterator[Spelled]:
    """Give the numbers that a text writes in words, in order; a lone « un » or “one” is an article and none."""
    words = [Word(folded=fold(match[0]), start=match.start(), end=match.end()) for match in _WORD.finditer(text)]
    place = 0
    while place < len(words):
        word = words[place]
        if word.folded in _ORDINALS or word.folded.removesuffix("s") in _ORDINALS:
            value = _ORDINALS.get(word.folded) or _ORDINALS[word.folded.removesuffix("s")]
            yield Spelled(value=value, start=word.start, end=word.end, ordinal=True)
            place += 1
            continue
        if size := _COLLECTIVE.get(word.folded.removesuffix("s")):
            yield Spelled(value=size, start=word.start, end=word.end, about=True)
            place += 1
            continue
        if yearly := _YEARLY.match(word.folded):
            yield Spelled(value=_YEARS[yearly[1]], start=word.start, end=word.end)
            place += 1
            continue
        end, value = _read(text, words, place)
        if end > place and _NAME_AFTER.match(text, words[end - 1].end):  # « Trois-Rivières », « Sept-Îles »
            place = end
            continue
        if end > place:
            yield Spelled(value=value, start=word.start, end=words[end - 1].end)
        place = max(end, place + 1)


def _read(text: str, words: Sequence[Word], start: int) -> tuple[int, int]:
    """Return where the longest number that begins at a word ends, and its value; `start` itself where none does."""
    total, current, end, last = 0, 0, start, ""
    for place in range(start, len(words)):
        word = words[place].folded
        if place > start and not _BETWEEN.fullmatch(text[words[place - 1].end : words[place].start]):
            break
        if word in {"et", "and"} and place > start:
            continue
        joined = place > start and words[place - 1].folded in {"et", "and"}
        step = _step(word, total, current, last, joined)
        if step is None:
            break
        total, current = step
        end, last = place + 1, word
    only = end - start == 1 and words[start].folded in _ONE
    return (start, 0) if only or end == start else (end, total + current)


def _step(word: str, total: int, current: int, last: str, joined: bool) -> tuple[int, int] | None:
    """Return the sum so far, past its thousands and below, with one more word; None where the word cannot follow."""
    if word in _HUNDREDS:
        multiplied = max(current, 1) * 100
        return (total, multiplied) if current < 100 and not joined else None
    if scale := _SCALES.get(word):
        if joined or (total and scale >= 1_000 and 0 < total < scale):
            return None
        return total + max(current, 1) * scale, 0
    value = _SMALL.get(word, _TEN.get(word))
    if value is None or (not value and last):
        return None
    low = current % 100
    if value == 20 and low == 4 and last == "quatre" and not joined:
        return total, current - 4 + 80
    fresh = low == 0 and (not joined or last in _HUNDREDS or last in _SCALES)
    after_tens = value < 10 and low in range(20, 100, 10) and (not joined or word in {"un", "une"})
    after_sixty = 10 <= value < 20 and low in {60, 80} and (not joined or word == "onze")
    after_ten = 7 <= value < 10 and last == "dix" and not joined
    if not last or fresh or after_tens or after_sixty or after_ten:
        return (total, current + value) if not last or total or current else None
    return None
