"""The pipeline of an answer: question → hits → sentences → verdict → draft → checked answer, or abstention.

The draft is made of exact extracts, or written by a language model where there is one; the rest is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.by_extracts import WORDS, by_extracts
from assistant.compare import compares
from assistant.considered import Beside, Considered, Judged
from assistant.everyday import with_documents_words
from assistant.evidence import Candidate, gather, line_of
from assistant.extract import ranked
from assistant.judge import NOW, Verdict, judge
from assistant.model import Answer, Level, LexiconEntry, Reply, Shown, Warning
from assistant.prompts import answer_prompt
from assistant.rarity import weigh_terms
from assistant.render import lexicon_line
from assistant.series import series_in
from assistant.suggest import suggestions_for
from assistant.understand import Turn, shape_of, standalone, with_a_subject
from assistant.warn import lexicon_for, model_warning, readings_warning, warnings_for
from assistant.write import Writer, write
from corpus.errors import ModelError
from index.collection import Collection
from index.model import Filters, Hit, Language
from index.question import put_right
from index.terms import terms

HITS = 20
NEAREST = 3
LEXICON: dict[Level, int] = {"simple": 1, "detaille": 4}
"""Entries of the lexicon beside an answer; one more where a definition is asked for."""
WARNED = 20
"""Words kept for the warnings of a written answer and for the line that says where it comes from."""
LEAST_WRITTEN = 35
"""Words of a written answer for which the lexicon makes room."""


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
    meant = put_right(understood.question.text, understood.corrections)
    understood = replace(understood, question=replace(understood.question, text=meant))
    said = put_right(question, understood.corrections)
    latest = said if question in asked else put_right(asked, understood.corrections)
    weights = weigh_terms(understood, latest, collection.catalogue)
    shape = shape_of(said)
    if shape == "other" and len(set(terms(question))) <= 1:  # a follow-up that says no more than what it is about
        shape = shape_of(meant)
    return Considered(
        question=question,
        standalone=asked,
        understood=understood,
        shape=shape,
        hits=hits,
        candidates=tuple(gather(meant, shape, understood.question.regions, hits, weights, collection.sentences)),
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
    yield by_extracts(judged, trouble)


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


def nearest_documents(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the best hit of each of the nearest documents."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document.document_id, hit)
    return tuple(first.values())[:NEAREST]
