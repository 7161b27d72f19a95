"""Numbered series that run through a whole document: « Objectif 1 : … » in one section, « Objectif 2 : … » in another.

A list that is asked for may be the headings of a document rather than lines under one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.rarity import Weights
from corpus.catalogue import Catalogue
from corpus.glossary import fold
from corpus.model import Passage
from index.model import Hit, Question, Why
from index.terms import terms

LABELS = (
    "objectif|axe|enjeu|orientation|volet|priorite|chantier|mesure|principe|etape|action|defi|levier|dossier|piste|phase|"
    "objective|goal|priority|step|strategy|strategie"
)
_ASKED = re.compile(rf"\b({LABELS})(?:s|x|ies)\b(?! \d)")
_ENGLISH = {
    "objective": "objectif",
    "goal": "objectif",
    "priority": "priorite",
    "step": "etape",
    "strategy": "strategie",
}
LEAST = 2
"""Numbers from which lines with one label are a series."""
DOCUMENTS = 2
"""Documents, the best first, that are looked through."""
ABOUT = 0.4
"""Share of the question's terms that the series' passages must hold for it to be the one asked for."""


def series_asked(question: str) -> str | None:
    """Return the folded label of the list that a question asks for, such as « objectif »; « l'axe 2 » asks for none."""
    found = _ASKED.search(fold(question))
    return _ENGLISH.get(found[1], found[1]) if found else None


def series_in(
    question: Question, hits: Sequence[Hit], weights: Weights, catalogue: Catalogue
) -> tuple[tuple[Hit, int, int], ...]:
    """Return the lines of the series that is asked for, as hits and spans, in the order of their numbers."""
    label = series_asked(question.text)
    if not label:
        return ()
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.document.document_id, hit)
    for hit in list(first.values())[:DOCUMENTS]:
        asked = question.regions or hit.passage.regions
        found = dict(_lines(hit, catalogue.passages_of(hit.document.document_id), label, asked))
        lines = tuple(found[number] for number in _without_gap(found))
        if len(lines) >= LEAST and weights.share(_terms_of(hit, lines)) >= ABOUT:
            return lines
    return ()


def _lines(
    hit: Hit, passages: Sequence[Passage], label: str, asked: Sequence[str]
) -> Iterator[tuple[int, tuple[Hit, int, int]]]:
    """Give the lines that bear a label and a number, the last first so that the first of each number stays."""
    pattern = re.compile(rf"^\W*{label}\s*:?\s*(\d{{1,2}})\b[\s.:)–-]*\S")
    for passage in reversed(passages):
        if asked and not set(asked) & set(passage.regions):
            continue
        for start, end in reversed(sentence_lines(hit.document.text, passage.start, passage.end)):
            line = hit.document.text[start:end]
            if len(line.split()) > LEAST and (match := pattern.match(fold(line))):
                yield int(match[1]), (_hit_at(hit, passage), start, end)


def sentence_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the lines of a part of a text, without the blanks around them."""
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n\t]+", text[start:end]):
        line = match[0]
        left = start + match.start() + len(line) - len(line.lstrip())
        spans.append((left, start + match.end() - (len(line) - len(line.rstrip()))))
    return [(left, right) for left, right in spans if left < right]


def _without_gap(found: dict[int, tuple[Hit, int, int]]) -> Iterator[int]:
    number = 1
    while number in found:
        yield number
        number += 1


def _terms_of(hit: Hit, lines: Sequence[tuple[Hit, int, int]]) -> set[str]:
    held = set(terms(hit.document.title)) | set(terms(hit.passage.text))
    for one, _, _ in lines:
        held |= set(terms(" ".join(one.passage.heading_path))) | set(terms(one.passage.text))
    return held


def _hit_at(hit: Hit, passage: Passage) -> Hit:
    if passage.passage_id == hit.passage.passage_id:
        return hit
    why = Why(lexical=None, semantic=None)
    return Hit(passage=passage, document=hit.document, rank=hit.rank, score=hit.score, why=why)
