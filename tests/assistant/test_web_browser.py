"""The page in a real browser: a question, its answer and sources, the viewer, and nothing that leaves the machine."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.password import set_password
from assistant.remote import RemoteService
from assistant.service import LocalService
from assistant.web.app import create_app
from assistant.web.chat_page import STORAGE
from corpus.errors import UsageError
from evals.kept import keep_run
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import Serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*(silent_downcasting|copy keyword):DeprecationWarning"),  # Gradio's pandas
]

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("laval-comment-la-politique-a-ete-faite.md", "qu-est-ce-que-le-developpement-social.md")
HOSTILE = """---
title: "<img src='http://dehors.example/i.png' onerror='document.title=1'> <b>Trottinettes</b> ![](http://dehors.example)"
---

# Les trottinettes électriques

Les trottinettes électriques !&#91;](http://dehors.example/n.png) &#42;&#42;roulent&#42;&#42; lentement. $$x$$
"""
SECRET = "secret-de-cet-essai"
QUESTION = "Qui siégeait au comité de pilotage de Laval?"
LEAVING = "AbortError: signal is aborted without reason"  # Gradio's client ends its own stream when a page is left

expect.set_options(timeout=20_000)


@dataclass
class Served:
    """A server that runs in a thread of this process, over a collection."""

    address: str
    service: LocalService


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("documents")
    for name in DOCUMENTS:
        (folder / name).write_bytes((ROOT / "corpus" / "starter" / name).read_bytes())
    (folder / "trottinettes.md").write_text(HOSTILE, encoding="utf-8")
    with Collection.open(tmp_path_factory.mktemp("home")) as collection:
        service = LocalService(collection)
        service.ingest([str(folder)], {})
        with serving(create_app(service, secret=SECRET)) as address:
            yield Served(address, service)


@dataclass
class Visit:
    """A page of the browser, with all that it asked for and all that went wrong in it."""

    page: Page
    home: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.page.get_by_label("Votre question").fill(question)
        self.page.get_by_role("button", name="Demander", exact=True).click()

    def answered(self, question: str) -> None:
        latest = self.page.locator(".exchange.latest")
        expect(latest.locator(".question")).to_have_text(question)
        expect(latest.locator(".answer")).to_be_visible(timeout=30_000)
        expect(self.page.locator("#after")).to_be_visible(timeout=30_000)  # the answer is whole

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.home, "data:", "blob:"))]


def visit(browser: Browser, home: str, width: int, locale: str = "en-US", scheme: str = "light") -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale=locale, color_scheme="dark" if scheme == "dark" else "light"
    )
    found = Visit(page=context.new_page(), home=home)

    def watch(page: Page) -> None:
        page.on("request", lambda request: found.requests.append(request.url))
        page.on("console", lambda message: found.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: None if LEAVING in str(error) else found.errors.append(str(error)))

    watch(found.page)
    context.on("page", watch)
    yield found
    context.close()


@pytest.fixture(params=[1280, 390], ids=["laptop", "phone"])
def visitor(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Visit]:
    yield from visit(browser, served.address, request.param)


@pytest.fixture
def french(browser: Browser, served: Served) -> Iterator[Visit]:
    yield from visit(browser, served.address, 1280, "fr-CA", "dark")


def width_of(page: Page) -> tuple[int, int]:
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return widths[0], widths[1]


def test_an_example_is_answered_with_sources_and_the_passage_is_seen(visitor: Visit, served: Served) -> None:
    page = visitor.page
    page.goto(visitor.home)
    expect(page.locator("#intro")).to_contain_text("Il lit 3 documents, de 2018.")
    expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
    assert page.title() == "Repère"
    examples = page.locator("#readers button")
    expect(examples).to_have_count(4)
    scroll, window = width_of(page)
    assert scroll <= window

    examples.nth(2).click()
    visitor.answered("Qui devrait siéger sur notre comité de pilotage?")
    expect(page.locator(".latest .marker").first).to_have_text("[1]")
    card = page.locator("#source-1")
    expect(card).to_contain_text(
        "Laval : comment la politique de développement social a été faite".replace(" :", "\u00a0:")
    )
    expect(card).to_contain_text("25 octobre 2018")
    expect(page.locator("#intro")).to_have_count(0)
    scroll, window = width_of(page)
    assert scroll <= window

    page.locator(".latest .marker").first.click()
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()

    quote = card.locator("blockquote").evaluate("node => node.textContent")
    with page.expect_popup() as opened:
        card.get_by_role("link", name="Voir dans le document").click()
    viewer = opened.value
    mark = viewer.locator("#passage")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("node => node.textContent") == quote
    found = re.search(r"/documents/(\w+)\?start=(\d+)&end=(\d+)", viewer.url)
    assert found
    assert served.service.show(found[1])["text"][int(found[2]) : int(found[3])] == quote
    scroll, window = width_of(viewer)
    assert scroll <= window
    assert visitor.errors == []
    assert visitor.outside() == []


@pytest.mark.parametrize(("language", "words"), [("fr", "Revenir à la réponse"), ("en", "Back to the answer")])
def test_a_card_leads_back_to_the_marker_that_one_came_by(visitor: Visit, language: str, words: str) -> None:
    page = visitor.page
    page.goto(f"{visitor.home}/?lang={language}")
    page.locator("#question textarea").fill("Comment Laval a-t-elle fait sa politique?")
    page.locator("#send").click()
    marker = page.locator(".latest .marker").last
    expect(page.locator("#tools")).to_be_visible()
    card = page.locator(marker.get_attribute("href") or "")
    marker.click()
    expect(card).to_be_focused()
    back = card.get_by_role("link", name=words)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport(ratio=1)
    marker.click()
    back.click()
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport(ratio=1)
    assert visitor.errors == []


LINES = """nodes => nodes.filter(node => node.getClientRects().length > 1).map(node => node.textContent)"""
"""The pieces of a page that stand on more than one line."""


def test_dates_and_amounts_do_not_part_at_any_width(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    question = "Ébauche la démarche de Laval du 25 octobre 2018 pour une ville de 8 000 habitants"
    french.ask(question)
    french.answered(question)
    pieces = page.locator("#conversation .held, #sources .held")
    told = pieces.evaluate_all("nodes => nodes.map(node => node.textContent)")
    assert {"25 octobre 2018", "8 000"} <= {text.replace("\u00a0", " ") for text in told}
    ink = "node => getComputedStyle(node).color"
    assert page.locator(".question .held").first.evaluate(ink) == page.locator(".question").evaluate(ink)
    for width in range(320, 480, 8):
        page.set_viewport_size({"width": width, "height": 844})
        assert pieces.evaluate_all(LINES) == [], width


def test_one_who_asks_for_a_draft_is_led_to_where_drafts_are_made(visitor: Visit) -> None:
    page = visitor.page
    page.goto(visitor.home)
    question = "Ébauche la section gouvernance pour une ville de 8 000 habitants"
    visitor.ask(question)
    visitor.answered(question)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Ouvrir Rédiger").click()
    form = opened.value
    expect(form.locator("h1")).to_have_text("Gouvernance et comité de pilotage")
    expect(form.get_by_label("Nombre d'habitants")).to_have_value("8000")
    expect(form.get_by_label("Type de territoire")).to_have_value("municipalité")
    expect(form.get_by_label("Type de territoire")).to_be_editable()
    scroll, window = width_of(form)
    assert scroll <= window
    assert visitor.errors == []


def test_a_conversation_goes_on_and_begins_again(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    question = page.get_by_label("Votre question")
    question.fill(QUESTION)
    question.press("Enter")
    french.answered(QUESTION)
    expect(question).to_have_value("")
    french.ask("Quelle est la capitale du Japon?")
    french.answered("Quelle est la capitale du Japon?")
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator("#sources h2")).to_have_text("Les documents les plus proches")
    expect(page.locator(".latest .nearest a").first).to_be_visible()
    settled = page.locator(".exchange").first.locator(".marker").first
    assert "/documents/" in (settled.get_attribute("href") or "")

    suggestion = page.locator("#suggestions button").first
    words = suggestion.inner_text()
    suggestion.click()
    french.answered(words)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator("#readers button").first).to_be_visible()
    expect(page.locator(".exchange")).to_have_count(0)
    assert french.errors == []


def test_a_detailed_answer_says_at_least_as_much(french: Visit) -> None:
    page = french.page
    lengths = []
    page.goto(french.home)
    for level in ("Simple", "Détaillé"):
        page.get_by_label(level).check(force=True)
        french.ask("C'est quoi, le développement social?")
        french.answered("C'est quoi, le développement social?")
        lengths.append(len(page.locator(".latest").inner_text()))
        page.get_by_role("button", name="Nouvelle conversation").click()
        expect(page.locator(".exchange")).to_have_count(0)
    assert lengths[0] <= lengths[1]


def test_a_question_is_answered_in_its_own_language(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    french.ask("What is social development?")
    french.answered("What is social development?")
    expect(page.locator(".latest")).to_have_attribute("lang", "en")
    expect(page.locator(".latest .quote").first).to_have_attribute("lang", "fr")
    expect(page.locator("#sources")).to_contain_text("non daté")


def test_a_question_too_long_or_empty_is_told_or_left(french: Visit, served: Served) -> None:
    page = french.page
    page.goto(french.home)
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("#readers button").first).to_be_visible()
    assert page.get_by_label("Votre question").get_attribute("maxlength") == "2000"


def test_a_hostile_document_reaches_nobody(visitor: Visit) -> None:
    page = visitor.page
    page.goto(visitor.home)
    question = "Que disent les documents sur les trottinettes électriques?"
    visitor.ask(question)
    visitor.answered(question)
    conversation = page.locator("#conversation")
    expect(conversation).to_contain_text("![](http://dehors.example/n.png) **roulent** lentement. $$x$$")
    expect(page.locator("#sources h3").first).to_contain_text("<img src='http://dehors.example/i.png'")
    for unwanted in ("img", "b", "strong", ".katex"):
        assert page.locator(f"#conversation {unwanted}, #sources {unwanted}").count() == 0
    page.wait_for_timeout(300)
    assert page.title() == "Repère"
    assert visitor.outside() == []
    assert visitor.errors == []


def test_no_word_of_the_page_is_english(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    french.ask(QUESTION)
    french.answered(QUESTION)
    names = page.evaluate(
        """() => [...document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].flatMap(
            (node) => ["aria-label", "title", "placeholder", "alt"].map((name) => node.getAttribute(name)))
            .filter(Boolean)"""
    )
    told = " ".join([page.locator("body").inner_text(), *names])
    english = r"\b(?:the|clear|submit|send|copy|share|loading|textbox|chatbot|built|settings|complete|error)\b|common\."
    assert re.findall(english, told, re.IGNORECASE) == []


def test_a_server_that_is_gone_is_told_in_french(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    expect(page.locator("#readers button").first).to_be_visible()
    page.context.set_offline(True)
    french.ask(QUESTION)
    toast = page.locator(".toast-body")
    expect(toast).to_contain_text("Connexion perdue")
    expect(toast).to_contain_text("Repère ne répond plus.")
    expect(toast.get_by_role("button", name="Fermer", exact=True)).to_be_visible()


def test_the_page_in_english_marks_its_french_extracts(browser: Browser, served: Served) -> None:
    for found in visit(browser, served.address, 1280, "fr-CA"):
        page = found.page
        page.goto(f"{found.home}/?lang=en")
        expect(page.locator("html")).to_have_attribute("lang", "en-CA")
        page.locator("#readers button").first.click()
        expect(page.locator(".latest .answer")).to_contain_text("extract in French")
        expect(page.locator(".latest .quote").first).to_have_attribute("lang", "fr")
        page.get_by_role("link", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
        expect(page.locator(".latest .answer")).to_contain_text("extract in French")  # a conversation is one, in both
        assert found.errors == []


def test_a_filter_that_the_question_named_can_be_removed(visitor: Visit) -> None:
    page = visitor.page
    page.goto(visitor.home)
    visitor.ask(QUESTION)
    visitor.answered(QUESTION)
    page.get_by_role("button", name="Retirer : Laval").click()
    expect(page.locator(".latest .note").first).to_contain_text("« Qui siégeait au comité de pilotage? »")
    expect(page.locator("#scope")).not_to_be_visible()
    expect(page.locator(".exchange")).to_have_count(1)
    assert visitor.errors == []


def test_a_filter_that_a_person_sets_restricts_until_it_is_removed(visitor: Visit) -> None:
    page = visitor.page
    page.goto(visitor.home)
    toggle = page.get_by_role("button", name="Filtres")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    box = page.get_by_role("checkbox", name="politique", exact=True)
    box.check()
    visitor.ask("Qui participe au développement social?")
    visitor.answered("Qui participe au développement social?")
    expect(page.locator("#sources .facts").first).to_contain_text("politique")
    scroll, window = width_of(page)
    assert scroll <= window
    page.get_by_role("button", name="Retirer : Filtre : politique").click()
    expect(page.locator("#scope")).not_to_be_visible()
    expect(box).not_to_be_checked()
    assert visitor.errors == []


def test_an_opinion_is_kept_only_with_agreement(french: Visit, served: Served) -> None:
    page = french.page
    page.goto(french.home)
    french.ask(QUESTION)
    french.answered(QUESTION)
    before = len(served.service.collection.catalogue.journal.asked())
    useless = page.get_by_role("button", name="Pas utile")
    useless.click()
    expect(page.locator("#opinion")).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#opinion")).to_contain_text("Tout reste dans le dossier de la collection")
    page.get_by_role("button", name="Ne rien garder").click()
    expect(page.locator("#opinion")).not_to_be_visible()
    assert len(served.service.collection.catalogue.journal.asked()) == before
    useless.click()
    page.get_by_label("Votre commentaire").fill("Il manque les dates.")
    page.get_by_role("button", name="J'accepte, garder mon avis").click()
    expect(page.locator("#thanks")).to_contain_text("Votre avis est gardé")
    kept = served.service.collection.catalogue.journal.asked()[-1]
    assert (kept.question, kept.verdict, kept.comment) == (QUESTION, "down", "Il manque les dates.")


def test_a_conversation_is_copied_downloaded_and_found_again(french: Visit) -> None:
    page = french.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(french.home)
    french.ask(QUESTION)
    french.answered(QUESTION)
    expect(page.locator(".announcer")).to_contain_text("[1]")  # the answer has been announced: what follows stays
    page.get_by_role("button", name="Copier", exact=True).click()
    expect(page.locator(".announcer")).to_have_text("Réponse copiée")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION)
    assert "[1] " in copied
    for name, suffix in (("Word", "docx"), ("Markdown", "md")):
        with page.expect_download() as download:
            page.locator("#files").get_by_role("link", name=name).click()
        assert re.fullmatch(rf"repere-\d{{4}}-\d\d-\d\d\.{suffix}", download.value.suggested_filename)
    assert QUESTION in Path(download.value.path()).read_text("utf-8")

    page.reload()
    french.answered(QUESTION)
    expect(page.locator("#source-1")).to_be_visible()
    kept = page.evaluate("key => localStorage.getItem(key)", STORAGE)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator("#readers button").first).to_be_visible()
    page.wait_for_function("([key, before]) => localStorage.getItem(key) !== before", arg=[STORAGE, kept])
    page.reload()
    expect(page.locator("#readers button").first).to_be_visible()
    expect(page.locator(".exchange")).to_have_count(0)
    assert french.errors == []


def test_an_acronym_is_explained_by_pointer_key_and_touch(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    french.ask("Que fait le CISSS de Laval?")
    french.answered("Que fait le CISSS de Laval?")
    term = page.locator(".latest abbr.term").first
    tip = page.locator("#term-explained")
    for look in (term.hover, term.focus, term.click):
        look()
        expect(tip).to_be_visible()
        assert len(tip.inner_text()) > len(term.inner_text())
        page.keyboard.press("Escape")
        expect(tip).not_to_be_visible()
        page.mouse.move(0, 0)
        term.evaluate("node => node.blur()")


def test_an_explanation_follows_its_acronym_when_the_answer_is_drawn_again(french: Visit) -> None:
    page = french.page
    page.goto(french.home)
    french.ask("Que fait le CISSS de Laval?")
    french.answered("Que fait le CISSS de Laval?")
    tip = page.locator("#term-explained")
    page.locator(".latest abbr.term").first.focus()
    expect(tip).to_be_visible()
    drawn_again = "([talk]) => { talk.innerHTML = talk.innerHTML.replaceAll('data-meaning=', 'title='); }"
    page.locator(".talk").evaluate_all(drawn_again)
    expect(page.locator("abbr.term[title]")).to_have_count(0)
    expect(tip).to_be_visible()
    page.locator(".talk").evaluate_all("([talk]) => talk.replaceChildren()")
    expect(tip).not_to_be_visible()


def test_exploring_leads_to_the_passage(visitor: Visit) -> None:
    page = visitor.page
    page.goto(f"{visitor.home}/explorer")
    page.get_by_label("Mots à chercher dans les documents").fill("comité de pilotage")
    page.keyboard.press("Enter")
    if page.viewport_size and page.viewport_size["width"] < 500:
        page.get_by_text("Préciser la recherche").click()
    page.locator(".facets").get_by_role("link", name=re.compile("^Laval")).click()
    expect(page.get_by_role("link", name="Retirer le filtre Laval")).to_be_visible()
    page.locator(".results h3 a").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()

    page.goto(f"{visitor.home}/explorer/comparer")
    page.get_by_label("Sujet").fill("comité de pilotage")
    for region in ("Laval", "Montréal"):
        page.get_by_role("checkbox", name=region, exact=True).check()
    page.get_by_role("button", name="Comparer").click()
    expect(page.locator(".compared .nothing")).to_have_text("rien trouvé")
    scroll, window = width_of(page)
    assert scroll <= window
    assert visitor.errors == []
    assert visitor.outside() == []


def test_the_lexicon_is_searched_and_changes_language(visitor: Visit) -> None:
    page = visitor.page
    page.goto(visitor.home)
    page.get_by_role("link", name="Lexique").click()
    page.get_by_label("Chercher un sigle ou un mot").fill("itinérance")
    page.keyboard.press("Enter")
    expect(page.locator(".term dfn")).to_have_text("itinérance")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".term dfn")).to_have_text("homelessness")
    expect(page.locator("html")).to_have_attribute("lang", "en-CA")


OWN_PAGES = (
    "/explorer",
    "/explorer?q=comité+de+pilotage&region=Laval",
    "/explorer/exemples?q=comité+de+pilotage",
    "/explorer/comparer?q=comité+de+pilotage&region=Laval&region=Montréal",
    "/explorer/carte",
    "/explorer/temps",
    "/lexique",
    f"/documents/{DOCUMENTS[0]}?start=0&end=60",
    "/nulle-part",
)


def test_no_screen_has_a_fault_of_accessibility(visitor: Visit) -> None:
    page, axe = visitor.page, Axe()
    faults: list[str] = []

    def look(where: str) -> None:
        for fault in axe.run(page).response["violations"]:
            faults.extend(f"{where}: {fault['impact']} {fault['id']} {node['target']}" for node in fault["nodes"])

    for path in OWN_PAGES:
        page.goto(visitor.home + path)
        look(path)
        scroll, window = width_of(page)
        assert scroll <= window, path
    page.goto(visitor.home)
    expect(page.locator("#readers button").first).to_be_visible()
    look("first run")
    visitor.ask(QUESTION)
    visitor.answered(QUESTION)
    expect(page.locator("#tools")).to_be_visible()
    page.get_by_role("button", name="Pas utile").click()
    expect(page.locator("#opinion")).to_be_visible()
    page.get_by_role("button", name="Filtres").click()
    look("answer")
    assert faults == []


def test_the_manager_s_pages_have_no_fault_of_accessibility(visitor: Visit, served: Served) -> None:
    page, home = visitor.page, served.service.collection.home
    failure = {"id": "Q1", "question": "Qui siège?", "gold": [{"file": "a.md", "phrase": "Six", "rank": None}]}
    for day, recall in ((1, 0.5), (2, 0.75)):
        told = {"name": "starter", "n": 4, "metrics": {"recall@5": recall}, "failures": [failure], "by": {}}
        keep_run(home, {"sets": [told]}, datetime(2026, 11, day, tzinfo=UTC))
    set_password(home, SECRET)
    page.set_extra_http_headers({"X-Forwarded-For": "203.0.113.9"})  # as a proxy tells of someone elsewhere
    faults: list[str] = []

    def look(where: str) -> None:
        faults.extend(f"{where}: {fault['id']}" for fault in Axe().run(page).response["violations"])
        scroll, window = width_of(page)
        assert scroll <= window, where

    page.goto(f"{visitor.home}/qualite")
    look("log-in")
    page.get_by_label("Mot de passe").fill("un autre mot")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    look("log-in refused")
    page.get_by_label("Mot de passe").fill(SECRET)
    page.keyboard.press("Enter")
    expect(page.locator(".figures .card").first).to_be_visible()
    for summary in page.locator("main details > summary").all():
        summary.click()
    expect(page.locator("main .case").first).to_be_visible()
    look("quality")
    assert faults == []


def test_another_process_is_served_by_the_owner(served: Served) -> None:
    remote = RemoteService(served.address, SECRET)
    assert remote.owns(served.service.collection.home)
    assert remote.documents() == served.service.documents()
    with pytest.raises(UsageError) as caught:
        remote.show("inconnu")
    assert caught.value.values == {"name": "inconnu"}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_server_starts_and_stops_without_a_trace(tmp_path: Path, sent: signal.Signals) -> None:
    command = [sys.executable, "-m", "assistant", "--home", str(tmp_path / "home"), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        ready = process.stderr.readline()
        assert re.search(r"http://127\.0\.0\.1:[1-9]\d*", ready), ready + process.stderr.read()
        process.send_signal(sent)
        rest = process.stderr.read()
        assert process.wait(20) == 0
    assert "Traceback" not in rest
