"""The manager's door: where the password is given, and where a session ends."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from assistant.web.access import Access, drop_cookie, set_cookie
from assistant.web.asked import page_language, root_path, route_path
from assistant.web.denied import LockedError, ManagerOnlyError
from assistant.web.gate import Gate
from assistant.web.pages import page
from assistant.web.problems import RETRY_AFTER
from assistant.wording import explain

PATH = "/connexion"
AFTER = ("/bibliotheque", "/bibliotheque/questions", "/qualite")
"""Where one may be led once the password is given: nowhere else, whatever the address says."""


def manager_routes(access: Access) -> APIRouter:
    """Return the routes of the log-in."""
    router = APIRouter(include_in_schema=False)
    checks = Gate(at_once=1, waiting=5)  # a check takes time and memory on purpose

    @router.get(PATH)
    async def ask(request: Request) -> Response:
        if access.is_manager(request):
            return RedirectResponse(_address(request, request.query_params.get("next")), HTTPStatus.SEE_OTHER)
        return _form(request, access, request.query_params.get("next"))

    @router.post(PATH)
    async def log_in(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            access.check_token(request, form.get("token"))
            wanted, password = _text(form, "next"), _text(form, "password")
        try:
            cookie = await checks.run(partial(access.log_in, request, password))
        except (ManagerOnlyError, LockedError) as error:
            locked = isinstance(error, LockedError)
            told = _form(request, access, wanted, explain(page_language(request), error), locked=locked)
            if locked:
                told.headers["Retry-After"] = RETRY_AFTER[error.key]
            return told
        response = RedirectResponse(_address(request, wanted), HTTPStatus.SEE_OTHER)
        set_cookie(response, request, cookie)
        return response

    @router.post("/deconnexion")
    async def log_out(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            access.check_token(request, form.get("token"))
        access.log_out(request)
        response = RedirectResponse(f"{root_path(request)}/?lang={page_language(request)}", HTTPStatus.SEE_OTHER)
        drop_cookie(response, request)
        return response

    return router


def to_log_in(request: Request) -> Response:
    """Return the way to the log-in, and from there back to what was asked for."""
    path = route_path(request)
    after = path if path in AFTER else AFTER[0]
    address = f"{root_path(request)}{PATH}?next={after}&lang={page_language(request)}"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _form(
    request: Request, access: Access, wanted: str | None, problem: str | None = None, *, locked: bool = False
) -> Response:
    refused = HTTPStatus.TOO_MANY_REQUESTS if locked else HTTPStatus.FORBIDDEN
    return page(
        request,
        "login.html",
        status=refused if problem else HTTPStatus.OK,
        next=wanted if wanted in AFTER else AFTER[0],
        token=access.token(request),
        problem=problem,
        has_password=access.has_password(),
    )


def _address(request: Request, wanted: str | None) -> str:
    path = wanted if wanted in AFTER else AFTER[0]
    return f"{root_path(request)}{path}?lang={page_language(request)}"


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
