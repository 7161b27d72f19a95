"""Whether a sentence holds the number that a question asks for: of money, of people, of things, of a statistic."""

from __future__ import annotations

import re
from collections.abc import Set

from assistant.asked import PEOPLE, asks_duration, asks_money, counted
from assistant.evidence import Candidate
from assistant.rarity import Weights
from assistant.said import DENIES
from corpus.dates import find_years
from corpus.glossary import find_regions, fold
from index.model import Question
from index.question import region_terms
from index.terms import stem, terms, words

COVERED = 0.4
"""Share of the question's terms that a sentence and its headings must hold for its number to be the one asked for."""
NEAR_NUMBER = 0.3
"""Cosine similarity that will do instead, where the sentence itself holds half of that share."""
NEAR_COUNT, NEAR_UNKNOWN, NEAR_PEOPLE = 0.6, 0.65, 0.7
"""The same for a sentence that does not name what is counted, for one where no document does, and for people."""
FEW_WORDS, NEAR_LEAD = 8, 0.5
"""Words of a line that leans on the sentence before it, and how near that must be."""
COVERED_AROUND = 0.55
"""The same share in the whole passage, which will do for an amount of money: few passages hold two."""
_DIGIT = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|trente|quarante|cinquante|soixante|cent|mille|centaine|\w{4,}aine)s?\b"
)
_MONEY = re.compile(r"\d\s?\$|\$\s?\d|\d\s(?:dollars?|millions?)\b|\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
_DURATION = re.compile(
    r"\b(?:\d+|une?|deux|trois|quatre|cinq|six|dix|douze|dix-huit|vingt) (?:ans?|annees?|mois|semaines?|jours?)\b"
)
_LABEL = re.compile(r"^\s*(?:•\s*)?(?:(?:\d{1,2}[.)]|\d+(?:\.\d+)+)\s|(?:[A-ZÉ][a-zé]+ )\d+\s?:)")
"""The number of an item, which counts nothing: « 3. », « Orientation 4 : »."""
_NAME = re.compile(r"(?<=[\w,)] )[A-ZÀ-Ý][\w’'-]+")
"""A word in capitals that does not open its sentence."""
_YEARS = re.compile(r"\b(?:19|20)\d{2}(?:-(?:19|20)?\d{2})?\b")
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
        others = set(terms(whole)) - PEOPLE - places - _named_in(whole)
        if not _PEOPLE_COUNTED.search(folded):
            return False
        return bool(held & others) or candidate.nearness >= NEAR_PEOPLE or candidate.context >= COVERED_AROUND
    return bool(nouns & held) or candidate.nearness >= NEAR_COUNT or candidate.coverage >= COVERED_AROUND


def _named_in(question: str) -> frozenset[str]:
    """Return the terms of the names of a question: what people did is told in small letters."""
    return frozenset(term for name in _NAME.findall(question) for term in terms(name))


def counts_them(things: Set[str], candidate: Candidate, question: Question, weights: Weights) -> bool:
    """Tell whether a number stands right before what is counted, or another word for it: « 4 rencontres »."""
    here = bool(set(question.regions) & set(candidate.hit.passage.regions))
    if not here and candidate.coverage < COVERED:
        return False
    things = things - PEOPLE
    names = set(things) | {other[0] for thing in things for other in weights.others.get(thing, ())}
    said = list(words(_LABEL.sub("", candidate.text)))
    numbers = [place for place, word in enumerate(said) if word.isdigit() or _DIGIT.fullmatch(word)]
    return any(
        not _YEARS.fullmatch(said[place]) and names.intersection(map(stem, said[place + 1 : place + 3]))
        for place in numbers
    )


def may_count(candidate: Candidate, before: Candidate | None) -> bool:
    """Tell whether a sentence may count, in other words, what no document names."""
    about = candidate.nearness >= NEAR_UNKNOWN or (before is not None and _is_about_it(before))
    return about and bool(_DIGIT.search(fold(candidate.text)))


def _is_about_it(candidate: Candidate) -> bool:
    return candidate.coverage >= COVERED and candidate.nearness >= NEAR_LEAD


def is_number(question: str, candidate: Candidate) -> bool:
    """Tell whether a sentence holds a number, of money where money is asked for."""
    return holds_money(candidate.text) if asks_money(question) else bool(_DIGIT.search(fold(candidate.text)))


def gives_measure(measure: re.Pattern[str], candidate: Candidate) -> bool:
    """Tell whether a sentence gives the figure of what is measured, years apart."""
    return bool(measure.search(_YEARS.sub("", _LABEL.sub("", fold(candidate.text)))))
