"""How often one address may ask, where other machines can reach the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.asked import route_path
from assistant.web.problems import refusal

FREE = re.compile(
    r"/(?:en/|fr/)?(?:assets|static)/.*|/(?:en/|fr/)?(?:config|theme\.css)|/favicon\.ico|/healthz|/metrics"
    r"|/(?:en/|fr/)?gradio_api/(?:queue/data|heartbeat/.*|startup-events|reset|cancel)"
)
"""What a page loads by itself, and what watches the server."""
LEAST_SHARED = 64
"""Bits of an IPv6 address that one household or office has in common."""


class Pace:
    """An ASGI middleware that tells an address which asks too often to wait."""

    def __init__(self, app: ASGIApp, per_minute: int, is_free: Callable[[Request], bool]) -> None:
        self._app = app
        self._item = RateLimitItemPerMinute(per_minute)
        self._is_free = is_free
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and self._is_too_much(Request(scope)):
            response = refusal(Request(scope), HTTPStatus.TOO_MANY_REQUESTS, "web.too_often")
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_too_much(self, request: Request) -> bool:
        if FREE.fullmatch(route_path(request)) or self._is_free(request):
            return False
        return not self._limiter.hit(self._item, caller(request.scope))


def caller(scope: Scope) -> str:
    """Return the address that asks; those that one holder of an IPv6 network can take at will count as one."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - LEAST_SHARED))
    return str(address)
