"""What a question names and the collection does not hold: precise matters, acronyms, proper names."""

from __future__ import annotations

import re

from assistant.rarity import Weights
from corpus.dates import MONTH_NAMES, MONTH_NAMES_EN
from corpus.glossary import fold
from index.terms import acronyms, terms
from index.typos import everyday_words

_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{3,}(?![\w-])")
_NAME = re.compile(
    r"(?<=[\w,;:»)] )(?<!les )(?<!des )(?<!aux )(?<!the )(?:l'|d'|L'|D')?([A-ZÀ-Ý][a-zà-ÿ]{2,}(?:-[A-ZÀ-Ý]?[a-zà-ÿ]+)*)"
)
_MONTHS = frozenset(fold(name) for name in (*MONTH_NAMES, *MONTH_NAMES_EN))


def unheld(question: str, weights: Weights) -> tuple[str, ...]:
    """Return what a question names that the collection does not hold: the precise matters alone, if any."""
    return weights.unheld or (*_acronyms(question, weights), *_names(question, weights))


def _acronyms(question: str, weights: Weights) -> tuple[str, ...]:
    """Return the acronyms of a question that the collection does not hold; none where all is in capitals."""
    found = (match[0] for match in _CAPITALS.finditer(question)) if re.search("[a-zà-ÿ]{2}", question) else ()
    strange = [name for name in dict.fromkeys(found) if (own := terms(fold(name))) and weights.unknown.issuperset(own)]
    return tuple(name for name in strange if fold(name) not in everyday_words())


def _names(question: str, weights: Weights) -> tuple[str, ...]:
    """Return the proper names of a question, its first word apart, that the collection holds in no form."""
    written = set(acronyms(question))
    return tuple(
        name
        for name in dict.fromkeys(_NAME.findall(question))
        if fold(name) not in written
        and fold(name) not in _MONTHS
        and terms(name)
        and set(terms(name)) <= weights.unknown
    )
