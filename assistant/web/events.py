"""An answer as server-sent events: a sign of life at once, then the answer, or what went wrong."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import Request

from assistant.web.gate import Gate
from assistant.web.problems import details_of

EVENTS = "text/event-stream"


async def events(request: Request, gate: Gate, work: Callable[[], dict[str, Any]]) -> AsyncIterator[str]:
    """Give the events of some work, in the format of https://html.spec.whatwg.org/multipage/server-sent-events.html."""
    yield _event("searching", {})
    try:
        told = await gate.run(work)
    except Exception as error:  # the status is gone already: the problem is an event
        yield _event("problem", details_of(request, error))
    else:
        yield _event("answer", told)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
