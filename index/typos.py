"""Words of a question that no passage holds: the nearest words of the collection are looked for as well."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from corpus.catalogue import Catalogue
from index.model import Expansion
from index.question import Alternative, Understood
from index.terms import is_exact, stem

SHORTEST = 5
"""Letters below which a word is too short to guess what was meant."""
CLOSE = 0.84
"""Least similarity of two words (Source: Ratcliff and Obershelp, as in Python's difflib)."""
WEIGHT = 0.7


def corrected(understood: Understood, catalogue: Catalogue) -> Understood:
    """Return the question with, for each of its words that the collection does not hold, the nearest ones it does."""
    unknown = [term for term in understood.weights if len(term) >= SHORTEST and term.isalpha() and not is_exact(term)]
    known = catalogue.document_frequencies(unknown)
    expansions = list(understood.question.expansions)
    alternatives = list(understood.alternatives)
    for term in unknown:
        if term in known:
            continue
        if glued := _without_elision(term, catalogue):
            alternatives.append(Alternative(instead_of=(term,), terms=(glued,), weight=1.0))
            continue
        for near in get_close_matches(term, catalogue.terms_like(term[:2]), n=2, cutoff=CLOSE):
            alternatives.append(Alternative(instead_of=(term,), terms=(near,), weight=WEIGHT))
            expansions.append(Expansion(source=term, target=near))
    question = replace(understood.question, expansions=tuple(expansions))
    return replace(understood, question=question, alternatives=tuple(alternatives))


def _without_elision(term: str, catalogue: Catalogue) -> str | None:
    """Return the term that a word is without the article glued to it (« labitibi »), where the collection holds it."""
    for elided in ("qu", "l", "d", "c", "j", "n", "s", "m"):
        rest = stem(term[len(elided) :])
        if term.startswith(elided) and len(rest) >= SHORTEST and catalogue.document_frequencies([rest]):
            return rest
    return None
