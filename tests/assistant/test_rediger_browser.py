"""« Rédiger » in a real browser: choose, fill in, reject, pin, take the Word file, and go on another day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.service import LocalService
from assistant.web.app import create_app
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import Serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*(silent_downcasting|copy keyword):DeprecationWarning"),  # Gradio's pandas
]

PATIENCE = 60_000
"""Milliseconds that a first draft may take on a busy machine."""


@pytest.fixture(scope="module")
def address(starter: Collection, serving: Serving) -> Iterator[str]:
    with serving(create_app(LocalService(starter))) as address:
        yield address


@pytest.fixture(params=[1280, 390], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844}, locale="fr-CA")
    page = context.new_page()
    outside: list[str] = []
    errors: list[str] = []
    page.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else outside.append(one.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/rediger")
    yield page
    context.close()
    assert outside == []
    assert errors == []


def fits(page: Page) -> bool:
    scroll, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(scroll <= window)


def fill(page: Page) -> None:
    """Fill in the note to the council, a mistake first."""
    page.get_by_role("link", name="Note à l'élu").click()
    page.get_by_label("Nom de l'organisation").fill("la Ville de Rivière-aux-Pins")
    page.get_by_label("Nombre d'habitants").fill("beaucoup")
    page.get_by_role("button", name="Faire l'ébauche").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Certains champs sont à corriger")
    expect(page.locator("[id='f.population-error']")).to_have_text("Écrivez un nombre, par exemple 8200.")
    expect(page.get_by_label("Nom de l'organisation")).to_have_value("la Ville de Rivière-aux-Pins")
    page.get_by_label("Nombre d'habitants").fill("8 200")
    page.get_by_label("Type de territoire").select_option("municipalité")
    page.get_by_label("Région administrative").select_option("Mauricie")
    page.locator("[id='f.enjeu']").fill("Des familles ont du mal à bien manger.")
    page.locator("[id='f.decision']").fill("mettre sur pied un comité")
    assert fits(page)


def decide(page: Page, button: Locator) -> None:
    """Press a button of a tray with the keyboard, and wait for the draft to follow."""
    page.locator("#work .announcer").evaluate("node => { node.textContent = '' }")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#work .announcer")).to_have_text("C'est fait. L'ébauche a suivi.", timeout=PATIENCE)


def open_tray(page: Page, number: int) -> Locator:
    tray = page.locator(f"#tray{number}")
    if tray.get_attribute("open") is None:
        tray.locator("summary").first.click()
    return tray


def test_a_draft_from_the_choice_to_the_word_file_and_back(page: Page, tmp_path: Path) -> None:
    expect(page.locator(".templates .card")).to_have_count(14)
    assert fits(page)
    fill(page)
    page.get_by_role("button", name="Faire l'ébauche").last.click()
    expect(page.locator(".drafted h1")).to_have_text("Note à l'élu", timeout=PATIENCE)
    assert fits(page)
    expect(page.locator("#s1")).to_contain_text("Des familles ont du mal à bien manger.")
    gaps = page.locator(".sheet .part:not(#todo) .paper mark")
    assert gaps.count() == page.locator("#todo mark").count() > 0

    tray = open_tray(page, 2)
    card = tray.locator(".evidence.used").first
    rejected = card.locator("blockquote").inner_text()
    address = card.get_by_role("link", name="Voir dans le document").get_attribute("href") or ""
    assert re.search(r"/documents/[0-9a-f]{16}\?start=\d+&end=\d+", address)
    expect(page.locator("#s2 .paper")).to_contain_text(rejected)
    decide(page, card.get_by_role("button", name="Écarter"))
    expect(page.locator("#s2 .paper")).not_to_contain_text(rejected)
    assert page.locator("#tray2").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.closest('#tray2') !== null")

    spare = open_tray(page, 2).locator(".evidence.spare").first
    pinned = spare.locator("blockquote").inner_text().split("\n")[0]
    anchor = spare.get_attribute("id")
    decide(page, spare.get_by_role("button", name="Épingler"))
    expect(page.locator("#s2 .paper")).to_contain_text(pinned)
    expect(page.locator(f"#{anchor}").get_by_role("button", name="Épingler")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#{anchor}").get_by_role("button", name="Épingler")).to_be_focused()

    with page.expect_download() as download:
        page.get_by_role("button", name="Word").click()
    download.value.save_as(tmp_path / "note.docx")
    words = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "note.docx")).paragraphs)
    assert pinned in " ".join(words.split())  # the cells of a row are parted by a tab there
    assert rejected not in words
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer mon travail").click()
    download.value.save_as(tmp_path / "travail.json")
    decisions = {one["decision"] for one in json.loads((tmp_path / "travail.json").read_bytes())["evidence"]}
    assert {"pinned", "rejected"} <= decisions
    with page.context.expect_page() as printed:
        page.get_by_role("button", name="Version à imprimer").click()
    expect(printed.value.locator(".header")).to_contain_text("Ébauche, à réviser")
    assert printed.value.locator("h2").first.evaluate("node => getComputedStyle(node).color") == "rgb(20, 54, 93)"

    page.evaluate("localStorage.clear()")
    page.goto(page.url.split("/rediger")[0] + "/rediger")
    page.get_by_label("Fichier de travail (.json)").set_input_files(tmp_path / "travail.json")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.locator("#s2 .paper")).to_contain_text(pinned, timeout=PATIENCE)
    expect(page.locator("#s2 .paper")).not_to_contain_text(rejected)


def test_the_first_words_of_a_gap_do_not_part_at_any_width(page: Page) -> None:
    fill(page)
    page.get_by_role("button", name="Faire l'ébauche").last.click()
    expect(page.locator(".drafted h1")).to_have_text("Note à l'élu", timeout=PATIENCE)
    words = page.locator("mark .held")
    assert {"[À COMPLÉTER", "[À DÉCIDER"} <= set(words.all_text_contents())
    assert words.count() == page.locator("mark").count()
    for width in range(320, 480, 8):
        page.set_viewport_size({"width": width, "height": 844})
        parted = words.evaluate_all("nodes => nodes.filter(node => node.getClientRects().length > 1).length")
        assert parted == 0, width


def test_work_begun_is_kept_in_the_browser_and_can_be_erased(page: Page) -> None:
    fill(page)
    home = page.url.split("/rediger")[0]
    page.goto(f"{home}/rediger")
    kept = page.locator("#kept")
    expect(kept).to_contain_text("Note à l'élu")
    kept.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_label("Nom de l'organisation")).to_have_value("la Ville de Rivière-aux-Pins")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Name of the organisation")).to_have_value("la Ville de Rivière-aux-Pins")
    expect(page.locator("html")).to_have_attribute("lang", "en-CA")
    page.goto(f"{home}/rediger")
    page.locator("#kept").get_by_role("button", name="Effacer").click()
    expect(page.locator("#kept")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_rows_are_added_in_place(page: Page) -> None:
    page.get_by_role("link", name="Plan d'action").click()
    page.get_by_label("Objectif").fill("Bouger")
    page.get_by_role("button", name="Ajouter une ligne").click()
    expect(page.locator("fieldset.row")).to_have_count(2)
    expect(page.get_by_label("Objectif").first).to_have_value("Bouger")
    expect(page.locator("[id='f.rows.1.orientation']")).to_be_focused()
    page.get_by_role("button", name="Retirer la ligne 1").click()
    expect(page.locator("fieldset.row")).to_have_count(1)
    expect(page.get_by_label("Objectif")).to_have_value("")
    page.locator("details.import summary").click()
    page.get_by_label("Fichier CSV ou Excel").set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": "Objectif;Activité\nBouger;Marcher\n".encode()}
    )
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_label("Activité")).to_have_value("Marcher")
    assert fits(page)


def test_no_step_has_a_fault_of_accessibility(page: Page) -> None:
    faults: list[str] = []

    def look(where: str) -> None:
        for fault in Axe().run(page).response["violations"]:
            faults.extend(f"{where}: {fault['impact']} {fault['id']} {node['target']}" for node in fault["nodes"])

    look("cards")
    fill(page)
    look("fields")
    page.get_by_role("button", name="Faire l'ébauche").last.click()
    expect(page.locator(".drafted h1")).to_be_visible(timeout=PATIENCE)
    decide(page, open_tray(page, 2).get_by_role("button", name="Écarter").first)
    page.locator("#rejected2 summary").click()
    look("draft")
    assert faults == []
