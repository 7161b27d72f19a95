"""Whether sentences hold the kind of thing that a question asks for: a number, a date, a name, an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial

from assistant.amounts import (
    COVERED,
    COVERED_AROUND,
    NEAR_COUNT,
    NEAR_NUMBER,
    NEAR_UNKNOWN,
    counts_them,
    gives_measure,
    holds_amount,
    is_number,
    may_count,
)
from assistant.asked import (
    asked_first,
    asks_how_often,
    asks_names,
    asks_share,
    asks_the_day,
    asks_the_limit,
    asks_the_outcome,
    asks_why,
    asks_yes_or_no,
    contact_asked,
    counted,
    measure_asked,
    person_asked,
    presumed_verb,
    thing_asked,
    took_office,
)
from assistant.evidence import Candidate
from assistant.rarity import Weights
from assistant.said import (
    DENIES,
    denials,
    holds_names,
    is_to_be,
    names_holder,
    says,
    says_a_beginning,
    says_a_limit,
    says_how_often,
    says_pay,
)
from assistant.understand import Shape, shape_of
from corpus.dates import find_dates, find_years
from corpus.glossary import fold
from index.model import Question
from index.question import asks_where_not
from index.terms import acronyms, terms

NEAR_REASON, NEAR_HERE = 0.45, 0.4
"""Cosine similarity of what tells the reasons of an event, and of a date of the place asked about."""
A_DATE_ALONE, NEAR_DATE = 5, 0.35
"""Words of a line that holds nothing but a date, and the share of the question's terms that its passage must hold."""
DENIED, DENIED_BESIDE, DENIED_BEHIND = 0.3, 0.6, 1.2
"""Share of the question's terms, and of the best sentence's share of them, from which what a document says that it does
not hold is what is asked; and the score behind the best that it may have, for what answers better is not denied."""
UNEXPLAINED = ("n'explique", "ne explique")
"""How a clause begins that denies reasons alone: « le document n'explique pas cet écart »."""
_SHARE = re.compile(r"\d\s?%|\bpour cent\b|\bpercent\b|\b\d+ sur \d+\b")
_EVENTS = frozenset(
    terms(
        "fondé fondation créé création né naissance débuter débuté démarré existe existait quitté démissionné founded"
    )
)
"""How a question says that something began or ended, in words whose dates few sentences give."""
_NOT = re.compile(r"\b(?:ne|aucune?|sans|sauf|hormis|excepte)\b|\bn'")
"""How a sentence, folded, says that something is not done or not there."""
SAID_OF_IT = 0.3
"""Share of the question's terms in a sentence from which it is about the event that is asked about."""
BESIDE = 1_000
"""Characters on either side of a passage in which the body may be named that its amounts are about."""
_CONTACT = re.compile(r"\b\d{3}[-. )]+\d{3}[-. ]\d{4}\b|\S@\S")


def holds_what_is_asked(question: Question, shape: Shape, candidates: Sequence[Candidate], weights: Weights) -> bool:
    """Tell whether the sentences hold the kind of thing that is asked for: a number, a date, the event presumed."""
    if denied(question, candidates, weights):
        return False
    text = question.text
    if first := asked_first(text):  # what is asked besides may stay without an answer
        text, shape = first, shape_of(first)

    def said(holds: Callable[[Candidate], object]) -> bool:
        return any(one.context >= COVERED / 2 and holds(one) for one in candidates)

    unknown = weights.unknown
    things = counted(text) if shape == "amount" else frozenset()
    if things and things <= unknown and not any(may_count(one, before) for before, one in _led(candidates)):
        return False
    if (thing := thing_asked(text)) and thing <= unknown and all(one.nearness < NEAR_UNKNOWN for one in candidates):
        return False
    if asks_where_not(text) and not said(lambda one: _NOT.search(fold(one.text))):
        return False
    if asks_names(text) and not any(one.context >= COVERED and holds_names(one.text) for one in candidates):
        return False
    if asks_the_limit(text) and not said(lambda one: says_a_limit(one.text)):
        return False
    if asks_how_often(text) and not said(lambda one: says_how_often(one.text)):
        return False
    if (office := person_asked(text)) is not None and not any(
        _is_near(one, question) and names_holder(office, one.text, one.hit.document.text) for one in candidates
    ):
        return False
    taken = took_office(text) or ""
    if taken and not said(lambda one: says(taken, one.text)):
        return False
    if asks_the_day(text) and not said(lambda one: find_dates(one.text)):
        return False
    if asks_the_outcome(text) and _was_only_to_be(candidates):
        return False
    if (measure := measure_asked(text)) and not said(partial(gives_measure, measure)):
        return False
    if asks_share(text) and not said(lambda one: _SHARE.search(one.text)):
        return False
    whole = question.text
    if shape == "amount" and not any(
        holds_amount(text, one, before, whole) or counts_them(things, one, question, weights)
        for before, one in _led(candidates)
    ):
        return False
    named = _acronyms(text) & (weights.rarity.keys() - unknown)
    if shape == "amount" and not any(is_number(text, one) and _stands_by(named, one, weights) for one in candidates):
        return False
    events = _EVENTS & weights.rarity.keys() & set(terms(text))
    if shape == "date" and not any(
        _holds_date(one, before, question.regions) and _says_the_event(events, one, weights)
        for before, one in _led(candidates)
    ):
        return False
    if contact_asked(text) and not any(_CONTACT.search(one.text) or says_pay(one.text) for one in candidates):
        return False
    if asks_why(text) and not any(one.nearness >= NEAR_REASON or one.context >= COVERED_AROUND for one in candidates):
        return False
    verb = presumed_verb(question.text)
    return not verb or verb not in weights.rarity or any(_said_around(verb, one, weights) for one in candidates)


def _is_near(candidate: Candidate, question: Question) -> bool:
    """Tell whether a sentence is about what is asked, or its passage about the place that is asked about."""
    here = set(question.regions) & set(candidate.hit.passage.regions)
    return candidate.context >= COVERED / 2 or bool(here and candidate.around >= COVERED)


def _was_only_to_be(candidates: Sequence[Candidate]) -> bool:
    """Tell whether the sentences that say most of a question's words speak of what was still to happen."""
    to_be = max((one.coverage for one in candidates if is_to_be(one.text)), default=0.0)
    return to_be >= SAID_OF_IT and all(one.coverage < to_be for one in candidates if not is_to_be(one.text))


def _acronyms(question: str) -> frozenset[str]:
    """Return the terms of a question's acronyms."""
    return frozenset(term for name in acronyms(question) for term in terms(name))


def _stands_by(named: Set[str], candidate: Candidate, weights: Weights) -> bool:
    """Tell whether a sentence stands by the names of some bodies: what others pay is no answer."""
    if not named:
        return True
    passage = candidate.hit.passage
    above = "\n".join([candidate.hit.document.title, *passage.heading_path])
    beside = candidate.hit.document.text[max(0, passage.start - BESIDE) : passage.end + BESIDE]
    near, around = set(terms(f"{above}\n{candidate.text}")), set(terms(beside))
    return all(term in around or weights.said(term, near) for term in named)


def denied(question: Question, candidates: Sequence[Candidate], weights: Weights) -> bool:
    """Tell whether the documents of a place say that they do not hold what is asked of it.

    Where yes or no is asked for, that is an answer.
    """
    if not question.regions or asks_yes_or_no(question.text):
        return False
    saying = [one for one in candidates if not DENIES.search(fold(one.text))]
    said = max((one.coverage for one in saying), default=0.0)
    best = max((one.score for one in saying), default=0.0)
    return any(
        (share := weights.share(set(terms(clause)))) >= DENIED and share >= DENIED_BESIDE * said
        for candidate in candidates
        if candidate.score >= best - DENIED_BEHIND
        for clause in denials(candidate.text)
        if asks_why(question.text) or not clause.startswith(UNEXPLAINED)
    )


def _led(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate | None, Candidate]]:
    """Give each sentence with the one before it in its passage."""
    before = None
    for one in candidates:
        yield (before if before is not None and before.hit is one.hit else None), one
        before = one


def _says_the_event(events: Set[str], candidate: Candidate, weights: Weights) -> bool:
    """Tell whether a date is that of what began or ended, where that is asked for: one may stand beside anything."""
    if not events or (candidate.context >= COVERED / 2 and says_a_beginning(candidate.text)):
        return True
    near = set(terms("\n".join([*candidate.hit.passage.heading_path, candidate.text])))
    return any(weights.said(one, near) for one in events)


def _holds_date(candidate: Candidate, before: Candidate | None, regions: Sequence[str]) -> bool:
    """Tell whether a sentence holds a year, about what is asked; a date alone on its line is about what its passage is.

    The sentence before it may say what it is about: « Les dates se contredisent. Il serait né en 2006… ».
    """
    if not find_years(candidate.text):
        return False
    if candidate.nearness >= NEAR_NUMBER and candidate.coverage >= COVERED / 4:
        return True
    if candidate.coverage and candidate.nearness >= NEAR_HERE and set(regions) & set(candidate.hit.passage.regions):
        return True
    alone = len(candidate.text.split()) <= A_DATE_ALONE and candidate.around >= NEAR_DATE
    led = before is not None and before.nearness >= NEAR_COUNT
    return alone or led or candidate.context >= COVERED / 2


def _said_around(verb: str, candidate: Candidate, weights: Weights) -> bool:
    return weights.said(verb, set(terms(candidate.hit.passage.text)))
