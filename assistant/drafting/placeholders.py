"""The gaps of a draft, between square brackets: their four kinds, always visible, and found again in any text."""

from __future__ import annotations

import re
from typing import Final

from assistant.drafting.model import Gap, Placeholder

WORDS: Final[dict[Gap, str]] = {
    "complete": "À COMPLÉTER",
    "validate": "À VALIDER",
    "decide": "À DÉCIDER",
    "no_source": "AUCUNE SOURCE TROUVÉE",
}
NO_SOURCE: Final = f"[{WORDS['no_source']}]"
PATTERN: Final = re.compile(rf"\[(?P<word>{'|'.join(WORDS.values())})(?:[ \u00a0\u202f]:[ \u00a0\u202f][^\[\]]+)?\]")
_KINDS: Final[dict[str, Gap]] = {word: kind for kind, word in WORDS.items()}


def gap(kind: Gap, what: str) -> str:
    """Return a placeholder: `[À COMPLÉTER : population]`."""
    plain = re.sub(r"\s+", " ", what.replace("[", "(").replace("]", ")")).strip()
    return f"[{WORDS[kind]} : {plain}]"


def found_in(text: str, section: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of a section's text, in order, each as often as it stands there."""
    return tuple(
        Placeholder(section=section, text=match[0], kind=_KINDS[match["word"]]) for match in PATTERN.finditer(text)
    )
