"""A home folder: taking in, replacing, removing, holding it alone, and refusing another index."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus import tables
from corpus.engine import write_to
from corpus.errors import OwnedError, StoreError
from corpus.model import Metadata
from index.collection import MANY, TOLD_EVERY, Collection, Step
from index.owner import Ownership

ROOT = Path(__file__).resolve().parents[2]
TEXT = "# Politique des aînés\n\nLa ville consulte les aînés chaque année. Le transport adapté vient en premier.\n"


@pytest.fixture(params=["embedded", "server"])
def collection(request: pytest.FixtureRequest, tmp_path: Path) -> Collection:
    """Open an empty collection on each engine, which must behave alike."""
    servers = request.getfixturevalue("servers") if request.param == "server" else None
    return Collection.open(tmp_path / "home", servers=servers)


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_taken_in_is_found_and_what_is_removed_is_not(collection: Collection, tmp_path: Path) -> None:
    path = write(tmp_path / "documents", "aines.md", TEXT)
    report = collection.ingest([path])
    assert [one.path for one in report.added] == [str(path)]
    assert collection.retriever.search("transport adapté").hits
    collection.remove([collection.catalogue.find("aines.md")])
    assert collection.retriever.search("transport adapté").hits == ()
    assert collection.check() == []
    collection.close()


def test_unchanged_changed_and_failed_files_are_told_apart(collection: Collection, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    kept, changed = write(folder, "a.md", TEXT), write(folder, "b.txt", "Le logement abordable manque dans la région.")
    empty = write(folder, "vide.txt", "")
    first = collection.ingest([folder])
    assert {one.path for one in first.added} == {str(kept), str(changed)}
    assert [(one.path, one.error.code) for one in first.failed] == [(str(empty), "empty")]
    changed.write_text("La sécurité alimentaire préoccupe la région.", encoding="utf-8")
    second = collection.ingest([folder])
    assert second.unchanged == [str(kept)]
    assert [one.path for one in second.updated] == [str(changed)]
    assert "logement" not in " ".join(hit.passage.text for hit in collection.retriever.search("logement").hits)
    assert collection.check() == []
    collection.close()


def test_a_file_that_fails_later_keeps_its_document(collection: Collection, tmp_path: Path) -> None:
    path = write(tmp_path / "documents", "a.md", TEXT)
    collection.ingest([path])
    path.write_bytes(b"\x00\x01\x02" * 500)
    report = collection.ingest([path])
    assert [one.error.code for one in report.failed] == ["not_text"]
    assert collection.retriever.search("transport adapté").hits
    collection.close()


def test_a_person_s_options_win_and_can_be_given_later(collection: Collection, tmp_path: Path) -> None:
    path = write(tmp_path / "documents", "a.md", TEXT)
    collection.ingest([path])
    collection.ingest([path], Metadata(kind="guide", regions=("Estrie",), date="2019-05"))
    document = collection.catalogue.find("a.md")
    assert (document.kind, document.regions, document.date) == ("guide", ("Estrie",), "2019-05")
    assert collection.retriever.search("transport adapté").hits[0].passage.regions == ("Estrie",)
    collection.close()


def test_sync_mirrors_a_folder_and_refuses_one_that_is_not_there(collection: Collection, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    gone = write(folder, "a.md", TEXT)
    write(folder, "b.txt", "Le logement abordable manque dans la région.")
    collection.ingest([folder])
    gone.unlink()
    assert collection.sync(folder).removed == [str(gone)]
    with pytest.raises(StoreError):
        collection.sync(tmp_path / "nowhere")
    assert len(collection.catalogue.held()) == 1
    collection.close()


def test_sync_removes_nothing_where_its_folder_goes_away_meanwhile(collection: Collection, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    paths = [write(folder, "a.md", TEXT), write(folder, "b.txt", "Le logement abordable manque dans la région.")]
    collection.ingest([folder])

    def unmounted(_step: Step) -> None:
        if folder.is_dir():
            folder.rename(tmp_path / "elsewhere")

    assert collection.sync(folder, unmounted).removed == []
    assert sorted(collection.catalogue.source_files()) == sorted(map(str, paths))
    collection.close()


def test_a_home_has_one_owner(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "home"), pytest.raises(OwnedError):
        Ownership(tmp_path / "home").claim(patience=0.1)
    Collection.open(tmp_path / "home").close()


HOLDER = """
import sys, time
from pathlib import Path
from index.owner import Ownership
ownership = Ownership(Path(sys.argv[1]))
ownership.claim()
print("held", flush=True)
time.sleep(60)
"""


def test_a_killed_owner_leaves_the_home_free(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(OwnedError):
            Ownership(tmp_path).claim(patience=0.1)
        process.kill()
    Ownership(tmp_path).claim()


def test_an_index_made_otherwise_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = write(tmp_path / "documents", "a.md", TEXT)
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([path])
        card = json.loads(collection.catalogue.value("card") or "")
        collection.catalogue.set_value("card", json.dumps(card | {"encoder": "another"}))
    with pytest.raises(StoreError) as refused:
        Collection.open(tmp_path / "home")
    assert refused.value.key == "store.other_encoder"
    with pytest.raises(StoreError):  # the lock was given back all the same
        Collection.open(tmp_path / "home")


def test_a_rebuild_keeps_every_passage(collection: Collection, tmp_path: Path) -> None:
    collection.ingest([write(tmp_path / "documents", "a.md", TEXT)])
    before = collection.catalogue.passage_ids()
    assert collection.rebuild() == len(before)
    assert collection.catalogue.passage_ids() == before
    assert collection.check() == []
    collection.close()


def test_check_names_a_passage_that_no_longer_fits_its_document(tmp_path: Path) -> None:
    import sqlite3

    collection = Collection.open(tmp_path / "home")
    collection.ingest([write(tmp_path / "documents", "a.md", TEXT)])
    with sqlite3.connect(tmp_path / "home" / "catalogue.sqlite3") as database:
        database.execute("UPDATE passages SET text = 'autre chose'")
    database.close()
    assert [problem.key for problem in collection.check()] == ["check.passage"]
    collection.close()


def test_a_vector_that_changed_is_found_on_either_engine_and_made_anew(collection: Collection, tmp_path: Path) -> None:
    collection.ingest([write(tmp_path / "documents", "a.md", TEXT)])
    ids = collection.catalogue.passage_ids()
    for vector in (bytes(4 * collection.card().dimension), b"\0"):
        with write_to(collection.catalogue._engine) as connection:
            connection.execute(sa.update(tables.passages).values(vector=vector))
        (problem,) = collection.check()
        assert (problem.key, [one.title for one in problem.documents]) == ("check.index", ["Politique des aînés"])
        if vector == b"\0":
            with pytest.raises(StoreError) as refused:
                collection.catalogue.vectors(ids)
            assert refused.value.key == "store.vectors"
        collection.rebuild()
        assert collection.check() == []
    collection.close()


def test_a_catalogue_that_went_from_beside_its_vectors_is_told(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([write(tmp_path / "documents", "a.md", TEXT)])
    (tmp_path / "home" / "catalogue.sqlite3").rename(tmp_path / "ailleurs")
    with pytest.raises(StoreError) as refused:
        Collection.open(tmp_path / "home")
    assert refused.value.key == "store.lost"
    assert not (tmp_path / "home" / "catalogue.sqlite3").exists()
    (tmp_path / "ailleurs").rename(tmp_path / "home" / "catalogue.sqlite3")
    with Collection.open(tmp_path / "home") as collection:
        assert collection.check() == []


def test_few_passages_have_no_cache_until_it_is_asked_for(tmp_path: Path) -> None:
    first, second = (write(tmp_path / "documents", f"{name}.md", TEXT + name) for name in "ab")
    cache = tmp_path / "home" / "vectors"
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([first, second])
        collection.remove([collection.catalogue.held()[0].document])
        collection.ingest([first, second])
        assert collection.retriever.search("les aînés").hits
        assert list(cache.iterdir()) == []
        assert collection.check() == []
        assert collection.vectors.count() == collection.catalogue.count() > 0


def test_a_cache_that_was_made_once_follows_every_change(tmp_path: Path) -> None:
    path = write(tmp_path / "documents", "a.md", TEXT)
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([path])
        assert collection.check() == []
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([path], Metadata(title="Une fanfare joue du Mozart"))  # the same ids, other vectors
        ids, vectors = collection.catalogue.every_vector()
    with Collection.open(tmp_path / "home") as collection:
        found = [collection.vectors.search(vector, 1)[0] for vector in vectors]
        assert [key for key, _ in found] == ids
        assert min(cosine for _, cosine in found) > 0.9999
        (document,) = [held.document for held in collection.catalogue.held()]
    with Collection.open(tmp_path / "home") as collection:
        collection.remove([document])
        assert collection.vectors.count() == 0
    held = [one.read_bytes() for one in (tmp_path / "home" / "vectors").rglob("*") if one.is_file()]
    assert held
    assert not any(document.document_id.encode() in content for content in held)


def test_the_cache_is_made_once_passages_are_too_many_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (write(tmp_path / "documents", f"{name}.md", TEXT + name) for name in "ab")
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([first])
        assert collection._vectors is None
        monkeypatch.setattr("index.embedded.FEW", collection.catalogue.count())
        collection.ingest([second])
        assert collection._vectors is not None
        assert collection.vectors.count() == collection.catalogue.count()


def test_progress_is_told_within_a_large_document(tmp_path: Path) -> None:
    paragraphs = (f"## Mesure {n}\n\n" + f"La mesure {n} parle de logement. " * (9 + n % 9) for n in range(MANY + 40))
    told: list[int] = []
    with Collection.open(tmp_path / "home") as collection:
        path = write(tmp_path / "documents", "a.md", "# Plan\n\n" + "\n\n".join(paragraphs))
        collection.ingest([path], progress=lambda step: told.append(step.passages))
        assert told == sorted(told)
        assert told[-1] == collection.catalogue.count() > MANY
    assert len([count for count in told if 0 < count < told[-1]]) >= MANY // TOLD_EVERY - 1


@pytest.mark.skipif(os.name == "nt", reason="needs the rights of POSIX")
def test_a_new_home_is_its_owners_alone_and_one_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    Collection.open(tmp_path / "home").close()
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    (tmp_path / "shared").mkdir(mode=0o750)
    before = (tmp_path / "shared").stat().st_mode
    Collection.open(tmp_path / "shared").close()
    assert (tmp_path / "shared").stat().st_mode == before
