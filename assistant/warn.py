"""Warnings about the evidence of an answer, one line per kind: ended institutions, age, missing dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistant.contradict import contradictions
from assistant.model import Citation, LexiconEntry, Warning
from assistant.vague import several_bodies
from assistant.wording import say
from corpus.dates import year_span
from corpus.errors import ModelError
from corpus.glossary import Entry, entries, fold
from index.model import Language, Question
from index.question import mentioned
from index.terms import acronyms

_TO_COME = re.compile(
    r"\ba venir\b|\bprevue? (?:a|en|pour)\b|\bsera(?:it)? \w+e?s?\b|\ben cours d'elaboration\b|\ben preparation\b|"
    r"\badoption a l'"
)
OLD = 5
"""Years after which evidence is said to be old."""
MOST_NAMED = 3


def warnings_for(question: str, citations: Sequence[Citation], language: Language, today: date) -> tuple[Warning, ...]:
    """Return the warnings that an answer's question and quotes call for."""
    found: list[Warning] = []
    if ended := ended_in([question, *(citation.quote.text for citation in citations)])[:MOST_NAMED]:
        found.append(Warning(code="ended", text=of_ended(ended, language)))
    found.extend(_of_age(citations, language, today))
    if differing := contradictions(citations, language):
        found.append(
            Warning(code="contradiction", text=say(language, "warning.contradiction", said="; ".join(differing)))
        )
    if any(_still_to_come(citation, today) for citation in citations):
        found.append(Warning(code="to_come", text=say(language, "warning.to_come")))
    return tuple(found)


def _of_age(citations: Sequence[Citation], language: Language, today: date) -> Iterator[Warning]:
    """Yield what the dates of the sources call for: that all, some or one of them are old, or undated."""
    hits = [citation.quote.hit for citation in citations]
    sources = {(hit.document.document_id, year_span(hit.passage.date)) for hit in hits}  # a part may have its own date
    old = [span[1] for _, span in sources if span and span[1] <= today.year - OLD]
    undated = sum(span is None for _, span in sources)
    if old:
        key = "old" if len(old) == len(sources) else "old_several" if len(old) > 1 else "old_some"
        text = say(language, f"warning.{key}", year=max(old), after=max(old) + 1)
        yield Warning(code="old", text=text, until=max(old))
    if undated:
        key = "undated_several" if undated > 1 else "undated"
        yield Warning(code="undated", text=say(language, f"warning.{key}"))


def _still_to_come(citation: Citation, today: date) -> bool:
    """Tell whether a quote of an old source tells of what was to come when it was written."""
    span = year_span(citation.quote.hit.passage.date)
    return span is not None and span[1] <= today.year - OLD and bool(_TO_COME.search(fold(citation.quote.text)))


def readings_warning(question: Question, language: Language) -> tuple[Warning, ...]:
    """Return a warning for each acronym of a question that several bodies bear, with all that it may mean."""
    return tuple(
        Warning(
            code="ambiguous",
            text=say(language, "warning.ambiguous", term=name, names="; ".join(_reading(entry) for entry in bearers)),
        )
        for name, bearers in several_bodies(question).items()
    )


def model_warning(error: ModelError, language: Language) -> Warning:
    """Return the warning that an answer was made without the language model, and why."""
    reason = say(language, f"llm.short_{error.code}")
    return Warning(code=f"llm_{error.code}", text=say(language, "warning.llm", reason=reason))


def _reading(entry: Entry) -> str:
    place = re.sub(r"^\d+ ", "", entry.scope)
    return f"{entry.term} ({place})" if place else entry.term


def of_ended(ended: Iterable[Entry], language: Language) -> str:
    """Return what is told of institutions that have ended: each with its last year."""
    names = (say(language, "warning.ended_one", name=one.name or one.term, when=one.valid_to[:4]) for one in ended)
    return say(language, "warning.ended", names=", ".join(names))


def ended_in(texts: Iterable[str]) -> list[Entry]:
    """Return the institutions named in some texts whose end is known from a source on the web, each once."""
    written = {name for text in texts for name in acronyms(text)}
    return [
        entry
        for entry in entries()
        if entry.kind == "acronyme" and entry.may_warn and entry.name.lower() in written and entry.name.isupper()
    ]


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
