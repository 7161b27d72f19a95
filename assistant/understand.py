"""What a person wants: the question made to stand alone, and the shape of answer that it calls for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.asked import asks_yes_or_no
from assistant.periods import is_about_now
from assistant.place_names import joins_places, place_spans
from assistant.rarity import ASKING
from corpus.dates import find_years
from corpus.errors import UsageError
from corpus.glossary import fold
from corpus.surrogates import whole
from index.model import Language
from index.places import asked_regions, region_terms
from index.question import asks_across_regions, asks_definition, mentioned, question_language
from index.terms import exact_acronyms, terms
from index.turns import asks_since_when

Shape = Literal["definition", "amount", "date", "list", "regions", "timeline", "other"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing said before the question."""

    role: Role
    content: str


_FOLLOWS = re.compile(
    r"^(?:et|pis|puis|mais|and|what about|ok|alors)\b|"
    r"\b(?:la-dedans|la-dessus|of them\b|celui-ci|celle-ci|ceux-ci|ces derniers)\b|^(?:et )?lesquel(?:le)?s\b"
)
_PRONOUN = re.compile(
    r"\b(?:ca|il|elle|ils|elles|cela|y|it|they|them|its|that|leur|leurs|celui|celle)\b|c'est qui|c'est quand|"
    r"\ben (?:a|ont|est|sont|avai\w+|etai\w+|sera\w*|aura\w*|fai\w+|font|parl\w+|pens\w+|dit|disent|sait|reste\w*|"
    r"exist\w+|cout\w+|compt\w+)\b"
)
_BARE = re.compile(
    r"^(?:(?:pour|depuis|a|de|avec|en|jusqu'a) )?"
    r"(?:combien|qui|quand|ou|quelles? annees?|how many|how much|who|when|where)\b"
)
_MATTER: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(en|pour|sur|contre|côté|concernant)\s(?:(?!\b(?:en|pour|sur|contre|à|au|aux|depuis)\s)[^,?.])+",
        re.IGNORECASE,
    ),
    "en": re.compile(r"\b(about|for|on|in)\s(?:(?!\b(?:about|for|on|in|at|since)\s)[^,?.])+", re.IGNORECASE),
}
"""A complement that says what matter is asked about, as far as the next complement."""
_JOINED = re.compile(r"^(?:(?:et|pis|puis|mais|ok|and)\s+)*", re.IGNORECASE)
_ASKS_MORE = re.compile(r"\b(?:combien|quoi|qui|quand|quel|what|how|who|when)")
_AMOUNT = re.compile(
    r"\bcombien\b|\bnombres? (?:de|d')|\bquels? (?:est le )?(?:montants?|budgets?|sommes?|nombres?)\b|"
    r"\bhow (?:many|much)\b|"
    r"\bquel(?:le)? (?:est|etait|a ete) (?:le |la )(?:tarif|prix|cout|remuneration|salaire|cotisation)\b|"
    r"\ba quel cout\b|\b(?:dollar value|value of|what amount)\b|\bdarjan\b|"
    r"\bquoi (?:le |la |l')(?:montant|total|cout|plafond)\b|"
    r"\benveloppe\b|\bbudget\b|\bcontribution financiere\b|\bca coute\b"
)
_DATE = re.compile(
    r"^(?:et |mais |pis |and )?(?:quand|when)\b(?! (?:on|we|you) )|"
    r"\bquand(?: (?:exactement|au juste|ca|exactly))?\s*\??$|"
    r"\b(?:c'est|c'etait|depuis|date de|pour|vers|jusqu'a) quand\b|\bquand (?:est-ce|a-t|ont-|s'est|est-)|"
    r"\bwhen (?:and where |exactly )?(?:is|are|was|were|did|does|do|will|has|had)\b|"
    r"\ben quelle annee\b|\ba quelle date\b|\bquelle (?:est |etait )?(?:la )?date\b|"
    r"\b(?:what|which) (?:year|date)\b"
)
"""« Quand » and “when” ask for a date where they open the question or its verb; elsewhere they join two clauses."""
_NUMBER = (
    r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|two|three|four|five|six|seven|eight|nine|ten|\d+)"
)
_SEVERAL = (
    r"(?:enjeux|priorites|objectifs|axes|membres|partenaires|organismes|comites|chantiers|principes|valeurs|etapes|"
    r"defis|outils|dossiers|conditions|criteres|acteurs|signataires|themes|roles|mandats|facteurs|obstacles|leviers|"
    r"avantages|orientations|secteurs|activites|instances|territoires|issues|priorities|members|partners|steps|roles)"
)
"""What is seldom one alone: to ask for it is to ask for a list."""
_LIST = re.compile(
    r"\bquel(?:le)?s (?:sont|etaient|seraient)\b|\bquel(?:le)?s (?!regions)\w+|\benumer|\bliste\b|"
    r"\blesquel(?:le)?s\b|\blist\b|\bwhat (?:are|were) (?:the|its|their)\b|"
    r"\bwhich (?:\w+ ){0,2}(?:committees|groups|projects|partners|bodies|organi[sz]ations|agreements|issues|priorities|"
    r"initiatives|municipalities|members|actions|measures|services|sectors|themes|challenges|goals|objectives)\b|"
    r"\bwhat (?:kinds|types|sorts) of\b"
    rf"|\b(?:donne|donnez|nomme|nommez)[ -]|\b(?:les|ces|leurs|what|which) {_NUMBER} \w+|\bon met quoi\b|"
    rf"\bqui (?:devrait )?sieg|\ba quoi\b|\bquoi (?:les|leurs|ses) \w+|\b(?:les|leurs|ses) {_SEVERAL}\b(?! de\b)|"
    rf"^(?!.*\b(?:qui|que|quoi|comment|pourquoi|how|who|why)\b).*\b{_SEVERAL}\b"
)
_LEAD = re.compile(r"^(?:[a-zà-ÿ]+\s+|[ld]['’])*")
"""What leads to a place: « à », « dans les »; a place that was a subject is replaced without it."""
_TIMELINE = re.compile(
    r"\blignes? d[eu] temps\b|\b(?:raconte|resume)\w*\b.*\bhistoire\b|\bhistoire d(?:e|u|es)\b.*\bannees?\b|"
    r"\bevolu(?!tif|tive)|\bhistorique\b|\bretrace|\bdans l'ordre\b|\bgrandes dates\b|\bau fil d|"
    r"\bpar ou .{1,12}passe\b|\bchronolog|\btimeline\b|\betapes?\b.*\b(?:entre|depuis)\b|"
    r"\b(?:entre|between) (?:19|20)\d{2} (?:et|and) (?:19|20)\d{2}\b"
)
SUBJECT: dict[Language, str] = {
    "fr": "démarche de développement social, objectifs, leadership",
    "en": "social development approach, objectives, leadership",
}
"""What places are compared on where a question says nothing of it."""
FEW_TERMS, FEWEST_TERMS = 3, 1
"""A question with at most so many terms, and a pronoun, leans on what was said before; with fewest, without one too."""


def shape_of(question: str) -> Shape:
    """Return the shape of answer that a question calls for."""
    folded = fold(question)
    if asks_across_regions(question):
        return "regions"
    if asks_since_when(question):
        return "date"
    if _AMOUNT.search(folded) and not asks_yes_or_no(question):
        return "amount"
    if _TIMELINE.search(folded):
        return "timeline"
    if _DATE.search(folded):
        return "date"
    if asks_definition(question) and not _LIST.search(folded):
        return "definition"
    return "list" if _LIST.search(folded) else "other"


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it leans on of the one before it; what it says itself replaces what that said.

    A question about the present keeps the bodies that the last answer named: « et aujourd'hui, c'est qui? ».
    """
    before = [turn.content for turn in history if turn.role == "user"]
    if not before:
        return question
    folded = fold(question).strip()
    own = set(terms(question))
    leans = bool(_FOLLOWS.search(folded)) or (len(own) <= FEW_TERMS and bool(_PRONOUN.search(folded)))
    bare = len(own) <= FEWEST_TERMS and bool(_BARE.search(folded)) and not place_spans(question)
    if not (leans or not own or (bare and not exact_acronyms(question))):
        return question
    if moved := _moved(before[-1], question) or _on_another_matter(before[-1], question):
        return moved
    earlier = _without_places(before[-1]) if place_spans(question) else before[-1]
    ended = earlier if earlier.rstrip().endswith((".", "?", "!")) else f"{earlier.rstrip()}?"
    return f"{ended} {question}{_bodies(question, history)}"


def with_a_subject(question: str) -> str:
    """Return a question; one that compares places and says nothing else asks about their social development."""
    regions = asked_regions(question)
    places = {term for region in regions for term in region_terms(region)}
    compares = joins_places(question) if len(regions) > 1 else bool(regions) and fold(question).startswith("compar")
    if not compares or set(terms(question)) - places - set(terms(ASKING)):
        return question
    return f"{question.rstrip(' ?.!')} : {SUBJECT[question_language(question)]}?"


def _without_places(question: str) -> str:
    """Return a question without the places that it names: those of the one that follows stand for them."""
    for start, end in reversed(place_spans(question)):
        question = f"{question[:start]}{question[end:].lstrip()}"
    return question


def _moved(before: str, question: str) -> str | None:
    """Return the earlier question asked of another place, where the follow-up says no more than the place."""
    old, new = place_spans(before), place_spans(question)
    if len(new) != 1 or not old:
        return None
    start, end = new[0]
    if terms(question[:start] + " " + question[end:]):
        return None
    first, last = old[0][0], old[-1][1]
    place = question[start:end] if before[first].islower() else _LEAD.sub("", question[start:end])
    return f"{before[:first]}{place}{before[last:]}"


def _on_another_matter(before: str, question: str) -> str | None:
    """Return the earlier question asked of another matter, where both name one last: « en logement », « pour eux ».

    A place or a year is no matter: what was asked stays asked of it.
    """
    pattern = _MATTER[question_language(question)]
    said = _JOINED.sub("", question.strip())
    new = pattern.match(said)
    if not new or not _is_matter(new[0]) or _ASKS_MORE.search(fold(new[0])):
        return None
    old = [found for found in pattern.finditer(before) if _is_matter(found[0])]
    alike = [found for found in old if found[1].lower() == new[1].lower()] or old
    if not alike:
        return None
    start, replaced = alike[-1].start(), alike[-1][0].rstrip()
    return f"{before[:start]}{new[0].rstrip()}{before[start + len(replaced) :]}"


def _is_matter(complement: str) -> bool:
    """Tell whether a complement names a matter, rather than a place or a year."""
    return bool(terms(complement)) and not place_spans(complement) and not find_years(complement)


def _bodies(question: str, history: Sequence[Turn]) -> str:
    """Return the ended bodies that the last answer names, for a question about what exists now."""
    last = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if not is_about_now(question):
        return ""
    named = dict.fromkeys(entry.name for entry, _ in mentioned(last, "fr") if entry.name and entry.valid_to)
    return f" ({', '.join(named)})" if named else ""


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
        parsed.append(Turn(role=turn["role"], content=whole(turn["content"])))
    return tuple(parsed)
