"""All fourteen templates over the starter collection: exact, listed, and nothing of others outside its box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.drafting.model import Block, Box, Paragraph, PolicyDraft
from assistant.drafting.studio import make_draft
from assistant.drafting.templates import template_named
from assistant.drafting.values import check_fields, example_values
from evals.drafts import DraftScore, drafts_payload, measure_drafts, score
from index.collection import Collection

TODAY = date(2026, 11, 22)
PLAN = template_named("plan-action")
VALUES = check_fields(example_values(PLAN), PLAN)


@pytest.fixture(scope="module")
def scores(starter: Collection) -> tuple[DraftScore, ...]:
    return measure_drafts(starter, today=TODAY)


@pytest.fixture(scope="module")
def draft(starter: Collection) -> PolicyDraft:
    return make_draft(starter, PLAN, VALUES, today=TODAY)


@pytest.mark.slow
def test_no_draft_shows_what_it_must_not(scores: tuple[DraftScore, ...]) -> None:
    assert len(scores) == 14
    assert {one.template: one.foreign for one in scores if one.foreign} == {}
    assert [one.template for one in scores if one.exact != one.quotes or not one.listed] == []
    told = drafts_payload(scores)
    assert told["failures"] == []
    assert told["metrics"]["quotes exact"] == told["metrics"]["gaps listed"] == 1.0
    assert told["metrics"]["foreign facts"] == 0
    assert told["metrics"]["sections with evidence"] >= 0.85


def changed(draft: PolicyDraft, change: Callable[[Block], Block]) -> PolicyDraft:
    """Return a draft whose blocks a fault has changed."""
    sections = (replace(one, blocks=tuple(change(block) for block in one.blocks)) for one in draft.sections)
    return replace(draft, sections=tuple(sections))


def test_a_sound_draft_has_no_fault(draft: PolicyDraft, starter: Collection) -> None:
    found = score(draft, VALUES, starter.catalogue)
    assert (found.foreign, found.listed, found.exact) == ((), True, found.quotes)
    assert found.quotes > 0


def test_a_quote_out_of_its_box_is_found(draft: PolicyDraft, starter: Collection) -> None:
    def leak(block: Block) -> Block:
        return replace(block, scope="own") if isinstance(block, Box) and block.scope == "elsewhere" else block

    found = score(changed(draft, leak), VALUES, starter.catalogue)
    assert set(found.foreign) & {"Laval", "Laurentides", "Centre-du-Québec", "Lanaudière", "Outaouais"}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Le comité compte 31 membres.", "31"),
        ("La somme est de 1 086 570 $.", "1086570"),
        ("Le plan vient de Laval.", "Laval"),
        ("Il fut adopté avec COSMOSS.", "COSMOSS"),
    ],
)
def test_a_fact_of_nobody_s_is_found(draft: PolicyDraft, starter: Collection, text: str, fact: str) -> None:
    def add(block: Block) -> Block:
        return Paragraph(text=text) if isinstance(block, Paragraph) else block

    assert fact in score(changed(draft, add), VALUES, starter.catalogue).foreign


def test_an_altered_quote_and_an_unlisted_gap_are_found(draft: PolicyDraft, starter: Collection) -> None:
    def alter(block: Block) -> Block:
        if not isinstance(block, Box):
            return block
        extracts = tuple(
            replace(one, citation=replace(one.citation, quote=replace(one.citation.quote, text="Autre.")))
            for one in block.extracts
        )
        return replace(block, extracts=extracts)

    assert score(changed(draft, alter), VALUES, starter.catalogue).exact == 0
    forgotten = replace(draft, sections=tuple(replace(one, placeholders=()) for one in draft.sections))
    assert not score(forgotten, VALUES, starter.catalogue).listed
