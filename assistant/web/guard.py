"""What stands before every page and every answer: who may ask, how much they may send, and what a browser may then do.

- `Host` is one of ours: a foreign name that resolves to this machine (DNS rebinding) is refused.
- A change asked for by another site's page is refused; a request without `Origin` is a program's, and welcome.
- A body is at most `MOST_BYTES`.
- Every response carries a Content-Security-Policy: nothing is ever loaded from another machine.
- An error that nobody foresaw becomes a sentence, never a trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import refusal, unexpected

MOST_BYTES = 1_000_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def policy(**changes: str) -> str:
    """Return a Content-Security-Policy; `script_src="…"` sets or replaces one directive."""
    directives = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def is_loopback(host: str) -> bool:
    """Tell whether a host name is this machine's own, reachable from no other."""
    name = host.strip("[]")
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class Guard:
    """An ASGI middleware; it must be the outermost."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), root: str = "") -> None:
        self._app = app
        self._root = root
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        scope = dict(scope, root_path=self._root, path=_full_path(scope["path"], self._root))
        began = False

        async def send_guarded(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy())
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        if reason := self._refused(request.headers, scope["method"]):
            await refusal(request, HTTPStatus.FORBIDDEN, reason)(scope, receive, send_guarded)
            return
        body = await _body(request.headers, receive)
        if body is None:
            too_large = refusal(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large", megabytes=1)
            await too_large(scope, receive, send_guarded)
            return
        try:
            await self._app(scope, _replay(body, receive), send_guarded)
        except Exception as error:
            if began:
                raise
            await unexpected(request, error)(scope, receive, send_guarded)

    def _refused(self, headers: Headers, method: str) -> str | None:
        """Return the key of the reason to refuse a request, or None."""
        host = headers.get("host", "").lower()
        name = _host_name(f"//{host}")
        if not (is_loopback(name) or name in self._hosts):
            return "web.host_unknown"
        if method in SAFE_METHODS:
            return None
        origin = headers.get("origin")
        foreign = origin is not None and origin.lower().partition("://")[2] != host
        return "web.foreign_origin" if foreign or headers.get("sec-fetch-site") == "cross-site" else None


def _full_path(path: str, root: str) -> str:
    """Return a request's path with the path that a proxy serves us under, which it may have taken off."""
    return path if not root or path == root or path.startswith(f"{root}/") else root + path


def _host_name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _body(headers: Headers, receive: Receive) -> list[Message] | None:
    """Return a request's messages up to the end of its body, or None when the body is too large."""
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return None
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    """Return a `receive` that gives some messages again, then what comes after them."""
    waiting = iter(messages)

    async def receive_again() -> Message:
        return next(waiting, None) or await receive()

    return receive_again
