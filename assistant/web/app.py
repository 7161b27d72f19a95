"""The application: the interface for programs, the viewer, the owner's door and the page, behind one guard."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import FileResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from assistant.service import LocalService
from assistant.web.access import Access
from assistant.web.api import api_routes
from assistant.web.chat import Chat
from assistant.web.chat_page import build_page
from assistant.web.downloads import Downloads, download_routes
from assistant.web.explorer import explorer_routes
from assistant.web.gate import Gate
from assistant.web.gradio_page import mount_page
from assistant.web.guard import Guard, is_loopback
from assistant.web.lexicon import lexicon_routes
from assistant.web.library import ADD, library_routes, most_bytes
from assistant.web.manager import manager_routes
from assistant.web.metrics import Meter, Metered, metrics_routes
from assistant.web.openapi import describe_problems
from assistant.web.owner import owner_routes
from assistant.web.pace import Pace
from assistant.web.problems import answer_errors
from assistant.web.quality import quality_routes
from assistant.web.rediger import rediger_routes
from assistant.web.templating import STATIC, STATIC_PATH
from assistant.web.tools import add_tools
from assistant.web.viewer import viewer_routes
from assistant.wording import say
from corpus.settings import PER_MINUTE
from index.model import Language

if TYPE_CHECKING:
    import gradio as gr

PATIENCE_TO_CHANGE = 600.0
"""Seconds that a change waits for the one before it: reading a long file takes minutes."""


def create_app(
    service: LocalService,
    *,
    hosts: Iterable[str] = (),
    root: str = "",
    language: Language = "fr",
    secret: str | None = None,
    per_minute: int = PER_MINUTE,
    remembers: bool = True,
) -> FastAPI:
    """Return the application over a service.

    `hosts` are names to be asked by, besides those of loopback; `root` is the path that a proxy serves us under:
    with either, others than this machine may ask, so many times a minute each, and only the manager may change things.
    `secret` opens the owner's door; `remembers` lets a browser keep its conversation.
    """
    root = root.rstrip("/")
    hosts = tuple(hosts)
    exposed = bool(root) or not all(map(is_loopback, hosts))
    app = FastAPI(
        title=say(language, "web.title"),
        description=say(language, "web.tagline"),
        version=version("repere"),
        docs_url=None,  # their pages load scripts from another machine
        redoc_url=None,
    )
    app.state.language = language
    gate, pages, changes = Gate(), Gate(), Gate(at_once=1, patience=PATIENCE_TO_CHANGE)
    access = Access(service.collection.home, exposed=exposed)
    meter = Meter({"answers": gate, "pages": pages, "changes": changes})
    app.include_router(owner_routes(service, secret, changes))
    app.include_router(manager_routes(access))
    app.include_router(library_routes(service, access, pages, changes))
    app.include_router(quality_routes(service, access, pages))
    app.include_router(viewer_routes(service, pages))
    app.include_router(rediger_routes(service, gate))
    app.include_router(api_routes(service, gate, access))
    app.include_router(explorer_routes(service, gate))
    app.include_router(lexicon_routes())
    app.include_router(metrics_routes(meter))
    add_tools(app, service, gate, language)
    app.mount(STATIC_PATH, StaticFiles(directory=STATIC))
    downloads = Downloads()
    app.include_router(download_routes(downloads))
    _add_pages(
        app,
        language,
        root,
        lambda spoken: build_page(Chat(service, gate, spoken, root, downloads), spoken, remembers=remembers),
    )
    answer_errors(app)
    describe_problems(app)
    app.add_middleware(CORSMiddleware)  # allows no other origin; without it Gradio allows some
    app.add_middleware(Metered, meter=meter)
    if exposed:
        app.add_middleware(Pace, per_minute=per_minute, is_free=access.is_manager)
    app.add_middleware(Guard, hosts=hosts, root=root, larger={ADD: most_bytes(service.collection.limits)})
    return app


def _add_pages(app: FastAPI, language: Language, root: str, build: Callable[[Language], gr.Blocks]) -> None:
    """Add the page in its own language at `/`, and in the other one at `/en/` or `/fr/`."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    other: Language = "en" if language == "fr" else "fr"
    addresses: dict[Language, str] = {language: "/", other: f"/{other}/"}

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> FileResponse:
        return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")

    @app.get(f"/{other}", include_in_schema=False)
    async def with_slash() -> RedirectResponse:
        return RedirectResponse(root + addresses[other])

    for spoken in (other, language):  # `/` takes every path, so it comes last
        mount_page(app, build(spoken), spoken, addresses)
