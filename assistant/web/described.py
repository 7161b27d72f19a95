"""Documents, passages and citations in words: the facts of a card, and the line to cite a source by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from assistant.model import Citation
from assistant.web.templating import web_address
from assistant.wording import say
from corpus.dates import spoken
from corpus.model import Document, Locator
from index.model import Hit, Language

MOST_REGIONS = 3
"""Regions named on a card; more are counted."""
EXCERPT = 220
"""Characters of a nearest passage shown under an abstention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A source as the panel beside an answer shows it: a span of a document, with its exact words or the first ones."""

    title: str
    date: str
    facts: tuple[str, ...]
    document_id: str
    start: int
    end: int
    quote: str
    language: str
    n: int | None = None
    reference: str | None = None
    source_url: str | None = None


def cited_card(citation: Citation, language: Language) -> Card:
    """Return the card of a citation."""
    hit = citation.quote.hit
    document, passage, place = hit.document, hit.passage, citation.quote.locator
    return Card(
        n=citation.n,
        title=document.title,
        date=when(passage.date, language),
        facts=facts(document.organisation, passage.date, passage.kind, passage.regions, place, language),
        document_id=document.document_id,
        start=citation.quote.start,
        end=citation.quote.end,
        quote=citation.quote.text,
        language=document.language,
        reference=reference(document, passage.date, place, language),
        source_url=web_address(document.source_url),
    )


def nearest_card(hit: Hit, language: Language) -> Card:
    """Return the card of a passage that is near to a question without an answer."""
    document, passage = hit.document, hit.passage
    text = passage.text
    if len(text) > EXCERPT:
        text = text[:EXCERPT].rsplit(maxsplit=1)[0] + "…"
    return Card(
        title=document.title,
        date=when(passage.date, language),
        facts=facts(document.organisation, passage.date, passage.kind, passage.regions, passage.locator, language),
        document_id=document.document_id,
        start=passage.start,
        end=passage.end,
        quote=text,
        language=document.language,
    )


def facts(
    organisation: str | None,
    date: str | None,
    kind: str,
    regions: Sequence[str],
    locator: Locator | None,
    language: Language,
) -> tuple[str, ...]:
    """Return what is known of a source, each in a few words; a date is always among them, or that there is none."""
    where = places(regions, language)
    found = (
        organisation,
        when(date, language),
        say(language, f"kind.{kind}"),
        where,
        place(locator, language) if locator else None,
    )
    return tuple(fact for fact in found if fact)


def places(regions: Sequence[str], language: Language) -> str:
    """Return the regions of a source, named where they are few, counted where they are many."""
    if len(regions) > MOST_REGIONS:
        return say(language, "web.many_regions", count=len(regions))
    return ", ".join(regions)


def when(date: str | None, language: Language) -> str:
    """Return a date as a person says it, or « non daté »."""
    return spoken(date, language) or say(language, "web.undated")


def reference(document: Document, date: str | None, locator: Locator | None, language: Language) -> str:
    """Return the line to cite a source by."""
    parts = {"title": document.title, "date": when(date, language), "source": document.organisation or document.source}
    if locator is None:
        return say(language, "web.reference", **parts)
    return say(language, "web.reference_place", **parts, place=place(locator, language))


def card_address(card: Card, language: Language, root: str) -> str:
    """Return the address of the page that shows a card's document with its quote marked."""
    return document_address(root, card.document_id, language, card.start, card.end)


def document_address(root: str, document_id: str, language: Language, start: int, end: int) -> str:
    """Return the address of the page that shows a document with a passage marked."""
    asked = urlencode({"start": start, "end": end, "lang": language})
    return f"{root}/documents/{quote(document_id)}?{asked}#passage"


def place(locator: Locator, language: Language) -> str:
    """Return a place to turn to, as a person says it."""
    return say(language, f"place.{locator.kind}", value=locator.value)
