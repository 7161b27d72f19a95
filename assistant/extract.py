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
MARGIN, FAR = 3.0, 6.0
"""Score behind that of the best segment from which one is shown only if it says much of the question, and never."""
SAYS_MUCH = 0.45
"""Share of the question's terms that such a segment holds itself."""
NEARLY = 0.7
"""Score behind the best from which a shorter sentence is not nearly as good."""
REPEATS = 0.7
"""Share of a segment's terms that stand in one already shown from which it says the same."""
A_LABEL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of the documents' words may be shown."""

    level: Level
    words: int


def extract(shape: Shape, room: Room, segments: Sequence[Segment], series: Sequence[Candidate] = ()) -> Draft:
    """Return the extracts that answer best, of ranked segments, as exact sentences; a series comes whole, first."""
    if series and shape in {"list", "other"}:
        return Draft(sentences=tuple(_line(candidate) for candidate in series))
    kept = chosen(segments, shape, room.words, SENTENCES[room.level], WHOLE_LIST[room.level])
    return _draft(sorted(kept, key=_year) if shape == "timeline" else kept, in_order=shape == "timeline")


def ranked(question: str, shape: Shape, candidates: Sequence[Candidate]) -> list[Segment]:
    """Return the segments of the sentences, the best first."""
    return sorted(segments_of(question, shape, candidates), key=lambda segment: -segment.score)


def chosen(
    segments: Sequence[Segment], shape: Shape, most_words: int, most_sentences: int, whole_list: int
) -> list[Segment]:
    """Return the segments that are shown of some, the best first: one at least, no more words than there is room."""
    kept: list[Segment] = []
    words = 0
    segments = _short_first(segments, most_words)
    for segment in segments:
        if kept and not _is_worth(segment, kept[0], shape):
            continue
        if any(_repeats(segment, other) for other in kept):
            continue
        too_much = words + segment.words > most_words or len(kept) >= most_sentences
        if segment.is_list and too_much:
            first = shape in {"list", "definition"} and not any(one.is_list for one in kept)
            if first or _continues(segment, kept):
                segment = cut(segment, max(whole_list - words, most_words))
            elif not kept:
                segment = cut(segment, most_words)
            else:
                continue
        elif kept and too_much:
            continue
        kept.append(segment)
        words += segment.words
    return kept


def _short_first(segments: Sequence[Segment], most_words: int) -> list[Segment]:
    """Return segments with one that fits before a first sentence that does not, where it is nearly as good."""
    if not segments or segments[0].is_list or segments[0].words <= most_words:
        return list(segments)
    fits = (one for one in segments if one.words <= most_words and one.score >= segments[0].score - NEARLY)
    first = next(fits, segments[0])
    return [first, *(one for one in segments if one is not first)]


def _is_worth(segment: Segment, best: Segment, shape: Shape) -> bool:
    behind = best.score - segment.score
    if shape == "timeline":
        return behind <= FAR and _year(segment) < "9999"
    said = max(candidate.coverage for candidate in segment.candidates)
    return behind <= MARGIN or (behind <= FAR and said >= SAYS_MUCH)


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
    return Draft(sentences=tuple(sentence for segment in ordered for sentence in sentences_of(segment)))


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
        one.is_list and segment.path and one.path[-1:] == segment.path[-1:] and one.document_id == segment.document_id
        for one in chosen
    )


def _place(segment: Segment, chosen: Sequence[Segment]) -> int:
    """Return the order of a segment's document: that of its best segment."""
    return next(place for place, one in enumerate(chosen) if one.document_id == segment.document_id)


def sentences_of(segment: Segment) -> Iterator[DraftSentence]:
    """Give the sentences of a segment, its head before them, as quotes of one span."""
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
