"""Whether the documents say what is asked, before anything is shown; where they do not, why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Candidate, Weights
from assistant.model import Reason
from assistant.understand import Shape
from corpus.dates import year_span
from corpus.glossary import fold
from index.model import Hit, Question

SAID = 0.82
"""Least sum of two measures for the documents to say something of what is asked: the share of the question's terms, by
rarity, that one sentence and its headings hold, and the cosine similarity of question and sentence. Calibrated on the
development questions and on questions from outside the subject."""
OUTSIDE = 0.5
"""Cosine similarity below which a question that is not said is outside the subject, rather than absent."""
NEAR = 0.6
MOSTLY_UNKNOWN = 0.45
"""Share of a question's terms that no passage holds from which it is outside the subject, unless a sentence is near."""
COVERED = 0.4
"""Share of the question's terms that a sentence and its headings must hold for its number to be the one asked for."""

COVERED_AROUND = 0.55
"""The same share in the whole passage, which will do for an amount of money: few passages hold two."""

_DIGIT = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille)\b"
)
_MONEY_ASKED = re.compile(
    r"\bargent\b|\bbudget|\bmontant|\bsomme|\benveloppe|\bcout|\bfinanci|\bdollars?\b|\bmoney\b|"
    r"\bfunding\b|\$|pour combien"
)
_MONEY = re.compile(r"\$|\bdollars?\b|\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
_DURATION_ASKED = re.compile(
    r"\bcombien (?:de temps|d'annees|de mois|de jours)|\bhow long\b|\bcouvre combien\b|\bduree\b"
)
_DURATION = re.compile(
    r"\b(?:\d+|une?|deux|trois|quatre|cinq|six|dix|douze|dix-huit|vingt) (?:ans?|annees?|mois|semaines?|jours?)\b"
)
_PERSONAL = re.compile(
    r"\bpour qui (?:je |on )?(?:devrais?[- ]?(?:je )?)?vot|\bvoter\b|\b(?:est[- ]ce que )?j'?ai droit\b|"
    r"\bma job\b|\bmon (?:cheque|loyer|medecin|proprio)|"
    r"\bwho should i vote|\bam i (?:eligible|entitled)"
)


def judge(
    question: Question, shape: Shape, hits: Sequence[Hit], candidates: Sequence[Candidate], weights: Weights
) -> Reason | None:
    """Return why the documents cannot answer a question, or no reason when they can."""
    if _PERSONAL.search(fold(question.text)):
        return "off_topic"
    if not hits or not candidates:
        return "absent"
    near = max(candidate.nearness for candidate in candidates)
    named = bool(question.regions)  # a region of theirs is not outside their subject
    if weights.unknown_share >= MOSTLY_UNKNOWN and near < NEAR:
        return "absent" if named else "off_topic"
    if evidence_in(candidates) < SAID:
        return "off_topic" if near < OUTSIDE and not named else "absent"
    if question.regions and not any(set(question.regions) & set(hit.passage.regions) for hit in hits):
        return "absent"
    if question.years and _all_later(question.years, hits):
        return "outdated"
    if shape == "amount" and not any(holds_amount(question.text, candidate) for candidate in candidates):
        return "absent"
    if shape == "date" and not any(_holds_date(candidate) for candidate in candidates):
        return "absent"
    return None


def evidence_in(candidates: Sequence[Candidate]) -> float:
    """Return how far the best sentence says something of what is asked: what `SAID` is a threshold of."""
    return max((candidate.context + candidate.nearness for candidate in candidates), default=0.0)


def holds_amount(question: str, candidate: Candidate) -> bool:
    """Tell whether a sentence holds a number of the kind asked for, about what is asked."""
    text = re.sub(r"^\s*(?:•|\d{1,2}[.)]|\d+(?:\.\d+)+)\s", "", candidate.text)
    if _DURATION_ASKED.search(fold(question)):
        return bool(_DURATION.search(fold(text))) and candidate.context >= COVERED / 2
    if _MONEY_ASKED.search(fold(question)):
        return bool(_MONEY.search(text)) and (candidate.context >= COVERED or candidate.around >= COVERED_AROUND)
    return bool(_DIGIT.search(fold(text))) and candidate.coverage >= COVERED / 2 and candidate.context >= COVERED


def _holds_date(candidate: Candidate) -> bool:
    return candidate.context >= COVERED and bool(re.search(r"\b(?:19|20)\d{2}\b", candidate.text))


def _all_later(years: Sequence[int], hits: Sequence[Hit]) -> bool:
    """Tell whether every year asked about is later than all that the hits say or are dated by."""
    latest = 0
    for hit in hits:
        span = year_span(hit.passage.date)
        said = [int(year) for year in re.findall(r"\b(?:19|20)\d{2}\b", hit.passage.text)]
        latest = max([latest, *(span or ()), *said])
    return latest > 0 and min(years) > latest
