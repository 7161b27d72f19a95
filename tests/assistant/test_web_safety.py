"""Hostile words everywhere a document or a person can put them, in a real browser: nothing runs, nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from assistant.drafting.export import write_draft
from assistant.service import LocalService
from assistant.web.app import create_app
from corpus.imported import safe_name
from corpus.model import Asked
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import Serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*(silent_downcasting|copy keyword):DeprecationWarning"),  # Gradio's pandas
]

OUT = "http://dehors.example"
RAN = "window.__ran=1"
PAYLOADS = (
    f"<script>{RAN}</script>",
    f"<script src={OUT}/s.js></script>",
    f"<img src={OUT}/i.png onerror={RAN}>",
    f"<img src=x onerror={RAN}>",
    f"<svg onload={RAN}></svg>",
    f"<svg><image href={OUT}/i.svg /></svg>",
    f"<iframe src={OUT}></iframe>",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    f"<object data={OUT}/o></object>",
    f"<embed src={OUT}/e>",
    f"<link rel=stylesheet href={OUT}/c.css>",
    f"<style>@import url({OUT}/c.css);</style>",
    f"<div style='background:url({OUT}/d.png)'>d</div>",
    f"<base href={OUT}>",
    f"<meta http-equiv=refresh content='0;url={OUT}'>",
    f"<form action={OUT}><button autofocus>ok</button></form>",
    f"<video src={OUT}/v.mp4 autoplay></video>",
    f"<audio src={OUT}/a.mp3 autoplay></audio>",
    f"<input autofocus onfocus={RAN}>",
    f"<details open ontoggle={RAN}>d</details>",
    f"<body onload={RAN}>",
    f"<a href='javascript:{RAN}'>lien</a>",
    f"<marquee onstart={RAN}>m</marquee>",
    f"<math><mtext><img src={OUT}/m.png></mtext></math>",
    f"<template><img src={OUT}/t.png></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RAN}>'></noscript>",
    f"![image]({OUT}/m.png)",
    f"[lien](javascript:{RAN})",
    f"[![]({OUT}/n.png)]({OUT})",
    f"$$\\href{{javascript:{RAN}}}{{x}}$$",
    f'"><script>{RAN}</script>',
    f"'-{RAN}-'",
    f"</textarea></title></style></script><script>{RAN}</script>",
    f"{{{{ {RAN} }}}}{{% include '/etc/passwd' %}}",
    f"&lt;img src={OUT}/double.png onerror={RAN}&gt;",
    f"\u202e<img src={OUT}/bidi.png>\u202c",
)
TOPIC = "trottinette"


def hostile(number: int, payload: str) -> str:
    """Return a document whose title, organisation, heading, list, table and sentences hold a payload."""
    quoted = payload.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'---\ntitle: "{quoted}"\norganisation: "{quoted}"\nsource_url: "javascript:{RAN}"\n'
        f'licence: "{quoted}"\n---\n\n'
        f"# La {TOPIC} {number} {payload}\n\nLa {TOPIC} numéro {number} roule {payload} dans la ville.\n\n"
        f"- un point {payload}\n- la {TOPIC} {number}\n\n| {TOPIC} | {payload} |\n|---|---|\n| {number} | {payload} |\n"
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[tuple[str, LocalService]]:
    folder = tmp_path_factory.mktemp("documents")
    for number, payload in enumerate(PAYLOADS):
        name = payload.replace("/", "_").replace("\x00", "")[:60] if number % 2 else f"{number}"
        (folder / f"{name}.md").write_text(hostile(number, payload), encoding="utf-8")
    with Collection.open(tmp_path_factory.mktemp("home")) as collection:
        service = LocalService(collection)
        told = service.ingest([str(folder)], {})
        assert len(told["added"]) >= 30, told["failed"]
        for payload in PAYLOADS:
            collection.catalogue.journal.add(
                Asked(asked_at="2026-11-01", question=payload, language="fr", verdict="down", comment=payload)
            )
        with serving(create_app(service)) as address:
            yield address, service


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


def test_no_payload_runs_or_reaches_outside(page: Page, served: tuple[str, LocalService], tmp_path: Path) -> None:
    home, service = served
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: requests.append(dialog.message))
    listed = service.documents()["documents"]
    addresses = ["/bibliotheque", "/bibliotheque/questions", "/qualite", f"/explorer?q={TOPIC}", "/connexion"]
    addresses += [f"/documents/{one['document_id']}?start=0&end=20" for one in listed]
    addresses += [f"/bibliotheque/{one['document_id']}" for one in listed[:6]]
    addresses += [f"/bibliotheque/{one['document_id']}/retirer" for one in listed[:3]]
    ran: list[str] = []

    def look(where: str) -> None:
        page.wait_for_timeout(20)
        if page.evaluate("window.__ran"):
            ran.append(where)

    for address in addresses:
        answer = page.goto(home + address, wait_until="load")
        assert answer
        assert "default-src 'self'" in answer.headers["content-security-policy"], address
        look(address)

    page.goto(f"{home}/bibliotheque")  # a name that a browser tells, and what it tells of the file
    page.locator(".adding > summary").click()
    names = [f"{one.replace('/', '_')[:80]}.md" for one in PAYLOADS]
    files: list[FilePayload] = [{"name": name, "mimeType": "text/markdown", "buffer": b""} for name in names]
    page.set_input_files("#files", files)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator("#outcomes li")).to_have_count(len(PAYLOADS) + 1, timeout=60_000)
    expect(page.locator("#outcomes")).to_contain_text("Le fichier est vide.")
    look("upload")

    page.goto(home)
    box = page.get_by_label("Votre question")
    for number in range(0, len(PAYLOADS), 9):  # the conversation shows several documents at a time
        question = f"Où roule la {TOPIC} numéro {number}? {PAYLOADS[number]}"
        box.fill(question)
        page.get_by_role("button", name="Demander", exact=True).click()
        expect(page.locator(".exchange.latest .question")).to_have_text(question, timeout=30_000)
        expect(page.locator(".exchange.latest .answer")).to_be_visible(timeout=30_000)
        look(question)
    for button in page.locator("a.marker").all()[:3]:
        button.click()
    look("sources")

    fields = {"organisation": PAYLOADS[0], "question": f"Que faire de la {TOPIC}? {PAYLOADS[2]}"}
    template = next(one for one in service.templates()["templates"] if one["name"] == "note-elu")
    example = {field["name"]: field["example"] for field in template["fields"] if field["required"]}
    known = {field["name"] for field in template["fields"]}
    draft = service.policy_draft("note-elu", example | {key: value for key, value in fields.items() if key in known})
    for suffix in ("html", "md"):
        write_draft(draft, tmp_path / f"ebauche.{suffix}")
    assert "<script" not in (tmp_path / "ebauche.html").read_text("utf-8")
    page.route("**/ebauche.html", lambda route: route.fulfill(path=tmp_path / "ebauche.html", content_type="text/html"))
    page.goto(f"{home}/ebauche.html")  # opened as a file would be, without our policy
    look("draft")

    assert ran == []
    assert [url for url in requests if not url.startswith((home, "data:", "blob:"))] == []


def test_the_payloads_would_run_where_nothing_is_escaped(page: Page, served: tuple[str, LocalService]) -> None:
    """A probe that cannot find anything proves nothing."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    ran = 0
    bare = f"{served[0]}/nu.html"
    for payload in PAYLOADS[:12]:
        page.unroute(bare)
        page.route(bare, partial(_answer, payload))
        page.goto(bare, wait_until="commit")
        page.wait_for_timeout(50)
        ran += bool(page.evaluate("window.__ran"))
    assert ran >= 4
    assert any(url.startswith(OUT) for url in requests)


def _answer(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="text/html")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_name_is_a_plain_name(payload: str) -> None:
    assert not set("/\\<>\x00\n") & set(safe_name(f"{payload}.md"))
