"""The pipeline of an answer: question → hits → sentences → verdict → draft → checked answer, or abstention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.cite import check
from assistant.compare import compare, compares, table_of
from assistant.everyday import with_documents_words
from assistant.evidence import Candidate, gather, line_of
from assistant.extract import Room, extract, ranked
from assistant.judge import NOW, Verdict, judge
from assistant.model import Abstention, Answer, Level, LexiconEntry, Reply
from assistant.rarity import Weights, weigh_terms
from assistant.render import reply_text
from assistant.series import series_in
from assistant.suggest import suggestions_for
from assistant.understand import Shape, Turn, shape_of, standalone
from assistant.warn import lexicon_for, readings_warning, warnings_for
from index.collection import Collection
from index.model import Filters, Hit, Language
from index.question import Understood
from index.terms import terms

HITS = 20
NEAREST = 3
LEXICON: dict[Level, int] = {"simple": 1, "detaille": 4}
"""Entries of the lexicon beside an answer; one more where a definition is asked for."""
WORDS: dict[Level, int] = {"simple": 90, "detaille": 250}
"""Words of all that is shown at each level, sources apart; a list or a table may need more."""
LEAST_ROOM = 25
"""Words of extracts that an answer is never cut below."""


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
    series: tuple[Candidate, ...]
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside an answer, whatever it says."""

    lexicon: tuple[LexiconEntry, ...]
    nearest: tuple[Hit, ...]
    suggestions: tuple[str, ...]


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
    understood = with_documents_words(retriever.understand(asked))
    hits = retriever.find(understood, HITS, filters).hits
    weights = weigh_terms(understood, question if question in asked else asked, collection.catalogue)
    shape = shape_of(question)
    if shape == "other" and len(set(terms(question))) <= 1:  # a follow-up that says no more than what it is about
        shape = shape_of(asked)
    return Considered(
        question=question,
        standalone=asked,
        understood=understood,
        shape=shape,
        hits=hits,
        candidates=tuple(gather(asked, shape, understood.question.regions, hits, weights, collection.encoder)),
        series=tuple(
            line_of(*line, weights) for line in series_in(understood.question, hits, weights, collection.catalogue)
        ),
        weights=weights,
    )


def reply_to(
    considered: Considered, *, today: date, level: Level = "simple", language: Language | None = None
) -> Reply:
    """Return the answer that what was found allows, or why there is none."""
    asked, question, hits = considered.standalone, considered.understood.question, considered.hits
    spoken = language or question.language
    verdict = judge(question, considered.shape, hits, considered.candidates, considered.weights, today)
    most = LEXICON[level] + (considered.shape == "definition")
    beside = Beside(
        lexicon=() if verdict.reason == "off_topic" else lexicon_for(asked, spoken, most),
        nearest=nearest_documents(hits),
        suggestions=suggestions_for(asked, hits, spoken),
    )
    room = WORDS[level]
    while verdict.reason is None:
        answer = _answer(considered, verdict, Room(level=level, words=room), spoken, today)
        if answer is None:
            break
        answer = replace(answer, lexicon=beside.lexicon, nearest=beside.nearest, suggestions=beside.suggestions)
        over = len(reply_text(answer, spoken).split()) - WORDS[level]
        if over <= 0 or room <= LEAST_ROOM or answer.table:
            return answer
        room = max(LEAST_ROOM, min(room - 5, _words_of(answer) - over))
    return Abstention(
        question=question,
        reason=verdict.reason or "absent",
        lexicon=beside.lexicon,
        warnings=warnings_for(asked, (), spoken, today),
        nearest=beside.nearest,
        suggestions=beside.suggestions,
        missing=verdict.missing,
        readings=verdict.readings,
    )


def _answer(considered: Considered, verdict: Verdict, room: Room, language: Language, today: date) -> Answer | None:
    """Return the checked answer for so many words of extracts."""
    question, asked, shape = considered.understood.question, considered.standalone, considered.shape
    tabled = compares(question, shape) and NOW not in verdict.missing
    if tabled:
        draft = compare(question, room.level, ranked(asked, shape, verdict.candidates))
    else:
        draft = extract(asked, shape, room, verdict.candidates, considered.series)
    answer = check(draft, question, "partial" if verdict.missing else "answer")
    if answer is None:
        return None
    return replace(
        answer,
        warnings=(*readings_warning(question, language), *warnings_for(asked, answer.citations, language, today)),
        missing=verdict.missing,
        table=table_of(answer, question, language) if tabled else None,
    )


def _words_of(answer: Answer) -> int:
    return sum(len(sentence.text.split()) for sentence in answer.sentences)


def nearest_documents(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the best hit of each of the nearest documents."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document.document_id, hit)
    return tuple(first.values())[:NEAREST]
