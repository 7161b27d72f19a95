"""The page of one document: its whole text, with a cited passage marked among its neighbours."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from assistant.service import LocalService
from assistant.web.asked import page_language
from assistant.web.described import facts, place, reference, when
from assistant.web.document_html import document_html, opens_with_title
from assistant.web.gate import Gate
from assistant.web.original import download_headers, original_of
from assistant.web.pages import page
from assistant.web.schemas import Problem
from assistant.web.templating import web_address
from corpus.model import Document, Locator
from index.model import Language

Json = dict[str, Any]

PROBLEMS: dict[int | str, Json] = {404: {"model": Problem}, 422: {"model": Problem}, 503: {"model": Problem}}
"""What OpenAPI says of the viewer to a program; a person is told on a page."""


def viewer_routes(service: LocalService, gate: Gate) -> APIRouter:
    """Return the route of the viewer."""
    router = APIRouter()

    @router.get("/documents/{document_id}", response_class=HTMLResponse, responses=PROBLEMS)
    async def view(document_id: str, request: Request, start: str = "", end: str = "") -> HTMLResponse:
        """Show a document; `start` and `end`, in characters of its text, mark a passage and scroll to it."""
        shown = await gate.run(partial(service.show, document_id))
        held = service.collection.catalogue.find(shown["document_id"])
        replaced = _was_replaced(document_id, shown)
        span = None if replaced else _span(start, end, len(shown["text"]))
        language = page_language(request)
        return page(request, "document.html", **_told(shown, held, span, replaced, language))

    @router.get("/documents/{document_id}/original", include_in_schema=False)
    async def original(document_id: str) -> Response:
        """Give the file that a document came from, as it was when it was imported."""
        name, content = await gate.run(partial(original_of, service.collection.catalogue, document_id))
        return Response(content, 200, download_headers(name), "application/octet-stream")

    return router


def _told(shown: Json, held: Document, span: tuple[int, int] | None, replaced: bool, language: Language) -> Json:
    """Return what the page tells of a document, and of the passage that it marks."""
    places = [(offset, place(one, language)) for offset, one in held.places if one.kind not in {"line", "section"}]
    passage = _passage_at(shown, span[0]) if span else None
    date = passage["date"] if passage else shown["date"]
    locator = Locator(**passage["locator"]) if passage else None
    return {
        "title": shown["title"],
        "titled": opens_with_title(shown["text"], shown["title"]),
        "written": shown["language"],
        "facts": facts(shown["organisation"], shown["date"], shown["kind"], shown["regions"], None, language),
        "where": _where(date if date != shown["date"] else None, locator, language),
        "authors": ", ".join(shown["authors"]),
        "licence": shown["licence"],
        "source": shown["source"],
        "flags": shown["flags"],
        "source_url": web_address(shown["source_url"]),
        "reference": reference(held, date, locator, language),
        "document_id": shown["document_id"],
        "replaced": replaced,
        "marked": span is not None,
        "body": document_html(shown["text"], shown["sections"], shown["title"], span, places),
    }


def _where(date: str | None, locator: Locator | None, language: Language) -> str:
    """Return the place of a passage, with its date where it has its own."""
    told = (when(date, language) if date else "", place(locator, language) if locator else "")
    return ", ".join(part for part in told if part)


def _was_replaced(asked: str, shown: Json) -> bool:
    """Tell whether an id led to what replaced its document: offsets in the old text say nothing of the new one."""
    named = {shown["source"], *shown["paths"]}
    return not shown["document_id"].startswith(asked) and asked not in named


def _span(start: str, end: str, length: int) -> tuple[int, int] | None:
    """Return the span that an address asks for, or None where it lies outside the text or is no span."""
    if not all(value.isascii() and value.isdigit() and len(value) < 12 for value in (start, end)):
        return None
    span = int(start), int(end)
    return span if span[0] < span[1] <= length else None


def _passage_at(shown: Json, place: int) -> Json | None:
    return next((passage for passage in shown["passages"] if passage["start"] <= place < passage["end"]), None)
