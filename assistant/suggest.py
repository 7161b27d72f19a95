"""Further questions that the collection can answer, from the themes of what was found."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.wording import say
from corpus.glossary import find_themes, fold, themes
from index.model import Hit, Language

MOST = 3


def suggestions_for(question: str, hits: Sequence[Hit], language: Language) -> tuple[str, ...]:
    """Return at most three questions on themes that the nearest passages hold and the question does not name."""
    asked = set(find_themes(question))
    english = {theme.term: theme.term_en for theme in themes()}
    found: dict[str, str] = {}
    for hit in hits:
        region = hit.passage.regions[0] if len(hit.passage.regions) == 1 else None
        for theme in find_themes(hit.passage.text):
            if theme in asked or theme in found:
                continue
            named = english[theme] if language == "en" else theme
            if region and fold(region) not in fold(question):
                found[theme] = say(language, "suggestion.theme_region", theme=named, region=region)
            else:
                found[theme] = say(language, "suggestion.theme", theme=named)
            break
        if len(found) == MOST:
            break
    return tuple(found.values())
