"""The lists of what a document or a meeting deals with: they hold a question's words, and answer nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.glossary import fold

_OUTLINE = re.compile(
    r"^(?:l')?ordre du jour\b|"
    r"\b(?:plan de (?:la |l')(?:pres\w+|rencontre|seance|conference|atelier)|table des matieres|"
    r"deroulement de la (?:journee|rencontre|seance|presentation)|contenu de la presentation|"
    r"agenda of the|table of contents|outline of the)\b|"
    r"^(?:contenu|au menu|au programme|agenda|contents|outline)$"
)


@lru_cache(maxsize=4096)
def names_outline(text: str) -> bool:
    """Tell whether a heading opens such a list, or a question asks for one."""
    return bool(_OUTLINE.search(fold(text).strip(" .:?!")))


def is_outline(heading_path: Sequence[str]) -> bool:
    """Tell whether what stands under some headings is such a list."""
    return bool(heading_path) and names_outline(heading_path[-1])
