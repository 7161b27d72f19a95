"""`/mcp`: searching, asking and reading as tools of the Model Context Protocol, for a person's own assistant program.

The tools only read. Their JSON is that of the commands; what goes wrong comes back as a sentence, for a model to read.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from pydantic import Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.service import LocalService
from assistant.web.gate import Gate
from assistant.web.problems import note
from assistant.web.schemas import AskedFilters, Strict
from assistant.wording import explain, say
from corpus.errors import RepereError
from index.model import Language

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from mcp_types import CallToolResult

Json = dict[str, Any]
PATH = "/mcp"


class SearchWords(AskedFilters):
    """What `search` takes."""

    query: str
    k: int = Field(10, ge=1, le=100)


class Question(AskedFilters):
    """What `ask` takes; without a language, the answer is in the question's."""

    question: str
    level: str = "simple"
    language: str | None = None


class Wanted(Strict):
    """What `document` takes: an id, the start of one, or a file's name."""

    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool: `wording` says at `tools.{name}` what it is for."""

    name: str
    takes: type[Strict]
    does: Callable[[LocalService, Any], Json]


def _search(service: LocalService, asked: SearchWords) -> Json:
    return service.search(asked.query, asked.k, asked.model_dump(include=set(AskedFilters.model_fields)))


def _ask(service: LocalService, asked: Question) -> Json:
    filters = asked.model_dump(include=set(AskedFilters.model_fields))
    return service.ask(asked.question, asked.level, [], filters, asked.language)


def _document(service: LocalService, asked: Wanted) -> Json:
    return service.show(asked.document_id) | {"paths": []}


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(name="search", takes=SearchWords, does=_search),
        Tool(name="ask", takes=Question, does=_ask),
        Tool(name="document", takes=Wanted, does=_document),
    )
}


class _Endpoint:
    """The ASGI application at `/mcp`, while the application around it runs."""

    def __init__(self) -> None:
        self.sessions: StreamableHTTPSessionManager | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] != "POST":  # nothing here speaks first: a stream to listen to would stay empty
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED)
        if self.sessions is None:
            raise RepereError("web.unexpected")
        await self.sessions.handle_request(scope, receive, send)


def add_tools(app: FastAPI, service: LocalService, gate: Gate, language: Language) -> None:
    """Add the tools to an application; their sessions live as long as it runs."""
    endpoint = _Endpoint()
    app.router.routes.append(Route(PATH, endpoint))
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(inner: FastAPI) -> AsyncIterator[Any]:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        endpoint.sessions = StreamableHTTPSessionManager(
            _server(service, gate, language), json_response=True, stateless=True
        )
        async with around(inner) as state, endpoint.sessions.run():
            yield state
        endpoint.sessions = None

    app.router.lifespan_context = lifespan


def _server(service: LocalService, gate: Gate, language: Language) -> Any:
    """Return the protocol's own server over our tools."""
    import mcp_types as types
    from mcp.server import Server

    async def list_tools(_context: Any, _page: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    description=say(language, f"tools.{tool.name}"),
                    input_schema=tool.takes.model_json_schema(),
                    annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
                )
                for tool in TOOLS.values()
            ]
        )

    async def call_tool(_context: Any, called: types.CallToolRequestParams) -> CallToolResult:
        def told(text: str, *, failed: bool = False, payload: Json | None = None) -> CallToolResult:
            content = types.TextContent(type="text", text=text)
            return types.CallToolResult(content=[content], is_error=failed, structured_content=payload)

        tool = TOOLS.get(called.name)
        if tool is None:
            return told(say(language, "tools.unknown", known=", ".join(TOOLS)), failed=True)
        try:
            asked = tool.takes.model_validate(called.arguments or {})
            payload = await gate.run(partial(tool.does, service, asked))
        except ValidationError as error:
            names = ", ".join(sorted({".".join(map(str, one["loc"])) for one in error.errors()}))
            return told(say(language, "web.request_invalid", names=names), failed=True)
        except RepereError as error:
            return told(explain(language, error), failed=True)
        except Exception as error:  # the last door: a model reads a sentence, a maintainer the log
            note(f"{PATH}/{tool.name}", error)
            return told(say(language, "web.unexpected"), failed=True)
        return told(json.dumps(payload, ensure_ascii=False), payload=payload)

    return Server(
        "repere",
        title=say(language, "web.title"),
        instructions=say(language, "tools.instructions"),
        version=version("repere"),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
