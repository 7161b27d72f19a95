"""Questions drafted from a collection, and from answers that displeased, confirmed one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.wording import explain
from corpus.errors import UsageError
from corpus.model import Asked
from evals.commands import eval_text, run_eval
from evals.curate import Draft, confirm, displeased, draft_of, drafts_of
from evals.questions import load_questions
from evals.run import run_sets
from index.collection import Collection, Step

if TYPE_CHECKING:
    from .conftest import Shelf

LIST = """# Politique de Val-Bleu

## Orientations

La politique a trois orientations :

- Loger chaque famille du village.
- Nourrir les personnes seules.
- Accueillir les nouveaux arrivants.

## Suivi

Le comité se réunit quatre fois par année à la salle communautaire.
"""


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "val-bleu.md").write_text(LIST, encoding="utf-8")
    with Collection.open(tmp_path_factory.mktemp("home")) as opened:
        opened.ingest([folder])
        yield opened


def answering(*answers: str) -> Callable[[str], str]:
    """Return someone who gives these answers, in order."""
    left = iter(answers)
    return lambda _: next(left)


def untold(step: Step) -> None:
    """Tell nobody."""


def test_what_is_drafted_can_be_run_and_its_golds_stand_in_the_collection(
    collection: Collection, tmp_path: Path
) -> None:
    path = tmp_path / "jeu.jsonl"
    assert confirm(drafts_of(collection.catalogue), path, "fr", None) == 2
    cases = load_questions(path)
    assert {case.kind for case in cases} == {"list", "fact"}
    (one,) = run_sets([path], collection)["sets"]
    assert {failure["lost_by"] for failure in one["failures"]} <= {"answering"}
    assert confirm(drafts_of(collection.catalogue), path, "fr", None) == 0  # none is proposed twice
    assert load_questions(path) == cases


def test_a_person_keeps_leaves_rewrites_and_stops(tmp_path: Path) -> None:
    drafts = [
        Draft(question=f"Question {number}?", language="fr", kind="fact", file="a.md", phrase="Le comité.")
        for number in range(5)
    ]
    path = tmp_path / "jeu.jsonl"
    assert confirm(drafts, path, "fr", answering("", "n", "Qui siège au comité?", "q")) == 2
    assert [case.question for case in load_questions(path)] == ["Question 0?", "Qui siège au comité?"]


def test_an_answer_that_displeased_becomes_a_case(collection: Collection, tmp_path: Path) -> None:
    history = (("user", "Parle-moi de Val-Bleu."), ("assistant", "Voici."))
    disliked = Asked(
        asked_at="2026-11-22", question="Combien de fois le comité se réunit-il?", language="fr", verdict="down"
    )
    follow_up = Asked(asked_at="2026-11-22", question="Et le maire?", language="fr", verdict="down", history=history)
    liked = Asked(asked_at="2026-11-22", question="Quoi?", language="fr", verdict="up")
    assert list(displeased([disliked, liked, disliked, follow_up])) == [disliked, follow_up]
    chosen = draft_of(disliked, collection, "fr", answering("1", "Le comité se réunit quatre fois"))
    absent = draft_of(follow_up, collection, "fr", answering("0"))
    assert chosen is not None
    assert absent is not None
    assert draft_of(disliked, collection, "fr", answering("")) is None
    path = tmp_path / "jeu.jsonl"
    assert confirm([chosen, absent], path, "fr", None) == 2
    first, second = load_questions(path)
    assert (first.gold[0].file, first.answerable) == ("val-bleu.md", True)
    assert (second.gold, second.answerable, len(second.history)) == ((), False, 2)


def test_the_words_after_eval_choose_what_is_done(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "jeu.jsonl"
    told = run_eval(["draft", str(path)], [], collection, "fr", untold)
    assert (told["written"], len(load_questions(path))) == (2, 2)
    assert "2" in eval_text(told, "fr")
    assert run_eval(["gaps"], [], collection, "fr", untold) == {"gaps": []}
    for words in (["draft"], ["draft", "jeu.txt"], ["feedback", str(path)]):  # pytest is no terminal
        with pytest.raises(UsageError) as caught:
            run_eval(words, [], collection, "fr", untold)
        assert "repere eval" in explain("fr", caught.value) or "terminal" in explain("fr", caught.value)


@pytest.mark.parametrize(
    ("words", "settings", "html", "key"),
    [
        (["gaps"], [], "rapport.html", "usage.eval_alone"),
        (["gaps", "starter"], [], None, "usage.eval_alone"),
        (["draft", "jeu.jsonl"], ["fusion=rrf"], None, "usage.eval_alone"),
        (["checker", "drafts"], ["fusion=rrf"], None, "usage.eval_fixed"),
        (["starter"], [], "absent/rapport.html", "usage.unwritable"),
        (["starter"], [], ".", "usage.unwritable"),
    ],
)
def test_what_would_do_nothing_is_refused_before_any_question(
    collection: Collection, tmp_path: Path, words: list[str], settings: list[str], html: str | None, key: str
) -> None:
    page = str(tmp_path / html) if html else None
    with pytest.raises(UsageError) as caught:
        run_eval(words, settings, collection, "fr", untold, html=page)
    assert caught.value.key == key
    assert explain("fr", caught.value) != explain("en", caught.value)


def test_a_small_shelf_gives_drafts_of_its_own_words(shelf: Shelf) -> None:
    drafts = list(drafts_of(shelf.catalogue))
    assert drafts
    texts = {name: " ".join(passage.text for passage in held) for name, held in shelf.passages.items()}
    assert all(draft.phrase in texts[draft.file] for draft in drafts)
