"""The citation checker, the only place where a `Draft` becomes an `Answer`: what no source holds is dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.checking.sentence import Checker, Why
from assistant.checking.units import is_exact
from assistant.model import Answer, Citation, Draft, DraftSentence, Outcome, Quote, Sentence, Support
from index.model import Question
from index.remembering import QueriesEncoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A sentence that is not shown, and why."""

    text: str
    why: Why


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


def holds(quote: Quote, sentence: DraftSentence) -> bool:
    """Tell whether a quote holds a sentence word for word, blanks and list marks apart."""
    return plain(sentence.text) in plain(quote.text)


def plain(text: str) -> str:
    """Return a text on one line, without the marks of list items; its non-breaking spaces stay."""
    return re.sub(r"[ \t\n\r\f\v]+", " ", re.sub(r"(?m)(?:^|(?<=\s))•\s+", "", text)).strip()


def verify(draft: Draft, question: Question, encoder: QueriesEncoder, *, keep_weak: bool = False) -> Verified:
    """Return the sentences of a language model that what they cite supports, and those refused.

    Each citation is narrowed to the sentences of its passage that support. A sentence whose facts are all there and
    whose wording is far is refused too, or kept as `weak` where `keep_weak` says so.
    """
    checker = Checker(encoder)
    numbers: dict[tuple[str, int, int], Citation] = {}
    sentences: list[Sentence] = []
    refused: list[Refused] = []
    for drafted in draft.sentences:
        found = checker.check(drafted)
        if found.why and not (keep_weak and found.weak):
            refused.append(Refused(text=found.text, why=found.why))
            continue
        cited = [
            numbers.setdefault(
                (quote.hit.document.document_id, quote.start, quote.end), Citation(n=len(numbers) + 1, quote=quote)
            ).n
            for quote in found.quotes
        ]
        support: Support = "weak" if found.why else "verified"
        sentences.append(Sentence(text=found.text, citations=tuple(dict.fromkeys(cited)), support=support))
    answer = (
        Answer(question=question, outcome="answer", sentences=tuple(sentences), citations=tuple(numbers.values()))
        if sentences
        else None
    )
    return Verified(answer=answer, refused=tuple(refused))
