"""Words of a question that no passage holds: the words of the domain, or of the collection, that they are taken for."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from functools import cache

from corpus.catalogue import Catalogue
from corpus.glossary import entries, fold
from index.encode import FOLDER, TOKENIZER
from index.model import Language
from index.phonetics import sound_of
from index.places import asked_regions, names_by_stem, place_names
from index.question import Correction, question_language
from index.terms import is_stop_word, stem, terms, words
from index.thesaurus import rows

SHORTEST = 5
"""Letters below which a word is too short to guess what was meant."""
SHORTEST_SOUND = 3
"""Sounds below which two words that sound alike are too likely to be two words."""
CLOSE = 0.84
"""Least similarity of two words (Source: Ratcliff and Obershelp, as in Python's difflib)."""
CLOSE_TO_ANY = 0.92
"""Least similarity to a word of the domain from which a word is a slip, though it may be a form of another."""
CLOSE_IN_ENGLISH = 0.9
"""The same among English words, of which the domain has few: “plain” is no slip for “plan”."""
CLOSE_AS_WRITTEN = 0.75
"""The same for the two words as they are written, endings included."""
_ENDINGS = ("e", "er", "re", "ir")
"""What may follow the stem of a word in the form that is known."""
_ELIDED = ("qu", "l", "d", "c", "j", "n", "s", "m")
_BEFORE_WHICH = "aeiouyh"
"""First letters of a word before which an article loses its vowel."""
_WORD = re.compile(r"[^\W_]+")


def corrections_for(text: str, catalogue: Catalogue) -> tuple[Correction, ...]:
    """Return, for each word of a question that nothing holds, the word that it is taken for, if there is one.

    An English question's words are looked for among the English words of the domain, and places, only.
    """
    language = question_language(text)
    asked = [word for word in dict.fromkeys(words(text)) if word.isalpha() and not is_stop_word(word)]
    strange = [word for word in asked if word not in vocabulary(language) and not asked_regions(word)]
    known = {*catalogue.document_frequencies([stem(word) for word in strange]), *_stems(language)}
    found: list[Correction] = []
    for word in strange:
        meant = names_by_stem().get(stem(word))
        if not meant and stem(word) not in known and len(word) >= SHORTEST and word not in everyday_words():
            meant = _meant(word, language, catalogue)
        if meant and fold(meant) != word:
            found.append(Correction(written=word, meant=meant))
    return tuple(found)


def _meant(word: str, language: Language, catalogue: Catalogue) -> str | None:
    """Return the word that a word which nobody writes is taken for."""
    if near := _nearest(word, language, CLOSE_TO_ANY):
        return near
    if _is_inflected(word):
        return None
    meant = _of_domain(word, language, catalogue)
    return meant or (_of_collection(word, catalogue) if language == "fr" else None)


def _is_inflected(word: str) -> bool:
    """Tell whether a word is another form of one that people write: « obligés » is no slip for « oubliés »."""
    bare = stem(word)
    forms = [form for ending in _ENDINGS if (form := f"{bare}{ending}") in everyday_words()]
    return any(stem(form) == bare for form in forms)


@cache
def everyday_words() -> frozenset[str]:
    """Return the whole words, French and English, that the embedded encoder was made to read."""
    content = (FOLDER / TOKENIZER).read_bytes()
    return frozenset(word for word in json.loads(content)["model"]["vocab"] if word.isalpha())


@cache
def vocabulary(language: Language) -> dict[str, str]:
    """Return the words of the domain in a language, of the glossary, the thesaurus and places, by their folded form."""
    texts = [*place_names().values()]
    for entry in entries():
        texts += [entry.term_en, *entry.synonyms_en] if language == "en" else [entry.term, *entry.synonyms]
    for row in rows():
        texts += row.said if row.language == language else ()
        texts += row.written if language == "fr" else ()
    found: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text):
            found.setdefault(fold(word), word)
    return found


@cache
def _stems(language: Language) -> frozenset[str]:
    """Return the stems of the words of the domain: another ending of one is no slip."""
    return frozenset(map(stem, vocabulary(language)))


@cache
def _by_sound(language: Language) -> dict[str, str]:
    """Return the words of the domain by their sound."""
    found: dict[str, str] = {}
    for folded, word in vocabulary(language).items():
        if len(folded) >= SHORTEST:
            found.setdefault(sound_of(folded), word)
    return found


def _of_domain(word: str, language: Language, catalogue: Catalogue) -> str | None:
    """Return the word of the domain that a word is taken for: without its elision, as it sounds, or the nearest."""
    known, by_sound = vocabulary(language), _by_sound(language)
    for bare in _without_elision(word):
        if bare in known or bare in _acronyms() or catalogue.document_frequencies([stem(bare)]):
            return _acronyms().get(bare) or known.get(bare, bare)
    for spelling in (word, *_without_elision(word)) if language == "fr" else ():
        sound = sound_of(spelling)
        if len(sound) >= SHORTEST_SOUND and sound in by_sound:
            return by_sound[sound]
    return _nearest(word, language, CLOSE if language == "fr" else CLOSE_IN_ENGLISH)


def _nearest(word: str, language: Language, cutoff: float) -> str | None:
    """Return the word of the domain that a word is most like, if it is as like it as that."""
    known = vocabulary(language)
    nearby = [one for one in known if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
    near = get_close_matches(word, nearby, n=1, cutoff=cutoff)
    return known[near[0]] if near else None


def _of_collection(word: str, catalogue: Catalogue) -> str | None:
    """Return the word of the collection that is nearest to a word, as a person reads it."""
    wanted = stem(word)
    near = get_close_matches(wanted, catalogue.terms_like(wanted[:2]), n=1, cutoff=CLOSE)
    for candidate in catalogue.candidates(near, 1):
        passage = catalogue.passages([candidate.passage_id])[candidate.passage_id]
        same = [one.lower() for one in _WORD.findall(passage.embedding_text) if terms(one)[:1] == near]
        folded = {fold(one): one for one in same}
        if best := get_close_matches(word, folded, n=1, cutoff=CLOSE_AS_WRITTEN):
            return str(folded[best[0]])
    return None


def _without_elision(word: str) -> list[str]:
    """Return what a word may be without the article glued to it: « labitibi », « daction », « loedc »."""
    bare = [word[len(start) :] for start in _ELIDED if word.startswith(start)]
    return [rest for rest in bare if rest[:1] in _BEFORE_WHICH and (len(rest) >= SHORTEST or rest in _acronyms())]


@cache
def _acronyms() -> dict[str, str]:
    """Return the glossary's acronyms of four letters or more, by their folded form."""
    names = (entry.name for entry in entries() if entry.kind == "acronyme")
    return {fold(name): name for name in names if len(name) >= SHORTEST - 1}
