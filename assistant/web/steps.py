"""The steps of an answer as they come, to a program: server-sent events, or a line of JSON each for another `repere`.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import StreamingResponse

from assistant.service import Event
from assistant.web.problems import details_of, note
from corpus.errors import RepereError

EVENTS = "text/event-stream"
LINES = "application/x-ndjson"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy would keep the steps back until the last."""


def wants_events(request: Request) -> bool:
    """Tell whether a program asks for server-sent events rather than one JSON object."""
    return EVENTS in request.headers.get("accept", "").lower()


def as_events(request: Request, steps: AsyncIterator[Event]) -> StreamingResponse:
    """Return the response that gives a sign of life at once, then each step as an event, or what went wrong."""

    async def body() -> AsyncIterator[bytes]:
        yield _event("searching", {})
        try:
            async for step in steps:
                yield _event(step["event"], step["data"])
        except Exception as error:  # the status is gone already: what went wrong is an event
            yield _event("problem", details_of(request, error))

    return StreamingResponse(body(), media_type=EVENTS, headers=HEADERS)


async def as_lines(steps: AsyncIterator[Event], told: Callable[[RepereError], object]) -> StreamingResponse:
    """Return the response that sends each step as a line; what goes wrong before the first is raised here."""
    first = await anext(steps)

    async def body() -> AsyncIterator[bytes]:
        yield _line(first)
        try:
            async for step in steps:
                yield _line(step)
        except Exception as error:  # as above
            yield _line(told(_foreseen(error)))

    return StreamingResponse(body(), media_type=LINES, headers=HEADERS)


def _foreseen(error: Exception) -> RepereError:
    """Return an error that a person is told about; another is noted, and told without its details."""
    if isinstance(error, RepereError):
        return error
    note("ask", error)
    return RepereError("web.unexpected")


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _line(step: object) -> bytes:
    return json.dumps(step, ensure_ascii=False).encode() + b"\n"
