"""French words → index terms: folded, elisions split, stop words dropped, Snowball stems, and acronyms as written."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from corpus.glossary import fold

_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?!\d)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*\+?")
_ACRONYM = re.compile(r"(?<![\w-])[A-ZÀ-Ý][A-ZÀ-Ý0-9]{1,9}\+?(?![\w-])")
_ELISIONS = frozenset("l d c j m n s t qu jusqu lorsqu puisqu quoiqu presqu".split())
_ENDINGS = (("ites", "ités"), ("ite", "ité"), ("ees", "ées"), ("ee", "ée"), ("erent", "èrent"))
SHORTEST_VERB = 7
"""Letters of a stem from which « -ent » is taken for the ending of a verb, or of its noun: « travaillent »."""
_EXACT = "zz"
"""Opens the term of an acronym as it is written, accents kept: CRÉ is not CRE."""

STOP_WORDS = frozenset(
    """
    a à au aux avec ce ces cet cette ceci cela ça ca c ci d dans de des du elle elles en et est eu être etre été
    étaient était il ils j je l la là le les leur leurs lui m ma mais me même memes mes mon n ne ni nos notre
    nous on ont or ou où par pas plus pour qu que quel quelle quelles quels qui quoi sa sans se ses si son sont
    soit sur t ta te tes toi ton tu un une vos votre vous y afin ainsi alors après aussi autre autres avant
    avoir aura avait avaient ayant car chez comme comment donc dont entre fait faire faut fois font ici lors
    moins non notamment ont parce pendant peu peut peuvent plusieurs pourquoi quand sera seront sous suis tous
    tout toute toutes très vers voir étant cest koi pis ben là-dedans tsé combien dit dire doit doivent devrait
    existe aujourd hui gros grosse vrai vraiment exemple lance lancer dedans juste seulement cas chose besoin
    veut veux voudrait aimerais sais savoir connaître question svp encore combien donne donnez donner dis montre
    montrez moi parle parler va vont ca svp encore merci derrière durant selon envers parmi malgré sauf prend rendu
    sensé kesse kess koi kan kand ki ke pk pkoi sa cetait etait the of and is are was were be been in on at to for
    from by
    with as an a what which who whom whose how many much does do did it its this that these those there here
    their they them we you your our or not no can could should would will about into according tell me say said
    """.split()
)
_FOLDED_STOP_WORDS = frozenset(fold(word) for word in STOP_WORDS)


_OWN = threading.local()
"""What each thread has for itself: a stemmer keeps the word that it works on, so that two threads which share one get
each other's letters, and `stem` would remember the outcome."""


def _stemmer() -> Any:
    if not hasattr(_OWN, "stemmer"):
        import Stemmer

        _OWN.stemmer = Stemmer.Stemmer("french")
    return _OWN.stemmer


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the French stem of a folded word; short words, and words with digits, are their own stems.

    Snowball reads accents, which folding took away: those of the endings that only they tell (« -ité », « -ée »,
    « -èrent ») are put back first. It leaves « -ent » to verbs and doubled consonants alone; we do not.
    Source: https://snowballstem.org/algorithms/french/stemmer.html
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    accented = next((word[: -len(end)] + put for end, put in _ENDINGS if word.endswith(end)), word)
    found = fold(str(_stemmer().stemWord(accented)))
    if found.endswith("ent") and not found.endswith("ment") and len(found) >= SHORTEST_VERB:
        found = found[:-3]
    if len(found) > SHORTEST_VERB - 3 and found.endswith("e"):
        found = found[:-1]
    return found[:-1] if len(found) > 3 and found[-1] == found[-2] and found[-1] not in "aeiou" else found


def words(text: str) -> Iterator[str]:
    """Give the folded words of a text, stop words included, elisions split, numbers in one piece."""
    joined = _NUMBER.sub(lambda match: re.sub(r"\D", "", match[1]), text)
    for word in _WORD.findall(fold(joined)):
        if "'" not in word and "+" not in word:  # nearly all
            if word not in _ELISIONS:
                yield word
            continue
        *elided, last = word.split("'")
        if last.endswith("+"):  # « ADS+ » is found by « ADS » too
            yield f"{last[:-1]}plus"
            last = last[:-1]
        if elided and all(part in _ELISIONS for part in elided):
            yield last
        else:
            yield from (part for part in (*elided, last) if part not in _ELISIONS)


def terms(text: str) -> list[str]:
    """Return the index terms of a text, in order, with repetitions: stems, and acronyms as written."""
    return [term for _, term in worded_terms(text)] + exact_acronyms(text)


def worded_terms(text: str) -> list[tuple[str, str]]:
    """Return the folded words of a text that are no stop words, in order, each with its index term."""
    return [(word, _term(word)) for word in words(text) if word not in _FOLDED_STOP_WORDS]


def exact_acronyms(text: str) -> list[str]:
    """Return the terms of the acronyms of a text, exactly as written but for capitals."""
    return [_EXACT + match[0].rstrip("+").lower() for match in _ACRONYM.finditer(text)]


def acronyms(text: str) -> list[str]:
    """Return the acronyms of a text in small letters, accents kept."""
    return [term.removeprefix(_EXACT) for term in exact_acronyms(text)]


def is_exact(term: str) -> bool:
    """Tell whether a term is an acronym as written."""
    return term.startswith(_EXACT) and len(term) > len(_EXACT) + 1


def is_stop_word(word: str) -> bool:
    """Tell whether a folded word says nothing of what a text is about."""
    return word in _FOLDED_STOP_WORDS


def _term(word: str) -> str:
    if word in {"st", "ste"}:
        return "saint"
    return stem(word)
