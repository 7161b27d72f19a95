"""Other words for what a question says: the glossary's names and synonyms, and what the texts write for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.glossary import Entry, entries, fold, regions
from index.model import Expansion, Language, Readings
from index.places import named_places
from index.terms import acronyms, exact_acronyms, is_stop_word, terms, worded_terms, words
from index.thesaurus import called_up, relatives

ACRONYM_MEANS_SOMETHING_ELSE = frozenset({"at", "ca", "ae", "fj", "r2", "cle", "mae", "ds", "car", "crc", "cre", "ads"})
"""Acronyms that are also words, or another acronym once accents are folded: taken only where written in capitals."""

SYNONYMS = 6
"""Other words taken for one entry, in the glossary's order: the first are the nearest."""
WEIGHT_FULL_NAME = 0.8
WEIGHT_SYNONYM = 0.4
WEIGHT_TRANSLATION = 1.0
WEIGHT_WRITTEN = 0.6
"""What the words that texts write count for those that people say; measured: .4 to .7 make little difference."""
WEIGHT_WRITTEN_FOR_ENGLISH = 0.9
WEIGHT_RELATIVE = 0.6
"""What another word of a word's family counts."""
WEIGHT_PLACE = 0.4
"""What the name of a region counts among the terms: the region itself is looked for apart, as a boost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Other words for some of a question's terms: they count instead, where they count for more, never as well."""

    instead_of: tuple[str, ...]
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Other words for the words of a question, and what they count."""

    source: str
    target: str
    weight: float

    @property
    def expansion(self) -> Expansion:
        """What is shown of it."""
        return Expansion(source=self.source, target=self.target)

    @property
    def alternative(self) -> Alternative:
        """What is searched of it; an acronym that is a stop word too, « CA », counts as it is written."""
        own = terms(self.source) or exact_acronyms(self.source.upper())
        return Alternative(instead_of=tuple(own), terms=tuple(dict.fromkeys(terms(self.target))), weight=self.weight)


def written_for(text: str, language: Language) -> Iterator[Other]:
    """Give what the texts write for what a question says."""
    spoken = worded_terms(text)
    weight = WEIGHT_WRITTEN_FOR_ENGLISH if language == "en" else WEIGHT_WRITTEN
    for place, row in called_up(text, language):
        own = [term for _, term in spoken[place]]
        source = " ".join(word for word, _ in spoken[place])
        yield from (
            Other(source=source, target=target, weight=weight) for target in row.written if terms(target) != own
        )


def written_alike(own: Sequence[str]) -> Iterator[Alternative]:
    """Give the words of the same families as a question's terms, and its small numbers in figures, or in letters.

    A number goes with what it counts. Like endings, they are not told as other words.
    """
    for term in own:
        for other in relatives().get(term, ()):
            yield Alternative(instead_of=(term,), terms=(other,), weight=WEIGHT_RELATIVE)
    for term, counted in pairwise(own):
        if number := _numbers().get(term):
            yield Alternative(instead_of=(term,), terms=(number, counted), weight=WEIGHT_RELATIVE)


@cache
def _numbers() -> dict[str, str]:
    """Return the figures of small numbers by the terms of their letters, and the other way round."""
    letters = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
    pairs = [(terms(word)[0], str(number)) for number, word in enumerate(letters, start=2)]
    return dict(pairs) | {figure: word for word, figure in pairs}


def regions_of(text: str) -> Iterator[Other]:
    """Give the official names of the regions that a question means by other names, or by those of their towns."""
    for place, region in named_places(text):
        if not set(terms(region)) <= set(terms(place)):
            yield Other(source=place, target=region, weight=WEIGHT_PLACE)


def named_otherwise(entry: Entry, found: str, language: Language) -> Iterator[Other]:
    """Give the other names of an entry that a question names."""
    seen = {found}
    translating = language == "en"
    names = [(entry.name, WEIGHT_FULL_NAME), (entry.term, WEIGHT_TRANSLATION if translating else WEIGHT_FULL_NAME)]
    names += [(synonym, WEIGHT_FULL_NAME if translating else WEIGHT_SYNONYM) for synonym in entry.synonyms[:SYNONYMS]]
    for name, weight in names:
        key = " ".join(words(name))
        if name and key not in seen:
            seen.add(key)
            yield Other(source=found, target=name, weight=weight)


def readings_of(found: Iterable[tuple[Entry, str]]) -> tuple[Readings, ...]:
    """Return what each acronym of a question may stand for, where it may stand for several things."""
    meant: dict[str, list[str]] = {}
    for entry, name in found:
        if entry.kind == "acronyme" and fold(entry.name) == name:
            meant.setdefault(entry.name, []).append(entry.term)
    for acronym, names in meant.items():
        names.extend(region.name for region in regions() if acronym in region.variants)
    return tuple(
        Readings(acronym=acronym, names=tuple(dict.fromkeys(names)))
        for acronym, names in meant.items()
        if len(set(names)) > 1
    )


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
    exact = set(acronyms(text))
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
            if length == 1 and name in ACRONYM_MEANS_SOMETHING_ELSE and name not in exact_folded:
                continue
            pairs = [
                (entry, spoken)
                for entry, spoken in _named(name)
                if spoken in {None, language} and _same_acronym(entry, spoken, exact)
            ]
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
