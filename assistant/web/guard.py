"""What stands before every page and every answer: who may ask, how much they may send, and what a browser may then do.

- `Host` is one of ours: a foreign name that resolves to this machine (DNS rebinding) is refused.
- A change asked for by another site's page is refused; a request without `Origin` is a program's, and welcome.
- A body is at most `MOST_BYTES`, or what its address may take, and is refused before it is read where its length is
  told. A small one is read whole first; a large one passes through, counted.
- Every response carries a Content-Security-Policy: nothing is ever loaded from another machine.
- An error that nobody foresaw becomes a sentence, never a trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.asked import route_path
from assistant.web.denied import TooLargeError
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

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = (), root: str = "", larger: Mapping[str, int] | None = None
    ) -> None:
        """`larger` gives the bytes that the body sent to a path may have, where they are more than `MOST_BYTES`."""
        self._app = app
        self._root = root
        self._hosts = frozenset(host.lower().strip("[]") for host in hosts)
        self._by_address = any(_is_address(host) and not is_loopback(host) for host in self._hosts)
        self._larger = larger or {}

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
        most = self._larger.get(route_path(request), MOST_BYTES)
        try:
            _check_length(request.headers, most)
            passing = _counted(receive, most) if most > MOST_BYTES else _replay(await _body(receive, most), receive)
            await self._app(scope, passing, send_guarded)
        except TooLargeError as error:
            if began:
                raise
            too_large = refusal(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.key, **error.values)
            await too_large(scope, receive, send_guarded)
        except Exception as error:
            if began:
                raise
            await unexpected(request, error)(scope, receive, send_guarded)

    def _refused(self, headers: Headers, method: str) -> str | None:
        """Return the key of the reason to refuse a request, or None."""
        host = headers.get("host", "").lower()
        name = _host_name(f"//{host}")
        # a page that resolves its own name to this machine cannot make a browser send an address as `Host`
        if not (is_loopback(name) or name in self._hosts or (self._by_address and _is_address(name))):
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


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _too_large(most: int) -> TooLargeError:
    return TooLargeError("web.too_large", megabytes=most // MOST_BYTES)


def _check_length(headers: Headers, most: int) -> None:
    """Refuse a body by the length that is told of it, before any of it is read."""
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > most:
        raise _too_large(most)


def _counted(receive: Receive, most: int) -> Receive:
    """Return a `receive` that stops a body which grows too large."""
    size = 0

    async def receive_counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise _too_large(most)
        return message

    return receive_counted


async def _body(receive: Receive, most: int) -> list[Message]:
    """Return a request's messages up to the end of its body."""
    counted = _counted(receive, most)
    messages: list[Message] = []
    while True:
        messages.append(await counted())
        if not messages[-1].get("more_body", False):
            return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    """Return a `receive` that gives some messages again, then what comes after them."""
    waiting = iter(messages)

    async def receive_again() -> Message:
        return next(waiting, None) or await receive()

    return receive_again
