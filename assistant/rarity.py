"""What each of a question's own terms weighs: its rarity in the collection, and the other words that count for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from index.lexical import inverse_document_frequency
from index.matters import unheld_matters
from index.places import excepted
from index.question import Understood, asking_terms, region_terms
from index.terms import is_exact, terms

UNKNOWN = 0.6
"""What a term counts that no passage holds: less than its rarity, for it may be a turn of phrase or a slip."""
BEFORE = 0.5
"""What a term counts that only the question before says."""
ASKING = (
    "argent montant somme coût prix nombre combien temps comparez comparer comparaison différence "
    "deux trois quatre cinq six sept huit neuf dix onze douze two three four five six seven eight nine ten"
)
"""Words that ask for a number or a comparison, or say how many things are asked for: seldom beside what answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The rarity of each of a question's terms in the collection, and the other words that count for it.

    `unheld` are the precise matters that the question names and no passage does.
    """

    rarity: Mapping[str, float]
    others: Mapping[str, tuple[tuple[str, ...], ...]]
    unknown: frozenset[str]
    unheld: tuple[str, ...] = ()

    def share(self, held: set[str] | frozenset[str]) -> float:
        """Return the share, weighted by rarity, of the question's terms that some terms hold or say otherwise."""
        total = sum(self.rarity.values())
        if not total:
            return 0.0
        return sum(rarity for term, rarity in self.rarity.items() if self.said(term, held)) / total

    @property
    def unknown_share(self) -> float:
        """The share, by number, of the question's terms that the collection holds in no form."""
        return len(self.unknown) / len(self.rarity) if self.rarity else 0.0

    def said(self, term: str, held: set[str] | frozenset[str]) -> bool:
        """Tell whether some terms hold a term of the question, or other words for it."""
        return term in held or any(held.issuperset(other) for other in self.others.get(term, ()))


def weigh_terms(understood: Understood, latest: str, catalogue: Catalogue) -> Weights:
    """Return what each of a question's own terms weighs; those that only what came before `latest` says weigh less."""
    now = set(terms(latest))
    aside = (
        set(terms(ASKING))
        | asking_terms(understood.question.text)
        | set(terms(excepted(understood.question.text)[0]))
        | {term for region in understood.question.regions for term in region_terms(region)}
    )
    own = [
        term
        for term in dict.fromkeys(terms(understood.question.text))
        if not is_exact(term) and not term.isdigit() and term not in aside
    ]
    frequencies = catalogue.document_frequencies(own)
    count = max(1, catalogue.count())
    others: dict[str, list[tuple[str, ...]]] = {}
    for other in understood.alternatives:
        for term in other.instead_of:
            others.setdefault(term, []).append(other.terms)
    unknown = frozenset(term for term in own if term not in frequencies and term not in others)
    rarity = {term: inverse_document_frequency(frequencies.get(term, 0), count) for term in own}
    return Weights(
        rarity={
            term: weight * (UNKNOWN if term in unknown else 1.0) * (1.0 if term in now else BEFORE)
            for term, weight in rarity.items()
        },
        others={term: tuple(found) for term, found in others.items()},
        unknown=unknown,
        unheld=unheld_matters(latest, understood.question.language, catalogue),
    )
