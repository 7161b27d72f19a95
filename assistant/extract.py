"""Answers without a language model: exact extracts, whole lists, without repetition, in a readable order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.cite import plain
from assistant.evidence import Candidate
from assistant.model import Draft, DraftSentence, Level, Quote, Sentence
from assistant.segments import HOLDS_IT, Segment, cut, segments_of
from assistant.understand import Shape
from index.terms import terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of some segments is shown, and what a word is worth there.

    `whole_list`: words up to which a list is shown whole where a list is asked for, whatever room is left.
    `word`: score that a word must be worth, beside the best segment: of two nearly as good, the shorter leaves room.
    """

    sentences: int
    whole_list: int = 0
    word: float = 0.01


ROOM: dict[Level, Room] = {
    "simple": Room(sentences=6, whole_list=110, word=0.015),
    "detaille": Room(sentences=12, whole_list=190),
}
PART_OF_A_LIST = 30
"""Words of such a list that are shown at least, whatever is shown before it."""
LIST_FAR = 2.2
"""Score behind the best from which such a list is not shown beyond the room."""
MARGIN, FAR = 3.0, 6.0
"""Score behind that of the best segment from which one is shown only if it says much of the question, and never."""
SAYS_MUCH = 0.45
"""Share of the question's terms that such a segment holds itself."""
NEARLY = 0.7
"""Score behind the best from which a shorter sentence is not nearly as good."""
REPEATS = 0.7
"""Share of a segment's terms that stand in one already shown from which it says the same."""
A_LABEL = 5

Fits = Callable[[Sequence[Segment]], bool]
"""Whether there is room for some segments together."""


def extract(
    shape: Shape,
    level: Level,
    segments: Sequence[Segment],
    fits: Callable[[Draft], bool],
    series: Sequence[Candidate] = (),
) -> Draft:
    """Return the extracts that answer best, of ranked segments, as exact sentences; a series comes whole, first.

    `fits` tells whether there is room for a draft.
    """
    if series and shape in {"list", "other"}:
        return Draft(sentences=tuple(_line(candidate) for candidate in series))

    def drafted(kept: Sequence[Segment]) -> Draft:
        return _draft(sorted(kept, key=_year) if shape == "timeline" else kept, in_order=shape == "timeline")

    return drafted(chosen(segments, shape, lambda kept: fits(drafted(kept)), ROOM[level]))


def ranked(question: str, shape: Shape, candidates: Sequence[Candidate]) -> list[Segment]:
    """Return the segments of the sentences, the best first."""
    return sorted(segments_of(question, shape, candidates), key=lambda segment: -segment.score)


def words_of(sentences: Iterable[DraftSentence | Sentence]) -> int:
    """Return the number of words of some sentences."""
    return sum(len(sentence.text.split()) for sentence in sentences)


def within(words: int) -> Fits:
    """Return a rule by which segments fit that have so many words at most."""
    return lambda kept: sum(segment.words for segment in kept) <= words


def chosen(segments: Sequence[Segment], shape: Shape, fits: Fits, room: Room) -> list[Segment]:
    """Return the segments that are shown of some, the best first: one at least, no more than there is room for."""
    kept: list[Segment] = []
    for segment in _in_turn(segments, fits, room.word):
        goes_on = kept and shape != "timeline" and kept[0].score - segment.score <= FAR and _follows(segment, kept)
        if kept and not (goes_on or _is_worth(segment, kept[0], shape)):
            continue
        if any(_repeats(segment, other) or segment.candidates[0] in _head_shown(other) for other in kept):
            continue
        shown: Segment | None = segment
        if len(kept) >= room.sentences or not fits([*kept, segment]):
            shown = _what_fits(segment, kept, shape, fits, room)
        if shown:
            kept = [*(one for one in kept if one.candidates[0] not in _head_shown(shown)), shown]
    return kept


def _what_fits(segment: Segment, kept: Sequence[Segment], shape: Shape, fits: Fits, room: Room) -> Segment | None:
    """Return what is shown of a segment for which there is no room: a list that is asked for, or the best of a list."""
    if segment.is_list:
        asked = shape in {"list", "definition"} and (not kept or kept[0].score - segment.score <= LIST_FAR)
        if asked and (_continues(segment, kept) or not any(one.is_list for one in kept)):
            return cut(segment, max(room.whole_list - sum(one.words for one in kept), PART_OF_A_LIST))
        if len(kept) < room.sentences and (part := best_part(segment, lambda part: fits([*kept, *part]))):
            return part
    if kept:
        return None
    return best_item(segment) if segment.is_list else segment


def _in_turn(segments: Sequence[Segment], fits: Fits, word: float) -> list[Segment]:
    """Return segments as they are tried: the best, then what says most in few words.

    A best sentence for which there is no room gives way to one that is nearly as good; a list may be cut.
    """
    if not segments:
        return []
    first = segments[0]
    if not first.is_list and not fits([first]):
        nearly = (one for one in segments if one.score >= first.score - NEARLY and fits([one]))
        first = next(nearly, first)
    others = (one for one in segments if one is not first)
    return [first, *sorted(others, key=lambda segment: word * segment.words - segment.score)]


def best_part(segment: Segment, fits: Fits) -> Segment | None:
    """Return the items of a list around its best for which there is room, from its first if they can; None if none."""
    items = segment.candidates
    best = items.index(best_item(segment).candidates[0])
    counts = range(len(items), 0, -1)
    runs = [
        *((0, count) for count in counts),
        *((first, first + count) for count in counts for first in range(1, best + 1)),
    ]
    parts = (replace(segment, candidates=items[first:end]) for first, end in runs if best < end <= len(items))
    return next((part for part in parts if fits([part])), None)


def best_item(segment: Segment) -> Segment:
    """Return a list's best item alone."""
    return replace(segment, candidates=(max(segment.candidates, key=lambda candidate: candidate.score),))


def _follows(segment: Segment, kept: Sequence[Segment]) -> bool:
    """Tell whether a sentence stands right after one that is shown: it often goes on with what that says."""
    first = segment.candidates[0]
    between = (
        first.hit.document.text[one.candidates[-1].end : first.start]
        for one in kept
        if one.document_id == segment.document_id and one.candidates[-1].end <= first.start
    )
    return not segment.is_list and any(not text.strip() for text in between)


def _is_worth(segment: Segment, best: Segment, shape: Shape) -> bool:
    behind = best.score - segment.score
    if best.holds_amount and not segment.holds_amount:
        behind -= HOLDS_IT  # what the amount gained does not make the rest worth less
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
