"""Sentences → what is shown or left out as one: a sentence, or a whole list with the heading that gives it sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.amounts import holds_amount, holds_money
from assistant.asked import asks_money, asks_yes_or_no
from assistant.evidence import Candidate
from assistant.said import names_a_person
from assistant.understand import Shape
from corpus.glossary import fold

FEW_WORDS, WORDS_WITH_ADDRESS = 6, 3
"""A line of at most so many words, its address on the web apart, is a label rather than a sentence."""
HOLDS_IT = 1.5
"""What a sentence gains that holds the number or the definition asked for: it comes before those only near."""
AROUND = 0.3
"""Share of the question's terms in a passage from which its amounts are compared with those of other places."""
A_LIST = 0.8
"""What a list gains where a list is asked for."""
SHORT_LIST, LONG_LIST = 60, 100
"""Words up to which a list is shown whole whatever is asked, and up to which it is if its items are alike."""
A_ROW = 40
"""Words up to which the cells of a table's row are shown together."""
ALIKE = 1.5
"""Score between the best and the last item of a list whose items are alike."""
_DATED = re.compile(r"\b(?:19|20)\d{2}\b.*[^\W\d_]{4}|[^\W\d_]{4}.*\b(?:19|20)\d{2}\b")
_WORD = re.compile(r"[^\W\d_]{3}")
DATES: frozenset[Shape] = frozenset({"date", "timeline"})
"""Shapes for which a year alone on its line may be what is asked for."""
_PROVENANCE = re.compile(r"(?:d'apres|sources?|based on) ?:|.*\blicen[cs]e cc\b|.*\btous droits reserves\b")
"""What opens the line that says where a document comes from, or what may be done with it."""
IN_CAPITALS = 5
"""Letters from which a first word in capitals opens a heading rather than names an institution."""
LABEL = 40
"""Characters below which a line may head what follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What is shown or left out as one: a sentence, or a list with the heading or lead-in that gives it sense."""

    candidates: tuple[Candidate, ...]
    head: tuple[Candidate, ...]
    score: float
    holds_amount: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is a list rather than a sentence or a table's row, which is never cut."""
        return len(self.candidates) > 1 and self.candidates[0].is_item

    @property
    def words(self) -> int:
        """Its length in words."""
        return sum(len(candidate.text.split()) for candidate in self.candidates)

    @property
    def text(self) -> str:
        """Its sentences, one after the other."""
        return " ".join(candidate.text for candidate in self.candidates)

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above it."""
        return self.candidates[0].hit.passage.heading_path

    @property
    def document_id(self) -> str:
        """The document that it stands in."""
        return self.candidates[0].hit.document.document_id


def segments_of(question: str, shape: Shape, candidates: Sequence[Candidate]) -> Iterator[Segment]:
    """Give the segments of the sentences, in their order."""
    for _, group in groupby(candidates, key=lambda candidate: candidate.hit.passage.passage_id):
        head: list[Candidate] = []
        items: list[Candidate] = []
        for row in _rows(group):
            if len(row) == 1 and row[0].is_item:
                items.append(row[0])
                continue
            if items:
                yield from _list_segments(question, shape, head, items)
                head, items = [], []
            if len(row) > 1:
                counts = _counts_here(shape, question) and any(_holds_amount(shape, question, cell) for cell in row)
                score = max(cell.score for cell in row) + (HOLDS_IT if counts else 0.0)
                yield Segment(candidates=row, head=(), score=score, holds_amount=counts)
                continue
            if not row:
                continue
            candidate = row[0]
            dated = shape == "timeline" and bool(_DATED.search(candidate.text)) and not _is_of_the_document(candidate)
            leads = (candidate.is_heading and not dated) or candidate.text.endswith((":", "?"))
            amount = _counts_here(shape, question) and _holds_amount(shape, question, candidate)
            if leads or len(candidate.text) < LABEL:
                head.append(candidate)
            silent = _says_nothing(candidate) or (shape not in DATES and not _WORD.search(candidate.text))
            if amount or (dated and not leads) or not (leads or silent):
                score = candidate.score + (HOLDS_IT if amount or _defines(shape, [candidate]) else 0.0)
                yield Segment(candidates=(candidate,), head=(), score=score, holds_amount=amount)
            if not leads and len(candidate.text) >= LABEL:
                head = []


def cut(segment: Segment, words: int) -> Segment:
    """Return the first items of a list, so many words at most, and one at least."""
    kept: list[Candidate] = []
    for candidate in segment.candidates:
        words -= len(candidate.text.split())
        if words < 0 and kept:
            break
        kept.append(candidate)
    return Segment(candidates=tuple(kept), head=segment.head, score=segment.score, holds_amount=segment.holds_amount)


def _rows(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, ...]]:
    """Give sentences one by one, but the cells of a table's row together; nothing at the end.

    A row says in its other cells who does a thing, where and when. One that is long, or all headings, is told apart.
    """
    for _, line in groupby(candidates, key=_line_of):
        cells = tuple(line)
        words = sum(len(cell.text.split()) for cell in cells)
        document = cells[0].hit.document.text
        is_row = "\t" in document[cells[0].end : cells[-1].start] and not all(cell.is_heading for cell in cells)
        if is_row and words <= A_ROW:
            yield cells
        else:
            yield from ((cell,) for cell in cells)
    yield ()


def _line_of(candidate: Candidate) -> int:
    """Return where the line of a document that a sentence stands in begins."""
    return candidate.hit.document.text.rfind("\n", 0, candidate.start)


def _counts_here(shape: Shape, question: str) -> bool:
    """Tell whether amounts are asked for, alone or of each region."""
    besides = shape in {"regions", "other"} and asks_money(question) and not asks_yes_or_no(question)
    return shape == "amount" or besides


def _holds_amount(shape: Shape, question: str, candidate: Candidate) -> bool:
    """Tell whether a sentence holds an amount that is asked for; in a comparison, one of a passage about it will do."""
    near = shape != "amount" and candidate.around >= AROUND and holds_money(candidate.text)
    return near or holds_amount(question, candidate)


def _defines(shape: Shape, candidates: Sequence[Candidate]) -> bool:
    """Tell whether a sentence, or a list's head, says that it defines, where a definition is asked for."""
    return shape == "definition" and any("defini" in fold(candidate.text) for candidate in candidates)


def _is_of_the_document(candidate: Candidate) -> bool:
    """Tell whether a line is its document's title, or says where it comes from."""
    folded = fold(candidate.text)
    return bool(_PROVENANCE.match(folded)) or folded == fold(candidate.hit.document.title)


def _says_nothing(candidate: Candidate) -> bool:
    """Tell whether a line asserts nothing by itself: a few words without a number or a person, or an address."""
    text = candidate.text
    words = text.split()
    if _is_of_the_document(candidate):
        return True
    if len(words) <= FEW_WORDS and names_a_person(text, candidate.hit.document.text):
        return False
    said = [word for word in words if "http" not in word and "www." not in word]
    if len(said) < len(words):
        return len(said) <= WORDS_WITH_ADDRESS
    capitals = len(words[0]) >= IN_CAPITALS and words[0].isupper()
    return len(words) <= FEW_WORDS and text[-1] not in ".!" and (capitals or not any(map(str.isdigit, text)))


def _list_segments(
    question: str, shape: Shape, head: Sequence[Candidate], items: Sequence[Candidate]
) -> Iterator[Segment]:
    """Give a list with its head, worth what its head or its best items say; or its items, where they are what answers.

    A list is shown whole where a list or a definition is asked for, where its head says more than its items, and
    where its items are alike: few words, or none much better than the others.
    """
    best = sorted((item.score for item in items), reverse=True)
    own, led = sum(best[:2]) / len(best[:2]), max((candidate.score for candidate in head[-3:]), default=0.0)
    asked = _counts_here(shape, question)
    words = sum(len(item.text.split()) for item in items)
    alike = not asked and (words <= SHORT_LIST or (words <= LONG_LIST and best[0] - best[-1] <= ALIKE))
    if shape in {"list", "definition"} or led >= own or alike:
        score = max(own, led) + (A_LIST if shape == "list" else 0.0) + (HOLDS_IT if _defines(shape, head[-2:]) else 0.0)
        yield Segment(candidates=tuple(items), head=tuple(head[-2:]), score=score)
        return
    for item in items:
        amount = asked and _holds_amount(shape, question, item)
        score = item.score + (HOLDS_IT if amount else 0.0)
        yield Segment(candidates=(item,), head=tuple(head[-2:]), score=score, holds_amount=amount)
