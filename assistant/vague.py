"""Questions that could mean several things: too little said to choose, or an acronym of several bodies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.glossary import Entry, entries, fold
from index.model import Hit, Question
from index.question import region_terms
from index.terms import exact_acronyms, is_exact, is_stop_word, terms, words

_GENERIC = """
    comité fonds entente rencontre réunion plan politique table projet programme budget assemblée alliance commission
    démarche consortium conseil organisme région territoire municipalité ville montant somme argent nombre date fin
    début finit finir termine commence débute siège siéger siègent membre coordonne coordonnateur responsable dirige
    finance signe signataire partenaire action objectif orientation axe priorité montants personne gens monde coûte
    document rapport portrait subvention enveloppe committee fund agreement meeting amount money member sits sit
    end ends
    qui quand combien
"""
_BARE = re.compile(r"\b(?:le|la|l'|les|au|aux|du|the)\s?\w")
FEW = 3
"""Terms up to which a question may say too little."""
READINGS = 4


def says_too_little(question: Question) -> bool:
    """Tell whether a question names only kinds of things (« le comité », « le montant »), and nothing of which one."""
    own = {term for term in terms(question.text) if not is_exact(term)}
    named = exact_acronyms(question.text) or question.regions or question.years or question.kinds
    return not named and len(own) <= FEW and own <= _generic() and bool(not own or _BARE.search(fold(question.text)))


def readings_among(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the different things that a question may mean, as the regions or documents that hold each."""
    found: dict[str, None] = {}
    for hit in hits:
        regions = hit.passage.regions
        found.setdefault(regions[0] if len(regions) == 1 else hit.document.title)
    return tuple(found)[:READINGS]


def several_bodies(question: Question) -> dict[str, tuple[Entry, ...]]:
    """Return the acronyms of a question that several bodies bear, with these; none where the question says which."""
    found: dict[str, tuple[Entry, ...]] = {}
    asked = {term for region in question.regions for term in region_terms(region)}
    said = set(terms(question.text))
    for word in dict.fromkeys(words(question.text)):
        bearers = tuple(entry for entry in entries() if entry.kind == "acronyme" and fold(entry.name) == word)
        if len(bearers) < 2 or is_stop_word(word) or f"zz{word}" not in {fold(term) for term in said if is_exact(term)}:
            continue
        chosen = [entry for entry in bearers if asked & set(terms(entry.scope))]
        if not chosen and len({fold(entry.term) for entry in bearers}) > 1:
            found[bearers[0].name] = bearers
    return found


def _generic() -> frozenset[str]:
    return frozenset(terms(_GENERIC))
