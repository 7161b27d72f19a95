"""The article before a name: of another gender than in the source, it was another name's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.checking.names import Name, bare
from corpus.glossary import fold

_ARTICLE = re.compile(
    r"\b(?P<masculine>le|du|au|un)\s$|\b(?P<feminine>la|une)\s$|(?P<elided>\b[ld]['’])$", re.IGNORECASE
)
_DEFINITE = re.compile(r"\b(?:le|la|du|au)\s$|\bl['’]$", re.IGNORECASE)
"""What stands before one body that is known: « la MRC », but not « une MRC »."""
_PLURAL = re.compile(
    r"\b(?:les|des|ses|leurs|ces|aux|mes|nos|vos|plusieurs|quelques|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze"
    r"|\d+)\s$",
    re.IGNORECASE,
)
"""What stands before several of a kind: « les MRC », « ses 8 MRC »."""
_WHOLE = re.compile(r"\b(?:le|la|du|au)\s$", re.IGNORECASE)
"""An article that is not elided, though it might be."""
_OPENS_WITH_A_CONSONANT = re.compile(r"[BCDFGJKLMNPQRSTVWXZ]")
_OPENS_WITH_A_VOWEL = re.compile(r"[AEIOUÀÂÉÈÊÎÔ]")
_CONSONANT = re.compile(r"[BCDGJKPQTVWZ]")
"""Letters whose own names open with a consonant: no article is elided before an acronym that one opens."""


def has_another_article(name: Name, text: str, source: Sequence[tuple[str, Sequence[Name]]]) -> bool:
    """Tell whether a name of a French sentence has an article that its source, its texts and names, never gives it.

    « le CRÉ » for « la CRÉ »; « l'CRÉ » or « du Espace », which no word that begins so takes.
    """
    said = _article(name, text)
    if _DEFINITE.search(text, 0, name.start) and _is_one_of_several(name, source):
        return True
    if said == "elided":
        opening = _CONSONANT if name.acronym else _OPENS_WITH_A_CONSONANT
        return bool(opening.match(name.text)) or (name.acronym and _is_whole(name, source))
    if not name.acronym and _WHOLE.search(text, 0, name.start) and _OPENS_WITH_A_VOWEL.match(name.text):
        return True
    there = set(_articles(name, source))
    return bool(said and there) and said not in there


def _is_one_of_several(name: Name, source: Sequence[tuple[str, Sequence[Name]]]) -> bool:
    """Tell whether a source tells only of several bodies by an acronym: « les MRC », of which none is « la MRC »."""
    before = [bool(_PLURAL.search(text, 0, other.start)) for text, other in _namesakes(name, source)]
    return name.acronym and bool(before) and all(before)


def _is_whole(name: Name, source: Sequence[tuple[str, Sequence[Name]]]) -> bool:
    """Tell whether a source gives an acronym an article that it does not elide: « la MRC », so never « l'MRC »."""
    before = [
        (_article(other, text), bool(_WHOLE.search(text, 0, other.start))) for text, other in _namesakes(name, source)
    ]
    return any(whole for _, whole in before) and not any(article == "elided" for article, _ in before)


def _articles(name: Name, source: Sequence[tuple[str, Sequence[Name]]]) -> Iterator[str]:
    yield from (found for text, other in _namesakes(name, source) if (found := _article(other, text)))


def _namesakes(name: Name, source: Sequence[tuple[str, Sequence[Name]]]) -> Iterator[tuple[str, Name]]:
    """Give where a source has a name in so many letters."""
    for text, names in source:
        for other in names:
            if other.acronym == name.acronym and _bare(other) == _bare(name):
                yield text, other


def _bare(name: Name) -> str:
    return bare(name.text) if name.acronym else fold(name.text)


def _article(name: Name, text: str) -> str | None:
    match = _ARTICLE.search(text, 0, name.start)
    return match.lastgroup if match else None
