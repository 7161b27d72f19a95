"""Drafts with a language model: a checked paragraph to review in each section that has quotes; nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from assistant.drafting.export import write_draft
from assistant.drafting.model import Box, Paragraph, PolicyDraft
from assistant.drafting.paragraphs import Written, is_not_the_user_s_to_say, with_paragraphs
from assistant.drafting.studio import make_draft, territory_of
from assistant.drafting.templates import template_named
from assistant.drafting.values import check_fields, example_values
from assistant.generate import LanguageModel
from assistant.service import LocalService
from assistant.web.schemas import Drafted
from assistant.write import Writer
from corpus.llm import LlmSettings
from evals.drafts import score
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import ScriptedModel

TODAY = date(2026, 11, 22)
NAME, SMALL = "vision-valeurs-principes", "preambule-definition"
REVIEW = "paragraphe écrit par le modèle de langue « modele-d-essai »"


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    template = template_named(NAME)
    return dict(check_fields(example_values(template), template))


@pytest.fixture(scope="module")
def plain(starter: Collection, values: dict[str, Any]) -> PolicyDraft:
    return make_draft(starter, template_named(NAME), values, today=TODAY)


Write = Callable[[LlmSettings], Written]


@pytest.fixture
def written(starter: Collection, values: dict[str, Any], plain: PolicyDraft) -> Write:
    def write(settings: LlmSettings) -> Written:
        writer = Writer(model=LanguageModel(settings), encoder=starter.encoder)
        return with_paragraphs(plain, territory_of(values), writer, "fr")

    return write


def paragraphs(made: Written) -> Iterator[tuple[str, str]]:
    for section in made.draft.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph) and REVIEW in block.text:
                yield section.title, block.text


def test_sections_with_quotes_get_a_paragraph_marked_for_review(
    starter: Collection, values: dict[str, Any], written: Write, model_server: ScriptedModel, tmp_path: Path
) -> None:
    made = written(model_server.settings())
    assert (made.written_by, made.warnings) == ("modele-d-essai", ())
    found = dict(paragraphs(made))
    assert len(found) >= 2
    for section in made.draft.sections:
        own = {
            extract.citation.n: extract.citation.quote.text
            for block in section.blocks
            if isinstance(block, Box) and block.scope != "elsewhere"
            for extract in block.extracts
        }
        if section.title in found:
            assert own
            assert any(REVIEW in gap.text for gap in section.placeholders)
            first = found[section.title].split(" [")[0].removesuffix(".")
            assert any(first.lower() in " ".join(text.split()).lower() for text in own.values())
    assert any(REVIEW in gap.text for gap in made.draft.todo)
    measured = score(made.draft, values, starter.catalogue)
    assert (measured.foreign, measured.listed, measured.exact) == ((), True, measured.quotes)
    for ending in ("docx", "md", "html"):
        write_draft(made.draft, tmp_path / f"ebauche.{ending}")
    word = "\n".join(one.text for one in Document(str(tmp_path / "ebauche.docx")).paragraphs)
    assert word.count("modele-d-essai") == len(found)


def test_no_value_of_the_user_s_leaves_for_the_model(
    values: dict[str, Any], written: Write, model_server: ScriptedModel
) -> None:
    written(model_server.settings())
    said = "\n".join(str(request["messages"]) for request in model_server.requests)
    assert model_server.requests
    assert str(values["organisation"]) not in said
    assert "{" not in said.split("Section")[-1].replace("{'", "")


@pytest.mark.parametrize(
    "spoilt",
    [
        "La politique touche 8 000 personnes [1].",
        "Le maire Jean Untel préside le comité [1].",
        "La Ville de Rimouski a adopté la politique en juin 2019 [1].",
        "Le budget est de 3 M$ [1].",
        "Les dauphins bleus mangent des étoiles [1].",
        "RIEN",
        "Une phrase sans marque.",
    ],
)
def test_what_is_unsupported_is_in_no_draft(
    plain: PolicyDraft, written: Write, model_server: ScriptedModel, spoilt: str
) -> None:
    model_server.script = lambda _: spoilt
    made = written(model_server.settings())
    assert made.draft == plain
    assert made.written_by is None


@pytest.mark.parametrize("fault", ["500", "cut", "401"])
def test_a_server_that_fails_is_told_once_and_asked_no_more(
    plain: PolicyDraft, written: Write, model_server: ScriptedModel, fault: str
) -> None:
    model_server.fault = fault
    made = written(model_server.settings())
    assert made.draft == plain
    assert [warning.code[:4] for warning in made.warnings] == ["llm_"]
    assert len(model_server.requests) == 1


def test_the_service_says_who_wrote_and_without_a_model_nothing_changes(
    starter: Collection, model_server: ScriptedModel
) -> None:
    fields = dict(example_values(template_named(SMALL)))
    service = LocalService(starter, clock=lambda: TODAY, model=LanguageModel(model_server.settings()))
    told = service.draft(SMALL, fields)
    assert told["written_by"] == "modele-d-essai"
    Drafted.model_validate(told)
    plain = LocalService(starter, clock=lambda: TODAY).draft(SMALL, fields)
    assert (plain["written_by"], plain["warnings"]) == (None, [])
    assert "modèle de langue" not in str(plain["sections"])
    kept = ("title", "citations", "evidence")
    assert [[one[key] for key in kept] for one in told["sections"]] == [
        [one[key] for key in kept] for one in plain["sections"]
    ]


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("La politique vise l'inclusion de toutes les personnes.", True),
        ("Au Québec, la politique vise l'inclusion.", True),
        ("La politique de Laval vise l'inclusion.", False),
        ("Mme Tremblay préside le comité.", False),
        ("Le comité réunit 12 personnes.", False),
        ("Le comité se réunit en juin 2018.", False),
        ("Le CISSS siège au comité.", False),
    ],
)
def test_names_and_figures_are_the_user_s_to_say(values: dict[str, Any], text: str, may: bool) -> None:
    assert is_not_the_user_s_to_say(text, territory_of(values)) is may
