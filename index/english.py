"""English names of things → the French that texts write for them, by the glossary and the thesaurus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.glossary import entries
from index.terms import terms, worded_terms
from index.thesaurus import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """Words of a text and the French for them: the first is the nearest. None, where they name nothing."""

    source: str
    french: tuple[str, ...] = ()


def translated(text: str) -> Iterator[Translated]:
    """Give the words of a text in order, without its stop words; of two names, the longer is taken."""
    spoken = worded_terms(text)
    longest = max(map(len, _named()))
    start = 0
    while start < len(spoken):
        for end in range(min(len(spoken), start + longest), start, -1):
            french = _named().get(tuple(term for _, term in spoken[start:end]), ())
            if french or end == start + 1:
                yield Translated(source=" ".join(word for word, _ in spoken[start:end]), french=french)
                start = end
                break


def names_in_english(text: str) -> bool:
    """Tell whether a text names something by an English word that is no French one: « food », but not « transport »."""
    return any(one.french and not _french_words().issuperset(terms(one.source)) for one in translated(text))


@cache
def _named() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the French for each English name, by its terms; the glossary's comes before the thesaurus's."""
    named: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in entries():
        for name in (entry.term_en, *entry.synonyms_en) if entry.kind != "region" else ():
            named.setdefault(tuple(term for _, term in worded_terms(name)), (entry.term,))
    for row in rows():
        for phrase in row.said if row.language == "en" else ():
            named.setdefault(tuple(term for _, term in worded_terms(phrase)), row.written)
    return {name: french for name, french in named.items() if name}


@cache
def _french_words() -> frozenset[str]:
    """Return the terms of all that the glossary and the thesaurus say in French."""
    texts = [text for entry in entries() for text in (entry.name, entry.term, entry.plain, *entry.synonyms)]
    texts += [text for row in rows() for text in (*row.written, *(row.said if row.language == "fr" else ()))]
    return frozenset(term for text in texts for term in terms(text))
