"""Gradio's page made ours: in its own language, under a strict policy, with only the doors that the page needs.

Everything Gradio serves passes through here. Its page is sent with `lang`, our styles and our script, and with a fresh
nonce on each of its scripts, so that the policy needs neither `unsafe-inline` nor `unsafe-eval` for scripts. The
routes that our page does not use (uploads, files, proxies, calls by name, run history) do not exist.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from markupsafe import escape
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.asked import chosen_language, root_path
from assistant.web.guard import policy
from assistant.web.templating import LOCALES, STATIC_PATH, other_language, render
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


def mount_page(app: FastAPI, page: gr.Blocks, language: Language, addresses: Mapping[Language, str]) -> None:
    """Mount Gradio's page in a language at its address, behind our door."""
    import gradio as gr

    theme = gr.themes.Base(font=FONTS, font_mono=["ui-monospace", "monospace"], text_size=gr.themes.sizes.text_lg)
    gr.mount_gradio_app(
        app,
        page,
        addresses[language],
        theme=theme,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
    )
    mount = app.router.routes[-1]
    if not isinstance(mount, Mount):
        raise TypeError(mount)
    mount.app = Door(mount.app, language, addresses)


class Door:
    """An ASGI application around Gradio's."""

    def __init__(self, app: ASGIApp, language: Language, addresses: Mapping[Language, str]) -> None:
        self._app = app
        self._language = language
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        home = path in {"", "/"}
        if home and scope["method"] == "GET":
            await self._send_page(scope, receive, send)
        elif home or scope["type"] != "http" or NEEDED.fullmatch(path):
            await self._app(scope, receive, send)
        else:
            raise HTTPException(HTTPStatus.NOT_FOUND)

    async def _send_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send Gradio's page with what is ours in it, or lead to the page in the language that is asked for."""
        request = Request(scope)
        wanted = chosen_language(request)
        if wanted and wanted != self._language:
            await RedirectResponse(root_path(request) + self._addresses[wanted])(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(dict(scope, headers=headers), receive, keep)
        nonce = secrets.token_urlsafe(16)
        page = our_page(body.decode("utf-8"), self._language, root_path(request), nonce, self._addresses).encode(
            "utf-8"
        )
        sent = MutableHeaders(scope=start)
        sent["Content-Length"] = str(len(page))
        sent["Cache-Control"] = "no-store"
        sent["Content-Security-Policy"] = policy(
            script_src=f"'self' 'nonce-{nonce}'",
            style_src="'self' 'unsafe-inline'",  # Gradio sets `style` attributes
        )
        await send(start)
        await send({"type": "http.response.body", "body": page})


def our_page(html: str, language: Language, root: str, nonce: str, addresses: Mapping[Language, str]) -> str:
    """Return Gradio's page in a language of ours, with our head and header, and a nonce on each script.

    Raises:
        ValueError: Gradio's page is not what it was; this file has to follow.
    """
    locale, static = LOCALES[language], f"{root}{STATIC_PATH}"
    told = {name.replace("_", "-"): say(language, f"web.{name}") for name in ("lost", "lost_title", "close")}
    told |= {name: say(language, f"chat.{name}") for name in ("remove", "copied")}
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in {"locale": locale, **told}.items())
    head = (
        f'<script src="{static}/page.js" {data}></script>'
        f'<script src="{static}/copy.js" defer></script><script src="{static}/terms.js" defer></script>'
        f'<link rel="icon" href="{static}/favicon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{static}/repere.css"><link rel="stylesheet" href="{static}/chat.css">'
        f'<meta name="description" content="{escape(say(language, "web.tagline"))}">'
    )
    html, named = re.subn(r'(<html\s+lang=)"en"', rf'\1"{locale}"', html, count=1)
    html, headed = re.subn(r'(<head>\s*<meta charset="utf-8" />)', lambda match: match[1] + head, html, count=1)
    other_page = root + addresses[other_language(language)]
    top = render("top.html", language, root=root, here="question", other_page=other_page)
    html, topped = re.subn(r"<body\b[^>]*>", lambda match: match[0] + top, html, count=1)
    if not (named and headed and topped):
        raise ValueError("gradio: index.html")
    html = _MANIFEST.sub("", _SOCIAL.sub("", html))
    return html.replace("<script", f'<script nonce="{nonce}"')
