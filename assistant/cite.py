"""The citation checker, the only place where a `Draft` becomes an `Answer`: what no source holds is dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.evidence import QueriesEncoder
from assistant.model import Answer, Citation, Draft, DraftSentence, Outcome, Quote, Sentence
from index.model import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A sentence that is not shown, and why: `no_citation`, `inexact`, `unsupported`."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What is left of a draft that a language model wrote, and what is not."""

    answer: Answer | None
    refused: tuple[Refused, ...]


def check(draft: Draft, question: Question, outcome: Outcome = "answer") -> Answer | None:
    """Return an answer made of the sentences that their quotes hold, or None when none is left."""
    sentences: list[Sentence] = []
    numbers: dict[tuple[str, int, int], Citation] = {}
    for drafted in draft.sentences:
        quotes = [quote for quote in drafted.quotes if is_exact(quote) and holds(quote, drafted)]
        if not quotes:
            continue
        cited = []
        for quote in quotes:
            key = (quote.hit.document.document_id, quote.start, quote.end)
            citation = numbers.setdefault(key, Citation(n=len(numbers) + 1, quote=quote))
            cited.append(citation.n)
        sentences.append(
            Sentence(text=drafted.text, citations=tuple(dict.fromkeys(cited)), support="exact", leads=drafted.leads)
        )
    if all(sentence.leads for sentence in sentences):
        return None
    return Answer(question=question, outcome=outcome, sentences=tuple(sentences), citations=tuple(numbers.values()))


def is_exact(quote: Quote) -> bool:
    """Tell whether a quote stands in its document, character for character, at the place named."""
    return bool(quote.text) and quote.hit.document.text[quote.start : quote.end] == quote.text


def holds(quote: Quote, sentence: DraftSentence) -> bool:
    """Tell whether a quote holds a sentence word for word, blanks and list marks apart."""
    return plain(sentence.text) in plain(quote.text)


def plain(text: str) -> str:
    """Return a text on one line, without the marks of list items; its non-breaking spaces stay."""
    return re.sub(r"[ \t\n\r\f\v]+", " ", re.sub(r"(?m)(?:^|(?<=\s))•\s+", "", text)).strip()


def verify(draft: Draft, question: Question, encoder: QueriesEncoder, *, keep_weak: bool = False) -> Verified:
    """Return the sentences of a language model that what they cite supports, and those refused."""
    kept: list[DraftSentence] = []
    refused: list[Refused] = []
    for drafted in draft.sentences:
        if not drafted.quotes:
            refused.append(Refused(text=drafted.text, why="no_citation"))
        elif any(is_exact(quote) and holds(quote, drafted) for quote in drafted.quotes):
            kept.append(drafted)
        else:
            refused.append(Refused(text=drafted.text, why="unsupported"))
    return Verified(answer=check(Draft(sentences=tuple(kept)), question), refused=tuple(refused))
