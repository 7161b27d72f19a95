"""Conversations to be downloaded: each has an address that nobody can guess, while its page is open."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus
from threading import Lock

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from assistant.web.asked import page_language
from assistant.web.conversation_file import as_markdown, as_word
from assistant.web.exchange import Exchange

MOST = 200
"""Conversations that wait at once to be downloaded; the oldest go first. They are in memory alone."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Downloads:
    """The conversations of the pages that are open, each under its key."""

    def __init__(self, most: int = MOST) -> None:
        self._held: OrderedDict[str, tuple[Exchange, ...]] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def offer(self, exchanges: Sequence[Exchange]) -> str:
        """Hold a conversation as it is now, and return its key."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._held[key] = tuple(exchanges)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return key

    def get(self, key: str) -> tuple[Exchange, ...] | None:
        """Return a conversation, or None where it is held no more."""
        with self._lock:
            return self._held.get(key)


def download_routes(downloads: Downloads, clock: Callable[[], date] = date.today) -> APIRouter:
    """Return the routes that give a conversation as a file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/conversation/{name}")
    async def download(name: str, request: Request) -> Response:
        key, _, suffix = name.rpartition(".")
        exchanges = downloads.get(key)
        if exchanges is None or suffix not in {"docx", "md"}:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        language, today = page_language(request), clock()
        headers = {
            "Content-Disposition": f'attachment; filename="repere-{today.isoformat()}.{suffix}"',
            "Cache-Control": "no-store",
        }
        if suffix == "md":
            return Response(as_markdown(exchanges, language, today), 200, headers, "text/markdown; charset=utf-8")
        content = await to_thread.run_sync(as_word, exchanges, language, today)
        return Response(content, 200, headers, WORD)

    return router
