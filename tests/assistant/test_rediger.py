"""« Rédiger » as a program sees it: the form of fields, its mistakes, rows from a file, decisions, files to take."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response
from openpyxl import Workbook
from starlette.testclient import TestClient

from assistant.drafting.model import Template
from assistant.drafting.templates import load_templates
from assistant.drafting.values import example_values
from assistant.service import LocalService
from assistant.web.app import create_app
from index.collection import Collection

BASE = "http://127.0.0.1:7860"
PAGE = {"Accept": "text/html"}
NOTE = "/rediger/note-elu"


@pytest.fixture(scope="module")
def client(starter: Collection) -> Iterator[TestClient]:
    with TestClient(create_app(LocalService(starter)), BASE, headers=PAGE) as client:
        yield client


def form_of(template: Template, **changed: str) -> dict[str, Any]:
    """Return what a browser sends of a template's own examples."""
    sent: dict[str, Any] = {"fields": "1"}
    for name, value in example_values(template).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            sent |= {f"f.{name}.{n}.{column}": cell for n, row in enumerate(value) for column, cell in row.items()}
        else:
            sent[f"f.{name}"] = "\n".join(value) if isinstance(value, list) else str(value)
    return sent | {f"f.{name}": value for name, value in changed.items()}


def state_in(page: Response) -> dict[str, Any]:
    found = re.search(r'name="state" value="([^"]*)"', page.text)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def shown(page: Response) -> str:
    """Return what a person sees of a page: its HTML without the state that it carries."""
    return html.unescape(re.sub(r'name="state" value="[^"]*"', "", page.text))


def buttons(page: Response, decision: str) -> list[str]:
    return re.findall(rf'value="(decide {decision} \d+ [^"]+)"', page.text)


@pytest.fixture(scope="module")
def drafted(client: TestClient) -> Response:
    page = client.post(NOTE, data=form_of(load_templates()["note-elu"], do="draft"))
    assert page.status_code == 200
    return page


def test_the_fourteen_are_offered_in_both_languages(client: TestClient) -> None:
    for language, words in (("fr", "Note à l&#39;élu"), ("en", "Note to an elected official")):
        page = client.get("/rediger", params={"lang": language}).text
        assert page.count('<li class="card"') == 14
        assert words in page
        assert 'aria-current="page"' in page


def test_a_form_opens_with_what_a_question_already_said(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    told = {"f.organisation": "la Ville d'<b>Alma</b>", "f.region": "Mauricie", "f.themes": "logement\ntransport"}
    page = client.get(NOTE, params={"lang": "fr", **told, "f.inconnu": "x"})
    assert page.status_code == 200
    assert 'value="la Ville d&#39;&lt;b&gt;Alma&lt;/b&gt;"' in page.text
    assert "<option selected>Mauricie</option>" in page.text
    assert ">logement\ntransport</textarea>" in page.text
    names = "Nom de l'organisation, Région administrative, Thèmes prioritaires"
    assert f"Repris de votre question\u00a0: {names}." in shown(page)
    assert "Taken from your question: Administrative region." in shown(
        client.get(NOTE, params={"lang": "en", "f.region": "Laval"})
    )
    assert "Repris de votre question" not in client.get(NOTE, params={"lang": "fr"}).text
    cards = client.get("/rediger", params={"lang": "fr", "f.region": "Laval", "autre": "x"})
    assert 'href="/rediger/plan-action?lang=fr&amp;f.region=Laval"' in cards.text
    assert "Alma" not in caplog.text


@pytest.mark.parametrize("name", load_templates())
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_asks_for_every_field(client: TestClient, name: str, language: str) -> None:
    page = client.get(f"/rediger/{name}", params={"lang": language})
    assert page.status_code == 200
    for field in load_templates()[name].fields:
        control = f"f.{field.name}.0.{field.columns[0].name}" if field.columns else f"f.{field.name}"
        assert f'name="{control}"' in page.text
        assert f'for="{control}"' in page.text
    if language == "fr":
        assert len(re.findall(r"<option", page.text)) >= 17


def test_the_example_of_a_list_is_one_a_line(client: TestClient) -> None:
    page = client.get("/rediger/plan-politique").text
    example = re.search(r'<span class="example" lang="fr">(Exemple[^<]*sécurité alimentaire[^<]*)</span>', page)
    assert example
    assert "sécurité alimentaire\n" in example[1]


def test_mistakes_are_told_beside_their_fields_and_nothing_is_lost(client: TestClient) -> None:
    sent = form_of(load_templates()["note-elu"], organisation="", population="beaucoup", enjeu="<b>Le logement</b>")
    page = client.post(NOTE, data=sent)
    assert page.status_code == 400
    wrong = dict(re.findall(r'<p class="wrong" id="f\.(\w+)-error">([^<]+)</p>', page.text))
    assert wrong == {"organisation": "Ce champ est obligatoire.", "population": "Écrivez un nombre, par exemple 8200."}
    assert page.text.count('aria-invalid="true"') == 2
    assert "&lt;b&gt;Le logement&lt;/b&gt;" in page.text
    assert 'value="beaucoup"' in page.text
    english = client.post(f"{NOTE}?lang=en", data=sent).text
    assert "This field is required." in english


def test_an_unknown_template_is_told_on_a_page(client: TestClient) -> None:
    page = client.get("/rediger/inconnu")
    assert page.status_code == 404
    assert "plan-action" in page.text
    assert page.headers["content-type"].startswith("text/html")


def test_the_draft_shows_sections_sources_and_what_remains(drafted: Response, client: TestClient) -> None:
    template = load_templates()["note-elu"]
    for section in template.sections:
        assert f">{section.title}</h2>" in shown(drafted)
    state = state_in(drafted)
    assert state["fields"]["organisation"] == "la Ville de Rivière-aux-Pins"
    told = drafted.text.split('id="todo"')[1]
    assert told.count("<mark>") == drafted.text.split('id="todo"')[0].count("<mark>")
    cards = re.findall(r'<li class="evidence (\w+)"', drafted.text)
    assert "used" in cards
    addresses = re.findall(r'<p class="see">.*?href="([^"]+)"', drafted.text)
    assert len(addresses) == len(cards)
    assert client.get(html.unescape(addresses[0])).status_code == 200


def test_the_draft_follows_what_is_rejected_pinned_and_undone(client: TestClient, drafted: Response) -> None:
    reject = buttons(drafted, "rejected")[0]
    _, _, place, evidence_id = reject.split(" ")
    quote = next(one["quote"] for one in state_in(drafted)["evidence"] if one["id"] == evidence_id)
    assert shown(drafted).count(quote) == 2  # in the draft and in its tray

    without = client.post(NOTE, data={"state": json.dumps(state_in(drafted)), "do": reject})
    assert shown(without).count(quote) == 1  # among the rejected of its tray only
    assert re.search(rf'id="tray{place}" open', without.text)
    again = client.post(NOTE, data={"state": json.dumps(state_in(without)), "do": f"decide none {place} {evidence_id}"})
    assert shown(again).count(quote) == 2

    pin = next(one for one in state_in(drafted)["evidence"] if not one["used"])
    number = [one.title for one in load_templates()["note-elu"].sections].index(pin["section"]) + 1
    pinned = client.post(NOTE, data={"state": json.dumps(state_in(again)), "do": f"decide pinned {number} {pin['id']}"})
    assert next(one for one in state_in(pinned)["evidence"] if one["id"] == pin["id"])["used"]
    assert 'aria-pressed="true"' in pinned.text


def test_a_decision_about_what_was_never_offered_is_refused(client: TestClient, drafted: Response) -> None:
    for do in ("decide pinned 1 0123456789abcdef:0-9", "decide adored 1 x", "decide"):
        page = client.post(NOTE, data={"state": json.dumps(state_in(drafted)), "do": do})
        assert page.status_code == 400, do
    assert client.post(NOTE, data={"state": "{", "do": "draft"}).status_code == 400
    assert client.post("/rediger/plan-action", data={"state": json.dumps(state_in(drafted))}).status_code == 400


@pytest.mark.parametrize(
    ("kind", "media"),
    [("docx", "application/vnd.openxml"), ("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")],
)
def test_the_draft_is_taken_away(client: TestClient, drafted: Response, kind: str, media: str) -> None:
    file = client.post(f"{NOTE}/{kind}", data={"state": json.dumps(state_in(drafted))})
    assert file.status_code == 200
    assert file.headers["content-type"].startswith(media)
    if kind == "html":
        assert "unsafe-inline" in file.headers["content-security-policy"]
        assert "Ébauche, à réviser" in file.text
        return
    assert f'filename="note-elu-la-ville-de-riviere-aux-pins.{kind}"' in file.headers["content-disposition"]
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            assert "word/footnotes.xml" in archive.namelist()
    if kind == "json":
        reopened = client.post("/rediger", files={"file": ("travail.json", file.content, "application/json")})
        assert reopened.status_code == 200
        assert state_in(reopened) == state_in(drafted)


def test_another_kind_of_file_is_refused(client: TestClient, drafted: Response) -> None:
    page = client.post(f"{NOTE}/pdf", data={"state": json.dumps(state_in(drafted))})
    assert page.status_code == 400
    assert ".docx" in page.text


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1, 2]", b"nom: valeur"])
def test_a_file_that_is_no_work_is_told_where_it_was_chosen(client: TestClient, content: bytes) -> None:
    page = client.post("/rediger", files={"file": ("travail.json", content, "application/json")})
    assert page.status_code == 400
    assert 'id="open-error"' in page.text
    assert "travail.json" in page.text


def test_work_whose_fields_no_longer_do_opens_on_its_form(client: TestClient, drafted: Response) -> None:
    state = state_in(drafted)
    state["fields"]["population"] = "beaucoup"
    page = client.post("/rediger", files={"file": ("travail.json", json.dumps(state).encode(), "application/json")})
    assert page.status_code == 400
    assert 'id="f.population-error"' in page.text


def test_rows_are_added_removed_and_taken_from_a_file(client: TestClient) -> None:
    sent = form_of(load_templates()["plan-action"])
    more = client.post("/rediger/plan-action", data=sent | {"do": "row+ rows"})
    assert 'name="f.rows.3.objectif"' in more.text
    assert re.search(r'name="f\.rows\.3\.orientation" value="" autofocus', more.text)
    less = client.post("/rediger/plan-action", data=sent | {"do": "row- rows 0"})
    assert 'name="f.rows.2.objectif"' not in less.text
    assert "Ouvrir le jardin du parc" not in less.text

    book = Workbook()
    assert book.active
    book.active.append(["Objectifs", "Activité", "Échéancier"])
    book.active.append(["Bouger", "Baliser un sentier", "été 2028"])
    content = io.BytesIO()
    book.save(content)
    for name, file in (
        ("plan.csv", "Objectif;Activité;Échéance\nBouger;Baliser un sentier;été 2028\n".encode("cp1252")),
        ("plan.xlsx", content.getvalue()),
    ):
        page = client.post("/rediger/plan-action", data=sent | {"do": "import rows"}, files={"file.rows": (name, file)})
        assert page.status_code == 200
        assert 'name="f.rows.3.activite" value="Baliser un sentier"' in page.text
        assert 'name="f.rows.3.echeance" value="été 2028"' in page.text

    for name, file, words in (
        ("plan.pdf", b"%PDF-1.7", "Formats permis"),
        ("plan.csv", b"a;b\n1;2\n", "en-têtes reconnus"),
        ("plan.xlsx", b"PK\x03\x04", "ne peut pas être lu"),
    ):
        page = client.post("/rediger/plan-action", data=sent | {"do": "import rows"}, files={"file.rows": (name, file)})
        assert page.status_code == 400
        assert words in re.findall(r'id="f\.rows-error">([^<]+)<', page.text)[0]
        assert "Ouvrir le jardin du parc" in page.text
    none = client.post("/rediger/plan-action", data=sent | {"do": "import rows"})
    assert "d&#39;abord un fichier" in none.text


def test_what_a_person_writes_is_text_everywhere(client: TestClient) -> None:
    hostile = "<img src=http://dehors.example/x onerror=alert(1)>"
    page = client.post(NOTE, data=form_of(load_templates()["note-elu"], organisation=hostile, enjeu=hostile))
    assert page.status_code == 200
    assert "<img" not in page.text


def test_another_site_may_not_post(client: TestClient) -> None:
    page = client.post(NOTE, data={"do": "draft"}, headers={"Origin": "http://dehors.example"})
    assert page.status_code == 403
