"""The web: its interface for programs, its guard, its viewer, the owner's door, over a real small collection."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.model import Reply
from assistant.service import LocalService
from assistant.web import schemas
from assistant.web.app import create_app
from assistant.web.chat import Chat, View
from assistant.web.document_html import document_html
from assistant.web.gate import BusyError, Gate
from assistant.web.serve import serve
from corpus.errors import StoreError, UsageError
from index.collection import Collection

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"
DOCUMENTS = (
    "laval-comment-la-politique-a-ete-faite.md",
    "portrait-15-laurentides.md",
    "qu-est-ce-que-le-developpement-social.md",
)
HOSTILE = """---
title: "</title><img src=http://dehors.example/t.png onerror=alert(1)>"
organisation: "<b onmouseover=alert(1)>Organisme</b>"
source_url: "javascript:alert('adresse')"
---

# Les trottinettes de la municipalité

![](http://dehors.example/m.png) Les trottinettes [roulent](javascript:alert(1)) sur $x$ & "y" et `style="background:url(http://a.b/c)"`.
"""
SECRET = "un-secret-é"
BASE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name in DOCUMENTS:
        (folder / name).write_bytes((STARTER / name).read_bytes())
    (folder / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def service(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalService]:
    with Collection.open(tmp_path_factory.mktemp("home")) as collection:
        service = LocalService(collection)
        assert service.ingest([str(folder)], {})["failed"] == []
        yield service


@pytest.fixture(scope="module")
def app(service: LocalService) -> FastAPI:
    return create_app(service, secret=SECRET)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, BASE) as client:
        yield client


def id_of(service: LocalService, source: str) -> str:
    return str(service.show(source)["document_id"])


# --------------------------------------------------------------------------------- for programs


def test_it_says_that_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True}


def test_search_is_that_of_the_command(client: TestClient, service: LocalService) -> None:
    told = client.get("/api/v1/search", params={"q": "comité de pilotage", "k": 3, "region": "Laval"}).json()
    wanted = service.search("comité de pilotage", 3, {"region": ["Laval"]})
    assert told | {"seconds": 0} == wanted | {"seconds": 0}
    assert told["hits"]
    assert {hit["document_id"] for hit in told["hits"]} == {id_of(service, DOCUMENTS[0])}
    schemas.SearchResults.model_validate(told)


def test_ask_answers_with_exact_quotes(client: TestClient, service: LocalService) -> None:
    told = client.post("/api/v1/ask", json={"question": "Qui siégeait au comité de pilotage de Laval?"}).json()
    schemas.Reply.model_validate(told)
    assert told["outcome"] == "answer"
    assert told["citations"]
    for citation in told["citations"]:
        text = service.show(citation["document_id"])["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert client.get(citation["url"]).status_code == 200


def test_ask_takes_history_filters_level_and_language(client: TestClient) -> None:
    body = {
        "question": "Et en 2014?",
        "level": "détaillé",
        "language": "en",
        "history": [{"role": "user", "content": "Que fait-on en sécurité alimentaire?"}],
        "filters": {"region": ["Laurentides"], "since": 2014, "until": "2015"},
    }
    told = client.post("/api/v1/ask", json=body).json()
    schemas.Reply.model_validate(told)
    assert told["language"] == "en"
    assert "sécurité alimentaire" in told["understood_as"]


def test_ask_abstains_with_the_nearest_documents(client: TestClient) -> None:
    told = client.post("/api/v1/ask", json={"question": "Quelle est la capitale du Japon?"}).json()
    schemas.Reply.model_validate(told)
    assert (told["outcome"], told["citations"]) == ("abstention", [])
    assert told["reason"]


def test_a_person_s_verdict_is_kept_and_checked(client: TestClient, service: LocalService) -> None:
    body = {"question": "Qui siégeait au comité de pilotage de Laval?", "verdict": "down", "comment": "Trop long."}
    assert client.post("/api/v1/feedback", json=body).json() == {"ok": True}
    kept = service.collection.catalogue.journal.asked()[-1]
    assert (kept.question, kept.verdict, kept.comment, kept.outcome) == (*body.values(), "answer")
    assert client.post("/api/v1/feedback", json=body | {"verdict": "bof"}).status_code == 400
    assert client.post("/api/v1/feedback", json=body | {"comment": "x" * 3000}).status_code == 400


def test_a_question_is_kept_only_where_the_settings_say_so(service: LocalService) -> None:
    journal = service.collection.catalogue.journal
    before = len(journal.asked())
    service.ask("Quelle est la capitale du Japon?", "simple", [], {}, None)
    assert len(journal.asked()) == before
    keeping = LocalService(service.collection, keep_questions=True)
    keeping.speaking("en").ask("Quelle est la capitale du Japon?", "simple", [], {}, None)
    assert [(one.question, one.outcome, one.verdict) for one in journal.asked()[before:]] == [
        ("Quelle est la capitale du Japon?", "abstention", None)
    ]


def test_documents_are_listed_and_shown(client: TestClient, service: LocalService) -> None:
    told = client.get("/api/v1/documents").json()
    schemas.DocumentList.model_validate(told)
    assert told == service.documents()
    for one in told["documents"]:
        shown = client.get(f"/api/v1/documents/{one['document_id']}").json()
        schemas.ShownDocument.model_validate(shown)
        assert shown == service.show(one["document_id"])


def test_templates_and_drafts_are_those_of_the_commands(client: TestClient, service: LocalService) -> None:
    told = client.get("/api/v1/templates").json()
    assert told == service.templates()
    schemas.TemplateList.model_validate(told)
    fields = {field["name"]: field["example"] for field in told["templates"][0]["fields"]}
    drafted = client.post("/api/v1/draft", json={"template": "note-elu", "fields": fields}).json()
    schemas.Drafted.model_validate(drafted)
    assert drafted | {"seconds": 0} == service.draft("note-elu", fields) | {"seconds": 0}
    assert drafted["output"] is None


def test_openapi_describes_the_interface_and_hides_the_owners_door(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/healthz",
        "/api/v1/search",
        "/api/v1/ask",
        "/api/v1/feedback",
        "/api/v1/documents",
        "/api/v1/documents/{document_id}",
        "/api/v1/templates",
        "/api/v1/draft",
        "/documents/{document_id}",
    }
    assert {"Reply", "SearchResults", "ShownDocument", "Problem"} <= set(described["components"]["schemas"])
    assert "HTTPValidationError" not in described["components"]["schemas"]
    assert client.get("/docs").status_code == 404


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "said"),
    [
        ("GET", "/api/v1/search", None, 422, "q"),
        ("GET", "/api/v1/search?q=", None, 400, "vide"),
        ("GET", "/api/v1/search?q=a&k=0", None, 400, "1 à 100"),
        ("GET", "/api/v1/search?q=a&k=dix", None, 422, "k"),
        ("GET", "/api/v1/search?q=a&region=Ontario", None, 400, "Mauricie"),
        ("GET", "/api/v1/search?q=a&region=", None, 400, "Mauricie"),
        ("GET", "/api/v1/search?q=a&kind=roman", None, 400, "portrait"),
        ("GET", "/api/v1/search?q=a&since=hier", None, 400, "hier"),
        ("GET", "/api/v1/documents/inconnu", None, 404, "collection"),
        ("GET", "/api/v1/nulle-part", None, 404, "adresse"),
        ("POST", "/api/v1/ask", {}, 422, "question"),
        ("POST", "/api/v1/ask", {"question": "a", "langage": "fr"}, 422, "langage"),
        ("POST", "/api/v1/ask", {"question": "a", "filters": {"annee": 1}}, 422, "filters.annee"),
        ("POST", "/api/v1/ask", {"question": "a", "history": [{"role": "system", "content": ""}]}, 422, "history"),
        ("POST", "/api/v1/ask", {"question": "a", "level": "expert"}, 400, "expert"),
        ("POST", "/api/v1/ask", {"question": "a", "language": "de"}, 400, "de"),
        ("POST", "/api/v1/ask", {"question": "a" * 2001}, 400, "2000"),
        ("POST", "/api/v1/draft", {"template": "note-elu"}, 422, "fields"),
        ("POST", "/api/v1/draft", {"template": "roman", "fields": {}}, 404, "plan-action"),
        ("POST", "/api/v1/draft", {"template": "note-elu", "fields": {}}, 400, "organisation"),
        ("POST", "/api/v1/draft", {"template": "plan-action", "fields": {"rows_file": "a.csv"}}, 400, "rows_file"),
        ("POST", "/api/v1/draft", {"template": "note-elu", "fields": {}, "output": "a.docx"}, 422, "output"),
    ],
)
def test_a_wrong_request_is_told_as_a_problem(
    client: TestClient, method: str, address: str, body: Any, status: int, said: str
) -> None:
    response = client.request(method, address, json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    schemas.Problem.model_validate(told)
    assert said in told["detail"]
    assert told["status"] == status


def test_a_body_that_is_not_json_is_told_as_a_problem(client: TestClient) -> None:
    response = client.post("/api/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    schemas.Problem.model_validate(response.json())


def test_problems_are_told_in_english_where_that_is_asked_for(client: TestClient) -> None:
    address = "/api/v1/documents/inconnu"
    french = client.get(address).json()
    by_address = client.get(f"{address}?lang=en").json()
    by_header = client.get(address, headers={"Accept-Language": "de, en-CA;q=0.8, fr;q=0.5"}).json()
    assert by_address == by_header
    assert by_address["detail"] != french["detail"]
    assert by_address["code"] == french["code"]


class FailingService(LocalService):
    """A service whose home folder has just gone bad."""

    failure: Exception = StoreError("store.damaged", path="catalogue.sqlite3")

    def documents(self) -> dict[str, Any]:
        raise self.failure

    def show(self, name: str) -> dict[str, Any]:
        raise self.failure

    def reply(self, *_: Any) -> Reply:
        raise self.failure


def test_a_failing_store_is_told_with_its_remedy(service: LocalService) -> None:
    client = TestClient(create_app(FailingService(service.collection)), BASE)
    response = client.get("/api/v1/documents")
    assert response.status_code == 503
    assert "catalogue.sqlite3" in response.json()["detail"]
    page = client.get("/documents/abc", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert '<html lang="fr-CA">' in page.text


def test_an_unforeseen_error_is_a_sentence_without_its_details(service: LocalService) -> None:
    failing = FailingService(service.collection)
    failing.failure = RuntimeError("un détail intime")
    response = TestClient(create_app(failing), BASE).get("/api/v1/documents")
    assert response.status_code == 500
    schemas.Problem.model_validate(response.json())
    assert "intime" not in response.text
    assert "content-security-policy" in response.headers


def test_a_busy_server_says_when_to_come_back(service: LocalService) -> None:
    failing = FailingService(service.collection)
    failing.failure = BusyError("web.busy")
    response = TestClient(create_app(failing), BASE).get("/api/v1/documents")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


def test_the_gate_lets_in_so_many_and_tells_the_others() -> None:
    gate = Gate(at_once=1, waiting=1)
    open_now = threading.Event()
    running: list[int] = []
    most: list[int] = []

    def work() -> bool:
        running.append(1)
        most.append(len(running))
        done = open_now.wait(10)
        running.pop()
        return done

    async def crowd() -> None:
        results: list[bool] = []

        async def one() -> None:
            results.append(await gate.run(work))

        async with anyio.create_task_group() as group:
            group.start_soon(one)
            group.start_soon(one)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(BusyError):
                await gate.run(work)
            open_now.set()
        assert results == [True, True]
        assert await gate.run(work)

    anyio.run(crowd)
    assert max(most) == 1


def test_a_question_that_cannot_be_answered_now_goes_back_into_its_box(service: LocalService) -> None:
    full = Gate(at_once=1, waiting=-1)
    for gate, failing, said in (
        (full, service, "occupé"),
        (Gate(), FailingService(service.collection), "catalogue.sqlite3"),
    ):
        told = asked(Chat(failing, gate, "fr", ""), "<b>Qui?</b>")
        conversation, box = told[-1].talk, told[-1].box
        assert said in conversation
        assert "&lt;b&gt;Qui?&lt;/b&gt;" in conversation
        assert box == "<b>Qui?</b>"
        assert "\n" not in conversation


def asked(chat: Chat, question: str) -> list[View]:
    """Return what the page becomes, step by step, when a question is asked."""

    async def steps() -> list[View]:
        return [step async for step in chat.ask(question, "simple", {}, [])]

    return anyio.run(steps)


# ----------------------------------------------------------------------------------- the guard

EVERYWHERE = (
    "/",
    "/en/",
    "/?lang=en",
    "/config",
    "/theme.css",
    "/healthz",
    "/openapi.json",
    "/favicon.ico",
    "/static/repere/page.js",
    "/api/v1/search",
    "/api/v1/documents",
    "/documents/inconnu",
    "/nulle-part",
    "/gradio_api/upload",
)


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_response_carries_the_policy(client: TestClient, address: str) -> None:
    headers = client.get(address, follow_redirects=False).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert (policy["base-uri"], policy["form-action"], policy["frame-ancestors"]) == ("'self'",) * 3
    assert "unsafe" not in policy.get("script-src", "")
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860", "127.1.2.3"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["dehors.example", "127.0.0.1.dehors.example", "192.168.1.2", "", "[", "localhost."])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/healthz", headers={"Host": host})
    assert response.status_code == 403
    assert response.json()["code"] == "web.host_unknown"


def test_a_configured_host_name_is_answered(service: LocalService) -> None:
    client = TestClient(create_app(service, hosts=["repere.ville.example"]), BASE)
    assert client.get("/healthz", headers={"Host": "repere.ville.example:8000"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://dehors.example", "null", "http://127.0.0.1:1", "", "http://["])
def test_a_change_asked_by_another_site_is_refused(client: TestClient, origin: str) -> None:
    headers = {"Origin": origin}
    response = client.post("/api/v1/ask", json={"question": "Qui?"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "web.foreign_origin")
    assert client.post("/gradio_api/queue/join", json={}, headers=headers).status_code == 403
    preflight = client.options("/api/v1/ask", headers=headers | {"Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in preflight.headers


def test_our_own_pages_and_programs_may_ask(client: TestClient) -> None:
    question = {"question": "Qui siégeait au comité de pilotage?"}
    assert client.post("/api/v1/ask", json=question, headers={"Origin": BASE}).status_code == 200
    assert client.post("/api/v1/ask", json=question).status_code == 200
    cross = client.post("/api/v1/ask", json=question, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403


def test_a_body_too_large_is_refused_with_and_without_its_length(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(12):
            yield b"a" * 100_000

    for content in (b"a" * 1_000_001, pieces()):
        response = client.post("/api/v1/ask", content=content)
        assert (response.status_code, response.json()["code"]) == (413, "web.too_large")


# ------------------------------------------------------------------------------------ the page


@pytest.mark.parametrize(
    ("address", "locale", "other"), [("/", "fr-CA", "/en/"), ("/en/", "en-CA", "/"), ("/?lang=en", "en-CA", "/")]
)
def test_the_page_speaks_its_own_language(client: TestClient, address: str, locale: str, other: str) -> None:
    page = client.get(address).text
    assert re.search(rf'<html\s+lang="{locale}"', page)
    assert f'data-locale="{locale}"' in page
    assert f'<a class="language" href="{other}"' in page


def test_each_script_of_the_page_has_a_fresh_nonce(client: TestClient) -> None:
    seen = set()
    for _ in range(2):
        response = client.get("/")
        nonce = re.search(r"'nonce-([\w-]+)'", response.headers["content-security-policy"])
        assert nonce
        scripts = re.findall(r"<script\b[^>]*>", response.text)
        assert len(scripts) >= 4
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
        seen.add(nonce[1])
    assert len(seen) == 2


def test_a_program_may_look_whether_the_page_is_there(client: TestClient) -> None:
    assert client.head("/").status_code == 200


def test_the_page_names_no_other_machine(client: TestClient) -> None:
    page = client.get("/").text
    assert "og:image" not in page
    assert "googleapis" not in page
    assert "gradio.app" not in page


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://dehors.example"),
        ("GET", "/gradio_api/info"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/run-history/connect"),
        ("POST", "/login"),
        ("GET", "/monitoring"),
        ("GET", "/en/gradio_api/upload"),
    ],
)
def test_the_doors_that_the_page_does_not_need_do_not_exist(client: TestClient, method: str, address: str) -> None:
    response = client.request(method, address)
    assert response.status_code == 404
    assert response.json()["code"] == "web.page_unknown"


def test_a_person_reads_a_page_where_nothing_is(client: TestClient) -> None:
    for address, words in (("/nulle-part", "Cette adresse n'existe pas."), ("/documents/inconnu", "collection")):
        response = client.get(address, headers={"Accept": "text/html,*/*"})
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert "Introuvable" in response.text
        assert words in response.text.replace("&#39;", "'")


@pytest.mark.parametrize("prefix", ["/repere", ""])
def test_a_proxy_may_serve_it_under_a_path_kept_or_taken_off(service: LocalService, prefix: str) -> None:
    with TestClient(create_app(service, root="/repere"), BASE) as client:
        assert client.get(f"{prefix}/healthz").json() == {"ok": True}
        assert client.get(f"{prefix}/en/config").status_code == 200
        for address in (f"{prefix}/", f"{prefix}/en/"):
            page = client.get(address).text
            assert 'src="/repere/static/repere/page.js"' in page
        moved = client.get(f"{prefix}/?lang=en", follow_redirects=False)
        assert moved.headers["location"] == "/repere/en/"
        assert client.get(f"{prefix}/static/repere/page.js").status_code == 200
        viewer = client.get(f"{prefix}/documents/{DOCUMENTS[0]}")
        assert 'href="/repere/static/repere/document.css"' in viewer.text
        lost = client.get(f"{prefix}/en/nulle-part", headers={"Accept": "text/html"})
        assert lost.status_code == 404
        assert 'href="/repere/static/repere/pages.css"' in lost.text


# ---------------------------------------------------------------------------------- the viewer


class Reader(HTMLParser):
    """Reads a page as a browser would: its text, that of its marks, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.marked: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[str, str]] = []
        self._in_mark = False
        self._heading = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self._in_mark = True
            self.marked.append("")
        if re.fullmatch(r"h[1-6]", tag):
            self._heading = tag
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False
        if tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked[-1] += data
        if self._heading:
            self.headings[-1] = self._heading, self.headings[-1][1] + data


def article(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


@pytest.mark.parametrize("source", [*DOCUMENTS, "hostile.md"])
def test_the_viewer_marks_exactly_each_passage(client: TestClient, service: LocalService, source: str) -> None:
    shown = service.show(source)
    for passage in shown["passages"]:
        address = f"/documents/{shown['document_id']}?start={passage['start']}&end={passage['end']}"
        reader = Reader(article(client.get(address).text))
        assert reader.marked == [shown["text"][passage["start"] : passage["end"]]]
        assert reader.text.rstrip().endswith(shown["text"])
        assert ("mark", {"id": "passage"}) in reader.elements


def test_the_viewers_headings_are_headings(client: TestClient, service: LocalService) -> None:
    shown = service.show(DOCUMENTS[0])
    reader = Reader(article(client.get(f"/documents/{shown['document_id']}").text))
    titles = [text for _, text in reader.headings]
    assert titles == [section["heading_path"][-1] for section in shown["sections"]]
    assert [tag for tag, _ in reader.headings].count("h1") == 1
    assert reader.marked == []


def test_the_viewer_tells_what_is_known_and_how_to_cite(client: TestClient) -> None:
    page = client.get(f"/documents/{DOCUMENTS[1]}").text
    for words in ("1er octobre 2014", "portrait", "Laurentides", "Pour citer", DOCUMENTS[1]):
        assert words in page
    assert '<html lang="fr-CA">' in page
    assert re.search(r'<a href="https://[^"]+" rel="noopener noreferrer external">', page)
    assert "non daté" in client.get(f"/documents/{DOCUMENTS[2]}").text
    assert "undated" in client.get(f"/documents/{DOCUMENTS[2]}?lang=en").text


def test_a_hostile_document_is_only_text(client: TestClient, service: LocalService) -> None:
    shown = service.show("hostile.md")
    page = client.get(f"/documents/{shown['document_id']}?start=0&end={len(shown['text'])}").text
    reader = Reader(page)
    assert [attributes.get("src") for tag, attributes in reader.elements if tag == "script"] == [
        "/static/repere/copy.js",
        "/static/repere/document.js",
    ]
    assert not {"img", "iframe", "object", "b"} & {tag for tag, _ in reader.elements}
    assert not any(name.startswith("on") for _, attributes in reader.elements for name in attributes)
    assert not any("javascript:" in (attributes.get("href") or "") for _, attributes in reader.elements)
    assert "</title><img src=http://dehors.example/t.png onerror=alert(1)>" in reader.text
    assert reader.marked == [shown["text"]]


@pytest.mark.parametrize("asked", ["start=9&end=3", "start=0&end=999999", "start=a&end=b", "start=-5&end=3", "start=3"])
def test_a_span_that_is_none_marks_nothing(client: TestClient, asked: str) -> None:
    response = client.get(f"/documents/{DOCUMENTS[0]}?{asked}")
    assert response.status_code == 200
    assert "<mark" not in response.text


def test_an_id_that_was_replaced_leads_to_the_new_text_and_marks_nothing(
    client: TestClient, service: LocalService, tmp_path: Path
) -> None:
    file = tmp_path / "change.md"
    file.write_text("# Le parc\n\nLe parc ouvre en mai.\n", encoding="utf-8")
    service.ingest([str(file)], {})
    old = id_of(service, "change.md")
    file.write_text("# Le parc\n\nLe parc ouvre maintenant en juin.\n", encoding="utf-8")
    service.ingest([str(file)], {})
    page = client.get(f"/documents/{old}?start=0&end=7").text
    assert "maintenant en juin" in page
    assert "remplacé" in page
    assert "<mark" not in page
    service.remove(["change.md"])


LINE = st.sampled_from(
    ["Titre", "• un point & <b>", "<script>alert(1)</script>", "</mark>", "1. premier", "a\tb", "Une. Deux.", "", "x"]
)


@given(lines=st.lists(LINE, min_size=1), data=st.data())
def test_any_span_is_marked_to_the_character(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    sections = [{"start": 0, "heading_path": ["Titre"]}]
    reader = Reader(str(document_html(text, sections, "Titre", (start, end) if start < end else None)))
    assert reader.text == text
    assert reader.marked == ([text[start:end]] if start < end else [])


# ---------------------------------------------------------------------------- the owner's door


def knock(client: TestClient, command: str, secret: str | None = SECRET, **arguments: Any) -> Any:
    headers = {} if secret is None else {"X-Repere-Secret": secret.encode("utf-8")}
    return client.post(f"/owner/{command}", json={"arguments": arguments}, headers=headers)


def test_the_owner_does_what_the_service_does(client: TestClient, service: LocalService, tmp_path: Path) -> None:
    assert knock(client, "documents").json() == service.documents()
    assert knock(client, "show", name=DOCUMENTS[0]).json() == service.show(DOCUMENTS[0])
    found = knock(client, "search", text="comité", k=2, filters={}).json()
    assert found | {"seconds": 0} == service.search("comité", 2, {}) | {"seconds": 0}
    asked = {"question": "Qui?", "level": "simple", "history": [], "filters": {}, "language": None}
    assert knock(client, "ask", **asked).json()["question"] == "Qui?"
    (tmp_path / "neuf.md").write_text("# Neuf\n\nUn texte tout neuf.\n", encoding="utf-8")
    added = knock(client, "ingest", paths=[str(tmp_path / "neuf.md")], given={}).json()["added"]
    assert [one["title"] for one in added] == ["Neuf"]
    assert knock(client, "check").json()["ok"] is True
    assert [one["source"] for one in knock(client, "remove", names=["neuf.md"]).json()["documents"]] == ["neuf.md"]


@pytest.mark.parametrize("secret", [None, "", "faux", SECRET + "x"])
def test_the_owners_door_stays_shut_without_the_secret(client: TestClient, secret: str | None) -> None:
    assert knock(client, "documents", secret).status_code == 403


def test_without_a_secret_the_owners_door_never_opens(service: LocalService) -> None:
    client = TestClient(create_app(service), BASE)
    assert knock(client, "documents", "").status_code == 403
    assert knock(client, "documents", None).status_code == 403


def test_the_owner_tells_an_error_so_that_it_can_be_raised_again(client: TestClient) -> None:
    response = knock(client, "show", name="inconnu")
    assert response.status_code == 409
    assert response.json() == {
        "error": {"kind": "UsageError", "key": "usage.document_unknown", "values": {"name": "inconnu"}}
    }


def test_the_owner_refuses_what_it_does_not_know(client: TestClient) -> None:
    assert knock(client, "close").status_code == 404
    assert knock(client, "__init__").status_code == 404
    assert knock(client, "show", nom="x").status_code == 422
    assert knock(client, "ingest", paths=[], given={}, progress="print").status_code == 422


# ---------------------------------------------------------------------------------- the server


def test_a_host_that_others_can_reach_is_refused(service: LocalService) -> None:
    for host in ("0.0.0.0", "192.168.1.2", "::", "example.org"):
        with pytest.raises(UsageError) as caught:
            serve(service, host=host, port=0)
        assert caught.value.key == "usage.public_address"


def test_a_port_that_is_taken_is_told(service: LocalService) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        attempt = partial(serve, service, host="127.0.0.1", port=port)
        with pytest.raises(UsageError) as caught:
            attempt()
    assert (caught.value.key, caught.value.values) == ("usage.port_taken", {"port": port})
