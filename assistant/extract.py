"""Answers without a language model: exact extracts, whole lists, without repetition, in a readable order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.cite import plain
from assistant.evidence import Candidate
from assistant.judge import holds_amount
from assistant.model import Draft, DraftSentence, Level, Quote
from assistant.understand import Shape
from corpus.glossary import fold

WORDS: dict[Level, int] = {"simple": 60, "detaille": 210}
"""Words of extracts at each level; attributions, the lexicon and warnings come on top, to 90 and 250."""
SENTENCES: dict[Level, int] = {"simple": 3, "detaille": 8}
FEW_WORDS, WORDS_WITH_ADDRESS = 6, 3
"""A line of at most so many words, its address on the web apart, is a label rather than a sentence."""
WORTH = 0.62
"""Part of the best segment's score that a further one must have to be shown."""

WORDS_REGIONS, SENTENCES_REGIONS = 150, 8
"""What a question for regions may take at either level: it is a list, with one extract for each region."""
HOLDS_IT = 0.5
"""What a sentence gains that holds the number or the definition asked for: it comes before those only near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What is shown or left out as one: a sentence, or a list with the heading or lead-in that gives it sense."""

    candidates: tuple[Candidate, ...]
    head: tuple[Candidate, ...]
    score: float
    holds_amount: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is a list rather than a sentence."""
        return len(self.candidates) > 1

    @property
    def words(self) -> int:
        """Its length in words."""
        return sum(len(candidate.text.split()) for candidate in self.candidates)


def extract(question: str, shape: Shape, level: Level, candidates: Sequence[Candidate]) -> Draft:
    """Return the extracts that answer a question best, as a draft of exact sentences."""
    segments = sorted(_segments(question, shape, candidates), key=lambda segment: -segment.score)
    if any(segment.holds_amount for segment in segments):
        segments = [segment for segment in segments if segment.holds_amount]
    if shape == "regions":
        segments = _one_a_region(segments)
    most_words, most_sentences = (
        (WORDS_REGIONS, SENTENCES_REGIONS) if shape == "regions" else (WORDS[level], SENTENCES[level])
    )
    chosen: list[Segment] = []
    seen: set[str] = set()
    words = 0
    for segment in segments:
        if chosen and segment.score < WORTH * chosen[0].score:
            break
        key = fold(plain(" ".join(candidate.text for candidate in segment.candidates)))
        if any(key in other or other in key for other in seen):
            continue
        whole = shape in {"list", "definition"} and segment.is_list and not any(one.is_list for one in chosen)
        too_much = words + segment.words > most_words or len(chosen) >= most_sentences
        if chosen and too_much and not _continues(segment, chosen):
            continue
        if segment.is_list and too_much and not whole and not _continues(segment, chosen):
            segment = _cut(segment, most_words - words)
        if segment.candidates:
            chosen.append(segment)
            seen.add(key)
            words += segment.words
    ordered = sorted(chosen, key=lambda segment: (_place(segment, chosen), segment.candidates[0].start))
    return Draft(sentences=tuple(sentence for segment in ordered for sentence in _sentences(segment)))


def _segments(question: str, shape: Shape, candidates: Sequence[Candidate]) -> Iterator[Segment]:
    for _, group in groupby(candidates, key=lambda candidate: candidate.hit.passage.passage_id):
        head: list[Candidate] = []
        items: list[Candidate] = []
        for candidate in [*group, None]:
            if candidate is not None and candidate.is_item:
                items.append(candidate)
                continue
            if items:
                yield _list_segment(question, shape, head, items)
                head, items = [], []
            if candidate is None:
                continue
            leads = candidate.is_heading or candidate.text.endswith((":", "?"))
            amount = shape == "amount" and holds_amount(question, candidate)
            if leads or len(candidate.text) < 40:
                head.append(candidate)
            if amount or not (leads or _says_nothing(candidate.text)):
                score = candidate.score + (HOLDS_IT if amount or _defines(shape, [candidate]) else 0.0)
                yield Segment(candidates=(candidate,), head=(), score=score, holds_amount=amount)
            if not leads and len(candidate.text) >= 40:
                head = []


def _defines(shape: Shape, candidates: Sequence[Candidate]) -> bool:
    """Tell whether a sentence, or a list's head, says that it defines, where a definition is asked for."""
    return shape == "definition" and any("defini" in fold(candidate.text) for candidate in candidates)


def _one_a_region(segments: Sequence[Segment]) -> list[Segment]:
    """Return the best segment of each region, the best first; those of no single region are left out if any has one."""
    best: dict[str, Segment] = {}
    for segment in segments:
        regions = segment.candidates[0].hit.passage.regions
        if len(regions) == 1:
            best.setdefault(regions[0], segment)
    return list(best.values()) or list(segments)


def _says_nothing(text: str) -> bool:
    """Tell whether a line asserts nothing by itself: a few words without a number, or an address on the web."""
    words = text.split()
    said = [word for word in words if "http" not in word and "www." not in word]
    if len(said) < len(words):
        return len(said) <= WORDS_WITH_ADDRESS
    return len(words) <= FEW_WORDS and text[-1] not in ".!" and not any(letter.isdigit() for letter in text)


def _list_segment(question: str, shape: Shape, head: Sequence[Candidate], items: Sequence[Candidate]) -> Segment:
    """Return a list with its head; it is worth what its head or its items say of the question."""
    best = sorted((item.score for item in items), reverse=True)[:2]
    own = sum(best) / len(best)
    led = max((candidate.score for candidate in head[-3:]), default=0.0)
    score = max(own, led) + (0.15 if shape == "list" else 0.0) + (HOLDS_IT if _defines(shape, head[-2:]) else 0.0)
    if shape not in {"list", "definition"} and own > led:  # one item answers, the list around it does not
        item = max(items, key=lambda one: (shape == "amount" and holds_amount(question, one), one.score))
        amount = shape == "amount" and holds_amount(question, item)
        score = item.score + (HOLDS_IT if amount else 0.0)
        return Segment(candidates=(item,), head=tuple(head[-2:]), score=score, holds_amount=amount)
    return Segment(candidates=tuple(items), head=tuple(head[-2:]), score=score)


def _continues(segment: Segment, chosen: Sequence[Segment]) -> bool:
    """Tell whether a list goes on from one that is shown: same document, same last heading, next slide."""
    if not segment.is_list:
        return False
    path, document = _path(segment), segment.candidates[0].hit.document.document_id
    return any(
        one.is_list and path and _path(one)[-1:] == path[-1:] and one.candidates[0].hit.document.document_id == document
        for one in chosen
    )


def _path(segment: Segment) -> tuple[str, ...]:
    return segment.candidates[0].hit.passage.heading_path


def _cut(segment: Segment, words: int) -> Segment:
    kept: list[Candidate] = []
    for candidate in segment.candidates:
        words -= len(candidate.text.split())
        if words < 0 and kept:
            break
        kept.append(candidate)
    return Segment(candidates=tuple(kept), head=segment.head, score=segment.score)


def _place(segment: Segment, chosen: Sequence[Segment]) -> int:
    """Return the order of a segment's document: that of its best segment."""
    document = segment.candidates[0].hit.document.document_id
    return next(place for place, one in enumerate(chosen) if one.candidates[0].hit.document.document_id == document)


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
    if not segment.is_list or not segment.head:
        return ()
    head, first = segment.head[-1], segment.candidates[0]
    between = first.hit.document.text[head.end : first.start]
    return (head,) if first.hit is head.hit and not between.strip() else ()
