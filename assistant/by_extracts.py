"""The answer made of exact extracts, or the abstention: as much as there is room for, with what stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from assistant.cite import check
from assistant.compare import compare, compares, table_of
from assistant.considered import Judged
from assistant.extract import extract, sentences_of, words_of
from assistant.judge import NOW
from assistant.model import Abstention, Answer, Draft, Level, LexiconEntry, Reply, Warning
from assistant.place_names import tokens
from assistant.render import reply_text
from assistant.understand import Shape
from assistant.warn import warnings_for

WORDS: dict[Level, int] = {"simple": 90, "detaille": 250}
"""Words of all that is shown at each level, sources apart; a list or a table may need more."""
LEAST_ROOM = 30
"""Words of extracts for which the lexicon makes room."""


def by_extracts(judged: Judged, trouble: tuple[Warning, ...]) -> Reply:
    """Return the answer made of exact extracts, or the abstention; `trouble` says why no model wrote it."""
    considered, verdict, beside, spoken = judged.considered, judged.verdict, judged.beside, judged.language
    if verdict.reason is None and (answer := _answer(judged)):
        return replace(answer, warnings=(*answer.warnings, *trouble))
    return Abstention(
        question=considered.understood.question,
        reason=verdict.reason or "absent",
        lexicon=beside.lexicon,
        warnings=(*warnings_for(considered.standalone, (), spoken, judged.today), *trouble),
        nearest=beside.nearest,
        suggestions=beside.suggestions,
        missing=verdict.missing,
        readings=verdict.readings,
    )


def _answer(judged: Judged) -> Answer | None:
    """Return the answer of exact extracts, as much as there is room for; a comparison is a table."""
    considered, verdict, language, level = judged.considered, judged.verdict, judged.language, judged.level
    question, shape = considered.understood.question, considered.shape
    needed, others = _lexicon_needed(judged.beside.lexicon, considered.standalone, shape, level)
    judged = _with_lexicon(judged, needed)
    if compares(question, shape) and NOW not in verdict.missing:
        answer = _checked(compare(question, level, judged.segments), judged)
        return replace(answer, table=table_of(answer, question, language)) if answer else None

    while judged.beside.lexicon[int(shape == "definition") :] and _beside_extracts(judged) > WORDS[level] - LEAST_ROOM:
        judged = _with_lexicon(judged, judged.beside.lexicon[:-1])

    draft = extract(shape, level, judged.segments, partial(_fits, judged), considered.series)
    for entry in others:
        more = _with_lexicon(judged, (*judged.beside.lexicon, entry))
        if _fits(more, draft):
            judged = more
    return _checked(draft, judged)


def _fits(judged: Judged, draft: Draft) -> bool:
    """Tell whether there is room for a draft with all that is shown beside it."""
    if words_of(draft.sentences) > WORDS[judged.level]:
        return False
    answer = _checked(draft, judged)
    return answer is not None and len(reply_text(answer, judged.language).split()) <= WORDS[judged.level]


def _with_lexicon(judged: Judged, lexicon: Sequence[LexiconEntry]) -> Judged:
    return replace(judged, beside=replace(judged.beside, lexicon=tuple(lexicon)))


def _lexicon_needed(
    lexicon: Sequence[LexiconEntry], asked: str, shape: Shape, level: Level
) -> tuple[Sequence[LexiconEntry], Sequence[LexiconEntry]]:
    """Return what an answer must show of the lexicon, and what it shows if there is room left.

    A definition is part of the answer where it is asked for; an acronym is said in full, in few words at *Simple*.
    """
    if shape == "definition":
        return lexicon[:1], lexicon[1:]
    written = set(tokens(asked).split())
    acronyms = [entry for entry in lexicon if entry.expansion and tokens(entry.term) in written]
    others = [entry for entry in lexicon if entry not in acronyms]
    return [replace(entry, brief=level == "simple") for entry in acronyms], others


def _beside_extracts(judged: Judged) -> int:
    """Return the words that stand beside the best extract of an answer: the lexicon, its attribution and warnings."""
    best = judged.segments[:1]
    answer = _checked(Draft(sentences=tuple(sentences_of(best[0]))), judged) if best else None
    if answer is None:
        return 0
    return len(reply_text(answer, judged.language).split()) - words_of(answer.sentences)


def _checked(draft: Draft, judged: Judged) -> Answer | None:
    """Return a draft as the answer that its quotes allow, with all that stands beside it; None where none is left."""
    considered, verdict, beside, language = judged.considered, judged.verdict, judged.beside, judged.language
    question = considered.understood.question
    answer = check(draft, question, "partial" if verdict.missing else "answer")
    if answer is None:
        return None
    warned = warnings_for(considered.standalone, answer.citations, language, judged.today)
    return replace(
        answer,
        warnings=(*beside.readings, *warned),
        missing=verdict.missing,
        lexicon=beside.lexicon,
        nearest=beside.nearest,
        suggestions=beside.suggestions,
    )
