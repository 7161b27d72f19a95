"""What a question means, before any passage is looked at: language, regions, years, kinds, and other words for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from corpus.dates import find_years
from corpus.glossary import Entry, entries, find_regions, fold
from corpus.glossary import regions as known_regions
from corpus.model import KINDS, Kind
from index.model import Expansion, Language, Question
from index.terms import exact_acronyms, is_exact, is_stop_word, terms, words

_FRENCH = frozenset(
    """
    le la les des un une du au aux est sont et ou que qui quoi quel quelle quels quelles comment combien pour
    dans sur avec cest c'est il elle on nous vous ils elles ca mon ma mes notre nos votre vos ce cette ces pis
    koi dune ses son sa se ne pas leur leurs par faire donne moi existe a-t-il va-tu tu je
    """.split()
)
_ENGLISH = frozenset(
    """
    the of and is are was were be what which who how many much does do did in to for from by with an this that
    these those it its can could should would will about say said they their there we our you your when where
    why have has had not
    """.split()
)
_KIND_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("notes de webinaire", re.compile(r"\bwebinaires?\b|\bwebinars?\b")),
    ("portrait", re.compile(r"\btour du quebec\b")),
)
_DEFINITION = re.compile(
    r"c'?\s?(?:est|'est)? ?(?:quoi|koi)\b|qu'? ?est[ -]ce qu(?:e|'|oi)|\bdefini|"
    r"\bwhat (?:is|are) (?!the )|\bque signifie|\bveut dire|\bmean\b"
)
_STILL = re.compile(r"\bencore\b|aujourd'hui|\bexiste|\bstill\b|\btoday\b|\bactuel|\bremplac")
_ACROSS = re.compile(
    r"\bquel(?:le)?s (?:sont les )?(?:autres )?(?:regions|territoires|mrc|municipalites)\b|"
    r"\bwhich regions\b|\bqui a deja fait\b"
)
ENDED_WORDS = "abolition abolie"
ACRONYM_MEANS_SOMETHING_ELSE = frozenset({"at", "ca", "ae", "fj", "r2", "cle", "mae", "ds", "car", "crc", "cre", "ads"})
"""Acronyms that are also words, or another acronym once accents are folded: taken only where written in capitals."""

SYNONYMS = 6
"""Other words taken for one entry, in the glossary's order: the first are the nearest."""
WEIGHT_FULL_NAME = 0.8
WEIGHT_SYNONYM = 0.4
WEIGHT_TRANSLATION = 1.0
WEIGHT_PLACE = 0.4
"""What the name of a region counts among the terms: the region itself is looked for apart, as a boost."""
WEIGHT_FOREIGN = 0.4
"""What a question's own English words count among French texts, where only names are likely to be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Other words for some of a question's terms: they count instead, where they count for more, never as well."""

    instead_of: tuple[str, ...]
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question with its own terms and their weights, and other words for them."""

    question: Question
    weights: dict[str, float]
    alternatives: tuple[Alternative, ...] = ()


def understand(text: str) -> Understood:
    """Return what a question means and the terms to look for."""
    language = question_language(text)
    regions = find_regions(text)
    weights = _weights(text, regions, language)
    expansions: list[Expansion] = []
    alternatives: list[Alternative] = []
    for entry, found in mentioned(text, language):
        if entry.valid_to and _STILL.search(fold(text)):
            weights.update(dict.fromkeys(terms(ENDED_WORDS), 1.0))
            expansions.append(Expansion(source=found, target=ENDED_WORDS))
        for target, weight in _others(entry, found, language):
            expansions.append(Expansion(source=found, target=target))
            alternatives.append(
                Alternative(instead_of=tuple(terms(found)), terms=tuple(dict.fromkeys(terms(target))), weight=weight)
            )
    question = Question(
        text=text,
        language=language,
        regions=regions,
        kinds=_kinds(text),
        years=find_years(text),
        expansions=tuple(dict.fromkeys(expansions)),
    )
    return Understood(question=question, weights=weights, alternatives=tuple(alternatives))


def _weights(text: str, regions: tuple[str, ...], language: Language) -> dict[str, float]:
    """Return a question's own terms with their weights.

    An acronym counts as it is written only where it is written with an accent: elsewhere that would count it twice.
    """
    own = WEIGHT_FOREIGN if language == "en" else 1.0
    places = {term for region in regions for term in region_terms(region)}
    accented = {term for term in exact_acronyms(text) if fold(term) != term}
    return {
        term: WEIGHT_PLACE if term in places else own
        for term in dict.fromkeys(terms(text))
        if not is_exact(term) or term in accented
    }


@cache
def region_terms(region: str) -> frozenset[str]:
    """Return the terms of a region's names."""
    names = next((one.variants for one in known_regions() if one.name == region), ())
    return frozenset(term for name in names for term in terms(name))


def asks_definition(text: str) -> bool:
    """Tell whether a question asks what something is."""
    return bool(_DEFINITION.search(fold(text)))


def asks_across_regions(text: str) -> bool:
    """Tell whether a question asks which regions do something."""
    return bool(_ACROSS.search(fold(text)))


def question_language(text: str) -> Language:
    """Return `en` where a question's function words are English, else `fr`."""
    folded = fold(text)
    tokens = re.findall(r"[a-z0-9'-]+", folded) + list(words(text))
    english = sum(token in _ENGLISH for token in tokens)
    french = sum(token in _FRENCH for token in tokens) + 2 * bool(re.search(r"[éèêàçùîôœ]", text.lower()))
    return "en" if english > french else "fr"


def _kinds(text: str) -> tuple[Kind, ...]:
    folded = fold(text)
    found = [kind for kind, pattern in _KIND_WORDS if pattern.search(folded)]
    return tuple(kind for kind in KINDS if kind in found)


@cache
def _names() -> dict[str, tuple[tuple[Entry, Language | None], ...]]:
    """Return the glossary's entries by each folded name they go by, with the name's language."""
    names: dict[str, list[tuple[Entry, Language | None]]] = {}

    def add(name: str, entry: Entry, language: Language | None) -> None:
        key = " ".join(words(name))
        pair = (entry, language)
        if key and pair not in names.setdefault(key, []):
            names[key].append(pair)

    for entry in entries():
        if entry.kind == "region":
            continue
        if entry.name:
            add(entry.name, entry, None)
        add(entry.term, entry, "fr")
        for synonym in entry.synonyms if entry.kind != "acronyme" else entry.synonyms[:2]:
            add(synonym, entry, "fr")
        for name in (entry.term_en, *entry.synonyms_en):
            add(name, entry, "en")
    return {name: tuple(pairs) for name, pairs in names.items()}


def mentioned(text: str, language: Language) -> Iterator[tuple[Entry, str]]:
    """Give the entries that a question names, with the words that name them, the longest names first."""
    tokens = list(words(text))
    exact = {term[2:] for term in exact_acronyms(text)}
    exact |= {
        word
        for word in re.findall(r"\w+", text.lower())
        if fold(word) != word and fold(word) in ACRONYM_MEANS_SOMETHING_ELSE
    }
    exact_folded = {fold(acronym) for acronym in exact}
    taken = [False] * len(tokens)
    for length in range(min(7, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            name = " ".join(tokens[start : start + length])
            if any(taken[start : start + length]) or (length == 1 and is_stop_word(name) and name not in exact_folded):
                continue
            pairs = _named(name)
            if length == 1 and name in ACRONYM_MEANS_SOMETHING_ELSE and name not in exact_folded:
                continue
            pairs = [
                (entry, spoken)
                for entry, spoken in pairs
                if spoken in {None, language} or (language == "fr" and spoken == "fr")
            ]
            pairs = [(entry, spoken) for entry, spoken in pairs if _same_acronym(entry, spoken, exact)]
            if pairs:
                taken[start : start + length] = [True] * length
                for entry, _ in pairs[:4]:
                    yield entry, name


def _named(name: str) -> list[tuple[Entry, Language | None]]:
    pairs = list(_names().get(name, ()))
    if not pairs and name.endswith(("s", "x")):
        pairs = list(_names().get(name[:-1], ()))
    return pairs


def _same_acronym(entry: Entry, spoken: Language | None, exact: set[str]) -> bool:
    """Tell whether an acronym written with its accents is this entry's: CRÉ is the conference, CRE may be either."""
    if spoken is not None:
        return True
    written = {acronym for acronym in exact if fold(acronym) == fold(entry.name)}
    accented = {acronym for acronym in written if fold(acronym) != acronym}
    return not accented or entry.name.lower() in accented


def _others(entry: Entry, found: str, language: Language) -> Iterable[tuple[str, float]]:
    """Give the other words for what a question names, with the weight of each."""
    seen = {found}
    translating = language == "en"
    names = [(entry.name, WEIGHT_FULL_NAME), (entry.term, WEIGHT_TRANSLATION if translating else WEIGHT_FULL_NAME)]
    names += [(synonym, WEIGHT_FULL_NAME if translating else WEIGHT_SYNONYM) for synonym in entry.synonyms[:SYNONYMS]]
    for name, weight in names:
        key = " ".join(words(name))
        if name and key not in seen:
            seen.add(key)
            yield name, weight
