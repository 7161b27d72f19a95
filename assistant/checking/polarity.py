"""Yes or no, up or down, before or after: a sentence that turns its source's sense around is no support of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.glossary import fold
from index.terms import is_stop_word, stem

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|n['’]|[.;:!?]")
_FIXED = re.compile(
    r"\bnon lucratif\w*|\b(?:but|sans) non|\bnon datee?s?\b|\bsans but lucratif|\bnon seulement\b|\bnot only\b|\bnon-profit|"
    r"\bnot-for-profit|\bpas (?:a|de) pas\b|\bpersonnes?\b(?! n[e'])|\bsans-abri|\bsans doute\b|\bpremiers? pas\b|"
    r"\bplus (?:de|d'|que|en plus|tard|grande?s?|large|haut|vite|petite?s?)\b"
)
_DENIES = frozenset(
    "ne n n' non pas aucun aucune aucuns aucunes jamais nul nulle ni rien personne sans guere not no never without "
    "neither nor none nothing nobody cannot didn doesn don isn wasn weren hasn haven hadn won wouldn couldn".split()
)
_LACKS = re.compile(r"^(?:absen|manqu|lack|missing|ignor|refus|empech|faute|impossib|inconnu|unknown|unclear|fail)")
"""Words that deny without a negation: « le budget manque »."""
_ONLY = re.compile(r"\bn(?:e|')\s?[^.;,]{0,40}?\bqu[e']")
REACH = 4
"""Words of sense after a negation that it bears on."""

_DIRECTIONS: tuple[tuple[str, str], ...] = (
    (r"hausse|augment|accroi|croissan|increas|rise|rose|grew|growing|ameliorer|improv",
     r"baiss|diminu|reduir|reduit|redui|recul|decreas|declin|reduc|fell|drop|deterior|empir|worsen"),
    (r"avant|before|prior", r"apres|after|following|suivant"),
    (r"debut|commenc|demarr|start|began|begin|lanc|launch", r"fins?$|finir|termin|ends?$|ended|acheve|cess"),
    (r"premier|premiere|first|d'abord", r"dernier|derniere|last"),
    (r"maxim\w*|plafond|most", r"minim\w*|plancher|least"),
    (r"obligatoi|mandatory|compulsor|oblig", r"faculta|volontair|optional|voluntary"),
    (r"abol|supprim|dissou|dispar|abolish|closed|dissolv", r"cree|creer|creation|fonde|fondation|creat|found|naissance|naitre"),
    (r"accept|adopt|approuv|approv", r"refus|rejet|reject|turned"),
    (r"prolong|extend|reconduit|renouvel|renew", r"annul|abreg|cancel|resili|shorten|ecourt"),
    (r"facil|easy|simple", r"diffic|hard|compliqu"),
    (r"possible", r"impossible"),
    (r"inclusion|inclu|inclus|includ", r"exclu|exclus|exclusion|exclud"),
    (r"toujours|always", r"jamais|never|rarement|rarely"),
    (r"gratuit|free$", r"payant|paid"),
    (r"urbain\w*|urban|villes", r"rura\w*|rural"),
    (r"intern\w*", r"extern\w*"),
    (r"suffis|enough|sufficient", r"insuffis|insufficient"),
    (r"publi\w*|public", r"priv\w*|private"),
    (r"jeune\w*|youth|young\w*", r"aine\w*|agee\w*|vieill\w*|senior\w*|elder\w*"),
    (r"ouvert\w*|ouvr\w*|open\w*", r"ferm\w*|clos\w*"),
    (r"gagn|won$|wins?$", r"perd|perte|lost|lose"),
    (r"confirm\w*", r"dement\w*|infirm\w*|contredi\w*|denie\w*|contradict\w*"),
)
_MORE = re.compile(r"\b(?:plus|davantage|more|over)\b(?! tard)")
_LESS = re.compile(r"\b(?:moins|less|fewer|under)\b")


def turned_around(said: str, held: Sequence[str]) -> bool:
    """Tell whether a sentence says no where its source says yes, up where it says down, or the reverse.

    `held` are the sentences of the source that support it, the nearest first.
    """
    return _negated_otherwise(said, held) or _directed_otherwise(said, held)


def _negated_otherwise(said: str, held: Sequence[str]) -> bool:
    own, source = _denied(said), [_denied(one) for one in held]
    theirs = set().union(*(denied for denied, _ in source)) if source else set()
    affirmed_there = set().union(*(free for _, free in source)) if source else set()
    denied, free = own
    nothing_denied_there = not any(_denies_something(one) for one in held)
    if denied and nothing_denied_there and (denied & affirmed_there or not denied & theirs):
        return True
    if denied and denied & affirmed_there and not denied & theirs and not _lexical(held):
        return True
    if theirs and not denied and not _lacks(said):
        return bool(theirs & free) and not (theirs & affirmed_there)
    return False


def _denied(text: str) -> tuple[set[str], set[str]]:
    """Return the stems that a text denies, and those that it affirms: a negation bears on the words after it."""
    folded = _FIXED.sub(" ", fold(text))
    only = bool(_ONLY.search(folded)) and not re.search(r"\b(?:pas|aucune?|jamais|rien)\b", folded)
    denied: set[str] = set()
    free: set[str] = set()
    left = 0
    for match in _WORD.finditer(folded):
        word = match[0].replace("’", "'")
        if word in ".;:!?":
            left = 0
            continue
        if word in _DENIES and not (only and word in {"ne", "n", "n'"}):
            left = REACH if word not in {"ne", "n", "n'"} else max(left, 1)
            continue
        if is_stop_word(word) or len(word) < 3 or word.isdigit():
            continue
        (denied if left else free).add(_key(word))
        left = max(0, left - 1)
    return denied, free


def _key(word: str) -> str:
    return stem(word)[:5]


def _denies_something(text: str) -> bool:
    return bool(_denied(text)[0]) or _lacks(text)


def _lacks(text: str) -> bool:
    return any(_LACKS.match(word) for word in _WORD.findall(fold(text)))


def _lexical(held: Iterable[str]) -> bool:
    return any(_lacks(one) for one in held)


def _directed_otherwise(said: str, held: Sequence[str]) -> bool:
    own, theirs = _words(said), set().union(*map(_words, held)) if held else set()
    for one, other in _poles():
        for pole, opposite in ((one, other), (other, one)):
            if (
                _has(own, pole)
                and not _has(own, opposite)
                and _has(theirs, opposite)
                and not _has(theirs, pole)
            ):
                return True
    return _compared_otherwise(fold(said), [fold(one) for one in held])


def _compared_otherwise(said: str, held: Sequence[str]) -> bool:
    """Tell whether one says more where the other says less."""
    whole = " ".join(held)
    more, less = bool(_MORE.search(said)), bool(_LESS.search(said))
    if more == less:
        return False
    there_more, there_less = bool(_MORE.search(whole)), bool(_LESS.search(whole))
    return (more and there_less and not there_more) or (less and there_more and not there_less)


def _poles() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return _POLES


_POLES = tuple(
    (re.compile(rf"(?:{one})\w*$"), re.compile(rf"(?:{other})\w*$")) for one, other in _DIRECTIONS
)


def _words(text: str) -> set[str]:
    return {match[0] for match in _WORD.finditer(fold(text))}


def _has(found: set[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.match(word) for word in found)
