"""The steps of an answer as they come, to a program: server-sent events, or a line of JSON each for another `repere`.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import StreamingResponse

from assistant.service import Event
from assistant.web.asked import program_language
from assistant.web.problems import note
from assistant.wording import explain
from corpus.errors import RepereError

EVENTS = "text/event-stream"
LINES = "application/x-ndjson"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy would keep the steps back until the last."""


def wants_events(request: Request) -> bool:
    """Tell whether a program asks for server-sent events rather than one JSON object."""
    return EVENTS in request.headers.get("accept", "").lower()


async def as_events(request: Request, steps: AsyncIterator[Event]) -> StreamingResponse:
    """Return the response that sends each step as an event; what goes wrong before the first is raised here."""
    language = program_language(request)

    def told(error: RepereError) -> bytes:
        return _event("error", {"code": error.key, "text": explain(language, error)})

    return await _sent(steps, EVENTS, lambda step: _event(step["event"], step["data"]), told)


async def as_lines(steps: AsyncIterator[Event], told: Callable[[RepereError], object]) -> StreamingResponse:
    """Return the response that sends each step as a line; what goes wrong before the first is raised here."""
    return await _sent(steps, LINES, _line, lambda error: _line(told(error)))


async def _sent(
    steps: AsyncIterator[Event],
    media_type: str,
    form: Callable[[Event], bytes],
    told: Callable[[RepereError], bytes],
) -> StreamingResponse:
    first = await anext(steps)

    async def body() -> AsyncIterator[bytes]:
        yield form(first)
        try:
            async for step in steps:
                yield form(step)
        except RepereError as error:
            yield told(error)
        except Exception as error:  # the last door: the answer has begun, so no other status can be told
            note("ask", error)
            yield told(RepereError("web.unexpected"))

    return StreamingResponse(body(), media_type=media_type, headers=HEADERS)


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _line(step: object) -> bytes:
    return json.dumps(step, ensure_ascii=False).encode() + b"\n"
