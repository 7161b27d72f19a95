"""Answers without a language model: exact extracts, whole lists, without repetition, in a readable order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.cite import plain
from assistant.evidence import Candidate
from assistant.model import Draft, DraftSentence, Level, Quote
from assistant.segments import Segment, cut, segments_of
from assistant.understand import Shape
from index.terms import terms

SENTENCES: dict[Level, int] = {"simple": 4, "detaille": 10}
WHOLE_LIST: dict[Level, int] = {"simple": 110, "detaille": 190}
"""Words up to which a list is shown whole where a list is asked for, whatever room is left."""
MARGIN = 3.0
"""Score behind that of the best segment from which one is not worth showing."""
REPEATS = 0.7
"""Share of a segment's terms that stand in one already shown from which it says the same."""
A_LABEL = 5
WORDS_REGIONS, SENTENCES_REGIONS = 170, 8
"""What a question for regions may take at either level: it is a table, with one extract for each region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of the documents' words may be shown."""

    level: Level
    words: int


def extract(
    question: str, shape: Shape, room: Room, candidates: Sequence[Candidate], series: Sequence[Candidate] = ()
) -> Draft:
    """Return the extracts that answer a question best, as a draft of exact sentences; a series comes whole, first."""
    if series and shape in {"list", "other"}:
        return Draft(sentences=tuple(_line(candidate) for candidate in series))
    segments = sorted(segments_of(question, shape, candidates), key=lambda segment: -segment.score)
    if shape == "regions":
        return _draft(_chosen(one_a_region(segments), shape, WORDS_REGIONS, SENTENCES_REGIONS, 0))
    chosen = _chosen(segments, shape, room.words, SENTENCES[room.level], WHOLE_LIST[room.level])
    return _draft(sorted(chosen, key=_year) if shape == "timeline" else chosen, in_order=shape == "timeline")


def one_a_region(segments: Sequence[Segment]) -> list[Segment]:
    """Return the best segment of each region, the best first; those of no single region are left out if any has one."""
    best: dict[str, Segment] = {}
    for segment in segments:
        regions = segment.candidates[0].hit.passage.regions
        if len(regions) == 1:
            best.setdefault(regions[0], segment)
    return list(best.values()) or list(segments)


def _chosen(
    segments: Sequence[Segment], shape: Shape, most_words: int, most_sentences: int, whole_list: int
) -> list[Segment]:
    chosen: list[Segment] = []
    words = 0
    for segment in segments:
        if chosen and segment.score < chosen[0].score - MARGIN:
            break
        if any(_repeats(segment, other) for other in chosen):
            continue
        too_much = words + segment.words > most_words or len(chosen) >= most_sentences
        if segment.is_list and too_much:
            first = shape in {"list", "definition"} and not any(one.is_list for one in chosen)
            if first or _continues(segment, chosen):
                segment = cut(segment, max(whole_list - words, most_words))
            elif not chosen:
                segment = cut(segment, most_words)
            else:
                continue
        elif chosen and too_much:
            continue
        chosen.append(segment)
        words += segment.words
    return chosen


def _year(segment: Segment) -> str:
    """Return the first year that a segment says, as it sorts."""
    found = re.search(r"\b(?:19|20)\d{2}\b", segment.text)
    return found[0] if found else "9999"


def _line(candidate: Candidate) -> DraftSentence:
    hit, text = candidate.hit, plain(candidate.text)
    quote = Quote(hit=hit, start=candidate.start, end=candidate.end, text=candidate.text)
    return DraftSentence(text=text, quotes=(quote,))


def _draft(chosen: Sequence[Segment], *, in_order: bool = False) -> Draft:
    """Return segments as a draft: those of a document together, as they stand in it, unless they are in order."""
    ordered = list(chosen)
    if not in_order:
        ordered.sort(key=lambda segment: (_place(segment, chosen), segment.candidates[0].start))
    return Draft(sentences=tuple(sentence for segment in ordered for sentence in _sentences(segment)))


def _repeats(segment: Segment, other: Segment) -> bool:
    """Tell whether a segment says hardly more than one that is shown: one text quoted by two documents, say."""
    own, theirs = set(terms(segment.text)), set(terms(other.text))
    if not own or len(own) < A_LABEL:
        return plain(segment.text).lower() in plain(other.text).lower()
    numbers = {term for term in own if term.isdigit()}
    return len(own & theirs) >= REPEATS * len(own) and numbers <= theirs


def _continues(segment: Segment, chosen: Sequence[Segment]) -> bool:
    """Tell whether a list goes on from one that is shown: same document, same last heading, next slide."""
    return any(
        one.is_list
        and segment.path
        and one.path[-1:] == segment.path[-1:]
        and one.document_id == segment.document_id
        for one in chosen
    )


def _place(segment: Segment, chosen: Sequence[Segment]) -> int:
    """Return the order of a segment's document: that of its best segment."""
    return next(place for place, one in enumerate(chosen) if one.document_id == segment.document_id)


def _sentences(segment: Segment) -> Iterator[DraftSentence]:
    head = _head_shown(segment)
    shown = [*head, *segment.candidates]
    first, last = shown[0], shown[-1]
    document = first.hit.document
    quote = Quote(hit=first.hit, start=first.start, end=last.end, text=document.text[first.start : last.end])
    for candidate in shown:
        text = plain(candidate.text)
        leads = candidate in head or (segment.is_list and text.endswith(":"))
        yield DraftSentence(text=text, quotes=(quote,), leads=leads)


def _head_shown(segment: Segment) -> Sequence[Candidate]:
    """Return the heading or lead-in right above a list that is shown from its first item: it gives it sense."""
    if not segment.head:
        return ()
    head, first = segment.head[-1], segment.candidates[0]
    if not segment.is_list and not (head.is_heading or head.text.endswith(":")):
        return ()
    between = first.hit.document.text[head.end : first.start]
    return (head,) if first.hit is head.hit and not between.strip() else ()
