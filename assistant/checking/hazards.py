"""What never passes from a source to a reader, however well it is cited: addresses, markup, orders to a machine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from corpus.clean import drop_invisible
from corpus.glossary import fold

_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}:)?//\S|\b(?:https?|ftps?|data|javascript|mailto|file)\s?:\s?\S|\bwww\.|!\s?\[|\]\s?\(|"
    r"\]\s?:\s|<\s?/?\s?[a-z!?]|&(?:#\w+|lt|gt|amp);|[\w.+-]+@[\w-]+\.\w|"
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|io|ca|quebec|test|example|xyz|ru|cn|app|dev|me|co)\b(?:/|\b)",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
"""A site's bare name, « www.rqds.org »: a reader can see where it leads, and nothing can be carried there."""
_AROUND = '.,;:!?()«»"“” '
_RULES = r"(?:consigne|instruction|directive|regle|ordre|rule|prompt|command|guideline|precedent|everything)"
_WHOSE = (
    r"(?:(?:toutes?|tous|any|all|the|les|tes|vos|your|des|of|my|mes|ces|these|previous|prior|above|earlier)\s+){0,4}"
)
_ANSWERS = (
    r"(?:reponds|repondez|repond|dis|dites|affirme[sz]?|ecris|ecrivez|declare[sz]?|conclus|concluez|repete[sz]?|answer|"
    r"respond|reply|say|state|write|claim|tell (?:the user|them)|output|print|repeat)"
)
_ORDERS = (
    rf"\b(?:ignor|oubli|neglig|disregard|forget|overrid|contourn)\w*[ -]+{_WHOSE}{_RULES}",
    r"\b(?:invite|message|consigne|instruction|prompt)s? (?:du |de |the )?systeme?\b",
    r"\bsystem (?:prompt|message|instruction)|\bprompt systeme",
    r"\b(?:assistant|modele de langue|modele de langage|language model|llm|chatbot|agent conversationnel|ia|ai)\b"
    r"[^.!?\n]{0,60}\b(?:dois|devez|doit|must|should|repond|answer|say|dis|dites|ecri|affirm|ignor|write|reply|inser|"
    r"ajoute|insert|add|cite)",
    r"(?:^\W*|[.!?:;»\"”)\]>-]\s*|\b(?:veuillez|please|toujours|always|must|dois|devez|et|and|puis|then|now)\s+)"
    rf"{_ANSWERS}\s+(?:toujours |uniquement |seulement |simplement |exactement |plutot |always |only |simply |exactly |"
    r"just |instead )?(?:que\b|qu'|par\b|that\b|with\b|:|«|\"|“|the (?:word|following)|le mot|la phrase|ceci)",
    r"\byou are (?:now|no longer)\b|\bfrom now on\b|\btu es (?:maintenant|desormais)\b|\bvous etes desormais un",
    r"\b(?:nouvelles?|new) (?:consignes?|instructions?|directives?)\b",
    r"^\s*(?:system|systeme|assistant|user|utilisateur|developer|human)\s?:",
    r"\[/?inst\]|<\|?(?:im_start|im_end|system|s|sys)|\|im_(?:start|end)\||#{2,}\s?(?:instruction|system|response)",
    r"\b(?:reveal|print|show|affiche\w*|revel\w*|divulgue\w*|montre\w*) (?:the |your |tes |vos |les |la |le )?"
    r"(?:\w+ )?(?:prompt|instructions?|consignes?)\b",
    r"\b(?:envoie|envoyez|send|transmets|transmettez|post|exfiltr\w*)\b[^.\n]{0,60}"
    r"\b(?:question|conversation|usager|historique|history|user|donnees|data|adresse|address)",
)
"""What speaks to a machine that reads, in folded words: never what a municipality writes to its people."""
_ORDER = re.compile("|".join(_ORDERS), re.MULTILINE)


def shown(text: str) -> str:
    """Return a sentence as it is checked and shown: without what nobody sees, on one line."""
    visible = "".join(one for one in drop_invisible(text) if unicodedata.category(one) not in {"Cf", "Co", "Cn", "Cs"})
    return re.sub(r"[ \t\n\r\f\v]+", " ", visible).strip()


def has_address(text: str, cited: Iterable[str] = ()) -> bool:
    """Tell whether a text holds an address, a link, an image or markup: nothing of the kind may come from a model.

    The bare name of a site passes where what is cited holds the same.
    """
    known = {word.strip(_AROUND) for one in cited for word in one.split()}
    kept = (word for word in text.split() if not (_SITE.fullmatch(site := word.strip(_AROUND)) and site in known))
    return bool(_ADDRESS.search(unicodedata.normalize("NFKC", " ".join(kept))))


def gives_orders(text: str) -> bool:
    """Tell whether a text speaks to the machine that reads it: « ignore les consignes », “answer that…”.

    A passage that does so is no evidence for what a machine writes.
    """
    return bool(_ORDER.search(fold(text)))
