"""The interface for programs, over a real server: OpenAPI kept to, events, figures, and tools through MCP's client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.service import LocalService
from assistant.web import schemas
from assistant.web.app import create_app
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import Serving

QUESTION = "Combien de personnes au comité de Sainte-Rive?"
DOCUMENT = "# Politique de Sainte-Rive\n\nLe comité de Sainte-Rive compte onze personnes, nommées en 2016.\n"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:schemathesis")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[str]:
    """Give the address of a real server."""
    file = tmp_path_factory.mktemp("documents") / "politique.md"
    file.write_text(DOCUMENT, encoding="utf-8")
    with Collection.open(tmp_path_factory.mktemp("home")) as collection:
        service = LocalService(collection)
        service.ingest([str(file)], {})
        with serving(create_app(service)) as address:
            yield address


def test_the_interface_is_what_openapi_says(address: str) -> None:
    """Ask each operation for what its description allows, and more; every answer must be one that it foresees."""
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 10
    for operation in operations:

        @settings(max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def each(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=checks, headers={"Accept": "application/json"})

        each()


def test_an_answer_may_come_as_events(address: str) -> None:
    events = asked(address, QUESTION)
    names = [name for name, _ in events]
    assert (names[0], set(names[1:-1]), names[-1]) == ("searching", {"sentence"}, "answer")
    schemas.Reply.model_validate(events[-1][1])
    assert "onze personnes" in events[-1][1]["text"]
    failed = asked(address, " ")
    assert [name for name, _ in failed] == ["searching", "problem"]
    problem = schemas.Problem.model_validate(failed[1][1])
    assert (problem.status, problem.code) == (400, "usage.question_empty")


def asked(address: str, question: str) -> list[tuple[str, dict[str, object]]]:
    """Return the events of an answer, each with its data."""
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{address}/api/v1/ask", json={"question": question}, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = response.read().decode().strip().split("\n\n")
    pairs = [[line.partition(": ")[2] for line in block.split("\n")] for block in blocks]
    return [(name, json.loads(data)) for name, data in pairs]


def test_figures_tell_no_word_of_a_question(address: str) -> None:
    word = "zorglub"
    httpx.get(f"{address}/api/v1/search", params={"q": word})
    httpx.get(f"{address}/{word}")
    httpx.request(word.upper(), f"{address}/healthz")
    told = httpx.get(f"{address}/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    assert 'repere_requests_total{method="GET",route="/api/v1/search",status="200"}' in told.text
    assert 'repere_inside{gate="answers"} 0.0' in told.text
    assert 'repere_busy_total{gate="changes"} 0.0' in told.text
    assert word not in told.text.lower()


def test_another_assistant_searches_asks_and_reads(address: str) -> None:
    from mcp import Client

    async def talk() -> None:
        async with Client(f"{address}/mcp") as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == {"search", "ask", "document"}
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
            found = (await client.call_tool("search", {"query": "comité", "k": 1})).structured_content
            assert found
            hit = schemas.SearchResults.model_validate(found).hits[0]
            answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
            assert answer
            citation = schemas.Reply.model_validate(answer).citations[0]
            shown = (await client.call_tool("document", {"document_id": hit.document_id})).structured_content
            assert shown
            assert shown["text"][citation.start : citation.end] == citation.quote
            assert shown["paths"] == []
            for name, arguments, said in (
                ("document", {"document_id": "inconnu"}, "inconnu"),
                ("search", {"query": "a", "kk": 1}, "kk"),
                ("search", {"query": "a", "region": "Ontario"}, "Mauricie"),
                ("retirer", {}, "search, ask, document"),
            ):
                refused = await client.call_tool(name, arguments)
                assert refused.is_error
                assert said in refused.content[0].text

    anyio.run(talk)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://dehors.example"}, {"Host": "dehors.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_reaches_no_tool(address: str, headers: dict[str, str]) -> None:
    called = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx.post(f"{address}/mcp", json=called, headers=headers | {"Accept": "application/json"})
    assert answer.status_code == 403
    assert httpx.get(f"{address}/mcp").status_code == 405


def test_no_address_leads_out_of_the_home(address: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("clé secrète")
    climbs = ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "....//" * 12, "..\\" * 12, "/")
    roots = ("/documents/", "/api/v1/documents/", "/bibliotheque/", "/static/repere/", "/conversation/", "/")
    for root in roots:
        for climb in climbs:
            for end in ("", "/original", "%00.md"):
                answer = httpx.get(f"{address}{root}{climb}{str(secret)[1:]}{end}")
                assert "clé secrète" not in answer.text
                assert answer.status_code in {400, 404}, (root, climb, end, answer.status_code)
