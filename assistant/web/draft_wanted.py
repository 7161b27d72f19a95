"""Whether what a person asks for is a draft, which another screen makes: an answer then says where."""

from __future__ import annotations

import re
from unicodedata import normalize

_POLITE = r"(?:bonjour|svp|stp|s['’]il (?:vous|te) pla[iî]t|hello|hi|please)"
_ORDER = r"(?:[eé]bauche[zr]?|r[eé]dige[zr]?|[eé]cri(?:s|vez|re))"
_TO_WRITE = r"(?:[eé]baucher|r[eé]diger|[eé]crire)"
_WISH = (
    r"(?:(?:peux|pourrais)[- ]tu|tu (?:peux|pourrais)|(?:pouvez|pourriez)[- ]vous|vous (?:pouvez|pourriez)|veuillez"
    r"|je (?:veux|voudrais|dois|souhaite)|j['’]aimerais|aidez?[- ](?:moi|nous) [aà]|comment)"
)
_NOUN = (
    r"(?:(?:fais|faites|pr[eé]pare[zr]?|donne[zr]?|propose[zr]?|je (?:veux|voudrais)|j['’]aimerais|il (?:me|nous) faut)"
    r"(?:[- ](?:moi|nous))?(?: avoir)? une [eé]bauche)"
)
_WISH_EN = (
    r"(?:(?:(?:can|could|would|will) you )?help (?:me|us)|(?:can|could|would|will) you"
    r"|how (?:do|can|should|to)(?: i| we)?"
    r"|(?:i|we)(?: want|['’]d like| would like| need)(?: you)?)"
)
_WANTED = re.compile(
    rf"\W*(?:{_POLITE}\W+)*"
    rf"(?:{_ORDER}\b(?! (?:de \d|[aà]\b))|{_NOUN}\b"
    rf"|{_WISH} (?:(?:m['’]|nous )aider [aà] |[\w'’]+ |m['’])?{_TO_WRITE}\b(?! [aà]\b)"
    rf"|(?:draft|write)\b(?! plan of| of)|{_WISH_EN} (?:please )?(?:to )?(?:draft|write)\b"
    rf"|(?:(?:make|prepare|give)(?: me| us)?|(?:i|we) (?:need|want)) a draft\b)",
    re.IGNORECASE,
)


def wants_draft(question: str) -> bool:
    """Tell whether a question asks, in French or in English, for a text to be written."""
    return bool(_WANTED.match(normalize("NFC", question)))


def without_request(question: str) -> str:
    """Return what a question says after the words that ask for a draft, its accents composed."""
    composed = normalize("NFC", question)
    return composed[match.end() :] if (match := _WANTED.match(composed)) else composed
