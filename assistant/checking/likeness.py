"""How much of what a sentence says its source says too: stems of both languages, the glossary's words for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.checking.names import called
from assistant.checking.synonyms import FAMILIES, LIGHT, WIDER
from corpus.glossary import entries, fold
from index.terms import exact_acronyms, is_stop_word, stem, words
from index.thesaurus import called_up, read_table

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
_ACTION = re.compile(r"(?:tion|sion|ment|ure|age)s?$")
"""Endings of the nouns that name what a verb tells."""
_FRENCH = re.compile(r"\b(?:le|la|les|des?|du|une?|et|en|dans|pour|est|sont|au|aux|que|qui|par|sur|ses|l|d|avait|a)\b")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|in|to|was|were|is|are|for|with|its|by|from|that|an|on|had|has|which|it|their|over|at|be|been|not|no|per|between|during|also|who|this|received|about|each)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word of sense, with its place in its text, and the beginnings of the words that say the same.

    `wider` are those of the words of kindred sense too.
    """

    key: str
    others: frozenset[str]
    wider: frozenset[str]
    start: int
    end: int


def is_english(text: str) -> bool:
    """Tell whether a sentence is in English rather than in French, by its small words."""
    folded = fold(text)
    return len(_ENGLISH.findall(folded)) > len(_FRENCH.findall(folded))


def key_of(word: str) -> str:
    """Return what the words of one family share: the beginning of a folded word's stem."""
    return stem(word)[:BEGINNING]


def _noun_of(word: str, key: str) -> tuple[str, ...]:
    """Return the shorter stem that a noun of action may share with its verb: « abolition », of « abolies »."""
    return (key[: BEGINNING - 1],) if len(key) == BEGINNING and _ACTION.search(word) else ()


@lru_cache(maxsize=8_192)
def keys(text: str) -> frozenset[str]:
    """Return the keys of a text's words of sense, and those of what its acronyms stand for."""
    found = {key_of(word) for word in words(text) if not is_stop_word(word)}
    found |= {noun for word in words(text) for noun in _noun_of(word, key_of(word))}
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
            or folded in LIGHT
        ):
            continue
        key = key_of(folded)
        also = {key, *_noun_of(folded, key), *others.get(folded, ()), *_alike().get(key, ())}
        if match[0].isupper():
            for entry in called(folded):
                also |= {key_of(word) for word in words(entry.term) if not is_stop_word(word)}
        wider = also.union(*(_kindred().get(other, ()) for other in also if other in {key, *others.get(folded, ())}))
        found.append(
            Said(key=key, others=frozenset(also), wider=frozenset(wider), start=match.start(), end=match.end())
        )
    return tuple(found)


def covered(said: Sequence[Said], held: frozenset[str]) -> float:
    """Return the share of some words that a source says too, or says otherwise; 1 where there are none."""
    return sum(bool(one.others & held) for one in said) / len(said) if said else 1.0


def _in_french(text: str) -> dict[str, frozenset[str]]:
    """Return the keys of the French words for the English ones of a sentence, by folded word."""
    worded = [word for word in words(text) if not is_stop_word(word)]
    found: dict[str, set[str]] = {}
    for place, row in called_up(text, "en"):
        french = {key for phrase in row.written for key in keys(phrase)}
        for word in worded[place]:
            found.setdefault(word, set()).update(french)
    for word in worded:
        found.setdefault(word, set()).update(_translated().get(key_of(word), ()), _plain().get(word, ()))
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


@cache
def _plain() -> dict[str, frozenset[str]]:
    """Return the French keys of each plain English word that the thesaurus, made for questions, does not hold."""
    found: dict[str, set[str]] = {}
    for english, french in read_table("english.tsv"):
        for word in english.split():
            found.setdefault(word, set()).update(key_of(fold(other)) for other in french.split())
    return {word: frozenset(also) for word, also in found.items()}


FEW = 3
"""Words of a term up to which each of its English words may stand for any of its French ones."""


def _related(families: Sequence[str]) -> dict[str, set[str]]:
    """Return the keys of all the words of the families that each key is in."""
    found: dict[str, set[str]] = {}
    for family in families:
        known = {key_of(word) for word in family.split()}
        for key in known:
            found.setdefault(key, set()).update(known)
    return found


@cache
def _kindred() -> dict[str, frozenset[str]]:
    return {key: frozenset(also) for key, also in _related(WIDER).items()}


@cache
def _alike() -> dict[str, frozenset[str]]:
    found = _related(FAMILIES)
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
