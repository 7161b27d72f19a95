"""Whether sentences hold the kind of thing that a question asks for: a number, a date, a name, an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial

from assistant.asked import (
    PEOPLE,
    asked_first,
    asks_duration,
    asks_how_often,
    asks_money,
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
    says_a_limit,
    says_how_often,
    says_pay,
)
from assistant.understand import Shape, shape_of
from corpus.dates import find_dates, find_years
from corpus.glossary import find_regions, fold
from index.model import Question
from index.question import asks_where_not, region_terms
from index.terms import acronyms, stem, terms, words

COVERED = 0.4
"""Share of the question's terms that a sentence and its headings must hold for its number to be the one asked for."""
NEAR_NUMBER = 0.3
"""Cosine similarity that will do instead, where the sentence itself holds half of that share."""
NEAR_COUNT, NEAR_UNKNOWN, NEAR_PEOPLE, NEAR_REASON = 0.6, 0.65, 0.7, 0.45
"""The same for a sentence that does not name what is counted, for one where no document does, where people are
counted, and where the reasons of an event are asked for."""
FEW_WORDS, NEAR_LEAD, NEAR_HERE = 8, 0.5, 0.4
"""Words of a line that leans on the sentence before it, how near that must be, and a date of the place asked about."""
A_DATE_ALONE, NEAR_DATE = 5, 0.35
"""Words of a line that holds nothing but a date, and the share of the question's terms that its passage must hold."""
COVERED_AROUND = 0.55
"""The same share in the whole passage, which will do for an amount of money: few passages hold two."""

DENIED, DENIED_BESIDE, DENIED_BEHIND = 0.3, 0.6, 1.2
"""Share of the question's terms, and of the best sentence's share of them, from which what a document says that it does
not hold is what is asked; and the score behind the best that it may have, for what answers better is not denied."""
UNEXPLAINED = ("n'explique", "ne explique")
"""How a clause begins that denies reasons alone: « le document n'explique pas cet écart »."""
_DIGIT = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|trente|quarante|cinquante|soixante|cent|mille|centaine|\w{4,}aine)s?\b"
)
_MONEY = re.compile(r"\d\s?\$|\$\s?\d|\d\s(?:dollars?|millions?)\b|\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
_SHARE = re.compile(r"\d\s?%|\bpour cent\b|\bpercent\b|\b\d+ sur \d+\b")
_DURATION = re.compile(
    r"\b(?:\d+|une?|deux|trois|quatre|cinq|six|dix|douze|dix-huit|vingt) (?:ans?|annees?|mois|semaines?|jours?)\b"
)
_LABEL = re.compile(r"^\s*(?:•\s*)?(?:(?:\d{1,2}[.)]|\d+(?:\.\d+)+)\s|(?:[A-ZÉ][a-zé]+ )\d+\s?:)")
"""The number of an item, which counts nothing: « 3. », « Orientation 4 : »."""
_YEARS = re.compile(r"\b(?:19|20)\d{2}(?:-(?:19|20)?\d{2})?\b")
_EVENTS = frozenset(
    terms(
        "fondé fondation créé création né naissance débuter débuté démarré existe existait quitté démissionné founded"
    )
)
"""How a question says that something began or ended, in words whose dates few sentences give."""
_BEGAN = re.compile(
    r"\bimplant|\bmis\w* (?:sur pied|en place)|\bcree|\bcreation|\bdepuis (?:\w+ )?(?:19|20)\d\d|\blance|\bnaissance|"
    r"\bdemarr|\binstaur|\bfonde|\bfondation|\bdebut|\bissue? d"
)
"""How a sentence, folded, says that something began."""
_PEOPLE = (
    r"(?:members?|membre|personne|particip|citoyen|citizen|represent|acteur|gens|employe|benevole|volunteer|partenaire|"
    r"intervenant|delegue|administrateur|famille|jeune|elus?\b|conseill|resident|people|organis|inscri|repond|signatair|"
    r"votant|observateur|eleve|enfant|etudiant|travailleur|agente?s?\b|expert|aine)"
)
_PEOPLE_COUNTED = re.compile(
    rf"(?:\d\)?|\b(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|\w+aines?)) "
    rf"(?:(?:de |d')?[\w-]+ ){{0,2}}?(?:de |d')?{_PEOPLE}|\b{_PEOPLE}\w* ?: ?\d"
)
"""How a sentence, folded, counts people, or what they sit for."""
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
    if things and things <= unknown and not any(_may_count(one, before) for before, one in _led(candidates)):
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
    if (office := person_asked(text)) is not None and not said(
        lambda one: names_holder(office, one.text, one.hit.document.text)
    ):
        return False
    if (verb := took_office(text)) and not said(partial(_says, verb)):
        return False
    if asks_the_day(text) and not said(lambda one: find_dates(one.text)):
        return False
    if asks_the_outcome(text) and _was_only_to_be(candidates):
        return False
    if (measure := measure_asked(text)) and not said(partial(_measures, measure)):
        return False
    if asks_share(text) and not said(lambda one: _SHARE.search(one.text)):
        return False
    whole = question.text
    if shape == "amount" and not any(
        holds_amount(text, one, before, whole) or _counts_them(things, one, question, weights)
        for before, one in _led(candidates)
    ):
        return False
    named = _acronyms(text) & (weights.rarity.keys() - unknown)
    if shape == "amount" and not any(_is_number(text, one) and _stands_by(named, one, weights) for one in candidates):
        return False
    dated = [one for before, one in _led(candidates) if shape == "date" and _holds_date(one, before, question.regions)]
    if shape == "date" and not any(_says_the_event(text, one, weights) for one in dated):
        return False
    if contact_asked(text) and not any(_CONTACT.search(one.text) or says_pay(one.text) for one in candidates):
        return False
    if asks_why(text) and not any(one.nearness >= NEAR_REASON or one.context >= COVERED_AROUND for one in candidates):
        return False
    verb = presumed_verb(question.text)
    return not verb or verb not in weights.rarity or any(_said_around(verb, one, weights) for one in candidates)


def _was_only_to_be(candidates: Sequence[Candidate]) -> bool:
    """Tell whether the sentences that say most of a question's words speak of what was still to happen."""
    to_be = max((one.coverage for one in candidates if is_to_be(one.text)), default=0.0)
    return to_be >= SAID_OF_IT and all(one.coverage < to_be for one in candidates if not is_to_be(one.text))


def _is_number(question: str, candidate: Candidate) -> bool:
    """Tell whether a sentence holds a number, of money where money is asked for."""
    return holds_money(candidate.text) if asks_money(question) else bool(_DIGIT.search(fold(candidate.text)))


def _says(beginnings: str, candidate: Candidate) -> bool:
    return says(beginnings, candidate.text)


def _measures(measure: re.Pattern[str], candidate: Candidate) -> bool:
    """Tell whether a sentence gives the figure of what is measured, years apart."""
    return bool(measure.search(_YEARS.sub("", _LABEL.sub("", fold(candidate.text)))))


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


def holds_amount(question: str, candidate: Candidate, before: Candidate | None = None, whole: str = "") -> bool:
    """Tell whether a sentence holds a number of the kind asked for, about what is asked; `whole` may name its years.

    A few words may lean on the sentence before them: « Distribuer le rapport. • 90 envois ».
    """
    text = _LABEL.sub("", candidate.text)
    folded = fold(text)
    if asks_duration(question):
        return bool(_DURATION.search(folded)) and candidate.context >= COVERED / 2
    if asks_money(question):
        if not holds_money(text) or is_of_another_time(whole or question, text):
            return False
        if candidate.context >= COVERED or candidate.around >= COVERED_AROUND:
            return True
        if is_of_the_time(whole or question, text) and candidate.nearness >= NEAR_NUMBER:
            return True
    elif not _DIGIT.search(_YEARS.sub("", folded)):
        return False
    else:
        leans = len(text.split()) <= FEW_WORDS and before is not None and _is_about_it(before)
        if leans or (holds_money(text) and candidate.context >= COVERED and not counted(question)):
            return True
    if not _counts(question, folded, candidate, whole or question) or candidate.coverage < COVERED / 2:
        return False
    return candidate.context >= COVERED or candidate.nearness >= NEAR_NUMBER


def is_of_the_time(question: str, text: str) -> bool:
    """Tell whether a sentence names all the years that the question names."""
    asked = set(find_years(question))
    return bool(asked) and asked <= set(find_years(text))


def is_of_another_time(question: str, text: str) -> bool:
    """Tell whether a sentence names years, none of which is one that the question names."""
    asked, said = set(find_years(question)), set(find_years(text))
    return bool(asked and said) and not asked & said


def holds_money(text: str) -> bool:
    """Tell whether a sentence holds an amount of money, rather than that none is given."""
    return bool(_MONEY.search(text)) and not DENIES.search(fold(text))


def _counts(question: str, folded: str, candidate: Candidate, whole: str) -> bool:
    """Tell whether a sentence names what is counted, or is near enough to say it otherwise.

    People are counted by what they did: another word of the question must be there.
    """
    nouns, held = counted(question), set(terms(folded))
    if not nouns:
        return True
    if nouns & PEOPLE:
        places = {term for region in find_regions(whole) for term in region_terms(region)}
        others = set(terms(whole)) - PEOPLE - places
        if not _PEOPLE_COUNTED.search(folded):
            return False
        return bool(held & others) or candidate.nearness >= NEAR_PEOPLE or candidate.context >= COVERED_AROUND
    return bool(nouns & held) or candidate.nearness >= NEAR_COUNT or candidate.coverage >= COVERED_AROUND


def _counts_them(things: Set[str], candidate: Candidate, question: Question, weights: Weights) -> bool:
    """Tell whether a number stands right before what is counted, or another word for it: « 4 rencontres »."""
    here = bool(set(question.regions) & set(candidate.hit.passage.regions))
    if not here and candidate.coverage < COVERED:
        return False
    things = things - PEOPLE
    names = set(things) | {other[0] for thing in things for other in weights.others.get(thing, ())}
    said = list(words(candidate.text))
    numbers = [place for place, word in enumerate(said) if word.isdigit() or _DIGIT.fullmatch(word)]
    return any(
        not _YEARS.fullmatch(said[place]) and names.intersection(map(stem, said[place + 1 : place + 3]))
        for place in numbers
    )


def _may_count(candidate: Candidate, before: Candidate | None) -> bool:
    """Tell whether a sentence may count, in other words, what no document names."""
    about = candidate.nearness >= NEAR_UNKNOWN or (before is not None and _is_about_it(before))
    return about and bool(_DIGIT.search(fold(candidate.text)))


def _is_about_it(candidate: Candidate) -> bool:
    return candidate.coverage >= COVERED and candidate.nearness >= NEAR_LEAD


def _says_the_event(question: str, candidate: Candidate, weights: Weights) -> bool:
    """Tell whether a date is that of what began or ended, where that is asked for: one may stand beside anything."""
    events = _EVENTS & weights.rarity.keys() & set(terms(question))
    near = set(terms("\n".join([*candidate.hit.passage.heading_path, candidate.text])))
    began = candidate.context >= COVERED / 2 and _BEGAN.search(fold(candidate.text))
    return not events or bool(began) or any(weights.said(one, near) for one in events)


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
