"""Whether the documents say what is asked, before anything is shown; where they do not, why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.asked import (
    asks_duration,
    asks_money,
    asks_share,
    contact_asked,
    is_personal,
    presumed_verb,
    unheld_names,
)
from assistant.evidence import Candidate
from assistant.model import Reason
from assistant.periods import is_outdated
from assistant.places import about_the_place, missing_regions, parts_named
from assistant.rarity import Weights
from assistant.understand import Shape
from assistant.vague import readings_among, says_too_little
from corpus.glossary import fold
from index.model import Hit, Question
from index.terms import terms

SAID = 0.6
"""Least sum of two measures for the documents to say something of what is asked: the share of the question's terms, by
rarity, that one sentence and its headings hold, and the cosine similarity of question and sentence. Calibrated on the
development questions and on questions from outside the subject."""
OUTSIDE = 0.5
"""Cosine similarity below which a question that is not said is outside the subject, rather than absent."""
MOSTLY_UNKNOWN, NEAR = 0.65, 0.5
"""Share of a question's terms that no passage holds from which it is outside the subject, unless a sentence is near."""
COVERED = 0.4
"""Share of the question's terms that a sentence and its headings must hold for its number to be the one asked for."""
COVERED_AROUND = 0.55
"""The same share in the whole passage, which will do for an amount of money: few passages hold two."""

_DIGIT = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille|\w+aines?)\b"
)
_MONEY = re.compile(r"\$|\bdollars?\b|\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
_SHARE = re.compile(r"\d\s?%|\bpour cent\b|\bpercent\b|\b\d+ sur \d+\b")
_DURATION = re.compile(
    r"\b(?:\d+|une?|deux|trois|quatre|cinq|six|dix|douze|dix-huit|vingt) (?:ans?|annees?|mois|semaines?|jours?)\b"
)
_CONTACT = re.compile(r"\b\d{3}[-. )]+\d{3}[-. ]\d{4}\b|\S@\S|\d ?\$")


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
    question: Question, shape: Shape, hits: Sequence[Hit], candidates: Sequence[Candidate], weights: Weights, today: date
) -> Verdict:
    """Return whether the documents can answer a question."""
    if is_personal(question.text):
        return Verdict(reason="off_topic")
    if says_too_little(question):
        return Verdict(reason="ambiguous", readings=readings_among(hits))
    if not hits or not candidates:
        return Verdict(reason="absent", missing=question.regions)
    if is_off_topic(question, candidates, weights):
        return Verdict(reason="off_topic")
    if is_outdated(question, hits, today):
        return Verdict(reason="outdated")
    here = about_the_place(question.text, question.regions, candidates)
    if not here:
        return Verdict(reason="absent", missing=parts_named(question.text) or question.regions)
    if unheld := unheld_names(question.text, weights):
        return Verdict(reason="absent", missing=unheld)
    if evidence_in(here) < SAID or not holds_what_is_asked(question, shape, here, weights):
        return Verdict(reason="absent")
    missing = missing_regions(question.regions, here) if len(question.regions) > 1 else ()
    return Verdict(reason=None, candidates=tuple(here), missing=missing)


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


def holds_what_is_asked(question: Question, shape: Shape, candidates: Sequence[Candidate], weights: Weights) -> bool:
    """Tell whether the sentences hold the kind of thing that is asked for: a number, a date, the event presumed."""
    text = question.text
    if shape == "amount" and not any(holds_amount(text, candidate) for candidate in candidates):
        return False
    if shape == "date" and not any(_holds_date(candidate) for candidate in candidates):
        return False
    if asks_share(text) and not any(_SHARE.search(candidate.text) for candidate in candidates):
        return False
    if contact_asked(text) and not any(_CONTACT.search(candidate.text) for candidate in candidates):
        return False
    verb = presumed_verb(text)
    return not verb or verb not in weights.rarity or any(_said_around(verb, one, weights) for one in candidates)


def holds_amount(question: str, candidate: Candidate) -> bool:
    """Tell whether a sentence holds a number of the kind asked for, about what is asked."""
    text = re.sub(r"^\s*(?:•|\d{1,2}[.)]|\d+(?:\.\d+)+)\s", "", candidate.text)
    if asks_duration(question):
        return bool(_DURATION.search(fold(text))) and candidate.context >= COVERED / 2
    if asks_money(question):
        return bool(_MONEY.search(text)) and (candidate.context >= COVERED or candidate.around >= COVERED_AROUND)
    return bool(_DIGIT.search(fold(text))) and candidate.coverage >= COVERED / 2 and candidate.context >= COVERED


def _holds_date(candidate: Candidate) -> bool:
    return candidate.context >= COVERED / 2 and bool(re.search(r"\b(?:19|20)\d{2}\b", candidate.text))


def _said_around(verb: str, candidate: Candidate, weights: Weights) -> bool:
    return weights.said(verb, set(terms(candidate.hit.passage.text)))
