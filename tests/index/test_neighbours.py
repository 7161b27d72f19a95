"""Hits that follow each other in a document, as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.service import LocalService
from corpus.model import Metadata
from corpus.readers import read
from corpus.reading import make_reading
from index import neighbours
from index.collection import Collection
from index.model import Hit, Why
from index.neighbours import joined

PARAGRAPH = "La municipalité soutient les organismes qui aident leurs voisins, et elle le dit chaque année. "


@pytest.fixture(scope="module")
def hits() -> list[Hit]:
    """The passages of a document as hits, in the order of the text."""
    content = "# Bilan\n\n" + "\n\n".join(f"## Année {year}\n\n{PARAGRAPH * 5}" for year in range(2010, 2020))
    reading = make_reading(read(Path("bilan.md"), content.encode()), source="bilan.md", given=Metadata(date="2020"))
    assert len(reading.passages) >= 6
    return [
        Hit(
            passage=passage,
            document=reading.document,
            rank=rank,
            score=1 / rank,
            why=Why(lexical=1.0, semantic=0.5, terms=(f"t{rank}", "an")),
        )
        for rank, passage in enumerate(reading.passages, start=1)
    ]


def ranked(hits: list[Hit], *places: int) -> list[Hit]:
    return [replace(hits[place], rank=rank) for rank, place in enumerate(places, start=1)]


def test_two_that_follow_each_other_are_one_at_the_place_of_the_better(hits: list[Hit]) -> None:
    first, second = joined(ranked(hits, 2, 5, 1))
    assert (first.passage.start, first.passage.end) == (hits[1].passage.start, hits[2].passage.end)
    assert first.passage.text == first.document.text[first.passage.start : first.passage.end]
    assert (first.rank, first.score, first.why.terms) == (1, hits[2].score, ("t3", "an", "t2"))
    assert first.passage.locator == hits[1].passage.locator
    assert (second.rank, second.passage) == (2, hits[5].passage)


def test_the_one_between_joins_both_sides_whatever_came_first(hits: list[Hit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "LONGEST", 10_000)
    for order in ((0, 1, 2), (0, 2, 1), (2, 0, 1)):
        (one,) = joined(ranked(hits, *order))
        assert (one.passage.start, one.passage.end) == (hits[0].passage.start, hits[2].passage.end)
        assert one.parts == tuple(hit.passage.passage_id for hit in hits[:3])
        assert one.score == hits[order[0]].score


def test_headings_are_those_they_share(hits: list[Hit]) -> None:
    (one,) = joined(ranked(hits, 1, 2))
    assert hits[1].passage.heading_path != hits[2].passage.heading_path
    assert one.passage.heading_path == hits[1].passage.heading_path[:1]


def test_a_result_stays_short_enough_to_be_read(hits: list[Hit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "LONGEST", hits[1].passage.end)
    results = joined(ranked(hits, *range(len(hits))))
    assert 1 < len(results) < len(hits)
    assert all(one.passage.end - one.passage.start <= neighbours.LONGEST for one in results)


def test_what_stands_apart_or_low_or_speaks_of_another_place_stays_alone(hits: list[Hit]) -> None:
    assert len(joined(ranked(hits, 0, 2, 4))) == 3
    low = [replace(hits[0], rank=1), replace(hits[1], rank=neighbours.LOOK_AT + 1)]
    assert len(joined(low)) == 2
    elsewhere = replace(hits[1], passage=replace(hits[1].passage, regions=("Estrie",)))
    assert len(joined(ranked([hits[0], elsewhere], 0, 1))) == 2


def test_a_search_shows_exact_results_and_names_what_they_are_made_of(starter: Collection) -> None:
    service = LocalService(starter)
    joins = 0
    for text in ("Qu'est-ce que le développement social?", "What is social development?", "Les objectifs de Laval"):
        found = service.search(text, 10, {})["hits"]
        assert service.search(text, 5, {})["hits"] == found[:5]
        assert [hit["rank"] for hit in found] == list(range(1, 11))
        for hit in found:
            document = service.show(hit["document_id"])
            assert hit["text"] == document["text"][hit["start"] : hit["end"]]
            spans = {one["passage_id"]: (one["start"], one["end"]) for one in document["passages"]}
            parts = [spans[key] for key in hit["passages"]]
            assert (parts[0][0], parts[-1][1]) == (hit["start"], hit["end"])
            joins += len(parts) > 1
    assert joins
