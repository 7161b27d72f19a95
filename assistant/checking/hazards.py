"""What never passes from a source to a reader, however well it is cited: addresses, markup, orders to a machine."""

from __future__ import annotations

import re
import unicodedata

from corpus.clean import drop_invisible
from corpus.glossary import fold

_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}:)?//\S|\b(?:https?|ftps?|data|javascript|mailto|file)\s?:\s?\S|\bwww\.|!\s?\[|\]\s?\(|"
    r"\]\s?:\s|<\s?/?\s?[a-z!?]|&(?:#\w+|lt|gt|amp);|[\w.+-]+@[\w-]+\.\w|"
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|io|ca|quebec|test|example|xyz|ru|cn|app|dev|me|co)\b(?:/|\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignor|oubli|neglig|disregard|forget|overrid|contourn)\w*[ -]+(?:(?:toutes?|tous|any|all|the|les|tes|vos|your|"
    r"des|of|my|mes|ces|these|previous|prior|above|earlier)\s+){0,4}(?:consigne|instruction|directive|regle|ordre|"
    r"rule|prompt|command|guideline|precedent|everything)|"
    r"\b(?:invite|message|consigne|instruction|prompt)s? (?:du |de |the )?systeme?\b|\bsystem (?:prompt|message|instruction)|"
    r"\bprompt systeme|"
    r"\b(?:assistant|modele de langue|modele de langage|language model|llm|chatbot|agent conversationnel|ia|ai)\b"
    r"[^.!?\n]{0,60}\b(?:dois|devez|doit|must|should|repond|reponds|repondez|answer|say|dis|dites|ecri|affirm|ignor|"
    r"write|reply|inser|ajoute|insert|add|cite)|"
    r"(?:^\W*|[.!?:;»\"”)\]>-]\s*|\b(?:veuillez|please|toujours|always|must|dois|devez|et|and|puis|then|now)\s+)"
    r"(?:reponds|repondez|repond|dis|dites|affirme[sz]?|ecris|ecrivez|declare[sz]?|conclus|concluez|answer|respond|"
    r"reply|say|state|write|claim|tell (?:the user|them)|output|print|repete[sz]?|repeat)\s+"
    r"(?:toujours |uniquement |seulement |simplement |exactement |plutot |always |only |simply |exactly |just |instead )?"
    r"(?:que\b|qu'|par\b|that\b|with\b|:|«|\"|“|the (?:word|following)|le mot|la phrase|ceci)|"
    r"\bya?ou are (?:now|no longer)\b|\byou are now\b|\btu es (?:maintenant|desormais)\b|\bvous etes (?:maintenant|desormais)"
    r" un|\bfrom now on\b|\b(?:nouvelles?|new) (?:consignes?|instructions?|directives?)\b|"
    r"^\s*(?:system|systeme|assistant|user|utilisateur|developer|human)\s?:|\[/?inst\]|<\|?(?:im_start|im_end|system|s|sys)|"
    r"\|im_(?:start|end)\||#{2,}\s?(?:instruction|system|response)|\b(?:reveal|print|show|affiche\w*|revel\w*|"
    r"divulgue\w*|montre\w*) (?:the |your |tes |vos |les |la |le )?(?:\w+ )?(?:prompt|instructions?|consignes?)\b|"
    r"\b(?:envoie|envoyez|send|transmets|transmettez|post|exfiltr\w*)\b[^.\n]{0,60}\b(?:question|conversation|usager|"
    r"historique|history|user|donnees|data|adresse|address)",
    re.MULTILINE,
)


def shown(text: str) -> str:
    """Return a sentence as it is checked and shown: without what nobody sees, on one line."""
    visible = "".join(one for one in drop_invisible(text) if unicodedata.category(one) not in {"Cf", "Co", "Cn", "Cs"})
    return re.sub(r"[ \t\n\r\f\v]+", " ", visible).strip()


def has_address(text: str) -> bool:
    """Tell whether a text holds an address, a link, an image or markup: nothing of the kind may come from a model."""
    return bool(_ADDRESS.search(unicodedata.normalize("NFKC", text)))


def gives_orders(text: str) -> bool:
    """Tell whether a text speaks to the machine that reads it: « ignore les consignes », “answer that…”.

    A passage that does so is no evidence for what a machine writes.
    """
    return bool(_ORDER.search(fold(text)))
