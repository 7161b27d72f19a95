"""The screens that are our own pages, and what the conversation keeps, over a real small collection."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import docx
import pytest
from starlette.testclient import TestClient

from assistant.ask import ask
from assistant.compare import FIRST_ROWS
from assistant.drafting.templates import load_templates
from assistant.examples import about, subject_of
from assistant.generate import LanguageModel
from assistant.model import Answer
from assistant.place_names import tokens
from assistant.service import LocalService
from assistant.understand import Turn
from assistant.web.acronyms import explainer
from assistant.web.app import create_app
from assistant.web.chat import Chat, View
from assistant.web.conversation_file import as_markdown, as_word
from assistant.web.downloads import Downloads
from assistant.web.draft_known import NAMED_BY, Known, known_in
from assistant.web.draft_wanted import wants_draft
from assistant.web.exchange import Exchange, exchange_of, kept, restored
from assistant.web.exchange_html import exchange_html
from assistant.web.gate import Gate
from assistant.web.held import held
from assistant.web.lexicon import _bare, matching
from assistant.web.screens import SCREENS
from assistant.web.tile_map import COLUMNS, PLACES, ROWS, tiles_of
from assistant.web.timeline import FRAMES, drawing_of, in_order
from assistant.wording import say
from corpus.glossary import Entry, entries, regions
from corpus.model import KINDS
from index.collection import Collection
from index.model import Filters

if TYPE_CHECKING:
    from tests.assistant.conftest import ScriptedModel

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"
DOCUMENTS = (
    "faire-une-politique-locale.pdf",
    "laval-comment-la-politique-a-ete-faite.md",
    "portrait-15-laurentides.md",
    "qu-est-ce-que-le-developpement-social.md",
)
BASE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name in DOCUMENTS:
        (folder / name).write_bytes((STARTER / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def service(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalService]:
    with Collection.open(tmp_path_factory.mktemp("home")) as collection:
        service = LocalService(collection)
        assert service.ingest([str(folder)], {})["failed"] == []
        yield service


@pytest.fixture(scope="module")
def client(service: LocalService) -> Iterator[TestClient]:
    with TestClient(create_app(service), BASE) as client:
        yield client


def plain(page: str) -> str:
    """Return what a page says, without its elements."""
    page = re.sub(r'<span class="held">(.*?)</span>', r"\1", page)
    return " ".join(re.sub(r"<[^>]+>", " ", page.replace("&#39;", "'")).split())


# ------------------------------------------------------------------------------------- the shell


def test_every_screen_shows_the_way_to_every_other(client: TestClient) -> None:
    for screen in SCREENS:
        page = client.get(screen.path).text.partition("</header>")[0]
        links = re.findall(r'<li><a href="([^"?]+)\?lang=fr"( aria-current="page")?>', page)
        assert [path for path, _ in links] == [one.path for one in SCREENS]
        assert [path for path, here in links if here] == [screen.path]


def test_the_other_language_keeps_what_is_looked_for(client: TestClient) -> None:
    page = client.get("/explorer?q=habitation&region=Laurentides").text
    other = re.search(r'<a class="language" href="([^"]+)"', page)
    assert other
    there = client.get("/explorer" + other[1].replace("&amp;", "&")).text
    assert '<html lang="en-CA">' in there
    assert 'value="habitation"' in there
    assert "Remove the filter Laurentides" in there


# ------------------------------------------------------------------------------------ the lexicon


def test_the_lexicon_holds_every_entry(client: TestClient) -> None:
    page = client.get("/lexique").text
    for entry in entries():
        assert f'id="{entry.entry_id}"' in page


@pytest.mark.parametrize(
    ("asked", "held", "unheld"),
    [
        ("q=CRÉ", ["conférence régionale des élus", "Fin : 21 avril 2015", "Remplacé par"], ["itinérance"]),
        ("q=conference elus", ["conférence régionale des élus"], []),
        ("q=homelessness", ["itinérance"], ["conférence régionale"]),
        ("q=zzz", ["Rien dans le lexique pour « zzz »"], []),
        ("kind=region", ["Côte-Nord"], ["comité de pilotage"]),
        ("q=itinérance&lang=en", ["homelessness", "stable, safe"], ["Situation d’une personne"]),
    ],
)
def test_the_lexicon_is_searched(client: TestClient, asked: str, held: list[str], unheld: list[str]) -> None:
    said = plain(client.get(f"/lexique?{asked}").text).replace("\u00a0", " ")
    assert [words for words in held if words not in said] == []
    assert [words for words in unheld if words in said] == []


# ----------------------------------------------------------------------------------- the explorer


@pytest.mark.parametrize("path", ["/explorer?q=social", "/explorer/temps", "/bibliotheque"])
def test_kinds_of_documents_are_named_in_the_language_of_the_page(client: TestClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    french, english = (plain(client.get(f"{path}{joint}lang={one}").text) for one in ("fr", "en"))
    assert "politique" in french
    assert "policy" not in french
    assert "policy" in english


def test_every_kind_has_a_name_in_both_languages() -> None:
    for language in ("fr", "en"):
        assert all(say(language, f"kind.{kind}") for kind in KINDS)


def counts_of(page: str) -> dict[str, int]:
    """Return the values of the facets with their counts."""
    found = re.findall(r"<span>([^<]+)</span> <span class=\"count\">(\d+)<", page)
    return {value.replace("&#39;", "'"): int(count) for value, count in found}


def test_a_search_counts_what_each_choice_leaves(client: TestClient) -> None:
    page = client.get("/explorer?q=sécurité alimentaire").text
    counts = counts_of(page)
    assert counts["Laurentides"] >= 1
    narrowed = client.get("/explorer?q=sécurité alimentaire&region=Laurentides").text
    assert re.search(rf"{counts['Laurentides']} passages? trouvé", narrowed.replace("\u00a0", " "))
    assert narrowed.count('class="card"') == counts["Laurentides"]
    assert counts_of(narrowed)["Laurentides"] == counts["Laurentides"]
    assert "<b>sécurité</b> <b>alimentaire</b>" in narrowed
    assert "Retirer le filtre Laurentides" in narrowed


def test_a_search_that_finds_nothing_says_so(client: TestClient) -> None:
    assert "Rien trouvé pour" in client.get("/explorer?q=trottinettes électriques").text


@pytest.mark.parametrize(
    "asked", ["region=Ontario", "kind=roman", "year=hier", "theme=magie", "page=0", "page=99999999"]
)
def test_an_address_that_asks_for_the_impossible_is_still_a_page(client: TestClient, asked: str) -> None:
    response = client.get(f"/explorer?q=habitation&{asked}")
    assert response.status_code == 200
    assert 'class="card"' in response.text


def test_what_others_did_is_told_by_region_with_exact_quotes(client: TestClient, service: LocalService) -> None:
    page = client.get("/explorer/exemples?q=sécurité alimentaire").text
    assert "<h2>Laurentides</h2>" in page
    told = re.findall(r"<blockquote lang=\"fr\">([^<]+)</blockquote>\s*<p class=\"sourced\"><a href=\"([^\"]+)\"", page)
    assert told
    for quote, address in told:
        found = re.search(r"/documents/(\w+)\?start=(\d+)&amp;end=(\d+)", address)
        assert found
        text = service.show(found[1])["text"][int(found[2]) : int(found[3])]
        assert text.removeprefix("• ") == quote.replace("&#39;", "'")


def test_regions_are_compared_and_silence_is_said(client: TestClient) -> None:
    page = client.get("/explorer/comparer?q=comité de pilotage&region=Laval&region=Montréal").text
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td>(.*?)</td>', page, re.DOTALL)
    said = {region: plain(cell) for region, cell in rows}
    assert list(said) == ["Montréal", "Laval"]
    assert said["Montréal"] == "rien trouvé"
    assert "comité" in said["Laval"]


@pytest.mark.parametrize(("count", "words"), [(1, "au moins 2 régions"), (5, "4 premières régions")])
def test_too_few_or_too_many_regions_are_told(client: TestClient, count: int, words: str) -> None:
    chosen = "".join(f"&region={region.name}" for region in regions()[:count])
    assert words in client.get(f"/explorer/comparer?q=gouvernance{chosen}").text


def test_the_map_has_a_tile_for_each_region_and_its_table(client: TestClient, service: LocalService) -> None:
    assert len(set(PLACES.values())) == len(regions()) == 17
    assert all(column < COLUMNS and row < ROWS for column, row in PLACES.values())
    counts = service.collection.catalogue.themes_by_region()
    page = client.get("/explorer/carte?theme=sécurité alimentaire").text
    for region in regions():
        count = counts["sécurité alimentaire", region.name]
        assert f"{region.name}\u00a0: {count} passages" in page
        assert re.search(rf"<td>{re.escape(region.name)}</td><td class=\"number\">{count}</td>", page)
    assert counts["sécurité alimentaire", "Laurentides"] >= 1


def test_shades_follow_the_numbers() -> None:
    shades = {tile.name: tile.shade for tile in tiles_of({"Laval": 8, "Estrie": 1, "Outaouais": 4})}
    assert (shades["Laval"], shades["Outaouais"], shades["Estrie"], shades["Montréal"]) == (4, 2, 1, 0)


def test_the_timeline_lists_every_document_once(client: TestClient, service: LocalService) -> None:
    held = service.collection.catalogue.held()
    dated, undated = in_order(held)
    assert len(dated) + len(undated) == len(held)
    assert [one.date for one in dated] == sorted((one.date for one in dated), key=str, reverse=True)
    for frame in FRAMES:
        drawing = drawing_of(dated, frame)
        assert sum(disc.count for disc in drawing.discs) == len(dated)
        assert all(0 <= disc.x <= frame.width and 0 <= disc.y <= drawing.height for disc in drawing.discs)
    page = client.get("/explorer/temps").text
    for one in held:
        assert page.count(f'href="/documents/{one.document.document_id}?lang=fr"') == 1


# ------------------------------------------------------------------------------------- the viewer


def test_the_viewer_marks_where_pages_begin(client: TestClient, service: LocalService) -> None:
    page = client.get("/documents/faire-une-politique-locale.pdf").text
    assert re.findall(r'data-place="([^"]+)"', page) == ["page 1", "page 2", "page 3"]


def test_the_original_is_given_only_while_it_is_the_one_imported(
    client: TestClient, service: LocalService, tmp_path: Path
) -> None:
    file = tmp_path / "été.md"
    file.write_text("# L'été\n\nLe parc ouvre en mai.\n", encoding="utf-8")
    service.ingest([str(file)], {})
    key = service.show("été.md")["document_id"]
    response = client.get(f"/documents/{key}/original")
    assert response.content == file.read_bytes()
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith('attachment; filename="_t_.md"')
    assert "sandbox" in response.headers["content-security-policy"]
    file.write_text("# L'été\n\nLe parc ouvre en mars\n", encoding="utf-8")
    changed = client.get(f"/documents/{key}/original")
    assert changed.status_code == 404
    assert "mars" not in changed.text
    file.unlink()
    assert client.get(f"/documents/{key}/original").status_code == 404
    service.remove([key])


# ------------------------------------------------------------------------------- the conversation


def exchange(service: LocalService, question: str, **asked: Any) -> Exchange:
    return exchange_of(
        question, question, service.reply(question, "simple", (), Filters(), None), level="simple", **asked
    )


@pytest.fixture(scope="module")
def said(service: LocalService) -> tuple[Exchange, ...]:
    asked = (
        "Qui siégeait au comité de pilotage de Laval?",
        "Quelle est la capitale du Japon?",
        "What is social development?",
    )
    return tuple(exchange(service, question) for question in asked)


def test_what_a_browser_kept_is_what_it_was_given(said: tuple[Exchange, ...]) -> None:
    assert restored(kept(said)) == said


@pytest.mark.parametrize("stored", [None, "x", [1], [{"question": "Qui?"}], {"a": 1}])
def test_what_a_browser_did_not_get_from_us_is_left(stored: Any) -> None:
    assert restored(stored) == ()


def test_nothing_that_a_browser_kept_is_taken_as_html(said: tuple[Exchange, ...]) -> None:
    stored = kept(said[:1])
    hostile = '"><img src=http://dehors.example onerror=alert(1)>'
    stored[0] |= {"question": hostile, "verdict": hostile}
    stored[0]["cards"][0] |= {"title": hostile, "document_id": "//dehors.example/", "source_url": "javascript:alert(1)"}
    for settled in (True, False):
        html = exchange_html(restored(stored)[0], "", settled=settled)
        assert "<img" not in html
        assert all(address.startswith(("/documents/", "#source-")) for address in re.findall(r'href="([^"]+)"', html))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Ébauche la section gouvernance pour une ville de 8 000 habitants", True),
        ("E\u0301bauche la section gouvernance", True),
        ("Bonjour, rédigez-moi un plan d'action", True),
        ("redige une politique", True),
        ("Écris-moi une politique de développement social", True),
        ("Pouvez-vous m'écrire une note au conseil?", True),
        ("J'aimerais rédiger un plan d'action.", True),
        ("Fais-moi une ébauche de résolution", True),
        ("Comment rédiger une politique?", True),
        ("Draft the governance section for a town of 8,000 people", True),
        ("Please write a note to council", True),
        ("Could you help me draft an action plan?", True),
        ("We need a draft of a policy", True),
        ("Qui a rédigé la politique de Laval?", False),
        ("Rédigé par qui?", False),
        ("Comment Laval a-t-elle écrit sa politique?", False),
        ("Que dit l'ébauche de 2014?", False),
        ("Who wrote the policy of Laval?", False),
        ("What does the draft say?", False),
    ],
)
def test_who_asks_for_a_draft_is_known_by_the_words(question: str, asked: bool) -> None:
    assert wants_draft(question) is asked


def test_an_answer_offers_the_screen_of_drafts_where_a_draft_is_asked_for(service: LocalService) -> None:
    for question, address, words in (
        ("Ébauche la section gouvernance de Laval", "/gouvernance-comite?lang=fr&amp;f.region=Laval", "Ouvrir Rédiger"),
        ("Draft a policy of social development", "/plan-politique?lang=en", "Open Draft"),
        ("Ébauche un texte", "?lang=fr", "Ouvrir Rédiger"),
    ):
        page = exchange_html(exchange(service, question), "/r", settled=False)
        assert re.search(rf'<a href="/r/rediger{re.escape(address)}"[^>]*>{words}<', page)
        assert (say("fr", "web.draft_carried") in page) is ("Laval" in question)
    page = exchange_html(exchange(service, "Écris-moi un plan de match pour le hockey."), "", settled=False)
    assert page.index("/rediger") < page.index('class="answer"')
    assert "n'en parlent pas" not in page
    assert "/rediger" not in exchange_html(
        exchange(service, "Qui siégeait au comité de pilotage?"), "/r", settled=False
    )


@pytest.mark.parametrize(
    ("question", "template", "fields"),
    [
        (
            "Ébauche la section gouvernance pour une ville de 8 000 habitants.",
            "gouvernance-comite",
            {"type": "municipalité", "population": "8000"},
        ),
        (
            "E\u0301cris un plan d'action 2027-2031 en logement et sécurité alimentaire, Ville d'Alma, Mauricie",
            "plan-action",
            {
                "organisation": "la Ville d'Alma",
                "type": "municipalité",
                "region": "Mauricie",
                "periode": "2027-2031",
                "themes": "habitation\nsécurité alimentaire",
            },
        ),
        (
            "Rédige une politique pour la MRC des Chenaux",
            "plan-politique",
            {"organisation": "la MRC des Chenaux", "type": "MRC", "region": "Mauricie"},
        ),
        ("Pouvez-vous m'écrire une note à l'élu?", "note-elu", {}),
        ("Rédige un rapport de consultation, puis une politique", "rapport-consultation", {}),
        ("Écris une lettre à madame Tremblay, au 819 555-1212", "", {}),
    ],
)
def test_what_a_request_to_draft_says_is_known(question: str, template: str, fields: dict[str, str]) -> None:
    assert known_in(question, "", (), "fr") == Known(template=template, fields=fields)


def test_what_a_request_to_draft_says_in_english_or_goes_on_from_is_known() -> None:
    known = known_in("Draft an action plan on food security for the City of Alma", "", (), "en")
    assert known.template == "plan-action"
    assert (known.fields["organisation"], known.fields["themes"]) == ("la Ville d'Alma", "sécurité alimentaire")
    known = known_in("Écris-en une ébauche", "Et l'itinérance? Écris-en une ébauche", ("Laval",), "fr")
    assert known.fields == {"region": "Laval", "themes": "itinérance", "theme": "itinérance"}
    assert known_in("Écris une politique", "", ("Laval", "Mauricie"), "fr").fields == {}
    assert set(NAMED_BY) <= set(load_templates())


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("le 25 octobre 2018 et le 1er mai", ["25 octobre 2018", "1er mai"]),
        ("on October 25, 2018.", ["October 25, 2018"]),
        ("8 000 habitants, 1 086 570 $, 24 % et 2,5 millions", ["8 000", "1 086 570 $", "24 %", "2,5 millions"]),
        ("En 2018 200 personnes, 25 mailles, 3 miles et un article 4", []),
    ],
)
def test_dates_and_amounts_are_held_together_and_no_letter_is_changed(text: str, together: list[str]) -> None:
    for said in (text, text.replace(" ", "\u00a0")):
        page = held(f"<b>{said}")
        assert re.findall(r'<span class="held">(.*?)</span>', page) == [
            said[text.index(one) :][: len(one)] for one in together
        ]
        assert re.sub(r"</?span[^>]*>", "", page) == f"&lt;b&gt;{said}"


def test_a_conversation_is_a_markdown_file_with_its_sources(said: tuple[Exchange, ...]) -> None:
    text = as_markdown(said, "fr", date(2026, 11, 22))
    assert text.startswith("# Conversation avec Repère")
    assert "22 novembre 2026" in text
    for one in said:
        assert f"## {one.question}" in text
    card = said[0].cards[0]
    assert f"\\[{card.n}\\]" in text
    assert "comment la politique de développement social a été faite" in text


def test_a_conversation_is_a_word_file_with_a_note_for_each_citation(said: tuple[Exchange, ...]) -> None:
    content = as_word(said, "fr", date(2026, 11, 22))
    document = docx.Document(io.BytesIO(content))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert [heading.replace("\u202f", "") for heading in headings] == [one.question for one in said]
    notes = next(part for part in document.part.package.parts if part.partname == "/word/footnotes.xml").blob.decode()
    for card in said[0].cards:
        assert " ".join(card.quote.split()).split("'")[0][:40] in " ".join(notes.split())


def test_a_file_is_downloaded_by_its_key_alone(service: LocalService, said: tuple[Exchange, ...]) -> None:
    downloads = Downloads(most=2)
    first, second, third = (downloads.offer(said[:count]) for count in (1, 2, 3))
    assert downloads.get(first) is None
    assert downloads.get(second) == said[:2]
    assert downloads.get(third) == said


def test_an_unknown_conversation_is_not_found(client: TestClient) -> None:
    for name in ("inconnu.docx", "inconnu.md", "inconnu", "..%2fcatalogue.sqlite3"):
        assert client.get(f"/conversation/{name}").status_code == 404


def test_what_was_said_is_told_to_the_next_question(said: tuple[Exchange, ...]) -> None:
    assert said[0].turns[0] == Turn(role="user", content=said[0].question)
    assert said[0].turns[1].content == said[0].text


def test_a_browser_keeps_a_conversation_unless_settings_say_otherwise(service: LocalService) -> None:
    for remembers in (True, False):
        with TestClient(create_app(service, remembers=remembers), BASE) as client:
            kinds = {one["type"] for one in client.get("/config").json()["components"]}
        assert ("browserstate" in kinds) is remembers


def test_an_acronym_is_explained_once_and_its_text_is_untouched() -> None:
    explained = explainer("fr")
    html = str(explained("La CRÉ & la MRC. La CRÉ <b>."))
    assert html.count("<abbr") == 2
    assert 'title="Conférence régionale des élus.' in html
    assert "Jusqu&#39;en 2015." in html
    assert re.sub(r"</?abbr[^>]*>", "", html) == "La CRÉ &amp; la MRC. La CRÉ &lt;b&gt;."
    assert "<abbr" not in str(explained("la CRÉ"))
    assert "regional county municipality" in str(explainer("en")("MRC")).lower()


def test_an_acronym_of_several_things_says_them_all() -> None:
    assert "Peut vouloir dire" in str(explainer("fr")("l'AE"))


# ------------------------------------------------------------------------------- a model that writes


def test_what_a_model_writes_is_shown_sentence_by_sentence_and_never_as_a_quote(
    service: LocalService, model_server: ScriptedModel
) -> None:
    model = LanguageModel(model_server.settings())
    model.load()
    chat = Chat(LocalService(service.collection, model=model), Gate(), "fr", "")

    async def steps() -> list[View]:
        question = "Comment Laval a-t-elle préparé sa politique?"
        return [view async for view in chat.ask(question, "simple", {}, [])]

    searching, *writing, last = anyio.run(steps)
    assert searching.past is None
    assert writing
    sizes = [view.talk.count('class="marker"') for view in writing]
    assert sizes == sorted(sizes)
    assert all(view.past is None and view.latest is None and view.sources for view in writing)
    assert last.latest is not None
    assert last.latest.written_by == "modele-d-essai"
    for one in last.latest.written:
        assert plain(one.text) in plain(last.talk)
    assert '<p class="written">' in last.talk
    assert "<q>" not in last.talk
    assert "sans modèle de langue" not in last.talk
    assert "modele-d-essai" in last.talk
    assert restored(kept([last.latest])) == (last.latest,)
    text = as_markdown([last.latest], "fr", date(2026, 11, 22))
    assert "modele-d-essai" in text


# -------------------------------------------------------------------------- a subject told in English


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("food", "alimentaire"),
        ("housing", "habitation"),
        ("seniors", "aînés"),
        ("youth", "jeunes"),
        ("poverty", "pauvreté"),
        ("Transportation", "transport"),
        ("newcomers", "immigration"),
        ("volunteers", "bénévoles"),
        ("kids", "enfants"),
        ("health", "santé"),
        ("community garden", "jardin communautaire"),
        ("housing for seniors", "habitation aînés"),
    ],
)
def test_a_subject_in_english_finds_what_french_finds(service: LocalService, english: str, french: str) -> None:
    told, wanted = (subject_of(service.collection, text) for text in (english, french))
    assert told.understood.question.language == "fr"
    found, there = (
        {hit.passage.passage_id for hit in about(service.collection, subject)} for subject in (told, wanted)
    )
    assert bool(found) == bool(there)
    assert len(found & there) >= 0.8 * len(there)


def test_food_finds_examples(client: TestClient) -> None:
    page = client.get("/explorer?q=food&lang=en").text
    assert re.search(r"<b>[Aa]limentaires?</b>", page)
    assert client.get("/explorer?q=spaceship&lang=en").text.count("<b>") == 0


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("(Santé Québec)", "Santé Québec"),
        ("MRC (compétence)", "MRC (compétence)"),
        ("(a) et (b)", "(a) et (b)"),
        ("", ""),
    ],
)
def test_only_parentheses_that_hold_a_whole_note_are_left_out(text: str, bare: str) -> None:
    assert _bare(text) == bare


def test_an_acronym_that_is_looked_for_is_not_the_beginning_of_a_word() -> None:
    found = list(matching("CRÉ"))
    assert any(entry.name == "CRÉ" for entry in found)
    assert all("cre" in tokens(" ".join(_said(entry))).split() for entry in found)
    assert {entry.term for entry in matching("conseil régio")} >= {"conseil régional de l’environnement"}


def _said(entry: Entry) -> tuple[str, ...]:
    return (entry.name, entry.term, entry.term_en, *entry.synonyms, *entry.synonyms_en, entry.plain, entry.plain_en)


def test_the_quotes_of_a_comparison_stand_apart(starter: Collection) -> None:
    reply = ask(starter, "Compare la Mauricie et Laval", today=date(2026, 11, 22))
    assert isinstance(reply, Answer)
    assert reply.table
    cells = [cell for _, cell in reply.table.rows if cell.parts]
    assert cells
    for cell in cells:
        assert cell.text == " ".join(part.text for part in cell.parts)
        assert cell.citations == tuple(dict.fromkeys(n for part in cell.parts for n in part.citations))
        assert len({part.citations for part in cell.parts}) == len(cell.parts)


def test_a_comparison_says_of_how_many_regions_it_shows_the_first(starter: Collection) -> None:
    reply = ask(starter, "Quelles régions ont travaillé le logement?", today=date(2026, 11, 22))
    assert isinstance(reply, Answer)
    assert reply.table
    names = [row[0].text for row in reply.table.rows]
    assert len(names) > FIRST_ROWS
    exchange = exchange_of(reply.question.text, reply.question.text, reply, level="simple")
    at_once, _, rest = exchange_html(exchange, "", settled=False).partition('<details class="other-rows">')
    assert f"8 régions sur {len(names)}." in plain(rest)
    assert f"Voir les {len(names) - FIRST_ROWS} autres régions" in plain(rest)
    assert re.findall(r'<th scope="row">(.*?)</th>', at_once) == names[:FIRST_ROWS]
    assert re.findall(r'<th scope="row">(.*?)</th>', rest) == names[FIRST_ROWS:]
    assert all(
        name in text for name in names for text in (exchange.text, as_markdown([exchange], "fr", date(2026, 11, 22)))
    )

    few = replace(exchange, rows=exchange.rows[:FIRST_ROWS])
    assert "other-rows" not in exchange_html(few, "", settled=False)
    one_more = replace(exchange, rows=exchange.rows[: FIRST_ROWS + 1], language="en")
    assert "8 of 9 regions. See the other region" in plain(exchange_html(one_more, "", settled=False))
    assert f"({say('en', 'web.french_quotes')})" in plain(exchange_html(one_more, "", settled=False))


def test_a_marker_never_stands_alone_at_the_beginning_of_a_line(starter: Collection) -> None:
    for question in ("Quelles régions ont travaillé le logement?", "Qui siégeait au comité de pilotage de Laval?"):
        reply = ask(starter, question, today=date(2026, 11, 22))
        exchange = exchange_of(question, question, reply, level="simple")
        shown = exchange_html(exchange, "", settled=False)
        assert 'class="marker"' in shown
        assert re.findall(r"(?<!&nbsp;)(?<!</a>)<a class=\"marker\"", shown) == []
        text = as_markdown([exchange], "fr", date(2026, 11, 22)).split("### Sources")[0]
        assert "\u00a0»\u00a0\\[1\\]" in text or ".\u00a0\\[1\\]" in text
        assert not re.search(r"(?<![\u00a0\]])\\\[\d", text)
