"""The pipeline of an answer: question → hits → sentences → verdict → draft → checked answer, or abstention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.cite import check
from assistant.evidence import gather, weigh_terms
from assistant.extract import extract
from assistant.judge import judge
from assistant.model import Abstention, Level, Reply
from assistant.suggest import suggestions_for
from assistant.understand import Turn, shape_of, standalone
from assistant.warn import lexicon_for, warnings_for
from index.collection import Collection
from index.model import Filters, Hit, Language

HITS = 12
NEAREST = 3
LEXICON: dict[Level, int] = {"simple": 2, "detaille": 4}


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
    asked = standalone(question, history)
    retriever = collection.retriever
    understood = retriever.understand(asked)
    hits = retriever.find(understood, HITS, filters).hits
    weights = weigh_terms(understood, collection.catalogue)
    candidates = gather(asked, understood.question.regions, hits, weights, collection.encoder)
    shape = shape_of(question)
    if shape == "other":  # a follow-up that says no more than what it is about
        shape = shape_of(asked)
    spoken = language or understood.question.language
    lexicon = lexicon_for(asked, spoken, LEXICON[level])
    nearest = nearest_documents(hits)
    suggestions = suggestions_for(asked, hits, spoken)
    reason = judge(understood.question, shape, hits, candidates, weights)
    answer = None if reason else check(extract(asked, shape, level, candidates), understood.question)
    if answer is None:
        return Abstention(
            question=understood.question,
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
