"""Warnings about the evidence of an answer, one line per kind: ended institutions, age, missing dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.model import Citation, LexiconEntry, Warning
from assistant.wording import say
from corpus.dates import year_span
from corpus.glossary import Entry, entries, fold
from index.model import Language
from index.question import mentioned
from index.terms import exact_acronyms

OLD = 5
"""Years after which evidence is said to be old."""
MOST_NAMED = 3


def warnings_for(question: str, citations: Sequence[Citation], language: Language, today: date) -> tuple[Warning, ...]:
    """Return the warnings that an answer's question and quotes call for."""
    found: list[Warning] = []
    ended = _ended([question, *(citation.quote.text for citation in citations)])
    if ended:
        names = ", ".join(
            say(language, "warning.ended_one", name=entry.name or entry.term, when=entry.valid_to[:4])
            for entry in ended
        )
        found.append(Warning(code="ended", text=say(language, "warning.ended", names=names)))
    spans = [year_span(citation.quote.hit.passage.date) for citation in citations]
    newest = [span[1] for span in spans if span]
    if newest and max(newest) <= today.year - OLD and not any(span is None for span in spans):
        found.append(Warning(code="old", text=say(language, "warning.old", year=max(newest))))
    elif newest and min(newest) <= today.year - OLD:
        found.append(Warning(code="old", text=say(language, "warning.old_some", year=min(newest))))
    if any(span is None for span in spans):
        found.append(Warning(code="undated", text=say(language, "warning.undated")))
    return tuple(found)


def _ended(texts: Iterable[str]) -> list[Entry]:
    """Return the institutions named in some texts whose end is known from a source on the web, each once."""
    acronyms = {term[2:] for text in texts for term in exact_acronyms(text)}
    return [
        entry
        for entry in entries()
        if entry.kind == "acronyme" and entry.may_warn and entry.name.lower() in acronyms and entry.name.isupper()
    ][:MOST_NAMED]


def lexicon_for(question: str, language: Language, most: int) -> tuple[LexiconEntry, ...]:
    """Return the glossary's entries that a question names, each once, at most so many."""
    found: dict[str, LexiconEntry] = {}
    for entry, name in mentioned(question, language):
        called = {fold(entry.name), fold(entry.term), fold(entry.term_en)}
        if entry.entry_id not in found and (fold(name) in {_loose(word) for word in called} or entry.name):
            found[entry.entry_id] = LexiconEntry(
                term=entry.name or entry.term,
                expansion=(entry.term_en if language == "en" and entry.term_en else entry.term) if entry.name else "",
                plain=(entry.plain_en or entry.plain) if language == "en" else entry.plain,
                valid_to=entry.valid_to or None,
                basis=entry.basis,
            )
    return tuple(found.values())[:most]


def _loose(name: str) -> str:
    return name.replace("-", " ").replace("'", " ")
