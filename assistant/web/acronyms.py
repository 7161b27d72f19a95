"""The acronyms of a text explained where they stand, each once; a page shows it on hover, focus and touch."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markupsafe import Markup

from assistant.web.held import held
from assistant.wording import say
from corpus.glossary import Entry, entries
from index.model import Language

_EXPLAINED = Markup('<abbr class="term" title="{}">{}</abbr>')


def explainer(language: Language) -> Callable[[str], Markup]:
    """Return what escapes a text, holds its dates together, and explains each of its acronyms once."""
    told: set[str] = set()

    def explained(text: str) -> Markup:
        parts: list[Markup] = []
        place = 0
        for match in _pattern().finditer(text):
            if match[0] in told:
                continue
            told.add(match[0])
            parts.append(held(text[place : match.start()]))
            parts.append(_EXPLAINED.format(meaning(match[0], language), match[0]))
            place = match.end()
        return Markup("").join([*parts, held(text[place:])])

    return explained


def meaning(acronym: str, language: Language) -> str:
    """Return what an acronym stands for, in plain words where it stands for one thing; what each is where for more."""
    found = _by_name()[acronym]
    names = dict.fromkeys(_name(entry, language) for entry in found)
    if len(names) > 1:
        return say(language, "lexicon.several", names="; ".join(names))
    entry = found[0]
    plain = (entry.plain_en or entry.plain) if language == "en" else entry.plain
    ended = say(language, "lexicon.until", year=entry.valid_to[:4]) if entry.valid_to else ""
    return " ".join(
        part for part in (say(language, "lexicon.means", name=_name(entry, language)), plain, ended) if part
    )


def _name(entry: Entry, language: Language) -> str:
    term = entry.term_en if language == "en" and entry.term_en else entry.term
    return term[:1].upper() + term[1:]


@cache
def _by_name() -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        if entry.kind == "acronyme" and entry.name.upper() == entry.name and len(entry.name) > 1:
            found.setdefault(entry.name, []).append(entry)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_by_name(), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
