"""What a person wants: the question made to stand alone, and the shape of answer that it calls for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.errors import UsageError
from corpus.glossary import fold
from index.question import asks_across_regions, asks_definition
from index.terms import terms

Shape = Literal["definition", "amount", "date", "list", "regions", "other"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing said before the question."""

    role: Role
    content: str


_FOLLOWS = re.compile(
    r"^(?:et|pis|puis|mais|and|what about|ok|alors)\b|\b(?:la-dedans|celui-ci|celle-ci|ceux-ci|ces derniers)\b"
)
_PRONOUN = re.compile(r"\b(?:ca|il|elle|ils|elles|cela|it|they|that|leur|leurs)\b|c'est qui|c'est quand")
_AMOUNT = re.compile(
    r"\bcombien\b|\bquels? (?:est le )?(?:montants?|budgets?|sommes?|nombres?)\b|\bhow (?:many|much)\b|"
    r"\ba quel cout\b|\benveloppe\b|\bbudget\b|\bcontribution financiere\b|\bca coute\b"
)
_DATE = re.compile(r"\bquand\b|\ben quelle annee\b|\ba quelle date\b|\bwhen\b|\bquelle date\b|\bdepuis quand\b")
_LIST = re.compile(
    r"\bquel(?:le)?s (?:sont|etaient|seraient)\b|\bquel(?:le)?s (?!regions)\w+|\benumere|\bliste\b|"
    r"\blist\b|\bwhat are the\b|\bwhich \w+s\b"
    r"|\b(?:donne|donnez|nomme|nommez)[ -]|\bles (?:six|cinq|quatre|trois|\d+) \w+|\bon met quoi\b|"
    r"\bqui (?:devrait )?sieg|\ba quoi\b"
)
FEW_TERMS = 3
"""A question with at most so many terms, and a pronoun, leans on what was said before."""


def shape_of(question: str) -> Shape:
    """Return the shape of answer that a question calls for."""
    folded = fold(question)
    if asks_across_regions(question):
        return "regions"
    if _AMOUNT.search(folded):
        return "amount"
    if _DATE.search(folded):
        return "date"
    if asks_definition(question) and not _LIST.search(folded):
        return "definition"
    return "list" if _LIST.search(folded) else "other"


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return the question with the one it follows before it, where it cannot be understood alone."""
    before = [turn.content for turn in history if turn.role == "user"]
    if not before:
        return question
    folded = fold(question).strip()
    leans = bool(_FOLLOWS.search(folded)) or (len(set(terms(question))) <= FEW_TERMS and bool(_PRONOUN.search(folded)))
    return f"{before[-1]} {question}" if leans or not terms(question) else question


def parse_history(turns: object) -> tuple[Turn, ...]:
    """Return the turns of a JSON list of `{"role", "content"}`.

    Raises:
        UsageError: it is something else.
    """
    if not isinstance(turns, list):
        raise UsageError("usage.history")
    parsed: list[Turn] = []
    for turn in turns:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in {"user", "assistant"}
            or not isinstance(turn.get("content"), str)
        ):
            raise UsageError("usage.history")
        parsed.append(Turn(role=turn["role"], content=turn["content"]))
    return tuple(parsed)
