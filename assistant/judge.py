"""Whether the documents say what is asked, before anything is shown; where they do not, why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.asked import document_asked, greets, is_a_choice, is_personal
from assistant.evidence import Candidate
from assistant.holds import holds_what_is_asked
from assistant.model import Reason
from assistant.periods import is_about_now, is_outdated
from assistant.place_names import joins_places, parts_named, scope_of
from assistant.places import about_the_place, has_its_section, missing_regions
from assistant.rarity import Weights
from assistant.understand import Shape
from assistant.unheld import unheld
from assistant.vague import readings_among, says_too_little
from corpus.glossary import fold
from index.model import Hit, Question
from index.question import mentioned
from index.terms import terms

SAID = 0.7
"""Least sum of two measures for the documents to say something of what is asked: the share of the question's terms, by
rarity, that one sentence and its headings hold, and the cosine similarity of question and sentence. Calibrated on the
development questions and on questions from outside the subject."""
SAID_HERE = 0.45
"""The same where the question names a place and the sentences are that place's: less is left to be said."""
SAID_ELSEWISE = 0.55
"""The same where the question is in English: few of its terms can stand in documents in French."""
OUTSIDE = 0.5
"""Cosine similarity below which a question that is not said is outside the subject, rather than absent."""
MOSTLY_UNKNOWN, NEAR = 0.65, 0.5
"""Share of a question's terms that no passage holds from which it is outside the subject, unless a sentence is near."""
SHOWN = 13
"""Sentences, the best, among which what is asked for must be: no answer shows more of them."""
_ENDED = re.compile(r"\baboli|\bn'existe plus|\bn'existent plus|\bdissous|\bdissolution|\bfusionne")
NOW, WHOLE_TEXT = "missing.now", "missing.text"
"""Keys of what is missing that has no name of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why the documents cannot answer a question, or no reason; the sentences that may; and what is missing.

    `missing` are the places and names asked about that the documents do not speak of, `readings` the several things
    that the question may mean.
    """

    reason: Reason | None
    candidates: tuple[Candidate, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


def judge(
    question: Question,
    shape: Shape,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    weights: Weights,
    today: date,
) -> Verdict:
    """Return whether the documents can answer a question."""
    if is_personal(question.text) or greets(question.text):
        return Verdict(reason="off_topic")
    if says_too_little(question):
        return Verdict(reason="ambiguous", readings=readings_among(hits))
    if not hits or not candidates:
        return Verdict(reason="absent", missing=question.regions)
    if is_off_topic(question, candidates, weights):
        return Verdict(reason="off_topic")
    if is_outdated(question, hits, today):
        return since_then(question, candidates)
    parts, regions = parts_named(question.text), question.regions or scope_of(question.text)
    here = about_the_place(parts, regions, candidates)
    if not here:
        return Verdict(reason="absent", missing=parts or regions)
    if strange := unheld(question.text, weights):
        return Verdict(reason="absent", missing=strange)
    if evidence_in(here) < least_evidence(
        question, placed=has_its_section(parts, here) if parts else bool(question.regions)
    ):
        return Verdict(reason="absent")
    best = {id(one) for one in sorted(here, key=lambda one: -one.score)[:SHOWN]}
    if not holds_what_is_asked(question, shape, [one for one in here if id(one) in best], weights):
        return Verdict(reason="absent")
    if wanted := document_asked(question.text):
        return whole_document(wanted, bool(parts), here)
    each = len(question.regions) > 1 and joins_places(question.text) and not is_a_choice(question.text)
    missing = missing_regions(question.regions, here) if each else ()
    return Verdict(reason=None, candidates=tuple(here), missing=missing)


def least_evidence(question: Question, *, placed: bool) -> float:
    """Return the evidence from which the documents say something of what is asked, of a place of theirs or not."""
    if placed:
        return SAID_HERE
    return SAID if question.language == "fr" else SAID_ELSEWISE


def since_then(question: Question, candidates: Sequence[Candidate]) -> Verdict:
    """Return what can be said of the present from older sources: at most that an institution has ended."""
    ended = [one for one in candidates if _ENDED.search(fold(one.text))]
    named = [entry for entry, _ in mentioned(question.text, question.language) if entry.valid_to]
    if ended and named and is_about_now(question.text) and not question.years:
        return Verdict(reason=None, candidates=tuple(ended), missing=(NOW,))
    return Verdict(reason="outdated")


def whole_document(wanted: str, placed: bool, here: Sequence[Candidate]) -> Verdict:
    """Return whether a document that is asked for whole is one of ours; else what is said of it, if it has a place."""
    own = set(terms(wanted))
    if any(own <= set(terms(candidate.hit.document.title)) for candidate in here):
        return Verdict(reason=None, candidates=tuple(here))
    return Verdict(reason=None if placed else "absent", candidates=tuple(here), missing=(WHOLE_TEXT,))


def is_off_topic(question: Question, candidates: Sequence[Candidate], weights: Weights) -> bool:
    """Tell whether a question is outside the documents' subject; a region of theirs never is."""
    near = max(candidate.nearness for candidate in candidates)
    if question.regions:
        return False
    if weights.unknown_share >= MOSTLY_UNKNOWN and near < NEAR:
        return True
    return evidence_in(candidates) < SAID and near < OUTSIDE


def evidence_in(candidates: Sequence[Candidate]) -> float:
    """Return how far the best sentence says something of what is asked: what `SAID` is a threshold of."""
    return max((candidate.context + candidate.nearness for candidate in candidates), default=0.0)
