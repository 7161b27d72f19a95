"""The Explorer screen: a faceted search, what others did, regions side by side, a map and a timeline; no model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from assistant.examples import Subject, examples_of
from assistant.model import Quote
from assistant.service import LocalService
from assistant.web.asked import page_language, root_path
from assistant.web.described import document_address, facts, place, places, reference, when
from assistant.web.faceted import Asked, Choice, Facet, asked_of, find
from assistant.web.gate import Gate
from assistant.web.pages import page, with_query
from assistant.web.tile_map import COLUMNS, ROWS, tiles_of
from assistant.web.timeline import FRAMES, drawing_of, in_order
from assistant.wording import say
from corpus.dates import year_span
from corpus.glossary import find_themes, regions, themes
from corpus.model import Document
from index.model import Filters, Hit, Language
from index.terms import terms

VIEWS = ("search", "examples", "compare", "map", "timeline")
"""The views of the screen; for each, `wording` has a name and what it is for."""
A_PAGE = 20
"""Passages on one page of results."""
FEWEST, MOST_COMPARED = 2, 4
"""Regions that can be compared at once."""
A_REGION = 3
"""Quotes of each region in a comparison."""
MOST_THEMES = 12
"""Themes offered to whoever has not searched yet: those that most passages are about."""
EXCERPT = 360
"""Characters of a passage shown in a list of results."""
_WORD = re.compile(r"\w+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A passage found: where it comes from, and its beginning, with the words that were looked for marked."""

    title: str
    address: str
    facts: tuple[str, ...]
    excerpt: Markup
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What was done somewhere: an exact quote, its year and themes, and the line to cite it by."""

    quote: str
    year: str
    themes: tuple[str, ...]
    title: str
    place: str
    reference: str
    address: str
    language: str


def explorer_routes(service: LocalService, gate: Gate) -> APIRouter:
    """Return the routes of the screen."""
    router = APIRouter(include_in_schema=False)
    collection = service.collection

    @router.get("/explorer", response_class=HTMLResponse)
    async def search(request: Request) -> HTMLResponse:
        asked, language, root = asked_of(request.query_params), page_language(request), root_path(request)
        if not asked.query:
            counts = await gate.run(collection.catalogue.themes_by_region)
            offered = sorted(themes(), key=lambda theme: (-counts[theme.term, ""], theme.term))
            return _view(
                request,
                "search",
                asked,
                themes=[(theme.term, theme.term_en) for theme in offered if counts[theme.term, ""]][:MOST_THEMES],
                total=counts["", ""],
            )
        found = await gate.run(partial(find, collection, asked))
        number = _page_number(request.query_params.get("page", ""), len(found.hits))
        shown = found.hits[(number - 1) * A_PAGE : number * A_PAGE]
        return _view(
            request,
            "search",
            asked,
            count=len(found.hits),
            facets=[
                (facet, [_shown_choice(request, facet, one, language) for one in choices])
                for facet, choices in found.facets
            ],
            results=[_result(hit, found.subject, language, root) for hit in shown],
            before=with_query(request, page=str(number - 1)) if number > 1 else "",
            after=with_query(request, page=str(number + 1)) if number * A_PAGE < len(found.hits) else "",
        )

    @router.get("/explorer/exemples", response_class=HTMLResponse)
    async def examples(request: Request) -> HTMLResponse:
        asked, language, root = asked_of(request.query_params), page_language(request), root_path(request)
        found = await gate.run(partial(examples_of, collection, asked.query, asked.filters)) if asked.query else {}
        return _view(
            request,
            "examples",
            asked,
            groups=[(region, [_example(one, language, root) for one in quotes]) for region, quotes in found.items()],
        )

    @router.get("/explorer/comparer", response_class=HTMLResponse)
    async def compare(request: Request, region: list[str] = Query([])) -> HTMLResponse:
        asked, language, root = asked_of(request.query_params), page_language(request), root_path(request)
        known = [one.name for one in regions()]
        chosen = [name for name in known if name in region][:MOST_COMPARED]
        ready = bool(asked.query) and len(chosen) >= FEWEST
        work = partial(examples_of, collection, asked.query, Filters(), chosen, A_REGION)
        found = await gate.run(work) if ready else {}
        return _view(
            request,
            "compare",
            asked,
            regions=known,
            chosen=chosen,
            too_few=bool(asked.query) and len(chosen) < FEWEST,
            too_many=len(region) > MOST_COMPARED,
            rows=[(name, [_example(one, language, root) for one in found[name]]) for name in chosen if ready],
        )

    @router.get("/explorer/carte", response_class=HTMLResponse)
    async def tile_map(request: Request) -> HTMLResponse:
        asked = asked_of(request.query_params)
        counts = await gate.run(collection.catalogue.themes_by_region)
        tiles = tiles_of({region.name: counts[asked.theme, region.name] for region in regions()})
        return _view(
            request,
            "map",
            asked,
            tiles=tiles,
            columns=COLUMNS,
            rows=ROWS,
            nowhere=counts[asked.theme, ""] - sum(tile.count for tile in tiles),
            themes=[(theme.term, theme.term_en, counts[theme.term, ""]) for theme in themes()],
        )

    @router.get("/explorer/temps", response_class=HTMLResponse)
    async def timeline(request: Request) -> HTMLResponse:
        dated, undated = in_order(await gate.run(collection.catalogue.held))
        return _view(
            request,
            "timeline",
            asked_of(request.query_params),
            drawings=[drawing_of(dated, frame) for frame in FRAMES],
            dated=len(dated),
            undated=len(undated),
            documents=[_listed(one, page_language(request)) for one in (*dated, *undated)],
        )

    return router


def _view(request: Request, view: str, asked: Asked, **values: Any) -> HTMLResponse:
    """Return a view of the screen, whose other views keep what is looked for."""
    kept = {"lang": page_language(request)} | ({"q": asked.query} if asked.query else {})
    return page(
        request,
        f"explorer_{view}.html",
        "explorer",
        view=view,
        views=VIEWS,
        asked=asked,
        kept=urlencode(kept),
        **values,
    )


def _page_number(value: str, count: int) -> int:
    """Return the page that an address asks for, among those that there are."""
    last = max(1, -(-count // A_PAGE))
    return min(last, int(value)) if value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value) else 1


def _shown_choice(request: Request, facet: Facet, choice: Choice, language: Language) -> tuple[Choice, str, str]:
    """Return a choice, its name, and the address that chooses it, or that no longer does."""
    name = choice.value
    if facet == "theme":
        name = _theme_name(name, language)
    elif facet == "kind":
        name = say(language, f"kind.{name}")
    return choice, name, with_query(request, **{facet: None if choice.chosen else choice.value, "page": None})


def _theme_name(term: str, language: Language) -> str:
    """Return the name of a theme in a language."""
    return next((theme.term_en for theme in themes() if theme.term == term), term) if language == "en" else term


def _result(hit: Hit, subject: Subject, language: Language, root: str) -> Result:
    document, passage = hit.document, hit.passage
    text = _BLANK_LINES.sub("\n", passage.text)
    if len(text) > EXCERPT:
        text = text[:EXCERPT].rsplit(maxsplit=1)[0] + "…"
    return Result(
        title=document.title,
        address=document_address(root, document.document_id, language, passage.start, passage.end),
        facts=facts(document.organisation, passage.date, passage.kind, passage.regions, passage.locator, language),
        excerpt=_marked(text, subject.words_in(set(terms(passage.text)))),
        language=document.language,
    )


def _marked(text: str, wanted: set[str]) -> Markup:
    """Return a text as HTML, the words that were looked for in bold."""
    parts: list[Markup] = []
    place = 0
    for match in _WORD.finditer(text):
        if wanted.intersection(terms(match[0])):
            parts.append(Markup("{}<b>{}</b>").format(text[place : match.start()], match[0]))
            place = match.end()
    return Markup("").join([*parts, Markup("{}").format(text[place:])])


def _example(quote: Quote, language: Language, root: str) -> Example:
    document, passage = quote.hit.document, quote.hit.passage
    found = find_themes("\n".join([*passage.heading_path[-1:], quote.text]))
    return Example(
        quote=quote.text.removeprefix("• "),
        year=_years(passage.date, language),
        themes=tuple(_theme_name(theme, language) for theme in found[:3]),
        title=document.title,
        place=place(quote.locator, language),
        reference=reference(document, passage.date, quote.locator, language),
        address=document_address(root, document.document_id, language, quote.start, quote.end),
        language=document.language,
    )


def _years(date: str | None, language: Language) -> str:
    span = year_span(date)
    return "-".join(dict.fromkeys(map(str, span))) if span else when(date, language)


def _listed(document: Document, language: Language) -> dict[str, Any]:
    return {
        "id": document.document_id,
        "title": document.title,
        "kind": say(language, f"kind.{document.kind}"),
        "language": document.language,
        "date": when(document.date, language),
        "regions": places(document.regions, language),
    }
