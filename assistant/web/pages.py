"""Our own pages: server-rendered, each with an address that can be shared, the same in both languages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from assistant.web.asked import page_language, root_path
from assistant.web.templating import other_language, render


def page(request: Request, template: str, here: str = "", status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:
    """Return a page of ours, in the language that its address asks for; `here` is the key of its screen."""
    language = page_language(request)
    html = render(
        template,
        language,
        root=root_path(request),
        here=here,
        other_page=with_query(request, lang=other_language(language)),
        **values,
    )
    return HTMLResponse(html, status)


def with_query(request: Request, **changes: str | None) -> str:
    """Return the query of a request's address with some names set to one value, or left out (None)."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes and value]
    added = [(name, value) for name, value in changes.items() if value is not None]
    return f"?{urlencode([*kept, *added])}"
