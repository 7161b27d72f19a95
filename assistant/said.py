"""What a sentence says, read from its words alone: a person, a limit, a pay, a time still to come, a denial."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from corpus.glossary import fold, regions

_TIMES_SAID = re.compile(
    r"(?:\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|two|three|four|five|ten)) (?:\w+ )?"
    r"(?:fois|reprises|rencontres|reunions|seances|times|meetings)\b"
)
_CAPITAL = r"[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*"
_PERSON = re.compile(rf"\b({_CAPITAL})(?= (?:[A-ZÀ-Ý]\. )?(?:Mc|O'|[DdLl]')?({_CAPITAL}))")
_WIDER = frozenset(("québec", "canada", "gaspésie", "îles"))
_LEADS = frozenset("le la les un une des du au ce cette ces site par selon avec chez pour monsieur madame the".split())
"""Words that open a sentence, or lead to a name, and are no first name."""
_TO_BE = re.compile(
    r"\b(?:aura|auront|aurait|auraient) lieu\b|\b(?:se )?tiendr(?:a|ont|ait|aient)\b|\bpuis d'organiser\b|"
    r"\b(?:rencontre|assemblee|forum|sommet|evenement|journee|colloque)s?\b(?: \w+){0,3} (?:prevue?s?|a venir)\b|"
    r"\b(?:souhait|veu|voul|compt|entend)\w* (?:\w+ )?(?:tenir|organiser)\b|\bwill be held\b|\bwill take place\b"
)
_NAMED = re.compile(r"«[^»]{4,}»|\b[A-ZÀ-Ý]\w+(?: [A-ZÀ-Ý]\w+)+")
"""What may be a thing's name: a title between guillemets, words in capitals that follow each other."""
_LIMIT_SAID = re.compile(
    r"\blimite\b|\bau plus tard\b|\bdeadline\b|\bavant le \d|\bjusqu'au \d|\becheance|\bfixee? au \d|"
    r"\bfin\b.{0,40}\d{4}|\bprend(?:ra|rait|ait)? fin\b|\bse termin\w+ (?:au|le) \d"
)
_PAID = re.compile(
    r"\b(?:salaire|salarial|remuner|honoraire|gagn|recoi|touche|horaire|l'heure|par annee|echelle|wage|earn|paid|salar)"
)
"""What a sentence, folded, speaks of that says what somebody is paid."""
_BEGAN = re.compile(
    r"\bimplant|\bmis\w* (?:sur pied|en place)|\bcree|\bcreation|\bdepuis (?:\w+ )?(?:19|20)\d\d|\blance|\bnaissance|"
    r"\bdemarr|\binstaur|\bfonde|\bfondation|\bdebut|\bissue? d"
)
"""How a sentence, folded, says that something began."""
DENIES = re.compile(
    r"\bn(?:e |')(?:donne|nomme|confirme|decrit|dit|precise|indique|porte|mentionne|parle|explique|rapporte|chiffre|"
    r"fournit)(?:nt)?\b.{0,25}?\b(?:pas|aucune?|ni)\b"
)
"""How a document says, folded, that it does not hold something."""


def says_how_often(text: str) -> bool:
    """Tell whether a sentence says a number of times, or of meetings, which are counted so."""
    return bool(_TIMES_SAID.search(fold(text)))


def names_a_person(text: str, document: str) -> bool:
    """Tell whether a sentence holds what may be a person's first and last names.

    Two words that its document writes in small letters too are no names: « Fonds Innovation ».
    """

    def common(word: str) -> bool:
        return bool(re.search(rf"(?<![\w.@-]){word.lower()}(?![\w@-]|\.\w)", document))

    places = _regions()
    pairs = (found.groups() for found in _PERSON.finditer(re.sub(r"«[^»]*»", "", text)))
    return any(
        first.lower() not in _LEADS and last.lower() not in places and not (common(first) and common(last))
        for first, last in pairs
    )


@cache
def _regions() -> frozenset[str]:
    """Return the names of places that are one word: « Moisson Laurentides » is nobody; « Monique Côté » is."""
    return frozenset(region.name.lower() for region in regions() if region.name.isalpha()) | _WIDER


def names_holder(office: str, text: str, document: str) -> bool:
    """Tell whether a sentence names a person, and says an office: the beginnings of its words, parted by `|`."""
    return says(office, text) and names_a_person(text, document)


def says(beginnings: str, text: str) -> bool:
    """Tell whether a word of a sentence begins in one of some ways, parted by `|`."""
    return bool(re.search(rf"\b(?:{beginnings})", fold(text)))


def is_to_be(text: str) -> bool:
    """Tell whether a sentence says that something is still to happen."""
    return bool(_TO_BE.search(fold(text)))


def holds_names(text: str) -> bool:
    """Tell whether a sentence holds what may be the name of a thing."""
    return bool(_NAMED.search(text))


def says_a_limit(text: str) -> bool:
    """Tell whether a sentence says until when something may be done."""
    return bool(_LIMIT_SAID.search(fold(text)))


def says_a_beginning(text: str) -> bool:
    """Tell whether a sentence says that something began."""
    return bool(_BEGAN.search(fold(text)))


def denials(text: str) -> tuple[str, ...]:
    """Return what a sentence says that its document does not hold, one clause for each negation."""
    folded = fold(text)
    starts = [match.start() for match in DENIES.finditer(folded)]
    return tuple(folded[start:end] for start, end in pairwise([*starts, len(folded)]))


def says_pay(text: str) -> bool:
    """Tell whether a sentence says what somebody is paid."""
    return bool(re.search(r"\d ?\$|\$ ?\d|\d dollars", text) and _PAID.search(fold(text)))
