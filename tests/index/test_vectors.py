"""The cache of vectors, over a real Chroma: whatever happens to its files, opening it finds every vector."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import StoreError
from index import soundness
from index.model import IndexCard
from index.soundness import VectorSource, verify_cache
from index.vectors import VectorCache, open_cache

ROOT = Path(__file__).resolve().parents[2]
DIMENSION = 32
CARD = IndexCard(encoder="essai", dimension=DIMENSION, passages_version="1")


class MemorySource:
    """Vectors by id, in memory, with a revision that grows at each change."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._vectors = {f"document:{index:05}": vector for index, vector in enumerate(vectors)}
        self._revision = 1

    def revision(self) -> int:
        return self._revision

    def passage_ids(self) -> list[str]:
        return list(self._vectors)

    def vectors(self, ids: Sequence[str], /) -> NDArray[np.float32]:
        return np.stack([self._vectors[key] for key in ids]) if ids else np.zeros((0, 0), dtype=np.float32)

    def add(self, vectors: NDArray[np.float32]) -> list[str]:
        added = {f"ajout-{self._revision}:{index:05}": vector for index, vector in enumerate(vectors)}
        self._vectors.update(added)
        self._revision += 1
        return list(added)

    def remove(self, ids: Iterable[str]) -> list[str]:
        removed = list(ids)
        for key in removed:
            del self._vectors[key]
        self._revision += 1
        return removed


def random_vectors(count: int, dimension: int = DIMENSION, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def source_of(count: int) -> MemorySource:
    return MemorySource(random_vectors(count))


def opened(folder: Path, source: VectorSource, card: IndexCard = CARD) -> closing[VectorCache]:
    return closing(open_cache(folder, card, source))


def pointer_of(folder: Path) -> dict[str, object]:
    pointer: dict[str, object] = json.loads((folder / "current.json").read_text("utf-8"))
    return pointer


def generations(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("generation-*"))


def assert_finds_everything(cache: VectorCache, source: MemorySource) -> None:
    ids = source.passage_ids()
    assert cache.count() == len(ids)
    lost = [key for key, vector in zip(ids, source.vectors(ids), strict=True) if cache.search(vector, 1)[0][0] != key]
    assert lost == []


# --------------------------------------------------------------------------------------------- searching


def test_an_empty_cache_finds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "vectors", source_of(0)) as cache:
        assert cache.count() == 0
        assert cache.search(random_vectors(1)[0], 5) == []


def test_a_search_gives_cosines_best_first(tmp_path: Path) -> None:
    source = source_of(300)
    query = random_vectors(1, seed=9)[0]
    cosines = source.vectors(source.passage_ids()) @ query
    expected = sorted(zip(source.passage_ids(), cosines, strict=True), key=lambda hit: -hit[1])
    with opened(tmp_path, source) as cache:
        for k in (1, 10, 300, 5_000):
            found = cache.search(query, k)
            assert [key for key, _ in found] == [key for key, _ in expected[:k]]
            assert np.allclose([score for _, score in found], [score for _, score in expected[:k]], atol=1e-5)
        assert cache.search(query, 0) == []


def test_equal_scores_are_ordered_by_id(tmp_path: Path) -> None:
    source = MemorySource(np.repeat(random_vectors(2), 5, axis=0))
    with opened(tmp_path, source) as cache:
        found = [key for key, _ in cache.search(random_vectors(2)[1], 10)]
    assert found == [f"document:{index:05}" for index in (5, 6, 7, 8, 9, 0, 1, 2, 3, 4)]


def test_the_hundred_nearest_are_the_true_ones(tmp_path: Path) -> None:
    """Gaussian vectors are the hardest for a graph; measured at 10,000 × 384: recall .9994."""
    vectors = random_vectors(3_000, 384)
    queries = random_vectors(20, 384, seed=1)
    card = IndexCard(encoder="essai", dimension=384, passages_version="1")
    with opened(tmp_path, MemorySource(vectors), card) as cache:
        found = [{int(key.split(":")[1]) for key, _ in cache.search(query, 100)} for query in queries]
    true = np.argsort(-(queries @ vectors.T), axis=1)[:, :100]
    assert sum(len(ids & set(row.tolist())) for ids, row in zip(found, true, strict=True)) >= 0.99 * 100 * len(queries)


# ----------------------------------------------------------------------------------------------- changes


def test_changes_are_applied(tmp_path: Path) -> None:
    source = source_of(300)
    with opened(tmp_path, source) as cache:
        added = source.add(random_vectors(700, seed=1))
        cache.apply(added, [])
        removed = source.remove(source.passage_ids()[100:400])
        cache.apply([], removed)
        assert_finds_everything(cache, source)
        cache.apply([], [])
        assert pointer_of(tmp_path)["revision"] == source.revision()
    assert verify_cache(tmp_path, CARD, source) == []


def test_a_change_that_was_never_applied_is_made_up(tmp_path: Path) -> None:
    source = source_of(100)
    with opened(tmp_path, source) as cache:
        source.add(random_vectors(20, seed=1))
        source.remove(source.passage_ids()[:20])
        cache.apply(source.add(random_vectors(30, seed=2)), [])
        assert_finds_everything(cache, source)


def test_applying_again_changes_nothing(tmp_path: Path) -> None:
    source = source_of(50)
    with opened(tmp_path, source) as cache:
        added = source.add(random_vectors(10, seed=1))
        for _ in range(2):
            cache.apply(added + added, ["never there"])
        assert_finds_everything(cache, source)


def test_the_pointer_is_not_clean_during_a_change(tmp_path: Path) -> None:
    source = source_of(10)
    seen: list[object] = []

    class Watching(MemorySource):
        def vectors(self, ids: Sequence[str], /) -> NDArray[np.float32]:
            if (tmp_path / "current.json").exists():
                seen.append(pointer_of(tmp_path)["clean"])
            return source.vectors(ids)

    watching = Watching(random_vectors(10))
    with opened(tmp_path, watching) as cache:
        source.add(random_vectors(5, seed=1))
        seen.clear()
        cache.apply(watching.add(random_vectors(5, seed=1)), [])
        assert seen == [False]
        assert pointer_of(tmp_path)["clean"] is True


def test_after_a_change_that_failed_the_next_one_rebuilds(tmp_path: Path) -> None:
    source = source_of(100)
    with opened(tmp_path, source) as cache:
        with pytest.raises(KeyError):
            cache.apply(["document:00007", "nowhere"], [])  # the source fails in the middle
        assert pointer_of(tmp_path)["clean"] is False
        before = generations(tmp_path)
        cache.apply([], source.remove(["document:00007"]))
        assert generations(tmp_path) != before
        assert_finds_everything(cache, source)


def test_searches_go_on_during_changes_and_rebuilds(tmp_path: Path) -> None:
    source = source_of(500)
    known = source.passage_ids()[0]
    vector = source.vectors([known])[0]
    wrong: list[object] = []
    stop = threading.Event()

    def search(cache: VectorCache) -> None:
        while not stop.is_set():
            try:
                if cache.search(vector, 3)[0][0] != known:
                    wrong.append("lost")
            except Exception as error:
                wrong.append(error)

    with opened(tmp_path, source) as cache:
        threads = [threading.Thread(target=search, args=(cache,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for seed in range(1, 4):
                cache.apply(source.add(random_vectors(300, seed=seed)), [])
                cache.rebuild()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert wrong == []
        assert_finds_everything(cache, source)


# ----------------------------------------------------------------------------------------------- opening


def test_opening_again_keeps_the_store(tmp_path: Path) -> None:
    source = source_of(400)
    with opened(tmp_path / "vectors", source):
        pass
    before = generations(tmp_path / "vectors")
    pointer = pointer_of(tmp_path / "vectors")
    with opened(tmp_path / "vectors", source) as cache:
        assert_finds_everything(cache, source)
    assert generations(tmp_path / "vectors") == before
    assert pointer_of(tmp_path / "vectors")["revision"] == pointer["revision"] == 1


def test_a_closed_cache_says_so(tmp_path: Path) -> None:
    cache = open_cache(tmp_path, CARD, source_of(3))
    cache.close()
    cache.close()
    with pytest.raises(StoreError, match=r"vectors\.read"):
        cache.search(random_vectors(1)[0], 1)


def test_a_cache_behind_by_additions_catches_up(tmp_path: Path) -> None:
    source = source_of(300)
    with opened(tmp_path, source):
        pass
    before = generations(tmp_path)
    source.add(random_vectors(40, seed=1))
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
        assert pointer_of(tmp_path)["revision"] == source.revision()
    assert generations(tmp_path) == before


def test_a_cache_behind_by_a_removal_is_rebuilt(tmp_path: Path) -> None:
    source = source_of(300)
    with opened(tmp_path, source):
        pass
    before = generations(tmp_path)
    source.remove(["document:00005"])
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert len(generations(tmp_path)) == 1
    assert generations(tmp_path) != before


def test_vectors_that_changed_under_the_same_ids_are_noticed(tmp_path: Path) -> None:
    with opened(tmp_path, source_of(300)):
        pass
    source = MemorySource(random_vectors(300, seed=5))
    source.add(random_vectors(1, seed=6))
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)


@pytest.mark.parametrize(
    "card",
    [
        IndexCard(encoder="un autre", dimension=DIMENSION, passages_version="1"),
        IndexCard(encoder="essai", dimension=DIMENSION, passages_version="2"),
        IndexCard(encoder="essai", dimension=8, passages_version="1"),
    ],
)
def test_another_card_rebuilds(tmp_path: Path, card: IndexCard) -> None:
    """A swap of encoder with an equal dimension goes unnoticed by Chroma itself."""
    with opened(tmp_path, source_of(120)):
        pass
    source = MemorySource(random_vectors(120, card.dimension, seed=3))
    assert verify_cache(tmp_path, card, source) == ["check.vectors_card"]
    with opened(tmp_path, source, card) as cache:
        assert_finds_everything(cache, source)
    assert verify_cache(tmp_path, card, source) == []


@pytest.mark.parametrize("text", [None, "", "{", "[]", "3", '{"generation": "../ailleurs"}'])
def test_a_pointer_that_says_nothing_rebuilds(tmp_path: Path, text: str | None) -> None:
    source = source_of(60)
    with opened(tmp_path, source):
        pass
    if text is None:
        (tmp_path / "current.json").unlink()
    else:
        (tmp_path / "current.json").write_text(text)
    assert verify_cache(tmp_path, CARD, source) == ["check.vectors_missing"]
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert len(generations(tmp_path)) == 1


def test_a_pointer_never_leads_out_of_its_folder(tmp_path: Path) -> None:
    source = source_of(10)
    with opened(tmp_path / "vectors", source):
        pass
    pointer = pointer_of(tmp_path / "vectors")
    (tmp_path / "generation-abc").mkdir()
    pointer["generation"] = "../generation-abc"
    (tmp_path / "vectors" / "current.json").write_text(json.dumps(pointer))
    with opened(tmp_path / "vectors", source) as cache:
        assert_finds_everything(cache, source)
    assert list((tmp_path / "generation-abc").iterdir()) == []


def test_a_missing_generation_is_rebuilt(tmp_path: Path) -> None:
    source = source_of(60)
    with opened(tmp_path, source):
        pass
    (tmp_path / generations(tmp_path)[0]).rename(tmp_path / "moved")
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)


def test_what_a_killed_rebuild_left_is_swept(tmp_path: Path) -> None:
    source = source_of(60)
    with opened(tmp_path, source):
        pass
    (tmp_path / "generation-0123456789abcdef").mkdir()
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert len(generations(tmp_path)) == 1


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"vectors\.write"):
        open_cache(tmp_path / "file" / "vectors", CARD, source_of(3))


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path) -> None:
    card = IndexCard(encoder="essai", dimension=10**15, passages_version="1")
    with pytest.raises(StoreError, match=r"vectors\.disk") as caught:
        open_cache(tmp_path, card, source_of(1))
    assert caught.value.values["needed"] == 12_000_000_020
    assert generations(tmp_path) == []


# ---------------------------------------------------------------------------- killed processes, damaged files

_CHILD = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_vectors import CARD, open_cache, random_vectors, source_of
source = source_of(1_100)
cache = open_cache(Path(sys.argv[1]), CARD, source)
cache.apply(source.add(random_vectors(200, seed=1)), [])
if sys.argv[3] == "busy":
    cache.apply(source.add(random_vectors(50_000, seed=2)), [])
print("done", flush=True)
time.sleep(600)
"""


def start_child(folder: Path, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CHILD, str(folder), str(Path(__file__).parent), what]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def kill(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert child.stdout
    child.stdout.close()


@pytest.mark.parametrize("delay", [0.0, 0.4, 1.1])
def test_a_process_killed_during_a_change_loses_nothing(tmp_path: Path, delay: float) -> None:
    source = source_of(1_100)
    source.add(random_vectors(200, seed=1))
    source.add(random_vectors(1_500, seed=2))
    child = start_child(tmp_path, "busy")
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline and child.poll() is None:
            pointer = tmp_path / "current.json"
            if pointer.exists() and pointer_of(tmp_path)["revision"] == 2 and not pointer_of(tmp_path)["clean"]:
                break
            time.sleep(0.01)
        time.sleep(delay)
    finally:
        kill(child)
    assert pointer_of(tmp_path)["clean"] is False
    assert verify_cache(tmp_path, CARD, source) == ["check.vectors_behind"]
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert len(generations(tmp_path)) == 1


def test_a_process_killed_between_changes_costs_no_rebuild(tmp_path: Path) -> None:
    source = source_of(1_100)
    source.add(random_vectors(200, seed=1))
    child = start_child(tmp_path, "idle")
    try:
        assert child.stdout
        assert child.stdout.readline() == "done\n"
    finally:
        kill(child)
    before = generations(tmp_path)
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert generations(tmp_path) == before


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _garble(path: Path) -> None:
    """Write noise over the second half, and keep the size and the times."""
    stat = path.stat()
    with path.open("r+b") as file:
        file.seek(stat.st_size // 2)
        file.write(np.random.default_rng(7).bytes(stat.st_size - stat.st_size // 2))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _fill(path: Path) -> None:
    """Write ones over everything: sizes and offsets become absurd."""
    path.write_bytes(b"\xff" * path.stat().st_size)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("chroma.sqlite3", _cut),
        ("chroma.sqlite3", _garble),
        ("*/data_level0.bin", _cut),
        ("*/data_level0.bin", _garble),
        ("*/header.bin", _fill),
        ("*/index_metadata.pickle", _cut),
    ],
)
def test_damage_is_found_out_by_a_verification(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    """Some of these crash the process that opens them, which is not this one."""
    source = source_of(1_200)
    with opened(tmp_path, source):
        pass
    [path] = (tmp_path / generations(tmp_path)[0]).glob(name)
    damage(path)
    assert verify_cache(tmp_path, CARD, source) != []


@pytest.mark.parametrize("damage", [_cut, _fill, Path.unlink, Path.touch])
@pytest.mark.parametrize("name", ["chroma.sqlite3", "*/data_level0.bin", "*/link_lists.bin"])
def test_files_that_changed_are_not_opened_but_rebuilt(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    source = source_of(1_200)
    with opened(tmp_path, source):
        pass
    [before] = generations(tmp_path)
    [path] = (tmp_path / before).glob(name)
    damage(path)
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert before not in generations(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe that has a name")
def test_a_judgement_that_never_ends_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "JUDGE_SECONDS", 4)
    source = source_of(300)
    with opened(tmp_path, source):
        pass
    [path] = (tmp_path / generations(tmp_path)[0]).glob("*/data_level0.bin")
    path.unlink()
    os.mkfifo(path)
    begun = time.monotonic()
    assert verify_cache(tmp_path, CARD, source) == ["check.vectors_unreadable"]
    assert 4 <= time.monotonic() - begun < 10
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)


def test_an_open_cache_can_be_verified_and_then_changed(tmp_path: Path) -> None:
    source = source_of(900)
    with opened(tmp_path, source) as cache:
        cache.apply(source.add(random_vectors(100, seed=1)), [])
        assert verify_cache(tmp_path, CARD, source) == []
        cache.apply(source.add(random_vectors(700, seed=2)), [])
        assert_finds_everything(cache, source)
        assert verify_cache(tmp_path, CARD, source) == []
    before = generations(tmp_path)
    with opened(tmp_path, source) as cache:
        assert_finds_everything(cache, source)
    assert generations(tmp_path) == before


def test_a_verification_costs_no_rebuild(tmp_path: Path) -> None:
    source = source_of(300)
    with opened(tmp_path, source):
        pass
    before = generations(tmp_path)
    assert verify_cache(tmp_path, CARD, source) == []
    with opened(tmp_path, source):
        assert generations(tmp_path) == before


def test_ids_that_differ_are_told(tmp_path: Path) -> None:
    with opened(tmp_path, source_of(200)):
        pass
    assert verify_cache(tmp_path, CARD, source_of(201)) == ["check.vectors_ids"]


def test_vectors_that_are_not_those_of_the_source_are_told(tmp_path: Path) -> None:
    with opened(tmp_path, source_of(200)):
        pass
    other = MemorySource(random_vectors(200, seed=8))
    assert verify_cache(tmp_path, CARD, other) == ["check.vectors_search"]


def test_many_copies_of_one_vector_do_not_stop_a_cache(tmp_path: Path) -> None:
    vectors = random_vectors(1_500)
    vectors[:1_200] = vectors[0]
    source = MemorySource(vectors)
    with opened(tmp_path, source) as cache:
        assert cache.count() == 1_500


# ----------------------------------------------------------------------------------------------- erasure


def test_a_removed_vector_leaves_the_disk(tmp_path: Path) -> None:
    """±0.25 sixteen times has a length of exactly 1, which no normalising changes: its bytes are as given."""
    signs = np.array([1, -1, -1, 1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1, 1, -1])
    card = IndexCard(encoder="essai", dimension=16, passages_version="1")
    source = MemorySource(random_vectors(600, 16))
    secret = (signs * 0.25).astype(np.float32)

    def traces() -> list[str]:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        return [path.name for path in files for sought in (secret.tobytes(), b"ajout-1") if sought in path.read_bytes()]

    with opened(tmp_path, source, card) as cache:
        cache.apply(source.add(secret[np.newaxis]), [])
        for seed in range(3):  # enough for it to reach the graph's files too
            cache.apply(source.add(random_vectors(300, 16, seed=seed + 1)), [])
        assert {"data_level0.bin", "chroma.sqlite3"} & set(traces())
        cache.apply([], source.remove(["ajout-1:00000"]))  # few vectors are made anew at once
        assert traces() == []
        assert_finds_everything(cache, source)
    assert traces() == []
    assert len(generations(tmp_path)) == 1


def test_many_vectors_are_forgotten_one_by_one_until_they_are_a_tenth(tmp_path: Path) -> None:
    card = IndexCard(encoder="essai", dimension=16, passages_version="1")
    source = MemorySource(random_vectors(2_400, 16))
    ids = source.passage_ids()
    with opened(tmp_path, source, card) as cache:
        before = generations(tmp_path)
        cache.apply([], source.remove(ids[:200]))
        assert (generations(tmp_path), pointer_of(tmp_path)["forgotten"]) == (before, 200)
        cache.apply([], source.remove(ids[200:300]))
        assert generations(tmp_path) != before
        assert pointer_of(tmp_path)["forgotten"] == 0
        assert_finds_everything(cache, source)


def test_chroma_holds_nothing_but_ids_and_vectors(tmp_path: Path) -> None:
    source = source_of(20)
    with opened(tmp_path, source):
        pass
    import chromadb

    client = chromadb.PersistentClient(str(tmp_path / generations(tmp_path)[0]))
    with closing(client):  # type: ignore[type-var]  # the declared type leaves `close` out
        collection = client.get_collection("passages", embedding_function=None)
        held = collection.get(include=["documents", "metadatas", "uris"])
        assert len(held["ids"]) == 20
        assert not any([*(held["documents"] or []), *(held["metadatas"] or []), *(held["uris"] or [])])
        assert '"space": "cosine"' in json.dumps(collection.configuration_json)


def test_importing_loads_no_chroma() -> None:
    code = "import sys, index.vectors; sys.exit('chromadb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_dotenv_of_the_current_folder_sends_nothing_away(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nCHROMA_SERVER_HOST=192.0.2.1\n")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_vectors import *\n"
        "with opened(Path('vectors'), source_of(5)) as cache: assert_finds_everything(cache, source_of(5))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
