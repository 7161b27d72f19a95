"""How much of what a sentence says its source says too: stems of both languages, the glossary's words for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.checking.names import called
from corpus.glossary import entries, fold
from index.terms import exact_acronyms, is_stop_word, stem, words
from index.thesaurus import called_up

BEGINNING = 5
"""First letters that words of one family share: adopter, adoption; community, communauté."""
_REPORTING = frozenset(
    """
    selon document portrait texte source presentation indiqu precis mention note rapport extrait passage fiche guide
    synthese section according states reports notes mentions says described document source text profile page
    """.split()
)
"""Words that say where something is written rather than what it is."""
_AUXILIARIES = frozenset({"ait", "aient"})
"""Forms of a verb that adds nothing to the one after it: « bien qu'il ait démissionné »."""
_FRENCH = re.compile(r"\b(?:le|la|les|des?|du|une?|et|en|dans|pour|est|sont|au|aux|que|qui|par|sur|ses|l|d|avait|a)\b")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|in|to|was|were|is|are|for|with|its|by|from|that|an|on|had|has|which|it|their|over|at|be|been|not|no|per|between|during|also|who|this|received|about|each)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word of sense, with its place in its text, and the beginnings of the words that say the same."""

    key: str
    others: frozenset[str]
    start: int
    end: int


def is_english(text: str) -> bool:
    """Tell whether a sentence is in English rather than in French, by its small words."""
    folded = fold(text)
    return len(_ENGLISH.findall(folded)) > len(_FRENCH.findall(folded))


def key_of(word: str) -> str:
    """Return what the words of one family share: the beginning of a folded word's stem."""
    return stem(word)[:BEGINNING]


@lru_cache(maxsize=8_192)
def keys(text: str) -> frozenset[str]:
    """Return the keys of a text's words of sense, and those of what its acronyms stand for."""
    found = {key_of(word) for word in words(text) if not is_stop_word(word)}
    for acronym in exact_acronyms(text):
        for entry in called(acronym[2:]):
            found |= {key_of(word) for word in words(f"{entry.term} {entry.term_en}") if not is_stop_word(word)}
    return frozenset(found)


TOKEN = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8_192)
def sayings(text: str, *, english: bool) -> tuple[Said, ...]:
    """Return the words of sense of a sentence, numbers and reporting words apart, in order."""
    found: list[Said] = []
    others = _in_french(text) if english else {}
    for match in TOKEN.finditer(text):
        folded = fold(match[0])
        if (
            len(folded) < 2
            or folded.isdigit()
            or is_stop_word(folded)
            or stem(folded) in _REPORTING
            or folded in _REPORTING
            or folded in _AUXILIARIES
        ):
            continue
        key = key_of(folded)
        also = {key, *others.get(folded, ()), *_alike().get(key, ())}
        if match[0].isupper():
            for entry in called(folded):
                also |= {key_of(word) for word in words(entry.term) if not is_stop_word(word)}
        found.append(Said(key=key, others=frozenset(also), start=match.start(), end=match.end()))
    return tuple(found)


def covered(said: Sequence[Said], held: frozenset[str]) -> float:
    """Return the share of some words that a source says too, or says otherwise; 1 where there are none."""
    return sum(bool(one.others & held) for one in said) / len(said) if said else 1.0


def _in_french(text: str) -> dict[str, frozenset[str]]:
    """Return the keys of the French words for the English ones of a sentence, by folded word."""
    worded = [word for word in words(text) if not is_stop_word(word)]
    stems = [stem(word) for word in worded]
    found: dict[str, set[str]] = {}
    for place, row in called_up(stems, "en"):
        french = {key for phrase in row.written for key in keys(phrase)}
        for word in worded[place]:
            found.setdefault(word, set()).update(french)
    for word in worded:
        found.setdefault(word, set()).update(_translated().get(key_of(word), ()))
    return {word: frozenset(also) for word, also in found.items()}


@cache
def _translated() -> dict[str, frozenset[str]]:
    """Return the French keys of each English key of the glossary's terms."""
    found: dict[str, set[str]] = {}
    for entry in entries():
        if not entry.term_en:
            continue
        french = {key_of(word) for word in words(entry.term) if not is_stop_word(word)}
        if len(french) > FEW:
            continue
        for word in words(entry.term_en):
            if not is_stop_word(word):
                found.setdefault(key_of(word), set()).update(french)
    return {key: frozenset(also) for key, also in found.items()}


FEW = 3
"""Words of a term up to which each of its English words may stand for any of its French ones."""

_ALIKE = (
    "aine agee vieux vieillissement retraite",
    "argent somme montant fonds financ budget subvention sous dollars",
    "logement habitation loger habiter",
    "aliment nourrir manger denree",
    "transport deplacer mobilite",
    "creer former fonder naitre mettre lancer demarrer debuter commencer",
    "abolir disparaitre supprimer dissoudre fin terme terminer cesser",
    "adopter approuver accepter",
    "reunir rassembler regrouper compter comprendre composer former membre sieger participer",
    "diriger mener piloter presider gerer coordonner chapeauter",
    "aider soutenir appuyer accompagner epauler",
    "vouloir viser chercher but objectif cible tenter",
    "lutter combattre contrer reduire",
    "consulter rejoindre rencontrer ecouter",
    "citoyen population gens resident habitant personne people",
    "enfant petit jeune",
    "ecole scolaire education educatif eleve",
    "immigrer immigrant arrivant nouveau accueil",
    "sante medical soins",
    "partenaire allie signataire organisation organisme",
    "donner accorder attribuer offrir octroyer fournir verser",
    "financ payer",
    "durer an annee annuel",
    "difficile obstacle defi probleme difficulte enjeu",
    "evaluer bilan mesurer",
    "tableau portrait donnee chiffre",
    "prevoir annoncer venir devoir planifier",
    "ville municipal municipalite local",
    "entente accord alliance",
    "reunion rencontre assemblee seance",
    "decrire presenter expliquer detailler preciser indiquer",
    "sujet theme dossier enjeu priorite axe chantier",
    "emploi travail main oeuvre",
    "pauvre pauvrete demuni",
    "femme homme egalite",
    "internet web site",
    "partager repartir distribuer share",
)
"""Words for one thing in these documents, by family; the glossary holds the terms, these are the plain words."""


@cache
def _alike() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for family in _ALIKE:
        known = {key_of(word) for word in family.split()}
        for key in known:
            found.setdefault(key, set()).update(known)
    for entry in entries():
        if entry.kind in {"concept", "theme"}:
            for first, second in _single(entry.term, entry.synonyms):
                found.setdefault(first, set()).add(second)
                found.setdefault(second, set()).add(first)
    return {key: frozenset(also) for key, also in found.items()}


def _single(term: str, synonyms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the pairs of one-word names of one thing."""
    named = [fold(name) for name in (term, *synonyms) if len(name.split()) == 1]
    yield from ((key_of(one), key_of(other)) for one in named for other in named if one != other)
