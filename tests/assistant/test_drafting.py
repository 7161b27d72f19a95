"""A draft, from its evidence to its file: exact quotes, visible gaps, others in their boxes, nothing half-written."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from assistant.cli import main
from assistant.drafting.export import write_draft
from assistant.drafting.model import Box, Decided, PolicyDraft
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.plain import section_text
from assistant.drafting.studio import make_draft
from assistant.drafting.templates import template_named
from assistant.drafting.values import check_fields, example_values, example_yaml
from assistant.service import LocalService
from corpus.errors import UsageError
from corpus.model import Metadata
from index.collection import Collection

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"
DOCUMENTS = (
    "laval-comment-la-politique-a-ete-faite.md",
    "laval-plan-d-action.docx",
    "mauricie-cadre-de-reference-2001.pdf",
    "portrait-15-laurentides.md",
    "qu-est-ce-que-le-developpement-social.md",
)
TODAY = date(2026, 11, 22)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "Le *jardin* <script>alert(1)</script> | {region} \x01& [À COMPLÉTER : nom]"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def collection(home: Path) -> Iterator[Collection]:
    with Collection.open(home) as collection:
        assert not collection.ingest([STARTER / name for name in DOCUMENTS]).failed
        yield collection


def draft_of(collection: Collection, name: str, decided: tuple[Decided, ...] = (), **changed: Any) -> PolicyDraft:
    template = template_named(name)
    values = check_fields({**example_values(template), **changed}, template)
    return make_draft(collection, template, values, decided, today=TODAY)


@pytest.fixture(scope="module")
def framework(collection: Collection) -> PolicyDraft:
    return draft_of(collection, "cadre-reference", contexte=HOSTILE)


@pytest.fixture(scope="module")
def actions(collection: Collection) -> PolicyDraft:
    return draft_of(collection, "plan-action")


def boxes(draft: PolicyDraft, scope: str) -> list[Box]:
    return [b for section in draft.sections for b in section.blocks if isinstance(b, Box) and b.scope == scope]


def test_every_quote_stands_where_it_says_and_in_the_right_box(framework: PolicyDraft, collection: Collection) -> None:
    assert boxes(framework, "own")
    assert boxes(framework, "elsewhere")
    for scope, regions in (("own", {"Mauricie"}), ("elsewhere", {"Laval", "Laurentides"})):
        for box in boxes(framework, scope):
            for extract in box.extracts:
                quote = extract.citation.quote
                document = collection.catalogue.documents([quote.hit.document.document_id])
                assert document[quote.hit.document.document_id].text[quote.start : quote.end] == quote.text
                assert set(quote.hit.passage.regions) <= regions
    numbers = [one.n for section in framework.sections for one in section.citations]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_quote_comes_twice(framework: PolicyDraft) -> None:
    quotes = [one.quote.text for section in framework.sections for one in section.citations]
    assert max(Counter(quotes).values()) == 1


def test_old_sources_of_the_territory_are_to_be_checked(framework: PolicyDraft) -> None:
    assert all(box.check for box in boxes(framework, "own"))
    assert any("source ancienne, 2001" in gap.text for gap in framework.todo)


def test_gaps_listed_are_gaps_present(framework: PolicyDraft, actions: PolicyDraft) -> None:
    for draft in (framework, actions):
        present = [m[0] for section in draft.sections for m in PATTERN.finditer(section_text(section.blocks))]
        assert present == [gap.text for gap in draft.todo]
    assert {gap.kind for gap in framework.todo} >= {"complete", "validate", "decide"}
    assert "[À COMPLÉTER : nom]" in [gap.text for gap in framework.todo]  # one that the person wrote
    assert "[À COMPLÉTER : échéance, ligne 2]" in [gap.text for gap in actions.todo]


def test_an_ended_institution_is_warned_of_once_beside_its_first_quote(starter: Collection, tmp_path: Path) -> None:
    draft = draft_of(starter, "plan-politique")
    told = {scope: [box.warning for box in boxes(draft, scope) if box.warning] for scope in ("own", "elsewhere")}
    named = re.findall(r"([A-ZÉ]+) \((20\d\d)\)", " ".join([*told["own"], *told["elsewhere"]]))
    assert ("CRÉ", "2015") in named
    assert len(named) == len(set(named))
    assert told["elsewhere"]
    for box in boxes(draft, "elsewhere"):
        for name, _ in re.findall(r"([A-ZÉ]+) \((20\d\d)\)", box.warning):
            assert any(name in extract.citation.quote.text for extract in box.extracts)
    for ending in ("docx", "md", "html"):
        write_draft(draft, tmp_path / f"ebauche.{ending}")
    word = "\n".join(one.text for one in Document(str(tmp_path / "ebauche.docx")).paragraphs)
    texts = [(tmp_path / f"ebauche.{ending}").read_text("utf-8") for ending in ("md", "html")]
    said = "\n".join(section_text(section.blocks) for section in draft.sections)
    for text in (word, said, *texts):
        assert sum(text.count(f"Attention\u00a0: {warning}") for warning in told["elsewhere"]) == len(told["elsewhere"])
    assert not [gap for gap in draft.todo if "disparues" in gap.text]


def test_beside_quotes_of_the_territory_no_year_is_told_but_the_user_s(starter: Collection) -> None:
    draft = draft_of(starter, "note-elu", region="Abitibi-Témiscamingue")
    told = [box.warning for scope in ("own", "general") for box in boxes(draft, scope) if box.warning]
    assert told == ["institutions disparues\u00a0: CRÉ."]


def test_without_documents_each_section_says_so(tmp_path: Path) -> None:
    with Collection.open(tmp_path) as empty:
        draft = draft_of(empty, "note-elu", population=None)
    assert [gap.text for gap in draft.todo].count("[AUCUNE SOURCE TROUVÉE]") == 3
    assert "[À COMPLÉTER : nombre d'habitants]" in [gap.text for gap in draft.todo]


def of_section(draft: PolicyDraft, title: str) -> list[str]:
    section = next(one for one in draft.sections if one.title == title)
    return [evidence.quote.text for evidence in section.tray.used]


@pytest.mark.parametrize("theme", ["sécurité alimentaire", "insécurité alimentaire", "L’insécurité alimentaire"])
def test_what_a_milieu_lacks_is_found_where_documents_speak_of_having_it(collection: Collection, theme: str) -> None:
    for name, title in (("orientations-objectifs", "Nos orientations"), ("note-elu", "Pour s'inspirer")):
        found = of_section(draft_of(collection, name, themes=[theme]), title)
        assert any("sécurité alimentaire" in quote for quote in found), name


def test_the_note_looks_for_the_themes_that_its_need_names(collection: Collection) -> None:
    need = "L'insécurité alimentaire augmente chez nous."
    found = of_section(draft_of(collection, "note-elu", themes=None, enjeu=need), "Pour s'inspirer")
    assert any("sécurité alimentaire" in quote for quote in found)


def test_a_region_that_is_none_is_refused(collection: Collection) -> None:
    with pytest.raises(UsageError, match="Ontario"):
        draft_of(collection, "note-elu", region="Ontario")


def used(draft: PolicyDraft) -> list[tuple[str, str, str]]:
    return [(s.title, one.evidence_id, one.quote.text) for s in draft.sections for one in s.tray.used]


def test_a_rejected_quote_never_returns_and_a_pinned_one_always_stays(
    collection: Collection, framework: PolicyDraft
) -> None:
    (title, rejected, words), (other, pinned, kept) = used(framework)[0], used(framework)[-1]
    document, _, span = rejected.rpartition(":")
    start, end = map(int, span.split("-"))
    narrower = f"{document}:{start + 2}-{end - 2}"  # what was rejected may be found again, a little wider
    decided = (
        Decided(section=title, evidence_id=narrower, decision="rejected"),
        Decided(section=framework.sections[0].title, evidence_id=pinned, decision="pinned", quote=kept),
    )
    after = draft_of(collection, "cadre-reference", decided)
    assert words not in [text for _, _, text in used(after)]
    assert [(t, i) for t, i, _ in used(after) if i == pinned] == [(framework.sections[0].title, pinned)]
    by_words = Decided(section=other, evidence_id="0" * 16 + ":0-10", decision="rejected", quote=kept.upper())
    assert kept not in [text for _, _, text in used(draft_of(collection, "cadre-reference", (by_words,)))]


def test_a_pinned_quote_that_is_gone_is_a_visible_gap(collection: Collection) -> None:
    gone = Decided(section="Contexte", evidence_id="0" * 16 + ":0-10", decision="pinned", quote="perdu")
    draft = draft_of(collection, "cadre-reference", (gone,))
    assert any("introuvable" in gap.text for gap in draft.todo if gap.section == "Contexte")


# -------------------------------------------------------------------------------------------- files


def part(path: Path, name: str) -> Any:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


@pytest.fixture(scope="module")
def word(framework: PolicyDraft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "cadre.docx"
    write_draft(framework, path)
    return path


def test_the_word_file_is_built_of_real_headings_in_french(word: Path, framework: PolicyDraft) -> None:
    document = Document(str(word))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [*(section.title for section in framework.sections), "Ce qui reste à faire"]
    languages = {one.get(f"{W}val") for one in part(word, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"fr-CA"}
    said = document.core_properties
    assert (said.title, said.language, said.author) == ("Cadre de référence", "fr-CA", "La Ville de Rivière-aux-Pins")
    assert (said.last_modified_by, said.comments) == ("", "")
    header = document.sections[0].header.paragraphs[0].text
    assert header == "Ébauche, à réviser – 22 novembre 2026"
    fields = [one.get(f"{W}instr") for one in document.sections[0].footer._element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_word_file_has_real_footnotes_with_quotes_and_places(word: Path, framework: PolicyDraft) -> None:
    notes = [n for n in part(word, "word/footnotes.xml") if n.get(f"{W}type") is None]
    marks = [m.get(f"{W}id") for m in part(word, "word/document.xml").iter(f"{W}footnoteReference")]
    citations = [one for section in framework.sections for one in section.citations]
    assert marks == [n.get(f"{W}id") for n in notes] == [str(one.n) for one in citations]
    for note, citation in zip(notes, citations, strict=True):
        text = "".join(note.itertext())
        assert " ".join(citation.quote.text.split("\n")) in text
        assert re.sub(r"\s", " ", citation.quote.hit.document.title) in re.sub(r"\s", " ", text)
        assert re.search(r"non daté|\d{4}", text)
        assert re.search(r"page|section|diapositive", text)
    with zipfile.ZipFile(word) as archive:
        assert b"footnotes+xml" in archive.read("[Content_Types].xml")
        assert b'Target="footnotes.xml"' in archive.read("word/_rels/document.xml.rels")


def test_gaps_are_highlighted_and_listed_again_on_the_closing_page(word: Path, framework: PolicyDraft) -> None:
    runs = [r for r in part(word, "word/document.xml").iter(f"{W}r") if r.find(f"{W}rPr/{W}highlight") is not None]
    shown = ["".join(run.itertext()).replace("\u00a0", " ") for run in runs]
    todo = [gap.text for gap in framework.todo]
    assert shown == [*todo, *todo]


def test_tables_repeat_their_header_and_wide_ones_lie_on_their_side(actions: PolicyDraft, tmp_path: Path) -> None:
    write_draft(actions, tmp_path / "plan.docx")
    body = part(tmp_path / "plan.docx", "word/document.xml")
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == 3  # two orientations, and what remains to be done
    for table in tables:
        rows = list(table.iter(f"{W}tr"))
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])
        assert table.find(f"{W}tblPr/{W}tblCaption") is not None
    assert ["".join(cell.itertext()) for cell in tables[0].find(f"{W}tr").iter(f"{W}tc")] == [
        *("Objectif", "Moyen", "Activité", "Responsable et partenaires", "Échéance", "Indicateur", "Ressources")
    ]
    assert [one.get(f"{W}orient") for one in body.iter(f"{W}pgSz")].count("landscape") == 1


def test_own_words_are_typeset_and_quotes_are_not_touched(word: Path) -> None:
    text = "".join(part(word, "word/document.xml").itertext())
    assert "[À COMPLÉTER\u00a0:" in text
    assert "«\u00a0" in text
    assert "\x01" not in text


def test_the_same_draft_gives_the_same_bytes(word: Path, framework: PolicyDraft, tmp_path: Path) -> None:
    write_draft(framework, tmp_path / "encore.docx")
    assert (tmp_path / "encore.docx").read_bytes() == word.read_bytes()


def test_the_page_asks_nothing_of_others_and_what_a_person_wrote_is_text(
    framework: PolicyDraft, tmp_path: Path
) -> None:
    write_draft(framework, tmp_path / "cadre.html")
    page = (tmp_path / "cadre.html").read_text(encoding="utf-8")
    assert '<html lang="fr-CA">' in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert page.count("<mark>") == 2 * len(framework.todo)
    for section in framework.sections:
        for citation in section.citations:
            assert f'id="n{citation.n}"' in page
            assert f'href="#n{citation.n}"' in page


def test_the_markdown_has_its_notes_and_no_markup_of_others(framework: PolicyDraft, tmp_path: Path) -> None:
    write_draft(framework, tmp_path / "cadre.md")
    text = (tmp_path / "cadre.md").read_text(encoding="utf-8")
    assert r"Le \*jardin\* \<script>alert(1)\</script> \| {region}" in text
    marks = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert marks == set(re.findall(r"(?m)^\[\^(\d+)\]:", text)) == {str(n) for n in range(1, len(marks) + 1)}
    assert text.count("## Ce qui reste à faire") == 1


@pytest.mark.parametrize("name", ["a.pdf", "sans-format", "absent/a.docx", "dossier.docx"])
def test_a_file_that_cannot_be_written_is_refused_and_nothing_is_left(
    actions: PolicyDraft, tmp_path: Path, name: str
) -> None:
    (tmp_path / "dossier.docx").mkdir()
    with pytest.raises(UsageError) as caught:
        write_draft(actions, tmp_path / name)
    assert caught.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["dossier.docx"]


# ------------------------------------------------------------------------------------ command, JSON


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home folder that nobody holds."""
    home = tmp_path_factory.mktemp("lent")
    with Collection.open(home) as collection:
        collection.ingest([STARTER / DOCUMENTS[0]])
    return home


def test_work_goes_on_another_day(lent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields, state, out = tmp_path / "champs.yaml", tmp_path / "etat.json", tmp_path / "note.docx"
    fields.write_text(example_yaml(template_named("gouvernance-comite")), encoding="utf-8")
    command = ("--home", str(lent), "draft", "gouvernance-comite")
    code, first = run(capsys, *command, "--fields", str(fields), "-o", str(out), "--save", str(state))
    assert code == 0
    assert out.exists()
    assert first["output"] == str(out)
    offered = [one for section in first["sections"] for one in section["evidence"] if one["used"]]
    assert offered

    code, second = run(capsys, *command, "--state", str(state), "--reject", offered[0]["id"], "--save", str(state))
    assert code == 0
    assert offered[0]["quote"] not in json.dumps(second["sections"], ensure_ascii=False)
    saved = json.loads(state.read_text(encoding="utf-8"))
    assert {one["decision"] for one in saved["evidence"] if one["id"] == offered[0]["id"]} == {"rejected"}
    code, third = run(capsys, *command, "--state", str(state))
    assert third["sections"] == second["sections"]
    code, told = run(capsys, *command, "--state", str(state), "--pin", "0123456789abcdef:0-5")
    assert (code, told["error"]["code"]) == (2, "draft.decision_unknown")
    code, told = run(capsys, "--home", str(lent), "draft", "note-elu", "--state", str(state))
    assert (code, told["error"]["code"]) == (2, "draft.state_template")


def test_mistakes_end_with_2_and_leave_no_file(lent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields = tmp_path / "champs.yaml"
    fields.write_text("organisation: [\n", encoding="utf-8")
    command = ("--home", str(lent), "draft", "note-elu")
    out = tmp_path / "note.docx"
    for arguments, code in (
        (("--fields", str(fields), "-o", str(out)), "draft.yaml_broken"),
        (("-o", str(out)), "draft.fields_none"),
        (("--fields", str(tmp_path / "absent.yaml"), "-o", str(out)), "draft.file_missing"),
        (("--state", str(fields), "-o", str(out)), "draft.state_file"),
    ):
        exit_code, told = run(capsys, *command, *arguments)
        assert (exit_code, told["error"]["code"]) == (2, code)
    fields.write_text(example_yaml(template_named("note-elu")), encoding="utf-8")
    exit_code, told = run(capsys, *command, "--fields", str(fields), "-o", str(tmp_path / "absent" / "a.docx"))
    assert (exit_code, told["error"]["code"]) == (2, "draft.output_folder")
    assert [path.name for path in tmp_path.iterdir()] == ["champs.yaml"]
    exit_code, told = run(capsys, "--home", str(lent), "draft", "inconnu", "--example")
    assert (exit_code, told["error"]["code"]) == (2, "draft.template_unknown")


def test_templates_and_drafts_are_the_json_of_the_interface(collection: Collection) -> None:
    service = LocalService(collection, clock=lambda: TODAY)
    listed = service.templates()["templates"]
    assert len(listed) == 14
    assert all(set(one) == {"name", "title", "purpose", "fields", "sections"} for one in listed)
    assert service.speaking("en").templates()["templates"][0]["title"] == "Note to an elected official"
    drafted = service.draft("plan-action", example_values(template_named("plan-action")))
    assert set(drafted) >= {"template", "sections", "todo", "output"}
    assert drafted["date"] == "2026-11-22"
    for section in drafted["sections"]:
        assert set(section) >= {"title", "text", "citations", "placeholders"}
        assert all(gap in section["text"] for gap in section["placeholders"])
        for citation in section["citations"]:
            document = service.show(citation["document_id"])
            assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert [gap["placeholder"] for gap in drafted["todo"]] == [
        gap for section in drafted["sections"] for gap in section["placeholders"]
    ]


def test_a_decision_that_is_none_is_refused(collection: Collection) -> None:
    service = LocalService(collection, clock=lambda: TODAY)
    fields = example_values(template_named("note-elu"))
    for wrong in ({"id": "x", "decision": "pinned"}, {"id": "0" * 16 + ":0-1", "decision": "garder"}, "épingle"):
        with pytest.raises(UsageError, match="decision_invalid"):
            service.draft("note-elu", fields, [wrong])  # type: ignore[list-item]


def test_a_quote_of_another_territory_never_leaves_its_box(collection: Collection, framework: PolicyDraft) -> None:
    """What the scanner of `evals.drafts` looks for is refused before: the fixture's own boxes show that it can be."""
    for box in (*boxes(framework, "own"), *boxes(framework, "general")):
        for extract in box.extracts:
            assert "Laval" not in extract.citation.quote.text
            assert not re.search(r"\d", re.sub(r"(?m)^\d+[.)]\s", "", extract.citation.quote.text))


def test_sources_that_contradict_each_other_are_both_shown_and_marked(tmp_path: Path) -> None:
    said = "Le comité de pilotage de la politique de développement social de Sherbrooke comptait {} membres."
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, count in (("bilan", 31), ("rapport", 24)):
        text = f"# Le {name} de Sherbrooke\n\n{said.format(count)}\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    with Collection.open(tmp_path / "home") as own:
        assert not own.ingest([folder], Metadata(regions=("Estrie",))).failed
        draft = draft_of(own, "gouvernance-comite")
    section = next(one for one in draft.sections if one.title == "Composition")
    assert {one.quote.text for one in section.citations} == {said.format(31), said.format(24)}
    mark = "[À VALIDER : sources qui ne s'accordent pas, notes {} et {}]".format(*(one.n for one in section.citations))
    assert mark in section_text(section.blocks)
    assert mark in [gap.text for gap in draft.todo]
