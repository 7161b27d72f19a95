"""The same documents on both engines: the same rankings, the same answers; and what each process does, all see."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.service import LocalService
from assistant.understand import parse_history
from assistant.wording import explain
from corpus.errors import StoreError, UsageError
from corpus.model import Asked
from corpus.servers import ServerSettings
from evals.questions import load_questions
from index.collection import Collection
from index.model import Filters
from index.moving import move

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [case.question for case in load_questions(ROOT / "evals" / "data" / "starter.jsonl")]
EVERY = 12
"""One question in so many is asked here; `repere eval` asks them all."""


def test_a_collection_that_moves_answers_as_before(
    starter: Collection, servers: ServerSettings, tmp_path: Path
) -> None:
    with Collection.open(tmp_path / "shared", servers=servers) as shared:
        moved = move(starter, shared)
        assert (moved.documents, moved.problems) == (len(starter.catalogue.held()), ())
        assert moved.passages == starter.catalogue.count() > 100
        assert move(starter, shared) == moved  # a second time, it is only compared
        assert_same(starter, shared)

        with Collection.open(tmp_path / "back") as back:
            assert move(shared, back) == moved
            assert_same(shared, back)
            back.remove([back.catalogue.find("laval-plan-d-action.docx")])
            with pytest.raises(StoreError) as refused:
                move(shared, back)
            assert refused.value.key == "move.not_empty"
            assert isinstance(refused.value.__cause__, StoreError)
            assert refused.value.__cause__.key == "move.differs"
            assert explain("fr", refused.value.__cause__)

        path = tmp_path / "plan.docx"
        shutil.copy(ROOT / "corpus" / "starter" / "laval-plan-d-action.docx", path)
        assert shared.ingest([path]).added  # what is added after a move is numbered after what came before
        shared.catalogue.journal.add(Asked(asked_at="2026-11-01", question="Où?", language="fr"))
        assert shared.check() == []


def assert_same(one: Collection, other: Collection) -> None:
    """Check that two collections hold, find and answer the same."""
    assert other.catalogue.passage_ids() == one.catalogue.passage_ids()
    assert other.catalogue.held() == one.catalogue.held()
    assert other.catalogue.themes_by_region() == one.catalogue.themes_by_region()
    assert other.catalogue.statistics(()) == one.catalogue.statistics(())
    assert sorted(other.catalogue.terms_like("de")) == sorted(one.catalogue.terms_like("de"))

    filters = [Filters(), Filters(regions=("Laval", "Estrie")), Filters(since=2003, until=2010)]
    for number, question in enumerate(QUESTIONS[::EVERY]):
        chosen = filters[number % len(filters)]
        here, there = (collection.retriever.search(question, 20, chosen) for collection in (one, other))
        assert there.question == here.question
        assert [hit.passage for hit in there.hits] == [hit.passage for hit in here.hits]
        assert [replace(hit.why, semantic=0) for hit in there.hits] == [
            replace(hit.why, semantic=0) for hit in here.hits
        ]
        assert [hit.score for hit in there.hits] == pytest.approx([hit.score for hit in here.hits], abs=1e-5)

    services = [LocalService(collection, clock=lambda: date(2026, 11, 1)) for collection in (one, other)]
    answers = [service.ask("Qu'est-ce que le développement social?", "simple", [], {}, "fr") for service in services]
    for told in ("outcome", "text", "sentences", "citations", "warnings"):
        assert answers[0][told] == answers[1][told]


def test_the_journal_is_kept_on_the_server(servers: ServerSettings, tmp_path: Path) -> None:
    asked = Asked(asked_at="2026-11-01", question="Où?", language="fr", history=(("user", "Bonjour."),))
    with (
        Collection.open(tmp_path / "a", servers=servers) as one,
        Collection.open(tmp_path / "b", servers=servers) as two,
    ):
        one.catalogue.journal.add(asked)
        assert list(two.catalogue.journal.asked()) == [asked]
        assert two.catalogue.journal.erase() == 1
        assert list(one.catalogue.journal.asked()) == []


def test_what_is_asked_may_hold_what_no_text_does(servers: ServerSettings, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "a", servers=servers) as collection:
        assert collection.catalogue.known_files(["/a\0.md"]) == {}
        assert collection.catalogue.documents(["0\0"]) == {}
        with pytest.raises(UsageError):
            collection.catalogue.find("a\0b")
        (turn,) = parse_history([{"role": "user", "content": "Ici\0?"}])
        history = ((turn.role, turn.content),)
        collection.catalogue.journal.add(Asked(asked_at="2026-11-01", question="Où\0?", language="fr", history=history))
        (asked,) = collection.catalogue.journal.asked()
        assert (asked.question, asked.history) == ("Où\ufffd?", (("user", "Ici\ufffd?"),))


def test_each_process_sees_what_another_has_done(servers: ServerSettings, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Le transport\n\nLe transport adapté dessert les aînés de la région chaque semaine.\n")
    with (
        Collection.open(tmp_path / "a", servers=servers) as one,
        Collection.open(tmp_path / "b", servers=servers) as two,
    ):
        one.ingest([path])
        assert two.retriever.search("transport").hits
        assert one.vectors.count() == two.vectors.count() == one.catalogue.count()
        two.remove([two.catalogue.find("a.md")])
        assert one.retriever.search("transport adapté").hits == ()
        assert one.vectors.count() == two.vectors.count() == 0
        assert one.check() == two.check() == []
