"""The loopback door: while this process owns the home folder, another `repere` has its commands done here.

Whoever holds the secret of this run, written in the home folder for one user alone, may do what the command line may.
"""

from __future__ import annotations

import hmac
import inspect
import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, Response

from assistant.service import LocalService
from assistant.web.gate import Gate
from assistant.web.problems import refusal
from assistant.web.steps import as_lines
from corpus.errors import RepereError
from index.model import Language

READING = ("documents", "show", "search", "ask", "asking", "feedback", "templates", "draft")
PING = "ping"
"""Answers only whoever has this home's secret: a card left by a server that died is told from a living one."""
STEPS = ("asking",)
"""Tell what comes of them step by step."""
CHANGING = ("ingest", "sync", "remove", "check", "rebuild")
"""One of these at a time: nothing else may change the catalogue while its vectors' cache follows it."""
BACKUP = "backup"
"""Waits for no change, however long, and takes the place of no question."""


class Work(BaseModel):
    """The keyword arguments of a command."""

    model_config = ConfigDict(extra="forbid")

    arguments: dict[str, Any] = {}


def owner_routes(service: LocalService, secret: str | None, changes: Gate) -> APIRouter:
    """Return the door's one route; without a secret it never opens. Its changes wait for those of the pages."""
    router = APIRouter(include_in_schema=False)
    gates = dict.fromkeys(READING, Gate()) | dict.fromkeys(CHANGING, changes) | {BACKUP: Gate(at_once=1)}

    @router.post("/owner/{command}")
    async def do(command: str, work: Work, request: Request) -> Response:
        given = request.headers.get("x-repere-secret", "").encode("latin-1")  # the bytes that were sent
        if secret is None or not hmac.compare_digest(given, secret.encode()):
            return refusal(request, HTTPStatus.FORBIDDEN, "web.secret_wrong")
        if command == PING:
            return JSONResponse({"home": str(service.collection.home)})
        if command not in gates:
            return refusal(request, HTTPStatus.NOT_FOUND, "web.page_unknown")
        language: Language = "en" if request.headers.get("x-repere-language") == "en" else "fr"
        method: Callable[..., Any] = getattr(service.speaking(language), command)
        if not _fits(method, work.arguments):
            return refusal(request, HTTPStatus.UNPROCESSABLE_ENTITY, "web.request_invalid", names="arguments")
        asked = partial(method, **work.arguments)
        try:
            if command in STEPS:
                return await as_lines(gates[command].each(asked), _told)
            return JSONResponse(await gates[command].run(asked))
        except RepereError as error:
            return JSONResponse(_told(error), HTTPStatus.CONFLICT)

    return router


def _fits(method: Callable[..., object], arguments: dict[str, Any]) -> bool:
    try:
        inspect.signature(method).bind(**arguments)
    except TypeError:
        return False
    return "progress" not in arguments


def _told(error: RepereError) -> dict[str, Any]:
    """Return an error as the other process can raise it again."""
    values = json.loads(json.dumps(error.values, default=str))
    return {"error": {"kind": type(error).__name__, "key": error.key, "values": values}}
