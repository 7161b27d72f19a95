"""The HTTP interface for programs: the same JSON as the commands, described by OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import JSONResponse, Response

from assistant.service import LocalService
from assistant.web.access import Access
from assistant.web.gate import Gate
from assistant.web.schemas import (
    AskedDraft,
    AskedQuestion,
    DocumentList,
    Drafted,
    Health,
    Judgement,
    Problem,
    Reply,
    SearchResults,
    ShownDocument,
    TemplateList,
)
from assistant.web.steps import as_events, wants_events

BAD = {HTTPStatus.BAD_REQUEST: {"model": Problem}}
BUSY = {HTTPStatus.SERVICE_UNAVAILABLE: {"model": Problem}}
UNKNOWN = {HTTPStatus.NOT_FOUND: {"model": Problem}}


def api_routes(service: LocalService, gate: Gate, access: Access) -> APIRouter:
    """Return the routes of the interface."""
    router = APIRouter()
    talks = talking_gate(service, gate)

    async def told(work: Callable[[], dict[str, Any]]) -> JSONResponse:
        """Return what the service returns, as it is: the models above describe it, and a test holds them to it."""
        return JSONResponse(await gate.run(work))

    @router.get("/healthz", responses=_described(Health))
    async def health() -> JSONResponse:
        """Tell that the server answers."""
        return JSONResponse({"ok": True})

    @router.get("/api/v1/search", responses=_described(SearchResults, BAD, BUSY))
    async def search(
        q: str,
        k: int = 10,
        region: list[str] | None = Query(None),
        kind: list[str] | None = Query(None),
        since: str | None = None,
        until: str | None = None,
    ) -> JSONResponse:
        """Find passages. `region` and `kind` may be given several times; years are both included."""
        filters = {"region": region, "kind": kind, "since": since, "until": until}
        return await told(partial(service.search, q, k, filters))

    @router.post("/api/v1/ask", responses=_answered(_described(Reply, BAD, BUSY)))
    async def ask(asked: AskedQuestion, request: Request) -> Response:
        """Answer a question with cited sentences, or say why the documents do not.

        Where `Accept` asks for `text/event-stream`: an event `searching` at once, a `sentence` as soon as each is
        checked, and last the whole `answer`, which replaces them; or a `problem`.
        """
        history = [turn.model_dump() for turn in asked.history]
        given = (asked.question, asked.level, history, asked.filters.model_dump(), asked.language)
        if wants_events(request):
            return as_events(request, talks.each(partial(service.asking, *given)))
        return JSONResponse(await talks.run(partial(service.ask, *given)))

    @router.post("/api/v1/feedback", responses=_described(Health, BAD, BUSY))
    async def feedback(judged: Judgement) -> JSONResponse:
        """Keep what a person thinks of an answer, `up` or `down`, for the maintainers of the collection."""
        history = [turn.model_dump() for turn in judged.history]
        return await told(partial(service.feedback, judged.question, judged.verdict, judged.comment, history))

    @router.get("/api/v1/documents", responses=_described(DocumentList, BUSY))
    async def documents(request: Request) -> JSONResponse:
        """List the documents of the collection; only the manager is told the paths of their files."""
        listed = await gate.run(service.documents)
        if not access.is_manager(request):
            listed = {"documents": [one | {"paths": []} for one in listed["documents"]]}
        return JSONResponse(listed)

    @router.get("/api/v1/documents/{document_id}", responses=_described(ShownDocument, UNKNOWN, BUSY))
    async def document(document_id: str, request: Request) -> JSONResponse:
        """Return a document with its text, sections and passages; an id that was replaced leads to what replaced it."""
        shown = await gate.run(partial(service.show, document_id))
        return JSONResponse(shown if access.is_manager(request) else shown | {"paths": []})

    @router.get("/api/v1/templates", responses=_described(TemplateList, BUSY))
    async def templates() -> JSONResponse:
        """List the templates of documents, with the fields that each asks for."""
        return await told(service.templates)

    @router.post("/api/v1/draft", responses=_described(Drafted, BAD, UNKNOWN, BUSY))
    async def draft(asked: AskedDraft) -> JSONResponse:
        """Draft a document from a template and fields: its sections, the exact quotes, and what remains to be done."""
        decisions = [one.model_dump() for one in asked.decisions]
        return await told(partial(service.draft, asked.template, asked.fields, decisions))

    @router.api_route("/api/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def nowhere(path: str) -> JSONResponse:
        raise HTTPException(HTTPStatus.NOT_FOUND)

    return router


def talking_gate(service: LocalService, gate: Gate) -> Gate:
    """Return the gate of questions: one of their own where a model answers, which is slow, so that a search is not."""
    return Gate() if service.model else gate


def _answered(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of an answer: JSON, or events for whoever asks for them."""
    events = {"text/event-stream": {"schema": {"type": "string"}}}
    return responses | {int(HTTPStatus.OK): responses[int(HTTPStatus.OK)] | {"content": events}}


def _described(model: type, *problems: dict[HTTPStatus, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of a route's responses."""
    described: dict[int | str, dict[str, Any]] = {
        int(HTTPStatus.OK): {"model": model},
        int(HTTPStatus.UNPROCESSABLE_ENTITY): {"model": Problem},
    }
    for group in problems:
        described |= {int(status): told for status, told in group.items()}
    return described
