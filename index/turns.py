"""What a question says by its turn rather than by its words: « à quoi sert… » is about a role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.glossary import fold
from index.model import Language

_PURPOSE = re.compile(
    r"\ba (?:quoi|koi|kwa) (?:ca |sa |cela |il |elle )?(?:peut |pourrait )?ser(?:t|vai[tr]|vent|vir)\b|"
    r"\bser(?:t|vait|vent) a (?:quoi|koi)\b|\bkoss[ae]+ (?:ca|sa) fait\b|"
    r"\bque (?:fait|faisait|font|faisaient) (?:donc )?(?:l[ea] |les |l')"
    r"(?:(?! (?:pour|en|contre|sur|depuis|avec|afin|dans|quand|cette)\b)[\w' -]){2,60}\W*$|"
    r"(?<!\ba )(?<!\bont )\b(?:fait|faisait|font|mange) quoi(?: au juste| exactement| dans la vie)?\W*$|"
    r"\bpour faire quoi\b|"
    r"\bwhat (?:is|are|was|were) (?!.*\b(?:asking|looking|known|waiting|responsible)\b).{2,60}\bfor\W*$|"
    r"\bwhat (?:does|did|do) .{2,60}\bdo(?: for (?:its|their) members)?\W*$|\bthe (?:purpose|point) of\b"
)
"""What asks for the reason for which something is there: « à quoi sert le réseau? »."""
_SPEAKING = re.compile(
    r"\bcomment .{0,25}\bparler\b.*\b(?:a|aux|au)\b|\bcomment (?:leur|lui) (?:parler|dire|expliquer|presenter)\b|"
    r"\bcomment (?:bien )?s'adresser|\bse faire comprendre\b|"
    r"\bcomment (?:expliquer|presenter|vendre)\b.*\b(?:a|aux?) (?:\w+ )?(?:elus|citoyens|collegues|conseil|gens|monde|"
    r"population|maires?|mairesse|employes|jeunes|aines|partenaires)\b|"
    r"\bhow (?:to|do (?:we|i|you)|should (?:we|i)|can (?:we|i)) (?:\w+ )?(?:talk|speak|explain|present)\b.*\bto\b"
)
"""What asks how to put a matter to somebody: « comment parler de logement aux élus? »."""
_SINCE = re.compile(r"\b(?:depuis|ca fait|cela fait) combien (?:de temps|d'annees)\b|\bhow long (?:has|have)\b")
"""What asks when something began by how long it has lasted."""
_APART = re.compile(
    r"\bcomme les autres\b|\b(?:differ|disting|distinct)\w* .{0,20}\bdes autres\b|"
    r"\b(?:different from|unlike) (?:the )?other\b"
)
"""What asks for what a place or a body has of its own: « en quoi n'est-elle pas organisée comme les autres? »."""
ROLE: dict[Language, str] = {"fr": "servir à", "en": "role"}
"""What a question about a body's reason to be says, in words that the thesaurus holds."""
_TURNS: tuple[tuple[re.Pattern[str], dict[Language, str]], ...] = (
    (_PURPOSE, ROLE),
    (_SINCE, {"fr": "débuter", "en": "founded"}),
    (_APART, {"fr": "cas à part", "en": "unique"}),
    (_SPEAKING, {"fr": "s'adresser", "en": "communicate"}),
)
"""What questions say by their turn, in such words."""


def asks_purpose(text: str) -> bool:
    """Tell whether a question asks what something is for, or does."""
    return bool(_PURPOSE.search(fold(text)))


def asks_since_when(text: str) -> bool:
    """Tell whether a question asks when something began, by how long it has lasted."""
    return bool(_SINCE.search(fold(text)))


def said_by_turn(text: str, language: Language) -> Iterator[str]:
    """Give what a question says so, in words that the thesaurus holds."""
    folded = fold(text)
    yield from (said[language] for turn, said in _TURNS if turn.search(folded))
