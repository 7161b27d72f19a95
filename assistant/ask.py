"""The pipeline of an answer: question → hits → sentences → verdict → draft → checked answer, or abstention.

The draft is made of exact extracts, or written by a language model where there is one; the rest is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from assistant.cite import check
from assistant.compare import compare, compares, table_of
from assistant.everyday import with_documents_words
from assistant.evidence import Candidate, gather, line_of
from assistant.extract import extract, ranked, sentences_of, words_of
from assistant.judge import NOW, Verdict, judge
from assistant.model import Abstention, Answer, Draft, Level, LexiconEntry, Reply, Shown, Warning
from assistant.place_names import tokens
from assistant.prompts import answer_prompt
from assistant.rarity import Weights, weigh_terms
from assistant.render import lexicon_line, reply_text
from assistant.segments import Segment
from assistant.series import series_in
from assistant.suggest import suggestions_for
from assistant.understand import Shape, Turn, shape_of, standalone, with_a_subject
from assistant.warn import lexicon_for, model_warning, readings_warning, warnings_for
from assistant.write import Writer, write
from corpus.errors import ModelError
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
LEAST_ROOM = 30
"""Words of extracts for which the lexicon makes room."""
WARNED = 20
"""Words kept for the warnings of a written answer and for the line that says where it comes from."""
LEAST_WRITTEN = 35
"""Words of a written answer for which the lexicon makes room."""


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

    readings: tuple[Warning, ...]
    lexicon: tuple[LexiconEntry, ...]
    nearest: tuple[Hit, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question that was considered and judged: all that either way of answering it needs.

    `segments` are what may be shown of the documents, the best first.
    """

    considered: Considered
    verdict: Verdict
    segments: tuple[Segment, ...]
    beside: Beside
    level: Level
    language: Language
    today: date


def ask(
    collection: Collection,
    question: str,
    *,
    today: date,
    level: Level = "simple",
    history: Sequence[Turn] = (),
    filters: Filters = Filters(),
    language: Language | None = None,
    writer: Writer | None = None,
) -> Reply:
    """Answer a question from the collection, or say why it cannot be answered; without a writer, by exact extracts."""
    considered = consider(collection, question, history, filters)
    return reply_to(considered, today=today, level=level, language=language, writer=writer)


def consider(
    collection: Collection, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
) -> Considered:
    """Return what the collection holds for a question, before anything is made of it."""
    asked = standalone(question, history)
    retriever = collection.retriever
    understood = with_documents_words(retriever.understand(with_a_subject(asked)))
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
        candidates=tuple(
            gather(understood.question.text, shape, understood.question.regions, hits, weights, collection.sentences)
        ),
        series=tuple(
            line_of(*line, weights) for line in series_in(understood.question, hits, weights, collection.catalogue)
        ),
        weights=weights,
    )


def reply_to(
    considered: Considered,
    *,
    today: date,
    level: Level = "simple",
    language: Language | None = None,
    writer: Writer | None = None,
) -> Reply:
    """Return the answer that what was found allows, or why there is none."""
    *_, reply = replying(considered, today=today, level=level, language=language, writer=writer)
    if isinstance(reply, Shown):  # never: a reply comes last
        raise TypeError(reply)
    return reply


def replying(
    considered: Considered,
    *,
    today: date,
    level: Level = "simple",
    language: Language | None = None,
    writer: Writer | None = None,
) -> Iterator[Shown | Reply]:
    """Give the sentences of a written answer as each is checked, and last the reply, which replaces them."""
    asked, question, hits = considered.standalone, considered.understood.question, considered.hits
    spoken = language or question.language
    verdict = judge(question, considered.shape, hits, considered.candidates, considered.weights, today)
    most = LEXICON[level] + (considered.shape == "definition")
    beside = Beside(
        readings=readings_warning(question, spoken),
        lexicon=() if verdict.reason == "off_topic" else lexicon_for(asked, spoken, most),
        nearest=nearest_documents(hits),
        suggestions=suggestions_for(asked, hits, spoken),
    )
    judged = Judged(
        considered=considered,
        verdict=verdict,
        segments=tuple(ranked(asked, considered.shape, verdict.candidates)),
        beside=beside,
        level=level,
        language=spoken,
        today=today,
    )
    trouble: tuple[Warning, ...] = ()
    if writer and may_be_written(judged):
        try:
            answer = yield from _written(judged, writer)
        except ModelError as error:
            trouble = (model_warning(error, spoken),)
        else:
            yield answer
            return
    yield _extracted(judged, trouble)


def may_be_written(judged: Judged) -> bool:
    """Tell whether a model may write the answer: never without evidence, and not what extracts say better.

    A model leaves items out of a long list, and a table has no sentence that could be checked; whether a body still
    exists is settled by the one sentence that says when it ended.
    """
    considered, verdict = judged.considered, judged.verdict
    compared = compares(considered.understood.question, considered.shape)
    return verdict.reason is None and not compared and NOW not in verdict.missing and not _is_whole_list(judged)


def _is_whole_list(judged: Judged) -> bool:
    """Tell whether what answers best is a list of the documents' own, asked for as such."""
    considered, shape = judged.considered, judged.considered.shape
    if considered.series and shape in {"list", "other"}:
        return True
    return shape == "list" and any(segment.is_list for segment in judged.segments[:1])


def _written(judged: Judged, writer: Writer) -> Generator[Shown, None, Answer]:
    """Give the sentences of a language model that are checked, then return the answer that they make."""
    considered, verdict, beside, language = judged.considered, judged.verdict, judged.beside, judged.language
    question, asked, level = considered.understood.question, considered.standalone, judged.level
    lexicon = list(beside.lexicon)
    while (room := WORDS[level] - _beside_words(lexicon, verdict, language)) < LEAST_WRITTEN and lexicon:
        lexicon.pop()
    hits = _best_hits(verdict.candidates)
    prompt = answer_prompt(asked, hits, level, room, language, writer.model.settings.context)
    answer = yield from write(prompt, question, room, writer)
    warned = warnings_for(asked, answer.citations, language, judged.today)
    return replace(
        answer,
        outcome="partial" if verdict.missing else "answer",
        warnings=(*beside.readings, *warned),
        missing=verdict.missing,
        lexicon=tuple(lexicon),
        nearest=beside.nearest,
        suggestions=beside.suggestions,
    )


def _best_hits(candidates: Sequence[Candidate]) -> list[Hit]:
    """Return the hits of some sentences, that of the best sentence first."""
    best: dict[str, tuple[float, Hit]] = {}
    for one in candidates:
        known = best.get(one.hit.passage.passage_id)
        if known is None or one.score > known[0]:
            best[one.hit.passage.passage_id] = (one.score, one.hit)
    return [hit for _, hit in sorted(best.values(), key=lambda one: (-one[0], one[1].rank))]


def _beside_words(lexicon: Sequence[LexiconEntry], verdict: Verdict, language: Language) -> int:
    """Return the words that stand beside a written answer, what it will be warned of among them."""
    lines = [lexicon_line(entry, language) for entry in lexicon]
    return WARNED + len(" ".join([*lines, *verdict.missing]).split())


def _extracted(judged: Judged, trouble: tuple[Warning, ...]) -> Reply:
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


def nearest_documents(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the best hit of each of the nearest documents."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document.document_id, hit)
    return tuple(first.values())[:NEAREST]
