"""What a model writes → sentences with the quotes that their `[n]` name, each as soon as it is whole; text only.

No link, image, tag or mark of layout survives: what a model writes is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.model import DraftSentence, Quote
from assistant.prompts import is_hidden
from corpus.sentences import sentence_spans

ENOUGH_OF_THE_NEXT = 4
"""Characters of the next sentence from which the one before it is known to be whole: « art. 5 », « no. A-12 »."""
LONGEST = 2000
"""Characters from which what has not ended yet is no sentence."""

_NUMBER = r"(?:(?:n[o°]\.?|extraits?|passages?|sources?)\s*)?\d{1,3}"
_MARK = rf"[\[【]\s*{_NUMBER}(?:\s*(?:,|;|et|and|–|-)\s*{_NUMBER}){{0,20}}\s*[\]】]"
_MARKS = re.compile(_MARK, re.IGNORECASE)
_AFTER_THE_STOP = re.compile(rf"([.!?…]+(?:[”\")]|[ \u00a0\u202f]?»)*)((?:[ \u00a0\u202f]*{_MARK})+)", re.IGNORECASE)
_BEFORE = re.compile(rf"[ \u00a0\u202f]*{_MARK}", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_OPENS_A_MARK = ("[", "【")

_THINKS = "<think>"
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\]\s*\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z!?][^>]*>?")
_ADDRESS = re.compile(
    r"(?:\b[A-Za-z][A-Za-z0-9+.-]*://|\b(?:mailto|data|javascript|tel):(?=\S)|\bwww\.)[^\s<>«»\"]*", re.IGNORECASE
)
_LAYOUT = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*+•]\s+)+|[*_]{2,}|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|[`|\\]")
_EMPTY = re.compile(r"\(\s*\)")
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")


def drafted(pieces: Iterable[str], quotes: Sequence[Quote]) -> Iterator[DraftSentence]:
    """Give the sentences of a text that comes in pieces, in order, each once it is whole."""
    text = ""
    for piece in pieces:
        text = _THOUGHT.sub("", text + piece)
        if text.lstrip().startswith(_THINKS):
            continue
        text = _marks_before_stops(text)
        spans = sentence_spans(text)
        whole = [span for span, after in pairwise(spans) if _has_begun(text[slice(*after)])]
        yield from _sentences((text[start:end] for start, end in whole), quotes)
        if whole:
            text = text[whole[-1][1] :].lstrip()
        elif len(text) > LONGEST:
            return
    if not text.lstrip().startswith(_THINKS):
        yield from _sentences((text[start:end] for start, end in sentence_spans(text)), quotes)


def _has_begun(after: str) -> bool:
    """Tell whether what follows a sentence is surely the next one, and no mark of its own."""
    return len(after) >= ENOUGH_OF_THE_NEXT and not after.startswith(_OPENS_A_MARK)


def _marks_before_stops(text: str) -> str:
    """Return « … 2018 [1]. » for « … 2018. [1] »: a sentence keeps the marks that follow its full stop."""
    return _AFTER_THE_STOP.sub(r"\2\1", text)


def _sentences(texts: Iterable[str], quotes: Sequence[Quote]) -> Iterator[DraftSentence]:
    for text in texts:
        said = words_of(text)
        if any(letter.isalnum() for letter in said):
            yield DraftSentence(text=said, quotes=cited(text, quotes))


def cited(text: str, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the quotes that a sentence's marks name; none where one of them names nothing: it was invented."""
    numbers: dict[int, None] = {}
    for mark in _MARKS.findall(text):
        for first, last in _NUMBERS.findall(mark):
            numbers.update(dict.fromkeys(range(int(first), min(int(last or first), int(first) + len(quotes)) + 1)))
    if not all(1 <= number <= len(quotes) for number in numbers):
        return ()
    return tuple(quotes[number - 1] for number in numbers)


def words_of(text: str) -> str:
    """Return the words of a sentence: without marks, links, addresses, tags, layout or hidden characters."""
    text = "".join(letter for letter in text if letter in "\n\t" or not is_hidden(letter))
    text = _BEFORE.sub("", text)
    before = None
    while text != before:  # what one step takes away may bring together what another must: « http:<b>//… »
        before = text
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
        text = _LAYOUT.sub("", _TAG.sub("", _ADDRESS.sub("", text)))
        text = _EMPTY.sub("", text).replace("://", "")
    return re.sub(r" +(?=[.,])", "", _BLANKS.sub(" ", text)).strip()
