"""Gradio's page made ours: in its own language, under a strict policy, with only the doors that the page needs.

Everything Gradio serves passes through here. Its page is sent with `lang`, our styles and our script, and with a fresh
nonce on each of its scripts, so that the policy needs neither `unsafe-inline` nor `unsafe-eval` for scripts. The
routes that our page does not use (uploads, files, proxies, calls by name, run history) do not exist.
"""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI
from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.asked import root_path, route_path
from assistant.web.guard import policy
from assistant.web.templating import LOCALES, STATIC_PATH
from assistant.wording import say
from index.model import Language

if TYPE_CHECKING:
    import gradio as gr

NEEDED = re.compile(
    r"/(?:assets|static)/.+|/(?:config|theme\.css)"
    r"|/gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|startup-events|reset|cancel)"
)
FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]

_SOCIAL = re.compile(r"\s*<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>")
_MANIFEST = re.compile(r"\s*<link rel=\"manifest\"[^>]*>")


def mount_page(app: FastAPI, page: gr.Blocks, path: str, language: Language, root: str) -> None:
    """Mount Gradio's page at a path, behind our door."""
    import gradio as gr

    theme = gr.themes.Base(font=FONTS, font_mono=["ui-monospace", "monospace"], text_size=gr.themes.sizes.text_lg)
    gr.mount_gradio_app(
        app,
        page,
        path,
        root_path=f"{root}{path}".rstrip("/") or None,
        theme=theme,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
    )
    mount = app.router.routes[-1]
    if not isinstance(mount, Mount):
        raise TypeError(mount)
    mount.app = Door(mount.app, path, language)


class Door:
    """An ASGI application around Gradio's."""

    def __init__(self, app: ASGIApp, path: str, language: Language) -> None:
        self._app = app
        self._path = path.rstrip("/")
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        path = route_path(request).removeprefix(self._path) or "/"
        if path == "/" and scope["method"] == "GET":
            await self._send_page(scope, receive, send)
        elif NEEDED.fullmatch(path):
            await self._app(scope, receive, send)
        else:
            raise HTTPException(HTTPStatus.NOT_FOUND)
