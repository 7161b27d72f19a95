"""The Lexique screen: every entry of the glossary, by letter, in plain words, with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from assistant.place_names import tokens
from assistant.web.asked import page_language
from assistant.web.pages import page
from assistant.wording import say
from corpus.dates import is_iso_date, spoken
from corpus.glossary import Entry, EntryKind, entries, fold
from index.model import Language

KINDS: tuple[EntryKind, ...] = ("acronyme", "concept", "theme", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An entry as a page shows it: `meaning` is what an acronym stands for, `original` its French where that differs.

    `searched` is what to look for in the documents, `notes` what became of it, and what to beware of.
    """

    key: str
    name: str
    meaning: str
    original: str
    plain: str
    searched: str
    ended: bool
    notes: tuple[str, ...]


def lexicon_routes() -> APIRouter:
    """Return the route of the screen."""
    router = APIRouter(include_in_schema=False)

    @router.get("/lexique", response_class=HTMLResponse)
    def lexicon(request: Request, q: str = "", kind: str = "") -> HTMLResponse:
        language = page_language(request)
        found = list(matching(q, kind))
        return page(
            request,
            "lexique.html",
            "lexique",
            q=q.strip(),
            kind=kind if kind in KINDS else "",
            kinds=[(one, sum(entry.kind == one for entry in entries())) for one in KINDS],
            total=len(entries()),
            count=len(found),
            letters=tuple(by_letter(found, language)),
        )

    return router


def matching(query: str, kind: str = "") -> Iterator[Entry]:
    """Give the entries of a kind, or of all, that hold each word of a query in a name, a synonym or their meaning.

    A word may be the beginning of another; an acronym of ours may not: « CRÉ » is not asked for to find « créer ».
    """
    named = {fold(entry.name) for entry in entries() if entry.kind == "acronyme"}
    wanted = [f" {word} " if word in named else f" {word}" for word in tokens(query).split()]
    for entry in entries():
        names = (entry.name, entry.term, entry.term_en, *entry.synonyms, *entry.synonyms_en)
        held = f" {tokens(' '.join((*names, entry.plain, entry.plain_en)))} "
        if (kind == entry.kind or kind not in KINDS) and all(word in held for word in wanted):
            yield entry


def by_letter(found: Iterable[Entry], language: Language) -> Iterator[tuple[str, list[Term]]]:
    """Give entries as terms, by the first letter of their names."""
    terms = sorted((shown(entry, language) for entry in found), key=lambda term: (fold(term.name), term.key))
    for letter, group in groupby(terms, key=lambda term: fold(term.name)[:1].upper()):
        yield letter, list(group)


def shown(entry: Entry, language: Language) -> Term:
    """Return an entry as a page shows it in a language."""
    english = language == "en"
    term = entry.term_en if english and entry.term_en else entry.term
    is_acronym = entry.kind == "acronyme"
    name = entry.name if is_acronym and entry.name else term
    return Term(
        key=entry.entry_id,
        name=name,
        meaning=term if fold(term) != fold(name) else "",
        original=entry.term if fold(entry.term) not in {fold(term), fold(name)} else "",
        plain=(entry.plain_en or entry.plain) if english else entry.plain,
        searched=entry.term,
        ended=bool(entry.valid_to),
        notes=tuple(_notes(entry, language)),
    )


def _notes(entry: Entry, language: Language) -> Iterator[str]:
    if entry.valid_to:
        yield say(language, "lexicon.ended", when=_when(entry.valid_to, language))
    if entry.replaced_by:
        key = "lexicon.replaced" if entry.valid_to else "lexicon.became"
        yield say(language, key, name=_bare(entry.replaced_by).replace(" | ", ", "))
    if entry.scope and entry.scope != "Québec" and entry.kind != "region":
        yield say(language, "lexicon.scope", place=entry.scope.lstrip("0123456789 "))
    if entry.caution and language == "fr":  # the glossary has its cautions in French alone
        yield entry.caution


def _bare(text: str) -> str:
    """Return a text without the parentheses that hold all of it."""
    return text[1:-1] if text.startswith("(") and text.find(")") == len(text) - 1 else text


def _when(value: str, language: Language) -> str:
    """Return a date as a person says it; what is no date stays as the glossary has it."""
    return (spoken(value, language) or value) if is_iso_date(value) else value
