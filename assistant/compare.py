"""Comparisons: what each region asked about says of the question, side by side, and what was found for none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.extract import Room, best_item, best_part, chosen, sentences_of, within
from assistant.model import Answer, Cell, Citation, Draft, Level, Table
from assistant.place_names import joins_places
from assistant.places import speaks_of
from assistant.segments import Segment
from assistant.understand import Shape
from assistant.wording import say
from index.model import Language, Question
from index.terms import terms

_CLAUSE = re.compile(r"[^;]+")
FIRST_ROWS = 8
"""Rows that are shown at once, and are as long as the level says; what is found of further regions is shown briefly."""
WORDS_A_ROW: dict[Level, int] = {"simple": 32, "detaille": 60}
WORDS_COMPARED: dict[Level, int] = {"simple": 100, "detaille": 210}
"""Words of a row where regions are looked for, and of all rows where those that are named are compared."""
A_FEW = 4
"""Words below which a line without a number is a label."""
SENTENCES_A_ROW: dict[Level, int] = {"simple": 2, "detaille": 4}
ROW: dict[Level, int] = {"simple": 1, "detaille": 2}
LONG, NEARLY = 45, 1.0
"""Words from which a row is long, and the score behind the best from which a shorter one is not as good."""
NEAR_THE_BEST = 0.5
"""Part of what the best row's sentences say of the question that another region's must say to have a row."""


def compares(question: Question, shape: Shape) -> bool:
    """Tell whether a question calls for a table by region."""
    return shape == "regions" or (len(question.regions) > 1 and joins_places(question.text))


def compare(question: Question, level: Level, segments: Sequence[Segment]) -> Draft:
    """Return the extracts of each region's row, region after region."""
    named = len(question.regions) > 1
    words = WORDS_COMPARED[level] // len(question.regions) if named else WORDS_A_ROW[level]
    fitting = sorted(_in_part(segments, words, named=named), key=lambda segment: -segment.score)
    rows = list(_named_rows(question, level, fitting)) if named else _found_rows(question, level, fitting)
    return Draft(sentences=tuple(sentence for row in rows for segment in row for sentence in sentences_of(segment)))


def table_of(answer: Answer, question: Question, language: Language) -> Table:
    """Return a checked answer as a table: a row for each region, and « rien trouvé » where it says nothing of one."""
    by_number = {citation.n: citation for citation in answer.citations}
    rows: dict[str, list[Cell]] = {region: [] for region in (question.regions if len(question.regions) > 1 else ())}
    for sentence in answer.sentences:
        if sentence.leads:
            continue
        region = _region_of(by_number[sentence.citations[0]], question)
        quoted = say(language, "answer.quote", text=sentence.text)
        rows.setdefault(region, []).append(Cell(text=quoted, citations=sentence.citations))
    nothing = Cell(text=say(language, "table.nothing"))
    return Table(
        columns=(say(language, "table.region"), say(language, "table.extracts")),
        rows=tuple((Cell(text=region), _joined(cells) if cells else nothing) for region, cells in rows.items()),
    )


def _in_part(segments: Sequence[Segment], words: int, *, named: bool) -> Iterator[Segment]:
    """Give segments that say something by themselves; of a list too long for a row, its best, with those around it.

    Where regions are looked for, the best alone: the others are of other matters.
    """
    for segment in segments:
        if segment.is_list and segment.words > words:
            yield (named and best_part(segment, within(words))) or best_item(segment)
        elif segment.words >= A_FEW or any(map(str.isdigit, segment.text)):
            yield segment


def _named_rows(question: Question, level: Level, segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    words = WORDS_COMPARED[level] // len(question.regions)
    for region in question.regions:
        own = [one for one in segments if speaks_of(one.candidates[0].hit, one.text, [region])]
        yield chosen(own, "other", within(words), Room(sentences=SENTENCES_A_ROW[level]))


def _found_rows(question: Question, level: Level, segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return a row for each region whose best segment says half as much of the question as any, or more."""
    by_region: dict[str, list[Segment]] = {}
    for segment in segments:
        regions = segment.candidates[0].hit.passage.regions
        if len(regions) == 1:
            by_region.setdefault(regions[0], []).append(segment)
    if not by_region:
        return [chosen(segments, "other", within(WORDS_COMPARED[level]), Room(sentences=SENTENCES_A_ROW[level]))]
    most = max(_said(own[0]) for own in by_region.values())
    found = [_readable(question.text, own) for own in by_region.values() if _said(own[0]) >= NEAR_THE_BEST * most]
    rows = [[one for one in own if _said(one) >= NEAR_THE_BEST * most] for own in found]
    levels: list[Level] = [level if place < FIRST_ROWS else "simple" for place in range(len(rows))]
    return [
        chosen(own[: ROW[size]], "other", within(WORDS_A_ROW[size]), Room(sentences=ROW[size]))
        for own, size in zip(rows, levels, strict=True)
        if own
    ]


def _readable(question: str, own: Sequence[Segment]) -> list[Segment]:
    """Return a region's segments, one that is not too long first where it is nearly as good as the best."""
    short = [one for one in own[:3] if one.words <= LONG and one.score >= own[0].score - NEARLY]
    first = short[0] if short else own[0]
    return [_clause(question, first), *(one for one in own if one is not first)]


def _clause(question: str, segment: Segment) -> Segment:
    """Return the clause of a long sentence, from one semicolon to the next, that says most of the question."""
    sentence = segment.candidates[0]
    if segment.is_list or segment.words <= LONG or ";" not in sentence.text:
        return segment
    asked = set(terms(question))
    clauses = [match for match in _CLAUSE.finditer(sentence.text) if match[0].strip()]
    best = max(clauses, key=lambda match: len(asked & set(terms(match[0]))))
    start = sentence.start + best.start() + len(best[0]) - len(best[0].lstrip())
    end = sentence.start + best.start() + len(best[0].rstrip())
    text = sentence.hit.document.text[start:end]
    return replace(segment, candidates=(replace(sentence, start=start, end=end, text=text),))


def _said(segment: Segment) -> float:
    """Return what a segment itself says of the question: its headings are those of other segments too."""
    return max(candidate.coverage + candidate.nearness for candidate in segment.candidates)


def _region_of(citation: Citation, question: Question) -> str:
    hit = citation.quote.hit
    asked = [region for region in question.regions if speaks_of(hit, citation.quote.text, [region])]
    return asked[0] if asked else hit.passage.regions[0] if hit.passage.regions else hit.document.title


def _joined(cells: Sequence[Cell]) -> Cell:
    """Return the quotes of a row as one cell, which keeps those of each citation apart."""
    groups = (list(group) for _, group in groupby(cells, key=lambda cell: cell.citations))
    parts = tuple(Cell(text=" ".join(one.text for one in group), citations=group[0].citations) for group in groups)
    if len(parts) == 1:
        return parts[0]
    numbers = dict.fromkeys(n for part in parts for n in part.citations)
    return Cell(text=" ".join(part.text for part in parts), citations=tuple(numbers), parts=parts)
