"""Questions are run over a collection; what is lost is told apart by the step that lost it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evals.measure import per_case
from evals.model import Case, CaseResult, Gold
from evals.retrieval import Holdings, rank_passages, run_entries

if TYPE_CHECKING:
    from .conftest import Shelf


def case(question: str, *gold: Gold) -> Case:
    return Case(
        case_id=question,
        language="fr",
        user="elu",
        kind="fact",
        question=question,
        gold=gold,
    )


def ranked(shelf: Shelf, answers: dict[str, list[str]], *cases: Case) -> list[CaseResult]:
    """Return where the golds of some cases stand, in a search that finds these passages."""
    search, holdings = shelf.finding(answers), Holdings(shelf.catalogue)
    return [
        rank_passages(one, [holdings.passages(gold) for gold in one.gold], search(one.question, 10).hits)
        for one in cases
    ]


def mauricie(phrase: str) -> Gold:
    return Gold(file="mauricie.md", phrase=phrase)


@pytest.fixture
def everything(shelf: Shelf) -> list[str]:
    """List the five passages, in an order of their own."""
    words = ("Ententes", "trente et un", "sera décidée", "appuie les communautés", "Un second fonds")
    return [shelf.id_of(one) for one in words]


def test_the_figures_of_a_small_collection(shelf: Shelf, everything: list[str]) -> None:
    answers: dict[str, list[str]] = {"Combien?": everything, "Qui?": everything[2:], "Où?": []}
    cases = [
        case("Combien?", Gold(file="laval.md", phrase="trente et un membres")),
        case("Qui?", mauricie("sera décidée"), mauricie("Ententes"), mauricie("un poème")),
        case("Où?", mauricie("sera décidée")),
    ]
    results = ranked(shelf, answers, *cases)
    assert [[place.rank for place in result.places] for result in results] == [[2], [1, None, None], [None]]
    values = per_case(results)
    assert values["recall@1"] == pytest.approx([0, 1 / 3, 0])
    assert values["recall@5"] == pytest.approx([1, 1 / 3, 0])
    assert values["mrr"] == pytest.approx([1 / 2, 1, 0])
    assert values["ndcg@10"] == pytest.approx([0.6309, 0.4693, 0], abs=1e-4)
    assert results[0].first is not None
    assert results[0].first.text.startswith("Ententes Une entente spécifique")
    assert results[2].first is None


@pytest.mark.parametrize(
    ("gold", "lost_by"),
    [
        (mauricie("Un  SECOND\nfonds régional"), None),
        (mauricie("la signature d'une déclaration"), "reading"),
        (Gold(file="absent.md", phrase="sera décidée"), "reading"),
        (Gold(file="laval.md", phrase="sera décidée"), "reading"),
        (mauricie("sera décidée. Un second fonds"), "cutting"),
        (mauricie("La suite de cette entente"), "retrieval"),
    ],
)
def test_what_lost_a_gold(shelf: Shelf, gold: Gold, lost_by: str | None) -> None:
    (result,) = ranked(shelf, {"Quoi?": [shelf.id_of("Un second fonds")]}, case("Quoi?", gold))
    assert result.places[0].lost_by == lost_by
    assert result.lost_by == lost_by
    assert result.places[0].has_file == (gold.file != "absent.md")


def test_a_case_is_lost_by_the_earliest_step(shelf: Shelf, everything: list[str]) -> None:
    lost = case("Quoi?", mauricie("Ententes"), mauricie("sera décidée"), mauricie("sera décidée. Un second fonds"))
    (result,) = ranked(shelf, {"Quoi?": everything[:1]}, lost)
    assert [place.lost_by for place in result.places] == [None, "retrieval", "cutting"]
    assert result.lost_by == "cutting"


def test_one_of_the_passages_that_hold_a_phrase_is_enough(shelf: Shelf, everything: list[str]) -> None:
    answers = {"Quoi?": everything[1:3]}  # « Une entente spécifique » stands in the first and third
    (result,) = ranked(shelf, answers, case("Quoi?", mauricie("Une entente spécifique")))
    assert result.places[0].rank == 2
    assert per_case([result])["recall@5"] == (1,)


def test_two_golds_of_one_passage_count_once(shelf: Shelf, everything: list[str]) -> None:
    golds = (mauricie("Ententes"), mauricie("est signée avec"), mauricie("Un second fonds"))
    (result,) = ranked(shelf, {"Quoi?": everything[:1]}, case("Quoi?", *golds))
    assert [place.rank for place in result.places] == [1, 1, None]
    assert per_case([result])["recall@5"] == (0.5,)


def test_an_entry_ranks_where_its_best_passage_does(shelf: Shelf, everything: list[str]) -> None:
    search = shelf.finding({"Quoi?": [everything[0], everything[2], everything[1]]})
    cases = [case("Quoi?", Gold(file="laval.md"), Gold(file="mauricie.md", grade=2), Gold(file="absent"))]
    (result,) = run_entries(cases, search, Holdings(shelf.catalogue))
    assert [place.rank for place in result.places] == [2, 1, None]
    assert [place.lost_by for place in result.places] == [None, None, "reading"]
