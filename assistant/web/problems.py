"""What went wrong, told to whoever asked: problem details (RFC 9457) to a program, a page to a person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.web.asked import is_for_a_person, page_language, program_language, root_path, route_path
from assistant.web.gate import BusyError
from assistant.web.templating import render
from assistant.wording import explain, say, sentences
from corpus.errors import RepereError, StoreError, UsageError
from index.model import Language

RETRY_AFTER = "5"
"""Seconds after which it is worth asking a busy server again."""

log = logging.getLogger(__name__)


def answer_errors(app: FastAPI) -> None:
    """Make an application tell every error as a problem."""
    app.add_exception_handler(RepereError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)


def refusal(request: Request, status: int, key: str, **values: object) -> Response:
    """Return the response that tells a problem in a sentence of ours."""
    return _problem(request, status, key, RepereError(key, **values))


def unexpected(request: Request, error: Exception) -> Response:
    """Return the response to an error that nobody foresaw."""
    note(route_path(request), error)
    return refusal(request, HTTPStatus.INTERNAL_SERVER_ERROR, "web.unexpected")


def note(where: str, error: Exception) -> None:
    """Note an error that nobody foresaw in the log; its trace, at the lowest level, since it may hold a question."""
    log.error("%s: %s", where, type(error).__name__)
    log.debug("%s", where, exc_info=error)


def status_of(error: RepereError) -> int:
    """Return the HTTP status of an error that a person is told about."""
    if error.key in {"usage.document_unknown", "draft.template_unknown", "web.original_gone"}:
        return HTTPStatus.NOT_FOUND
    if isinstance(error, UsageError):
        return HTTPStatus.BAD_REQUEST
    if isinstance(error, (BusyError, StoreError)):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _problem(request: Request, status: int, code: str, *reasons: RepereError) -> Response:
    for_a_person = is_for_a_person(request)
    language = page_language(request) if for_a_person else program_language(request)
    headers = {"Retry-After": RETRY_AFTER} if code == "web.busy" else {}
    detail = " ".join(explain(language, reason) for reason in reasons)
    title = _title(status, language)
    if for_a_person:
        page = render("problem.html", language, root=root_path(request), title=title, detail=detail)
        return HTMLResponse(page, status, headers)
    body = {"type": "about:blank", "title": title, "status": int(status), "detail": detail, "code": code}
    return JSONResponse(body, status, headers | {"Vary": "Accept-Language"}, "application/problem+json")


def _title(status: int, language: Language) -> str:
    key = f"web.status_{int(status)}"
    return say(language, key if key in sentences(language) else "web.status_other")


async def _told(request: Request, error: Exception) -> Response:
    if not isinstance(error, RepereError):
        return unexpected(request, error)
    if error.key == "usage.document_unknown":  # its own sentence names a command
        return _problem(request, HTTPStatus.NOT_FOUND, error.key, RepereError("web.not_found"))
    return _problem(request, status_of(error), error.key, error)


async def _invalid(request: Request, error: Exception) -> Response:
    found: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    keys = {"missing": "usage.missing_arguments", "extra_forbidden": "usage.unknown_arguments"}
    names: dict[str, dict[str, None]] = {}
    for one in found:
        place = ".".join(part for part in one["loc"][1:] if isinstance(part, str))
        names.setdefault(keys.get(one["type"], "web.request_invalid"), {})[place or str(one["loc"][0])] = None
    reasons = [RepereError(key, names=", ".join(places)) for key, places in names.items()]
    return _problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "web.request_invalid", *reasons)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    key = {HTTPStatus.NOT_FOUND: "web.page_unknown", HTTPStatus.METHOD_NOT_ALLOWED: "web.method_unknown"}
    return refusal(request, status, key.get(HTTPStatus(status), "web.request_refused"))
