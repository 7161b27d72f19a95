"""The pipeline of an answer: question → hits → sentences → verdict → draft → checked answer, or abstention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.cite import check
from assistant.evidence import Candidate, Weights, gather, weigh_terms
from assistant.extract import extract
from assistant.judge import judge
from assistant.model import Abstention, Level, Reply
from assistant.suggest import suggestions_for
from assistant.understand import Shape, Turn, shape_of, standalone
from assistant.warn import lexicon_for, warnings_for
from index.collection import Collection
from index.model import Filters, Hit, Language
from index.question import Understood

HITS = 12
NEAREST = 3
LEXICON: dict[Level, int] = {"simple": 2, "detaille": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A question with what the collection holds for it: the same for every level and every language of an answer.

    `question` is as it was asked, `standalone` as it was understood with what came before it.
    """

    question: str
    standalone: str
    understood: Understood
    shape: Shape
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    weights: Weights


def ask(
    collection: Collection,
    question: str,
    *,
    today: date,
    level: Level = "simple",
    history: Sequence[Turn] = (),
    filters: Filters = Filters(),
    language: Language | None = None,
) -> Reply:
    """Answer a question with exact extracts of the collection, or say why it cannot be answered."""
    return reply_to(consider(collection, question, history, filters), today=today, level=level, language=language)


def consider(
    collection: Collection, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
) -> Considered:
    """Return what the collection holds for a question, before anything is made of it."""
    asked = standalone(question, history)
    retriever = collection.retriever
    understood = retriever.understand(asked)
    hits = retriever.find(understood, HITS, filters).hits
    weights = weigh_terms(understood, collection.catalogue)
    shape = shape_of(question)
    if shape == "other":  # a follow-up that says no more than what it is about
        shape = shape_of(asked)
    return Considered(
        question=question,
        standalone=asked,
        understood=understood,
        shape=shape,
        hits=hits,
        candidates=tuple(gather(asked, understood.question.regions, hits, weights, collection.encoder)),
        weights=weights,
    )


def reply_to(
    considered: Considered, *, today: date, level: Level = "simple", language: Language | None = None
) -> Reply:
    """Return the answer that what was found allows, or why there is none."""
    asked, question, hits = considered.standalone, considered.understood.question, considered.hits
    spoken = language or question.language
    lexicon = lexicon_for(asked, spoken, LEXICON[level])
    nearest = nearest_documents(hits)
    suggestions = suggestions_for(asked, hits, spoken)
    reason = judge(question, considered.shape, hits, considered.candidates, considered.weights)
    answer = None if reason else check(extract(asked, considered.shape, level, considered.candidates), question)
    if answer is None:
        return Abstention(
            question=question,
            reason=reason or "absent",
            lexicon=() if reason == "off_topic" else lexicon,
            warnings=warnings_for(asked, (), spoken, today),
            nearest=nearest,
            suggestions=suggestions,
        )
    return replace(
        answer,
        lexicon=lexicon,
        warnings=warnings_for(asked, answer.citations, spoken, today),
        nearest=nearest,
        suggestions=suggestions,
    )


def nearest_documents(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the best hit of each of the nearest documents."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document.document_id, hit)
    return tuple(first.values())[:NEAREST]
